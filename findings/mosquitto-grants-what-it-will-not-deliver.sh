#!/usr/bin/env bash
# What:       mosquitto with an `acl_file`, and a client that subscribes to topics it may not read and publishes to one
#             it may not write, both with QoS 1.
# Version:    mosquitto 2.0.11 (Debian 12), MQTT.js 5.15.2
# Expected:   The subscription is refused (0x80), so the client reports an error. The publication is refused.
# Happens:    The subscription is granted with QoS 1, in MQTT 3.1.1 and in 5, and nothing is ever delivered. A
#             publication in 3.1.1 is acknowledged and dropped; only in 5 the acknowledgement says *Not authorized*.
# Hurt:       Owners who lock a broker down and mistype a line of the list: clients show *connected* and stay silent,
#             what they send is *acknowledged* and gone, and the log of the broker has no line about any of it at its
#             default level.
# Documented: Not found. The manual says that *only the topics listed will have access*.
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
// As root mosquitto would become another user, who cannot read the temporary folder.
writeFileSync('acl', 'topic readwrite house/#\n');
await mosquitto('broker', [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'acl_file acl',
    'user root',
    'log_dest file log',
]);
const found = {};
for (const protocolVersion of [4, 5]) {
    const who = await client(port, { protocolVersion });
    const received = [];
    who.on('message', (topic) => received.push(topic));
    const granted = (filter) =>
        new Promise((resolve) =>
            who.subscribe(filter, { qos: 1 }, (error, grants) =>
                resolve(error ? error.message : `granted, QoS ${grants[0].qos}`),
            ),
        );
    const published = (topic) =>
        publish(who, topic, 'on', { qos: 1 }).then(
            () => 'acknowledged',
            (error) => error.message,
        );
    found[protocolVersion] = {
        'subscribe house/#': await granted('house/#'),
        'subscribe alarm/#': await granted('alarm/#'),
        'publish house/relay': await published('house/relay'),
        'publish alarm/relay': await published('alarm/relay'),
    };
    await sleep(500);
    found[protocolVersion].received = received.join();
}
const log = (await import('node:fs')).readFileSync('log', 'utf8');
console.log(found);
console.log('The log has a line about alarm:', log.includes('alarm'));
for (const version of [4, 5]) {
    expect(found[version]['subscribe alarm/#'] === 'granted, QoS 1', 'the subscription is refused');
    expect(found[version].received === 'house/relay', 'other messages are delivered');
}
expect(found[4]['publish alarm/relay'] === 'acknowledged', 'in 3.1.1 the publication is not acknowledged');
expect(/Not authorized/.test(found[5]['publish alarm/relay']), 'in 5 the publication is not refused');
expect(!log.includes('alarm'), 'the log says that something was denied');
process.exit(0);
JS
timeout 40 node --no-warnings see.mjs
