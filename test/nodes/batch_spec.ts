// clown out: a list of messages as one batch, checked as a whole, sent in order, and ended once.

import assert from 'node:assert/strict';
import type { Simulator } from '../../src/simulator';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { until } from '../support/wait.js';
import { reason, sentenceOf } from './support/catalogue';
import { hubAt, listeners, outNode, passingNode, requestNode, tab } from './support/flows';
import { assertCommands, listed } from './support/links';
import { quicken } from './support/quick-clock';
import { errorOf, give, load, messagesAt, received, settled, unload } from './support/runtime';

const RELAY = 'relay/i2c0-3b/set';
const line = (topic: string, payload: object): string => JSON.stringify([topic, payload]).replace(',', ', ');
const led = (state: string): string => line('led/-/set', { state });
const relay = (state: boolean): string => line(RELAY, { state });

/** A list that grows by one command each time its length is read, up to fifty. */
function growing(): unknown[] {
    let length = 0;
    return new Proxy([['led/-/set', 'on']], {
        get: (list, key) => {
            if (key === 'length') return Math.min(++length, 50);
            return /^\d+$/.test(String(key)) ? list[0] : (Reflect.get(list, key) as unknown);
        },
    });
}

/** A list that calls anything its length. */
function lying(length: unknown): unknown[] {
    return new Proxy([], { get: (list, key) => (key === 'length' ? length : (Reflect.get(list, key) as unknown)) });
}

describe('clown out: a batch [O12]', () => {
    let hub: Simulator;
    let commands: () => string[];

    leavesNothing(unload);

    beforeEach(async () => {
        hub = await startSilentHub();
    });

    async function start(settings: Readonly<Record<string, unknown>> = {}): Promise<void> {
        await load([tab(), hubAt(hub), outNode('out', settings), outNode('after'), ...listeners(['out'])]);
        commands = await listed(hub);
    }

    /** Messages that were completed and errors that were caught, when all is quiet. */
    async function ends(): Promise<{ completed: number; caught: string[] }> {
        await until(() => received('f1-complete-sink').length + received('f1-catch-sink').length > 0, 'an end');
        await settled();
        const caught = received('f1-catch-sink').map((msg) => errorOf(msg).message);
        return { completed: received('f1-complete-sink').length, caught };
    }

    const sent: readonly (readonly [name: string, payload: unknown, lines: readonly string[]])[] = [
        [
            'of pairs',
            [
                ['led/-/set', 'on'],
                [RELAY, 1],
            ],
            [led('on'), relay(true)],
        ],
        [
            'of messages',
            [
                { topic: 'led/-/set', payload: '1-dot', _msgid: 'x', more: 1 },
                { topic: '-/-/config/list' },
                { topic: RELAY, payload: { state: 'off' } },
            ],
            [led('1-dot'), line('-/-/config/list', {}), relay(false)],
        ],
        [
            'of both',
            [{ topic: 'led/-/set', payload: false }, ['led/-/get', undefined]],
            [led('off'), line('led/-/get', {})],
        ],
        ['of one', [['led/-/set', 'on']], [led('on')]],
        ['of Buffers', [['led/-/set', Buffer.from('3-dot')]], [led('3-dot')]],
    ];
    for (const [name, payload, lines] of sent) {
        it(`${name}: in order, and one end`, async () => {
            await start();
            give('out', { payload });
            assert.deepEqual(await ends(), { completed: 1, caught: [] });
            await assertCommands(commands, lines);
        });
    }

    it('of a thousand', async () => {
        await start();
        give('out', { payload: Array.from({ length: 1000 }, (_, n) => ['window/-/set', { n }]) });
        assert.deepEqual(await ends(), { completed: 1, caught: [] });
        await until(() => commands().length >= 1000, 'the last command');
        await assertCommands(
            commands,
            Array.from({ length: 1000 }, (_, n) => line('window/-/set', { n })),
        );
    });

    it('of the node itself, by a typed input', async () => {
        await start({ payload: '[["led/-/set", "on"], ["led/-/set", "off"]]', payloadType: 'json' });
        give('out', { payload: 'ignored' });
        assert.deepEqual(await ends(), { completed: 1, caught: [] });
        await assertCommands(commands, [led('on'), led('off')]);
    });

    it('that switches one relay often takes its time, and ends with the last', async () => {
        await start();
        quicken(0.1);
        const begun = performance.now();
        give('out', {
            payload: [
                [RELAY, true],
                ['led/-/set', 'on'],
                [RELAY, false],
                ['led/-/set', 'off'],
            ],
        });
        await until(() => commands().length === 2, 'what leaves at once');
        await settled();
        const early = received('f1-complete-sink');
        // On a busy computer the pause may be over by now. A timer of Node.js is early by the length of the turn in which it was set.
        if (performance.now() - begun < 900) assert.deepEqual(early, []);
        assert.deepEqual(await ends(), { completed: 1, caught: [] });
        assert.ok(performance.now() - begun >= 900, 'the relay had no pause');
        await assertCommands(commands, [relay(true), led('on'), relay(false), led('off')]);
    });

    it('that toggles what it has just switched', async () => {
        await start();
        give('out', { payload: [[RELAY, true], [RELAY, 'toggle'], { topic: RELAY, payload: 'toggle' }] });
        assert.deepEqual(await ends(), { completed: 1, caught: [] });
        await assertCommands(commands, [relay(true), relay(false), relay(true)]);
        assert.equal(hub.relay('relay/i2c0-3b'), true);
    });

    it('that toggles a relay of which nothing is known: an error, once, and the rest is sent', async () => {
        await start();
        give('out', {
            payload: [
                ['led/-/set', 'on'],
                [RELAY, 'toggle'],
                ['led/-/set', 'off'],
            ],
        });
        const caught = [reason('relay-unknown', { relay: 'relay/i2c0-3b' })];
        assert.deepEqual(await ends(), { completed: 0, caught });
        await assertCommands(commands, [led('on'), led('off')]);
    });

    const refused: readonly (readonly [name: string, payload: unknown, code: string, params?: object])[] = [
        ['nothing in it', [], 'batch-size', { count: 0, limit: 1000 }],
        ['one too many', new Array(1001).fill(['led/-/set', 'on']), 'batch-size', { count: 1001, limit: 1000 }],
        ['less than nothing', lying(-1), 'batch-size', { count: -1, limit: 1000 }],
        ['an unknown number', lying(Number.NaN), 'batch-size', { count: Number.NaN, limit: 1000 }],
        ['as many as a word', lying('abc'), 'batch-size', { count: 'abc', limit: 1000 }],
        ['a million', new Array(1_000_000), 'batch-size', { count: 1_000_000, limit: 1000 }],
        ['a bad last item', [['led/-/set', 'on'], 'led'], 'batch-item', { item: 2, found: '"led"' }],
        [
            'a hole',
            Object.assign(new Array(2), { 0: ['led/-/set', 'on'] }),
            'batch-item',
            { item: 2, found: 'undefined' },
        ],
        ['a pair of one', [['led/-/set', 'on'], ['led/-/get']], 'batch-item'],
        ['a pair of three', [['led/-/set', 'on', {}]], 'batch-item'],
        [
            'a pair whose topic is no text',
            [
                ['led/-/set', 'on'],
                [7, {}],
            ],
            'batch-item',
        ],
        ['a message without a topic', [['led/-/set', 'on'], { payload: true }], 'batch-item'],
        ['nothing as an item', [['led/-/set', 'on'], null], 'batch-item'],
        [
            'a batch in a batch',
            [
                ['led/-/set', 'on'],
                [
                    ['led/-/set', 'on'],
                    ['led/-/set', 'on'],
                ],
            ],
            'batch-item',
        ],
        [
            'a bad topic',
            [
                ['led/-/set', 'on'],
                ['led', 'on'],
            ],
            'command-levels',
        ],
        ['a topic that is no text', [['led/-/set', 'on'], { topic: 7, payload: {} }], 'topic-missing'],
        [
            'a wildcard',
            [
                ['led/-/set', 'on'],
                ['relay/+/set', true],
            ],
            'topic-wildcard',
        ],
        [
            'a payload that no hub takes',
            [
                ['led/-/set', 'on'],
                [RELAY, 'maybe'],
            ],
            'relay-state',
        ],
        [
            'an interval of more than a day',
            [
                ['led/-/set', 'on'],
                ['thermometer/i2c0-48/config/update', 86_401],
            ],
            'interval',
        ],
        [
            'too long a text',
            [
                ['led/-/set', 'on'],
                ['window/-/set', { a: 'x'.repeat(2_048) }],
            ],
            'command-length',
        ],
        [
            'a getter that throws',
            [
                ['led/-/set', 'on'],
                Object.defineProperty({ topic: 'led/-/set' }, 'payload', {
                    get: () => {
                        throw new Error('x');
                    },
                }),
            ],
            'payload-unreadable',
        ],
    ];
    for (const [name, payload, code, params] of refused) {
        it(`with ${name}: ${code}, and nothing of it is sent`, async () => {
            await start();
            give('out', { payload });
            const { completed, caught } = await ends();
            assert.equal(completed, 0);
            assert.equal(caught.length, 1);
            if (params) assert.equal(caught[0], reason(code, { ...params }));
            assert.match(caught[0] ?? '', sentenceOf(code));
            give('after', { topic: 'led/-/set', payload: 'off' });
            await until(() => commands().length > 0, 'the command after it');
            await settled();
            await assertCommands(commands, [led('off')]);
        });
    }

    it('that grows while it is read: as long as it was at first', async () => {
        await start();
        give('out', { payload: growing() });
        assert.deepEqual(await ends(), { completed: 1, caught: [] });
        await assertCommands(commands, [led('on')]);
    });

    it('without a connection: one error for all of it, and nothing of it later', async () => {
        await start();
        hub.fault({ kind: 'stall' });
        hub.dropAll();
        await messagesAt('f1-catch-sink', 1);
        received('f1-catch-sink').length = 0;
        give('out', {
            payload: [
                ['led/-/set', 'on'],
                ['led/-/set', 'off'],
            ],
        });
        assert.deepEqual(await ends(), { completed: 0, caught: [reason('not-connected')] });
        await assertCommands(commands, []);
    });

    it('that a hub confirms: passed on once, when the last is confirmed, as it came', async () => {
        await load([tab(), hubAt(hub), ...passingNode('out', { confirm: true }), ...listeners()]);
        commands = await listed(hub);
        const msg = {
            topic: 'kept',
            payload: [
                [RELAY, true],
                ['relay/i2c0-3f/set', 'on'],
                ['led/-/set', 'on'],
            ],
        };
        give('out', msg);
        const [passed] = await messagesAt('out-sink', 1);
        assert.equal(passed, msg);
        assert.equal(hub.relay('relay/i2c0-3f'), true);
        assert.deepEqual(await ends(), { completed: 1, caught: [] });
        assert.equal(received('out-sink').length, 1);
    });

    it('is none for clown request, and none in the command of a dialog', async () => {
        const nodes = [...requestNode(), outNode('out', { command: 'relay', device: 'i2c0-3b' })];
        await load([tab(), hubAt(hub), ...nodes, ...listeners(['out', 'request'])]);
        commands = await listed(hub);
        give('request', { topic: 'window/-/set', payload: [['led/-/set', 'on']] });
        give('out', { payload: [['led/-/set', 'on']] });
        const errors = (await messagesAt('f1-catch-sink', 2)).map((msg) => errorOf(msg).message);
        assert.match(errors[0] ?? '', sentenceOf('payload-not-object'));
        assert.match(errors[1] ?? '', sentenceOf('relay-state'));
        await assertCommands(commands, []);
    });
});
