#!/usr/bin/env bash
# What:       A hub on the Python package websockets whose handler only sends readings and never receives, and a client
#             that sends it commands.
# Version:    websockets 10.4 (Debian 12, python3-websockets)
# Expected:   What nobody reads is kept or thrown away. The library answers and checks pings by itself, beside the
#             handler.
# Happens:    The library keeps 32 messages and then stops reading from the connection altogether, pongs included. The
#             next keepalive finds no pong, and the client is closed with 1011 *keepalive ping timeout*. With 32
#             commands the connection stays open; with 33 it ends within 20 to 40 s (2 s here).
# Hurt:       Owners of such a hub: after some days, one command too many closes a healthy connection with a message
#             about the network, at a moment that has nothing to do with the cause. After the reconnect the count begins
#             again.
# Documented: `max_queue` is, and *backpressure*; not that it ends the keepalive.
set -euo pipefail

package=python3-websockets
wanted=10.4
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
cat > hub.py <<'FILE'
import asyncio, sys, websockets

async def stream(socket):
    try:
        while True:
            await socket.send('21.5')
            await asyncio.sleep(0.2)
    except websockets.ConnectionClosed:
        pass

async def main():
    async with websockets.serve(stream, '127.0.0.1', int(sys.argv[1]), ping_interval=1, ping_timeout=1):
        await asyncio.Future()

asyncio.run(main())
FILE
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
const child = spawn('/usr/bin/python3', ['hub.py', String(port)], { stdio: ['ignore', 'ignore', 'inherit'] });
process.on('exit', () => child.kill('SIGKILL'));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
const open = async () => {
    for (let tries = 0; ; tries += 1) {
        const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
        const error = await new Promise((resolve) => socket.on('open', () => resolve()).on('error', resolve));
        if (!error) return socket;
        if (tries > 40) throw error;
        await sleep(250);
    }
};
const story = async (commands) => {
    const socket = await open();
    let closed = 'still open after 6 s';
    let pings = 0;
    socket
        .on('ping', () => {
            pings += 1;
        })
        .on('close', (code, reason) => {
            closed = `closed with ${code} ${reason}`;
        });
    for (let n = 0; n < commands; n += 1) socket.send(`command ${n}`);
    await sleep(6000);
    socket.terminate();
    return { commands, 'pings, each answered by ws': pings, closed };
};
const found = await Promise.all([story(0), story(32), story(33)]);
console.table(found);
for (const { commands, closed } of found.slice(0, 2))
    expect(closed.startsWith('still open'), `${commands} unread commands cut the client`);
expect(found[2].closed.startsWith('closed with 1011'), '33 unread commands no longer cut the client');
process.exit(0);
JS
timeout 40 node --no-warnings see.mjs
