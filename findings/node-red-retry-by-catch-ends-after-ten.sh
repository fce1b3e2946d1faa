#!/usr/bin/env bash
# What:       A Catch node wired back to the node that failed (with or without a pause between), the usual way to
#             retry.
# Version:    Node-RED 4.1.15; 3.1.15 and 5.0.7 do the same
# Expected:   The loop goes on until it succeeds; the flow itself decides when to stop.
# Happens:    Node-RED counts in `msg.error.source.count`. At the tenth error of the same message from the same node
#             the Catch node gets nothing more; a warning is logged at the failing node, and the message is gone.
#             Deleting `msg.error` before the retry removes the limit.
# Hurt:       A command that is retried every minute while a hub is away is dropped after nine minutes.
# Documented: The guide on handling errors shows `count` as part of msg.error, not that a loop is cut; neither does
#             the help of the Catch node.
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
    const failing = {
        id: 'fails',
        z: 'tab',
        ...at,
        type: 'function',
        outputs: 0,
        wires: [],
        func: "node.error('away', msg);",
    };
    const caught = (wires) => [
        tab,
        failing,
        probe('caught', wires),
        { id: 'catch', z: 'tab', ...at, type: 'catch', scope: ['fails'], wires: [['caught']] },
    ];
    await deploy(caught([['fails']]));
    send('fails', { payload: 'relay on' });
    await sleep(500);
    const tries = seen.length;
    const warnings = logged
        .filter((entry) => entry.id === 'fails')
        .map((entry) => String(entry.msg.message || entry.msg));
    console.log(`Retried by Catch: ${tries} times, then nothing. Log of the failing node:`, warnings);
    expect(tries === 9, 'the loop is cut at another count, or not at all');
    seen.length = 0;
    await deploy([
        ...caught([['forget']]),
        {
            id: 'forget',
            z: 'tab',
            ...at,
            type: 'function',
            outputs: 1,
            wires: [['fails']],
            func: 'delete msg.error; msg.n = (msg.n || 0) + 1; return msg.n < 30 ? msg : null;',
        },
    ]);
    send('fails', { payload: 'relay on' });
    await sleep(500);
    console.log(`With msg.error deleted before each retry: ${seen.length} times (the flow stops at 30)`);
    expect(seen.length === 30, 'deleting msg.error no longer removes the limit');
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
