// What the pack adds to the start of a Node-RED that does not use it, and to what its editor loads before a dialog opens;
// how long its files take to load, and what they hold.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** @typedef {import('./types.mjs').Bench} Bench */

const loader = new URL('../load.mjs', import.meta.url).pathname;

const startColumns = [
    { key: 'startMs', title: 'until flows run ms' },
    { key: 'startCpuMs', title: 'CPU of that ms' },
    { key: 'heapMb', title: 'heap MB' },
    { key: 'rssMb', title: 'RSS MB' },
    { key: 'editorKb', title: 'nodes in the editor kB' },
    { key: 'catalogueKb', title: 'their texts kB' },
];

export const startVariants = [
    { name: 'without the pack', build: false },
    { name: 'with the pack' },
    { name: 'previous', build: 'previous' },
];

/** @param {Bench} bench */
export async function measureStart({ name, group, variants }, bench) {
    const { stage, sets, idFor } = bench;
    const samples = variants.map(() => []);
    let nodeRed;
    // The first start of each finds nothing in the cache of the file system.
    for (let set = -1; set < sets; set++) {
        for (const [at, { name: variant, build }] of variants.entries()) {
            const { child, startMs, startCpuMs, version, url } = await stage.start({
                id: idFor(variant),
                kind: 'node-red',
                flow: [{ id: 'tab', type: 'tab', label: 'bench' }],
                build,
                clients: 0,
                editor: true,
            });
            const { heapUsed, rss } = await child.request('memory');
            nodeRed = version;
            const memory = { heapMb: heapUsed / 2 ** 20, rssMb: rss / 2 ** 20 };
            const editor = {
                editorKb: await kilobytes(`${url}nodes`, 'text/html'),
                catalogueKb: await kilobytes(`${url}nodes/messages?lng=en-US`, 'application/json'),
            };
            if (set >= 0) samples[at].push([{ startMs, startCpuMs, ...memory, ...editor }]);
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

/** What the editor is given for this request, unpacked, in kilobytes of 1,000. */
async function kilobytes(url, accept) {
    const answer = await fetch(url, { headers: { Accept: accept } });
    if (!answer.ok) throw new Error(`Node-RED answered ${answer.status} for ${url}`);
    return (await answer.arrayBuffer()).byteLength / 1000;
}

export const requireVariants = [
    { name: 'ws alone', file: () => 'ws' },
    { name: 'core mqtt', file: ({ mqttJs }) => mqttJs },
    { name: 'the pack', file: ({ nodes }) => nodes },
    { name: 'previous', build: 'previous', file: ({ nodes }) => nodes },
];

/** Each file in processes of its own, so that each pays for all that it needs; the processes take turns. */
export async function measureRequire({ name, group, variants }, bench) {
    const { stage, sets, windows } = bench;
    const samples = variants.map(() => []);
    for (let set = 0; set < sets; set++) {
        for (const own of samples) own.push([]);
        for (let window = 0; window < windows; window++) {
            const order = [...variants.entries()];
            if (window % 2 === 1) order.reverse();
            for (const [at, { file, build }] of order) {
                const args = ['--expose-gc', loader, file(stage.placeFor(build))];
                const { stdout } = await promisify(execFile)(stage.execPath, args);
                samples[at][set].push(JSON.parse(stdout));
            }
        }
    }
    return {
        name,
        group,
        columns: [
            { key: 'ms', title: 'ms' },
            { key: 'cpuMs', title: 'CPU ms' },
            { key: 'heapKb', title: 'heap kB' },
            { key: 'rssKb', title: 'RSS kB' },
        ],
        variants: variants.map((variant, at) => ({ name: variant.name, samples: samples[at] })),
    };
}
