// How long a frame waits after another one: for its topic, for topics of further commands in the same text, and for any frame.

import assert from 'node:assert/strict';
import { Pacing } from '../../src/send/pacing';
import { ManualClock } from '../support/manual-clock';

const LED = 'led/-/set';
const RELAY = 'relay/-/set';
const OTHER_RELAY = 'relay/i2c0-3b/set';

describe('pacing', () => {
    const CASES: readonly (readonly [
        what: string,
        gapMs: number,
        topics: readonly [string, ...string[]],
        hasGap: boolean,
        rests: readonly [led: number, relay: number],
    ])[] = [
        ['a frame without a pause', 0, [LED], false, [0, 0]],
        ['a frame of a hub with a pause', 30, [LED], true, [30, 30]],
        ['a relay', 0, [RELAY], true, [0, 100]],
        ['a relay of a hub with a pause', 30, [RELAY], true, [30, 100]],
        ['a relay of a hub with a longer pause', 300, [RELAY], true, [300, 300]],
        ['a relay, then one without a pause', 0, [RELAY, LED], true, [0, 100]],
        ['one without a pause, then a relay', 0, [LED, RELAY], true, [0, 100]],
        ['another relay', 0, [OTHER_RELAY], true, [0, 0]],
        ['several without a pause', 0, [LED, LED], false, [0, 0]],
    ];
    for (const [what, gapMs, [topic, ...more], hasGap, [led, relay]] of CASES) {
        it(`after ${what}`, () => {
            const clock = new ManualClock();
            const pacing = new Pacing(clock, gapMs);
            assert.equal(pacing.left(more.length > 0 ? { topic, more } : { topic }), hasGap);
            assert.deepEqual([pacing.restMs({ topic: LED }), pacing.restMs({ topic: RELAY })], [led, relay]);
            assert.equal(pacing.restMs({ topic: LED, more: [LED, RELAY] }), relay, 'the longest of all topics');
            assert.equal(pacing.restMs({ topic: RELAY, more: [LED] }), relay);
            clock.advance(99);
            assert.equal(pacing.restMs({ topic: RELAY }), Math.max(0, relay - 99));
            clock.advance(500);
            assert.equal(pacing.restMs({ topic: RELAY }), 0);
        });
    }

    it('remembers a thousand topics, and of more only those that still have to wait', () => {
        const clock = new ManualClock();
        const pacing = new Pacing(clock, 0);
        pacing.left({ topic: OTHER_RELAY });
        clock.advance(50);
        for (let more = 1; more < 1_000; more++) pacing.left({ topic: `relay/${more}/set` });
        clock.advance(49);
        pacing.left({ topic: 'relay/a/set' });
        assert.equal(pacing.restMs({ topic: OTHER_RELAY }), 1);
        clock.advance(1);
        pacing.left({ topic: 'relay/b/set' });
        assert.equal(pacing.restMs({ topic: 'relay/1/set' }), 50);
    });
});
