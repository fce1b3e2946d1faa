#!/usr/bin/env bash
# What:       node-red-contrib-stoptimer, the payload of its second output set to the boolean false.
# Version:    node-red-contrib-stoptimer 0.0.7 in Node-RED 4.1.15
# Expected:   After the time the second output sends false.
# Happens:    It sends true. The text false becomes true as well.
# Hurt:       Owners whose timer should switch a lamp or a pump off: it switches it on.
# Documented: No. The help offers a number, a string or a boolean.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline node-red@4.1.15 node-red-contrib-stoptimer@0.0.7
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
    const timer = (payloadtype, payloadval) => ({
        id: `${payloadtype} ${payloadval}`,
        z: 'tab',
        ...at,
        type: 'stoptimer',
        duration: '0.05',
        units: 'Second',
        payloadtype,
        payloadval,
        wires: [[], ['second']],
    });
    const timers = [
        timer('bool', 'true'),
        timer('bool', 'false'),
        timer('str', 'false'),
        timer('str', 'off'),
        timer('num', '0'),
    ];
    await deploy([tab, probe('second'), ...timers]);
    const found = {};
    for (const { id } of timers) {
        seen.length = 0;
        send(id, { payload: 'start' });
        await sleep(200);
        found[id] = seen[0]?.payload;
    }
    console.log('Sent by the second output:', found);
    expect(found['bool false'] === true && found['str false'] === true, 'false is sent otherwise');
    expect(
        found['bool true'] === true && found['str off'] === 'off' && found['num 0'] === 0,
        'another payload is sent otherwise',
    );
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
