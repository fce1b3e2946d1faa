#!/usr/bin/env bash
# What:       Varnish with the usual VCL for WebSockets: `if (req.http.upgrade ~ "(?i)websocket") { return (pipe); }`,
#             and a backend that is not running.
# Version:    Varnish 7.1.1 (Debian 12)
# Expected:   503 Backend fetch failed, as for every other request.
# Happens:    The connection is closed without a byte. The WebSocket client reports *socket hang up*, the same as for
#             a network fault. A plain request on the same port gets 503. nginx, HAProxy, Apache, Caddy and lighttpd
#             answer 502 or 503 to the upgrade.
# Hurt:       Owners whose client says *connection dropped* while only the hub behind the proxy is off.
# Documented: Not found.
set -euo pipefail

package=varnish
wanted=7.1.1
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

const [port, away] = [await freePort(), await freePort()];
writeFileSync(
    'v.vcl',
    `vcl 4.1;
backend default { .host = "127.0.0.1"; .port = "${away}"; }
sub vcl_recv { if (req.http.upgrade ~ "(?i)websocket") { return (pipe); } }
sub vcl_pipe { set bereq.http.upgrade = req.http.upgrade; set bereq.http.connection = req.http.connection; }
`,
);
const child = run('/usr/sbin/varnishd', [
    '-F',
    '-j',
    'none',
    '-a',
    `127.0.0.1:${port}`,
    '-f',
    `${process.cwd()}/v.vcl`,
    '-n',
    `${process.cwd()}/run`,
    '-s',
    'malloc,16m',
    '-T',
    'none',
]);
const gone = new Promise((resolve) => child.on('exit', resolve));
await until(port);
const upgrade = await connect(port).then(
    () => 'open',
    (error) => error.message,
);
const plain = await fetch(`http://127.0.0.1:${port}/`).then(
    (response) => `HTTP ${response.status}`,
    (error) => error.message,
);
child.kill('SIGTERM');
await Promise.race([gone, sleep(5000)]);
console.log({ upgrade, 'plain request': plain });
expect(plain === 'HTTP 503', 'plain requests are answered differently');
expect(!upgrade.startsWith('HTTP') && upgrade !== 'open', 'an upgrade gets an HTTP answer now');
process.exit(0);
JS
timeout 40 node --no-warnings see.mjs
