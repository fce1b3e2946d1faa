// A burst of a hub, with Node-RED and the hub each in a process of its own: how late Node-RED's event loop is meanwhile, for
// flows of three kinds, what its memory grows to, and that each frame comes once and in order. The same burst through
// Node-RED's own WebSocket node is measured for comparison.

import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { MAX_FRAMES_PER_TURN } from '../../src/connection/read-quota';
import type { Item } from '../nodes/support/flows';
import { root } from '../support/folders.js';
import { type NodeRed, startNodeRed } from '../support/node-red.js';
import { next, until } from '../support/wait.js';
import { recordRow } from './support/table';

const PART = 'A burst, with the hub in a process of its own';
/** `npm run test:faults` makes the whole burst, `npm test` a part of it. */
const isWhole = process.env.CLOWN_FAULT_TABLE !== undefined;
/** At the median. The values at 99% and at most depend on the other work of the machine. */
const MOST_LATE_MS = 100;
/** Of the heap of a Node-RED, with its editor and nodes. */
const MOST_HEAP_MIB = 300;

interface Burst {
    readonly name: string;
    readonly path: string;
    readonly count: number;
    /** Whether all frames are lines of one message. */
    readonly isOne?: true;
    /** Whether the hub disconnects as soon as it has sent all. */
    readonly thenEnd?: true;
    /** Not ours: measured and not judged. */
    readonly isForeign?: true;
}

interface Seen {
    readonly received: number;
    readonly disorder: number;
    /** Frames in one turn of the event loop. */
    readonly most: number;
    readonly seconds: number;
    /** How late the event loop was, in milliseconds. */
    readonly p50: number;
    readonly p99: number;
    readonly max: number;
    /** The most, in MiB. */
    readonly rss: number;
    readonly heap: number;
}

const [MANY, FEW] = isWhole ? [100_000, 100_000] : [20_000, 1_000];
/** As many of these lines as a message of 1 MiB, the most that is allowed, can hold; in the short form a part of them. */
const LINES = isWhole ? 40_000 : 20_000;
const BURSTS: readonly Burst[] = [
    { name: 'a flow that does nothing', path: 'quick', count: MANY },
    { name: 'a flow that takes 1 ms for each', path: 'slow', count: FEW },
    { name: 'a flow that waits 1 ms for each', path: 'async', count: MANY },
    { name: 'all in one message', path: 'quick', count: LINES, isOne: true },
    { name: 'the hub disconnects at once', path: 'quick', count: MANY, thenEnd: true },
];
const MORE: readonly Burst[] = [
    { name: 'all in one message, a flow that takes 1 ms for each', path: 'slow', count: 10_000, isOne: true },
    { name: "Node-RED's own websocket in, a flow that does nothing", path: 'core', count: MANY, isForeign: true },
    { name: "Node-RED's own websocket in, 1 ms for each", path: 'core-slow', count: 5_000, isForeign: true },
];

function flowOf(port: number): Item[] {
    const url = (path: string): string => `ws://127.0.0.1:${port}/${path}`;
    const meter = (id: string, way: string): Item => ({ id, z: 'tab', type: 'burst-meter', way, wires: [] });
    const ours = ['quick', 'slow', 'async'].flatMap((way): Item[] => [
        { id: `hub-${way}`, type: 'clown-hub', name: way, place: 'address', address: url(way), version: 1 },
        {
            ...{ id: `in-${way}`, z: 'tab', type: 'clown-in', hub: `hub-${way}`, listen: 'topic', topic: 'burst/-' },
            ...{ output: 'payload', silentAfter: '0', version: 1, wires: [[`meter-${way}`]] },
        },
        meter(`meter-${way}`, way),
    ]);
    const core = ['core', 'core-slow'].flatMap((way): Item[] => [
        { id: `client-${way}`, type: 'websocket-client', path: url(way), wholemsg: 'false', hb: '0' },
        {
            ...{ id: `ws-${way}`, z: 'tab', type: 'websocket in', server: '', client: `client-${way}` },
            wires: [[`json-${way}`]],
        },
        {
            ...{ id: `json-${way}`, z: 'tab', type: 'json', property: 'payload', action: '', pretty: false },
            wires: [[`take-${way}`]],
        },
        {
            ...{ id: `take-${way}`, z: 'tab', type: 'function', func: 'msg.payload = msg.payload[1]; return msg;' },
            ...{ outputs: 1, wires: [[`meter-${way}`]] },
        },
        meter(`meter-${way}`, way === 'core-slow' ? 'slow' : 'quick'),
    ]);
    return [{ id: 'tab', type: 'tab', label: 'burst' }, ...ours, ...core];
}

describe('faults: a burst, between processes', function () {
    this.timeout(isWhole ? 600_000 : 120_000);
    let hub: ChildProcess;
    let nodeRed: NodeRed | undefined;
    const joined: string[] = [];

    before(async () => {
        hub = fork(join(root, 'test/faults/support/burst-hub.mjs'), { execArgv: [] });
        const [{ port }] = (await next(hub, 'message', 'the hub', 10_000)) as [{ port: number }];
        hub.on('message', ({ joined: path }: { joined: string }) => joined.push(path));
        const nodesDir = join(root, 'test/faults/support/nodes');
        nodeRed = await startNodeRed({ linked: true, flows: flowOf(port), settings: { nodesDir } });
        await until(() => new Set(joined).size === 5, 'all clients', 10_000);
    });
    after(async () => {
        await nodeRed?.stop();
        const exited = next(hub, 'exit', 'the end of the hub');
        hub.disconnect();
        await exited;
    });

    const reports = (): string[] => [...(nodeRed?.log() ?? '').matchAll(/BURST (\{.*)/g)].map(([, json = '']) => json);

    for (const burst of isWhole ? [...BURSTS, ...MORE] : BURSTS) {
        const { name, count, isForeign } = burst;
        it(`${count.toLocaleString('en')} frames: ${name}`, async () => {
            const before = reports().length;
            hub.send(burst);
            await until(() => reports().length > before, 'the end of the burst', isWhole ? 300_000 : 60_000);
            const seen = JSON.parse(reports().at(-1) ?? '') as Seen;
            const { received, disorder, most, seconds, p50, p99, max, rss, heap } = seen;
            const lost = count - received;
            const late = `event loop late by ${p50} ms at 50%, ${p99} ms at 99%, ${max} ms at most`;
            const what = `${most} frames in a turn at most; ${late}; RSS up to ${rss} MiB, heap ${heap} MiB; ${seconds.toFixed(1)} s`;
            if (!process.env.CLOWN_FAULT_TABLE) console.log(`      ${what}`);
            recordRow({
                part: PART,
                fault: `${count.toLocaleString('en')} frames at one go: ${name}`,
                expected: isForeign
                    ? 'for comparison only'
                    : `all received, ${MAX_FRAMES_PER_TURN} in a turn, late by less than ${MOST_LATE_MS} ms at 50%`,
                errors: 'none',
                seen: what,
                ledger: `${received} of ${count} frames received, ${lost} lost, ${disorder} out of order`,
            });
            if (isForeign) return;
            assert.deepEqual({ received, disorder }, { received: count, disorder: 0 });
            // What waits in the flow itself comes when its time has come.
            if (burst.path !== 'async') assert.ok(most <= MAX_FRAMES_PER_TURN, `a turn had ${most} frames`);
            assert.ok(p50 < MOST_LATE_MS, `the event loop was late by ${p50} ms`);
            assert.ok(heap < MOST_HEAP_MIB, `the heap grew to ${heap} MiB`);
        });
    }

    it('Node-RED is stopped in the middle of a burst, and ends in good order', async () => {
        const begins = (): number => (nodeRed?.log() ?? '').split('BURST begins').length;
        const before = begins();
        hub.send({ path: 'slow', count: MANY });
        await until(() => begins() > before, 'the beginning of the burst', 10_000);
        await new Promise((resolve) => setTimeout(resolve, 300));
        assert.ok(nodeRed && !nodeRed.log().endsWith('}\n'), 'in the middle');
        const begin = performance.now();
        // Rejects where it has to be killed.
        await nodeRed.stop();
        const took = performance.now() - begin;
        const log = nodeRed.log();
        nodeRed = undefined;
        assert.ok(took < 5000, `the stop took ${took} ms`);
        assert.doesNotMatch(log, /\n +at /);
        recordRow({
            part: PART,
            fault: 'Node-RED is stopped in the middle of a burst',
            expected: 'it ends within 5 s',
            errors: 'none',
            seen: `ended after ${(took / 1000).toFixed(1)} s`,
            ledger: 'the flows have ended',
        });
    });
});
