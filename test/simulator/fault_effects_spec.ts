// What each fault changes of a healthy hub, and which faults cannot be put into force.

import assert from 'node:assert/strict';
import { checkFault, effectOf, type Fault } from '../../src/simulator/simulated-faults';

describe('simulator: effects of faults', () => {
    const HEALTHY = {
        refuse: undefined,
        stall: false,
        close: undefined,
        framesLeft: Number.POSITIVE_INFINITY,
        passesFrames: true,
        obeys: true,
        pongs: true,
        rubbish: [],
        burst: undefined,
    };
    const ROWS: readonly (readonly [fault: Fault | null, changes: object])[] = [
        [null, {}],
        [{ kind: 'refuse', status: 503 }, { refuse: 503 }],
        [{ kind: 'stall' }, { stall: true }],
        [{ kind: 'drop' }, { framesLeft: 0 }],
        [{ kind: 'drop', afterFrames: 3 }, { framesLeft: 3 }],
        [{ kind: 'close', code: 1001 }, { close: { code: 1001, reason: '' } }],
        [{ kind: 'close', code: 1001, reason: 'bye' }, { close: { code: 1001, reason: 'bye' } }],
        [{ kind: 'mute' }, { passesFrames: false }],
        [{ kind: 'unsubscribed' }, { obeys: false }],
        [{ kind: 'no-pong' }, { pongs: false }],
        [{ kind: 'half-open' }, { passesFrames: false, pongs: false }],
        [{ kind: 'half-burst', frames: ['a'] }, { burst: ['a'] }],
    ];
    for (const [fault, changes] of ROWS) {
        it(JSON.stringify(fault), () => {
            assert.equal(checkFault(fault), fault);
            assert.deepEqual(effectOf(fault), { ...HEALTHY, ...changes });
        });
    }

    it('rubbish is no frame of a device', () => {
        const { rubbish, ...rest } = effectOf({ kind: 'rubbish' });
        assert.deepEqual({ ...rest, rubbish: [] }, HEALTHY);
        assert.ok(rubbish.length > 10);
        assert.ok(rubbish.some((message) => typeof message !== 'string'));
        for (const message of rubbish) {
            assert.doesNotMatch(message.toString(), /^\["[a-z-]+\/[a-z0-9-]+", \{.*: (?:true|false|\d+|\[.*\])\}\]$/);
        }
    });

    const CODES: readonly (readonly [code: number, isAllowed: boolean])[] = [
        [999, false],
        [1000, true],
        [1003, true],
        [1004, false],
        [1005, false],
        [1006, false],
        [1007, true],
        [1014, true],
        [1015, false],
        [2999, false],
        [3000, true],
        [4999, true],
        [5000, false],
    ];
    for (const [code, isAllowed] of CODES) {
        it(`a close with ${code} is ${isAllowed ? 'possible' : 'refused'}`, () => {
            const fault: Fault = { kind: 'close', code };
            if (isAllowed) assert.equal(checkFault(fault), fault);
            else {
                const message = `not a code that a WebSocket can be closed with: ${code}`;
                assert.throws(() => checkFault(fault), { name: 'TypeError', message });
            }
        });
    }

    it('a close reason has at most 123 bytes', () => {
        const close = (reason: string): Fault | null => checkFault({ kind: 'close', code: 1000, reason });
        assert.ok(close('x'.repeat(123)));
        const tooLong = { name: 'TypeError', message: 'a close reason has at most 123 bytes' };
        assert.throws(() => close('x'.repeat(124)), tooLong);
        assert.throws(() => close('é'.repeat(62)), tooLong);
    });

    it('a refusal has an HTTP status from 200 to 599', () => {
        for (const status of [200, 599]) assert.ok(checkFault({ kind: 'refuse', status }));
        for (const status of [199, 600, Number.NaN]) {
            const message = `not an HTTP status to refuse with: ${status}`;
            assert.throws(() => checkFault({ kind: 'refuse', status }), { name: 'TypeError', message });
        }
    });
});
