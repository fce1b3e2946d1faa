#!/usr/bin/env bash
# What:       node-red-contrib-statistics, function *uniqueCount*.
# Version:    node-red-contrib-statistics 2.2.2 in Node-RED 4.1.15
# Expected:   The number of different values: 2 for 1, 2, 1, 2, 1.
# Happens:    It is the number of times the value changes, plus one: 5. The data has to be sorted for the function it
#             calls, and is sorted with a comparison that returns true or false instead of a sign, which leaves the
#             order as it is. Data that arrives in rising order is counted right.
# Hurt:       Owners who count how many doors, persons or meters reported: each report counts, unless the same one
#             reports twice in a row.
# Documented: No. The functions are said to be those of the library Simple Statistics.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline node-red@4.1.15 node-red-contrib-statistics@2.2.2
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
            id: 'statistics',
            z: 'tab',
            ...at,
            type: 'statistics',
            dataSetSize: 0,
            inputField: 'payload',
            inputFieldType: 'msg',
            resultField: 'payload',
            resultFieldType: 'msg',
            parameterField: '',
            parameterFieldType: 'msg',
            stripFunction: true,
            resultOnly: true,
            wires: [['out']],
        },
    ]);
    const count = async (values) => {
        send('statistics', { topic: 'clear' });
        for (const payload of values) send('statistics', { topic: 'data', payload });
        seen.length = 0;
        send('statistics', { topic: 'uniqueCount' });
        await sleep(100);
        return seen[0].payload;
    };
    const found = {
        '1 2 1 2 1': await count([1, 2, 1, 2, 1]),
        '1 1 1 2 2': await count([1, 1, 1, 2, 2]),
        '2 2 1 1 2': await count([2, 2, 1, 1, 2]),
    };
    console.log('uniqueCount of', found);
    expect(found['1 2 1 2 1'] === 5 && found['2 2 1 1 2'] === 3, 'unsorted data is counted otherwise');
    expect(found['1 1 1 2 2'] === 2, 'sorted data is counted otherwise');
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
