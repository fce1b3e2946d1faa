#!/usr/bin/env bash
# What:       `WebSocket.send()` of the npm package ws with something that is neither text nor bytes.
# Version:    ws 8.23.0
# Expected:   A TypeError as for plain objects, or the text that String() gives, as the WebSocket of browsers and of
#             Node.js does.
# Happens:    An array becomes bytes: numbers modulo 256, everything else 0. ["topic", {}] leaves as two zero bytes in
#             a binary frame, null, undefined and false as an empty binary frame. No exception, no error in the
#             callback. Only plain objects, true and bigints throw. undici's WebSocket sends the texts *null* and
#             *1,2*.
# Hurt:       Authors whose protocol has arrays as frames (Clown.Talk, WAMP): a forgotten JSON.stringify is not
#             noticed, and the peer gets binary zeros.
# Documented: The documentation lists the accepted types including Array; not what becomes of the elements, nor of
#             null.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline ws@8.23.0
cat > see.mjs <<'JS'
import { WebSocketServer, WebSocket } from 'ws';

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
await new Promise((resolve) => server.on('listening', resolve));
const received = [];
server.on('connection', (peer) =>
    peer.on('message', (data, binary) => received.push(`${binary ? 'binary' : 'text'} <${data.toString('hex')}>`)),
);
const socket = new WebSocket(`ws://127.0.0.1:${server.address().port}`);
await new Promise((resolve) => socket.on('open', resolve));
const sent = async (value) => {
    received.length = 0;
    try {
        await new Promise((resolve, reject) => socket.send(value, (error) => (error ? reject(error) : resolve())));
    } catch (error) {
        return error.name;
    }
    await sleep(50);
    return received.join();
};
const found = {};
for (const value of [['topic', {}], [1, 2, 300], null, undefined, false, true, {}, 5])
    found[JSON.stringify(value) ?? 'undefined'] = await sent(value);
console.log(found);
expect(
    found['["topic",{}]'] === 'binary <0000>' && found['[1,2,300]'] === 'binary <01022c>',
    'arrays are sent differently',
);
for (const name of ['null', 'undefined', 'false']) expect(found[name] === 'binary <>', `${name} is sent differently`);
expect(found.true === 'TypeError' && found['{}'] === 'TypeError', 'true and objects no longer throw');
process.exit(0);
JS
timeout 40 node --no-warnings see.mjs
