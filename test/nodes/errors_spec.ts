// Reports of the connection: in the log, to Catch and to Status nodes, once for each change.

import assert from 'node:assert/strict';
import type { Simulator } from '../../src/simulator';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { until } from '../support/wait.js';
import { translate } from './support/catalogue';
import { hubAt, inNode, listeners, outNode, tab } from './support/flows';
import { linked } from './support/links';
import { retriesQuickly } from './support/quick-retries';
import {
    become,
    clownOf,
    deploy,
    ERROR,
    errorOf,
    INFO,
    load,
    logged,
    type Message,
    messagesAt,
    received,
    settled,
    unload,
} from './support/runtime';

const CONNECTED = translate('clown-hub.log.connected', { hub: 'Attic' });
const LOST = /^No connection to Attic: .+\. Retrying\.$/;
const BACK = /^Connected to Attic again after \d+ s\.$/;

describe('reports of the connection', () => {
    retriesQuickly();
    let hub: Simulator;

    beforeEach(async () => {
        hub = await startSilentHub();
    });

    leavesNothing(unload);

    /** Makes the hub fail that many attempts, and come back. */
    async function outage(attempts: number): Promise<void> {
        const connections = hub.connections;
        const before = hub.attempts;
        hub.fault({ kind: 'refuse', status: 503 });
        hub.dropAll();
        await until(() => hub.attempts >= before + attempts, `${attempts} attempts`);
        hub.fault(null);
        await until(() => hub.connections > connections, 'the return');
    }

    /** What a hub has logged for owners. */
    const lines = (): string[] => logged('hub', INFO);

    describe('in the log [P4]', () => {
        it('an outage of many attempts: one line for lost, one for back', async () => {
            await load([tab(), hubAt(hub), ...inNode(), outNode()]);
            await linked(hub);
            await outage(6);
            await become(() => lines().length >= 3, 'three lines');
            assert.equal(lines()[0], CONNECTED);
            // It dropped, and then refused: the same outage, reported once.
            assert.match(lines()[1] ?? '', LOST);
            assert.match(lines()[2] ?? '', BACK);
            assert.equal(lines().length, 3);
            assert.equal(logged('hub', ERROR).length, 1);
        });

        it('an outage that turns out to need the owner is reported as such', async () => {
            await load([tab(), hubAt(hub), ...inNode()]);
            await linked(hub);
            hub.fault({ kind: 'refuse', status: 401 });
            hub.dropAll();
            await become(() => logged('hub', ERROR).length >= 2, 'the second line');
            assert.match(logged('hub', ERROR)[1] ?? '', /HTTP 401/);
        });

        it('a hub that keeps connecting and disconnecting is reported once', async () => {
            hub.on('connect', () => setImmediate(() => hub.dropAll()));
            await load([tab(), hubAt(hub), ...inNode()]);
            await until(() => hub.connections >= 6, '6 connections');
            const [first, second, third, ...more] = lines();
            assert.equal(first, CONNECTED);
            assert.match(second ?? '', LOST);
            assert.match(third ?? '', BACK);
            assert.deepEqual(more, []);
        });

        it('a hub that was never reachable is reported once', async () => {
            hub.fault({ kind: 'refuse', status: 503 });
            await load([tab(), hubAt(hub), ...inNode(), outNode()]);
            await until(() => hub.attempts >= 5, '5 attempts');
            assert.equal(lines().length, 1);
            assert.match(lines()[0] ?? '', LOST);
            assert.deepEqual([...logged('in', INFO), ...logged('out', INFO)], []);
        });

        it('one line when it is disconnected on purpose', async () => {
            await load([tab(), hubAt(hub), ...inNode()]);
            await linked(hub);
            await deploy([tab(), hubAt(hub)]);
            assert.deepEqual(lines(), [CONNECTED, translate('clown-hub.log.disconnected', { hub: 'Attic' })]);
        });

        it('quiet: nothing, and nothing to Catch nodes', async () => {
            await load([tab(), hubAt(hub, { quiet: true }), ...inNode(), ...listeners([])]);
            await linked(hub);
            await outage(3);
            await linked(hub, 2);
            await deploy([tab(), hubAt(hub, { quiet: true }), ...listeners([])]);
            assert.deepEqual(lines(), []);
            assert.deepEqual(received('f1-catch-sink'), []);
        });
    });

    describe('to the flows that use the hub [P5]', () => {
        const flow = (url: Simulator) => [
            tab('f1'),
            tab('f2'),
            tab('f3'),
            hubAt(url),
            ...inNode('in'),
            outNode('out'),
            outNode('out1'),
            ...inNode('in2', { z: 'f2' }),
            ...['f1', 'f2', 'f3'].flatMap((z) => listeners([], z)),
        ];
        const fromHub = (id: string): Message[] =>
            received(id).filter((msg) => (msg.status as { source: { id: string } }).source.id === 'hub');

        it('a lost connection: once to each Catch node, whatever the number of users; none without users', async () => {
            await load(flow(hub));
            await linked(hub);
            await outage(1);
            for (const z of ['f1', 'f2']) {
                const [caught] = await messagesAt(`${z}-catch-sink`, 1);
                const { source, message, code } = errorOf(caught);
                assert.equal(source.id, 'hub');
                assert.match(message, LOST);
                // From Node-RED 4.1 on.
                if (code !== undefined) assert.equal(code, 'dropped');
                assert.deepEqual(clownOf(caught), { hub: 'Attic' });
            }
            await linked(hub, 2);
            await settled();
            assert.equal(received('f1-catch-sink').length, 1);
            assert.equal(received('f2-catch-sink').length, 1);
            assert.deepEqual(received('f3-catch-sink'), []);
            assert.deepEqual(logged('hub', ERROR), []);
        });

        it('to no flow whose users were removed', async () => {
            await load(flow(hub));
            await linked(hub);
            await deploy(flow(hub).filter(({ id }) => id !== 'in2'));
            hub.dropAll();
            await messagesAt('f1-catch-sink', 1);
            await settled();
            assert.deepEqual(received('f2-catch-sink'), []);
        });

        it('bad frames: one report, however many there are, and good ones go on', async () => {
            await load(flow(hub));
            await linked(hub);
            hub.fault({ kind: 'rubbish' });
            for (let n = 0; n < 20; n++) hub.print(`["a/-", {"n": ${n}}]`);
            hub.print('["end/-", {}]');
            await become(() => received('in2-sink').some(({ topic }) => topic === 'end/-'), 'the last frame');
            for (const z of ['f1', 'f2']) {
                const [first, ...more] = received(`${z}-catch-sink`);
                assert.deepEqual(more, []);
                const { message, code } = errorOf(first);
                assert.match(
                    message,
                    /^Attic sent lines that are not valid frames \(1 since the last report\)\. The latest: /,
                );
                if (code !== undefined) assert.match(code, /^frame-/);
            }
            assert.equal(received('in-sink').filter(({ topic }) => topic === 'a/-').length, 20);
            assert.equal(hub.attempts, 1);
        });

        it('states: Status nodes receive them from the hub once, and from each node', async () => {
            await load(flow(hub));
            const states = (z: string): unknown[] =>
                fromHub(`${z}-status-sink`).map((msg) => (msg.status as { state: string }).state);
            await become(() => states('f2').includes('connected'), 'the status of the hub');
            hub.fault({ kind: 'refuse', status: 401 });
            hub.dropAll();
            await become(() => states('f2').includes('waiting'), 'the status of the hub');
            for (const z of ['f1', 'f2']) assert.deepEqual(states(z), ['connecting', 'connected', 'waiting'], z);
            assert.deepEqual(received('f3-status-sink'), []);
            const { status } = fromHub('f2-status-sink').at(-1) as { status?: Record<string, unknown> };
            assert.deepEqual([status?.fill, status?.shape, status?.code], ['red', 'ring', 'login']);
            const own = received('f1-status-sink').map((msg) => (msg.status as { source: { id: string } }).source.id);
            assert.deepEqual([...new Set(own)].sort(), ['hub', 'in', 'out', 'out1']);
        });
    });
});
