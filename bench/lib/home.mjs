// A typical home: few devices that report once a second. So little is received that all variants work at the same time,
// and what counts is the share of a core that their processes take, the idle work of a Node-RED included.

import { flowOf, receiving } from './flows.mjs';

/** @typedef {import('./types.mjs').Bench} Bench */

const DEVICES = 12;
const topics = Array.from({ length: DEVICES }, (_, at) => `thermometer/home-${at}`);
const frames = topics.map((topic, at) => [topic, { temperature: [20 + at / 8, '\u2103'] }]);
const FULL = { ms: 20_000, warmMs: 5000 };
const QUICK = { ms: 8000, warmMs: 3000 };

export const HOME_VARIANTS = [
    { name: 'trivial', type: 'trivial' },
    { name: 'clown', type: 'clown' },
    { name: 'previous', type: 'clown', build: 'previous' },
    { name: 'core', type: 'core' },
    { name: 'mqtt', type: 'mqtt', mqtt: true },
];

/** @param {Bench} bench */
export async function measureHome({ name, group, variants }, bench) {
    const { stage, sets, isQuick, idFor } = bench;
    const samples = variants.map(() => []);
    let nodeRed;
    for (let set = 0; set < sets; set++) {
        const running = await Promise.all(
            variants.map(async ({ name: variant, type, build, mqtt }) => {
                const id = idFor(`home-${variant}`);
                const flow = flowOf(receiving[type]({ ...stage.placeFor(build), id, filters: topics }), true);
                return stage.start({ id, kind: 'node-red', flow, build, clients: mqtt ? 0 : 1 });
            }),
        );
        nodeRed = running[0]?.version;
        const traffic = { kind: 'receive', rate: DEVICES, frames, chunk: DEVICES, window: 1 };
        const ids = running.map(({ id }) => id);
        await stage.hub.request('pace', { ids, traffic, mqtt: variants.some(({ mqtt }) => mqtt) });
        const measured = running.map(async ({ child }, at) => {
            await child.request('prepare', { traffic });
            const times = isQuick ? QUICK : FULL;
            const { cpuUs, ms: took, count } = await child.request('measure', { traffic, ...times });
            samples[at].push([{ percent: cpuUs / 10 / took, perSecond: (count * 1000) / took }]);
        });
        await Promise.all(measured);
        await stage.hub.request('stop');
        await Promise.all(running.map(({ child }) => child.end()));
    }
    return {
        name,
        group,
        nodeRed,
        columns: [
            { key: 'percent', title: 'CPU, % of a core' },
            { key: 'perSecond', title: 'readings per second' },
        ],
        variants: variants.map((variant, at) => ({ name: variant.name, samples: samples[at] })),
    };
}
