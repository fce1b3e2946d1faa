#!/usr/bin/env bash
# What:       `mqtt out` with *Retain* true, and a payload of null, such as a sensor that has no reading yet, or what a
#             JSON node or `mqtt in` makes of the text null.
# Version:    Node-RED 4.1.15 with mosquitto 2.0.11 (Debian 12); 3.1.15 and 5.0.7 do the same
# Expected:   The text null, as in an object ({"value":null}) or a list; or nothing is sent, as the help says of a
#             payload that is not set.
# Happens:    An empty message is published. With the retain flag that is the MQTT way to delete: the last reading is
#             gone from the broker. A payload of undefined does the same; only a message without the property sends
#             nothing. NaN is sent as the text NaN.
# Hurt:       Owners who publish states: one null removes the topic for all who subscribe later. What `mqtt in` received
#             as the text null leaves `mqtt out` as a deletion.
# Documented: The help says *If this property is not set, no message will be sent* and *To send a blank message, set
#             this property to an empty String*.
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
            id: 'out',
            z: 'tab',
            ...at,
            type: 'mqtt out',
            topic: '',
            qos: '1',
            retain: 'true',
            broker: 'broker',
            wires: [],
        },
    ]);
    await sleep(1000);
    const payloads = {
        null: { payload: null },
        undefined: { payload: undefined },
        'no payload': {},
        'null in an object': { payload: { value: null } },
        NaN: { payload: Number.NaN },
    };
    for (const [topic, msg] of Object.entries(payloads)) {
        send('out', { topic, payload: 21.5 });
        await sleep(100);
        send('out', { topic, ...msg });
    }
    await sleep(500);
    const late = await client(port);
    const stored = Object.fromEntries(Object.keys(payloads).map((topic) => [topic, 'nothing']));
    late.on('message', (topic, payload) => {
        stored[topic] = String(payload);
    });
    await subscribe(late, '#', 1);
    await sleep(500);
    console.log('Retained after 21.5 and then', stored);
    expect(
        stored.null === 'nothing' && stored.undefined === 'nothing',
        'null or undefined no longer deletes the state',
    );
    expect(stored['no payload'] === '21.5', 'a message without a payload is sent');
    expect(
        stored['null in an object'] === '{"value":null}' && stored.NaN === 'NaN',
        'other payloads are sent differently',
    );
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
