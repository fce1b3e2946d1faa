#!/usr/bin/env bash
# What:       The `http request` node, with and without the option *Only send non-2xx responses to Catch node*.
# Version:    Node-RED 4.1.15; 3.1.15 and 5.0.7 do the same
# Expected:   With the option 404 and 503 go to Catch and not to the output. Without it every outcome goes to the
#             output, and a server that is away goes to Catch only.
# Happens:    404 and 503 always leave by the output, whatever the option says; it concerns only requests without any
#             response. Without the option such a request goes to Catch and to the output (with a text such as
#             ECONNREFUSED as `statusCode`), and Complete fires in either case.
# Hurt:       Owners who keep what was not stored by Catch: a 503 is taken as stored. Those who use output and Catch
#             keep it twice. `statusCode >= 400` is false for a text.
# Documented: The label says the contrary. A comment in the source names the double outcome as a legacy of versions
#             before 2.1.
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
    const server = require('node:http').createServer((request, response) => {
        response.statusCode = Number(request.url.slice(1));
        response.end('body');
    });
    const port = await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));
    const gone = require('node:http').createServer();
    const closed = await new Promise((resolve) =>
        gone.listen(0, '127.0.0.1', () => {
            const { port: free } = gone.address();
            gone.close(() => resolve(free));
        }),
    );
    const request = (id, senderr) => ({
        id,
        z: 'tab',
        ...at,
        type: 'http request',
        method: 'GET',
        ret: 'txt',
        paytoqs: 'ignore',
        url: '',
        senderr,
        headers: [],
        wires: [['output']],
    });
    await deploy([
        tab,
        probe('output'),
        probe('caught'),
        probe('completed'),
        request('plain', false),
        request('catch-only', true),
        { id: 'catch', z: 'tab', ...at, type: 'catch', scope: ['plain', 'catch-only'], wires: [['caught']] },
        { id: 'complete', z: 'tab', ...at, type: 'complete', scope: ['plain', 'catch-only'], wires: [['completed']] },
    ]);
    const found = {};
    for (const id of ['plain', 'catch-only']) {
        for (const [name, url] of [
            ['404', `http://127.0.0.1:${port}/404`],
            ['503', `http://127.0.0.1:${port}/503`],
            ['away', `http://127.0.0.1:${closed}/`],
        ]) {
            seen.length = 0;
            send(id, { url });
            await sleep(400);
            found[`${id} ${name}`] = seen
                .map((msg) => (msg.id === 'output' ? `output (${typeof msg.statusCode} ${msg.statusCode})` : msg.id))
                .sort()
                .join(', ');
        }
    }
    console.log(found);
    for (const status of ['404', '503'])
        expect(
            found[`catch-only ${status}`] === `completed, output (number ${status})`,
            `${status} goes elsewhere with the option`,
        );
    expect(
        found['plain away'] === 'caught, completed, output (string ECONNREFUSED)',
        'a server that is away gives other outcomes without the option',
    );
    expect(
        found['catch-only away'] === 'caught, completed',
        'a server that is away gives other outcomes with the option',
    );
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
