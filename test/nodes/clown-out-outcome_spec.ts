// clown out: whatever happens to a message, exactly one of Complete and Catch receives it, exactly once, and the
// message stays as it was.

import assert from 'node:assert/strict';
import { type AddressInfo, createServer } from 'node:net';
import { inspect } from 'node:util';
import { type WebSocket, WebSocketServer } from 'ws';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { LIST } from '../support/lines.js';
import { next, until } from '../support/wait.js';
import { reason } from './support/catalogue';
import { hubAt, hubNode, type Item, listeners, outNode, tab } from './support/flows';
import { assertCommands, commanded, flowCommands, linked } from './support/links';
import {
    become,
    ERROR,
    errorOf,
    give,
    load,
    logged,
    messagesAt,
    received,
    settled,
    shows,
    unload,
} from './support/runtime';

const RELAY = { command: 'relay', device: 'i2c0-3b' };

function endings(): { completed: number; caught: string[] } {
    const caught = received('f1-catch-sink')
        .map(errorOf)
        .filter(({ source }) => source.id === 'out');
    return {
        completed: received('f1-complete-sink').length,
        caught: caught.map(({ message }) => message),
    };
}

/** Waits until that many messages have ended, and then for what must not come after it. */
async function outcomes(count: number): Promise<{ completed: number; caught: string[] }> {
    await become(() => endings().completed + endings().caught.length >= count, `the end of ${count} message(s)`);
    await settled();
    return endings();
}

describe('clown out: one end for each message [O4]', () => {
    leavesNothing(unload);

    it('sent: Complete gets the message as it was', async () => {
        const hub = await startSilentHub();
        await load([tab(), hubAt(hub), outNode('out', RELAY), ...listeners()]);
        await linked(hub);
        give('out', { _msgid: 'm1', topic: 't', payload: 'on', more: [1] });
        assert.deepEqual(await outcomes(1), { completed: 1, caught: [] });
        // Later versions of Node-RED add where it comes from.
        const [{ complete: _, ...msg } = {}] = received('f1-complete-sink');
        assert.deepEqual(msg, { _msgid: 'm1', topic: 't', payload: 'on', more: [1] });
    });

    it('the first connection is not made in time: not-connected', async () => {
        const hub = await startSilentHub({ fault: { kind: 'stall' } });
        await load([tab(), hubAt(hub, { handshake: '1' }), outNode('out', RELAY), ...listeners()]);
        give('out', { payload: true });
        assert.deepEqual(await outcomes(1), { completed: 0, caught: [reason('not-connected')] });
    });

    it('no connection now: not-connected, and nothing is sent later', async () => {
        const hub = await startSilentHub();
        await load([tab(), hubAt(hub), outNode('out', RELAY), ...listeners()]);
        await linked(hub);
        hub.dropAll();
        // The first message of the Catch node is that the connection is lost.
        await messagesAt('f1-catch-sink', 1);
        give('out', { payload: true, keep: 'me' });
        assert.deepEqual(await outcomes(1), { completed: 0, caught: [reason('not-connected')] });
        assert.equal(received('f1-catch-sink').at(-1)?.keep, 'me');
        await linked(hub, 2);
        give('out', { payload: false });
        await commanded(hub, '["relay/i2c0-3b/set", {"state":false}]');
        await assertCommands(() => flowCommands(hub), ['["relay/i2c0-3b/set", {"state":false}]']);
    });

    it('no server at the address: not-connected', async () => {
        const server = createServer().listen(0, '127.0.0.1');
        await next(server, 'listening');
        const { port } = server.address() as AddressInfo;
        server.close();
        await next(server, 'close');
        await load([tab(), hubNode({ address: `ws://127.0.0.1:${port}` }), outNode('out', RELAY), ...listeners()]);
        await shows('waiting', 'out');
        give('out', { payload: true });
        assert.deepEqual(await outcomes(1), { completed: 0, caught: [reason('not-connected')] });
    });

    it('the socket is lost while it writes: each message ends once, the later ones as not written', async () => {
        // A peer that reads until the device list request and then nothing, so that what is written waits.
        const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
        try {
            await next(server, 'listening');
            const sockets: WebSocket[] = [];
            server.on('connection', (socket) => {
                socket.send('["boot", {}]');
                socket.on('message', (data) => {
                    if (!String(data).includes(LIST)) return;
                    socket.pause();
                    sockets.push(socket);
                });
            });
            const { port } = server.address() as AddressInfo;
            await load([
                tab(),
                hubNode({ address: `ws://127.0.0.1:${port}` }),
                outNode('out', { command: 'raw' }),
                ...listeners(),
            ]);
            await until(() => sockets.length > 0, 'the end of the greeting');
            const text = 'x'.repeat(600_000);
            const count = 40;
            for (let n = 0; n < count; n++) {
                give('out', { payload: text });
                await settled();
            }
            const before = endings();
            assert.ok(before.completed + before.caught.length < count, 'nothing waits to be written');
            for (const socket of sockets) socket.terminate();
            const { completed, caught } = await outcomes(count);
            assert.equal(completed + caught.length, count);
            assert.ok(caught.includes(reason('not-written')));
            assert.ok(caught.includes(reason('write-full')));
            assert.deepEqual(
                caught.filter((message) => ![reason('not-written'), reason('write-full')].includes(message)),
                [],
            );
        } finally {
            server.close();
        }
    });

    const broken: [name: string, items: (hubUrl: string) => Item[], code: string][] = [
        ['no hub', () => [outNode('out', { ...RELAY, hub: '' })], 'hub-missing'],
        ['a hub that is not there', () => [outNode('out', { ...RELAY, hub: 'gone' })], 'hub-missing'],
        ['something else for a hub', () => [outNode('out', { ...RELAY, hub: 'f1-catch' })], 'hub-missing'],
        ['a disabled hub', (url) => [hubNode({ address: url, d: true }), outNode('out', RELAY)], 'hub-missing'],
        ['a hub without an address', () => [hubNode(), outNode('out', RELAY)], 'address-missing'],
        [
            'a hub of a later release',
            (url) => [hubNode({ address: url, settingsVersion: 3 }), outNode('out', RELAY)],
            'version-newer',
        ],
        ['no device', (url) => [hubNode({ address: url }), outNode('out', { command: 'relay' })], 'device-missing'],
        [
            'a bad topic of its own',
            (url) => [hubNode({ address: url }), outNode('out', { topic: 'a//c' })],
            'topic-empty-level',
        ],
        [
            'an unknown command',
            (url) => [hubNode({ address: url }), outNode('out', { command: 'dance' })],
            'setting-choice',
        ],
    ];
    for (const [name, items, code] of broken) {
        it(`${name}: every message is refused with ${code}`, async () => {
            const hub = await startSilentHub();
            await load([tab(), ...items(hub.url), ...listeners()]);
            for (const payload of [true, undefined, 'off']) give('out', { payload });
            const { completed, caught } = await outcomes(3);
            assert.equal(completed, 0);
            assert.equal(caught.length, 3);
            assert.equal(new Set(caught).size, 1);
            const start = reason(code, new Proxy({}, { get: () => '\u0000' })).split('\u0000')[0] ?? '';
            assert.ok(caught[0]?.startsWith(start), `${caught[0]} is not ${start}…`);
            assert.equal(hub.attempts, 0);
        });
    }

    describe('hostile messages [L1, O8]', () => {
        const thrower = (key: string): object =>
            Object.defineProperty({ _msgid: 'm', topic: 'a/b/c', payload: {} }, key, {
                enumerable: true,
                get() {
                    throw new Error('from the message');
                },
            });
        const rogue = new Proxy(
            { _msgid: 'm' },
            {
                get(target, key) {
                    if (key === 'payload' || key === 'topic') throw new TypeError('from the proxy');
                    return Reflect.get(target, key);
                },
                ownKeys() {
                    throw new TypeError('from the proxy');
                },
            },
        );
        const { proxy, revoke } = Proxy.revocable({}, {});
        revoke();
        const cyclic: Record<string, unknown> = { _msgid: 'm', topic: 'a/b/c', payload: {} };
        cyclic.self = cyclic;
        const throwsString = Object.defineProperty({ _msgid: 'm' }, 'topic', {
            enumerable: true,
            get() {
                throw 'no error at all' as unknown as Error;
            },
        });

        const rows: [name: string, msg: object][] = [
            ['topic throws', thrower('topic')],
            ['payload throws', thrower('payload')],
            ['something else throws, when it is copied', thrower('other')],
            ['a Proxy that throws', rogue],
            ['a revoked Proxy as payload', { _msgid: 'm', topic: 'a/b/c', payload: proxy }],
            ['a revoked Proxy as topic', { _msgid: 'm', topic: proxy, payload: {} }],
            ['throws no Error', throwsString],
            ['contains itself', cyclic],
            ['payload contains the message', cyclicPayload()],
            ['a BigInt', { _msgid: 'm', topic: 'a/b/c', payload: 1n }],
            ['a Symbol', { _msgid: 'm', topic: 'a/b/c', payload: Symbol('x') }],
            ['a Symbol as topic', { _msgid: 'm', topic: Symbol('x'), payload: {} }],
            ['a function', { _msgid: 'm', topic: 'a/b/c', payload: () => 1 }],
            ['a Buffer', { _msgid: 'm', topic: 'a/b/c', payload: Buffer.from([0xff, 0x00]) }],
            ['nothing at all', { _msgid: 'm' }],
            [
                'no prototype',
                Object.assign(Object.create(null) as object, { _msgid: 'm', topic: 'a/b/c', payload: {} }),
            ],
            ['toJSON throws', { _msgid: 'm', topic: 'a/b/c', payload: { toJSON: () => assert.fail('never called') } }],
            ['deeply frozen', deepFreeze({ _msgid: 'm', topic: 'relay/i2c0-3b/set', payload: { state: 'on' } })],
        ];

        function cyclicPayload(): object {
            const msg: Record<string, unknown> = { _msgid: 'm', topic: 'a/b/c' };
            msg.payload = { msg };
            return msg;
        }

        for (const situation of ['connected', 'offline'] as const) {
            for (const [name, msg] of rows) {
                it(`${situation}: ${name}`, async () => {
                    const hub = await startSilentHub(
                        situation === 'offline' ? { fault: { kind: 'refuse', status: 503 } } : {},
                    );
                    await load([tab(), hubAt(hub), outNode(), ...listeners()]);
                    if (situation === 'connected') await linked(hub);
                    const before = picture(msg);
                    give('out', msg);
                    const { completed, caught } = await outcomes(1);
                    assert.equal(completed + caught.length, 1, inspect({ completed, caught }));
                    assert.equal(logged('out', ERROR).length, 0, 'Node-RED logs what no Catch node has taken');
                    assert.equal(picture(msg), before);
                });
            }
        }
    });
});

function deepFreeze<T extends object>(value: T): T {
    for (const inner of Object.values(value)) if (typeof inner === 'object') deepFreeze(inner as object);
    return Object.freeze(value);
}

/** A message as a text that shows every change. */
function picture(msg: object): string {
    return inspect(msg, { depth: 10, getters: false, showProxy: true });
}
