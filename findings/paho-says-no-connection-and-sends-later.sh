#!/usr/bin/env bash
# What:       `publish()` of the Python client paho-mqtt with QoS 1 or 2 while there is no connection, and the result
#             code that it returns.
# Version:    paho-mqtt 1.6.1 (Debian 12, python3-paho-mqtt) with mosquitto 2.0.11
# Expected:   The code 4, *The client is not currently connected*, means that the message was not accepted. The program
#             repeats it later or gives up.
# Happens:    With QoS 0 it means that. With QoS 1 and 2 the same code is returned, and the message is in the queue of
#             the client and sent after the reconnect, however late. A program that repeats it sends it twice.
#             Afterwards `is_published()` still raises *not currently connected*, although it was delivered.
# Hurt:       Owners of gateways in Python, the ones of BigClown among them: a command that was reported as failed is
#             executed later, once for each attempt.
# Documented: The reference says when the code is returned, not that such a message is sent later.
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
# The package is unpacked into the temporary folder; nothing is installed.
if ! { apt-get download 'python3-paho-mqtt=1.6.1-1' >/dev/null 2>&1 && dpkg -x ./python3-paho-mqtt_*.deb unpacked; }; then
    echo "This needs the Debian package python3-paho-mqtt 1.6.1-1, which apt-get download does not find here" >&2
    exit 2
fi
echo "python3-paho-mqtt 1.6.1-1"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline mqtt@5.15.2
cat > gateway.py <<'FILE'
import sys, time
sys.path.insert(0, 'unpacked/usr/lib/python3/dist-packages')
import paho.mqtt.client as mqtt

client = mqtt.Client()
client.reconnect_delay_set(1, 1)
client.connect_async('127.0.0.1', int(sys.argv[1]))
client.loop_start()
time.sleep(1)
first = {}
for attempt in (1, 2):
    for qos in (0, 1, 2):
        info = client.publish('gate/%d' % qos, 'open', qos=qos)
        first.setdefault(qos, info)
        print('QoS %d: publish returned %d, %s' % (qos, info.rc, mqtt.error_string(info.rc)), flush=True)
sys.stdin.readline()
for qos, info in first.items():
    try:
        print('QoS %d: is_published() is %s' % (qos, info.is_published()), flush=True)
    except RuntimeError as error:
        print('QoS %d: is_published() raises %s' % (qos, error), flush=True)
FILE
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
const gateway = spawn('/usr/bin/python3', ['gateway.py', String(port)], { stdio: ['pipe', 'pipe', 'inherit'] });
children.push(gateway);
const lines = [];
gateway.stdout.setEncoding('utf8').on('data', (text) => lines.push(...text.trim().split('\n')));
const said = async (count) => {
    for (let waited = 0; lines.length < count && waited < 15000; waited += 100) await sleep(100);
};
await said(6);
// The broker starts, and the client connects.
await mosquitto('broker', [`listener ${port} 127.0.0.1`, 'allow_anonymous true']);
const watcher = await client(port);
const received = [];
watcher.on('message', (topic) => received.push(topic));
await subscribe(watcher, 'gate/#', 1);
await sleep(4000);
gateway.stdin.end('\n');
await said(9);
console.log(lines.join('\n'));
console.log('Received:', received.sort().join(', '));
for (const qos of [0, 1, 2])
    expect(
        lines.filter((line) => line.startsWith(`QoS ${qos}: publish returned 4`)).length === 2,
        'the code is another one',
    );
expect(received.join() === 'gate/1,gate/1,gate/2,gate/2', 'what was reported as not connected is no longer sent later');
expect(/QoS 1: is_published.*not currently connected/.test(lines.join('\n')), 'is_published() says otherwise');
process.exit(0);
JS
timeout 40 node --no-warnings see.mjs
