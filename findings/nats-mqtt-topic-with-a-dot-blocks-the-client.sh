#!/usr/bin/env bash
# What:       An MQTT client (MQTT.js, as in Node-RED) that publishes with QoS 1 to a topic such as site.1/temperature
#             through nats-server.
# Version:    nats-server 2.9.10 (Debian 12) with MQTT.js 5.15.2
# Expected:   The topic is valid MQTT: it is delivered, or this one message is refused.
# Happens:    The server closes the connection without a reason (its log names it: characters ' ' and '.' not
#             supported). The client reconnects and sends the message again, as QoS 1 wants, and is closed again.
#             Messages behind it are never acknowledged; the client is never connected for longer than a moment.
# Hurt:       Owners with host names, versions or IP addresses in topics: one device takes every topic of the client
#             off line.
# Documented: The page on MQTT says that these characters are not supported; not that the connection ends, nor what
#             QoS 1 makes of it.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# The package is unpacked into the temporary folder; nothing is installed.
if ! { apt-get download 'nats-server=2.9.10-1+b3' >/dev/null 2>&1 && dpkg -x ./*.deb unpacked; }; then
    echo "This needs the Debian package nats-server 2.9.10-1+b3, which apt-get download does not find here" >&2
    exit 2
fi
echo "nats-server 2.9.10-1+b3"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline mqtt@5.15.2
cat > see.mjs <<'JS'
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import net from 'node:net';
import mqtt from 'mqtt';

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
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

const [plain, port] = [await freePort(), await freePort()];
writeFileSync(
    'nats.conf',
    `server_name: site
listen: 127.0.0.1:${plain}
jetstream { store_dir: "${process.cwd()}/store", domain: site }
mqtt { listen: 127.0.0.1:${port} }
`,
);
children.push(spawn('unpacked/usr/sbin/nats-server', ['-c', 'nats.conf'], { stdio: 'ignore' }));
await sleep(2000);

const watcher = await client(port);
const arrived = [];
watcher.on('message', (topic) => arrived.push(topic));
await subscribe(watcher, 'behind/#', 0);
const story = async (topic) => {
    arrived.length = 0;
    let closes = 0;
    let acknowledged = 0;
    const sender = await client(port, { reconnectPeriod: 300 });
    sender
        .on('close', () => {
            closes += 1;
        })
        .on('error', () => {});
    sender.publish(topic, 'v', { qos: 1 }, (error) => {
        if (!error) acknowledged += 1;
    });
    await sleep(50);
    sender.publish('behind/it', 'v', { qos: 1 }, (error) => {
        if (!error) acknowledged += 1;
    });
    await sleep(4000);
    const outcome = { closes, acknowledged };
    sender.end(true);
    return outcome;
};
const good = await story('site_1/temperature');
const dot = await story('site.1/temperature');
console.log({ 'site_1/temperature': good, 'site.1/temperature': dot });
expect(good.closes === 0 && good.acknowledged === 2, 'a topic without a dot fails');
expect(dot.closes >= 4 && dot.acknowledged === 0, 'a dot in a topic no longer closes the connection again and again');
process.exit(0);
JS
timeout 40 node --no-warnings see.mjs
