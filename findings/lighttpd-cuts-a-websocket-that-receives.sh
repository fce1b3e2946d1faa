#!/usr/bin/env bash
# What:       lighttpd as a WebSocket proxy (`mod_proxy` with `upgrade`), a hub that sends every half second, and a
#             client that only listens.
# Version:    lighttpd 1.4.69 (Debian 12)
# Expected:   The connection is idle when nothing passes in either direction, as in nginx (`proxy_read_timeout` counts
#             what the backend sends).
# Happens:    `server.max-read-idle` (60 s by default, 3 s here) counts from the last byte of the client. While
#             readings flow the connection is cut without a close frame (1006). A client that sends a ping every
#             second stays.
# Hurt:       Dashboards and clients without a heartbeat: a drop each minute, although data flow all the time.
# Documented: Not found for upgraded connections.
set -euo pipefail

package=lighttpd
wanted=1.4.69
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
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline ws@8.23.0
cat > see.mjs <<'JS'
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import net from 'node:net';
import { WebSocketServer, WebSocket } from 'ws';

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
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
const run = (command, args) => {
    const child = spawn(command, args, { stdio: 'ignore', env: { ...process.env, HOME: process.cwd() } });
    children.push(child);
    return child;
};
// A hub that sends a reading every half second, or nothing.
const hub = new WebSocketServer({ port: 0, host: '127.0.0.1' });
await new Promise((resolve) => hub.on('listening', resolve));
const hubPort = hub.address().port;
hub.on('connection', (peer, request) => {
    if (request.url !== '/silent') setInterval(() => peer.send('21.5'), 500).unref();
});
const until = async (port) => {
    for (let tries = 0; tries < 60; tries += 1) {
        const up = await new Promise((resolve) => {
            const socket = net
                .connect(port, '127.0.0.1', () => {
                    socket.destroy();
                    resolve(true);
                })
                .on('error', () => resolve(false));
        });
        if (up) return;
        await sleep(200);
    }
    throw new Error('the proxy did not start');
};
const connect = (port, path = '/') =>
    new Promise((resolve, reject) => {
        const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
        socket
            .on('open', () => resolve(socket))
            .on('error', reject)
            .on('unexpected-response', (_, response) => reject(new Error(`HTTP ${response.statusCode}`)));
    });

const port = await freePort();
writeFileSync(
    'lighttpd.conf',
    `
server.document-root = "${process.cwd()}"
server.bind = "127.0.0.1"
server.port = ${port}
server.modules = ("mod_proxy")
server.max-read-idle = 3
proxy.server = ("" => (("host" => "127.0.0.1", "port" => ${hubPort})))
proxy.header = ("upgrade" => "enable")
`,
);
run('/usr/sbin/lighttpd', ['-D', '-f', 'lighttpd.conf']);
await until(port);
const story = async (pings) => {
    const socket = await connect(port);
    const begin = Date.now();
    let received = 0;
    let closed = 'open after 8 s';
    socket
        .on('message', () => {
            received += 1;
        })
        .on('close', (code) => {
            closed = `closed with ${code} after ${Date.now() - begin} ms`;
        });
    const timer = setInterval(() => {
        if (pings && socket.readyState === WebSocket.OPEN) socket.ping();
    }, 1000);
    await sleep(8000);
    clearInterval(timer);
    socket.terminate();
    return { received, closed };
};
const listening = await story(false);
const pinging = await story(true);
console.log('max-read-idle 3 s:', { 'client only listens': listening, 'client pings': pinging });
expect(
    listening.received > 2 && listening.closed.startsWith('closed with 1006'),
    'a client that only listens is kept now',
);
expect(pinging.closed === 'open after 8 s', 'a client that pings is cut');
process.exit(0);
JS
timeout 40 node --no-warnings see.mjs
