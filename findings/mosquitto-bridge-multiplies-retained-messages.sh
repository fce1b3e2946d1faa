#!/usr/bin/env bash
# What:       A mosquitto bridge (`topic # out 1`, QoS 1, cleansession false by default) whose remote broker is away
#             for a while.
# Version:    mosquitto 2.0.11 (Debian 12)
# Expected:   What is published meanwhile waits in the queue of the bridge once and is delivered once.
# Happens:    At every attempt to connect the bridge subscribes locally again, which makes the broker hand it all
#             retained messages again; they are queued with the rest. After some attempts the remote side receives as
#             many copies. They count towards `max_queued_messages` (1,000), so the copies push out new readings.
# Hurt:       Owners with states of some hundred devices and a link that is down for a night: the queue is full of
#             copies, and what was measured in that night is lost.
# Documented: Not found. Reported in the project's issues (bridge sends QoS 1 messages very often after a reconnect).
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

const [edge, centre] = [await freePort(), await freePort()];
await mosquitto('edge', [
    `listener ${edge} 127.0.0.1`,
    'allow_anonymous true',
    'connection up',
    `address 127.0.0.1:${centre}`,
    'topic state/# out 1',
    'restart_timeout 1',
    'remote_clientid edge',
]);
const publisher = await client(edge);
for (const device of ['relay', 'led', 'valve'])
    await publish(publisher, `state/${device}`, 'on', { qos: 1, retain: true });
await publish(publisher, 'state/event', 'once', { qos: 1 });
await sleep(14000);
await mosquitto('centre', [`listener ${centre} 127.0.0.1`, 'allow_anonymous true']);
const watcher = await client(centre);
const copies = {};
watcher.on('message', (topic) => {
    copies[topic] = (copies[topic] || 0) + 1;
});
await subscribe(watcher, 'state/#', 1);
for (let waited = 0; waited < 20000 && !copies['state/event']; waited += 100) await sleep(100);
await sleep(1500);
console.log('Published once each, received by the centre:', copies);
expect(copies['state/event'] === 1, 'a message without the retain flag is delivered another number of times');
for (const device of ['relay', 'led', 'valve'])
    expect(copies[`state/${device}`] > 1, 'retained messages are no longer multiplied');
process.exit(0);
JS
timeout 50 node --no-warnings see.mjs
