#!/usr/bin/env bash
# What:       Node-RED with a `websocket-listener` on /hub, and a client that connects to /hubs.
# Version:    Node-RED 4.1.15; 3.1.15 and 5.0.7 do the same
# Expected:   HTTP 404 (or 400) at once, as with any path that does not exist.
# Happens:    No byte is answered. After `inboundWebSocketTimeout` (5 s) the connection is reset. Clients report
#             *socket hang up* or a timeout, the same as for a network fault; with a handshake limit below 5 s they
#             never see the end.
# Hurt:       Owners who connect to Node-RED and mistype the path, and authors of clients that want to say *wrong
#             path*.
# Documented: settings.js names the limit, for connections that match no node; the help of the nodes does not.
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
        { id: 'listener', type: 'websocket-listener', path: '/hub', wholemsg: 'false' },
        { id: 'in', z: 'tab', ...at, type: 'websocket in', server: 'listener', client: '', wires: [['came']] },
    ]);
    const attempt = (path) =>
        new Promise((resolve) => {
            const begin = Date.now();
            const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
            const end = (outcome) => {
                socket.terminate();
                resolve({ outcome, ms: Date.now() - begin });
            };
            socket
                .on('open', () => end('open'))
                .on('unexpected-response', (_, response) => end(`HTTP ${response.statusCode}`))
                .on('error', (error) => end(error.message));
        });
    const right = await attempt('/hub');
    const wrong = await attempt('/hubs');
    console.log({ right, wrong });
    expect(right.outcome === 'open', 'the right path is refused');
    expect(!wrong.outcome.startsWith('HTTP'), 'an unknown path gets an HTTP answer now');
    expect(wrong.ms >= 4000, 'an unknown path is refused at once now');
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
