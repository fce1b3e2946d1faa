#!/usr/bin/env bash
# What:       `publish()` of MQTT.js with QoS 0 (*at most once*, fire and forget) while there is no connection.
# Version:    MQTT.js 5.15.2 with mosquitto 2.0.11 (Debian 12)
# Expected:   Without a connection a QoS 0 message is lost, or publish reports an error.
# Happens:    `queueQoSZero` is true by default: the message waits in memory without a limit of time or number, and
#             all of them are sent in order at the next connect. The callback comes only then, without an error. With
#             `queueQoSZero: false` the callback gets *No connection to broker*.
# Hurt:       Owners whose gate or heating switches hours later, when the broker is back, once for each command in
#             between. Authors who chose QoS 0 so that this cannot happen.
# Documented: Yes, as an option of the constructor; the section on QoS describes 0 as *received at most once*.
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

const port = await freePort();
const events = { default: [], false: [] };
const make = (name, options) => {
    const made = mqtt.connect(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 500, ...options });
    made.on('error', () => {});
    for (const n of [1, 2, 3])
        made.publish(`gate/${name}/${n}`, 'open', { qos: 0, retain: true }, (error) =>
            events[name].push(error ? error.message : 'sent'),
        );
    return made;
};
make('default', {});
make('false', { queueQoSZero: false });
await sleep(3000);
const offline = JSON.parse(JSON.stringify(events));
await mosquitto('broker', [`listener ${port} 127.0.0.1`, 'allow_anonymous true']);
await sleep(2000);
const watcher = await client(port);
const received = [];
watcher.on('message', (topic) => received.push(topic));
await subscribe(watcher, 'gate/#', 0);
await sleep(500);
console.log('Callbacks while offline:', offline);
console.log('Callbacks afterwards:   ', events);
console.log('Arrived at the broker:  ', received);
expect(
    offline.default.length === 0 && events.default.join() === 'sent,sent,sent',
    'QoS 0 is no longer kept while offline',
);
expect(received.sort().join() === 'gate/default/1,gate/default/2,gate/default/3', 'other messages arrive');
expect(
    offline.false.length === 3 && offline.false.every((event) => /No connection/.test(event)),
    'queueQoSZero: false behaves differently',
);
process.exit(0);
JS
timeout 40 node --no-warnings see.mjs
