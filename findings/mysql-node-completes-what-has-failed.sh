#!/usr/bin/env bash
# What:       node-red-node-mysql, a query while the database cannot be reached, with a Catch and a Complete node behind
#             it.
# Version:    node-red-node-mysql 3.0.4 in Node-RED 4.1.15
# Expected:   Catch receives the message, Complete does not: it is triggered when a node *completes its handling of a
#             message*.
# Happens:    Both receive it. The node never says that it is done, so Node-RED counts each message as done when the
#             handler returns, before the database has answered. The same for a query that the server refuses. Only the
#             output of the node stands for success.
# Hurt:       Owners who store readings and let Complete count, acknowledge or delete what is stored: what was lost is
#             counted too, and each failure is two events.
# Documented: Not found for this node. The help of Complete says that some nodes do not trigger it.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline node-red@4.1.15 node-red-node-mysql@3.0.4
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
    const net = require('node:net');
    // A port on which nothing listens.
    const port = await new Promise((resolve) => {
        const server = net.createServer().listen(0, '127.0.0.1', () => {
            const { port: free } = server.address();
            server.close(() => resolve(free));
        });
    });
    await deploy([
        tab,
        probe('stored'),
        probe('complete'),
        probe('caught'),
        {
            id: 'database',
            type: 'MySQLdatabase',
            host: '127.0.0.1',
            port: String(port),
            db: 'home',
            tz: '',
            charset: 'UTF8',
        },
        { id: 'mysql', z: 'tab', ...at, type: 'mysql', mydb: 'database', wires: [['stored']] },
        { id: 'done', z: 'tab', ...at, type: 'complete', scope: ['mysql'], wires: [['complete']] },
        { id: 'catch', z: 'tab', ...at, type: 'catch', scope: ['mysql'], wires: [['caught']] },
    ]);
    await sleep(500);
    send('mysql', { topic: 'INSERT INTO reading (value) VALUES (21.5)' });
    await sleep(500);
    const found = seen.map(({ id, error }) => (error ? `${id}: ${error.message}` : id)).sort();
    console.log(found);
    expect(found.includes('caught: Database not connected'), 'Catch does not receive the message');
    expect(found.includes('complete'), 'Complete no longer receives a message that has failed');
    expect(!found.includes('stored'), 'the output sends a message that has failed');
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
