#!/usr/bin/env bash
# What:       The CSV node, objects to CSV, without a column template and without a row of titles.
# Version:    Node-RED 4.1.15; 3.1.15 and 5.0.7 do the same
# Expected:   A value that is null leaves its column empty.
# Happens:    Its column is left out, and all values behind it move one column to the left: {time, temperature: null,
#             humidity: 50} becomes `1,50`. With a row of titles or a template the column contains the text null. The
#             option *include null values* changes neither.
# Hurt:       Owners who append readings to a file: after one sensor without a value the humidity stands in the column
#             of the temperature.
# Documented: No. The help says that all the object properties are output in their order.
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
    const csv = (id, more) => ({
        id,
        z: 'tab',
        ...at,
        type: 'csv',
        sep: ',',
        hdrin: '',
        hdrout: 'none',
        multi: 'one',
        ret: '\\n',
        temp: '',
        skip: '0',
        strings: true,
        include_empty_strings: '',
        include_null_values: '',
        wires: [['out']],
        ...more,
    });
    const nodes = {
        'no template': {},
        'include null values': { include_null_values: true },
        'row of titles': { hdrout: 'all' },
        template: { temp: 'time,temperature,humidity' },
    };
    const parsers = { '': 'older', rfc: 'RFC 4180' };
    await deploy([
        tab,
        probe('out'),
        ...Object.keys(parsers).flatMap((spec) =>
            Object.entries(nodes).map(([name, more]) => csv(`${spec} ${name}`, { spec, ...more })),
        ),
    ]);
    const found = {};
    for (const spec of Object.keys(parsers))
        for (const name of Object.keys(nodes)) {
            seen.length = 0;
            send(`${spec} ${name}`, { payload: { time: 1, temperature: null, humidity: 50 } });
            await sleep(50);
            found[`${parsers[spec]} parser, ${name}`] = seen[0].payload.trim().split('\n').at(-1);
        }
    console.table(found);
    for (const parser of Object.values(parsers)) {
        expect(
            found[`${parser} parser, no template`] === '1,50' &&
                found[`${parser} parser, include null values`] === '1,50',
            'a null keeps its column',
        );
        expect(
            found[`${parser} parser, row of titles`] === '1,null,50' &&
                found[`${parser} parser, template`] === '1,null,50',
            'with titles or a template a null is written otherwise',
        );
    }
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
