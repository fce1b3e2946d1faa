// clown out: what it makes of a message, and what it refuses, each with the reason.

import assert from 'node:assert/strict';
import type { Simulator } from '../../src/simulator';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { until } from '../support/wait.js';
import { reason, sentenceOf } from './support/catalogue';
import { hubAt, listeners, outNode, tab } from './support/flows';
import { listed } from './support/links';
import { errorOf, give, load, messagesAt, received, settled, unload } from './support/runtime';

interface Case {
    readonly name: string;
    readonly settings?: Readonly<Record<string, unknown>>;
    readonly msg: object;
    /** What the hub receives, without the space that the writer adds. */
    readonly sends: readonly [topic: string, payload: object];
}

const relay = { command: 'relay', device: 'i2c0-3b' };
const led = { command: 'led', device: '-' };
const on = ['relay/i2c0-3b/set', { state: true }] as const;
const off = ['relay/i2c0-3b/set', { state: false }] as const;

const SENT: readonly Case[] = [
    {
        name: 'the message as it is, to msg.topic',
        msg: { topic: 'a/b/c', payload: { x: [1, { y: 'ž' }], z: null } },
        sends: ['a/b/c', { x: [1, { y: 'ž' }], z: null }],
    },
    {
        name: 'a topic in the node wins over msg.topic',
        settings: { topic: 'a/b/c' },
        msg: { topic: 'd/e/f', payload: {} },
        sends: ['a/b/c', {}],
    },
    {
        name: 'a topic in the node needs none in the message',
        settings: { topic: 'relay/i2c0-3f/set' },
        msg: { payload: 'ON' },
        sends: ['relay/i2c0-3f/set', { state: true }],
    },
    {
        name: 'JSON text of an object is that object',
        msg: { topic: 'a/b/c', payload: ' {"x": 1}' },
        sends: ['a/b/c', { x: 1 }],
    },
    {
        name: 'a Buffer with JSON text is that object',
        msg: { topic: 'a/b/c', payload: Buffer.from('{"x": 1}') },
        sends: ['a/b/c', { x: 1 }],
    },
    { name: 'a request needs no payload', msg: { topic: 'relay/i2c0-3b/get' }, sends: ['relay/i2c0-3b/get', {}] },
    {
        name: 'a request ignores a bare value, such as the time of an inject node',
        msg: { topic: '-/-/config/list', payload: 1700000000000 },
        sends: ['-/-/config/list', {}],
    },
    {
        name: 'what else is in the message stays here',
        settings: relay,
        msg: { topic: 'ignored', payload: true, req: { socket: null }, secret: 'x', parts: { index: 0 } },
        sends: on,
    },
    ...[true, 1, 'on', 'On', ' true ', '1', { state: true }, { state: 'on' }, '{"state": true}'].map(
        (payload): Case => ({
            name: `relay on: ${JSON.stringify(payload)}`,
            settings: relay,
            msg: { payload },
            sends: on,
        }),
    ),
    ...[false, 0, 'off', 'FALSE', '0', { state: false }, Buffer.from('off')].map(
        (payload): Case => ({
            name: `relay off: ${Buffer.isBuffer(payload) ? 'a Buffer of off' : JSON.stringify(payload)}`,
            settings: relay,
            msg: { payload },
            sends: off,
        }),
    ),
    ...(
        [
            ['off', 'off'],
            ['1-dot', '1-dot'],
            ['3-DOT', '3-dot'],
            [true, 'on'],
            [0, 'off'],
            [{ state: '2-dot' }, '2-dot'],
        ] as const
    ).map(
        ([payload, state]): Case => ({
            name: `LED ${state}: ${JSON.stringify(payload)}`,
            settings: led,
            msg: { payload },
            sends: ['led/-/set', { state }],
        }),
    ),
    {
        name: 'the LED needs no device',
        settings: { command: 'led', device: '' },
        msg: { payload: 'on' },
        sends: ['led/-/set', { state: 'on' }],
    },
];

interface Refusal {
    readonly name: string;
    readonly settings?: Readonly<Record<string, unknown>>;
    readonly msg: object;
    readonly code: string;
    readonly params?: Readonly<Record<string, unknown>>;
}

const cyclic: Record<string, unknown> = {};
cyclic.self = cyclic;

const REFUSED: readonly Refusal[] = [
    { name: 'no topic', msg: { payload: {} }, code: 'topic-missing', params: { found: 'undefined' } },
    { name: 'an empty topic', msg: { topic: '', payload: {} }, code: 'topic-missing', params: { found: '""' } },
    { name: 'a topic that is no text', msg: { topic: 7, payload: {} }, code: 'topic-missing', params: { found: '7' } },
    { name: 'a topic with +', msg: { topic: 'relay/+/set', payload: true }, code: 'topic-wildcard' },
    { name: 'a topic with #', msg: { topic: 'relay/#', payload: true }, code: 'topic-wildcard' },
    { name: 'an empty level', msg: { topic: 'relay//set', payload: true }, code: 'topic-empty-level' },
    { name: 'a topic of two levels', msg: { topic: 'relay/i2c0-3b', payload: true }, code: 'command-levels' },
    { name: 'a payload that is no object', msg: { topic: 'a/b/c', payload: 'text' }, code: 'payload-not-object' },
    { name: 'no payload where one is needed', msg: { topic: 'a/b/c' }, code: 'payload-not-object' },
    {
        name: 'a relay state that is neither',
        settings: relay,
        msg: { payload: 'maybe' },
        code: 'relay-state',
        params: { topic: 'relay/i2c0-3b/set', found: '"maybe"' },
    },
    { name: 'no relay state', settings: relay, msg: {}, code: 'relay-state' },
    { name: 'a relay state of null', settings: relay, msg: { payload: null }, code: 'relay-state' },
    { name: 'an LED state that it does not have', settings: led, msg: { payload: '4-dot' }, code: 'led-state' },
    { name: 'a big integer', msg: { topic: 'a/b/c', payload: { x: 10n } }, code: 'payload-value' },
    { name: 'a Buffer inside', msg: { topic: 'a/b/c', payload: { x: Buffer.from('x') } }, code: 'payload-value' },
    { name: 'NaN', msg: { topic: 'a/b/c', payload: { x: Number.NaN } }, code: 'payload-value' },
    { name: 'a Map', msg: { topic: 'a/b/c', payload: new Map() }, code: 'payload-value' },
    { name: 'a cycle', msg: { topic: 'a/b/c', payload: cyclic }, code: 'payload-deep' },
    { name: 'a request with content', msg: { topic: 'led/-/get', payload: { a: 1 } }, code: 'command-no-payload' },
    { name: 'an interval of more than a day', msg: { topic: 'a/b/config/update', payload: 86_401 }, code: 'interval' },
    {
        name: 'more parts than a bridge survives',
        msg: { topic: 'a/b/c', payload: { x: Array.from({ length: 20 }, () => 1) } },
        code: 'command-tokens',
    },
];

describe('clown out', () => {
    let hub: Simulator;

    leavesNothing(unload);

    beforeEach(async () => {
        hub = await startSilentHub();
    });

    describe('sends [O1, O9]', () => {
        for (const { name, settings, msg, sends } of SENT) {
            it(name, async () => {
                await load([tab(), hubAt(hub), outNode('out', settings), ...listeners()]);
                const commands = await listed(hub);
                const [topic, payload] = sends;
                give('out', msg);
                await until(() => commands().length > 0, 'the command');
                await messagesAt('f1-complete-sink', 1);
                await settled();
                assert.deepEqual(commands(), [`["${topic}", ${JSON.stringify(payload)}]`]);
                assert.deepEqual(received('f1-catch-sink'), []);
            });
        }
    });

    describe('refuses with one sentence and its code, and sends nothing [O3, O10]', () => {
        for (const { name, settings, msg, code, params } of REFUSED) {
            it(`${name}: ${code}`, async () => {
                await load([tab(), hubAt(hub), outNode('out', settings), ...listeners(), outNode('after', led)]);
                const commands = await listed(hub);
                give('out', msg);
                const [caught] = await messagesAt('f1-catch-sink', 1);
                const error = errorOf(caught);
                assert.equal(error.source.id, 'out');
                // Node-RED passes the code on from 4.1.
                if (error.code !== undefined) assert.equal(error.code, code);
                if (params) assert.equal(error.message, reason(code, params));
                assert.match(error.message, sentenceOf(code));
                assert.doesNotMatch(error.message, /__|\n/);
                give('after', { payload: 'off' });
                await until(() => commands().length > 0, 'the command after it');
                await settled();
                assert.deepEqual(commands(), ['["led/-/set", {"state":"off"}]']);
                assert.equal(received('f1-catch-sink').length, 1);
            });
        }
    });
});
