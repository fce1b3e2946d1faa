#!/usr/bin/env bash
# What:       Context storage in files (`localfilesystem` with its default cache), and `flow.get()` in a Function
#             node.
# Version:    Node-RED 4.1.15; 3.1.15 and 5.0.7 do the same
# Expected:   Either: get returns a copy, and a change without set is never seen. Or: it returns the object, and the
#             change is part of the context and saved like any other.
# Happens:    get returns the object itself, so the change is visible to every node at once and survives deploys. The
#             file is not written, until any other key of the same scope is set: then the changed object is written
#             along. So the same flow keeps its counter through one restart and loses it through the next.
# Hurt:       Owners with counters, schedules or device lists in persistent context: it works in every test, and falls
#             back at a restart.
# Documented: Not this. The documentation names the flush interval (30 s by default) for values that were set.
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
    settings.contextStorage = { default: { module: 'localfilesystem', config: { flushInterval: 1 } } };
    RED.init(null, settings);
    await RED.start();
    console.log(`Node-RED ${RED.version()} on Node.js ${process.version}`);
    const { readFileSync } = require('node:fs');
    const file = () => JSON.stringify(JSON.parse(readFileSync('context/tab/flow.json', 'utf8')));
    await deploy([
        tab,
        probe('out'),
        {
            id: 'first',
            z: 'tab',
            ...at,
            type: 'function',
            outputs: 0,
            wires: [],
            func: "flow.set('counter', { n: 1 });",
        },
        { id: 'add', z: 'tab', ...at, type: 'function', outputs: 0, wires: [], func: "flow.get('counter').n += 1;" },
        {
            id: 'read',
            z: 'tab',
            ...at,
            type: 'function',
            outputs: 1,
            wires: [['out']],
            func: "return { payload: flow.get('counter').n };",
        },
        { id: 'other', z: 'tab', ...at, type: 'function', outputs: 0, wires: [], func: "flow.set('unrelated', true);" },
    ]);
    const step = async (id) => {
        send(id, {});
        await sleep(1500);
    };
    await step('first');
    send('add', {});
    send('add', {});
    await step('read');
    const inMemory = seen.at(-1).payload;
    const before = file();
    await step('other');
    const after = file();
    console.log(`Every node reads ${inMemory}. The file says ${before}; after another key was set it says ${after}`);
    expect(inMemory === 3, 'get now returns a copy');
    expect(before === '{"counter":{"n":1}}', 'a change in place is now saved');
    expect(
        after === '{"counter":{"n":3},"unrelated":true}',
        'a change in place is no longer saved along with another key',
    );
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
