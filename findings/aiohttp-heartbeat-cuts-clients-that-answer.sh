#!/usr/bin/env bash
# What:       `web.WebSocketResponse(heartbeat=...)` in a handler that sends readings and never calls receive().
# Version:    aiohttp 3.8.4 (Debian 12)
# Expected:   The library sends pings and sees the pongs by itself; heartbeat cuts clients that are gone.
# Happens:    Pongs are read only inside receive(). Without a reader the first pong is never seen, and after one and a
#             half intervals the connection is cut without a close frame (1006). With a task that reads and ignores
#             everything the same client stays.
# Hurt:       Owners of such a hub: all clients reconnect every few seconds, each time with a healthy network, and the
#             setting that was to help is the cause.
# Documented: The reference describes heartbeat without this condition. Maintainers state it in their issues.
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
import asyncio, sys
from aiohttp import web

async def stream(request):
    socket = web.WebSocketResponse(heartbeat=1.0)
    await socket.prepare(request)
    async def read():
        async for _ in socket:
            pass
    reader = asyncio.create_task(read()) if request.path == '/reads' else None
    try:
        while not socket.closed:
            await socket.send_str('21.5')
            await asyncio.sleep(0.2)
    except ConnectionResetError:
        pass
    if reader:
        reader.cancel()
    return socket

app = web.Application()
app.router.add_get('/only-sends', stream)
app.router.add_get('/reads', stream)
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

const story = async (path) => {
    const socket = await open(path);
    const begin = Date.now();
    let pings = 0;
    let closed = 'still open after 5 s';
    socket
        .on('ping', () => {
            pings += 1;
        })
        .on('close', (code) => {
            closed = `closed with ${code} after ${Date.now() - begin} ms`;
        });
    await sleep(5000);
    socket.terminate();
    return { 'pings, each answered by ws': pings, closed };
};
const onlySends = await story('/only-sends');
const reads = await story('/reads');
console.log({ 'handler only sends': onlySends, 'handler reads too': reads });
expect(onlySends.closed.startsWith('closed with 1006'), 'a handler that only sends keeps its client now');
expect(reads.closed.startsWith('still open'), 'a handler that reads loses its client');
process.exit(0);
JS
timeout 40 node --no-warnings see.mjs
