// clown hub: a hub that is connected, and whose bridge program has not started.

import assert from 'node:assert/strict';
import type { Simulator } from '../../src/simulator';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { NO_DEVICES } from '../support/lines.js';
import { until } from '../support/wait.js';
import { reason, translate } from './support/catalogue';
import { hubAt, inNode, listeners, outNode, requestNode, tab } from './support/flows';
import { quicken } from './support/quick-clock';
import { become, give, INFO, load, logged, received, shows, statusesOf, unload } from './support/runtime';

const RELAY = 'relay/i2c0-3b';
const TEXT = 'connected, but the bridge has not started';

describe('clown hub: a bridge that has not started', () => {
    let hub: Simulator;

    beforeEach(async () => {
        quicken(20);
        hub = await startSilentHub({ fault: { kind: 'mute' } });
    });
    leavesNothing(unload);

    const lists = (): number => hub.received.filter((line) => line.includes('"-/-/config/list"')).length;

    /** Nodes on a hub that responds only with its empty list. */
    async function begin(): Promise<void> {
        const nodes = [
            ...inNode(),
            ...inNode('state', { listen: 'state', topic: '' }),
            outNode(),
            requestNode(),
        ].flat();
        await load([tab(), hubAt(hub), ...nodes, ...listeners([])]);
        await until(() => lists() > 0, 'the device list request');
        hub.send(NO_DEVICES);
    }

    it('shows in the status of each node, as a message and in the log, until it starts [P2, R15]', async () => {
        await begin();
        await shows('not-started', 'in', 'out', 'request', 'hub');
        for (const id of ['in', 'out', 'request', 'hub']) {
            assert.deepEqual(statusesOf(id).at(-1), { fill: 'yellow', shape: 'dot', text: TEXT, state: 'not-started' });
        }
        hub.send(NO_DEVICES);
        hub.send('["led/-", {"state": "off"}]');
        await shows('connected', 'in', 'out', 'request', 'hub');
        const states = received('state-sink').map(({ payload }) => payload);
        assert.deepEqual(states, ['connecting', 'connected', 'not-started', 'connected']);
        const lines = ['connected', 'not-started', 'started'].map((key) =>
            translate(`clown-hub.log.${key}`, { hub: 'Attic' }),
        );
        assert.deepEqual(logged('hub', INFO), lines);
        assert.deepEqual(received('f1-catch-sink'), []);
    });

    it('is one line of the log, however often the hub reconnects [P4]', async () => {
        const { random } = Math;
        // Short waits between attempts.
        Math.random = () => random() / 100;
        try {
            await begin();
            await shows('not-started', 'out');
            const before = lists();
            hub.dropAll();
            await become(() => statusesOf('out').at(-1)?.state === 'connected', 'the next connection');
            await until(() => lists() > before, 'its device list request');
            hub.send(NO_DEVICES);
            await shows('not-started', 'out');
            const line = translate('clown-hub.log.not-started', { hub: 'Attic' });
            assert.equal(logged('hub', INFO).filter((one) => one === line).length, 1);
        } finally {
            Math.random = random;
        }
    });

    it('a command is an error when its time is over, and no success before', async () => {
        await begin();
        await shows('not-started', 'out');
        give('out', { topic: `${RELAY}/set`, payload: true });
        await become(() => received('f1-catch-sink').length > 0, 'the error');
        const [{ error } = {}] = received('f1-catch-sink') as { error?: { message: string } }[];
        assert.equal(error?.message, reason('not-started', { topic: `${RELAY}/set`, seconds: 10 }));
        assert.deepEqual(received('f1-complete-sink'), []);
        assert.equal(
            hub.received.some((line) => line.includes(RELAY)),
            false,
        );
    });
});
