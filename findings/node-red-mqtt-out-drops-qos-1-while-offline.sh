#!/usr/bin/env bash
# What:       Node-RED's `mqtt out` node with QoS 1 while its broker is not reachable (MQTT.js itself keeps such
#             messages and sends them after it has connected).
# Version:    Node-RED 4.1.15 with mosquitto 2.0.11 (Debian)
# Expected:   QoS 1 is kept and sent once the broker is back, or the node reports an error that Catch receives.
# Happens:    The message is dropped. Neither Complete nor Catch fires, and nothing is logged. After the broker has
#             come up the node is connected and the message never arrives. MQTT.js alone, with the same options,
#             delivers it.
# Hurt:       Owners who collect readings over MQTT: each restart of the broker loses some, with QoS 1 as with QoS 0,
#             and no branch of the flow can tell.
# Documented: Not in the help of the node. The dialog offers QoS 1 and 2 without a condition.
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
    await deploy([
        tab,
        probe('caught'),
        probe('completed'),
        probe('status'),
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
            topic: 'reading',
            qos: '1',
            retain: '',
            broker: 'broker',
            wires: [],
        },
        { id: 'catch', z: 'tab', ...at, type: 'catch', scope: null, wires: [['caught']] },
        { id: 'complete', z: 'tab', ...at, type: 'complete', scope: ['out'], wires: [['completed']] },
        { id: 'state', z: 'tab', ...at, type: 'status', scope: ['out'], wires: [['status']] },
    ]);
    logged.length = 0;
    send('out', { payload: 'while offline' });
    const library = mqtt.connect(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 500 });
    library.on('error', () => {});
    library.publish('reading', 'by MQTT.js', { qos: 1 });
    await sleep(500);
    const events = seen.filter((msg) => msg.id !== 'status').map((msg) => msg.id);
    const warnings = logged.length;
    await mosquitto('broker', [`listener ${port} 127.0.0.1`, 'allow_anonymous true']);
    const watcher = await client(port);
    const received = [];
    watcher.on('message', (_, payload) => received.push(String(payload)));
    await subscribe(watcher, 'reading', 1);
    const connected = () => seen.some((msg) => msg.id === 'status' && msg.status.fill === 'green');
    for (let waited = 0; waited < 20000 && !connected(); waited += 250) await sleep(250);
    send('out', { payload: 'once connected' });
    await sleep(1000);
    console.log('Events for the message sent while offline:', events, ' log entries:', warnings);
    console.log('Node-RED connected later:', connected(), ' arrived after that:', received);
    expect(events.length === 0 && warnings === 0, 'a message sent while offline is reported now');
    expect(
        connected() && received.includes('once connected') && !received.includes('while offline'),
        'a message sent while offline is delivered now',
    );
    expect(received.includes('by MQTT.js'), 'MQTT.js no longer delivers what was published before it connected');
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
