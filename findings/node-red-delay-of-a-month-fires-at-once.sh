#!/usr/bin/env bash
# What:       Node-RED's own Delay and Trigger nodes, both of which offer days (Delay) or hours (Trigger) as a unit.
# Version:    Node-RED 4.1.15; 3.1.15 and 5.0.7 do the same
# Expected:   A Delay of 30 days keeps the message for 30 days, or the node refuses the value. A Trigger that switches
#             off after 30 days does so.
# Happens:    The nodes pass the milliseconds to setTimeout. Beyond 2,147,483,647 ms (24.8 days) Node.js takes 1 ms
#             instead, so the message leaves at once. No status, no error, no log line of Node-RED; only a
#             TimeoutOverflowWarning of Node.js on standard error.
# Hurt:       Owners whose flow switches a relay back after weeks: it is switched back immediately.
# Documented: Not in the help of either node. The Inject node refuses such an interval, which makes one expect it
#             here.
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
        probe('delayed'),
        probe('triggered'),
        {
            id: 'delay',
            z: 'tab',
            ...at,
            type: 'delay',
            pauseType: 'delay',
            timeout: '30',
            timeoutUnits: 'days',
            rate: '1',
            nbRateUnits: '1',
            rateUnits: 'second',
            randomFirst: '1',
            randomLast: '5',
            randomUnits: 'seconds',
            outputs: 1,
            wires: [['delayed']],
        },
        {
            id: 'trigger',
            z: 'tab',
            ...at,
            type: 'trigger',
            op1: 'on',
            op2: 'off',
            op1type: 'str',
            op2type: 'str',
            duration: '720',
            units: 'hr',
            extend: false,
            reset: '',
            bytopic: 'all',
            outputs: 1,
            wires: [['triggered']],
        },
    ]);
    send('delay', { payload: 'in 30 days' });
    send('trigger', { payload: 1 });
    await sleep(500);
    const delayed = seen.filter((msg) => msg.id === 'delayed').map((msg) => msg.payload);
    const triggered = seen.filter((msg) => msg.id === 'triggered').map((msg) => msg.payload);
    console.log('Delay of 30 days, after half a second:', delayed);
    console.log('Trigger "on", then "off" after 720 hours, after half a second:', triggered);
    console.log('Warnings in the log of Node-RED:', logged.filter((entry) => entry.id).length);
    expect(delayed.length === 1, 'the Delay node now keeps a message for longer than 24.8 days');
    expect(triggered.join() === 'on,off', 'the Trigger node now waits longer than 24.8 days');
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
