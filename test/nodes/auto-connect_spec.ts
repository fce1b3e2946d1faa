// clown hub that does not connect by itself: what connects it, and until when.

import assert from 'node:assert/strict';
import type { Simulator } from '../../src/simulator';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { reason } from './support/catalogue';
import { dynamicNode, hubAt, type Item, inNode, listeners, outNode, requestNode, tab } from './support/flows';
import { clients, commanded, linked } from './support/links';
import { retriesQuickly } from './support/quick-retries';
import {
    deploy,
    errorOf,
    give,
    INFO,
    load,
    logged,
    messagesAt,
    received,
    settled,
    shows,
    statusesOf,
    unload,
} from './support/runtime';

describe('clown hub: connecting by itself [C11]', () => {
    retriesQuickly();
    let hub: Simulator;

    beforeEach(async () => {
        hub = await startSilentHub();
    });

    leavesNothing(unload);

    const flow = (autoConnect: unknown, name = ''): Item[] => [
        tab(),
        hubAt(hub, { autoConnect }),
        ...dynamicNode('in', { name }),
        outNode('out', { command: 'led', device: '-' }),
        ...requestNode('request', { command: 'get', device: 'led/-' }),
        ...listeners(['out']),
    ];

    for (const value of [true, undefined, null, 'true']) {
        it(`it does with ${JSON.stringify(value)}, as hubs of the first release`, async () => {
            await load(flow(value));
            await linked(hub);
        });
    }

    it('it does not with "false", the value of a variable', async () => {
        await load(flow('false'));
        await shows('disconnected', 'in');
        assert.equal(hub.attempts, 0);
    });

    describe('switched off', () => {
        beforeEach(async () => {
            await load(flow(false));
        });

        it('no connection is attempted; every node shows that, and the log stays empty', async () => {
            await shows('disconnected', 'in', 'out', 'request', 'hub');
            for (const id of ['in', 'out', 'request']) {
                assert.deepEqual(statusesOf(id), [
                    { fill: 'grey', shape: 'ring', text: 'not connected', state: 'disconnected' },
                ]);
            }
            await settled();
            assert.equal(hub.attempts, 0);
            assert.deepEqual(logged('hub', INFO), []);
        });

        it('what is sent meanwhile fails', async () => {
            give('out', { payload: 'on' });
            give('request', {});
            const caught = await messagesAt('f1-catch-sink', 2);
            for (const msg of caught) assert.equal(errorOf(msg).message, reason('not-connected'));
            assert.equal(hub.attempts, 0);
        });

        for (const id of ['in', 'out', 'request']) {
            it(`a message to ${id} connects, for all nodes [C12]`, async () => {
                give(id, { action: 'connect' });
                await linked(hub);
                await shows('connected', 'in', 'out', 'request');
                give('out', { payload: 'on' });
                await commanded(hub, '["led/-/set", {"state":"on"}]');
                give(id, { action: 'connect' });
                await settled();
                assert.equal(hub.attempts, 1);
            });
        }

        it('a command right after connect waits for that connection', async () => {
            give('out', { action: 'connect' });
            give('out', { payload: 'on' });
            await commanded(hub, '["led/-/set", {"state":"on"}]');
            assert.deepEqual(received('f1-catch-sink'), []);
        });

        it('reconnect connects too', async () => {
            give('out', { action: 'reconnect' });
            await linked(hub);
            assert.equal(hub.attempts, 1);
        });

        it('a requested connection is maintained until a message disconnects it', async () => {
            give('out', { action: 'connect' });
            await linked(hub);
            hub.dropAll();
            await linked(hub, 2);
            give('out', { action: 'disconnect' });
            await clients(hub, 0);
            await shows('disconnected', 'in', 'out', 'request');
            await settled();
            assert.equal(hub.attempts, 2);
        });

        it('disconnected while it waits for a retry: no more attempts', async () => {
            hub.fault({ kind: 'refuse', status: 503 });
            give('out', { action: 'connect' });
            await shows('waiting', 'out');
            give('out', { action: 'disconnect' });
            await shows('disconnected', 'out');
            hub.fault(null);
            const { attempts } = hub;
            await new Promise((resolve) => setTimeout(resolve, 1_200));
            assert.equal(hub.attempts, attempts);
        });

        it('deploys of other nodes change nothing, in either state', async () => {
            await deploy(flow(false, 'one'));
            await settled();
            assert.equal(hub.attempts, 0);
            give('out', { action: 'connect' });
            await linked(hub);
            await deploy(flow(false, 'two'));
            await settled();
            assert.deepEqual([hub.attempts, hub.clients], [1, 1]);
            give('out', { action: 'disconnect' });
            await clients(hub, 0);
            await deploy(flow(false, 'three'));
            await settled();
            assert.deepEqual([hub.attempts, hub.clients], [1, 0]);
        });

        it('a full deploy resets that', async () => {
            give('out', { action: 'connect' });
            await linked(hub);
            await deploy(flow(false), 'full');
            await clients(hub, 0);
            await settled();
            assert.equal(hub.attempts, 1);
            assert.equal(statusesOf('out').at(-1)?.state, 'disconnected');
        });

        it('switched on by a deploy of the hub: connects at once', async () => {
            await deploy(flow(true));
            await linked(hub);
        });
    });

    it('a hub that connects by itself and was disconnected stays so over deploys of other nodes', async () => {
        await load(flow(true));
        await linked(hub);
        give('out', { action: 'disconnect' });
        await clients(hub, 0);
        await deploy(flow(true, 'changed'));
        await deploy([...flow(true, 'changed'), ...inNode('more')]);
        await settled();
        assert.deepEqual([hub.attempts, hub.clients], [1, 0]);
        assert.equal(statusesOf('more').at(-1)?.state, 'disconnected');
        await deploy(flow(true), 'full');
        await linked(hub, 2);
    });

    it('without a user no connection is attempted, and no message can request it [C2]', async () => {
        await load([tab(), hubAt(hub, { autoConnect: false })]);
        await settled();
        assert.equal(hub.attempts, 0);
        assert.deepEqual(received('f1-catch-sink'), []);
    });
});
