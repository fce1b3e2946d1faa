// A stream of frames, commands or questions: all variants of a case at once, and then one after the other, round by round.

import { quantile } from './report.mjs';

/** @typedef {import('./types.mjs').Bench} Bench */

/** @param {Bench} bench */
export async function measureStream(one, bench) {
    const { name, group, unit, base, traffic, variants } = one;
    const { stage, rounds } = bench;
    const ms = (one.times ?? 1) * bench.ms;
    const place = { port: stage.ports.port, mqttPort: stage.mqttPort };
    const running = [];
    const started = variants.map(async ({ name: variant, kind, flow, clients }, at) => {
        const id = bench.idFor(variant);
        running[at] = await stage.start({ id, kind, flow: flow({ ...place, id }), clients });
    });
    await Promise.all(started);
    // A hub is greeted first.
    await new Promise((resolve) => setTimeout(resolve, 300));
    const samples = variants.map(() => []);
    for (let round = 0; round < rounds; round++) {
        for (const [at, { mqtt, spread }] of variants.entries()) {
            samples[at].push(await sample(running[at], { ...traffic, mqtt, spread }, { stage, ms, round }));
        }
    }
    const memory = one.memory ? await Promise.all(running.map(({ child }) => child.ask('memory'))) : [];
    await Promise.all(running.map(({ child }) => child.end()));
    // So many frames belong to one delivery.
    const perDelivery = unit === 'frame' ? (traffic.perChunk ?? traffic.chunk) / traffic.chunk : 1;
    return {
        name,
        group,
        unit,
        base: base ?? 'floor',
        things: one.things,
        nodeRed: running.map(({ version }) => version).find(Boolean),
        variants: variants.map((variant, at) => ({
            name: variant.name,
            type: variant.type,
            count: variant.count,
            samples: samples[at].map((figures) => perUnit(figures, perDelivery)),
            ...(memory[at] ? { heapKb: memory[at].heapUsed / 1024, rssKb: memory[at].rss / 1024 } : {}),
        })),
    };
}

async function sample({ id, child }, traffic, { stage, ms, round }) {
    await child.ask('prepare', { traffic });
    await stage.hub.ask('start', { id, traffic });
    const result = await child.ask('measure', { traffic, warmMs: round === 0 ? 400 : 150, ms });
    const { latencies } = await stage.hub.ask('stop');
    // What is still under way.
    await new Promise((resolve) => setTimeout(resolve, 60));
    return latencies.length > 0 ? { ...result, latencies } : result;
}

function perUnit({ count, cpuUs, ms, latencies }, perDelivery) {
    return {
        cpuUs: cpuUs / (count * perDelivery),
        perSecond: (count * perDelivery * 1000) / ms,
        ...(latencies.length > 0 ? { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) } : {}),
    };
}
