#!/usr/bin/env bash
# What:       node-red-contrib-queue-gate, *Restore from state saved in* a file-based context without a cache (`cache:
#             false`).
# Version:    node-red-contrib-queue-gate 1.5.5 in Node-RED 4.1.15
# Expected:   Five messages that arrive together are queued, and three *trigger* commands release the first three.
# Happens:    Each message reads the queue, changes it and writes it back, without waiting for the one before. Of five
#             messages only the last is kept, and three triggers in a row release the same message three times. With
#             the cache, or with pauses between the messages, all is well.
# Hurt:       Owners who store the queue so that a restart loses nothing: they lose most of it before, and a command
#             such as *toggle* is sent several times.
# Documented: No. The README recommends a non-volatile storage for the queue and names no condition.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline node-red@4.1.15 node-red-contrib-queue-gate@1.5.5
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

settings.contextStorage = {
    default: { module: 'memory' },
    uncached: { module: 'localfilesystem', config: { cache: false, dir: '.', base: 'uncached' } },
    cached: { module: 'localfilesystem', config: { dir: '.', base: 'cached' } },
};

(async () => {
    RED.init(null, settings);
    await RED.start();
    console.log(`Node-RED ${RED.version()} on Node.js ${process.version}`);
    const gate = (storeName) => ({
        id: storeName,
        z: 'tab',
        ...at,
        type: 'q-gate',
        controlTopic: 'control',
        defaultState: 'queueing',
        openCmd: 'open',
        closeCmd: 'close',
        toggleCmd: 'toggle',
        queueCmd: 'queue',
        defaultCmd: 'default',
        triggerCmd: 'trigger',
        flushCmd: 'flush',
        resetCmd: 'reset',
        peekCmd: 'peek',
        dropCmd: 'drop',
        statusCmd: 'status',
        maxQueueLength: '100',
        keepNewest: false,
        qToggle: false,
        persist: true,
        storeName,
        wires: [['out']],
    });
    await deploy([tab, probe('out'), gate('cached'), gate('uncached')]);
    const released = async (id, pause, commands) => {
        send(id, { topic: 'control', payload: 'reset' });
        await sleep(300);
        seen.length = 0;
        for (const payload of [1, 2, 3, 4, 5]) {
            send(id, { topic: 'command', payload });
            if (pause > 0) await sleep(pause);
        }
        await sleep(300);
        for (const payload of commands) send(id, { topic: 'control', payload });
        await sleep(300);
        return seen.map((msg) => msg.payload).join(' ');
    };
    const found = {};
    for (const id of ['cached', 'uncached'])
        found[id] = {
            'together, flush': await released(id, 0, ['flush']),
            'with pauses, flush': await released(id, 200, ['flush']),
            'with pauses, three triggers': await released(id, 200, ['trigger', 'trigger', 'trigger']),
        };
    console.table(found);
    expect(
        found.cached['together, flush'] === '1 2 3 4 5' && found.cached['with pauses, three triggers'] === '1 2 3',
        'with a cache something else is released',
    );
    expect(found.uncached['with pauses, flush'] === '1 2 3 4 5', 'messages with pauses between them are lost');
    expect(found.uncached['together, flush'].length < 9, 'messages that arrive together are all kept');
    expect(found.uncached['with pauses, three triggers'] === '1 1 1', 'three triggers release other messages');
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
