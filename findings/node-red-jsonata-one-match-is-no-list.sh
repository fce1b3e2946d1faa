#!/usr/bin/env bash
# What:       A JSONata expression that filters or collects, for example `devices[kind="relay"].id`, in front of a
#             Split or a Sort node.
# Version:    Node-RED 4.1.15; 3.1.15 and 5.0.7 do the same
# Expected:   A list of the matches, with one element if there is one.
# Happens:    Two matches give a list, one match gives the element itself, none gives nothing; `$keys`, `$map` and
#             `$filter` do the same. The Split node then sends the properties of an object, the lines of a text, or
#             nothing at all for a number or true. Sort sends nothing. Complete says that both are done, and there is
#             no warning.
# Hurt:       Owners whose flow works with two relays and does nothing, or something else, in a house with one. Square
#             brackets after the step, `devices[kind="relay"].id[]`, or around the expression keep the list.
# Documented: In the documentation of JSONata (*singleton sequences*), not in that of Node-RED. The help of Split and
#             Sort does not say that other payloads are dropped.
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
    const change = (id, to, next) => ({
        id,
        z: 'tab',
        ...at,
        type: 'change',
        wires: [[next]],
        rules: [{ t: 'set', p: 'payload', pt: 'msg', to, tot: 'jsonata' }],
    });
    const split = (id) => ({
        id,
        z: 'tab',
        ...at,
        type: 'split',
        splt: '\\n',
        spltType: 'str',
        arraySplt: 1,
        arraySpltType: 'len',
        stream: false,
        addname: '',
        property: 'payload',
        wires: [['out']],
    });
    const sort = {
        id: 'sort',
        z: 'tab',
        ...at,
        type: 'sort',
        order: 'ascending',
        as_num: true,
        target: 'payload',
        targetType: 'msg',
        msgKey: 'payload',
        msgKeyType: 'elem',
        seqKey: 'payload',
        seqKeyType: 'msg',
        wires: [['out']],
    };
    await deploy([
        tab,
        probe('out'),
        probe('done'),
        split('split'),
        sort,
        change('devices', 'devices[kind="relay"]', 'split'),
        change('ids', 'devices[kind="relay"].id', 'split'),
        change('sorted', 'devices[kind="relay"].id', 'sort'),
        change('list', 'devices[kind="relay"].id[]', 'split'),
        { id: 'complete', z: 'tab', ...at, type: 'complete', scope: ['split', 'sort'], wires: [['done']] },
    ]);
    logged.length = 0;
    const devices = [
        { id: 1, kind: 'relay' },
        { id: 2, kind: 'relay' },
    ];
    const came = async (id, count) => {
        seen.length = 0;
        send(id, { devices: devices.slice(0, count) });
        await sleep(100);
        return seen.map((msg) => (msg.id === 'done' ? 'done' : JSON.stringify(msg.payload))).join(' ');
    };
    const found = {};
    for (const id of ['devices', 'ids', 'sorted', 'list'])
        found[id] = { 'two relays': await came(id, 2), 'one relay': await came(id, 1) };
    console.table(found);
    expect(
        found.devices['two relays'] === '{"id":1,"kind":"relay"} {"id":2,"kind":"relay"} done',
        'two matches are split otherwise',
    );
    expect(found.devices['one relay'] === '1 "relay" done', 'one object is no longer split into its properties');
    expect(
        found.ids['two relays'] === '1 2 done' && found.ids['one relay'] === 'done',
        'one number is no longer dropped by Split',
    );
    expect(
        found.sorted['two relays'] === '[1,2] done' && found.sorted['one relay'] === 'done',
        'one number is no longer dropped by Sort',
    );
    expect(found.list['one relay'] === '1 done', 'brackets no longer keep the list');
    expect(logged.length === 0, `the log says ${JSON.stringify(logged)}`);
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
