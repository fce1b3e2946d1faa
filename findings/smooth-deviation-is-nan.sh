#!/usr/bin/env bash
# What:       node-red-node-smooth, *Return the standard deviation*.
# Version:    node-red-node-smooth 0.1.2 in Node-RED 4.1.15
# Expected:   For a reading that does not change the deviation is 0.
# Happens:    It is NaN for a steady 21.3, 21.4 or 55.6, and 0.0000005 for a steady 20.1: the node keeps running sums
#             of the values and of their squares, and their difference is sometimes just below zero. The option to
#             round makes 0 of the one and leaves the other NaN.
# Hurt:       Owners who find a stuck or a noisy sensor by its deviation: `NaN < 0.1` is false, and in JSON NaN becomes
#             null.
# Documented: No.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline node-red@4.1.15 node-red-node-smooth@0.1.2
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
    const smooth = (id, round) => ({
        id,
        z: 'tab',
        ...at,
        type: 'smooth',
        property: 'payload',
        action: 'sd',
        count: '10',
        round,
        mult: 'single',
        reduce: false,
        wires: [['out']],
    });
    await deploy([tab, probe('out'), smooth('exact', ''), smooth('rounded', '2')]);
    const last = async (id, value) => {
        send(id, { reset: true });
        for (let n = 0; n < 30; n += 1) send(id, { payload: value });
        await sleep(150);
        const { payload } = seen.at(-1);
        seen.length = 0;
        return payload;
    };
    const found = {};
    for (const value of [21.3, 21.4, 55.6, 20.1, 21])
        found[value] = { exact: await last('exact', value), 'rounded to two places': await last('rounded', value) };
    console.log('Standard deviation after 30 equal values:');
    console.table(found);
    for (const value of [21.3, 21.4, 55.6])
        expect(
            Number.isNaN(found[value].exact) && Number.isNaN(found[value]['rounded to two places']),
            `the deviation of a steady ${value} is a number`,
        );
    expect(
        found['20.1'].exact > 0 && found['20.1']['rounded to two places'] === 0,
        'the deviation of a steady 20.1 is another one',
    );
    expect(found['21'].exact === 0, 'the deviation of a steady 21 is not 0');
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
