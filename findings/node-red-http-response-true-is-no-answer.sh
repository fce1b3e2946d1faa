#!/usr/bin/env bash
# What:       The `http response` node with a payload of true or false.
# Version:    Node-RED 4.1.15; 3.1.15 and 5.0.7 do the same
# Expected:   A body of `true`, as with JSON and as numbers are handled (21 gives 21); or an error and status 500.
# Happens:    The node hands the boolean to the response object, which refuses it with a TypeError. Catch gets the
#             error, and the request is never answered: the client waits until its own limit.
# Hurt:       Owners who serve `GET /relay`: the state of a relay is a boolean. curl, Prometheus and dashboards wait.
# Documented: The help says that the payload is the body and that objects become JSON. Booleans are not mentioned.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline node-red@4.1.15 express@4.22.1
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
    let payload;
    settings.functionGlobalContext.body = () => payload;
    await deploy([
        tab,
        probe('caught'),
        probe('completed'),
        { id: 'in', z: 'tab', ...at, type: 'http in', url: '/relay', method: 'get', wires: [['body']] },
        {
            id: 'body',
            z: 'tab',
            ...at,
            type: 'function',
            outputs: 1,
            wires: [['out']],
            func: "msg.payload = global.get('body')(); return msg;",
        },
        { id: 'out', z: 'tab', ...at, type: 'http response', statusCode: '', headers: {}, wires: [] },
        { id: 'catch', z: 'tab', ...at, type: 'catch', scope: ['out'], wires: [['caught']] },
        { id: 'complete', z: 'tab', ...at, type: 'complete', scope: ['out'], wires: [['completed']] },
    ]);
    const answer = (limit) =>
        new Promise((resolve) => {
            const request = http.get(`http://127.0.0.1:${port}/relay`, (response) => {
                let body = '';
                response
                    .on('data', (part) => {
                        body += part;
                    })
                    .on('end', () => resolve(`${response.statusCode} ${body}`));
            });
            request.on('error', () => {});
            setTimeout(() => {
                request.destroy();
                resolve('no answer');
            }, limit).unref();
        });
    const results = [];
    for (payload of [21, null, { state: true }, true, false]) {
        seen.length = 0;
        const got = await answer(2000);
        await sleep(100);
        results.push(got);
        console.log(JSON.stringify(payload).padEnd(14), got, '  events:', seen.map((msg) => msg.id).join(', '));
    }
    expect(
        results.slice(0, 3).join() === '200 21,200 null,200 {"state":true}',
        'numbers, null or objects are answered differently',
    );
    expect(results.slice(3).join() === 'no answer,no answer', 'booleans are answered now');
    expect(seen.map((msg) => msg.id).join() === 'caught', 'other events than one Catch follow a boolean');
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
