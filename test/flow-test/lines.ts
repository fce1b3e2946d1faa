// Lines of a run for tests.

import type { TestLine } from '../../src/flow-test/report';

/** A command of the node `out` to a relay at a moment. */
export function command(at: number, state: unknown, more: Partial<TestLine> = {}): TestLine {
    return {
        at,
        kind: 'command',
        node: 'out',
        type: 'clown-out',
        name: 'Heating',
        topic: 'relay/i2c0-3b/set',
        payload: { state },
        outcome: 'confirmed',
        ...more,
    };
}
