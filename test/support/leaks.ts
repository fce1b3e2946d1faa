// Fails a test that leaves a timer, a socket, a server or a name look-up behind.

import { until } from './wait';

/** What mocha and the reporter keep open themselves. */
const FOREIGN = new Set(['TTYWrap', 'PipeWrap', 'FSReqCallback', 'FSReqPromise', 'CloseReq', 'Immediate']);

function resources(): string[] {
    return process.getActiveResourcesInfo().filter((name) => !FOREIGN.has(name));
}

/**
 * For the outermost `describe` of a file. After each test it calls what ends its parts, one after the other, and then
 * looks; other `afterEach` hooks that end something have to come before the call.
 */
export function leavesNothing(...ends: readonly (() => Promise<void> | void)[]): void {
    let before = 0;
    let listeners = 0;
    beforeEach(async () => {
        // Only now does mocha's own timer run, as it will below.
        await new Promise((resolve) => setImmediate(resolve));
        before = resources().length;
        listeners = processListeners();
    });
    afterEach(async () => {
        for (const end of ends) await end();
    });
    afterEach(async () => {
        await until(() => resources().length <= before, 'the end of all that the test began').catch((error: Error) => {
            throw new Error(`${error.message}; there are ${resources().join(', ')}`);
        });
        if (processListeners() > listeners) throw new Error('the test left listeners on the process');
    });
}

function processListeners(): number {
    return process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
}
