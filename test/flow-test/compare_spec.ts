// How two runs of a flow are compared.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type ComparedRun, compareRuns, TOLERANCE_MS } from '../../src/flow-test/compare';
import type { Difference, TestLine } from '../../src/flow-test/report';
import { command } from './lines';

const NODES: ReadonlySet<string> = new Set(['out', 'a', 'b']);

/** Each difference as its kind with its moments before and now. */
function differences(before: readonly TestLine[], now: readonly TestLine[], nodes = NODES): string[] {
    return ofRuns({ lines: before }, { lines: now }, nodes);
}

function ofRuns(
    before: Partial<ComparedRun>,
    now: Partial<ComparedRun> & { readonly hubOf?: Readonly<Record<string, string>> },
    nodes = NODES,
): string[] {
    const run = { lines: [], cuts: {} };
    return compareRuns({ ...run, ...before }, { ...run, hubOf: {}, ...now }, nodes).map(words);
}

function words(difference: Difference): string {
    const earlier = 'before' in difference ? `${difference.before.at}` : '';
    const later = 'now' in difference ? `${difference.now.at}` : '';
    return `${difference.kind} ${earlier}>${later}`;
}

describe('flow test: comparison', () => {
    const rows: readonly (readonly [string, readonly TestLine[], readonly TestLine[], readonly string[]])[] = [
        ['equal runs', [command(0, true), command(9, false)], [command(0, true), command(9, false)], []],
        ['no lines at all', [], [], []],
        ['the order of the keys of a payload', [command(0, { a: 1, b: 2 })], [command(0, { b: 2, a: 1 })], []],
        ['another moment within the tolerance', [command(0, true)], [command(TOLERANCE_MS, true)], []],
        ['a later moment', [command(0, true)], [command(TOLERANCE_MS + 1, true)], ['moved 0>101']],
        ['an earlier moment within the tolerance', [command(500, true)], [command(400, true)], []],
        ['an earlier moment, just outside of it', [command(500, true)], [command(399, true)], ['moved 500>399']],
        ['an earlier moment', [command(500, true)], [command(0, true)], ['moved 500>0']],
        ['another payload', [command(5, true)], [command(5, false)], ['changed 5>5']],
        ['another payload within the tolerance', [command(5, true)], [command(60, false)], ['changed 5>60']],
        ['another outcome', [command(5, true)], [command(5, true, { outcome: 'not-confirmed' })], ['changed 5>5']],
        [
            'another topic',
            [command(5, true)],
            [command(5, true, { topic: 'relay/i2c0-3f/set' })],
            ['missing 5>', 'additional >5'],
        ],
        ['a missing command', [command(0, true), command(900, false)], [command(900, false)], ['missing 0>']],
        ['an additional command', [command(0, true)], [command(0, true), command(900, true)], ['additional >900']],
        [
            'the first of equal commands that is missing',
            [command(0, true), command(1_000, true), command(2_000, true)],
            [command(1_000, true), command(2_000, true)],
            ['missing 0>'],
        ],
        [
            'the first of near commands that is missing',
            [command(0, true), command(50, false), command(90, true)],
            [command(50, false), command(90, true)],
            ['missing 0>'],
        ],
        [
            'commands in another order',
            [command(0, true), command(1_000, false)],
            [command(0, false), command(1_000, true)],
            ['changed 0>0', 'changed 1000>1000'],
        ],
        [
            'differences of several nodes, by time',
            [command(800, true, { node: 'a' }), command(900, true, { node: 'b' })],
            [command(100, true, { node: 'b' })],
            ['moved 900>100', 'missing 800>'],
        ],
        [
            'the same command of another node',
            [command(0, true, { node: 'a', name: 'A' })],
            [command(0, true, { node: 'b', name: 'B' })],
            ['missing 0>', 'additional >0'],
        ],
        [
            'a command and an equal message of a stand-in',
            [command(0, true)],
            [command(0, true, { kind: 'input' })],
            ['changed 0>0'],
        ],
    ];
    for (const [name, before, now, wanted] of rows) {
        it(name, () => assert.deepEqual(differences(before, now), wanted));
    }

    describe('of the order of two nodes', () => {
        const on = (at: number, more: Partial<TestLine> = {}): TestLine => command(at, true, { node: 'a', ...more });
        const off = (at: number, more: Partial<TestLine> = {}): TestLine => command(at, false, { node: 'b', ...more });
        const raw = (node: string, text: string): TestLine => on(0, { node, topic: undefined, payload: text });

        const orders: readonly (readonly [string, readonly TestLine[], readonly TestLine[], readonly string[]])[] = [
            ['another one at one moment', [on(5), off(5)], [off(5), on(5)], ['reordered 5>5', 'reordered 5>5']],
            [
                'another one within the tolerance',
                [on(0), off(50)],
                [off(50), on(90)],
                ['reordered 0>50', 'reordered 50>90'],
            ],
            ['the same one', [on(5), off(5)], [on(5), off(5)], []],
            ['equal commands', [on(5), on(5, { node: 'b' })], [on(5, { node: 'b' }), on(5)], []],
            [
                'another one of which only the outcome differs',
                [on(5), on(5, { node: 'b', outcome: 'sent' })],
                [on(5, { node: 'b', outcome: 'sent' }), on(5)],
                [],
            ],
            [
                'commands to two devices',
                [on(5), off(5, { topic: 'relay/i2c0-3f/set' })],
                [off(5, { topic: 'relay/i2c0-3f/set' }), on(5)],
                [],
            ],
            [
                'two commands of one device',
                [on(5), off(5, { topic: 'relay/I2C0-3B/pulse/set' })],
                [off(5, { topic: 'relay/I2C0-3B/pulse/set' }), on(5)],
                ['reordered 5>5', 'reordered 5>5'],
            ],
            [
                'raw text to one device',
                [raw('a', '["led/-/set", {"state": "on"}]'), raw('b', '["led/-/set", {"state": "off"}]')],
                [raw('b', '["led/-/set", {"state": "off"}]'), raw('a', '["led/-/set", {"state": "on"}]')],
                ['reordered 0>0', 'reordered 0>0'],
            ],
            ['text that is no frame', [raw('a', 'x'), raw('b', 'y')], [raw('b', 'y'), raw('a', 'x')], []],
            [
                'messages of stand-ins',
                [on(5, { kind: 'input' }), off(5, { kind: 'input' })],
                [off(5, { kind: 'input' }), on(5, { kind: 'input' })],
                [],
            ],
            [
                'one of three that is missing',
                [on(5), off(5), on(5, { node: 'out' })],
                [off(5), on(5, { node: 'out' })],
                ['missing 5>'],
            ],
        ];
        for (const [name, before, now, wanted] of orders) {
            it(name, () => assert.deepEqual(differences(before, now), wanted));
        }

        it('two hubs with such a device', () => {
            const hubOf = { a: 'House', b: 'Garden' };
            const [before, now] = [{ lines: [on(5), off(5)] }, { lines: [off(5), on(5)] }];
            assert.deepEqual(ofRuns(before, { ...now, hubOf }), []);
            assert.equal(ofRuns(before, { ...now, hubOf: { a: 'House', b: 'House' } }).length, 2);
        });
    });

    it('of a stand-in that has received too much ends where the shorter run of both ends', () => {
        const input = (at: number): TestLine => command(at, at, { kind: 'input' });
        const long = [input(0), input(500), input(900), command(2_000, true, { node: 'a' })];
        const cuts = { out: 1_000 };
        assert.deepEqual(ofRuns({ lines: long, cuts }, { lines: [long[0], long[1], long[3]] as TestLine[] }), []);
        assert.deepEqual(ofRuns({ lines: [long[0], long[3]] as TestLine[] }, { lines: long, cuts }), [
            'additional >500',
        ]);
        assert.deepEqual(ofRuns({ lines: [input(899), input(900)], cuts }, {}), ['missing 899>']);
        assert.deepEqual(ofRuns({}, { lines: [input(899), input(900)], cuts }), ['additional >899']);
        assert.deepEqual(ofRuns({ lines: [input(500)], cuts: { out: 400 } }, { lines: [input(0)], cuts }), [
            'additional >0',
        ]);
        assert.deepEqual(ofRuns({ lines: long, cuts }, { lines: [input(0)], cuts: { out: 400 } }), ['missing 2000>']);
        const old = long.map((line) => (line.node === 'out' ? { ...line, node: 'old' } : line));
        assert.deepEqual(ofRuns({ lines: old, cuts: { old: 400 } }, { lines: long }), []);
    });

    describe('of nodes with other ids, as after an import', () => {
        const old = (more: Partial<TestLine> = {}): TestLine => command(0, true, { node: 'old', ...more });
        const added = (more: Partial<TestLine> = {}): TestLine => command(0, true, { node: 'out', ...more });

        it('takes the node with the same name and type', () => assert.deepEqual(differences([old()], [added()]), []));

        it('does not if it has another type', () => {
            assert.equal(differences([old({ type: 'mqtt out' })], [added()]).length, 2);
        });

        it('does not if it has no name', () => {
            assert.equal(differences([old({ name: '' })], [added({ name: '' })]).length, 2);
        });

        it('does not if two nodes have that name', () => {
            assert.equal(differences([old()], [added(), added({ node: 'a' })]).length, 3);
        });

        it('does not if two earlier nodes have that name', () => {
            assert.equal(differences([old(), old({ node: 'older' })], [added()]).length, 3);
        });

        it('does not if the node was there before', () => {
            const later = command(9_000, false);
            assert.deepEqual(differences([old(), later], [added(), later]), ['missing 0>', 'additional >0']);
        });

        it('does not if the earlier node still commands', () => {
            const now = [old(), added({ at: 9_000 })];
            assert.deepEqual(differences([old()], now, new Set(['out'])), ['additional >9000']);
        });

        it('does not if the earlier node is still there', () => {
            assert.equal(differences([old()], [added()], new Set(['old', 'out'])).length, 2);
        });

        it('does so for the instances of a subflow', () => {
            const [before, now] = [old({ node: 'i1/n' }), added({ node: 'i2/n' })];
            assert.deepEqual(differences([before], [now], new Set(['i2', 'n'])), []);
            assert.equal(differences([before], [now], new Set(['i1', 'i2', 'n'])).length, 2);
        });
    });

    it('has each line once, as it was or in one difference', () => {
        const line = fc
            .tuple(
                fc.constantFrom(0, 50, 100, 101, 250, 1_000),
                fc.boolean(),
                fc.constantFrom('out', 'a'),
                fc.boolean(),
            )
            .map(([at, state, node, isOther]) =>
                command(at, state, { node, topic: isOther ? 'led/-/set' : 'relay/-/set' }),
            );
        const lines = fc.array(line, { maxLength: 8 }).map((all) => all.sort((one, other) => one.at - other.at));
        fc.assert(
            fc.property(lines, lines, (before, now) => {
                const run = { cuts: {}, hubOf: {} };
                const found = compareRuns({ ...run, lines: before }, { ...run, lines: now }, NODES);
                const own = found.filter(({ kind }) => kind !== 'reordered');
                const earlier = own.flatMap((one) => ('before' in one ? [one.before] : []));
                const later = own.flatMap((one) => ('now' in one ? [one.now] : []));
                assert.ok(earlier.every((one) => before.includes(one)) && later.every((one) => now.includes(one)));
                assert.deepEqual([new Set(earlier).size, new Set(later).size], [earlier.length, later.length]);
                assert.equal(before.length - earlier.length, now.length - later.length);
                for (const one of found) {
                    if (one.kind === 'missing' || one.kind === 'additional') continue;
                    const isMoved = JSON.stringify({ ...one.before, at: 0 }) === JSON.stringify({ ...one.now, at: 0 });
                    const apartMs = Math.abs(one.before.at - one.now.at);
                    if (one.kind === 'moved') assert.ok(isMoved && apartMs > TOLERANCE_MS);
                    if (one.kind === 'changed') assert.ok(!isMoved && apartMs <= TOLERANCE_MS);
                }
                const times = found.map((one) => ('now' in one ? one.now.at : one.before.at));
                assert.deepEqual(
                    times,
                    [...times].sort((one, other) => one - other),
                );
                assert.deepEqual(compareRuns({ ...run, lines: before }, { ...run, lines: before }, NODES), []);
            }),
            { numRuns: 300 },
        );
    });

    it('of many lines at one moment does not compare each with each', () => {
        const many = (state: number): TestLine[] =>
            Array.from({ length: 20_000 }, (_none, index) =>
                command(0, state + index, { topic: `t${state}-${index}` }),
            );
        assert.equal(differences(many(0), many(1)).length, 40_000);
    });
});
