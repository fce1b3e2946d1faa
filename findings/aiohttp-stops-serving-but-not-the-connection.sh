#!/usr/bin/env bash
# What:       A server with `web.run_app()` and one open WebSocket, stopped by SIGTERM (systemd, Docker).
# Version:    aiohttp 3.8.4 (Debian 12)
# Expected:   Open WebSockets are closed with 1001, or the process ends and the connections break.
# Happens:    The process refuses new connections and waits for the open one, up to `shutdown_timeout` (60 s). It no
#             longer answers pings and sends no close frame meanwhile. A client without a heartbeat shows *connected*
#             to a server that has stopped; a restart takes a minute.
# Hurt:       Owners who restart their hub and see readings stand still; administrators whose restart is slow.
# Documented: The documentation has a section on closing WebSockets oneself in on_shutdown; not what happens without
#             it.
set -euo pipefail

package=python3-aiohttp
wanted=3.8.4
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
cat > server.py <<'SERVER'
import sys
from aiohttp import web

async def talk(request):
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    async for message in socket:
        await socket.send_str(message.data)
    return socket

app = web.Application()
app.router.add_get('/', talk)
web.run_app(app, host='127.0.0.1', port=int(sys.argv[1]), print=None)
SERVER
cat > see.mjs <<'JS'
import { spawn } from 'node:child_process';
import net from 'node:net';
import { WebSocket } from 'ws';

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
const port = await new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
        const { port: free } = server.address();
        server.close(() => resolve(free));
    });
});
const child = spawn('/usr/bin/python3', ['server.py', String(port)], { stdio: ['ignore', 'ignore', 'inherit'] });
process.on('exit', () => child.kill('SIGKILL'));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
const open = async (path) => {
    for (let tries = 0; ; tries += 1) {
        const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
        const error = await new Promise((resolve) => socket.on('open', () => resolve()).on('error', resolve));
        if (!error) return socket;
        if (tries > 40) throw error;
        await sleep(250);
    }
};

const socket = await open('/');
const events = [];
socket
    .on('pong', () => events.push('pong'))
    .on('close', (code) => events.push(`close ${code}`))
    .on('message', () => events.push('answer'));
socket.ping();
socket.send('hello');
await sleep(500);
const before = events.splice(0);
let ended = false;
child.on('exit', () => {
    ended = true;
});
child.kill('SIGTERM');
await sleep(1000);
socket.ping();
await sleep(4000);
const refused = await new Promise((resolve) =>
    new WebSocket(`ws://127.0.0.1:${port}/`)
        .on('open', () => resolve('accepted'))
        .on('error', (error) => resolve(error.code)),
);
const after = [...events];
console.log({ before, 'five seconds after SIGTERM': after, 'process ended': ended, 'new connection': refused });
expect(before.includes('pong') && before.includes('answer'), 'the server does not work at all');
expect(after.length === 0 && !ended, 'after SIGTERM the connection is closed or served now');
expect(refused === 'ECONNREFUSED', 'new connections are accepted after SIGTERM');
process.exit(0);
JS
timeout 40 node --no-warnings see.mjs
