// The start of a bridge as it really goes: two readers, empty lists and commands that are lost (clown-talk, section 4).

import assert from 'node:assert/strict';
import { ModelHub } from '../support/model-hub';

const RELAY = 'relay/i2c0-3b';
const STARTS = 500;

describe('hub: start of the bridge', () => {
    // They compute for seconds, and longer on a busy machine.

    it(`of ${STARTS} connections none is without a reading after 15 s`, () => {
        const late: number[] = [];
        for (let seed = 0; seed < STARTS; seed++) {
            const at = new ModelHub({}, seed).firstOf('thermometer/+', 15_000);
            if (at === undefined) late.push(seed);
        }
        assert.deepEqual(late, []);
    });

    it('a command that was waiting for the connection is carried out, or fails', () => {
        const lost: number[] = [];
        let waited = 0;
        for (let seed = 0; seed < STARTS; seed++) {
            const { hub, clock, program, states } = new ModelHub({}, seed);
            let fault: unknown;
            const sendOptions = { owner: {}, policy: { kind: 'fail' } } as const;
            hub.publish(`${RELAY}/set`, true, (reason) => (fault = reason), sendOptions);
            clock.advance(30_000);
            if (states.some((state) => state.name === 'connected' && state.notStarted)) waited++;
            const isDone = program.board.memory(RELAY).state === true;
            if (!isDone && fault === undefined) lost.push(seed);
        }
        // What is left are hubs that seem silent, for both list requests were lost as well: nothing is held up for
        // these.
        assert.ok(lost.length <= STARTS / 100, `lost with the seeds ${lost.join(', ')}`);
        assert.ok(waited > 0, 'some of them waited for the bridge');
    });
});
