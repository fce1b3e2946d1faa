#!/usr/bin/env bash
# What:       The Change node, *Set* msg.payload (or a value in context) to msg.data.temperature.
# Version:    Node-RED 4.1.15; 3.1.15 and 5.0.7 do the same
# Expected:   If there is no temperature, the target becomes undefined, whether `temperature` or already `data` is
#             missing.
# Happens:    Without `temperature` the target is removed. Without `data`, or with `data: null`, the rule is skipped in
#             silence: the message goes on with the payload it had, and the context keeps the last temperature.
# Hurt:       Owners who take a value out of a response that sometimes has no such part: what was in the payload
#             before, or the last good value in context, passes for the new one.
# Documented: No.
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
    const rule = (id, p, pt) => ({
        id,
        z: 'tab',
        ...at,
        type: 'change',
        wires: [['out']],
        rules: [{ t: 'set', p, pt, to: 'data.temperature', tot: 'msg' }],
    });
    await deploy([
        tab,
        rule('payload', 'payload', 'msg'),
        rule('context', 'last', 'flow'),
        {
            ...probe('out'),
            func: 'global.get("record")(node.id, { payload: msg.payload, last: flow.get("last") }); return msg;',
        },
        { id: 'known', z: 'tab', ...at, type: 'function', outputs: 0, wires: [], func: 'flow.set("last", 21.5);' },
    ]);
    logged.length = 0;
    const found = {};
    for (const [name, more] of [
        ['data has it', { data: { temperature: 23 } }],
        ['data is empty', { data: {} }],
        ['data is null', { data: null }],
        ['no data', {}],
    ]) {
        send('known', {});
        seen.length = 0;
        send('payload', { payload: 'the message before', ...more });
        send('context', { payload: 0, ...more });
        await sleep(100);
        found[name] = { 'msg.payload': seen[0]?.payload, 'flow.last': seen[1]?.last };
    }
    console.table(found);
    expect(
        found['data has it']['msg.payload'] === 23 && found['data has it']['flow.last'] === 23,
        'the rule sets another value',
    );
    expect(
        found['data is empty']['msg.payload'] === undefined && found['data is empty']['flow.last'] === undefined,
        'a missing last part no longer removes the target',
    );
    for (const name of ['data is null', 'no data'])
        expect(
            found[name]['msg.payload'] === 'the message before' && found[name]['flow.last'] === 21.5,
            `${name}: the target is no longer kept`,
        );
    expect(logged.length === 0, `the log says ${JSON.stringify(logged)}`);
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
