// What the pack adds to the start of a Node-RED that does not use it, and how long its files take to load.

import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

/** @typedef {import('./types.mjs').Bench} Bench */

const pack = new URL('../../dist/nodes/clown-hub.js', import.meta.url).pathname;

const startColumns = [
    { key: 'startMs', title: 'until flows run ms' },
    { key: 'startCpuMs', title: 'CPU of that ms' },
    { key: 'heapMb', title: 'heap MB' },
    { key: 'rssMb', title: 'RSS MB' },
];

/** @param {Bench} bench */
export async function measureStart({ name, group, variants }, bench) {
    const { stage, rounds } = bench;
    const samples = variants.map(() => []);
    let nodeRed;
    // The first start of each finds nothing in the cache of the file system.
    for (let round = -1; round < rounds; round++) {
        for (const [at, { name: variant, pack }] of variants.entries()) {
            const { child, startMs, startCpuMs, version } = await stage.start({
                id: bench.idFor(variant),
                kind: 'node-red',
                flow: [{ id: 'tab', type: 'tab', label: 'bench' }],
                pack,
                clients: 0,
            });
            const { heapUsed, rss } = await child.ask('memory');
            nodeRed = version;
            if (round >= 0) samples[at].push({ startMs, startCpuMs, heapMb: heapUsed / 2 ** 20, rssMb: rss / 2 ** 20 });
            await child.end();
        }
    }
    return {
        name,
        group,
        nodeRed,
        columns: startColumns,
        base: variants[0]?.name,
        variants: variants.map((variant, at) => ({ name: variant.name, samples: samples[at] })),
    };
}

/** Each file in a process of its own, so that each pays for all that it needs; `ws` alone to compare. */
export async function measureRequire({ name, group, variants }, bench) {
    const { stage, rounds } = bench;
    const samples = variants.map(() => []);
    for (let round = 0; round < rounds; round++) {
        for (const [at, { files: own }] of variants.entries()) {
            const script = `const began = performance.now();
                for (const file of ${JSON.stringify(own)}) require(file);
                process.stdout.write(String(performance.now() - began));`;
            const { stdout } = await promisify(execFile)(stage.execPath, ['-e', script], { cwd: dirname(pack) });
            samples[at].push({ ms: Number(stdout) });
        }
    }
    return {
        name,
        group,
        columns: [{ key: 'ms', title: 'ms' }],
        variants: variants.map((variant, at) => ({ name: variant.name, samples: samples[at] })),
    };
}

export const requireVariants = [
    { name: 'ws alone', files: ['ws'] },
    { name: 'the pack, with ws', files: [pack] },
];
