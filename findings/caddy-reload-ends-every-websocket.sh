#!/usr/bin/env bash
# What:       Caddy as a WebSocket proxy (`reverse_proxy`), and `caddy reload` after an unrelated change of its
#             configuration; nginx for comparison.
# Version:    Caddy 2.6.2 and nginx 1.22.1 (Debian 12)
# Expected:   A reload is graceful: requests and connections that are open go on under the old configuration, as in
#             nginx.
# Happens:    Caddy closes all of them at once. The client receives close 1001. The backend receives a close frame
#             without a mask, which a client must set: ws reports *Invalid WebSocket frame: MASK must be set* and ends
#             with 1006. With nginx the connection is open after the reload.
# Hurt:       Owners whose hubs all reconnect together each time that a certificate or a site is added, and who find a
#             protocol error of a *broken client* in the log of the hub.
# Documented: The documentation of later releases says that streams are closed at a reload, and has
#             `stream_close_delay`, which 2.6.2 does not know. The missing mask: not found.
set -euo pipefail

package=caddy
wanted=2.6.2
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
import { existsSync } from 'node:fs';

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

const hubErrors = [];
hub.on('connection', (peer) => peer.on('error', (error) => hubErrors.push(error.message)));
const waitFor = (child) => new Promise((resolve) => child.on('exit', resolve));
const story = async (port, reload) => {
    await until(port);
    const socket = await connect(port);
    let outcome = 'still open';
    socket.on('close', (code) => {
        outcome = `closed with ${code}`;
    });
    await reload();
    await sleep(2000);
    const after = outcome;
    socket.terminate();
    return after;
};
Object.assign(process.env, { XDG_CONFIG_HOME: process.cwd(), XDG_DATA_HOME: process.cwd() });
const [caddyPort, admin, nginxPort] = [await freePort(), await freePort(), await freePort()];
const caddyfile = (line) =>
    writeFileSync(
        'Caddyfile',
        `{
    admin 127.0.0.1:${admin}
    auto_https off
}
http://127.0.0.1:${caddyPort} {
    bind 127.0.0.1
    reverse_proxy 127.0.0.1:${hubPort}
    ${line}
}
`,
    );
caddyfile('');
run('caddy', ['run', '--config', 'Caddyfile', '--adapter', 'caddyfile']);
const caddy = await story(caddyPort, async () => {
    caddyfile('header X-New yes');
    await waitFor(
        run('caddy', ['reload', '--config', 'Caddyfile', '--adapter', 'caddyfile', '--address', `127.0.0.1:${admin}`]),
    );
});
const seenByHub = [...hubErrors];
let nginx = 'not installed';
writeFileSync(
    'nginx.conf',
    `pid nginx.pid;
events {}
http {
    access_log off;
    ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${name};`).join(' ')}
    server {
        listen 127.0.0.1:${nginxPort};
        location / {
            proxy_pass http://127.0.0.1:${hubPort};
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection upgrade;
        }
    }
}
`,
);
if (existsSync('/usr/sbin/nginx')) {
    const child = run('/usr/sbin/nginx', [
        '-p',
        process.cwd(),
        '-c',
        'nginx.conf',
        '-e',
        'nginx.log',
        '-g',
        'daemon off;',
    ]);
    nginx = await story(nginxPort, async () => child.kill('SIGHUP'));
    child.kill('SIGTERM');
    await waitFor(child);
}
console.log({ 'caddy reload': caddy, 'the hub behind it reports': seenByHub, 'nginx reload': nginx });
expect(caddy === 'closed with 1001', 'Caddy keeps WebSockets over a reload now');
expect(
    seenByHub.some((message) => /MASK/.test(message)),
    'the close frame to the hub is right now',
);
expect(nginx !== 'closed with 1006', 'nginx closes WebSockets at a reload');
process.exit(0);
JS
timeout 40 node --no-warnings see.mjs
