#!/usr/bin/env bash
# What:       `pause()` of the npm package ws, meant for backpressure.
# Version:    ws 8.23.0
# Expected:   pause() holds back messages. The library goes on answering pings, and a connection that the peer has cut
#             emits close.
# Happens:    Nothing at all is read: pings are not answered, so a server with a heartbeat cuts the connection; and
#             that cut, or an orderly close, is not noticed. readyState stays OPEN. Only resume() or terminate()
#             brings the event.
# Hurt:       Authors who pause while a flow or a database is slow: the pause itself loses the connection, and nothing
#             reconnects.
# Documented: The documentation of pause() names neither pings nor close.
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
const story = async (paused) => {
    const peers = new Promise((resolve) => server.once('connection', resolve));
    const socket = new WebSocket(`ws://127.0.0.1:${server.address().port}`);
    await new Promise((resolve) => socket.on('open', resolve));
    const peer = await peers;
    let pongs = 0;
    let closed = 'no close event';
    peer.on('pong', () => {
        pongs += 1;
    });
    socket.on('close', (code) => {
        closed = `close ${code}`;
    });
    if (paused) socket.pause();
    peer.ping();
    await sleep(200);
    peer.terminate();
    await sleep(1500);
    const outcome = { pongs, afterCut: closed, readyState: socket.readyState };
    socket.resume();
    await sleep(200);
    return { ...outcome, afterResume: closed };
};
const running = await story(false);
const paused = await story(true);
console.log({ running, paused });
expect(running.pongs === 1 && running.afterCut === 'close 1006', 'a running connection behaves differently');
expect(paused.pongs === 0, 'a paused connection answers pings now');
expect(
    paused.afterCut === 'no close event' && paused.readyState === WebSocket.OPEN,
    'a paused connection notices its end now',
);
expect(paused.afterResume === 'close 1006', 'resume no longer brings the close event');
process.exit(0);
JS
timeout 40 node --no-warnings see.mjs
