// A program for `npm run soak`: the nodes in Node-RED under a thousand frames a second, with a fault every few seconds, for
// the given number of minutes. Prints what the memory does, and a ledger at the end.

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { growth } from '../../scripts/lib/slope.mjs';
import { hubNode, type Item, inNode, listeners, outNode, requestNode, tab } from '../nodes/support/flows';
import { deploy, forget, give, load, node, requireFromNodeRed, unload } from '../nodes/support/runtime';
import { endGates, startGate } from './gate.js';
import { endHubs, startSilentHub } from './hub.js';

declare const gc: () => void;

interface Hooks {
    add(name: 'onComplete.soak', hook: (event: { node: { id: string }; error?: { code?: string } }) => void): void;
    add(
        name: 'onSend.soak',
        hook: (sends: readonly { source: { id: string }; msg: { payload?: unknown } }[]) => void,
    ): void;
    remove(name: string): void;
}
const { hooks } = requireFromNodeRed('@node-red/util') as { hooks: Hooks };

const [minutes = '30', each = '10'] = process.argv.slice(2);
const END = Date.now() + Number(minutes) * 60_000;
const EACH_MS = Number(each) * 1000;
const WAYS = ['out', 'keeper', 'ask'];

const given = { messages: 0, ended: 0, frames: 0, received: 0, repeated: 0 };
const ends = new Map<string, number>();
let last = -1;

function watch(): void {
    hooks.add('onComplete.soak', ({ node: { id }, error }) => {
        if (!WAYS.includes(id)) return;
        const end = error ? (error.code ?? 'no code') : 'done';
        given.ended++;
        ends.set(end, (ends.get(end) ?? 0) + 1);
    });
    hooks.add('onSend.soak', (sends) => {
        for (const { source, msg } of sends) {
            if (source.id !== 'in') continue;
            const { n } = msg.payload as { n: number };
            given.received++;
            if (n <= last) given.repeated++;
            last = n;
        }
    });
}

function rest(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
}

async function main(): Promise<void> {
    const hub = await startSilentHub();
    const gate = await startGate(hub.port);
    const address = hub.url.replace(`:${hub.port}/`, `:${gate.port}/`);
    const flow = (version: number): Item[] => [
        tab(),
        hubNode({ address, handshake: '2', heartbeat: '2', retryCeiling: '2' }),
        ...inNode('in', { topic: 'soak/-', name: `${version}` }),
        outNode('out'),
        outNode('keeper', { offline: 'queue' }),
        ...requestNode('ask', { answer: 'answer/-', timeout: '2' }),
        ...listeners(WAYS),
    ];
    hub.on('line', ({ text }) => {
        if (text.includes('/ask"')) setImmediate(() => hub.print('["answer/-", {}]'));
    });
    const faults: readonly [name: string, begin: () => unknown, end: () => unknown][] = [
        ['drop', () => gate.drop(), () => {}],
        ['reset', () => gate.drop('reset'), () => {}],
        ['cut', () => gate.cut(), () => gate.pass()],
        ['flap', () => gate.cut(), () => gate.thaw()],
        ['mute', () => hub.fault({ kind: 'half-open' }), () => hub.fault(null)],
        ['rubbish', () => hub.fault({ kind: 'rubbish' }), () => hub.fault(null)],
        ['1011', () => hub.fault({ kind: 'close', code: 1011 }), () => hub.fault(null)],
        ['502', () => hub.fault({ kind: 'refuse', status: 502 }), () => hub.fault(null)],
        ['restart', () => hub.restart(500), () => {}],
        ['deploy', () => deploy(flow(Date.now())), () => {}],
        ['full deploy', () => deploy(flow(Date.now()), 'full'), () => {}],
    ];
    await load(flow(0));
    watch();
    const pump = setInterval(() => {
        for (let count = 0; count < 10; count++) hub.print(`["soak/-", {"n": ${given.frames++}}]`);
    }, 10);
    const session = setInterval(() => {
        for (const way of WAYS) {
            try {
                give(way, { _msgid: 'm', topic: `soak/-/${way}`, payload: {} });
                given.messages++;
            } catch {
                // The node is being deployed.
            }
        }
    }, 100);
    const tidy = setInterval(forget, 1000);
    const delay = monitorEventLoopDelay({ resolution: 10 });
    delay.enable();
    const looks: { readonly minute: number; readonly rss: number }[] = [];
    const begin = Date.now();
    const count = new Map<string, number>();
    let lookAt = begin + EACH_MS;
    while (Date.now() < END) {
        const fault = faults[Math.floor(Math.random() * faults.length)];
        if (!fault) continue;
        const [name, start, end] = fault;
        count.set(name, (count.get(name) ?? 0) + 1);
        await start();
        await rest(500 + Math.random() * 4000);
        await end();
        await rest(1000 + Math.random() * 2000);
        if (Date.now() < lookAt) continue;
        lookAt += EACH_MS;
        gc();
        const { rss, heapUsed } = process.memoryUsage();
        const minute = (Date.now() - begin) / 60_000;
        looks.push({ minute, rss });
        const mib = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
        console.log(
            `${minute.toFixed(1)} min: RSS ${mib(rss)} MiB, heap ${mib(heapUsed)} MiB, ${given.received} of ${given.frames} frames received`,
        );
    }
    clearInterval(pump);
    clearInterval(session);
    gate.pass();
    hub.fault(null);
    // What waits longest is a queued command, for a minute.
    for (let tries = 0; tries < 700 && given.ended < given.messages; tries++) await rest(100);
    const { counters } = (node('hub') as unknown as { hub: { value: { counters: object } } }).hub.value;
    clearInterval(tidy);
    hooks.remove('*.soak');
    await unload();
    await endGates();
    await endHubs();
    console.log(`faults: ${[...count].map(([name, times]) => `${name} ${times}`).join(', ')}`);
    console.log(growth(looks));
    console.log(`event loop, shared with the hub: late by ${(delay.percentile(99) / 1e6).toFixed(0)} ms at 99%`);
    console.log(`counters of the last hub node: ${JSON.stringify(counters)}`);
    console.log(
        `ledger: ${given.messages} messages, ${given.ended} ends: ${[...ends].map(([end, n]) => `${end} ${n}`).join(', ')}`,
    );
    console.log(
        `ledger: ${given.received} of ${given.frames} frames received, ${given.repeated} twice or out of order`,
    );
    const holds = given.ended === given.messages && given.repeated === 0 && !ends.has('no code');
    console.log(holds ? 'It balances.' : 'It does not balance.');
    process.exit(holds ? 0 : 1);
}

void main();
