// The pack's own clock, which a test moves by hand, for parts of the nodes that are tested without a Node-RED.

import { systemClock } from '../../../src/base/system-clock';
import { ManualClock } from '../../support/manual-clock';

/** For a `describe`: a new clock at zero for each test. Gives a function for the one of the present test. */
export function usesManualClock(): () => ManualClock {
    const { now, monotonic, after } = systemClock;
    let clock = new ManualClock();
    beforeEach(() => {
        clock = new ManualClock();
        Object.assign(systemClock, {
            now: () => clock.now(),
            monotonic: () => clock.monotonic(),
            after: (ms: number, run: () => void) => clock.after(ms, run),
        });
    });
    afterEach(() => {
        Object.assign(systemClock, { now, monotonic, after });
    });
    return () => clock;
}
