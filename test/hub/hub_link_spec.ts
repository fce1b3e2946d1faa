// What a hub is sent after each connect and before each disconnect, and lost connections: over real sockets.

import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { PAUSES_MS, READY_MS } from '../../src/connection/start-message';
import { ClientHub, endClientHubs } from '../support/client-hub';
import { endHubs, startSilentHub } from '../support/hub';
import { leavesNothing } from '../support/leaks';
import { ManualClock } from '../support/manual-clock';
import { within } from '../support/test-socket';
import { next, until } from '../support/wait';

const START = '["clown.talk/-/config/set", {}]';
const LIST = '["-/-/config/list", {}]\n';
const LED = '["led/-/get", {}]\n';
/** After the time of the first two pauses together comes the second repeat. */
const SECOND_MS = (PAUSES_MS[0] ?? 0) + (PAUSES_MS[1] ?? 0) - READY_MS;

describe('hub: link', () => {
    leavesNothing(endClientHubs, endHubs);

    describe('greeting', () => {
        it('the start message is the first message, a text, to the byte', async () => {
            const server = await silentServer();
            try {
                const first = new Promise<unknown[]>((resolve) => {
                    server.on('connection', (socket) => socket.once('message', (...message) => resolve(message)));
                });
                new ClientHub(serverUrl(server)).hub.join();
                const [data, isBinary] = await within(first, 'the first message');
                assert.equal(String(data), `${START}\n`);
                assert.equal(isBinary, false);
            } finally {
                await endClientHubs();
                server.close();
            }
        });

        it('then the start frames, once for each connect, when the hub has sent a frame', async () => {
            const simulator = await startSilentHub();
            const client = new ClientHub(simulator.url, { startFrames: [LIST, LED] });
            const expected = [START, LIST.trim(), LED.trim()];
            await client.connect();
            await until(() => simulator.received.length === 3, 'three lines');
            assert.deepEqual(simulator.received, expected);
            simulator.dropAll();
            await until(() => simulator.received.length === 6, 'three lines again');
            assert.deepEqual(simulator.received, [...expected, ...expected]);
        });

        it('"connected" waits for no answer; silence brings repeats of the start message, and then the start frames [C15]', async () => {
            const simulator = await startSilentHub({ fault: { kind: 'mute' } });
            const clock = new ManualClock();
            const client = new ClientHub(simulator.url, { startFrames: [LED], clock });
            await client.connect();
            await until(() => simulator.received.length === 1, 'the start message');
            clock.advance(READY_MS);
            await until(() => simulator.received.length === 6, 'one repeat and one request, of two lines each');
            clock.advance(SECOND_MS);
            await until(() => simulator.received.length === 8, 'the next repeat');
            const list = LIST.trim();
            assert.deepEqual(simulator.received, [START, START, START, list, list, LED.trim(), START, START]);
        });

        it('a bad frame is no sign that the hub listens', async () => {
            const simulator = await startSilentHub({ fault: { kind: 'mute' } });
            const clock = new ManualClock();
            const client = new ClientHub(simulator.url, { startFrames: [LIST], clock });
            await client.connect();
            simulator.send('garbage');
            await until(() => client.faults.length === 1, 'the fault');
            clock.advance(READY_MS);
            await until(() => simulator.received.length === 6, 'the repeat, the request and the start frame');
            simulator.send('["a", {}]');
            await until(() => client.topics.length === 1, 'the frame');
            clock.advance(10 * READY_MS);
            assert.equal(clock.pending, 0);
        });

        it('the goodbye frames are sent before a planned end, by the last user or by close()', async () => {
            const simulator = await startSilentHub();
            const client = new ClientHub(simulator.url, { goodbyeFrames: [LED] });
            const leave = await client.connect();
            leave();
            await client.connect();
            await client.hub.close();
            await until(() => simulator.clients === 0, 'the end of the sockets');
            assert.deepEqual(simulator.received, [START, LED.trim(), START, LED.trim()]);
        });
    });

    describe('a link that is lost', () => {
        it('comes back by itself, each time with one socket', async () => {
            const simulator = await startSilentHub();
            const client = new ClientHub(simulator.url);
            await client.connect();
            for (let i = 2; i <= 30; i++) {
                simulator.dropAll();
                await until(() => simulator.connections === i && client.names.at(-1) === 'connected', `socket ${i}`);
                assert.equal(simulator.clients, 1);
            }
            const round = ['waiting', 'connecting', 'connected'];
            const rounds = Array.from({ length: 29 }, () => round).flat();
            assert.deepEqual(client.names, ['disconnected', 'connecting', 'connected', ...rounds]);
        });

        it('comes back after a restart of the hub, which refused meanwhile', async () => {
            const simulator = await startSilentHub();
            const client = new ClientHub(simulator.url);
            await client.connect();
            const lost = client.state('waiting');
            await simulator.restart(200);
            await lost;
            await client.state('connected');
            const causes = client.states.flatMap((state) => (state.name === 'waiting' ? [state.cause.code] : []));
            assert.equal(causes[0], 'dropped');
            assert.ok(causes.slice(1).every((code) => code === 'refused') && causes.length > 1, causes.join());
        });

        it('a hub that answers nothing any more is given up by the heartbeat', async () => {
            const simulator = await startSilentHub();
            const client = new ClientHub(simulator.url, { heartbeatMs: 40 });
            await client.connect();
            simulator.fault({ kind: 'half-open' });
            const state = await client.state('waiting');
            assert.ok(state.name === 'waiting');
            assert.deepEqual(state.cause, { code: 'heartbeat', params: { seconds: 0.04 } });
            simulator.fault(null);
            await client.state('connected');
        });

        it('a silent hub that answers pings stays connected', async () => {
            const server = await silentServer();
            try {
                let pings = 0;
                server.on('connection', (socket) => socket.on('ping', () => pings++));
                // Long enough for a pong while the computer has much else to do.
                const client = new ClientHub(serverUrl(server), { heartbeatMs: 400 });
                client.hub.join();
                await until(() => pings === 3, 'three pings');
                assert.deepEqual(client.names, ['disconnected', 'connecting', 'connected']);
            } finally {
                await endClientHubs();
                server.close();
            }
        });
    });
});

/** A WebSocket server that sends nothing by itself and answers pings. */
async function silentServer(): Promise<WebSocketServer> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await next(server, 'listening');
    return server;
}

function serverUrl(server: WebSocketServer): string {
    const { port } = server.address() as AddressInfo;
    return `ws://127.0.0.1:${port}/`;
}
