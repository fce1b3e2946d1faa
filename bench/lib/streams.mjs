// A stream of frames, commands or requests: all variants of a case are alive and warm side by side and get short windows
// in turn, and all of that is repeated with fresh processes.

import { quantile } from './figures.mjs';

/** @typedef {import('./types.mjs').Bench} Bench */

/** @param {Bench} bench */
export async function measureStream(one, bench) {
    const { name, group, unit, base, traffic, variants } = one;
    const samples = variants.map(() => []);
    let nodeRed;
    for (let set = 0; set < bench.sets; set++) {
        const members = variants.filter(({ everySet }) => set === 0 || everySet);
        if (set % 2 === 1) members.reverse();
        const measured = await measureSet(members, one, bench);
        for (const { variant, windows, version } of measured) {
            samples[variants.indexOf(variant)].push(windows);
            nodeRed ??= version;
        }
    }
    // So many frames belong to one delivery.
    const perDelivery = unit === 'frame' ? (traffic.perChunk ?? traffic.chunk) / traffic.chunk : 1;
    return {
        name,
        group,
        unit,
        base: base ?? 'trivial',
        things: one.things,
        nodeRed,
        variants: variants.map(({ name: variant, type, count }, at) => ({
            name: variant,
            type,
            count,
            samples: samples[at].map((windows) => windows.map((figures) => perUnit(figures, perDelivery))),
        })),
    };
}

/** One process for each variant; the order changes with each turn, as that of the members does with each set. */
async function measureSet(members, one, { stage, windows, ms, warmMs, idFor }) {
    const running = await Promise.all(
        members.map(async (variant) => {
            const { name, kind, flow, clients, build } = variant;
            const id = idFor(name);
            const place = { ...stage.placeFor(build), id };
            const process = await stage.start({ id, kind, flow: flow(place), clients, build });
            return { ...process, variant, windows: [] };
        }),
    );
    // A hub is greeted first.
    await new Promise((resolve) => setTimeout(resolve, 300));
    const windowMs = ms * (one.times ?? 1);
    const measure = ({ id, child, variant: { mqtt, spread } }, forMs) =>
        sample({ id, child }, { ...one.traffic, mqtt, spread }, stage, forMs);
    for (const process of running) await measure(process, warmMs);
    for (let window = 0; window < windows; window++) {
        const order = window % 2 === 0 ? running : running.toReversed();
        for (const process of order) process.windows.push(await measure(process, windowMs));
    }
    if (one.memory) for (const { child, windows: own } of running) own.push({ memory: await child.request('memory') });
    await Promise.all(running.map(({ child }) => child.end()));
    return running;
}

async function sample({ id, child }, traffic, stage, ms) {
    await child.request('prepare', { traffic });
    await stage.hub.request('start', { id, traffic });
    const result = await child.request('measure', { traffic, warmMs: 100, ms });
    const { latencies } = await stage.hub.request('stop');
    // What is still under way.
    await new Promise((resolve) => setTimeout(resolve, 60));
    return latencies.length > 0 ? { ...result, latencies } : result;
}

function perUnit({ memory, count, cpuUs, ms, latencies }, perDelivery) {
    if (memory) return { heapKb: memory.heapUsed / 1024, rssKb: memory.rss / 1024 };
    return {
        cpuUs: cpuUs / (count * perDelivery),
        perSecond: (count * perDelivery * 1000) / ms,
        ...(latencies.length > 0 ? { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) } : {}),
    };
}
