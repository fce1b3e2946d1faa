#!/usr/bin/env bash
# What:       Node-RED's own WebSocket nodes: `websocket in` of one listener wired straight to `websocket out` of
#             another listener or of a client.
# Version:    Node-RED 4.1.15; 3.1.15 and 5.0.7 do the same
# Expected:   What comes in on one connection goes out on the other. Text that cannot be sent raises an error.
# Happens:    `websocket in` puts `msg._session` on the message, and any `websocket out` sends it to exactly that
#             session, which it does not know: nothing leaves, no error, and Complete fires. Deleting `msg._session`
#             helps. An empty text is dropped in the same way (an empty Buffer is sent); so is anything while the
#             client is disconnected.
# Hurt:       Owners who connect a dashboard with a hub through two WebSocket nodes, and who take Complete as *sent*.
# Documented: Half: the help says that a message which began at a WebSocket in node is returned to its client, and to
#             delete _session for a broadcast. It does not say that this holds for other connections, nor that
#             Complete fires.
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
    const away = await new Promise((resolve) => {
        const probeServer = http.createServer().listen(0, '127.0.0.1', () => {
            const { port: free } = probeServer.address();
            probeServer.close(() => resolve(free));
        });
    });
    await deploy([
        tab,
        probe('came', [['out-b']]),
        probe('clean', [['bare']]),
        probe('completed'),
        {
            id: 'bare',
            z: 'tab',
            ...at,
            type: 'function',
            outputs: 1,
            wires: [['out-b']],
            func: 'delete msg._session; return msg;',
        },
        { id: 'a', type: 'websocket-listener', path: '/a', wholemsg: 'false' },
        { id: 'b', type: 'websocket-listener', path: '/b', wholemsg: 'false' },
        { id: 'client', type: 'websocket-client', path: `ws://127.0.0.1:${away}/`, wholemsg: 'false', hb: '0' },
        { id: 'in-a', z: 'tab', ...at, type: 'websocket in', server: 'a', client: '', wires: [['came']] },
        { id: 'out-b', z: 'tab', ...at, type: 'websocket out', server: 'b', client: '', wires: [] },
        { id: 'out-client', z: 'tab', ...at, type: 'websocket out', server: '', client: 'client', wires: [] },
        { id: 'complete', z: 'tab', ...at, type: 'complete', scope: ['out-b', 'out-client'], wires: [['completed']] },
    ]);
    const open = async (path) => {
        const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
        socket.received = [];
        socket.on('message', (data) => socket.received.push(String(data)));
        await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
        return socket;
    };
    const [a, b] = [await open('/a'), await open('/b')];
    const outcome = async (act) => {
        seen.length = 0;
        b.received.length = 0;
        act();
        await sleep(300);
        return { received: [...b.received], completed: seen.filter((msg) => msg.id === 'completed').length };
    };
    const forwarded = await outcome(() => a.send('reading'));
    const empty = await outcome(() => send('out-b', { payload: '' }));
    const offline = await outcome(() => send('out-client', { payload: 'relay on' }));
    const bare = await outcome(() =>
        send('bare', { payload: 'reading', _session: { type: 'websocket', id: 'of /a' } }),
    );
    console.log({ forwarded, empty, offline, 'without _session': bare });
    console.log(
        'Errors and warnings of these nodes:',
        logged.filter((entry) => ['out-b', 'out-client'].includes(entry.id)).length,
    );
    for (const [name, { received, completed }] of Object.entries({ forwarded, empty, offline })) {
        expect(received.length === 0, `${name}: the message is sent now`);
        expect(completed === 1, `${name}: Complete no longer fires`);
    }
    expect(bare.received.join() === 'reading', 'deleting _session no longer helps');
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
