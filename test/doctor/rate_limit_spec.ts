// How often a connection check may run.

import assert from 'node:assert/strict';
import type { Reason } from '../../src/base/errors';
import { CHECKS_PER_MINUTE, RateLimit } from '../../src/doctor/rate-limit';

describe('rate limit of connection checks [T10]', () => {
    const codeOf = (turn: ReturnType<RateLimit['take']>): string => {
        if (!turn.ok) return turn.reason.code;
        turn.value();
        return 'ok';
    };

    it('one at a time', () => {
        const turns = new RateLimit(() => 0);
        const first = turns.take();
        assert.ok(first.ok);
        assert.equal(codeOf(turns.take()), 'check-busy');
        first.value();
        assert.equal(codeOf(turns.take()), 'ok');
    });

    it('a few in a minute, whichever minute that is, and the error contains how long to wait', () => {
        let now = 0;
        const turns = new RateLimit(() => now);
        for (let count = 0; count < CHECKS_PER_MINUTE; count++) {
            assert.equal(codeOf(turns.take()), 'ok');
            now += 1_000;
        }
        const refused = turns.take();
        assert.ok(!refused.ok);
        assert.deepEqual(refused.reason, { code: 'check-often', params: { limit: CHECKS_PER_MINUTE, seconds: 50 } });
        now = 60_000;
        assert.equal(codeOf(turns.take()), 'ok');
        assert.equal(codeOf(turns.take()), 'check-often');
    });

    it('a minute after a check, it counts no more', () => {
        let now = 500;
        const turns = new RateLimit(() => now);
        const limited = (): Reason['params'] | undefined => {
            const turn = turns.take();
            if (!turn.ok) return turn.reason.params;
            turn.value();
            return undefined;
        };
        for (let count = 0; count < CHECKS_PER_MINUTE; count++) assert.equal(limited(), undefined);
        now += 59_999;
        assert.deepEqual(limited(), { limit: CHECKS_PER_MINUTE, seconds: 1 });
        now += 1;
        for (let count = 0; count < CHECKS_PER_MINUTE; count++) assert.equal(limited(), undefined);
        assert.deepEqual(limited(), { limit: CHECKS_PER_MINUTE, seconds: 60 });
    });

    it('without a clock of its own, it is that of the computer', () => {
        const turns = new RateLimit();
        for (let count = 0; count < CHECKS_PER_MINUTE; count++) assert.equal(codeOf(turns.take()), 'ok');
        assert.equal(codeOf(turns.take()), 'check-often');
    });
});
