#!/usr/bin/env bash
# What:       A broker with `max_packet_size`, and an MQTT.js client (so Node-RED's MQTT nodes) that publishes one QoS 1
#             message above that limit.
# Version:    MQTT.js 5.15.2 with mosquitto 2.0.11 (Debian 12), MQTT 3.1.1
# Expected:   The broker refuses that message; the client drops it or reports an error, and goes on. At worst the
#             connection breaks once.
# Happens:    The broker can only close the connection. The client reconnects, and before anything else sends again what
#             was not acknowledged, so it is closed again, without end. `connect` is emitted only after the old messages
#             are acknowledged: so the subscriptions are never renewed, and nothing else is sent or received until the
#             program restarts.
# Hurt:       Owners of one long diagnostic message or picture: all topics of that connection are dead, received ones as
#             well, with *connecting* as the only sign. `clean: true` does not help. `message_size_limit` instead of
#             `max_packet_size` makes mosquitto acknowledge the message and drop it.
# Documented: Not found.
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

const story = async (name, limit) => {
    const port = await freePort();
    await mosquitto(name, [`listener ${port} 127.0.0.1`, 'allow_anonymous true', limit]);
    const hub = mqtt.connect(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 300 });
    const counts = { connect: 0, close: 0 };
    for (const event of ['connect', 'close'])
        hub.on(event, () => {
            counts[event] += 1;
        });
    hub.on('error', () => {});
    const received = [];
    hub.on('message', (topic) => received.push(topic));
    await new Promise((resolve) => hub.once('connect', resolve));
    await subscribe(hub, 'command', 1);
    const callbacks = {};
    const send = (topic, size) =>
        hub.publish(topic, 'x'.repeat(size), { qos: 1 }, (error) => {
            callbacks[topic] = error ? error.message : 'acknowledged';
        });
    const other = await client(port);
    const arrived = [];
    other.on('message', (topic) => arrived.push(topic));
    await subscribe(other, '#', 1);
    send('large', 2000);
    await sleep(3000);
    send('small', 10);
    await sleep(500);
    for (let n = 0; n < 3; n += 1) {
        await publish(other, 'command', 'on', { qos: 1 });
        await sleep(1000);
    }
    hub.end(true);
    return {
        'connected, closed': `${counts.connect}, ${counts.close > 5 ? 'again and again' : counts.close}`,
        callbacks: JSON.stringify(callbacks),
        'arrived at others': arrived.filter((topic) => topic !== 'command').join() || 'nothing',
        'commands received of 3': received.length,
    };
};
const found = {
    max_packet_size: await story('packet', 'max_packet_size 1000'),
    message_size_limit: await story('message', 'message_size_limit 1000'),
};
console.log(found);
const { max_packet_size: closed, message_size_limit: dropped } = found;
expect(closed['connected, closed'] === '1, again and again', 'the client recovers from the message');
expect(
    closed['commands received of 3'] === 0 && closed['arrived at others'] === 'nothing' && closed.callbacks === '{}',
    'other messages pass, or an error is reported',
);
expect(
    dropped['arrived at others'] === 'small' && /"large":"acknowledged"/.test(dropped.callbacks),
    'message_size_limit no longer acknowledges what it drops',
);
process.exit(0);
JS
timeout 60 node --no-warnings see.mjs
