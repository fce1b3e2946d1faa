#!/usr/bin/env bash
# What:       Flows that a script, a test or a template makes and posts to the runtime (POST /flows), without the
#             editor's coordinates.
# Version:    Node-RED 4.1.15; 3.1.15 and 5.0.7 do the same
# Expected:   `x` and `y` belong to the editor. The runtime needs `id`, `type`, `z` and `wires`.
# Happens:    A node with `z` and `wires` but without both `x` and `y` is started as a config node. It works, so the
#             mistake stays unnoticed. A later deploy of *modified nodes* that only changes its wires is accepted and
#             then ends in a TypeError (`reading 'wires'`) in the output of Node-RED: the old wire stays in force.
#             With coordinates the same deploy works.
# Hurt:       Authors of flow generators, of templates and of tests: everything works until somebody rewires.
# Documented: Not found. The parser of flows in the runtime decides by these two properties.
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
    const reached = async (place) => {
        const node = (id, wires) => ({ ...probe(id, wires), x: place, y: place });
        await deploy([tab, node('a', [[]]), node('b', [[]])]);
        await deploy([tab, node('a', [['b']]), node('b', [[]])], 'nodes');
        seen.length = 0;
        send('a', { payload: 1 });
        await sleep(100);
        return seen.map((msg) => msg.id).join();
    };
    const without = await reached(undefined);
    const withPlace = await reached(100);
    console.log(
        `A wire from a to b was added. Without x and y the message reaches: ${without}; with them: ${withPlace}`,
    );
    expect(without === 'a', 'nodes without coordinates are rewired now');
    expect(withPlace === 'a,b', 'nodes with coordinates are no longer rewired');
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
