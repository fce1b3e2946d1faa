#!/usr/bin/env bash
# What:       A mosquitto listener with `protocol websockets`, and a WebSocket client that is no MQTT client: any
#             path, no subprotocol, text frames.
# Version:    mosquitto 2.0.11 (Debian 12)
# Expected:   The handshake is refused, as MQTT needs the subprotocol mqtt; or the first text frame (MQTT allows
#             binary frames only) closes the connection.
# Happens:    The handshake succeeds on any path, pings are answered, text is swallowed. No close, no log line of a
#             client. With only another subprotocol, on the other hand, the connection is dropped without an HTTP
#             answer.
# Hurt:       Owners who mix up the ports of a hub: the client is green, and the house is silent.
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
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline mqtt@5.15.2 ws@8.23.0
cat > see.mjs <<'JS'
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import net from 'node:net';
import mqtt from 'mqtt';
import { WebSocket } from 'ws';

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

const [plain, port] = [await freePort(), await freePort()];
await mosquitto('broker', [
    `listener ${plain} 127.0.0.1`,
    `listener ${port} 127.0.0.1`,
    'protocol websockets',
    'allow_anonymous true',
]);
const story = async (protocols, wait) => {
    const events = [];
    const socket = new WebSocket(`ws://127.0.0.1:${port}/any/path`, protocols, { handshakeTimeout: 4000 });
    for (const name of ['open', 'pong', 'message', 'close']) socket.on(name, () => events.push(name));
    socket
        .on('unexpected-response', (_, response) => events.push(`HTTP ${response.statusCode}`))
        .on('error', (error) => events.push(error.message));
    await sleep(500);
    if (socket.readyState === WebSocket.OPEN) {
        socket.send('["clown.talk/-/config/set", {}]');
        socket.ping();
    }
    await sleep(wait);
    const outcome = [...events];
    socket.terminate();
    return outcome;
};
const none = await story([], 4000);
const other = await story(['other'], 2000);
console.log({ 'no subprotocol': none, 'subprotocol "other"': other });
expect(none.join() === 'open,pong', 'a client without a subprotocol is treated differently');
expect(
    !other.some((event) => event.startsWith('HTTP') || event === 'open'),
    'another subprotocol gets an HTTP answer now',
);
process.exit(0);
JS
timeout 40 node --no-warnings see.mjs
