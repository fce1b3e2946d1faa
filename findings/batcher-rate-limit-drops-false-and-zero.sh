#!/usr/bin/env bash
# What:       node-red-contrib-batcher: its nodes rate-limit, debouncer and batcher.
# Version:    node-red-contrib-batcher 0.3.1 in Node-RED 4.1.15
# Expected:   They hold and send every message, whatever its payload is.
# Happens:    A message whose payload is false, 0, null or empty is never sent. It only releases what the node holds
#             for its topic.
# Hurt:       Owners who limit the commands for a relay: *on* passes, *off* is dropped and the lamp stays on. Readings
#             of 0 are missing in each batch.
# Documented: Partly: a *non-true payload (false, null, undefined, empty-string...)* flushes the topic. That 0 is one
#             of them, and that the message itself is dropped, is not said.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline node-red@4.1.15 node-red-contrib-batcher@0.3.1
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
    const kinds = {
        'rate-limit': { interval: 50, maxMessagesPerTopic: 10 },
        debouncer: { interval: 50 },
        batcher: { maxDelay: 50, maxMessagesPerTopic: 10 },
    };
    await deploy([
        tab,
        probe('out'),
        ...Object.entries(kinds).map(([type, more]) => ({
            id: type,
            z: 'tab',
            ...at,
            type,
            maxTopics: 10,
            ...more,
            wires: [['out']],
        })),
    ]);
    const sent = async (type, payloads) => {
        seen.length = 0;
        for (const payload of payloads) {
            send(type, { topic: 'relay', payload });
            await sleep(150);
        }
        return seen.map((msg) => JSON.stringify(msg.payload)).join(' ');
    };
    const found = {};
    for (const type of Object.keys(kinds))
        found[type] = {
            'true false true false': await sent(type, [true, false, true, false]),
            '2 1 0': await sent(type, [2, 1, 0]),
        };
    console.table(found);
    for (const type of ['rate-limit', 'debouncer'])
        expect(
            found[type]['true false true false'] === 'true true' && found[type]['2 1 0'] === '2 1',
            `${type} sends false or 0`,
        );
    expect(
        found.batcher['true false true false'] === '[true] [true]' && found.batcher['2 1 0'] === '[2] [1]',
        'batcher sends false or 0',
    );
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
