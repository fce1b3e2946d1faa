#!/usr/bin/env bash
# What:       The Trigger node whose first or second message is a *string* that is left empty.
# Version:    Node-RED 4.1.15; 3.1.15 and 5.0.7 do the same
# Expected:   It sends an empty text.
# Happens:    Instead of an empty first text it sends the text 1, instead of an empty second one the text 0. The
#             deployed setting is still empty, and nothing warns.
# Hurt:       Owners who show a line on a display for some seconds and then clear it: it shows 0. A receiver that takes
#             texts may also take the 1 or 0 for a command.
# Documented: No. The help names 1 and 0 as the payloads of a new node.
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
    const trigger = (id, op1, op2) => ({
        id,
        z: 'tab',
        ...at,
        type: 'trigger',
        op1,
        op2,
        op1type: 'str',
        op2type: 'str',
        duration: '50',
        extend: false,
        overrideDelay: false,
        units: 'ms',
        reset: '',
        bytopic: 'all',
        topic: 'topic',
        outputs: 1,
        wires: [['out']],
    });
    await deploy([
        tab,
        probe('out'),
        trigger('both', '', ''),
        trigger('second', 'hello', ''),
        trigger('none', 'hello', ' '),
    ]);
    const found = {};
    for (const id of ['both', 'second', 'none']) {
        seen.length = 0;
        send(id, { payload: 'start' });
        await sleep(200);
        found[id] = seen.map((msg) => msg.payload);
    }
    console.log(
        'Sent: for two empty texts',
        found.both,
        ', for an empty second text',
        found.second,
        ', for one space',
        found.none,
    );
    expect(found.both.join('|') === '1|0', 'two empty texts are sent otherwise');
    expect(found.second.join('|') === 'hello|0', 'an empty second text is sent otherwise');
    expect(found.none.join('|') === 'hello| ', 'a space is sent otherwise');
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
