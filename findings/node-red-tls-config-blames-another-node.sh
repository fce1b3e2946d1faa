#!/usr/bin/env bash
# What:       A `tls-config` node in a flow that was written by hand or by a program, with `verifyservercert` and
#             `servername` only, and a config node that uses it.
# Version:    Node-RED 4.1.15 and 3.1.15; 5.0.7 starts both nodes
# Expected:   Certificate, key and CA are optional (the editor leaves them empty): absent means none.
# Happens:    The constructor calls trim on the absent `cert` and throws. The config node that uses it is then
#             reported as *Circular config node dependency detected: broker*, which names the wrong node and the wrong
#             cause. Neither of the two starts; the nodes that use them do, without a connection.
# Hurt:       Authors of examples, templates and tests; owners who import such a flow search for a circle that does
#             not exist.
# Documented: Not found.
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
    const broker = {
        id: 'broker',
        type: 'mqtt-broker',
        broker: '127.0.0.1',
        port: '1',
        autoConnect: false,
        usetls: true,
        tls: 'tls',
        protocolVersion: '4',
        keepalive: '60',
        cleansession: true,
    };
    const tls = { id: 'tls', type: 'tls-config', name: '', verifyservercert: true, servername: '', alpnprotocol: '' };
    const user = { id: 'out', z: 'tab', ...at, type: 'mqtt out', topic: 'x', qos: '0', broker: 'broker', wires: [] };
    const started = async (...flows) => {
        logged.length = 0;
        await deploy([tab, probe('a'), broker, user, ...flows]);
        return ['tls', 'broker', 'out', 'a'].filter((id) => RED.nodes.getNode(id)).join(', ') || 'none';
    };
    const full = await started({ ...tls, cert: '', key: '', ca: '' });
    const bare = await started(tls);
    const error = JSON.stringify(logged.find((entry) => entry.id === 'tls') || '').match(/Cannot read[^"\\\\]*/);
    console.log('With empty cert, key and ca these nodes run:', full);
    console.log('Without them:', bare, '- the tls-config said:', error && error[0]);
    expect(full === 'tls, broker, out, a', 'the complete flow no longer starts');
    expect(!bare.includes('broker') && error, 'a tls-config without these fields works now');
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
