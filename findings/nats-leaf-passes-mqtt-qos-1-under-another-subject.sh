#!/usr/bin/env bash
# What:       A NATS leaf node with an MQTT listener. Its login at the hub may subscribe to `prague.>` only. An MQTT
#             client at the hub publishes to prague/relay, an MQTT client at the leaf subscribes to it.
# Version:    nats-server 2.9.10 (Debian 12)
# Expected:   The topic is within the permission, so each message arrives, whatever its QoS.
# Happens:    A message of QoS 1 is acknowledged and never reaches a subscription of QoS 1, which is the usual one. The
#             same message reaches a subscription of QoS 0, and a message of QoS 0 reaches both. Without the permission
#             the message of QoS 1 arrives. For a subscription of QoS 1 the leaf delivers its own copy of the message, and that
#             crosses the link as `$MQTT.msgs.prague.relay`, which no permission by topic covers. No log line at the
#             usual level says so.
# Hurt:       Owners who give each site a login of its own: commands with the safer QoS never arrive, those with the
#             unsafe one do.
# Documented: The MQTT page describes streams for QoS 1. That they cross a leaf node by this subject is not said.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# The package is unpacked into the temporary folder; nothing is installed.
if ! { apt-get download 'nats-server=2.9.10-1+b3' >/dev/null 2>&1 && dpkg -x ./*.deb unpacked; }; then
    echo "This needs the Debian package nats-server 2.9.10, which apt-get download does not find here" >&2
    exit 2
fi
unpacked/usr/sbin/nats-server --version
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline mqtt@5.15.2
cat > see.mjs <<'JS'
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import net from 'node:net';
import mqtt from 'mqtt';

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const freePort = () =>
    new Promise((resolve) => {
        const server = net.createServer().listen(0, '127.0.0.1', () => {
            const { port } = server.address();
            server.close(() => resolve(port));
        });
    });
const children = [];
process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

function start(name, text) {
    writeFileSync(`${name}.conf`, text);
    children.push(spawn('unpacked/usr/sbin/nats-server', ['-c', `${name}.conf`], { stdio: 'ignore' }));
}

async function connect(port, options = {}) {
    for (let tries = 0; tries < 60; tries += 1) {
        const client = await mqtt
            .connectAsync({ host: '127.0.0.1', port, protocolVersion: 4, reconnectPeriod: 0, ...options }, undefined, false)
            .catch(() => undefined);
        if (client) return client;
        await sleep(250);
    }
    throw new Error('no MQTT listener');
}

/** Which of the two messages reach a subscription of each QoS at the leaf. */
async function pass(name, permissions) {
    const [hubNats, hubMqtt, hubLeaf, leafNats, leafMqtt] = await Promise.all(Array.from({ length: 5 }, freePort));
    const common = (server, port, listener) => `server_name: ${name}-${server}
listen: "127.0.0.1:${port}"
mqtt { host: "127.0.0.1", port: ${listener} }
jetstream { store_dir: "${name}-${server}", domain: ${server} }
`;
    start(
        `${name}-hub`,
        `${common('hub', hubNats, hubMqtt)}leafnodes { host: "127.0.0.1", port: ${hubLeaf} }
authorization { users: [ { user: hub, password: secret }, { user: prague, password: secret ${permissions} } ] }
`,
    );
    start(
        `${name}-leaf`,
        `${common('leaf', leafNats, leafMqtt)}leafnodes { remotes: [ { url: "nats-leaf://prague:secret@127.0.0.1:${hubLeaf}" } ] }
`,
    );
    const publisher = await connect(hubMqtt, { username: 'hub', password: 'secret' });
    const arrived = { 0: new Set(), 1: new Set() };
    const subscribers = [];
    for (const qos of [0, 1]) {
        const client = await connect(leafMqtt);
        client.on('message', (topic, payload) => arrived[qos].add(payload.toString()));
        await client.subscribeAsync('prague/relay', { qos });
        subscribers.push(client);
    }
    // Until the link is up; what is published after that is the measurement.
    for (let tries = 0; tries < 60 && !(arrived[0].has('link') && arrived[1].has('link')); tries += 1) {
        await publisher.publishAsync('prague/relay', 'link', { qos: 0 });
        await sleep(250);
    }
    for (const qos of [0, 1]) await publisher.publishAsync('prague/relay', `qos ${qos}`, { qos });
    await sleep(3000);
    for (const client of [publisher, ...subscribers]) client.end(true);
    return { 'subscribed with 0': [...arrived[0]].sort().join(), 'subscribed with 1': [...arrived[1]].sort().join() };
}

const seen = {
    'no permissions': await pass('free', ''),
    'subscribe: prague.>': await pass('bound', ', permissions: { subscribe: { allow: ["prague.>", "$MQTT.sub.>"] } }'),
};
console.log(seen);
const all = 'link,qos 0,qos 1';
const expected = {
    'no permissions': { 'subscribed with 0': all, 'subscribed with 1': all },
    'subscribe: prague.>': { 'subscribed with 0': all, 'subscribed with 1': 'link,qos 0' },
};
if (JSON.stringify(seen) !== JSON.stringify(expected)) {
    console.error('CHANGED: messages cross the leaf node in another way');
    process.exit(1);
}
process.exit(0);
JS
timeout 90 node --no-warnings see.mjs
