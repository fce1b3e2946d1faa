// A hub in a process of its own. On request it sends a burst of frames, as fast as the system accepts them. The path of a
// client identifies it.

import { WebSocketServer } from 'ws';

/** @type {Map<string, import('ws').WebSocket>} */
const clients = new Map();
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });

server.on('listening', () => process.send?.({ port: /** @type {any} */ (server.address()).port }));
server.on('connection', (socket, request) => {
    const path = (request.url ?? '').slice(1);
    clients.set(path, socket);
    socket.on('message', (data) => {
        if (data.toString().includes('clown.talk/-/config/set')) socket.send('["clown.talk/-/config/ok", {}]\n');
    });
    process.send?.({ joined: path });
});

/** @param {string} text */
function frameOf(text) {
    const body = Buffer.from(text);
    const head = Buffer.alloc(body.length < 126 ? 2 : body.length < 65_536 ? 4 : 10);
    head[0] = 0x81;
    head[1] = body.length < 126 ? body.length : body.length < 65_536 ? 126 : 127;
    if (head.length === 4) head.writeUInt16BE(body.length, 2);
    if (head.length === 10) head.writeBigUInt64BE(BigInt(body.length), 2);
    return Buffer.concat([head, body]);
}

process.on('message', (/** @type {{ path: string, count: number, isOne: boolean, thenEnd: boolean }} */ order) => {
    const { path, count, isOne, thenEnd } = order;
    const lines = Array.from({ length: count }, (_, n) => `["burst/-", {"n": ${n}}]\n`);
    const texts = isOne ? [lines.join('')] : lines;
    const all = Buffer.concat([...texts, '["burst/-", {"end": true}]\n'].map(frameOf));
    // Past the library: it would copy each of them.
    const { _socket: socket } = /** @type {any} */ (clients.get(path));
    socket.write(frameOf('["burst/-", {"begin": true}]\n'));
    // The event loop there is looked at by then.
    setTimeout(() => {
        socket.write(all);
        if (thenEnd) socket.end();
    }, 50);
});
process.on('disconnect', () => process.exit());
