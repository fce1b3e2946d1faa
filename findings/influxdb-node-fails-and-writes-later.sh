#!/usr/bin/env bash
# What:       node-red-contrib-influxdb, *influxdb out* to a server of version 2, which answers 503 once.
# Version:    node-red-contrib-influxdb 0.7.0 with @influxdata/influxdb-client 1.35.0 in Node-RED 4.1.15
# Expected:   Either the node retries, and the message succeeds in the end; or the message fails, and the point is not
#             written.
# Happens:    The message fails and Catch receives it, and the client keeps the point and writes it with the next one,
#             or after some seconds by itself.
# Hurt:       Owners who repeat a message from the Catch branch, which is what such a branch is for: the point is
#             written twice, and with the time of the second attempt these are two points. A failure that is counted as
#             a loss was none.
# Documented: No. The README describes Catch, and a comment in the code says only that retries are included.
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
// The client of the node prints a warning of its own for the 503.
console.warn = () => {};

(async () => {
    RED.init(null, settings);
    await RED.start();
    console.log(`Node-RED ${RED.version()} on Node.js ${process.version}`);
    // A server that answers 503 to the first request and 204 to all others.
    const requests = [];
    const server = http.createServer((request, response) => {
        let body = '';
        request.on('data', (chunk) => {
            body += chunk;
        });
        request.on('end', () => {
            response.statusCode = requests.length === 0 ? 503 : 204;
            requests.push({
                status: response.statusCode,
                points: body.split('\n').map((line) => line.split(' ').slice(1).join(' at ')),
            });
            response.end();
        });
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    await deploy([
        tab,
        probe('failed'),
        probe('done'),
        {
            id: 'server',
            type: 'influxdb',
            hostname: '',
            port: '',
            database: '',
            name: '',
            usetls: false,
            tls: '',
            influxdbVersion: '2.0',
            url: `http://127.0.0.1:${server.address().port}`,
            timeout: '5',
            rejectUnauthorized: true,
            credentials: { token: 'token' },
        },
        {
            id: 'write',
            z: 'tab',
            ...at,
            type: 'influxdb out',
            influxdb: 'server',
            measurement: 'temperature',
            precisionV18FluxV20: 'ms',
            org: 'home',
            bucket: 'home',
            wires: [],
        },
        {
            id: 'catch',
            z: 'tab',
            ...at,
            type: 'catch',
            scope: ['write'],
            uncaught: false,
            wires: [['failed', 'again']],
        },
        {
            id: 'again',
            z: 'tab',
            ...at,
            type: 'delay',
            pauseType: 'delay',
            timeout: '1',
            timeoutUnits: 'seconds',
            rate: '1',
            nbRateUnits: '1',
            rateUnits: 'second',
            randomFirst: '1',
            randomLast: '5',
            randomUnits: 'seconds',
            drop: false,
            allowrate: false,
            outputs: 1,
            wires: [['write']],
        },
        { id: 'complete', z: 'tab', ...at, type: 'complete', scope: ['write'], wires: [['done']] },
    ]);
    send('write', { payload: 21.5 });
    await sleep(12000);
    const outcome = seen.map((msg) => msg.id).join(', then ');
    console.log('One message of 21.5, repeated once from Catch:', outcome);
    const written = requests.filter((request) => request.status === 204).flatMap((request) => request.points);
    console.log('Points that the server accepted:', written);
    expect(outcome === 'failed, then done', 'the message fares otherwise');
    expect(
        written.length === 2 && written.every((point) => point.startsWith('value=21.5 at ')),
        'the point is written once',
    );
    expect(written[0] !== written[1], 'both points have the same time');
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
