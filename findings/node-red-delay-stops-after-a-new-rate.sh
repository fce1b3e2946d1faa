#!/usr/bin/env bash
# What:       The Delay node, *Rate limit each msg.topic* (for the next topic, or for all topics at once), with *Allow
#             override rate with msg.rate*.
# Version:    Node-RED 4.1.15; 3.1.15 and 5.0.7 do the same
# Expected:   After a message with msg.rate the node goes on with the new rate.
# Happens:    It goes on until its queue is empty once, and then it releases nothing any more: no message, whether it
#             has the same msg.rate or none, leaves the node until the flow is deployed or another rate arrives. No
#             error, no log.
# Hurt:       Owners who slow a stream of readings down at night: the stream ends.
# Documented: No. The help says that the new rate is applied immediately and remains in effect.
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
    const delay = (pauseType) => ({
        id: 'delay',
        z: 'tab',
        ...at,
        type: 'delay',
        pauseType,
        timeout: '5',
        timeoutUnits: 'seconds',
        rate: '10',
        nbRateUnits: '1',
        rateUnits: 'second',
        randomFirst: '1',
        randomLast: '5',
        randomUnits: 'seconds',
        drop: false,
        allowrate: true,
        outputs: 1,
        wires: [['out']],
    });
    for (const pauseType of ['queue', 'timed']) {
        await deploy([tab, probe('out'), delay(pauseType)]);
        logged.length = 0;
        const came = async (...messages) => {
            seen.length = 0;
            for (const msg of messages) send('delay', msg);
            await sleep(500);
            return seen.map((msg) => msg.payload).join(' ') || 'nothing';
        };
        const found = {
            before: await came({ topic: 'a', payload: 1 }),
            'with msg.rate 50': await came({ topic: 'a', payload: 2, rate: 50 }),
            then: await came({ topic: 'a', payload: 3 }),
            'then, with msg.rate 50 again': await came({ topic: 'b', payload: 4, rate: 50 }),
            'then, with msg.rate 40': await came({ topic: 'c', payload: 5, rate: 40 }),
        };
        console.log(pauseType, found);
        expect(
            found.before === '1' && found['with msg.rate 50'] === '2',
            'the node no longer releases a message at the first rates',
        );
        expect(
            found.then === 'nothing' && found['then, with msg.rate 50 again'] === 'nothing',
            'the node still releases messages after its queue was empty',
        );
        expect(found['then, with msg.rate 40'] === '3 4 5', 'another rate no longer releases what was held');
        expect(logged.length === 0, `the log says ${JSON.stringify(logged)}`);
    }
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
