// Flows that request a new connection in a loop: few attempts, few lines of the log.

import assert from 'node:assert/strict';
import { REQUESTS } from '../../src/connection/retries';
import type { Simulator } from '../../src/simulator';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { hubAt, type Item, inNode, outNode, tab } from './support/flows';
import { become, load, logLines, received, unload } from './support/runtime';

const LOOP_MS = 1_500;

describe('a flow that requests a new connection in a loop [C5, C9, P4]', () => {
    let hub: Simulator;

    leavesNothing(unload);

    /** Sends what this function returns to the hub, for each change of the connection. */
    const loop = (func: string): Item[] => [
        tab(),
        hubAt(hub),
        ...inNode('state', { listen: 'state', wires: [['state-sink', 'again']] }),
        { id: 'again', type: 'function', z: 'f1', func, outputs: 1, libs: [], wires: [['out']] },
        outNode(),
    ];
    const lines = (): string[] =>
        logLines.filter(({ id, level }) => id === 'hub' && level <= 40).map(({ msg }) => String(msg));

    async function run(func: string, state: string): Promise<void> {
        await load(loop(func), {}, ['function/10-function.js']);
        await become(() => received('state-sink').some(({ payload }) => payload === state), `the state ${state}`);
        await new Promise((resolve) => setTimeout(resolve, LOOP_MS));
    }

    const RECONNECT = (state: string): string => `return msg.payload === '${state}' ? { action: 'reconnect' } : null;`;

    it('reconnect whenever it waits, while the login is refused', async () => {
        hub = await startSilentHub({ fault: { kind: 'refuse', status: 401 } });
        await run(RECONNECT('waiting'), 'waiting');
        assert.equal(hub.attempts, 1 + REQUESTS);
        assert.equal(lines().length, 1, lines().join());
        const states = received('state-sink').map(({ payload }) => payload);
        assert.deepEqual(
            states.slice(-4),
            ['connecting', 'waiting', 'connecting', 'waiting'],
            'each change is reported',
        );
    });

    it('disconnect and connect whenever it waits, while the login is refused', async () => {
        hub = await startSilentHub({ fault: { kind: 'refuse', status: 401 } });
        const func = "return msg.payload === 'waiting' ? [[{ action: 'disconnect' }, { action: 'connect' }]] : null;";
        await run(func, 'waiting');
        assert.equal(hub.attempts, 1 + REQUESTS);
        assert.ok(lines().length <= 4, lines().join());
    });

    it('reconnect whenever it is connected', async () => {
        hub = await startSilentHub();
        await run(RECONNECT('connected'), 'connected');
        assert.equal(hub.attempts, 1 + REQUESTS);
        assert.ok(lines().length <= 5, lines().join());
    });
});
