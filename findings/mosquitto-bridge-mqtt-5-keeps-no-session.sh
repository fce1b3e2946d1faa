#!/usr/bin/env bash
# What:       A mosquitto bridge with `topic command/# in 1`, `cleansession false` and `bridge_protocol_version
#             mqttv50`, whose connection breaks for some seconds.
# Version:    mosquitto 2.0.11 (Debian 12) on both sides
# Expected:   `cleansession false` makes the centre keep what is published for the bridge meanwhile, as it does with the
#             default version.
# Happens:    The centre keeps nothing: the bridge asks for no session expiry, which in MQTT 5 means that the session
#             ends with the connection. There is no option to set one (in the broker node of Node-RED there is: *Session
#             expiry*). In the other direction, where the edge itself queues, nothing is lost.
# Hurt:       Owners of several sites who choose version 5 for its message expiry: commands of the centre are lost in
#             each short break of the line, and the centre has had its acknowledgement.
# Documented: The manual promises that with `cleansession false` the subscriptions on the remote broker are kept. The
#             issue tracker of the project has it, open since 2020.
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

const bridged = async (name, ...lines) => {
    const [edge, centre] = [await freePort(), await freePort()];
    // A line between the two that can be cut.
    const sockets = new Set();
    let cut = false;
    const line = net.createServer((near) => {
        if (cut) return near.destroy();
        const far = net.connect(centre, '127.0.0.1');
        for (const socket of [near, far]) {
            sockets.add(socket);
            socket.on('error', () => {}).on('close', () => near.destroy() && far.destroy());
        }
        near.pipe(far).pipe(near);
    });
    await new Promise((resolve) => line.listen(0, '127.0.0.1', resolve));
    await mosquitto(`${name}-centre`, [`listener ${centre} 127.0.0.1`, 'allow_anonymous true']);
    await mosquitto(`${name}-edge`, [
        `listener ${edge} 127.0.0.1`,
        'allow_anonymous true',
        'connection up',
        `address 127.0.0.1:${line.address().port}`,
        'topic command/# in 1',
        'topic reading/# out 1',
        'cleansession false',
        'restart_timeout 1',
        'remote_clientid edge',
        ...lines,
    ]);
    await sleep(2500);
    const [atEdge, atCentre] = [await client(edge), await client(centre)];
    const received = { 'at the edge': [], 'at the centre': [] };
    atEdge.on('message', (topic, payload) => received['at the edge'].push(String(payload)));
    atCentre.on('message', (topic, payload) => received['at the centre'].push(String(payload)));
    await subscribe(atEdge, 'command/#', 1);
    await subscribe(atCentre, 'reading/#', 1);
    const both = async (text) => {
        await publish(atCentre, 'command/relay', text, { qos: 1 });
        await publish(atEdge, 'reading/co2', text, { qos: 1 });
        await sleep(500);
    };
    await both('before');
    cut = true;
    for (const socket of sockets) socket.destroy();
    await sleep(1000);
    await both('during');
    cut = false;
    await sleep(5000);
    await both('after');
    line.close();
    return Object.fromEntries(Object.entries(received).map(([where, what]) => [where, what.join(', ')]));
};
const found = {
    'default version': await bridged('three'),
    mqttv50: await bridged('five', 'bridge_protocol_version mqttv50'),
};
console.table(found);
const all = 'before, during, after';
expect(found['default version']['at the edge'] === all, 'the default version loses messages');
expect(found.mqttv50['at the edge'] === 'before, after', 'with mqttv50 the centre keeps what is published meanwhile');
expect(found.mqttv50['at the centre'] === all, 'with mqttv50 the edge loses what is published meanwhile');
process.exit(0);
JS
timeout 40 node --no-warnings see.mjs
