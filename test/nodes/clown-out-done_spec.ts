// clown out: the message that is sent on when it is done, the message that stays unchanged, and text and bytes that are
// sent as they are.

import assert from 'node:assert/strict';
import { REQUEST_KINDS } from '../../src/protocol/kinds';
import type { Simulator } from '../../src/simulator';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { until } from '../support/wait.js';
import { reason, sentenceOf, translate } from './support/catalogue';
import { hubAt, hubNode, listeners, outNode, passingNode, requestNode, sink, tab } from './support/flows';
import { assertCommands, listed } from './support/links';
import { endPeers, greeted, type Peer, startPeer } from './support/peer';
import { errorOf, give, load, logged, messagesAt, received, settled, unload, WARN } from './support/runtime';

const DISPLAY = 'display-oled/i2c0-3c';

function deepFreeze<T>(value: T): T {
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
    for (const inner of Object.values(value)) deepFreeze(inner);
    return Object.freeze(value);
}

describe('clown out: when it is done [O8, O11, O13]', () => {
    let hub: Simulator;
    let commands: () => string[];

    leavesNothing(unload, endPeers);

    async function start(settings: Readonly<Record<string, unknown>> = {}): Promise<void> {
        hub = await startSilentHub();
        await load([tab(), hubAt(hub), ...passingNode('out', settings), ...listeners()]);
        commands = await listed(hub);
    }

    describe('passes the message on', () => {
        it('the very message, with all that is on it, once it is sent', async () => {
            await start({ command: 'relay', device: 'i2c0-3b' });
            const req = { url: '/', respond: () => 'here' };
            const msg = { _msgid: 'm', topic: 't', payload: 'on', req, parts: { index: 0 } };
            give('out', msg);
            const [passed] = await messagesAt('out-sink', 1);
            assert.equal(passed, msg);
            assert.deepEqual(msg, { _msgid: 'm', topic: 't', payload: 'on', req, parts: { index: 0 } });
            await messagesAt('f1-complete-sink', 1);
            await assertCommands(commands, ['["relay/i2c0-3b/set", {"state":true}]']);
        });

        it('in the order of the messages', async () => {
            await start();
            for (let n = 0; n < 20; n++) give('out', { topic: 'window/-/set', payload: { n } });
            const passed = await messagesAt('out-sink', 20);
            assert.deepEqual(
                passed.map(({ payload }) => payload),
                Array.from({ length: 20 }, (_, n) => ({ n })),
            );
        });

        it('not when it was refused or could not leave', async () => {
            await start();
            give('out', { topic: 'led', payload: 'on' });
            hub.fault({ kind: 'stall' });
            hub.dropAll();
            // One is of the lost connection.
            await messagesAt('f1-catch-sink', 2);
            give('out', { topic: 'led/-/set', payload: 'on' });
            await messagesAt('f1-catch-sink', 3);
            await settled();
            assert.deepEqual(received('out-sink'), []);
            assert.deepEqual(received('f1-complete-sink'), []);
        });

        it('nowhere without an output', async () => {
            hub = await startSilentHub();
            const node = { ...outNode('out', { command: 'led' }), wires: [['out-sink']] };
            await load([tab(), hubAt(hub), node, sink('out-sink'), ...listeners()]);
            await listed(hub);
            give('out', { payload: 'on' });
            await messagesAt('f1-complete-sink', 1);
            await settled();
            assert.deepEqual(received('out-sink'), []);
        });
    });

    const frozen: readonly (readonly [name: string, settings: object, msg: object])[] = [
        ['a state', { command: 'relay', device: 'i2c0-3b' }, { payload: { state: 'on' } }],
        ['text for a display', { command: 'text', device: 'i2c0-3c', long: 'cut' }, { payload: ['x'.repeat(30), 7] }],
        ['lines for a display', { command: 'text', device: 'i2c0-3c' }, { payload: { 'line-0': 7 } }],
        ['a picture', { command: 'picture', device: 'i2c0-3c' }, { payload: { raw: Buffer.alloc(1024) } }],
        ['bytes for a chip', { command: 'i2c-write', device: '0' }, { payload: { address: 0x48, write: [1, 0x60] } }],
        [
            'bytes of a chip',
            { command: 'i2c-read', device: '0' },
            { payload: { address: 0x48, write: [0], length: 2 } },
        ],
        [
            'an interval',
            { command: 'interval', device: 'thermometer/i2c0-48' },
            { payload: { 'publish-interval': '60' } },
        ],
        ['any object', {}, { topic: 'window/-/set', payload: { a: [{ b: 1 }] } }],
        [
            'a batch',
            {},
            { payload: [['led/-/set', { state: 'on' }], { topic: 'led/-/set', payload: { state: 'off' } }] },
        ],
        [
            'an expression',
            { payload: '{"state": payload.a.b[0]}', payloadType: 'jsonata', topic: 'led/-/set' },
            { payload: { a: { b: ['on'] } } },
        ],
        ['raw text', { command: 'raw' }, { payload: '["led/-/get", {}]' }],
        ['what is refused', {}, { topic: 'led/-/set', payload: { state: { on: true } } }],
    ];
    for (const [name, settings, given] of frozen) {
        it(`leaves a frozen message as it is: ${name}`, async () => {
            const isRefused = name === 'what is refused';
            hub = await startSilentHub();
            const nodes = passingNode('out', { ...settings });
            await load([tab(), hubAt(hub), ...nodes, ...listeners()]);
            await listed(hub);
            const msg = deepFreeze({ _msgid: 'm', ...given });
            const before = JSON.stringify(msg);
            give('out', msg);
            if (isRefused) await messagesAt('f1-catch-sink', 1);
            else assert.equal((await messagesAt('out-sink', 1))[0], msg);
            await settled();
            assert.equal(JSON.stringify(msg), before);
            assert.equal(received('f1-catch-sink').length, isRefused ? 1 : 0);
            assert.equal(received('f1-complete-sink').length, isRefused ? 0 : 1);
        });
    }

    it('cuts text for a display if the node is set to', async () => {
        await start({ command: 'text', device: 'i2c0-3c', long: 'cut' });
        give('out', { payload: Array.from({ length: 10 }, (_, n) => `${n}${'x'.repeat(40)}`) });
        await messagesAt('out-sink', 1);
        await until(() => hub.display(DISPLAY)?.[7] !== '', 'the text on the display');
        assert.deepEqual(
            hub.display(DISPLAY),
            Array.from({ length: 8 }, (_, n) => `${n}${'x'.repeat(20)}`),
        );
    });

    describe('raw', () => {
        let peer: Peer;

        async function startRaw(): Promise<void> {
            peer = await startPeer();
            const address = peer.url;
            await load([tab(), hubNode({ address }), ...passingNode('out', { command: 'raw' }), ...listeners()]);
            await greeted(peer);
        }

        const sent: readonly (readonly [name: string, payload: string | Buffer | Uint8Array])[] = [
            ['a frame', '["led/-/set", {"state": "on"}]'],
            ['a frame with its line end, and another', '["a", {}]\n["b", {}]\n'],
            ['what is no frame at all', ' {not \u00e9ven JSON\r\n\u0000'],
            ['a Buffer', Buffer.from('["led/-/get", {}]\n')],
            ['bytes that are no text', Buffer.from([0xff, 0x00, 0xfe])],
            ['a Uint8Array', new Uint8Array([1, 2, 3])],
            ['as much as the hub takes', Buffer.alloc(10 * 1024 * 1024 - 1, 'x')],
        ];
        for (const [name, payload] of sent) {
            it(`${name}: to the byte`, async () => {
                await startRaw();
                const before = peer.messages.length;
                give('out', { topic: 'ignored', payload });
                await messagesAt('out-sink', 1);
                await until(() => peer.messages.length > before, 'the raw message');
                const [got = ''] = peer.messages.slice(before);
                assert.equal(typeof got, typeof payload === 'string' ? 'string' : 'object');
                assert.ok(Buffer.from(got as Buffer).equals(Buffer.from(payload as Buffer)), 'it is not the same');
                await messagesAt('f1-complete-sink', 1);
            });
        }

        it('sends a line of more than 2,048 bytes, and warns once', async () => {
            await startRaw();
            const before = peer.messages.length;
            const short = `${'x'.repeat(2_048)}\n`.repeat(2);
            const long = `y\n${'x'.repeat(2_047)}é`;
            for (const payload of [short, long, Buffer.from(long)]) give('out', { payload });
            await messagesAt('out-sink', 3);
            await until(() => peer.messages.length >= before + 3, 'the raw messages');
            const warned = translate('clown-hub.log.raw-long', { bytes: 2_049, limit: 2_048 });
            assert.deepEqual(logged('out', WARN), [warned]);
        });

        const refused: readonly (readonly [name: string, payload: unknown, code: string])[] = [
            ['no text', '', 'raw-text'],
            ['no bytes', Buffer.alloc(0), 'raw-text'],
            ['a number', 7, 'raw-text'],
            ['an object', { a: 1 }, 'raw-text'],
            ['a list, which is no batch here', [['led/-/set', 'on']], 'raw-text'],
            ['nothing', undefined, 'raw-text'],
            ['a byte more than the hub takes', Buffer.alloc(10 * 1024 * 1024, 'x'), 'payload-large'],
            ['a letter of two bytes more', `é${'x'.repeat(10 * 1024 * 1024 - 2)}`, 'payload-large'],
        ];
        for (const [name, payload, code] of refused) {
            it(`${name}: ${code}`, async () => {
                await startRaw();
                const before = peer.messages.length;
                give('out', { payload });
                const [caught] = await messagesAt('f1-catch-sink', 1);
                assert.match(errorOf(caught).message, sentenceOf(code));
                give('out', { payload: 'after' });
                await until(() => peer.messages.length > before, 'the message after it');
                assert.deepEqual(peer.messages.slice(before), ['after']);
            });
        }

        it('is not for clown request, because the response would be unknown', async () => {
            hub = await startSilentHub();
            await load([tab(), hubAt(hub), ...requestNode('request', { command: 'raw' }), ...listeners()]);
            give('request', { payload: '["led/-/get", {}]' });
            const [caught] = await messagesAt('f1-catch-sink', 1);
            assert.equal(
                errorOf(caught).message,
                reason('setting-choice', {
                    setting: 'command',
                    found: '"raw"',
                    known: REQUEST_KINDS.join(', '),
                }),
            );
        });
    });
});
