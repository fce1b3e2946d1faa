#!/usr/bin/env bash
# What:       The Delay node in rate-limit mode, with `nodeMessageBufferMaxLength` set in settings.js.
# Version:    Node-RED 4.1.15; 3.1.15 and 5.0.7 do the same
# Expected:   The limit bounds the queue: the message that does not fit (or the oldest one) is dropped and reported,
#             the others wait their turn.
# Happens:    The message that does not fit is reported as an error, and in the same step the whole queue is emptied.
#             All messages that had been accepted are lost; for them there is no error, and their Complete never
#             comes.
# Hurt:       Owners who set the limit so that a burst of commands cannot eat the memory: one command too many cancels
#             all that waited.
# Documented: Not found. settings.js calls it the maximum number of messages that nodes buffer; the help says that
#             this setting bounds the queue.
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
    settings.nodeMessageBufferMaxLength = 3;
    RED.init(null, settings);
    await RED.start();
    console.log(`Node-RED ${RED.version()} on Node.js ${process.version}`);
    await deploy([
        tab,
        probe('out'),
        probe('caught'),
        probe('completed'),
        {
            id: 'limit',
            z: 'tab',
            ...at,
            type: 'delay',
            pauseType: 'rate',
            timeout: '5',
            timeoutUnits: 'seconds',
            rate: '1',
            nbRateUnits: '1',
            rateUnits: 'minute',
            randomFirst: '1',
            randomLast: '5',
            randomUnits: 'seconds',
            drop: false,
            outputs: 1,
            wires: [['out']],
        },
        { id: 'catch', z: 'tab', ...at, type: 'catch', scope: ['limit'], wires: [['caught']] },
        { id: 'complete', z: 'tab', ...at, type: 'complete', scope: ['limit'], wires: [['completed']] },
    ]);
    for (const payload of [1, 2, 3, 4, 5, 6]) send('limit', { payload });
    await sleep(200);
    send('limit', { flush: true });
    await sleep(200);
    const of = (id) => seen.filter((msg) => msg.id === id && msg.payload).map((msg) => msg.payload);
    console.log(
        'Sent 1 to 6 with a limit of 3. Passed or flushed:',
        of('out'),
        'Catch:',
        of('caught'),
        'Complete:',
        of('completed'),
    );
    expect(
        of('out').join() === '1' || of('out').join() === '1,6',
        'messages that had been accepted are no longer lost',
    );
    expect(of('caught').join() === '5', 'another message than the fifth, or more than one, is reported');
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
