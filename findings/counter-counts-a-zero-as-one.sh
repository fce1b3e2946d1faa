#!/usr/bin/env bash
# What:       node-red-contrib-counter, msg.increment and msg.reset with the value 0.
# Version:    node-red-contrib-counter 0.1.6 in Node-RED 4.1.15
# Expected:   An increment of 0 leaves the count as it is. A reset to 0 sets it to 0, since the help says *or to the
#             given value, when it's a number*.
# Happens:    An increment of 0 (or null) counts 1. A reset of 0 does not reset, and counts 1. A reset of 5 sets 5, and
#             a decrement of 0 leaves the count as it is.
# Hurt:       Owners who add the pulses since the last message: each message without a pulse counts one. Owners who set
#             a counter to zero by number.
# Documented: Otherwise, see above.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline node-red@4.1.15 node-red-contrib-counter@0.1.6
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
        probe('out'),
        {
            id: 'counter',
            z: 'tab',
            ...at,
            type: 'counter',
            init: '0',
            step: '1',
            lower: null,
            upper: null,
            mode: 'increment',
            outputs: '1',
            wires: [['out']],
        },
    ]);
    const found = [];
    for (const msg of [
        { increment: 5 },
        { increment: 0 },
        { increment: null },
        { reset: 0 },
        { decrement: 0 },
        { reset: 5 },
        { reset: true },
    ]) {
        send('counter', { ...msg });
        await sleep(50);
        found.push({ message: JSON.stringify(msg), count: seen.at(-1).count });
    }
    console.table(found);
    expect(found.map((row) => row.count).join(' ') === '5 6 7 8 8 5 0', 'the counts are others');
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
