// A hub that has a new topic for each frame must not make memory grow: the heap once what may be remembered is full, and
// at the end.

/** @typedef {import('./types.mjs').Bench} Bench */

const CHUNK = 1000;
const FULL = 100_000;

/** @param {Bench} bench */
export async function measureInvented({ name, group, variants, topics }, bench) {
    const { stage, isQuick } = bench;
    const count = isQuick ? topics / 5 : topics;
    const results = [];
    let nodeRed;
    for (const { name: variant, flow } of variants) {
        const id = bench.idFor(variant);
        const place = { ...stage.placeFor(), id };
        const { child, version } = await stage.start({ id, kind: 'node-red', flow: flow(place) });
        nodeRed = version;
        const traffic = { kind: 'receive', invented: true, chunk: CHUNK, window: 4, perChunk: CHUNK };
        await child.request('prepare', { traffic });
        const heapAt = async (reached) => {
            await stage.hub.request('start', { id, traffic });
            await child.request('reach', { count: reached });
            await stage.hub.request('stop');
            await new Promise((resolve) => setTimeout(resolve, 200));
            return (await child.request('memory')).heapUsed / 2 ** 20;
        };
        const before = (await child.request('memory')).heapUsed / 2 ** 20;
        const full = await heapAt(FULL);
        const end = await heapAt(count);
        await child.end();
        results.push({ name: variant, samples: [[{ before, full, end, grownKb: (end - full) * 1024 }]] });
    }
    const columns = [
        { key: 'before', title: 'heap before, MB' },
        { key: 'full', title: `after ${FULL.toLocaleString('en')}` },
        { key: 'end', title: `after ${count.toLocaleString('en')}` },
        { key: 'grownKb', title: 'grown in between, kB' },
    ];
    return { name, group, nodeRed, columns, variants: results };
}
