#!/usr/bin/env bash
# What:       nats-server as an MQTT broker, and a client that subscribes to `#`, as loggers, recorders and debug
#             flows do.
# Version:    nats-server 2.9.10 (Debian 12)
# Expected:   What devices publish. The MQTT standard says that # does not match topics that begin with $.
# Happens:    Each connect, subscription and acknowledged message of any client brings several messages of $JS/...,
#             $MQTT/sess/... and $JS/ACK/..., in which client ids and filters of others stand. One publish by one
#             other client brings ten.
# Hurt:       Owners who record all topics: a database full of JSON of the server, and client ids where device names
#             are expected.
# Documented: Not found.
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
const topics = [];
watcher.on('message', (topic) => topics.push(topic));
await subscribe(watcher, '#', 0);
await sleep(500);
topics.length = 0;
const other = await client(port);
await subscribe(other, 'house/light', 1);
await publish(other, 'house/light', 'on', { qos: 1 });
await sleep(1000);
const inside = topics.filter((topic) => topic.startsWith('$'));
console.log(
    `# received ${topics.length} messages for one client with one publish; of the server itself: ${inside.length}`,
);
console.log('kinds:', [...new Set(inside.map((topic) => topic.split('/').slice(0, 2).join('/')))].join(', '));
expect(topics.includes('house/light'), 'the published message does not arrive');
expect(inside.length >= 5, '# no longer receives what begins with $');
process.exit(0);
JS
timeout 40 node --no-warnings see.mjs
