#!/usr/bin/env bash
# What:       The Filter node (formerly RBE), *block unless value changes*.
# Version:    Node-RED 4.1.15; 3.1.15 and 5.0.7 do the same
# Expected:   The first value passes, and each later one that differs.
# Happens:    A payload that is a Date (or a Map) never passes, neither the first nor a different one; an object whose
#             only change is a Date inside is blocked as well. The comparison looks at own enumerable properties, and
#             these have none. No warning.
# Hurt:       Owners who pass on *last seen* times or `{value, time}` only when they change: nothing is ever passed
#             on.
# Documented: Not found. The same comparison, `RED.util.compareObjects`, is offered to authors of nodes without this
#             limit being named.
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
    const { util } = require('@node-red/util');
    await deploy([
        tab,
        probe('out'),
        {
            id: 'filter',
            z: 'tab',
            ...at,
            type: 'rbe',
            func: 'rbe',
            gap: '',
            start: '',
            inout: 'out',
            septopics: true,
            property: 'payload',
            topi: 'topic',
            wires: [['out']],
        },
    ]);
    const passed = async (...payloads) => {
        seen.length = 0;
        for (const payload of payloads) send('filter', { payload, topic: String(payloads) });
        await sleep(100);
        return seen.length;
    };
    const dates = await passed(new Date(1), new Date(2), new Date(3));
    const inside = await passed({ value: 1, at: new Date(1) }, { value: 1, at: new Date(2) });
    const numbers = await passed(1, 2, 3);
    console.log(
        `Passed of three different Dates: ${dates}; of two objects with different Dates: ${inside}; of three numbers: ${numbers}`,
    );
    console.log('compareObjects(new Date(1), new Date(2)):', util.compareObjects(new Date(1), new Date(2)));
    expect(dates === 0 && inside === 1 && numbers === 3, 'the Filter node compares Dates');
    expect(util.compareObjects(new Date(1), new Date(2)) === true, 'compareObjects compares Dates');
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
