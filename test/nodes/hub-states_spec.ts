// The states that a hub node requests after each connect, as flows see them.

import assert from 'node:assert/strict';
import type { Simulator } from '../../src/simulator';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { hubAt, type Item, inNode, outNode, tab } from './support/flows';
import { retriesQuickly } from './support/quick-retries';
import { become, clownOf, deploy, give, load, type Message, received, settled, unload } from './support/runtime';

const RELAY = 'relay/i2c0-3b';

describe('states requested after a connect', () => {
    retriesQuickly();
    let hub: Simulator;

    beforeEach(async () => {
        hub = await startSilentHub();
    });
    leavesNothing(unload);

    const flow = (hubMore: object = {}, more: object = {}): Item[] => [
        tab(),
        hubAt(hub, { requestStates: undefined, ...hubMore }),
        ...inNode('all', { topic: 'relay/+' }),
        ...inNode('in', { topic: 'relay/+', skipRequested: true, ...more }),
        outNode('out', { command: 'relay', device: 'i2c0-3b', offline: 'queue' }),
    ];
    const all = (): Message[] => received('all-sink');
    const short = ({ topic, payload, ...msg }: Message): unknown[] => [
        topic,
        payload,
        clownOf({ topic, payload, ...msg } as Message).requested,
    ];

    it('reach clown in marked, and not the one that leaves them out; a switched relay reaches both, unmarked', async () => {
        await load(flow());
        await become(() => all().length === 2, 'two states');
        assert.deepEqual(all().map(short), [
            [RELAY, { state: null }, true],
            ['relay/i2c0-3f', { state: null }, true],
        ]);
        assert.equal(received('in-sink').length, 0);
        give('out', { payload: true });
        await become(() => received('in-sink').length === 1, 'the switched relay');
        assert.deepEqual(received('in-sink').map(short), [[RELAY, { state: true }, undefined]]);
        assert.deepEqual(all().slice(2).map(short), [[RELAY, { state: true }, undefined]]);
    });

    it('after each connect: a toggle works after a full deploy and after a reconnect', async () => {
        await load(flow());
        await become(() => all().length === 2, 'two states');
        give('out', { payload: true });
        await become(() => hub.relay(RELAY) === true, 'the relay on');
        await deploy(flow({ name: 'changed' }), 'full');
        give('out', { payload: 'toggle' });
        await become(() => hub.relay(RELAY) === false, 'the relay off');
        const before = all().length;
        hub.dropAll();
        await become(() => all().length >= before + 2, 'the states after the reconnect');
        give('out', { payload: 'toggle' });
        await become(() => hub.relay(RELAY) === true, 'the relay on again');
    });

    for (const skipRequested of [undefined, false, 'false']) {
        it(`are not left out with ${JSON.stringify(skipRequested)}`, async () => {
            await load(flow({}, { skipRequested }));
            await become(() => received('in-sink').length === 2, 'two states');
        });
    }

    it('are not requested where the hub node is not to', async () => {
        await load(flow({ requestStates: false }));
        await become(() => hub.received.some((line) => line.includes('config/list')), 'the request for the list');
        await settled();
        assert.ok(!hub.received.some((line) => line.includes('/get"')));
        assert.equal(all().length, 0);
    });
});
