#!/usr/bin/env bash
# What:       node-red-contrib-traffic, a gate that messages open and close, set to open on the payload *1* and to close on
#             *0*, as buttons and switches send them, with readings through the same input.
# Version:    node-red-contrib-traffic 0.2.1 in Node-RED 4.1.15
# Expected:   The gate reacts to 1 and 0. Readings pass while it is open, and are dropped while it is closed.
# Happens:    A reading of 21.5 opens the closed gate, and one of 20.3 closes the open one: it is enough that the text of the
#             payload contains the character. Such a reading is taken for a command and does not pass either, and only
#             those without a 0 and a 1 are readings. With ^1$ and ^0$ it works. A condition that is left empty, as it is
#             in a new node, matches every message: nothing passes at all.
# Hurt:       Owners who hold back an alarm or a command at night: the temperature opens the gate, and every reading with a
#             0 or a 1 is missing.
# Documented: The README speaks of a regular expression. That it need not match the whole value, and that such messages do
#             not pass, is not said.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline node-red@4.1.15 node-red-contrib-traffic@0.2.1
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
    const gate = (id, open, close, isOpen) => ({
        id,
        z: 'tab',
        ...at,
        type: 'traffic',
        property_allow: 'payload',
        filter_allow: open,
        property_stop: 'payload',
        filter_stop: close,
        default_start: isOpen,
        wires: [[`behind ${id}`]],
    });
    const gates = [gate('closed', '1', '0', false), gate('open', '1', '0', true), gate('anchored', '^1$', '^0$', false), gate('empty', '', '^off$', true)];
    await deploy([tab, ...gates, ...gates.map(({ id }) => probe(`behind ${id}`))]);
    const passed = async (id, payloads) => {
        seen.length = 0;
        for (const payload of payloads) send(id, { payload });
        await sleep(200);
        return seen.map(({ payload }) => payload);
    };
    const found = {
        'closed: 22.5, 21.5, 22.5': await passed('closed', [22.5, 21.5, 22.5]),
        'open: 22.5, 20.3, 22.5': await passed('open', [22.5, 20.3, 22.5]),
        'with ^1$ and ^0$: 21.5, 1, 20.3, 21.5, 0, 22.5': await passed('anchored', [21.5, 1, 20.3, 21.5, 0, 22.5]),
        'open, *opens on* left empty: 22.5, 23.5': await passed('empty', [22.5, 23.5]),
    };
    console.log('Sent to the gate, and what passed:', found);
    const [closed, open, anchored, empty] = Object.values(found).map((values) => values.join());
    expect(closed === '22.5', 'a reading of 21.5 no longer opens the gate');
    expect(open === '22.5', 'a reading of 20.3 no longer closes the gate');
    expect(anchored === '20.3,21.5', 'a gate with whole values works otherwise');
    expect(empty === '', 'with an empty condition readings pass');
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
