#!/usr/bin/env bash
# What:       `publish()` of MQTT.js in MQTT 5 with `messageExpiryInterval: 2`, while the broker is away for five
#             seconds.
# Version:    MQTT.js 5.15.2 with mosquitto 2.0.11 (Debian 12)
# Expected:   The message expires: it is older than its own limit when the connection is back. A broker that holds it
#             for an absent subscriber drops it, and a mosquitto bridge does so too.
# Happens:    It is sent and delivered, with the whole interval of 2 s still ahead of it. The time in the queue of the
#             client does not count.
# Hurt:       Owners who give commands an expiry so that a gate does not move minutes later: it protects behind the
#             broker, not in front of it. The callback or the promise comes without an error, however late.
# Documented: Not found. The specification counts the time in the broker.
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
await mosquitto('broker', [`listener ${port} 127.0.0.1`, 'allow_anonymous true']);
const v5 = { protocolVersion: 5 };
const session = { ...v5, clean: false, clientId: 'gate', properties: { sessionExpiryInterval: 3600 } };
const received = {};
const watch = (who) =>
    who.on('message', (topic, payload, { properties }) => {
        received[topic] = { payload: String(payload), 'left of its interval': properties?.messageExpiryInterval };
    });
const gate = watch(await client(port, session));
await subscribe(gate, 'gate/#', 1);
const expiring = { qos: 1, properties: { messageExpiryInterval: 2 } };

// The client is without a broker for five seconds.
const closed = await freePort();
const sender = mqtt.connect({ ...v5, host: '127.0.0.1', port: closed, reconnectPeriod: 500 });
sender.on('error', () => {});
let outcome = 'no callback';
sender.publish('gate/queued-in-the-client', 'open', expiring, (error) => {
    outcome = error ? error.message : 'no error';
});
await sleep(5000);
const relay = net.createServer((near) => near.pipe(net.connect(port, '127.0.0.1')).pipe(near));
await new Promise((resolve) => relay.listen(closed, '127.0.0.1', resolve));
await sleep(2000);

// The subscriber is away for five seconds.
await gate.endAsync();
const other = await client(port, v5);
await publish(other, 'gate/queued-in-the-broker', 'open', expiring);
await sleep(5000);
watch(await client(port, session));
await sleep(1000);
console.log('Callback of the publisher:', outcome);
console.log('Received:', received);
expect(outcome === 'no error', 'the publisher receives an error');
expect(received['gate/queued-in-the-client']?.['left of its interval'] === 2, 'the time in the queue counts now');
expect(!received['gate/queued-in-the-broker'], 'the broker delivers an expired message');
process.exit(0);
JS
timeout 40 node --no-warnings see.mjs
