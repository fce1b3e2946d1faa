#!/usr/bin/env bash
# What:       `websocket in` with *entire message*, and a peer whose frames are JSON arrays such as ["topic", {...}].
# Version:    Node-RED 4.1.15; 3.1.15 and 5.0.7 do the same
# Expected:   The parsed value becomes the payload (as it does for text that is no JSON), or the elements become one
#             message.
# Happens:    The array is given to the runtime as a list of messages for the outputs of the node. It finds a text
#             where a message should be and logs *Node tried to send a message of type string*. Nothing reaches the
#             flow, and Catch cannot see it.
# Hurt:       Owners of hubs that speak in arrays: the option looks like *parse JSON for me*, and nothing arrives.
# Documented: The help says that the property should be an object with a payload; not what becomes of an array, and
#             the error does not mention the frame.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline node-red@4.1.15 express@4.22.1 ws@8.23.0
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
const { WebSocket } = require('ws');
const app = express();
const server = http.createServer(app);
// With httpNodeRoot the HTTP and WebSocket nodes serve on this server.
settings.httpNodeRoot = '/';
const listen = () =>
    new Promise((resolve) => {
        app.use('/', RED.httpNode);
        server.listen(0, '127.0.0.1', () => resolve(server.address().port));
    });

(async () => {
    RED.init(server, settings);
    await RED.start();
    console.log(`Node-RED ${RED.version()} on Node.js ${process.version}`);
    const port = await listen();
    await deploy([
        tab,
        probe('came'),
        probe('caught'),
        { id: 'listener', type: 'websocket-listener', path: '/hub', wholemsg: 'true' },
        { id: 'in', z: 'tab', ...at, type: 'websocket in', server: 'listener', client: '', wires: [['came']] },
        { id: 'catch', z: 'tab', ...at, type: 'catch', scope: null, wires: [['caught']] },
    ]);
    const socket = new WebSocket(`ws://127.0.0.1:${port}/hub`);
    await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
    for (const frame of [
        '{"payload": 21.5}',
        'no JSON at all',
        '["thermometer/i2c0-48", {"temperature": [21.5, "C"]}]',
    ]) {
        seen.length = 0;
        socket.send(frame);
        await sleep(300);
        console.log(
            frame,
            '->',
            seen.map((msg) => msg.id + ': ' + JSON.stringify(msg.payload)).join() ||
                'nothing, neither to the flow nor to Catch',
        );
    }
    const errors = logged.filter((entry) => entry.id === 'in').map((entry) => String(entry.msg.message || entry.msg));
    console.log('Log:', errors);
    expect(
        seen.length === 0 && errors.length === 1 && /type string/.test(errors[0]),
        'an array is treated differently',
    );
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
