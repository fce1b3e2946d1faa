#!/usr/bin/env bash
# What:       The Change node with a rule *Change* (search and replace) for a value in flow or global context.
# Version:    Node-RED 4.1.15; 3.1.15 and 5.0.7 do the same
# Expected:   If there is nothing to replace, the context stays as it is and the message is sent on, as with the same
#             rule for a property of the message.
# Happens:    The message goes nowhere when the value is absent, null, a number or a boolean that does not match: no
#             output, no Complete, no Catch, no log. Only a value that is a text, or that matches, lets it through.
# Hurt:       Owners who turn a mode or a flag in context over: the flow works until the value is missing, for example
#             after a restart, and then it ends at this node without a trace.
# Documented: No. The help says only that the rule searches and replaces parts of the property.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline node-red@4.1.15
cat > see.cjs <<'JS'
const RED = require('node-red');
const seen = [];
const logged = [];
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const at = { x: 100, y: 100 };
const tab = { id: 'tab', type: 'tab', label: 'tab' };
// A function node that records each message it receives under its own id.
const probe = (id, wires = [[]]) => ({
    id,
    z: 'tab',
    ...at,
    type: 'function',
    outputs: 1,
    wires,
    func: 'global.get("record")(node.id, msg); return msg;',
});
const deploy = async (flows, deploymentType = 'full') => {
    await RED.runtime.flows.setFlows({ flows: { flows: JSON.parse(JSON.stringify(flows)) }, deploymentType });
    await sleep(300);
};
const send = (id, msg) => RED.nodes.getNode(id).receive(msg);
const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
const settings = {
    userDir: process.cwd(),
    httpAdminRoot: false,
    httpNodeRoot: false,
    credentialSecret: false,
    telemetry: { enabled: false, updateNotification: false },
    logging: { console: { level: 'off' }, kept: { level: 'warn', handler: () => (entry) => logged.push(entry) } },
    functionGlobalContext: { record: (id, msg) => seen.push({ id, ...msg }) },
};

(async () => {
    RED.init(null, settings);
    await RED.start();
    console.log(`Node-RED ${RED.version()} on Node.js ${process.version}`);
    const rule = (id, pt) => ({
        id,
        z: 'tab',
        ...at,
        type: 'change',
        wires: [['out']],
        rules: [{ t: 'change', p: 'mode', pt, from: '1', fromt: 'num', to: '2', tot: 'num' }],
    });
    await deploy([
        tab,
        probe('out'),
        probe('done'),
        probe('error'),
        {
            id: 'remember',
            z: 'tab',
            ...at,
            type: 'function',
            outputs: 0,
            wires: [],
            func: 'flow.set("mode", msg.mode);',
        },
        rule('context', 'flow'),
        rule('message', 'msg'),
        { id: 'complete', z: 'tab', ...at, type: 'complete', scope: ['context'], wires: [['done']] },
        { id: 'catch', z: 'tab', ...at, type: 'catch', scope: null, uncaught: false, wires: [['error']] },
    ]);
    logged.length = 0;
    const found = [];
    for (const mode of [1, 'text', 3, true, null, undefined]) {
        send('remember', { mode });
        await sleep(50);
        const row = { mode };
        for (const id of ['context', 'message']) {
            seen.length = 0;
            send(id, { mode });
            await sleep(100);
            row[id] =
                seen
                    .map((msg) => msg.id)
                    .sort()
                    .join(' + ') || 'nothing';
        }
        found.push(row);
    }
    console.table(found);
    expect(
        found.every((row) => row.message === 'out'),
        'the rule for a property of the message does not always send',
    );
    expect(
        found.slice(0, 2).every((row) => row.context === 'done + out'),
        'a value that matches, or a text, no longer sends',
    );
    expect(
        found.slice(2).every((row) => row.context === 'nothing'),
        'a value in context that does not match sends something',
    );
    expect(logged.length === 0, `the log says ${JSON.stringify(logged)}`);
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
