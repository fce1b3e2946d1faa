// What the sidebar is sent of a report.

import assert from 'node:assert/strict';
import { viewOf } from '../../nodes/flow-test/view';
import { refuse } from '../../src/base/errors';
import type { FlowTestReport, TestLine } from '../../src/flow-test/report';

const HUB = { node: 'hub', type: 'clown-hub', name: 'House' };

function line(payload: unknown, at = 1_000): TestLine {
    const node = { node: 'heat', type: 'clown-out', name: 'Heating' };
    return { ...node, at, kind: 'command', topic: 'relay/-/set', payload, outcome: 'confirmed' };
}

function report(more: Partial<FlowTestReport>): FlowTestReport {
    const lists = {
        lines: [],
        cuts: {},
        silentHubs: [],
        hubOf: {},
        unmatched: [],
        standIns: [],
        leftOut: [],
        errors: [],
        moreErrors: 0,
    };
    const differences = { differences: [], moreDifferences: 0 };
    const file = { expected: '/home/pi/a.expected.jsonl', isUpdated: false };
    const zones = { timeZone: 'UTC', keptTimeZone: undefined, ownTimeZone: 'UTC' };
    const run = { nodeRed: '4.1.0', hub: HUB, recordingMs: 9, testedMs: 99, badLines: 0, firstFault: undefined };
    return { ...lists, ...differences, ...file, ...zones, ...run, result: 'same', ...more };
}

describe('a report for the sidebar', () => {
    it('has the commands of a run with nothing to compare with, and only their number otherwise', () => {
        const lines = Array.from({ length: 60 }, (_none, index) => line({ on: index % 2 }, index));
        const first = viewOf(report({ result: 'new', lines }), 'r1', undefined);
        assert.deepEqual([first.run, first.count, first.lines.items.length, first.lines.more], ['r1', 60, 50, 10]);
        assert.deepEqual(first.lines.items[1], { ...line('', 1), payload: '{"on":1}', times: 1, lastAt: 1 });
        const same = viewOf(report({ lines }), undefined, undefined);
        assert.deepEqual([same.run, same.count, same.lines], [undefined, 60, { items: [], more: 0 }]);
        assert.ok(!JSON.stringify(same).includes('/home/pi'));
    });

    it('has equal commands as one, and counts each of those that are left out', () => {
        const lines = Array.from({ length: 156 }, (_none, index) => line(Math.floor(index / 3), index));
        const { lines: shown, count } = viewOf(report({ result: 'new', lines }), 'r1', undefined);
        assert.deepEqual([count, shown.items.length, shown.more], [156, 50, 6]);
        assert.deepEqual(shown.items[1], { ...line('', 3), payload: '1', times: 3, lastAt: 5 });
    });

    it('names the hub of each line if the flow has several', () => {
        const lines = [line({ state: true })];
        const more = { result: 'new', lines, hubOf: { heat: 'Garden' }, silentHubs: [HUB] } as const;
        const view = viewOf(report(more), 'r1', undefined);
        assert.deepEqual([view.lines.items[0]?.hub, view.silentHubs.items], ['Garden', [HUB]]);
    });

    it('has the time zone if it differs from that of the run that was kept', () => {
        assert.equal('timeZone' in viewOf(report({ keptTimeZone: 'UTC' }), 'r1', undefined), false);
        assert.deepEqual(viewOf(report({ keptTimeZone: 'Asia/Tokyo' }), 'r1', undefined).timeZone, {
            note: 'time-zone-kept',
            zone: 'UTC',
            kept: 'Asia/Tokyo',
        });
    });

    it('shows where long payloads differ', () => {
        const text = (mark: string): string => `${'a'.repeat(3_000)}${mark}${'b'.repeat(3_000)}`;
        const { differences } = viewOf(
            report({
                result: 'different',
                differences: [{ kind: 'changed', before: line(text('X')), now: line(text('Y')) }],
            }),
            'r1',
            undefined,
        );
        const [shown] = differences.items;
        for (const [part, mark] of [
            [shown?.before?.payload, 'aXb'],
            [shown?.now?.payload, 'aYb'],
        ] as const) {
            assert.match(part ?? '', new RegExp(`^…a+${mark}b+…$`));
            assert.equal(part?.length, 502);
        }
    });

    it('has each difference with what it was and what it is now, and counts those that are left out', () => {
        const { differences } = viewOf(
            report({
                result: 'different',
                differences: [
                    { kind: 'missing', before: line(1) },
                    { kind: 'additional', now: line('x'.repeat(2_000)) },
                    { kind: 'moved', before: line(undefined), now: line(undefined, 2_000) },
                    { kind: 'reordered', before: line(1), now: line(2, 2_000) },
                ],
                moreDifferences: 7,
            }),
            'r1',
            undefined,
        );
        assert.deepEqual(
            differences.items.map(({ kind, before, now }) => [kind, before?.payload, now?.payload?.length, now?.at]),
            [
                ['missing', '1', undefined, undefined],
                ['additional', undefined, 501, 1_000],
                ['moved', undefined, undefined, 2_000],
                ['reordered', '1', 1, 2_000],
            ],
        );
        assert.equal(differences.more, 7);
    });

    it('limits lists, names and messages, whatever the flow has', () => {
        const node = { ...HUB, name: 'n'.repeat(5_000) };
        const many = <T>(one: T): T[] => Array.from({ length: 80 }, () => one);
        const { standIns, leftOut, errors, unmatched } = viewOf(
            report({
                unmatched: many({ ...node, topic: 't'.repeat(5_000) }),
                standIns: many({ ...node, messages: 3, cutAt: undefined }),
                leftOut: many(node),
                errors: many({ ...node, at: 1, message: 'm'.repeat(1_000) }),
                moreErrors: 5,
            }),
            'r1',
            undefined,
        );
        assert.deepEqual([unmatched.more, unmatched.items[0]?.topic.length], [30, 200]);
        assert.deepEqual([standIns.more, leftOut.more, errors.more], [30, 30, 35]);
        assert.deepEqual(
            [standIns.items[0]?.name.length, leftOut.items[0]?.name.length, errors.items[0]?.message.length],
            [200, 200, 300],
        );
    });

    it('is complete for a run that compares nothing', () => {
        const { reason } = refuse('recording-line', { line: 4, found: '"x"' });
        const unread = { code: 'expected-newer', values: { file: 'a' } } as const;
        const none = { items: [], more: 0 };
        const view = {
            ...{ ok: true, result: 'same', nodeRed: '4.1.0', hub: HUB, count: 0, badLines: 0, silentHubs: none },
            ...{ lines: none, differences: none, unmatched: none, standIns: none, leftOut: none, errors: none },
        };
        assert.deepEqual(viewOf(report({}), undefined, undefined), view);
        assert.deepEqual(viewOf(report({ badLines: 2, firstFault: reason }), 'r1', unread), {
            ...view,
            ...{ run: 'r1', badLines: 2, firstFault: reason, unread },
        });
    });

    it('has the time zone if it is not that of the computer', () => {
        const zones = { ownTimeZone: 'Asia/Tokyo', timeZone: 'UTC' };
        assert.deepEqual(viewOf(report(zones), 'r1', undefined).timeZone, { note: 'time-zone', zone: 'UTC', kept: '' });
        const kept = viewOf(report({ ...zones, keptTimeZone: 'z'.repeat(500) }), 'r1', undefined).timeZone?.kept;
        assert.equal(kept, 'z'.repeat(200));
    });

    it('limits the name of a hub at a line', () => {
        const more = { result: 'new', lines: [line(1)], hubOf: { heat: 'h'.repeat(500) } } as const;
        assert.equal(viewOf(report(more), 'r1', undefined).lines.items[0]?.hub, 'h'.repeat(200));
    });

    describe('of a payload that is as long as can be shown, or longer,', () => {
        const shown = (before: unknown, now: unknown): unknown[] => {
            const change = { kind: 'changed', before: line(before), now: line(now) } as const;
            const { differences } = viewOf(report({ result: 'different', differences: [change] }), 'r1', undefined);
            return [differences.items[0]?.before?.payload, differences.items[0]?.now?.payload];
        };
        const a = (count: number): string => 'a'.repeat(count);

        // In JSON, a text has two characters more.
        for (const [name, before, now, wanted] of [
            ['has all of it', a(498), `${a(497)}b`, [`"${a(498)}"`, `"${a(497)}b"`]],
            ['has its beginning', `b${a(498)}`, a(499), [`"b${a(498)}…`, `"${a(499)}…`]],
            ['has its end', a(499), `${a(498)}b`, [`…${a(499)}"`, `…${a(498)}b"`]],
            [
                'has what is before a difference',
                a(1_000),
                `${a(99)}b${a(900)}`,
                [`…${a(500)}…`, `…${a(60)}b${a(439)}…`],
            ],
            ['has its end if there is no difference', a(1_000), a(1_000), [`…${a(499)}"`, `…${a(499)}"`]],
            ['has the end of one that has become shorter', a(1_000), a(700), [`…${a(499)}"`, `…${a(499)}"`]],
            ['has its beginning if there was none', undefined, a(1_000), [undefined, `"${a(499)}…`]],
        ] as const) {
            it(name, () => assert.deepEqual(shown(before, now), wanted));
        }
    });
});
