// Nothing is left: no timer, socket or listener after the end, however the connection was, and none more after 200
// deploys.

import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import { type WebSocket, WebSocketServer } from 'ws';
import { endHubs, startSilentHub } from '../support/hub.js';
import { noteTimers } from '../support/timers.js';
import { next, until } from '../support/wait.js';
import {
    dynamicNode,
    hubAt,
    hubNode,
    type Item,
    inNode,
    listeners,
    outNode,
    requestNode,
    tab,
    watchingNode,
} from './support/flows';
import { clients, linked, listed } from './support/links';
import { deploy, events, give, load, logLines, shows, statuses, unload } from './support/runtime';

/** Listeners on the runtime's event bus, by event. */
function busListeners(): Record<string, number> {
    const names = events.eventNames().map(String).sort();
    return Object.fromEntries(names.map((name) => [name, events.listenerCount(name)]).filter(([, count]) => count));
}

/** What mocha, its reporter and the loader of modules keep open. */
const FOREIGN = ['TTYWrap', 'PipeWrap', 'FSReqCallback', 'FSReqPromise', 'CloseReq', 'Immediate'];

/** What else keeps this process busy. */
function resources(): string[] {
    return process
        .getActiveResourcesInfo()
        .filter((name) => !FOREIGN.includes(name))
        .sort();
}

/** Waits until closed handles are released, which takes a turn or two after their `close`. */
async function resourcesBecome(wanted: readonly string[]): Promise<void> {
    const end = performance.now() + 2000;
    while (JSON.stringify(resources()) !== JSON.stringify(wanted) && performance.now() < end) {
        await new Promise((resolve) => setImmediate(resolve));
    }
    assert.deepEqual(resources(), wanted);
}

const users = (): Item[] => [
    ...inNode('in', { replay: true }),
    outNode(),
    ...inNode('in2'),
    ...watchingNode('watching', { topic: 'a/-' }),
    ...watchingNode('patient', { topic: 'a/-', silentAfter: '600' }),
    ...dynamicNode('chosen', { replay: true }),
    ...inNode('state', { listen: 'state' }),
    ...requestNode(),
    ...listeners(),
];

describe('nothing is left', () => {
    let before: { bus: Record<string, number>; resources: string[] };

    beforeEach(async () => {
        // The first load starts what Node-RED itself keeps.
        await load([tab()]);
        await unload();
        before = { bus: busListeners(), resources: resources() };
    });

    afterEach(unload);

    const situations: [name: string, prepare: () => Promise<void>][] = [
        [
            'connected',
            async () => {
                const hub = await startSilentHub();
                await load([tab(), hubAt(hub), ...users()]);
                await linked(hub);
            },
        ],
        [
            'connected, with a status that waits to be shown',
            async () => {
                const hub = await startSilentHub();
                await load([tab(), hubAt(hub), ...users()]);
                await shows('connected', 'in', 'in2', 'out');
                hub.dropAll();
                await clients(hub, 0);
            },
        ],
        [
            'connecting',
            async () => {
                const hub = await startSilentHub({ fault: { kind: 'stall' } });
                await load([tab(), hubAt(hub), ...users()]);
            },
        ],
        [
            'waiting for a retry',
            async () => {
                const hub = await startSilentHub({ fault: { kind: 'refuse', status: 401 } });
                await load([tab(), hubAt(hub), ...users()]);
                await shows('waiting', 'in');
            },
        ],
        [
            'a simulated hub that is being connected',
            async () => {
                await load([tab(), hubNode({ place: 'simulated' }), ...users()]);
            },
        ],
        [
            'a simulated hub that is connected',
            async () => {
                await load([tab(), hubNode({ place: 'simulated' }), ...users()]);
                await shows('connected', 'in');
            },
        ],
        [
            'a hub that received requests for its devices and intervals, and never responds',
            async () => {
                const hub = await startSilentHub({ devices: [], refuses: ['-/-'] });
                const intervals = [
                    { device: 'thermometer/i2c0-48', seconds: 5 },
                    { device: 'led/-', seconds: 5 },
                ];
                await load([tab(), hubAt(hub, { intervals }), ...users()]);
                await listed(hub);
            },
        ],
        [
            'a silent hub with a silent topic, chosen topics and last values',
            async () => {
                const hub = await startSilentHub();
                await load([tab(), hubAt(hub, { silence: '1' }), ...users()]);
                await listed(hub);
                give('chosen', { action: 'subscribe', topic: ['a/+', 'b/#'] });
                hub.print('["a/-", {}]');
                await shows('silent', 'in', 'watching');
            },
        ],
        [
            'a pending request',
            async () => {
                const hub = await startSilentHub();
                await load([tab(), hubAt(hub), ...users()]);
                await listed(hub);
                give('request', { topic: 'thermometer/i2c1-49/config/get', payload: {} });
                await until(() => hub.received.some((line) => line.includes('config/get')), 'the question');
            },
        ],
        [
            'a hub that does not connect by itself',
            async () => {
                const hub = await startSilentHub();
                await load([tab(), hubAt(hub, { autoConnect: false }), ...users()]);
            },
        ],
        ['a hub that cannot work', () => load([tab(), hubNode(), ...users()])],
        ['a hub without users', () => load([tab(), hubNode({ address: 'ws://127.0.0.1:9/' })])],
    ];
    for (const [name, prepare] of situations) {
        it(`after the end: ${name} [C17]`, async () => {
            await prepare();
            await unload();
            assert.deepEqual(busListeners(), before.bus);
            await resourcesBecome(before.resources);
            const counts = [statuses.length, logLines.length];
            await new Promise((resolve) => setTimeout(resolve, 50));
            assert.deepEqual([statuses.length, logLines.length], counts, 'something was counts after the end');
        });
    }

    it('within 2 s when the hub does not respond to the goodbye [C16]', async () => {
        const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
        try {
            await next(server, 'listening');
            const sockets: WebSocket[] = [];
            server.on('connection', (socket) => {
                socket.pause();
                sockets.push(socket);
            });
            const { port } = server.address() as AddressInfo;
            const flow = [tab(), hubNode({ address: `ws://127.0.0.1:${port}` }), ...users()];
            await load(flow);
            await shows('connected', 'in');
            const begin = performance.now();
            const timers = noteTimers();
            await deploy(flow, 'full');
            timers.restore();
            const took = performance.now() - begin;
            assert.ok(took > 1000, `the hub answered after ${took} ms`);
            assert.ok(timers.lengths.includes(2_000), `timers of ${timers.lengths} ms`);
            for (const socket of sockets) socket.terminate();
            await unload();
        } finally {
            server.close();
            await next(server, 'close');
        }
        await resourcesBecome(before.resources);
    });

    it('no more after 200 deploys than after the first [L2]', async () => {
        const hub = await startSilentHub();
        const flow = (version: number): Item[] => [
            tab(),
            hubAt(hub),
            ...users().map((item) => (item.id === 'in' ? { ...item, name: `version ${version}` } : item)),
        ];
        await load(flow(0));
        await linked(hub, 1);
        const first = { bus: busListeners(), resources: resources() };
        let connections = 1;
        for (let version = 1; version <= 200; version++) {
            const full = version % 4 === 0;
            await deploy(flow(version), full ? 'full' : 'nodes');
            if (full) await linked(hub, ++connections);
            assert.deepEqual(busListeners(), first.bus);
        }
        assert.equal(hub.attempts, connections);
        assert.equal(hub.clients, 1);
        // Timers: those of the hub's connection, of the watched topics, at most one status of each node.
        const timers = (names: readonly string[]): number => names.filter((name) => name === 'Timeout').length;
        const rest = (names: readonly string[]): string[] => names.filter((name) => name !== 'Timeout');
        assert.deepEqual(rest(resources()), rest(first.resources));
        assert.ok(timers(resources()) <= timers(first.resources), `${resources()}`);
        await unload();
        await endHubs();
        assert.deepEqual(busListeners(), before.bus);
        await resourcesBecome(before.resources);
    });
});
