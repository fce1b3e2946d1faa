// What a test keeps of the payloads and errors of a flow: JSON of a limited size, whatever the flow sends.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { pictureOf, TestLog } from '../../nodes/flow-test/test-log';
import { FEW_INPUTS, MAX_COMMANDS, MAX_ERRORS, MAX_INPUTS } from '../../src/flow-test/report';

const node = { id: 'n', type: 'clown-out', name: 'Lamp' };

describe('flow test: log', () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    const throwing = {
        get value(): never {
            throw new Error('no');
        },
    };
    const rows: readonly (readonly [string, unknown, unknown])[] = [
        ['a text', 'on', 'on'],
        ['nothing', undefined, undefined],
        ['an object', { b: 1, a: [null, true] }, { b: 1, a: [null, true] }],
        ['a number that JSON does not have', Number.NaN, null],
        ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
        ['bytes', Buffer.from('hi'), { base64: 'aGk=' }],
        ['a cycle', cycle, { unreadable: 'object' }],
        ['a getter that throws', throwing, { unreadable: 'object' }],
        ['a function', () => {}, { unreadable: 'function' }],
        ['a big integer', 5n, { unreadable: 'bigint' }],
    ];
    for (const [name, payload, wanted] of rows) it(`keeps ${name}`, () => assert.deepEqual(pictureOf(payload), wanted));

    it('keeps the beginning of a long payload, and notices a change behind it', () => {
        const [one, other] = ['a', 'b'].map((end) => pictureOf('x'.repeat(10_000) + end)) as Record<string, unknown>[];
        assert.equal(one?.characters, 10_003);
        assert.equal(String(one.beginning).length, 200);
        assert.notEqual(one.sha256, other?.sha256);
    });

    it('keeps a payload of 4,000 characters as it is, and of a longer one what was kept before', () => {
        const whole = 'x'.repeat(3_998);
        assert.equal(pictureOf(whole), whole);
        // These are in the files of runs that were kept.
        assert.deepEqual(pictureOf(`${whole}x`), {
            characters: 4_001,
            beginning: `"${'x'.repeat(199)}`,
            sha256: createHash('sha256').update(`"${whole}x"`).digest('hex').slice(0, 16),
        });
    });

    it('keeps a payload of fifty levels as it is, whatever they are made of', () => {
        const nested = (open: string, close: string, depth: number): unknown =>
            JSON.parse(`${open.repeat(depth)}0${close.repeat(depth)}`);
        for (const [open, close, most] of [
            ['[', ']', 50],
            ['{"a":', '}', 50],
            ['[{"a":', '}]', 25],
        ] as const) {
            const deep = nested(open, close, most);
            assert.deepEqual(pictureOf(deep), deep);
            assert.equal(typeof (pictureOf(nested(open, close, most + 1)) as { sha256: string }).sha256, 'string');
        }
        // Wide is not deep, and neither are brackets in texts.
        const wide = Array.from({ length: 60 }, () => [{ a: [] }]);
        assert.deepEqual(pictureOf(wide), wide);
        const texts = { text: '"'.repeat(60), more: '\\"['.repeat(60), '[[[': '{'.repeat(60) };
        assert.deepEqual(pictureOf(texts), texts);
    });

    it('keeps the beginning of a deep payload, which no reader could take', () => {
        const deep = JSON.parse(`${'['.repeat(60)}"[{"${']'.repeat(60)}`) as unknown;
        assert.equal((pictureOf(deep) as { characters: number }).characters, 124);
        assert.deepEqual(pictureOf({ text: '['.repeat(60) }), { text: '['.repeat(60) });
    });

    it('has the name of a node, if it has one, and the beginning of its topic', () => {
        const log = new TestLog(() => 5);
        log.command({ id: 'n', type: 'clown-out' }, 't'.repeat(3_000), 1);
        log.input(node, 'e-mail', 't'.repeat(1_000), 2);
        const common = { at: 5, node: 'n', topic: 't'.repeat(1_000) };
        assert.deepEqual(log.lines, [
            { ...common, type: 'clown-out', name: '', payload: 1, kind: 'command', outcome: 'pending' },
            { ...common, type: 'e-mail', name: 'Lamp', payload: 2, kind: 'input', outcome: undefined },
        ]);
    });

    it('notes how a command has ended, or that it has not', () => {
        const log = new TestLog(() => 5);
        const end = log.command(node, 'a/b/set', 1);
        log.command({ ...node, _path: 'f/i1/n' }, 7, 2);
        end('sent');
        assert.deepEqual(
            log.lines.map(({ node: id, topic, payload, outcome, at }) => [id, topic, payload, outcome, at]),
            [
                ['n', 'a/b/set', 1, 'sent', 5],
                ['i1/n', undefined, 2, 'pending', 5],
            ],
        );
    });

    it('has limits', () => {
        const log = new TestLog(() => 5);
        for (let count = 0; count < MAX_ERRORS + 3; count++) {
            log.error({ node: 'n', type: 't', name: '' }, 'x'.repeat(5_000));
        }
        assert.deepEqual([log.errors.length, log.moreErrors], [MAX_ERRORS, 3]);
        assert.equal(log.errors[0]?.message.length, 1_000);
        for (let count = 0; count < MAX_COMMANDS; count++) log.command(node, '', 1);
        const fault = (): unknown => log.fault?.fault;
        assert.equal(fault(), undefined);
        log.command(node, '', 1);
        assert.deepEqual(fault(), {
            code: 'too-many-lines',
            values: { limit: MAX_COMMANDS, at: 5, node: '"Lamp" (n)' },
        });
    });

    it('keeps commands, and the messages of other stand-ins, when one has received too many', () => {
        let now = 0;
        const log = new TestLog(() => now);
        const kept = (id: string): number => log.lines.filter((line) => line.node === id).length;
        const input = (id: string): void => log.input({ id, type: 'x' }, 'mqtt out', 'a', 1);
        for (; now < MAX_INPUTS; now++) input('busy');
        assert.deepEqual(log.cuts, {});
        for (; now < MAX_INPUTS + 7; now++) input('busy');
        for (let count = 0; count < FEW_INPUTS + 3; count++) input('mail');
        log.command(node, 'a/b/set', 1)('confirmed');
        assert.deepEqual([kept('busy'), kept('mail'), kept('n')], [MAX_INPUTS, FEW_INPUTS, 1]);
        assert.deepEqual(log.cuts, { busy: MAX_INPUTS, mail: now });
        assert.equal(log.received.get('busy')?.messages, MAX_INPUTS + 7);
        assert.equal(log.fault, undefined);
        // Many stand-ins do not fill the memory either.
        for (let at = 0; at < 100; at++) for (let count = 0; count < FEW_INPUTS; count++) input(`s${at}`);
        assert.equal(log.lines.length, 2 * MAX_INPUTS + 1);
    });
});
