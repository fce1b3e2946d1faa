#!/usr/bin/env bash
# What:       `mqtt in` wired to `mqtt out` whose *Retain* is left empty, as it is in a new node: the usual way to copy
#             topics from one broker to another.
# Version:    Node-RED 4.1.15 with mosquitto 2.0.11 (Debian 12); 3.1.15 and 5.0.7 do the same
# Expected:   Either no copy is retained, or each is. An empty field means *not retained*, as for QoS 0.
# Happens:    `mqtt in` puts `retain` on each message, and an `mqtt out` with an empty field obeys it. The broker sets
#             that flag only on what it sends upon the subscription, never on live messages. So the copy of the first
#             state is retained and stays so, and no later state replaces it.
# Hurt:       Owners who copy retained states to a second broker: whoever subscribes there later, a dashboard or a
#             controller after its restart, receives the state of the last deploy, however old. *Retain* set to true or
#             false in `mqtt out` avoids it.
# Documented: In two halves: the help of `mqtt in` lists `retain`, that of `mqtt out` says that an empty field takes
#             `msg.retain`.
set -euo pipefail

package=mosquitto
wanted=2.0.11
found=$(dpkg-query -W -f '${Version}' "$package" 2>/dev/null || true)
if [ -z "$found" ]; then
    echo "This needs the Debian package $package ($wanted): apt-get install $package" >&2
    exit 2
fi
case "$found" in "$wanted"*) ;; *) echo "note: written for $package $wanted, found $found" ;; esac
echo "$package $found"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline node-red@4.1.15 mqtt@5.15.2
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

const { spawn } = require('node:child_process');
const { writeFileSync } = require('node:fs');
const net = require('node:net');
const mqtt = require('mqtt');
const freePort = () =>
    new Promise((resolve) => {
        const probeServer = net.createServer().listen(0, '127.0.0.1', () => {
            const { port } = probeServer.address();
            probeServer.close(() => resolve(port));
        });
    });
const children = [];
process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
const mosquitto = async (name, lines) => {
    writeFileSync(`${name}.conf`, `${lines.join('\n')}\n`);
    const child = spawn('mosquitto', ['-c', `${name}.conf`], { stdio: 'ignore' });
    children.push(child);
    await sleep(500);
    return child;
};
const client = (port, options = {}) =>
    new Promise((resolve, reject) => {
        const made = mqtt.connect(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0, ...options });
        made.once('connect', () => resolve(made)).once('error', reject);
    });
const subscribe = (who, filter, qos = 0) =>
    new Promise((resolve, reject) => who.subscribe(filter, { qos }, (error) => (error ? reject(error) : resolve())));
const publish = (who, topic, payload, options = {}) =>
    new Promise((resolve, reject) =>
        who.publish(topic, payload, options, (error) => (error ? reject(error) : resolve())),
    );

(async () => {
    RED.init(null, settings);
    await RED.start();
    console.log(`Node-RED ${RED.version()} on Node.js ${process.version}`);
    const port = await freePort();
    await mosquitto('broker', [`listener ${port} 127.0.0.1`, 'allow_anonymous true']);
    const device = await client(port);
    const state = (value) => publish(device, 'house/relay', value, { qos: 1, retain: true });
    await state('off');
    await deploy([
        tab,
        {
            id: 'broker',
            type: 'mqtt-broker',
            broker: '127.0.0.1',
            port: String(port),
            clientid: '',
            autoConnect: true,
            usetls: false,
            protocolVersion: '4',
            keepalive: '60',
            cleansession: true,
        },
        {
            id: 'in',
            z: 'tab',
            ...at,
            type: 'mqtt in',
            topic: 'house/relay',
            qos: '1',
            datatype: 'auto-detect',
            broker: 'broker',
            nl: false,
            rap: true,
            rh: 0,
            inputs: 0,
            wires: [['out']],
        },
        {
            id: 'out',
            z: 'tab',
            ...at,
            type: 'mqtt out',
            topic: 'copy/relay',
            qos: '',
            retain: '',
            broker: 'broker',
            wires: [],
        },
    ]);
    await sleep(1000);
    const live = await client(port);
    const copied = [];
    live.on('message', (topic, payload, { retain }) => retain || copied.push(String(payload)));
    await subscribe(live, 'copy/relay', 1);
    await state('on');
    await sleep(500);
    const late = await client(port);
    const stored = {};
    late.on('message', (topic, payload) => {
        stored[topic] = String(payload);
    });
    await subscribe(late, '#', 1);
    await sleep(500);
    console.log({ 'copied live': copied, 'a later subscriber receives': stored });
    expect(copied.join() === 'on', 'the live state is not copied');
    expect(stored['house/relay'] === 'on', 'the broker has another state of the relay');
    expect(stored['copy/relay'] === 'off', 'the first copy is no longer retained, or the later ones are too');
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
