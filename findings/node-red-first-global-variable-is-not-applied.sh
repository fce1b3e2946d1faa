#!/usr/bin/env bash
# What:       Global environment variables (user settings of the editor, stored as a `global-config` node), and a
#             config node with the setting `${HUB_HOST}`.
# Version:    Node-RED 4.1.15; 3.1.15 and 5.0.7 do the same
# Expected:   Deploying *modified nodes* or *modified flows* after adding, changing or removing a variable restarts
#             what may use it.
# Happens:    Changing a variable restarts everything. The first variable (which creates the `global-config` node)
#             restarts nothing: the config node goes on with the literal text `${HUB_HOST}` until a full deploy.
#             Removing that node restarts nothing either.
# Hurt:       Owners who follow a guide *put the address into a variable*: the hub stays away although all is right,
#             and after a removal the old value stays in use.
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
        broker: '${HUB_HOST}',
        port: '1',
        autoConnect: false,
        protocolVersion: '4',
        keepalive: '60',
        cleansession: true,
    };
    const globals = (value) => ({
        id: 'globals',
        type: 'global-config',
        env: [{ name: 'HUB_HOST', type: 'str', value }],
    });
    const host = () => RED.nodes.getNode('broker').broker;
    for (const how of ['nodes', 'flows']) {
        await deploy([tab, probe('a'), broker]);
        const steps = [];
        for (const flows of [[globals('one.example')], [globals('two.example')], []]) {
            await deploy([tab, probe('a'), broker, ...flows], how);
            steps.push(host());
        }
        await deploy([tab, probe('a'), broker]);
        steps.push(host());
        console.log(`Deploy "${how}": added, changed, removed, then a full deploy:`, steps);
        expect(
            steps.join() === '${HUB_HOST},two.example,two.example,${HUB_HOST}',
            `a deploy of modified ${how} applies global variables differently`,
        );
    }
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
