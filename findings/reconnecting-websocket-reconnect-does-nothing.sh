#!/usr/bin/env bash
# What:       The client reconnecting-websocket, closed with close() to save power or traffic (a display that goes dark,
#             a page that is hidden) and opened again with reconnect().
# Version:    reconnecting-websocket 4.4.0, partysocket 1.3.0 (made from it), with ws 8.23.0
# Expected:   reconnect() connects, whatever the state was when close() was called.
# Happens:    If close() comes while the client waits for its next attempt, because the hub was away at that moment, and
#             reconnect() comes after the end of that wait, the client never connects again: not now, and not by
#             another reconnect(). Nothing is thrown, no event is emitted, and send() keeps on accepting commands and
#             holds them for ever. Closed while connected, or opened again before the wait ends, it connects. With
#             partysocket it connects in each case.
# Hurt:       Owners of wall displays and phones: where the hub was restarted as the display went dark, the display
#             shows old readings and its buttons do nothing until the page is loaded anew.
# Documented: No. Issue 165 of the project reports it.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline \
    reconnecting-websocket@4.4.0 partysocket@1.3.0 ws@8.23.0
cat > see.cjs <<'JS'
const { WebSocket, WebSocketServer } = require('ws');
const { once } = require('node:events');
const clients = {
    'reconnecting-websocket': require('reconnecting-websocket'),
    partysocket: require('partysocket/ws').default,
};

const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const WAIT = 500;

// Whether the client is connected, two seconds after reconnect() and after a second one; and what the hub received.
async function darkFor(milliseconds, name, hubIsAway) {
    const hub = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    const received = [];
    hub.on('connection', (socket) => socket.on('message', (data) => received.push(String(data))));
    await once(hub, 'listening');
    const client = new clients[name](`ws://127.0.0.1:${hub.address().port}`, [], {
        WebSocket,
        minReconnectionDelay: WAIT,
        maxReconnectionDelay: WAIT,
    });
    client.addEventListener('error', () => {});
    await new Promise((resolve) => client.addEventListener('open', resolve, { once: true }));
    if (hubIsAway) {
        // The hub breaks the connection, and is there again at once; the client waits for its next attempt.
        hub.clients.forEach((socket) => socket.terminate());
        await sleep(100);
    }
    client.close();
    await sleep(milliseconds);
    client.reconnect();
    client.send('on');
    await sleep(2000);
    const first = client.readyState === WebSocket.OPEN;
    if (!first) {
        client.reconnect();
        await sleep(2000);
    }
    return { connected: first, 'after a second reconnect()': client.readyState === WebSocket.OPEN, received: received.join() };
}

async function main() {
    const cases = [
        ['closed while connected, 2 s', 2000, false],
        ['closed while waiting, 0.1 s', 100, true],
        ['closed while waiting, 2 s', 2000, true],
    ];
    const names = Object.keys(clients);
    const seen = {};
    await Promise.all(
        names.flatMap((name) =>
            cases.map(async ([title, milliseconds, away]) => {
                seen[`${name}, ${title}`] = await darkFor(milliseconds, name, away);
            }),
        ),
    );
    console.log('reconnecting-websocket 4.4.0, partysocket 1.3.0: close(), a pause, reconnect(), send("on")');
    console.table(Object.fromEntries(Object.entries(seen).sort()));
    const stuck = seen['reconnecting-websocket, closed while waiting, 2 s'];
    expect(!stuck.connected && !stuck['after a second reconnect()'] && stuck.received === '', 'the client connects again');
    for (const [title, { connected, received }] of Object.entries(seen)) {
        expect(seen[title] === stuck || (connected && received === 'on'), `${title}: it does not connect`);
    }
    process.exit(0);
}
main();
JS
timeout 60 node see.cjs
