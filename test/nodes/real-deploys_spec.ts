// Deploys in a real Node-RED, through its admin API: what our hub does over them, with the real texts, and what the
// core WebSocket client does beside it.

import assert from 'node:assert/strict';
import type { Simulator } from '../../src/simulator';
import { endHubs, startSilentHub } from '../support/hub.js';
import type { NodeRed } from '../support/node-red.js';
import { until } from '../support/wait.js';
import { hubAt, type Item, inNode, outNode, tab } from './support/flows';
import { clients } from './support/links';
import { deployReal, probe, probed, probedAt, startReal, stopReal, withProbes } from './support/real';

const AT = { x: 100, y: 100 };

describe('deploys in a real Node-RED', () => {
    let nodeRed: NodeRed;
    let hub: Simulator;
    let version: string;
    /** Whether the core WebSocket client of this Node-RED opens more sockets than one. */
    let opensMany: boolean;

    before(async () => {
        nodeRed = await startReal({ flows: [tab()] });
        ({ version } = (await nodeRed.getJson('settings')) as { version: string });
        opensMany = Number.parseInt(version, 10) >= 5;
    });

    beforeEach(async () => {
        // Sends each line to every client, also to one that never starts it, as the core client never does.
        hub = await startSilentHub({ broker: true });
    });

    afterEach(async () => {
        await deployReal(nodeRed, [tab()], 'full');
        await endHubs();
    });

    after(stopReal);

    /** Sends numbered frames until it is stopped; then gives their number. */
    function pump(...hubs: Simulator[]): () => number {
        let count = 0;
        const timer = setInterval(() => {
            for (const one of hubs) one.print(`["count/-", {"n": ${count}}]`);
            count++;
        }, 2);
        return () => {
            clearInterval(timer);
            return count;
        };
    }

    const numbers = (id: string): unknown[] => probed(nodeRed, id).map(({ payload }) => payload);
    const counting = { topic: 'count/-', output: 'quantity', quantity: 'n' };

    for (const type of ['nodes', 'flows'] as const) {
        it(`deploys of modified ${type}: one connection, no frame lost or doubled [C3]`, async () => {
            // The steady node is in a flow of its own: what Node-RED has on its way to a node it stops is lost.
            const flow = (round: number): Item[] => {
                const changing = ['in', 'out', 'other'][round % 3];
                const items = [
                    tab('f1'),
                    tab('f2'),
                    hubAt(hub),
                    ...inNode('in', counting),
                    outNode(),
                    ...inNode('other', { topic: 'x/-' }),
                    ...inNode(`steady-${type}`, { ...counting, z: 'f2' }),
                ];
                return withProbes(
                    items.map((item) => (item.id === changing ? { ...item, name: `round ${round}` } : item)),
                );
            };
            await deployReal(nodeRed, flow(0), 'full');
            await clients(hub, 1);
            const stop = pump(hub);
            for (let round = 1; round <= 12; round++) await deployReal(nodeRed, flow(round), type);
            const count = stop();
            const sink = `steady-${type}-sink`;
            await probedAt(nodeRed, sink, count);
            hub.print('["count/-", {"n": "end"}]');
            await until(() => numbers(sink).at(-1) === 'end', 'the last frame');
            const got = numbers(sink).slice(0, -1);
            assert.deepEqual(
                got,
                Array.from({ length: got.length }, (_, at) => count - got.length + at),
            );
            assert.equal(got.length, count);
            assert.deepEqual([hub.connections, hub.clients], [1, 1]);
        });
    }

    it('a type that is missing for a while: what runs goes on [R13]', async () => {
        const flow = withProbes([tab(), hubAt(hub), ...inNode('missing', { topic: 'a/-' })]);
        await deployReal(nodeRed, flow, 'full');
        await clients(hub, 1);
        const waits = /Queue for missing types|missing-types|no-such-type/;
        const answer = await fetch(new URL('flows', nodeRed.url), {
            method: 'POST',
            headers: { 'content-type': 'application/json', 'node-red-deployment-type': 'nodes' },
            body: JSON.stringify([...flow, { id: 'odd', type: 'no-such-type', z: 'f1', ...AT, wires: [] }]),
        });
        assert.ok(answer.ok);
        await until(() => waits.test(nodeRed.log()), 'the log line of missing types');
        hub.print('["a/-", {"n": 1}]');
        await probedAt(nodeRed, 'missing-sink', 1);
    });

    it('side by side with the core WebSocket client [C1, C2, C3]', async () => {
        const theirs = await startSilentHub({ broker: true });
        const client = {
            id: 'client',
            type: 'websocket-client',
            path: theirs.url,
            tls: '',
            wholemsg: 'false',
            hb: '0',
            subprotocol: '',
            headers: [],
        };
        const theirNode = (id: string, more: object = {}): Item => {
            const type = id.includes('in') ? 'websocket in' : 'websocket out';
            return { id, type, z: 'f1', name: '', server: '', client: 'client', ...AT, wires: [], ...more };
        };
        const flow = (round: number): Item[] => [
            tab(),
            hubAt(hub),
            client,
            outNode('out1'),
            outNode('out2'),
            ...withProbes(inNode('ours', { ...counting, name: `round ${round}` })),
            theirNode('ws-out1'),
            theirNode('ws-out2'),
            theirNode('ws-in', { name: `round ${round}`, wires: [['theirs-sink']] }),
            probe('theirs-sink'),
        ];
        await deployReal(nodeRed, flow(0), 'full');
        await clients(hub, 1);
        await until(() => theirs.clients > 0, 'the core client');
        for (let round = 1; round <= 3; round++) {
            const before = theirs.connections;
            await deployReal(nodeRed, flow(round), 'nodes');
            if (opensMany) await until(() => theirs.connections > before, 'one more socket of the core client');
        }
        for (const n of [1, 2]) for (const one of [hub, theirs]) one.print(`["count/-", {"n": ${n}}]`);
        const copies = theirs.clients;
        const lines = (await probedAt(nodeRed, 'theirs-sink', 2 * copies)).map(({ payload }) => String(payload));
        await probedAt(nodeRed, 'ours-sink', 2);

        assert.deepEqual([hub.connections, hub.clients], [1, 1]);
        assert.deepEqual(numbers('ours-sink'), [1, 2]);
        // Node-RED 5: two Out nodes before an In node connect once each, and each deploy of the In node once more; how
        // many are alive at one moment is chance, that they are several is not.
        console.log(`        Node-RED ${version}: ${copies} socket(s) of the core client, 1 of ours`);
        assert.equal(copies > 1, opensMany, `${copies} sockets of the core client in Node-RED ${version}`);
        const first = lines.filter((line) => line === '["count/-", {"n": 1}]');
        assert.equal(first.length, copies, `copies of a frame in Node-RED ${version}`);
    });

    it('without a user: no connection, where the core client of Node-RED 3 and 4 connects [C2]', async () => {
        const theirs = await startSilentHub({ broker: true });
        const client = { id: 'client', type: 'websocket-client', path: theirs.url, wholemsg: 'false', hb: '0' };
        await deployReal(nodeRed, [tab(), hubAt(hub), client], 'full');
        if (!opensMany) await until(() => theirs.clients === 1, 'the core client');
        assert.deepEqual([hub.attempts, theirs.attempts], [0, opensMany ? 0 : 1]);
    });
});
