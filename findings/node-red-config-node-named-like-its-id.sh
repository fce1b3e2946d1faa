#!/usr/bin/env bash
# What:       A config node, here an MQTT broker, of which one text setting is the same as its id. Its name, for instance.
# Version:    Node-RED 4.1.15; 3.1.15 and 5.0.7 do the same
# Expected:   A name is a text. An id is the target of settings that select a config node, and only of those.
# Happens:    To find which config node has to start first, Node-RED takes every text setting that equals the id of a config
#             node for a use of that node. This one then seems to use itself. It is not created, and neither log, Catch node
#             nor editor shows why: the reason goes to the output of the process. The nodes that use it log that their
#             configuration is missing.
# Hurt:       Authors who write or generate flows with ids that people can read (`broker`, `home`), and give the node that
#             name, too. Ids that the editor makes are random, so the same flow works once it was made by hand.
# Documented: Nowhere.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline node-red@4.1.15
cat > see.cjs <<'JS'
const RED = require('node-red');
const logged = [];
const printed = [];
const { log } = console;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const settings = {
    userDir: process.cwd(),
    httpAdminRoot: false,
    httpNodeRoot: false,
    credentialSecret: false,
    telemetry: { enabled: false, updateNotification: false },
    logging: { console: { level: 'off' }, kept: { level: 'warn', handler: () => (entry) => logged.push(entry) } },
};
const expect = (holds, change) => {
    if (!holds) {
        log(`CHANGED: ${change}`);
        process.exit(1);
    }
};
/** A broker with the id `home` and this name, and a node that uses it. */
const flow = (name) => [
    { id: 'tab', type: 'tab', label: 'tab' },
    { id: 'home', type: 'mqtt-broker', name, broker: '127.0.0.1', port: 1883, autoConnect: false, clientid: '' },
    { id: 'in', z: 'tab', x: 100, y: 100, type: 'mqtt in', topic: 'a', broker: 'home', wires: [[]] },
];
const deploy = async (flows) => {
    logged.length = 0;
    await RED.runtime.flows.setFlows({ flows: { flows }, deploymentType: 'full' });
    await sleep(300);
    return RED.nodes.getNode('home') !== null;
};

(async () => {
    RED.init(null, settings);
    await RED.start();
    log(`Node-RED ${RED.version()} on Node.js ${process.version}`);
    console.log = (text) => printed.push(String(text));
    const other = await deploy(flow('Home'));
    const same = await deploy(flow('home'));
    const warnings = logged.map(({ msg }) => String(msg?.message ?? msg));
    log(`Named "Home": ${other ? 'created' : 'not created'}. Named "home", as its id: ${same ? 'created' : 'not created'}`);
    log(`The log: ${warnings.join('; ')}. The output of the process: ${printed.join().split('\n')[0]}`);
    expect(other, 'a broker with another name is not created either');
    expect(!same, 'a broker named like its id is created');
    expect(!warnings.some((text) => /circular/i.test(text)), 'the log names the reason');
    expect(/circular config node dependency/i.test(printed.join()), 'the reason is no longer printed');
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
