// The last messages of a hub for an editor: what it receives, and that nothing listens once it has stopped asking.

import assert from 'node:assert/strict';
import { LiveMessages } from '../../nodes/admin/live-messages';
import { type LiveLine, linesWith } from '../../nodes/editor/sidebar/live-lines';
import { LEASE_MS, MAX_LIVE } from '../../nodes/shared/views';
import type { ConnectionTap } from '../../src/connection/tap';
import type { Hub } from '../../src/hub';
import { ManualClock } from '../support/manual-clock';

describe('the last messages of a hub', () => {
    const clock = new ManualClock();
    const taps = new Set<ConnectionTap>();
    const hub = {
        tap: (tap: ConnectionTap) => {
            taps.add(tap);
            return () => taps.delete(tap);
        },
    } as unknown as Hub;
    const live = new LiveMessages(clock);
    const send = (text: string): void => {
        for (const tap of taps) tap.received(new TextEncoder().encode(text));
    };
    const texts = (after: number): string[] =>
        live.since(hub, after).messages.map(({ kind, text }) => `${kind} ${text}`);

    it('are listened to while an editor asks for them, and only then', () => {
        assert.deepEqual(live.since(hub, 0), { messages: [], last: 0 });
        assert.equal(taps.size, 1);
        send('a');
        for (const tap of taps) {
            tap.sent('b\n');
            tap.state({ name: 'disconnected' });
        }
        assert.deepEqual(texts(0), ['in a', 'out b\n', 'state disconnected']);
        assert.deepEqual(texts(2), ['state disconnected']);
        assert.deepEqual(texts(3), []);
        clock.advance(LEASE_MS - 1);
        assert.equal(live.since(hub, 3).last, 3);
        clock.advance(LEASE_MS - 1);
        assert.deepEqual([taps.size, clock.pending], [1, 1]);
        clock.advance(1);
        assert.deepEqual([taps.size, clock.pending], [0, 0]);
    });

    it('are at most so many, each of them cut, and all of them for a number of another lease', () => {
        const first = live.since(hub, 0).last;
        for (let count = 0; count < MAX_LIVE + 50; count++) send(`${count} ${'x'.repeat(5_000)}`);
        const { messages, last } = live.since(hub, 10);
        assert.deepEqual(
            [messages.length, last, messages[0]?.text.slice(0, 3)],
            [MAX_LIVE, first + MAX_LIVE + 50, '50 '],
        );
        assert.equal(messages[0]?.text.length, 2_000);
        for (const after of [9_999, Number.NaN, -1]) assert.equal(texts(after).length, MAX_LIVE);
        clock.advance(LEASE_MS);
        assert.equal(taps.size, 0);
    });

    it('have a line where some are missing: after the end of a lease, a restart, or too many at once', () => {
        const shown = (before: readonly LiveLine[], last: number): [string[], number, LiveLine[]] => {
            const view = live.since(hub, last);
            const lines = linesWith(before, last, view, clock.now());
            return [lines.map(({ kind, text }) => `${kind} ${text}`), view.last, lines];
        };
        clock.advance(1);
        let [texts, last, lines] = shown([], 0);
        send('a');
        [texts, last, lines] = shown(lines, last);
        assert.deepEqual(texts, ['in a']);
        clock.advance(LEASE_MS);
        // Another editor listens meanwhile, and the hub sends more than before.
        live.since(hub, 0);
        for (const text of ['b', 'c', 'd']) send(text);
        [texts, last, lines] = shown(lines, last);
        assert.deepEqual(texts, ['in a', 'gap ', 'in b', 'in c', 'in d']);
        clock.advance(LEASE_MS);
        [texts, last, lines] = shown(lines, last);
        assert.deepEqual(texts.slice(-2), ['in d', 'gap ']);
        [texts, last, lines] = shown(lines, last);
        assert.deepEqual(texts.length, 6);
        for (let count = 0; count <= MAX_LIVE; count++) send(`${count}`);
        assert.deepEqual([shown(lines, last)[0].length, shown([], last)[0][0]], [MAX_LIVE, 'in 1']);
        assert.equal(linesWith([], last, { messages: [], last: 5 }, 0)[0]?.kind, 'gap');
        clock.advance(LEASE_MS);
    });
});
