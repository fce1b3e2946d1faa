// A program for test/leaks_spec.ts: the nodes in Node-RED, restarted or reconnected again and again, and what is there
// afterwards, as a line of JSON.

import { slopeOf } from '../../scripts/lib/slope.mjs';
import { hubAt, type Item, inNode, listeners, outNode, requestNode, tab, watchingNode } from '../nodes/support/flows';
import { clients, linked } from '../nodes/support/links';
import { quicken } from '../nodes/support/quick-clock';
import { deploy, events, forget, give, load, node, unload } from '../nodes/support/runtime';
import { startSilentHub } from './hub.js';
import { until } from './wait.js';

declare const gc: () => void;

const [kind = '', times = '100'] = process.argv.slice(2);
const ROUNDS = Number(times);
/** How often the heap is looked at. */
const LOOKS = ROUNDS >= 1000 ? 10 : 5;

const users: readonly Item[] = [
    ...inNode('in', { replay: true, showValue: true }),
    ...watchingNode('watching', { topic: 'a/-' }),
    ...requestNode(),
    outNode('out', { offline: 'queue' }),
    ...listeners(),
];

async function main(): Promise<void> {
    // The pauses before a retry are none of what is measured here.
    quicken(20);
    const hub = await startSilentHub();
    const flow = (version: number): Item[] => [
        tab(),
        hubAt(hub, { retryCeiling: '1' }),
        ...users.map((item) => (item.id === 'in' || item.id === 'out' ? { ...item, name: `${version}` } : item)),
    ];
    await load(flow(0));
    await linked(hub);
    const heap: number[] = [];
    let before: Record<string, number> = {};
    for (let round = 1; round <= ROUNDS; round++) {
        const links = hub.connections;
        if (kind === 'reconnects') {
            hub.dropAll();
            await until(() => hub.connections > links && hub.clients === 1, 'the next link', 10_000);
        } else {
            await deploy(flow(round), kind === 'full deploys' ? 'full' : 'nodes');
            await clients(hub, 1);
        }
        give('request', { topic: 'window/-/get', payload: {} });
        give('out', { topic: 'window/-/set', payload: { round } });
        hub.print(`["a/-", {"round": ${round}}]`);
        forget();
        // What comes once has come by then.
        if (round === Math.ceil(ROUNDS / LOOKS)) before = await look(heap);
        else if (round % Math.ceil(ROUNDS / LOOKS) === 0) await look(heap);
    }
    const after = await look(heap, before.Timeout);
    await unload();
    console.log(
        JSON.stringify({ times: ROUNDS, slope: perRound(heap.slice(heap.length / 2 - 1)), heap, before, after }),
    );
    process.exit(0);
}

/** Counts what is left once everything is idle; with `most` timers, if those that are there for a moment end in time. */
async function look(heap: number[], most = Number.POSITIVE_INFINITY): Promise<Record<string, number>> {
    const { hub } = node('hub') as unknown as { hub: { value: { counters: { asked: number; waiting: number } } } };
    const rests = (): boolean => hub.value.counters.asked === 0 && hub.value.counters.waiting === 0;
    await until(rests, 'the end of all questions', 10_000);
    // Statuses are shown at most twice a second, questions end after five seconds of the quick clock.
    await new Promise((resolve) => setTimeout(resolve, 700));
    forget();
    for (let turn = 0; turn < 3; turn++) {
        gc();
        await new Promise((resolve) => setImmediate(resolve));
    }
    heap.push(process.memoryUsage().heapUsed);
    // Seconds after the last frame, however busy the computer is, the hub becomes silent and a value old: the change of the
    // statuses takes half a second. A timer that stays is in the report.
    await until(() => timers() <= most, 'the end of the timers').catch(() => {});
    const found: Record<string, number> = {};
    for (const name of process.getActiveResourcesInfo()) {
        if (/TCP|Timeout|Server/.test(name)) found[name] = (found[name] ?? 0) + 1;
    }
    for (const name of events.eventNames()) found[`on ${String(name)}`] = events.listenerCount(name);
    for (const name of process.eventNames()) found[`process ${String(name)}`] = process.listenerCount(name);
    return found;
}

function timers(): number {
    return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}

/** Bytes for each round. */
function perRound(heap: readonly number[]): number {
    return slopeOf(heap.map((bytes, index) => ({ x: (index * ROUNDS) / LOOKS, y: bytes })));
}

void main();
