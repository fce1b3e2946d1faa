// What a fleet costs: measured side by side in one run, and printed beside the targets.

import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Item } from '../nodes/support/flows';
import { startReal } from '../nodes/support/real';
import { connectClient } from './clients';
import type { Fleet } from './fleet';
import { cpuNs, median, memoryMb, percentile } from './process-cost';
import { ADDRESSES } from './readings';
import type { RealSite } from './real-site';
import type { Site } from './site';

const WINDOW_MS = 4000;
const WARM_UP_MS = 1500;
const WINDOWS = 3;

/** Twelve devices of 100 sites at 1 Hz. */
const FULL_RATE = 1200;

const MOST_OF_CORE = 1.3;
const MOST_P99_MS = 50;
/** Medians may differ by this much more than windows of the same kind do. */
const MOST_SPREAD = 1.1;

const COUNTS = [1, 10, 100];

interface Window {
    readonly perReadingUs: number;
    readonly percent: number;
}

/** Prints what was measured, each target with *met* or *missed*. */
export async function printCosts(fleet: Fleet): Promise<void> {
    const rows = [...(await costsOfCentre(fleet)), ...(await costsOfSite(fleet))];
    for (const row of rows) console.log(`      ${row}`);
}

async function costsOfCentre(fleet: Fleet): Promise<string[]> {
    const { pid } = fleet.centre;
    const counts = COUNTS.filter((count) => count <= fleet.sites.length);
    const chosen = (count: number): Site[] => [...fleet.light, ...fleet.real].slice(-count);
    const rows: string[] = [];
    await send(fleet.sites, FULL_RATE, WARM_UP_MS);
    const lateness = monitorEventLoopDelay({ resolution: 1 });
    for (const count of counts) {
        const rate = count * ADDRESSES.length;
        await settled(fleet);
        lateness.reset();
        lateness.enable();
        const { perReadingUs, percent } = await measured(pid, () => send(chosen(count), rate, WINDOW_MS));
        lateness.disable();
        const cost = `${percent.toFixed(1)} % of a processor, ${perReadingUs.toFixed(0)} µs a reading`;
        rows.push(`centre, ${count} sites, ${rate} readings/s: ${cost}, ${memoryMb(pid).toFixed(0)} MB`);
    }
    fleet.centre.read();
    const { latencies } = fleet;
    const p99 = percentile(latencies, 0.99);
    const rate = (counts.at(-1) ?? 0) * ADDRESSES.length;
    rows.push(target(`hub to centre at ${rate} readings/s: ${latencyOf(latencies)}`, MOST_P99_MS, p99, 'ms'));
    rows.push(`hub to broker of the site: ${latencyOf(fleet.toBroker)}`);
    // Hubs and light sites share this process, so what it is late is part of these latencies, and not of a fleet's.
    rows.push(`the process of the hubs was late by ${(lateness.percentile(99) / 1e6).toFixed(0)} ms (p99)`);
    const windows = new Map(counts.map((count) => [count, [] as number[]]));
    for (let round = 0; round < WINDOWS; round++) {
        for (const count of counts) {
            await settled(fleet);
            const { perReadingUs } = await measured(pid, () => send(chosen(count), FULL_RATE, WINDOW_MS));
            windows.get(count)?.push(perReadingUs);
        }
    }
    const medians = [...windows.values()].map(median);
    const noise = Math.max(...[...windows.values()].map((all) => Math.max(...all) / Math.min(...all)));
    const spread = Math.max(...medians) / Math.min(...medians);
    const each = [...windows].map(([count, all]) => `${count} sites ${median(all).toFixed(0)} µs`).join(', ');
    const text = `centre at ${FULL_RATE} readings/s: ${each}; the medians differ by ${spread.toFixed(2)}, equal windows by ${noise.toFixed(2)}`;
    rows.push(target(text, noise * MOST_SPREAD, spread, 'times'));
    return rows;
}

/** A site beside a Node-RED of which the same broker gets as many messages, and no more than core's nodes. */
async function costsOfSite(fleet: Fleet): Promise<string[]> {
    const [site] = fleet.real;
    if (!site) return [];
    const nodeRed = await startReal({ flows: coreFlow(site, fleet.engine.protocolVersion) });
    const client = await connectClient(fleet.engine, site.edge.port, 'core-publisher');
    const values = { temperature: 21.5, sent: Date.now() };
    const units = { temperature: '°C', sent: 'ms' };
    const text = JSON.stringify({ time: Date.now(), device: 'thermometer/i2c0-48', values, units });
    const core = {
        sendRound(): void {
            for (const address of ADDRESSES) client.publish(`core/in/plain/thermometer/${address}`, text, { qos: 1 });
        },
    };
    const ways = [
        { pid: site.nodeRed.pid, sender: site, costs: [] as number[] },
        { pid: nodeRed.pid, sender: core, costs: [] as number[] },
    ] as const;
    for (const { sender } of ways) await send([sender], FULL_RATE, WARM_UP_MS);
    for (let round = 0; round < WINDOWS; round++) {
        for (const { pid, sender, costs } of ways) {
            const { perReadingUs } = await measured(pid, () => send([sender], FULL_RATE, WINDOW_MS));
            costs.push(perReadingUs);
        }
    }
    await client.endAsync(true);
    await nodeRed.stop();
    const [own, plain] = ways.map(({ costs }) => median(costs)) as [number, number];
    const ratio = own / plain;
    const each = `${own.toFixed(0)} µs a reading, core's mqtt in > mqtt out alone ${plain.toFixed(0)} µs`;
    const row = `site at ${FULL_RATE} readings/s: ${each}: ${ratio.toFixed(2)} times`;
    return [target(row, MOST_OF_CORE, ratio, 'times')];
}

function coreFlow(site: RealSite, protocolVersion: string): Item[] {
    const at = { z: 'f1', x: 100, y: 100 };
    const broker = { broker: '127.0.0.1', port: `${site.edge.port}`, protocolVersion, keepalive: '60' };
    return [
        { id: 'f1', type: 'tab', label: 'core' },
        { id: 'b', type: 'mqtt-broker', ...broker },
        {
            id: 'in',
            type: 'mqtt in',
            topic: 'core/in/#',
            qos: '1',
            datatype: 'utf8',
            broker: 'b',
            ...at,
            wires: [['out']],
        },
        { id: 'out', type: 'mqtt out', topic: 'core/out', qos: '1', retain: 'false', broker: 'b', ...at, wires: [] },
    ];
}

/** So many readings a second, the sites taking turns; each sends one of each device. */
async function send(sites: readonly Pick<Site, 'sendRound'>[], rate: number, ms: number): Promise<number> {
    const begin = performance.now();
    const rounds = Math.round(((rate / ADDRESSES.length) * ms) / 1000);
    for (let round = 0; round < rounds; round++) {
        const due = begin + (round * ms) / rounds;
        const early = due - performance.now();
        if (early > 1) await new Promise((resolve) => setTimeout(resolve, early));
        sites[round % sites.length]?.sendRound();
    }
    return rounds * ADDRESSES.length;
}

async function measured(pid: number, work: () => Promise<number>): Promise<Window> {
    const [begin, before] = [performance.now(), cpuNs(pid)];
    const count = await work();
    // What is on its way belongs to the window, too.
    await new Promise((resolve) => setTimeout(resolve, 300));
    const usedNs = cpuNs(pid) - before;
    const tookMs = performance.now() - begin;
    return { perReadingUs: usedNs / 1000 / count, percent: usedNs / 1e4 / tookMs };
}

/** The next window begins with nothing on its way, and with no latencies. */
async function settled(fleet: Fleet): Promise<void> {
    await fleet.settle(fleet.sites.slice(0, 1));
    fleet.latencies.length = 0;
    for (const { toBroker } of fleet.real) toBroker.length = 0;
}

function latencyOf(latencies: readonly number[]): string {
    return `${median(latencies)} ms in the middle, p99 ${percentile(latencies, 0.99)} ms`;
}

function target(row: string, most: number, value: number, unit: string): string {
    return `${row} (at most ${most.toFixed(2).replace('.00', '')} ${unit}: ${value <= most ? 'met' : 'missed'})`;
}
