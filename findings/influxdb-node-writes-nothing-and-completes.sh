#!/usr/bin/env bash
# What:       node-red-contrib-influxdb, *influxdb out* to a server of version 2, a payload that is null, a Date, a
#             list of numbers or an object in an object.
# Version:    node-red-contrib-influxdb 0.7.0 with @influxdata/influxdb-client 1.35.0 in Node-RED 4.1.15
# Expected:   An error that Catch receives, as NaN gives one.
# Happens:    No request is made, and Complete says that the message is done. Of an object the parts that are numbers,
#             texts or booleans are written and the others are left out, without a warning. In version 1 mode the same
#             payloads are sent as `value=null` and `a=[object Object]`.
# Hurt:       Owners who see no error, and find the gaps months later.
# Documented: No. The README names string, number and boolean for a single value, and does not say what becomes of
#             anything else.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline node-red@4.1.15 node-red-contrib-influxdb@0.7.0 @influxdata/influxdb-client@1.35.0
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

const http = require('node:http');

(async () => {
    RED.init(null, settings);
    await RED.start();
    console.log(`Node-RED ${RED.version()} on Node.js ${process.version}`);
    const lines = [];
    const server = http.createServer((request, response) => {
        let body = '';
        request.on('data', (chunk) => {
            body += chunk;
        });
        request.on('end', () => {
            lines.push(body.replace(/^m ?/, '').replace(/ \d+$/, '') || 'no field');
            response.statusCode = 204;
            response.end();
        });
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address();
    const common = {
        type: 'influxdb',
        hostname: '127.0.0.1',
        port: String(port),
        database: 'home',
        name: '',
        usetls: false,
        tls: '',
    };
    await deploy([
        tab,
        probe('failed'),
        probe('done'),
        {
            ...common,
            id: 'server 2',
            influxdbVersion: '2.0',
            url: `http://127.0.0.1:${port}`,
            timeout: '5',
            rejectUnauthorized: true,
            credentials: { token: 'token' },
        },
        { ...common, id: 'server 1', influxdbVersion: '1.x' },
        {
            id: 'version 2',
            z: 'tab',
            ...at,
            type: 'influxdb out',
            influxdb: 'server 2',
            measurement: 'm',
            precisionV18FluxV20: 'ms',
            org: 'home',
            bucket: 'home',
            wires: [],
        },
        {
            id: 'version 1',
            z: 'tab',
            ...at,
            type: 'influxdb out',
            influxdb: 'server 1',
            measurement: 'm',
            precision: 'ms',
            wires: [],
        },
        { id: 'catch', z: 'tab', ...at, type: 'catch', scope: null, uncaught: false, wires: [['failed']] },
        { id: 'complete', z: 'tab', ...at, type: 'complete', scope: ['version 1', 'version 2'], wires: [['done']] },
    ]);
    const found = {};
    for (const [name, payload] of Object.entries({
        '21.5': 21.5,
        null: null,
        'a list of numbers': [21.5, 22],
        'a Date': new Date(0),
        'a: {x: 1}': { a: { x: 1 } },
        'a: {x: 1}, b: 2': { a: { x: 1 }, b: 2 },
        NaN: Number.NaN,
    })) {
        found[name] = {};
        for (const id of ['version 2', 'version 1']) {
            lines.length = 0;
            seen.length = 0;
            send(id, { payload });
            await sleep(300);
            found[name][id] = `${lines.join(' ') || 'no request'}, ${seen.map((msg) => msg.id).join(' ')}`;
        }
    }
    console.table(found);
    const two = (name) => found[name]['version 2'];
    expect(two('21.5') === 'value=21.5, done', 'a number is written otherwise');
    for (const name of ['null', 'a list of numbers', 'a Date', 'a: {x: 1}'])
        expect(two(name) === 'no request, done', `${name}: a request or an error`);
    expect(two('a: {x: 1}, b: 2') === 'b=2, done', 'an object in an object is treated otherwise');
    expect(two('NaN') === 'no request, failed', 'NaN is treated otherwise');
    expect(
        found.null['version 1'] === 'value=null, done' && found['a: {x: 1}']['version 1'] === 'a=[object Object], done',
        'in version 1 mode null or an object is sent otherwise',
    );
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
