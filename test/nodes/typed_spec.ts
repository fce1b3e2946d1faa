// Settings that are evaluated for each message: what each type gives, in which order, and what may go wrong.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { TypedInputs } from '../../nodes/runtime/node/typed-input';
import { ok, type Result, refuse } from '../../src/base/errors';
import { systemClock } from '../../src/base/system-clock';
import { leavesNothing } from '../support/leaks.js';
import { ManualClock } from '../support/manual-clock.js';
import { good, outcome } from '../support/results.js';
import { firstValue, until } from '../support/wait.js';
import { sink, tab, variable } from './support/flows';
import { ERROR, load, logged, node, requireFromNodeRed, settled, unload } from './support/runtime';

const nodeRed = requireFromNodeRed('node-red') as { util: NodeAPI['util']; version(): string };
const RED = { util: nodeRed.util } as unknown as NodeAPI;
const context = requireFromNodeRed('@node-red/runtime/lib/nodes/context') as {
    init(settings: object): void;
    load(): Promise<unknown>;
};

type Values = Result<readonly unknown[]>;
type Answer = (thrown?: unknown, value?: unknown) => void;

type Step =
    | { readonly kind: 'read'; readonly isSlow: boolean }
    | { readonly kind: 'answer'; readonly which: number; readonly isFault: boolean }
    | { readonly kind: 'wait'; readonly ms: number };

/** A context store that responds when the test releases it, but at once for keys with `now` in them. */
class SlowStore {
    readonly asked: { readonly key: string; readonly answer: Answer }[] = [];
    get(_scope: string, key: string, answer: Answer): void {
        if (/now/.test(key)) answer(null, 'now');
        else this.asked.push({ key, answer });
    }
    open = done;
    close = done;
    clean = done;
    delete = done;
}

function done(): Promise<void> {
    return Promise.resolve();
}

/** A value of the slow store, named after the topic. */
const SLOW = ['flow', '#:(slow)::of[msg.topic]'] as const;
const MESSAGE = { topic: 'a', payload: { x: 2, a: 'cross', 'a b': 3, list: [1, [5]] }, nothing: null, 'a b': 4 };

describe('settings worked out for each message [O1, O2]', () => {
    let user: Node;
    let store: SlowStore;
    /** The results of messages, in that order. */
    let results: { readonly topic: unknown; readonly values: Values }[];

    beforeEach(async () => {
        results = [];
        store = new SlowStore();
        const env = [
            { name: 'CLOWN_TYPED', type: 'str', value: 'attic' },
            { name: 'CLOWN_JSON', type: 'json', value: '{"a": 1}' },
        ];
        await load([tab('f1', { env }), sink('user')]);
        context.init({ contextStorage: { default: { module: 'memory' }, slow: { module: () => store } } });
        await context.load();
        user = node('user');
        user.context().flow.set('kept', { a: { b: [1] } });
        user.context().flow.set('function', raise);
        user.context().global.set('kept', 'everywhere');
    });

    leavesNothing(unload);

    type Typed = readonly [type: unknown, value: unknown];

    function make(settings: readonly Typed[], clock = systemClock): Result<TypedInputs> {
        const named = settings.map(([type, value], index) => ({ setting: `s${index}`, type, value }));
        return TypedInputs.make(RED, user, named, clock);
    }

    function inputs(settings: readonly Typed[], clock = systemClock): TypedInputs {
        return good(make(settings, clock));
    }

    function read(from: TypedInputs, msg: object): void {
        from.read(msg as NodeMessage, (values) => results.push({ topic: (msg as NodeMessage).topic, values }));
    }

    /** The result of a message, which may come later. */
    function only(from: TypedInputs, msg: object): Promise<Values> {
        return firstValue((listener) => {
            from.read(msg as NodeMessage, listener);
            return () => {};
        }, 'the result of the message');
    }

    function topics(): unknown[] {
        return results.map(({ topic }) => topic);
    }

    describe('at once', () => {
        const rows: readonly (readonly [name: string, type: string, value: unknown, gives: unknown])[] = [
            ['text', 'str', 'on', 'on'],
            ['no text', 'str', '', ''],
            ['text with a variable in it stays', 'str', `x ${variable('CLOWN_TYPED')}`, `x ${variable('CLOWN_TYPED')}`],
            ['a setting that is not there', 'str', undefined, ''],
            ['a number', 'num', '21.5', 21.5],
            ['a number with blanks', 'num', ' -2e1 ', -20],
            ['a number that is one', 'num', 7, 7],
            ['true', 'bool', 'true', true],
            ['false', 'bool', 'False', false],
            ['false that is it', 'bool', false, false],
            ['an object', 'json', '{"a": [1, null]}', { a: [1, null] }],
            ['nothing in JSON', 'json', 'null', null],
            ['an environment variable', 'env', 'CLOWN_TYPED', 'attic'],
            ['an environment variable in braces', 'env', variable('CLOWN_TYPED'), 'attic'],
            ['an environment variable in a text', 'env', `the ${variable('CLOWN_TYPED')} light`, 'the attic light'],
            ['an environment variable with an object', 'env', 'CLOWN_JSON', { a: 1 }],
            ['an environment variable that is not set', 'env', 'CLOWN_TYPED_NONE', ''],
            ['a property', 'msg', 'topic', 'a'],
            ['a property, with msg', 'msg', 'msg.payload.x', 2],
            ['a property in quotes', 'msg', '"a b"', 4],
            ['a property in a bracket', 'msg', '["a b"]', 4],
            ['a deeper property', 'msg', 'payload["a b"]', 3],
            ['an item of a list', 'msg', 'payload.list[1][0]', 5],
            ['a length', 'msg', 'payload.list.length', 2],
            ['a property whose name is in the message', 'msg', 'payload[msg.topic]', 'cross'],
            ['a property whose name is in a bracket', 'msg', '[msg.topic]', undefined],
            ['a property whose name is missing', 'msg', 'payload[msg.none.none]', undefined],
            ['a missing property', 'msg', 'none', undefined],
            ['a property of a missing one', 'msg', 'none.none.none', undefined],
            ['a property of null', 'msg', 'nothing.none', undefined],
            ['no property', 'msg', '', undefined],
            ['a flow value', 'flow', 'kept.a.b[0]', 1],
            ['a flow value by store', 'flow', '#:(default)::kept.a', { b: [1] }],
            ['a flow value whose name is in the message', 'flow', 'kept[msg.topic].b', [1]],
            ['a missing flow value', 'flow', 'none.none', undefined],
            ['a flow value that is a function, which is no payload', 'flow', 'function', raise],
            ['a global value', 'global', 'kept', 'everywhere'],
            ['a value of an asynchronous store that has it', 'flow', '#:(slow)::now', 'now'],
        ];
        for (const [name, type, value, gives] of rows) {
            it(`${name}: ${type}`, () => {
                read(inputs([[type, value]]), MESSAGE);
                assert.deepEqual(results, [{ topic: 'a', values: ok([gives]) }]);
            });
        }

        it('several settings, in their order', () => {
            read(
                inputs([
                    ['flow', 'kept.a.b'],
                    ['msg', 'payload.x'],
                    ['str', 'x'],
                ]),
                MESSAGE,
            );
            assert.deepEqual(results, [{ topic: 'a', values: ok([[1], 2, 'x']) }]);
        });

        it('no settings at all', () => {
            read(inputs([]), MESSAGE);
            assert.deepEqual(results, [{ topic: 'a', values: ok([]) }]);
        });
    });

    describe('JSONata', () => {
        const rows: readonly (readonly [expression: string, gives: unknown])[] = [
            ['payload.x + 1', 3],
            ['msg.payload.x', 2],
            ['none', undefined],
            ['{"a": [payload.x, {"b": null}]}', { a: [2, { b: null }] }],
            ['payload.list', [1, [5]]],
            ['$flowContext("kept").a', { b: [1] }],
            ['$globalContext("kept")', 'everywhere'],
            ['$env("CLOWN_TYPED")', 'attic'],
        ];
        for (const [expression, gives] of rows) {
            it(expression, async () => {
                assert.deepEqual(await only(inputs([['jsonata', expression]]), MESSAGE), ok([gives]));
            });
        }
    });

    describe('what can never be worked out is refused before any message', () => {
        const rows: readonly (readonly [name: string, type: unknown, value: unknown, code: string, found: RegExp])[] = [
            ['an unknown type', 'date', '', 'setting-choice', /^"date"$/],
            ['no type', undefined, 'x', 'setting-choice', /^undefined$/],
            ['a type that is none', { a: 1 }, 'x', 'setting-choice', /^\{"a": 1\}$/],
            ['a value that is no text', 'str', { a: 1 }, 'setting-choice', /^\{"a": 1\}$/],
            ['no number', 'num', 'two', 'setting-choice', /^"two"$/],
            ['an empty number', 'num', ' ', 'setting-choice', /^" "$/],
            ['a number that JSON cannot hold', 'num', 'Infinity', 'setting-choice', /^"Infinity"$/],
            ['neither true nor false', 'bool', 'on', 'setting-choice', /^"on"$/],
            ['bad JSON', 'json', '{a', 'expression', /JSON/],
            ['no JSON', 'json', '', 'expression', /JSON/],
            ['bad JSONata', 'jsonata', 'payload.(', 'expression', /before end of expression$/],
            ['no JSONata', 'jsonata', '', 'expression', /^Unexpected end of expression$/],
            ['a bad path', 'msg', 'payload..x', 'expression', /^Invalid property expression/],
            ['a bad bracket', 'msg', '[a]', 'expression', /^Invalid property expression/],
            ['a bad flow path', 'flow', 'a b', 'expression', /^Invalid property expression/],
            ['no flow path', 'flow', '', 'expression', /^Invalid property expression/],
            ['no global path in a store', 'global', '#:(slow)::', 'expression', /^Invalid property expression/],
        ];
        for (const [name, type, value, code, found] of rows) {
            it(`${name}: ${code}`, () => {
                const made = make([
                    ['str', 'x'],
                    [type, value],
                ]);
                assert.equal(outcome(made), code);
                assert.ok(!made.ok);
                assert.equal(made.reason.params.setting, 's1');
                assert.match(String(made.reason.params.found), found);
            });
        }
    });

    describe('nothing is shared', () => {
        it('the message stays as it is, whatever JSONata does with its input', async () => {
            const plain = Object.assign(Object.create(null), { list: [[1, 2]], y: 1 }) as object;
            const req = { socket: {} };
            const msg = { req, topic: 'a', payload: plain, list: [1, 2] };
            const before = { ...msg };
            const from = inputs([
                ['jsonata', 'payload'],
                ['jsonata', 'list[]'],
                ['jsonata', 'payload.list[]'],
                ['jsonata', '$.req'],
            ]);
            const [payload] = good(await only(from, msg));
            assert.notEqual(payload, plain);
            assert.equal(Object.getPrototypeOf(plain), null);
            assert.deepEqual(Object.entries(msg), Object.entries(before));
            assert.deepEqual(Object.keys(msg.list), ['0', '1']);
            assert.equal(msg.req, req);
        });

        for (const [name, type, value] of [
            ['JSON', 'json', '{"a": [1]}'],
            ['JSONata', 'jsonata', '{"a": [1]}'],
            ['JSONata that takes from a store', 'jsonata', '$flowContext("kept")'],
            ['JSONata that takes from the message', 'jsonata', 'payload'],
            ['a flow value', 'flow', 'kept'],
            ['a variable', 'env', 'CLOWN_JSON'],
        ] as const) {
            it(`each message has its own value: ${name}`, async () => {
                const from = inputs([[type, value]]);
                const msg = { payload: { a: 1 } };
                const [first] = good(await only(from, msg));
                const before = structuredClone(first);
                Object.assign(first as object, { a: 'spoilt' });
                assert.deepEqual(good(await only(from, msg)), [before]);
                assert.deepEqual(msg, { payload: { a: 1 } });
            });
        }
    });

    describe('order', () => {
        it('an expression that is slow for one message holds the next one back', async () => {
            const from = inputs([['jsonata', 'topic = "slow" ? $flowContext("x", "slow") : topic']]);
            read(from, { topic: 'slow' });
            read(from, { topic: 'fast' });
            await until(() => store.asked.length === 1, 'the question to the store');
            await settled();
            assert.deepEqual(results, []);
            store.asked[0]?.answer(null, 'late');
            await until(() => results.length === 2, 'both messages');
            assert.deepEqual(results, [
                { topic: 'slow', values: ok(['late']) },
                { topic: 'fast', values: ok(['fast']) },
            ]);
        });

        it('a store that is slow for one message holds the next one back, and nothing after that', () => {
            const from = inputs([SLOW]);
            for (const topic of ['a', 'now', 'b']) read(from, { topic });
            assert.deepEqual(
                store.asked.map(({ key }) => key),
                ['of["a"]', 'of["b"]'],
            );
            store.asked[1]?.answer(null, 2);
            assert.deepEqual(results, []);
            store.asked[0]?.answer(null, 1);
            assert.deepEqual(results, [
                { topic: 'a', values: ok([1]) },
                { topic: 'now', values: ok(['now']) },
                { topic: 'b', values: ok([2]) },
            ]);
            read(from, { topic: 'now' });
            assert.equal(results.length, 4);
        });

        it('a fault keeps its place too', () => {
            const from = inputs([SLOW]);
            read(from, { topic: 'a' });
            read(from, { topic: 'b' });
            store.asked[1]?.answer(new Error('no'));
            assert.deepEqual(results, []);
            store.asked[0]?.answer(null, 1);
            assert.deepEqual(results, [
                { topic: 'a', values: ok([1]) },
                { topic: 'b', values: refuse('expression', { setting: 's0', found: 'no' }) },
            ]);
        });

        it('a message that arrives while another is delivered comes after the pending ones', () => {
            const from = inputs([SLOW]);
            from.read({ topic: 'a' }, () => {
                results.push({ topic: 'a', values: ok([]) });
                read(from, { topic: 'now 2' });
            });
            read(from, { topic: 'now 1' });
            store.asked[0]?.answer(null, 1);
            assert.deepEqual(topics(), ['a', 'now 1', 'now 2']);
        });

        it('a listener that throws is logged, and the next messages are delivered', () => {
            const from = inputs([SLOW]);
            const spoil = (): never => raise(new Error('spoilt'));
            from.read({ topic: 'a' }, spoil);
            read(from, { topic: 'now' });
            store.asked[0]?.answer(null, 1);
            from.read({ topic: 'now' }, spoil);
            read(from, { topic: 'now' });
            assert.deepEqual(topics(), ['now', 'now']);
            assert.equal(logged('user', ERROR).filter((line) => /^Error: spoilt/.test(line)).length, 2);
        });
    });

    describe('a store that responds twice', () => {
        const failure = new Error('no');
        const refusal = refuse('expression', { setting: 's0', found: 'no' });
        for (const [name, first, second, gives] of [
            ['two values', [null, 1], [null, 2], ok([1, 3])],
            ['a value and a fault', [null, 1], [failure], ok([1, 3])],
            ['a fault and a value', [failure], [null, 2], refusal],
            ['two faults', [failure], [new Error('again')], refusal],
        ] as const) {
            it(`${name}: the first counts, and the message is delivered once`, () => {
                const from = inputs([SLOW, ['global', '#:(slow)::y']]);
                read(from, { topic: 'a' });
                const [one, two] = store.asked;
                one?.answer(...first);
                one?.answer(...second);
                two?.answer(null, 3);
                one?.answer(...second);
                two?.answer(...second);
                assert.deepEqual(results, [{ topic: 'a', values: gives }]);
            });
        }
    });

    describe('an end in sight', () => {
        it('30 s without a result end the wait of one message, and its late result is dropped', () => {
            const clock = new ManualClock();
            const from = inputs([['str', 'x'], SLOW, ['global', '#:(slow)::y']], clock);
            read(from, { topic: 'a' });
            clock.advance(10_000);
            read(from, { topic: 'b' });
            store.asked[3]?.answer(null, 3);
            clock.advance(19_999);
            assert.deepEqual(results, []);
            clock.advance(1);
            const late = refuse('expression', { setting: 's1', found: 'no result within 30 s' });
            assert.deepEqual(results, [{ topic: 'a', values: late }]);
            for (const { answer } of store.asked) answer(null, 2);
            assert.deepEqual(results.slice(1), [{ topic: 'b', values: ok(['x', 2, 3]) }]);
            clock.advance(60_000);
            assert.equal(results.length, 2);
            assert.equal(clock.pending, 0);
        });

        it('an expression that never settles', async () => {
            const clock = new ManualClock();
            const from = inputs([['jsonata', '$flowContext("x", "slow")']], clock);
            read(from, { topic: 'a' });
            await until(() => store.asked.length === 1, 'the question to the store');
            clock.advance(30_000);
            const late = refuse('expression', { setting: 's0', found: 'no result within 30 s' });
            assert.deepEqual(results, [{ topic: 'a', values: late }]);
            store.asked[0]?.answer(null, 1);
            await settled();
            assert.equal(results.length, 1);
        });

        it('end: pending messages fail in order, nothing after that, and no timer is left', async () => {
            const clock = new ManualClock();
            const from = inputs(
                [
                    ['flow', '#:(slow)::x'],
                    ['jsonata', '1'],
                ],
                clock,
            );
            const secret = Object.defineProperty({}, 'topic', { get: () => raise(new Error('no topic')) });
            for (const msg of [{ topic: 'a' }, {}, { topic: ['b'] }]) read(from, msg);
            from.read(secret, (values) => results.push({ topic: 'hidden', values }));
            store.asked[1]?.answer(null, 1);
            await settled();
            assert.deepEqual(results, []);
            from.end();
            const stops = [
                { topic: 'a', values: refuse('stopped', { topic: '"a"' }) },
                { topic: undefined, values: refuse('stopped', { topic: 'msg' }) },
                { topic: ['b'], values: refuse('stopped', { topic: '["b"]' }) },
                { topic: 'hidden', values: refuse('stopped', { topic: 'msg' }) },
            ];
            assert.deepEqual(results, stops);
            assert.equal(clock.pending, 0);
            for (const { answer } of store.asked) answer(null, 1);
            await settled();
            from.end();
            assert.deepEqual(results, stops);
        });

        it('a message that arrives after the end fails at once', () => {
            const from = inputs([['str', 'x']]);
            from.end();
            read(from, { topic: 'a' });
            assert.deepEqual(results, [{ topic: 'a', values: refuse('stopped', { topic: '"a"' }) }]);
        });

        it('an end within the delivery of a message', () => {
            const from = inputs([SLOW]);
            from.read({ topic: 'a' }, () => from.end());
            read(from, { topic: 'now' });
            store.asked[0]?.answer(null, 1);
            assert.deepEqual(results, [{ topic: 'now', values: refuse('stopped', { topic: '"now"' }) }]);
        });

        it('a thousand messages wait, and one more is refused at once', () => {
            const clock = new ManualClock();
            const from = inputs([SLOW], clock);
            for (let topic = 0; topic < 1000; topic++) read(from, { topic });
            assert.deepEqual(results, []);
            read(from, { topic: 'more' });
            read(from, { topic: 'now' });
            const flood = refuse('message-flood', { limit: 1000 });
            assert.deepEqual(results.splice(0), [
                { topic: 'more', values: flood },
                { topic: 'now', values: flood },
            ]);
            assert.equal(store.asked.length, 1000);
            for (const { answer } of store.asked) answer(null, 1);
            read(from, { topic: 'now' });
            assert.deepEqual(topics(), [...Array(1000).keys(), 'now']);
            assert.equal(clock.pending, 0);
        });
    });

    describe('whatever is thrown becomes a reason', () => {
        const THROWN: readonly (readonly [name: string, thrown: unknown, found: RegExp])[] = [
            ['an error', new Error('no such thing'), /^no such thing$/],
            ['a text', 'no such thing', /^no such thing$/],
            ['an error of two lines and without end', new Error(`one\n${'x'.repeat(1e6)}`), /^one\\u000axxx.*…$/],
            ['an error without words', new TypeError(''), /^TypeError$/],
            ['an object with a message', { code: 'X', message: 'no such thing' }, /^no such thing$/],
            ['a number', 7, /^7$/],
            ['an empty text', '', /^$/],
            ['false', false, /^false$/],
            ['a symbol', Symbol('x'), /^Symbol\(x\)$/],
            ['an object without a prototype', Object.create(null), /^object$/],
            ['an object whose text throws', { toString: () => raise({}) }, /^object$/],
            [
                'an error whose message throws',
                Object.defineProperty(new Error(), 'message', { get: () => raise({}) }),
                /^Error$/,
            ],
            ['a revoked proxy', revoked(), /^object$/],
        ];
        const NOTHING: typeof THROWN = [
            ['nothing', undefined, /^undefined$/],
            ['null', null, /^null$/],
        ];

        async function becomes(from: TypedInputs, msg: object, found: RegExp): Promise<void> {
            const values = await only(from, msg);
            assert.ok(!values.ok);
            assert.equal(outcome(values), 'expression');
            assert.equal(values.reason.params.setting, 's0');
            assert.match(String(values.reason.params.found), found);
        }

        for (const [name, thrown, found] of [...THROWN, ...NOTHING]) {
            const fail = (): never => raise(thrown);
            it(`${name}, by a store or a message`, async () => {
                const get = { get: fail, enumerable: true };
                store.get = fail;
                await becomes(inputs([SLOW, ['str', 'x']]), { topic: 'a' }, found);
                await becomes(inputs([['msg', 'payload']]), Object.defineProperty({}, 'payload', get), found);
                const inner = { payload: Object.defineProperty({}, 'x', get) };
                await becomes(inputs([['msg', 'payload.x']]), inner, found);
                await becomes(inputs([['jsonata', '1']]), inner, found);
                await becomes(inputs([['msg', 'payload']]), new Proxy({}, { get: fail }), found);
            });
        }

        for (const [name, thrown, found] of THROWN) {
            it(`${name}, as the response of a store`, async () => {
                store.get = (_scope, _key, answer) => answer(thrown);
                await becomes(inputs([SLOW]), { topic: 'a' }, found);
            });
        }

        it('a value of a store that cannot be copied', async () => {
            const value = {
                get x(): never {
                    return raise('no copy');
                },
            };
            store.get = (_scope, _key, answer) => answer(null, value);
            await becomes(inputs([SLOW]), { topic: 'a' }, /^no copy$/);
        });

        it('a name in a flow value that the message lacks', async () => {
            await becomes(inputs([SLOW]), {}, /^Invalid expression/);
        });

        it('a response and a throw after it: the response counts', () => {
            store.get = (_scope, _key, answer) => {
                answer(null, 1);
                raise('no');
            };
            read(inputs([SLOW, ['str', 'x']]), { topic: 'a' });
            assert.deepEqual(results, [{ topic: 'a', values: ok([1, 'x']) }]);
        });

        it('an expression that fails', async () => {
            await becomes(inputs([['jsonata', '$error("no such thing")']]), {}, /^no such thing$/);
            await becomes(
                inputs([['jsonata', '1 + "a"']]),
                {},
                /^The right side of the "\+" operator must evaluate to/,
            );
        });

        // The JSONata of Node-RED 3.1 cannot bear to look at the others, in Node-RED's own nodes neither.
        const isOld = nodeRed.version().startsWith('3.');
        for (const [name, thrown] of isOld ? THROWN.slice(0, -1) : [...THROWN, ...NOTHING]) {
            it(`${name}, by a store within an expression`, async () => {
                store.get = () => raise(thrown);
                await becomes(inputs([['jsonata', '$flowContext("x", "slow")']]), {}, /^/);
            });
        }
    });

    it('whatever happens, each message is delivered once, in order, with its first result', () => {
        const step = fc.oneof<fc.Arbitrary<Step>[]>(
            fc.record({ kind: fc.constant('read'), isSlow: fc.boolean() }),
            fc.record({ kind: fc.constant('answer'), which: fc.nat(50), isFault: fc.boolean() }),
            fc.record({ kind: fc.constant('wait'), ms: fc.integer({ min: 1, max: 20_000 }) }),
        );
        const reason = (found: string): Values => refuse('expression', { setting: 's0', found });
        const run = (steps: readonly Step[]): void => {
            results = [];
            store.asked.length = 0;
            const clock = new ManualClock();
            const from = inputs([SLOW], clock);
            const messages: { readonly topic: string; readonly time: number; values?: Values }[] = [];
            for (const [index, one] of steps.entries()) {
                if (one.kind === 'read') {
                    const topic = `${one.isSlow ? 'slow' : 'now'} ${index}`;
                    messages.push({ topic, time: clock.now(), ...(one.isSlow ? {} : { values: ok(['now']) }) });
                    read(from, { topic });
                } else if (one.kind === 'answer') {
                    const asked = store.asked[one.which % store.asked.length];
                    const message = messages.find(({ topic }) => asked?.key === `of["${topic}"]`);
                    if (message) message.values ??= one.isFault ? reason('no') : ok([index]);
                    asked?.answer(one.isFault ? 'no' : null, index);
                } else {
                    clock.advance(one.ms);
                    for (const message of messages) {
                        if (clock.now() >= message.time + 30_000) message.values ??= reason('no result within 30 s');
                    }
                }
                const open = messages.findIndex(({ values }) => !values);
                const ready = open < 0 ? messages : messages.slice(0, open);
                assert.deepEqual(
                    results,
                    ready.map(({ topic, values }) => ({ topic, values })),
                );
            }
            const count = results.length;
            from.end();
            assert.deepEqual(
                topics(),
                messages.map(({ topic }) => topic),
            );
            assert.ok(results.slice(count).every(({ values }) => outcome(values) === 'stopped'));
            assert.equal(clock.pending, 0);
        };
        fc.assert(fc.property(fc.array(step, { maxLength: 60 }), run));
    });
});

function raise(thrown: unknown): never {
    throw thrown;
}

function revoked(): object {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
}
