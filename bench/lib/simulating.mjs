// What simulated hubs cost: many of them in one process, each with one client, and the CPU time for what they send.

import { createRequire } from 'node:module';
import { Child } from './child.mjs';
import { monotonicMs } from './clock.mjs';

/** @typedef {import('./types.mjs').Bench} Bench */

const WebSocket = createRequire(import.meta.url)('ws');
/** Hubs that are measured; what 1,000 take is more than their clients leave of a machine. */
const HUBS = 100;
/** Readings per second of a hub with 12 devices, each with one. */
const READINGS = 12;

export const simulatorVariants = [{ name: '1,000 hubs' }, { name: 'previous', build: 'previous' }];

/** @param {Bench} bench */
export async function measureSimulator({ name, group, variants }, bench) {
    const { stage, sets, isQuick } = bench;
    const ms = isQuick ? 3000 : 10_000;
    const samples = variants.map(() => []);
    for (let set = 0; set < sets; set++) {
        for (const [at, { build }] of variants.entries()) {
            samples[at].push([await simulate(stage, stage.placeFor(build).nodes, ms)]);
        }
    }
    return {
        name,
        group,
        columns: [
            { key: 'percent', title: `CPU, % of a core, for 1,000 hubs with ${READINGS} readings per second` },
            { key: 'perSecond', title: `frames per second that ${HUBS} hubs sent` },
        ],
        variants: variants.map((variant, at) => ({ name: variant.name, samples: samples[at] })),
    };
}

async function simulate({ execPath }, nodes, ms) {
    const child = new Child(new URL('../simulate.mjs', import.meta.url), { execPath, args: [nodes, String(HUBS)] });
    let frames = 0;
    const clients = (await child.request('addresses')).map((address) => {
        const client = new WebSocket(address, { perMessageDeflate: false });
        client.on('message', () => frames++);
        return client;
    });
    await Promise.all(clients.map((client) => new Promise((resolve) => client.once('open', resolve))));
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const before = { frames, at: monotonicMs(), cpu: await child.request('cpu') };
    await new Promise((resolve) => setTimeout(resolve, ms));
    const cpu = await child.request('cpu');
    const perSecond = ((frames - before.frames) * 1000) / (monotonicMs() - before.at);
    const percent = (cpu.user + cpu.system - before.cpu.user - before.cpu.system) / 10 / (monotonicMs() - before.at);
    for (const client of clients) client.terminate();
    await child.end();
    return { percent: (percent / perSecond) * READINGS * 1000, perSecond };
}
