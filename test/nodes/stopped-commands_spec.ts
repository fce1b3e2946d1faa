// Commands that are pending when flows stop: an owner can see each of them, although the Catch nodes stop as well.

import assert from 'node:assert/strict';
import type { Simulator } from '../../src/simulator';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { until } from '../support/wait.js';
import { translate } from './support/catalogue';
import { hubAt, type Item, listeners, outNode, passingNode, requestNode, tab } from './support/flows';
import { listed } from './support/links';
import { deploy, give, load, logged, settled, unload, WARN } from './support/runtime';

const RELAY = 'relay/i2c0-3b/set';

describe('commands that are pending when flows stop', () => {
    let hub: Simulator;

    leavesNothing(unload);

    const flow = (): Item[] => [
        tab(),
        hubAt(hub),
        outNode('keeper', { offline: 'queue' }),
        ...passingNode('sure', { confirm: true }),
        ...requestNode('ask'),
        ...listeners(['keeper', 'sure', 'ask']),
    ];

    /** The lines that name pending commands. */
    function lines(): string[] {
        return logged('hub', WARN).filter((line) => line.includes('flows stopped'));
    }

    const line = (params: Readonly<Record<string, unknown>>): string =>
        translate(`clown-hub.log.${params.more === undefined ? 'stopped' : 'stopped-many'}`, {
            hub: 'Attic',
            ...params,
        });

    async function offline(): Promise<void> {
        hub = await startSilentHub({ fault: { kind: 'refuse', status: 503 } });
        await load(flow());
        await until(() => hub.attempts > 0, 'the first attempt');
    }

    it('queued commands at a full deploy: one line names their number and topics', async () => {
        await offline();
        for (const topic of [RELAY, RELAY, 'led/-/set']) give('keeper', { topic, payload: true });
        await settled();
        await deploy(flow(), 'full');
        assert.deepEqual(lines(), [line({ count: 3, topics: `${RELAY} (2×), led/-/set` })]);
    });

    it('many topics: the line names three, and how many there are besides', async () => {
        await offline();
        for (let at = 0; at < 5; at++) give('keeper', { topic: `relay/i2c0-${at}/set`, payload: true });
        await settled();
        await deploy(flow(), 'full');
        const topics = [0, 1, 2].map((at) => `relay/i2c0-${at}/set`).join(', ');
        assert.deepEqual(lines(), [line({ count: 5, topics, more: 2 })]);
    });

    it('a batch counts each of its commands', async () => {
        await offline();
        give('keeper', { topic: 'kept', payload: ['0', '1'].map((bus) => [`relay/i2c${bus}-3b/set`, true]) });
        await settled();
        await deploy(flow(), 'full');
        assert.deepEqual(lines(), [line({ count: 2, topics: 'relay/i2c0-3b/set, relay/i2c1-3b/set' })]);
    });

    it('requests and confirmations: in one line for the hub', async () => {
        hub = await startSilentHub();
        await load(flow());
        await listed(hub);
        hub.fault({ kind: 'mute' });
        give('sure', { topic: RELAY, payload: true });
        give('ask', { topic: 'led/-/get', payload: {} });
        await settled();
        await deploy(flow(), 'full');
        assert.deepEqual(lines(), [line({ count: 2, topics: `${RELAY}, led/-/get` })]);
    });

    it('when the flows end for good', async () => {
        await offline();
        give('keeper', { topic: RELAY, payload: true });
        await settled();
        await unload();
        assert.deepEqual(lines(), [line({ count: 1, topics: RELAY })]);
    });

    it('when only their node is deployed', async () => {
        await offline();
        give('keeper', { topic: RELAY, payload: true });
        await settled();
        await deploy(flow().map((item) => (item.id === 'keeper' ? { ...item, name: 'renamed' } : item)));
        assert.deepEqual(lines(), [line({ count: 1, topics: RELAY })]);
    });

    it('nothing pending: no line, also not for what the hub node itself requests', async () => {
        hub = await startSilentHub();
        hub.fault({ kind: 'mute' });
        await load([...flow().filter(({ id }) => id !== 'hub'), hubAt(hub, { requestStates: true })]);
        await until(() => hub.clients === 1, 'the connection');
        await settled();
        await deploy(flow(), 'full');
        assert.deepEqual(lines(), []);
    });
});
