#!/usr/bin/env bash
# What:       The Switch node's numeric rules (`<`, `is between`) and the Range node.
# Version:    Node-RED 4.1.15; 3.1.15 and 5.0.7 do the same
# Expected:   A payload of null is no number: the rule does not match, Range rejects it (its help: what cannot be
#             parsed into a number is rejected).
# Happens:    null, '' and [] are converted to 0. `payload < 10` and `is between 0 and 10` match them; Range maps them
#             to the bottom of the target range and sends it on.
# Hurt:       A thermostat whose sensor reports null heats; a dimmer whose slider is cleared goes to its minimum.
#             BigClown relays report null until they were set.
# Documented: Partly: the Switch help mentions strictness only for `is true/false` and `is null`. The Range help says
#             the opposite.
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
    await deploy([
        tab,
        probe('below'),
        probe('between'),
        probe('range'),
        {
            id: 'switch',
            z: 'tab',
            ...at,
            type: 'switch',
            property: 'payload',
            propertyType: 'msg',
            checkall: 'true',
            outputs: 2,
            rules: [
                { t: 'lt', v: '10', vt: 'num' },
                { t: 'btwn', v: '0', vt: 'num', v2: '10', v2t: 'num' },
            ],
            wires: [['below'], ['between']],
        },
        {
            id: 'scale',
            z: 'tab',
            ...at,
            type: 'range',
            minin: '0',
            maxin: '10',
            minout: '100',
            maxout: '200',
            action: 'scale',
            round: false,
            property: 'payload',
            wires: [['range']],
        },
    ]);
    for (const payload of [null, '', [], 'abc']) {
        seen.length = 0;
        send('switch', { payload });
        send('scale', { payload });
        await sleep(100);
        const reached = seen.map((msg) =>
            msg.id === 'range' ? `Range gives ${msg.payload}` : `Switch "${msg.id}" matches`,
        );
        console.log(JSON.stringify(payload).padEnd(6), reached.join(', ') || 'nothing');
        const all = reached.length === 3 && reached.includes('Range gives 100');
        expect(payload === 'abc' ? reached.length === 0 : all, `${JSON.stringify(payload)} is treated differently`);
    }
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
