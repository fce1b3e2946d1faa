#!/usr/bin/env bash
# What:       HTTP in (POST, PUT, PATCH, DELETE), a body such as `true`, `21.5` or `null` with the content type
#             application/json.
# Version:    Node-RED 4.1.15; 3.1.15 and 5.0.7 do the same
# Expected:   The payload is true or 21.5. These are complete JSON texts.
# Happens:    Status 500 *Internal Server Error* and a warning `"true" is not valid JSON`; the flow does not start, and
#             a Catch node receives nothing. Objects and lists are accepted; the same body as text/plain arrives as
#             text, and an empty body as an empty object.
# Hurt:       Owners who switch a relay by a request with one value, and senders that retry after each 5xx status.
# Documented: No. The parser's own documentation has a *strict* option for this, which Node-RED does not offer.
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

const http = require('node:http');
const express = require('express');

(async () => {
    const app = express();
    const server = http.createServer(app);
    RED.init(server, { ...settings, httpNodeRoot: '/' });
    await RED.start();
    console.log(`Node-RED ${RED.version()} on Node.js ${process.version}`);
    app.use('/', RED.httpNode);
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${server.address().port}/relay`;
    await deploy([
        tab,
        probe('came', [['response']]),
        probe('error'),
        { id: 'in', z: 'tab', ...at, type: 'http in', url: '/relay', method: 'post', upload: false, wires: [['came']] },
        { id: 'response', z: 'tab', ...at, type: 'http response', statusCode: '204', headers: {}, wires: [] },
        { id: 'catch', z: 'tab', ...at, type: 'catch', scope: null, uncaught: false, wires: [['error']] },
    ]);
    const found = [];
    for (const [body, type] of [
        ['true', 'application/json'],
        ['21.5', 'application/json'],
        ['null', 'application/json'],
        ['{"on":true}', 'application/json'],
        ['[true]', 'application/json'],
        ['', 'application/json'],
        ['true', 'text/plain'],
    ]) {
        seen.length = 0;
        logged.length = 0;
        const { status } = await fetch(address, { method: 'POST', body, headers: { 'content-type': type } });
        await sleep(50);
        found.push({
            body,
            type,
            status,
            payload: seen.map((msg) => JSON.stringify(msg.payload)).join(' '),
            warned: logged.some((entry) => JSON.stringify(entry.msg).includes('is not valid JSON')),
        });
    }
    console.table(found);
    expect(
        found.slice(0, 3).every((row) => row.status === 500 && row.payload === '' && row.warned),
        'a single JSON value is accepted, or answered otherwise',
    );
    expect(
        found
            .slice(3)
            .map((row) => row.payload)
            .join(' ') === '{"on":true} [true] {} "true"',
        'the other bodies arrive otherwise',
    );
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
