#!/usr/bin/env bash
# What:       `msg.payload instanceof Array` (or Object, Error, RegExp, Map) in a Function node.
# Version:    Node-RED 4.1.15; 3.1.15 and 5.0.7 do the same
# Expected:   True for a list that another node sent, as in any other JavaScript of the same process.
# Happens:    False, because Function nodes run in a realm of their own, which has its own Array and Object: `[]
#             instanceof Array` is true there, and the payload's constructor is not Object. Date and Buffer are the
#             same as outside. Array.isArray works.
# Hurt:       Owners and authors whose check for a list, an object or an Error takes the wrong branch, and works again
#             in a test inside the Function node.
# Documented: No.
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
    const tests = {
        Array: [[]],
        Object: [{}],
        Error: [new Error('x')],
        RegExp: [/x/],
        Map: [new Map()],
        Date: [new Date()],
        Buffer: [Buffer.from('x')],
    };
    await deploy([
        tab,
        probe('out'),
        {
            id: 'function',
            z: 'tab',
            ...at,
            type: 'function',
            outputs: 1,
            wires: [['out']],
            func: 'return { payload: { name: msg.topic, came: msg.payload instanceof { Array, Object, Error, RegExp, Map, Date, Buffer }[msg.topic], own: msg.topic === "Array" ? [] instanceof Array : undefined, isArray: Array.isArray(msg.payload), plain: msg.payload.constructor === Object } };',
        },
    ]);
    const found = {};
    for (const [topic, [payload]] of Object.entries(tests)) {
        seen.length = 0;
        send('function', { topic, payload });
        await sleep(50);
        found[topic] = seen[0].payload;
    }
    for (const [name, { came }] of Object.entries(found)) console.log(`msg.payload instanceof ${name}:`, came);
    console.log({
        '[] instanceof Array': found.Array.own,
        'Array.isArray(msg.payload)': found.Array.isArray,
        'msg.payload.constructor === Object': found.Object.plain,
    });
    for (const name of ['Array', 'Object', 'Error', 'RegExp', 'Map'])
        expect(found[name].came === false, `instanceof ${name} is true`);
    expect(found.Date.came && found.Buffer.came, 'Date or Buffer is another one in the Function node');
    expect(
        found.Array.own && found.Array.isArray && found.Object.plain === false,
        'the Function node no longer has its own Array and Object',
    );
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
