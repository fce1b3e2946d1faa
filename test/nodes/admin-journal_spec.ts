// What is remembered of a hub: its events, and what a check has seen of one that does not run.

import assert from 'node:assert/strict';
import { Journal, MAX_EVENTS } from '../../nodes/admin/journal';
import { MAX_REMEMBERED, REMEMBERED_MS, Registry } from '../../nodes/admin/registry';
import type { TopicsView } from '../../nodes/shared/views';
import { type ReasonCode, refuse } from '../../src/base/errors';
import type { HubState } from '../../src/hub-types';
import { ManualClock } from '../support/manual-clock';

const { reason: CAUSE } = refuse('refused');
const connecting = (attempt: number): HubState => ({ name: 'connecting', attempt });
const waiting = (attempt: number, code: ReasonCode = 'refused'): HubState => {
    return { name: 'waiting', attempt, retryAt: 0, cause: refuse(code).reason };
};
const connected: HubState = { name: 'connected', since: 1 };

function bench() {
    const clock = new ManualClock();
    const journal = new Journal(clock);
    const words = (): string[] =>
        journal.events.map(({ word, reason }) => [word, reason?.code].filter(Boolean).join(' '));
    return { clock, journal, words };
}

describe('the journal of a hub', () => {
    it('records changes of state, and an outage once for each cause, whatever the number of attempts [P7]', () => {
        const { clock, journal, words } = bench();
        const states = [
            connecting(1),
            connected,
            waiting(2),
            connecting(2),
            waiting(3),
            connecting(3),
            waiting(4, 'login'),
        ];
        for (const state of [...states, connecting(4), connected, { name: 'disconnected' } as const]) {
            clock.advance(10);
            journal.state(state);
        }
        assert.deepEqual(words(), [
            'connecting',
            'connected',
            'waiting refused',
            'waiting login',
            'connected',
            'disconnected',
        ]);
        assert.deepEqual(journal.lastError, {
            time: 70,
            kind: 'state',
            word: 'waiting',
            reason: refuse('login').reason,
        });
    });

    it('knows when the last try failed, though it is no event of its own', () => {
        const { clock, journal } = bench();
        journal.state(waiting(1));
        clock.advance(50);
        journal.state(waiting(2));
        assert.deepEqual(journal.lastError, { time: 50, kind: 'state', word: 'waiting', reason: CAUSE });
        assert.equal(journal.events.length, 1);
    });

    it('records a silence once, and its end', () => {
        const { journal, words } = bench();
        for (const silentMs of [1000, 2000, undefined, 1000]) {
            journal.state(silentMs === undefined ? connected : { ...connected, silentMs });
        }
        assert.deepEqual(words(), ['silent', 'connected', 'silent']);
    });

    it('names a hub whose readings arrive and whose commands do not, unless it is silent as well', () => {
        const { journal, words } = bench();
        journal.state({ ...connected, isOneWay: true });
        journal.state({ ...connected, isOneWay: true, silentMs: 1000 });
        journal.state({ ...connected, isOneWay: true });
        journal.state(connected);
        assert.deepEqual(words(), ['one-way', 'silent', 'one-way', 'connected']);
    });

    it('records faults and intervals, and invalid settings', () => {
        const { journal } = bench();
        journal.fault(refuse('frame-flood', { limit: 1 }).reason);
        journal.interval(refuse('no-answer', { topic: 'x', seconds: 2 }).reason);
        journal.invalid(refuse('address-missing').reason);
        assert.deepEqual(
            journal.events.map(({ kind, word, reason }) => [kind, word, reason?.code]),
            [
                ['fault', undefined, 'frame-flood'],
                ['interval', undefined, 'no-answer'],
                ['state', 'invalid', 'address-missing'],
            ],
        );
        assert.equal(journal.lastError, undefined);
    });

    it('dates each change of state, which is one of the hub', () => {
        const { clock, journal } = bench();
        clock.advance(7);
        journal.state(connected);
        assert.deepEqual(journal.events, [{ time: 7, kind: 'state', word: 'connected' }]);
    });

    it('keeps the last twenty [L6]', () => {
        const { clock, journal } = bench();
        for (let count = 0; count < 100; count++) {
            clock.advance(1);
            journal.fault(CAUSE);
        }
        assert.equal(journal.events.length, MAX_EVENTS);
        assert.deepEqual([journal.events[0]?.time, journal.events.at(-1)?.time], [81, 100]);
    });
});

describe('what checks have seen', () => {
    const view = (topic: string): TopicsView => {
        return { now: 0, state: { word: 'connected' }, devices: [], topics: [{ topic, time: 0, values: [] }] };
    };

    it('is sent for a hub that does not run, with the current time and without a state [E2]', () => {
        const clock = new ManualClock();
        const registry = new Registry(clock);
        registry.remember('a', view('x/1'));
        clock.advance(1000);
        const { state: _state, ...expected } = view('x/1');
        assert.deepEqual(registry.topics('a'), { ...expected, now: 1000 });
        assert.deepEqual(registry.topics('b'), { now: 1000, devices: [], topics: [] });
    });

    it('is forgotten after a while, and where there are too many [L6]', () => {
        const clock = new ManualClock();
        const registry = new Registry(clock);
        clock.advance(REMEMBERED_MS);
        for (let hub = 0; hub < MAX_REMEMBERED; hub++) registry.remember(`${hub}`, view('x/1'));
        // The one that was checked again is the latest.
        registry.remember('0', view('x/1'));
        registry.remember('one more', view('x/1'));
        assert.equal(registry.topics('0').topics.length, 1);
        assert.deepEqual(registry.topics('1').topics, []);
        assert.equal(registry.topics('2').topics.length, 1);
        registry.remember('1', view('x/1'));
        assert.equal(REMEMBERED_MS, 600_000);
        clock.advance(REMEMBERED_MS);
        assert.equal(registry.topics('1').topics.length, 1);
        clock.advance(1);
        assert.deepEqual(registry.topics('1').topics, []);
    });

    it('is replaced by a newer one', () => {
        const registry = new Registry(new ManualClock());
        registry.remember('a', view('x/1'));
        registry.remember('a', view('x/2'));
        assert.deepEqual(
            registry.topics('a').topics.map(({ topic }) => topic),
            ['x/2'],
        );
    });
});
