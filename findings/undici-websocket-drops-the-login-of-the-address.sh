#!/usr/bin/env bash
# What:       undici's WebSocket, which is the global `WebSocket` of Node.js 22 and later, with
#             ws://user:password@host/.
# Version:    undici 7.16.0
# Expected:   A Basic login as ws sends it, or a SyntaxError, as fetch gives a TypeError for such an address.
# Happens:    The connection is made without an Authorization header. A server that wants a login answers 401, which
#             the application sees as an error event without status: the same as for a wrong path. ws sends the login.
# Hurt:       Owners of a Clown.Hub, whose documented login is part of the address.
# Documented: Not found.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline undici@7.16.0 ws@8.23.0
cat > see.mjs <<'JS'
import { createServer } from 'node:http';
import { WebSocketServer, WebSocket as Ws } from 'ws';
import { WebSocket, fetch } from 'undici';

const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
const hub = new WebSocketServer({ noServer: true });
const server = createServer();
const logins = [];
server.on('upgrade', (request, socket, head) => {
    logins.push(request.headers.authorization);
    if (request.headers.authorization) hub.handleUpgrade(request, socket, head, () => {});
    else socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = `127.0.0.1:${server.address().port}/`;
const outcome = (socket) =>
    new Promise((resolve) => {
        socket.onopen = () => resolve('open');
        socket.onerror = (event) => resolve(`error: ${event.message || event.error?.message}`);
    });
const undici = await outcome(new WebSocket(`ws://clown:secret@${address}`));
const ws = await outcome(new Ws(`ws://clown:secret@${address}`));
const byFetch = await fetch(`http://clown:secret@${address}`).catch((error) => error.name);
console.log({ undici, ws, fetch: byFetch, 'Authorization headers': logins.map((login) => (login ? 'sent' : 'none')) });
expect(logins.length === 2 && !logins[0] && logins[1], 'undici sends the login now');
expect(undici.startsWith('error') && !undici.includes('401'), 'undici names the status now');
expect(ws === 'open' && byFetch === 'TypeError', 'ws or fetch treat such an address differently');
process.exit(0);
JS
timeout 40 node --no-warnings see.mjs
