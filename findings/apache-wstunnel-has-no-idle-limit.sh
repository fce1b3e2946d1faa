#!/usr/bin/env bash
# What:       Apache as a WebSocket proxy by mod_proxy_wstunnel (without mod_proxy_http loaded), against
#             `upgrade=websocket` of mod_proxy_http; `Timeout 3`, `ProxyTimeout 3` and `timeout=3`.
# Version:    Apache httpd 2.4.71 (Debian 12, apache2-bin)
# Expected:   Timeout and ProxyTimeout hold for both: an idle connection ends after 3 s.
# Happens:    Through mod_proxy_wstunnel an idle connection is open after 12 s. Through mod_proxy_http it is cut after
#             3 to 4 s.
# Hurt:       Administrators who change from one module to the other: idle hubs begin to drop each minute. The other
#             way round dead connections stay.
# Documented: Not found for this version.
set -euo pipefail

package=apache2-bin
wanted=2.4.71
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

const story = async (name, modules, line) => {
    const port = await freePort();
    const all = ['mpm_event', 'authz_core', 'proxy', ...modules];
    writeFileSync(
        `${name}.conf`,
        `
ServerRoot "${process.cwd()}"
ServerName localhost
Listen 127.0.0.1:${port}
PidFile ${process.cwd()}/${name}.pid
DefaultRuntimeDir ${process.cwd()}
ErrorLog ${process.cwd()}/${name}.log
${all.map((module) => `LoadModule ${module}_module /usr/lib/apache2/modules/mod_${module}.so`).join('\n')}
Timeout 3
ProxyTimeout 3
${line}
`,
    );
    run('/usr/sbin/apache2', ['-X', '-f', `${process.cwd()}/${name}.conf`]);
    await until(port);
    const socket = await connect(port, '/silent');
    const begin = Date.now();
    let closed = 'open after 12 s';
    socket.on('close', (code) => {
        closed = `closed with ${code} after ${Date.now() - begin} ms`;
    });
    await sleep(12000);
    socket.terminate();
    return closed;
};
const [wstunnel, http] = await Promise.all([
    story('wstunnel', ['proxy_wstunnel'], `ProxyPass "/" "ws://127.0.0.1:${hubPort}/" timeout=3`),
    story('http', ['proxy_http'], `ProxyPass "/" "http://127.0.0.1:${hubPort}/" upgrade=websocket timeout=3`),
]);
console.log({ mod_proxy_wstunnel: wstunnel, 'mod_proxy_http upgrade=websocket': http });
expect(wstunnel === 'open after 12 s', 'mod_proxy_wstunnel has an idle limit now');
expect(http.startsWith('closed'), 'mod_proxy_http has no idle limit any more');
process.exit(0);
JS
timeout 40 node --no-warnings see.mjs
