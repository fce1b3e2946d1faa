// clown in: which frames it receives, in which order, and that its messages share nothing, whatever the frame.

import assert from 'node:assert/strict';
import { MAX_QUANTITIES } from '../../nodes/shared/message-factory';
import type { Simulator } from '../../src/simulator';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { reason } from './support/catalogue';
import { dynamicNode, hubAt, inNode, tab } from './support/flows';
import { linked } from './support/links';
import { clownOf, ERROR, give, load, logged, type Message, messagesAt, node, unload } from './support/runtime';

/** Comes after whatever a test is about: once it is there, what is not there will not come. */
const END = '["end/-", {"end": true}]';

describe('clown in: frames', () => {
    let hub: Simulator;

    beforeEach(async () => {
        hub = await startSilentHub();
    });

    leavesNothing(unload);

    describe('filters [R1, R4]', () => {
        const FRAMES = [
            '["barometer/i2c0-60", {"altitude": [295.5, "m"], "pressure": [96.716, "kPa"]}]',
            '["thermometer/i2c1-48", {"temperature": [-5.50, "\\u2103"]}]',
            '["relay/i2c0-3b", {"state": null}]',
            '["relay/i2c0-3b/set", {"state": true}]',
            '["boot", {"reason-for-reset": "power-on"}]',
            '["led/-", {"state": "1-dot"}, {"qos": 0}]',
        ];
        const rows: [filter: string, topics: string[]][] = [
            ['thermometer/+', ['thermometer/i2c1-48']],
            ['+/i2c0-3b', ['relay/i2c0-3b']],
            ['relay/+', ['relay/i2c0-3b']],
            ['relay/#', ['relay/i2c0-3b', 'relay/i2c0-3b/set']],
            ['relay/i2c0-3b/#', ['relay/i2c0-3b', 'relay/i2c0-3b/set']],
            ['boot', ['boot']],
            ['boot/#', ['boot']],
            ['+', ['boot']],
            ['Relay/+', []],
            ['__proto__/+', []],
            ['#', FRAMES.map((line) => JSON.parse(line)[0])],
        ];

        it('take what matches, once for each node, in the order of the hub [R17]', async () => {
            const nodes = rows.flatMap(([topic], at) => inNode(`in${at}`, { topic }));
            await load([tab(), hubAt(hub), ...nodes, ...inNode('end', { topic: 'end/-' })]);
            await linked(hub);
            for (const line of [...FRAMES, END]) hub.print(line);
            await messagesAt('end-sink', 1);
            for (const [at, [filter, topics]] of rows.entries()) {
                const got = (await messagesAt(`in${at}-sink`, 0)).map((msg) => String(msg.topic));
                // The response to the request of the hub node may come at any time.
                const own = got.filter((topic) => topic !== 'end/-' && !/^(?:clown\.talk|-)\/-\//.test(topic));
                assert.deepEqual(own, topics, filter);
            }
        });

        it('of the most levels receive a topic of as many, and one with a level more is one bad frame [L6]', async () => {
            const levels = (count: number): string => Array<string>(count).fill('a').join('/');
            const filters = [levels(100), levels(100).replaceAll('a', '+'), `${levels(99).replaceAll('a', '+')}/#`];
            const nodes = filters.flatMap((topic, at) => inNode(`in${at}`, { topic }));
            await load([tab(), hubAt(hub), ...nodes, ...inNode('end', { topic: 'end/-' })]);
            await linked(hub);
            for (const count of [101, 100, 101]) hub.print(`["${levels(count)}", {"n": ${count}}]`);
            // Too long to be taken at a glance.
            hub.print(`["${levels(101)}", {"t": "${'x'.repeat(1_000)}"}]`);
            hub.print(END);
            await messagesAt('end-sink', 1);
            for (const at of filters.keys()) {
                const got = await messagesAt(`in${at}-sink`, 1);
                assert.deepEqual(
                    got.map(({ payload }) => payload),
                    [{ n: 100 }],
                );
            }
            assert.match(logged('hub', ERROR).join('\n'), /at most 100 levels; got 101: a\/a/);
        });

        it('a thousand frames in one burst arrive complete and in order [R10, R17]', async () => {
            await load([tab(), hubAt(hub), ...inNode('in', { topic: 'count/-', output: 'quantity', quantity: 'n' })]);
            await linked(hub);
            const lines = Array.from({ length: 1000 }, (_, n) => `["count/-", {"n": ${n}}]`);
            hub.send(lines.slice(0, 500).join('\n'));
            for (const line of lines.slice(500)) hub.send(line);
            const got = await messagesAt('in-sink', 1000);
            assert.deepEqual(
                got.map(({ payload }) => payload),
                lines.map((_, n) => n),
            );
        });
    });

    describe('messages share nothing [R5]', () => {
        const NESTED = '["a/-", {"deep": {"list": [1, {"x": [2, 3]}]}, "t": [1, "m"]}, {"m": {"n": [4]}}]';

        /** Changes everything below a value, as a careless flow may. */
        function spoil(value: unknown): void {
            if (typeof value !== 'object' || value === null) return;
            for (const inner of Object.values(value)) spoil(inner);
            if (Array.isArray(value)) value.push('spoilt');
            else Object.assign(value, { spoilt: true });
        }

        for (const output of ['payload', 'values', 'each', 'quantity', 'text']) {
            it(`changing one changes no other: ${output}`, async () => {
                const settings = { topic: 'a/-', output, quantity: 'deep' };
                await load([
                    tab(),
                    hubAt(hub),
                    ...inNode('one', settings),
                    ...inNode('two', settings),
                    ...inNode('end', { topic: 'end/-' }),
                ]);
                // Sinks keep what they get; this one also changes it, before the other node's message is looked at.
                node('one-sink').on('input', (msg, _send, done) => {
                    spoil(msg);
                    done();
                });
                await linked(hub);
                hub.print(NESTED);
                hub.print(NESTED);
                hub.print(END);
                await messagesAt('end-sink', 1);
                const one = await messagesAt('one-sink', 2);
                const two = await messagesAt('two-sink', 2);
                assert.doesNotMatch(JSON.stringify(two), /spoilt/);
                assert.match(JSON.stringify(one), /spoilt/);
                assert.equal(one.length, two.length);
                assert.deepEqual(sharedObjects(one, two), []);
                for (const [at, msg] of two.entries()) assert.deepEqual(sharedObjects([msg], two.slice(at + 1)), []);
            });
        }

        const PLAIN = '["a/-", {"deep": [1, "m", 2], "t": [3, "m"]}]';
        const READINGS: readonly (readonly [output: string, payloads: unknown[]])[] = [
            ['payload', [{ deep: [1, 'm', 2], t: [3, 'm'] }]],
            ['values', [{ deep: [1, 'm', 2], t: 3 }]],
            ['each', [[1, 'm', 2], 3]],
            ['quantity', [[1, 'm', 2]]],
        ];
        for (const [output, payloads] of READINGS) {
            it(`changing those of a reading changes neither each other nor what is replayed: ${output}`, async () => {
                const settings = { topic: 'a/-', output, quantity: 'deep' };
                await load([
                    tab(),
                    hubAt(hub),
                    ...inNode('one', settings),
                    ...inNode('two', settings),
                    ...dynamicNode('late', { ...settings, topic: '', replay: true }),
                    ...inNode('end', { topic: 'end/-' }),
                ]);
                const seen: unknown[] = [];
                for (const id of ['one-sink', 'two-sink']) {
                    node(id).on('input', (msg, _send, done) => {
                        seen.push(structuredClone(msg.payload));
                        spoil(msg.payload);
                        done();
                    });
                }
                await linked(hub);
                hub.print(PLAIN);
                hub.print(END);
                await messagesAt('end-sink', 1);
                give('late', { action: 'subscribe', topic: 'a/-' });
                const late = await messagesAt('late-sink', payloads.length);
                assert.deepEqual(seen, [...payloads, ...payloads]);
                assert.deepEqual(
                    late.map(({ payload }) => payload),
                    payloads,
                );
            });
        }

        it('two wires of one node: Node-RED copies, and the copies are whole', async () => {
            const [input, first] = inNode('in', { topic: 'a/-', wires: [['in-sink', 'other-sink']] });
            const [, other] = inNode('other');
            assert.ok(input && first && other);
            await load([tab(), hubAt(hub), input, first, other]);
            await linked(hub);
            hub.print(NESTED);
            const [left] = await messagesAt('in-sink', 1);
            const [right] = await messagesAt('other-sink', 1);
            assert.deepEqual(left, right);
            assert.deepEqual(sharedObjects([left as Message], [right as Message]), []);
        });
    });

    describe('hostile frames [T11, L1]', () => {
        it('keys that mean something to JavaScript pollute nothing and stay readable', async () => {
            await load([
                tab(),
                hubAt(hub),
                ...inNode('payload', { topic: 'x/-', output: 'payload' }),
                ...inNode('values', { topic: 'x/-', output: 'values' }),
                ...inNode('each', { topic: 'x/-', output: 'each' }),
                ...inNode('end', { topic: 'end/-' }),
            ]);
            await linked(hub);
            const keys = ['constructor', 'toString', 'hasOwnProperty', 'prototype', 'then', 'toJSON', 'length'];
            const hostile = keys.map((key) => `"${key}": [1, "m"]`).join(', ');
            hub.print(
                `["x/-", {"__proto__": {"polluted": true}, ${hostile}}, {"\\u005f_proto__": {"polluted": true}}]`,
            );
            hub.print('["x/-", {"constructor": {"prototype": {"polluted": true}}}]');
            hub.print(END);
            await messagesAt('end-sink', 1);
            assert.equal(({} as Record<string, unknown>).polluted, undefined);
            const [payload] = await messagesAt('payload-sink', 2);
            assert.deepEqual(Object.keys(payload?.payload as object), keys);
            assert.equal(Object.getPrototypeOf(payload?.payload), Object.prototype);
            const [values] = await messagesAt('values-sink', 2);
            assert.deepEqual(
                Object.entries(values?.payload as object),
                keys.map((key) => [key, 1]),
            );
            const each = await messagesAt('each-sink', keys.length + 1);
            assert.deepEqual(
                each.map((msg) => msg.quantity),
                [...keys, 'constructor'],
            );
        });

        it('with more quantities than one frame may have give that many messages, and report it once [L6]', async () => {
            await load([
                tab(),
                hubAt(hub),
                ...inNode('each', { topic: 'x/#', output: 'each' }),
                ...inNode('values', { topic: 'x/#', output: 'values' }),
                ...inNode('end', { topic: 'end/-' }),
            ]);
            await linked(hub);
            const frame = (topic: string, count: number): string => {
                return `["${topic}", ${JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, n) => [`q${n}`, n])))}]`;
            };
            hub.print(frame('x/0', MAX_QUANTITIES));
            hub.print(frame('x/1', MAX_QUANTITIES + 1));
            hub.print(frame('x/2', 4_000));
            hub.print(END);
            await messagesAt('end-sink', 1);
            const each = await messagesAt('each-sink', 3 * MAX_QUANTITIES);
            for (const [at, { topic, quantity }] of each.entries()) {
                assert.equal(topic, `x/${Math.floor(at / MAX_QUANTITIES)}`);
                assert.equal(quantity, `q${at % MAX_QUANTITIES}`);
            }
            const values = await messagesAt('values-sink', 3);
            assert.deepEqual(
                values.map(({ payload }) => Object.keys(payload as object).length),
                [MAX_QUANTITIES, MAX_QUANTITIES + 1, 4_000],
            );
            const params = { topic: 'x/1', count: 1, limit: MAX_QUANTITIES };
            assert.deepEqual(logged('each', ERROR), [reason('quantities-many', params)]);
            assert.deepEqual([...logged('values', ERROR), ...logged('hub', ERROR)], []);
        });

        it('topics that mean something to JavaScript are topics', async () => {
            await load([tab(), hubAt(hub), ...inNode('in', { topic: '__proto__/#' })]);
            await linked(hub);
            hub.print('["__proto__/constructor", {"state": true}]');
            const [msg] = await messagesAt('in-sink', 1);
            assert.equal(msg?.topic, '__proto__/constructor');
            assert.equal(clownOf(msg).type, '__proto__');
        });
    });
});

/** The paths of objects that two sets of messages have in common. */
function sharedObjects(left: readonly unknown[], right: readonly unknown[]): string[] {
    const known = new Set<unknown>();
    const shared: string[] = [];
    const walk = (value: unknown, path: string, visit: (value: object, path: string) => void): void => {
        if (typeof value !== 'object' || value === null) return;
        visit(value, path);
        for (const [key, inner] of Object.entries(value)) walk(inner, `${path}.${key}`, visit);
    };
    for (const one of left) walk(one, '', (value) => known.add(value));
    for (const one of right) walk(one, '', (value, path) => known.has(value) && shared.push(path));
    return shared;
}
