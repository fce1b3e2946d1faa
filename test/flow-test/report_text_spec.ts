// A report as text for a terminal, line by line.

import assert from 'node:assert/strict';
import { reportText } from '../../nodes/flow-test/report-text';
import { FlowTestTexts } from '../../nodes/flow-test/texts';
import type { FlowTestReport } from '../../src/flow-test/report';
import { command } from './lines';

const REPORT: FlowTestReport = {
    ...{
        nodeRed: '4.1.15',
        hub: { node: 'h', type: 'clown-hub', name: 'House' },
        recordingMs: 61_500,
        testedMs: 121_500,
    },
    ...{ badLines: 0, firstFault: undefined, lines: [command(1_000, true)], cuts: {}, silentHubs: [], hubOf: {} },
    ...{ unmatched: [], standIns: [], leftOut: [], errors: [], moreErrors: 0, result: 'new', differences: [] },
    ...{ moreDifferences: 0, expected: 'a.expected.jsonl', isUpdated: false },
    ...{ timeZone: 'UTC', keptTimeZone: undefined, ownTimeZone: 'UTC' },
};
const NEW = 'No run was kept that this one can be compared with. --update keeps this run (a.expected.jsonl).';
const UPDATED = 'This run is kept for the next comparison. (a.expected.jsonl)';
const EMPTY = 'No command was sent and no message was recorded in this run, so it compares nothing.';
const AGREED = 'If they are as you want them, --update keeps this run (a.expected.jsonl).';

describe('flow test: report', () => {
    const lines = (more: Partial<FlowTestReport>, language = 'en-US'): string[] =>
        reportText({ ...REPORT, ...more }, 'a.jsonl', new FlowTestTexts(language)).split('\n');
    /** Without its first line and the blank one after it. */
    const outcome = (more: Partial<FlowTestReport>): string[] => {
        const [head, blank, ...rest] = lines(more);
        assert.deepEqual([head?.slice(0, 8), blank, rest.at(-1)], ['a.jsonl ', '', '']);
        return rest.slice(0, -1);
    };
    const of = (count: number) => Array.from({ length: count }, (_none, at) => command(at, at % 2 === 0));
    const shown = (at: number): string =>
        `0:00.0${String(at).padStart(2, '0')} "Heating" (clown-out out): relay/i2c0-3b/set {"state":${at % 2 === 0}} (confirmed)`;

    describe('of a first run', () => {
        it('has its lines, and how many there are', () => {
            assert.deepEqual(outcome({ lines: of(1) }), [shown(0), '1 command or message of this run.', NEW]);
            assert.deepEqual(outcome({ lines: of(2) }), [
                shown(0),
                shown(1),
                '2 commands and messages of this run.',
                NEW,
            ]);
            assert.deepEqual(outcome({ lines: [] }), ['0 commands and messages of this run.', EMPTY, NEW]);
        });

        it('has fifty of its lines, and counts the others', () => {
            const first = Array.from({ length: 50 }, (_none, at) => shown(at));
            assert.deepEqual(outcome({ lines: of(50) }), [...first, '50 commands and messages of this run.', NEW]);
            assert.deepEqual(outcome({ lines: of(53) }), [
                ...first,
                '3 more lines',
                '53 commands and messages of this run.',
                NEW,
            ]);
        });

        it('says that it is kept', () => {
            const updated = { isUpdated: true, lines: of(1) };
            assert.deepEqual(outcome(updated), [shown(0), '1 command or message of this run.', UPDATED]);
        });
    });

    it('of a run without differences has the sentence only', () => {
        const same = 'No differences to the run that was kept.';
        assert.deepEqual(outcome({ result: 'same' }), [same]);
        assert.deepEqual(outcome({ result: 'same', lines: [] }), [same, EMPTY]);
        assert.deepEqual(outcome({ result: 'same', isUpdated: true }), [same, UPDATED]);
    });

    it('counts differences, with those that are not shown', () => {
        const one = { kind: 'missing', before: command(8, true) } as const;
        const line = `missing    ${shown(8)}`;
        const different = { result: 'different', differences: [one] } as const;
        assert.deepEqual(outcome(different), [line, `1 difference to the run that was kept. ${AGREED}`]);
        assert.deepEqual(outcome({ ...different, moreDifferences: 1 }), [
            line,
            '1 more differences are not shown.',
            `2 differences to the run that was kept. ${AGREED}`,
        ]);
    });

    describe('of a line', () => {
        const text = (...given: Parameters<typeof command>): string | undefined =>
            outcome({ lines: [command(...given)] })[0];
        const before = '0:01.000 "Heating" (clown-out out): ';

        for (const [name, more, wanted] of [
            ['raw text', { topic: undefined, payload: '["a/b", 1]' }, `${before}"[\\"a/b\\", 1]" (confirmed)`],
            ['no payload', { payload: undefined }, `${before}relay/i2c0-3b/set (confirmed)`],
            ['null', { payload: null }, `${before}relay/i2c0-3b/set null (confirmed)`],
            ['nothing at all', { topic: undefined, payload: undefined }, `${before}empty (confirmed)`],
            ['an empty topic', { topic: '', payload: undefined }, `${before}empty (confirmed)`],
        ] as const) {
            it(`has what was sent: ${name}`, () => assert.equal(text(1_000, true, more), wanted));
        }

        for (const [ended, wanted] of [
            ['sent', 'sent'],
            ['confirmed', 'confirmed'],
            ['responded', 'response received'],
            ['pending', 'pending at the end'],
            ['not-connected', 'failed: not-connected'],
            ['toString', 'failed: toString'],
            [undefined, 'received'],
        ] as const) {
            it(`has how it has ended: ${ended}`, () => {
                assert.equal(
                    text(1_000, true, { outcome: ended }),
                    `${before}relay/i2c0-3b/set {"state":true} (${wanted})`,
                );
            });
        }

        it('is shortened', () => {
            const long = 'n'.repeat(500);
            const name = `${'n'.repeat(80)}…`;
            const part = `${'n'.repeat(200)}…`;
            const payload = `"${'n'.repeat(199)}…`;
            assert.equal(
                text(1_000, true, { name: long, node: long, type: long, topic: long, payload: long }),
                `0:01.000 "${name}" (${name} ${name}): ${part} ${payload} (confirmed)`,
            );
        });
    });

    it('shortens the names and messages of its lists', () => {
        const long = 'm'.repeat(500);
        const name = `${'m'.repeat(80)}…`;
        const node = { node: 'n', type: 'function', name: '' };
        const head = lines({
            unmatched: [{ ...node, topic: long }],
            errors: [{ ...node, at: 0, message: long }],
            silentHubs: [{ ...node, name: long }],
        });
        assert.deepEqual(head.slice(1, 8), [
            'No recording is played for these hubs. Commands to them cannot be confirmed:',
            `  "${name}" (function n)`,
            'These match nothing in this recording:',
            `  ${name} (function (n))`,
            'Errors of nodes, which are not compared:',
            `  0:00.000 function (n): ${'m'.repeat(300)}…`,
            '',
        ]);
    });

    it('names the time zone of a run that was kept without one as it does another', () => {
        const zones = { timeZone: 'UTC', ownTimeZone: 'Asia/Tokyo' };
        assert.equal(lines({ ...zones, keptTimeZone: undefined })[1], 'Times of day are those of the time zone UTC.');
    });

    it('is in the language of its texts', () => {
        assert.equal(lines({ result: 'same' }, 'cs').at(-2), 'Žádné rozdíly proti uloženému běhu.');
    });
});
