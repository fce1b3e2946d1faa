// clown hub: a hub that is connected and silent, as with an unplugged Bridge Module.

import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Simulator } from '../../src/simulator';
import { startHub, startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { translate } from './support/catalogue';
import { dynamicNode, hubAt, inNode, listeners, outNode, requestNode, tab } from './support/flows';
import { clients, linked } from './support/links';
import { retriesQuickly } from './support/quick-retries';
import {
    become,
    deploy,
    give,
    INFO,
    load,
    logged,
    messagesAt,
    received,
    shows,
    statusesOf,
    unload,
} from './support/runtime';

const CONNECTED = translate('clown-hub.log.connected', { hub: 'Attic' });
const SILENT = translate('clown-hub.log.silent', { hub: 'Attic', seconds: 1 });
const RECEIVING = translate('clown-hub.log.heard', { hub: 'Attic' });

describe('clown hub: silence [R16]', () => {
    retriesQuickly();
    let hub: Simulator;

    beforeEach(async () => {
        hub = await startSilentHub();
    });

    leavesNothing(unload);

    const states = (id: string): unknown[] => statusesOf(id).map(({ state }) => state);
    const sendFrame = (): void => hub.print('["a/-", {}]');

    it('status of every node, yellow and in words, until a frame arrives [P2]', async () => {
        const nodes = [...inNode(), outNode(), requestNode()].flat();
        await load([tab(), hubAt(hub, { silence: '1' }), ...nodes, ...listeners([])]);
        await shows('silent', 'in', 'out', 'request', 'hub');
        for (const id of ['in', 'out', 'request', 'hub']) {
            assert.deepEqual(statusesOf(id).at(-1), {
                fill: 'yellow',
                shape: 'dot',
                text: 'connected, silent for 1 s',
                state: 'silent',
            });
        }
        sendFrame();
        await shows('connected', 'in', 'out', 'request', 'hub');
        assert.equal(statusesOf('in').at(-1)?.text, 'connected');
        const states = (): unknown[] =>
            received('f1-status-sink')
                .map(({ status }) => status as { state: string; source: { id: string } })
                .filter(({ source }) => source.id === 'hub')
                .map(({ state }) => state);
        await become(() => states().length >= 4, 'the messages of the Status node');
        assert.deepEqual(states(), ['connecting', 'connected', 'silent', 'connected']);
        // A silence is no error.
        assert.deepEqual(received('f1-catch-sink'), []);
        assert.equal(hub.attempts, 1);
    });

    it('in the log: one line when it falls silent, one when it is back [P4]', async () => {
        await load([tab(), hubAt(hub, { silence: '1' }), outNode()]);
        await shows('silent', 'out');
        sendFrame();
        await shows('connected', 'out');
        await shows('silent', 'out');
        assert.deepEqual(logged('hub', INFO), [CONNECTED, SILENT, RECEIVING, SILENT]);
    });

    it('a hub that is meant to be off at times: nothing in the log [P4]', async () => {
        await load([tab(), hubAt(hub, { silence: '1', quiet: true }), outNode()]);
        await shows('silent', 'out');
        sendFrame();
        await shows('connected', 'out');
        assert.deepEqual(logged('hub', INFO), []);
    });

    it('any frame counts, also if no node listens to it', async () => {
        const other = await startSilentHub();
        await load([
            tab(),
            hubAt(hub, { silence: '1' }),
            hubAt(other, { id: 'other', silence: '1' }),
            ...inNode('in', { topic: 'none/-' }),
            outNode('clock', { hub: 'other' }),
        ]);
        await linked(hub);
        const timer = setInterval(sendFrame, 200);
        try {
            await shows('silent', 'clock');
            other.print('["a/-", {}]');
            await shows('connected', 'clock');
            await shows('silent', 'clock');
        } finally {
            clearInterval(timer);
        }
        assert.ok(!states('in').includes('silent'));
        await shows('silent', 'in');
    });

    it('off with 0; much longer where nothing is set', async () => {
        const hubs = await Promise.all([startSilentHub(), startSilentHub(), startSilentHub()]);
        await load([
            tab(),
            ...hubs.map((one, at) => hubAt(one, { id: `hub${at}`, silence: [0, '0', undefined][at] })),
            hubAt(hub, { silence: '1' }),
            ...hubs.map((_, at) => outNode(`out${at}`, { hub: `hub${at}` })),
            outNode('clock'),
        ]);
        await shows('connected', 'out0', 'out1', 'out2');
        await shows('silent', 'clock');
        await pause(300);
        for (const id of ['out0', 'out1', 'out2']) assert.ok(!states(id).includes('silent'), id);
    });

    it('a lost connection takes precedence over a silence, and the time counts from the reconnect', async () => {
        await load([tab(), hubAt(hub, { silence: '1' }), outNode()]);
        await shows('silent', 'out');
        hub.fault({ kind: 'refuse', status: 503 });
        hub.dropAll();
        await shows('waiting', 'out');
        hub.fault(null);
        await become(() => states('out').at(-1) === 'connected', 'the return');
        const back = performance.now();
        await shows('silent', 'out');
        assert.ok(performance.now() - back > 400, 'silent at once');
        // No frame arrived between the two.
        assert.ok(!logged('hub', INFO).includes(RECEIVING));
        assert.equal(logged('hub', INFO).filter((line) => line === SILENT).length, 2);
    });

    it('disconnected is not silent', async () => {
        await load([tab(), hubAt(hub, { silence: '1' }), ...dynamicNode()]);
        await shows('silent', 'in');
        give('in', { action: 'disconnect' });
        await shows('disconnected', 'in');
        await clients(hub, 0);
        await pause(1_100);
        assert.equal(states('in').at(-1), 'disconnected');
    });

    it('a node that joins a silent hub shows that at once [P1], and status reports it [P6]', async () => {
        const flow = [tab(), hubAt(hub, { silence: '1' }), ...dynamicNode()];
        await load(flow);
        await shows('silent', 'in');
        await deploy([...flow, outNode()]);
        assert.deepEqual(states('out'), ['silent']);
        give('in', { action: 'status' });
        const [msg] = await messagesAt('in-sink', 1);
        const { state, silentMs } = (msg?.payload ?? {}) as { state?: string; silentMs?: number };
        assert.equal(state, 'silent');
        assert.ok(Number(silentMs) >= 1_000);
        assert.equal(hub.attempts, 1);
    });

    it('where the state of the hub is not shown, the hub itself still reports it', async () => {
        await load([tab(), hubAt(hub, { silence: '1', showStatus: false }), outNode()]);
        await shows('silent', 'hub');
        assert.deepEqual(statusesOf('out'), [{}]);
    });

    it('a Bridge Module that is unplugged, and put back: the connection stays [R16]', async () => {
        const real = await startHub({ speed: 10, bootMs: 0, startAnswer: 'at-once' });
        await load([tab(), hubAt(real, { silence: '1' }), ...inNode('in', { topic: 'thermometer/+' })]);
        await messagesAt('in-sink', 2);
        real.unplug();
        await become(() => states('in').at(-1) === 'silent', 'the silence');
        real.plug();
        await become(() => states('in').at(-1) === 'connected', 'the return');
        assert.deepEqual(logged('hub', INFO), [CONNECTED, SILENT, RECEIVING]);
        assert.equal(real.attempts, 1);
    });
});
