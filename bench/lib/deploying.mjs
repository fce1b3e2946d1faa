// What it costs to deploy many nodes: how long each kind of deploy takes, when all nodes receive, what the nodes hold, and
// what they leave on the heap.

import { monotonicMs } from './clock.mjs';
import { both } from './flows.mjs';

/** @typedef {import('./types.mjs').Bench} Bench */

const NODES = 1000;
const topics = Array.from({ length: NODES }, (_, at) => `thermometer/deploy-${at}`);
const frames = topics.map((topic) => [topic, { temperature: [20.5, '\u2103'] }]);
const tab = { id: 'tab', type: 'tab', label: 'bench' };
const sink = { id: 'sink', type: 'bench-sink', z: 'tab', wires: [] };
const empty = [tab, sink];
/** Times that the flow comes and goes once it has done so. */
const CYCLES = 2;

export const deployVariants = [
    { name: 'nothing', type: 'nothing' },
    { name: 'trivial', type: 'trivial' },
    { name: 'clown', type: 'clown' },
    { name: 'previous', type: 'clown', build: 'previous' },
    { name: 'mqtt', type: 'mqtt', mqtt: true },
];

export const deployColumns = [
    { key: 'firstMs', title: 'first deploy ms' },
    { key: 'firstCpuMs', title: 'CPU of it' },
    { key: 'fullMs', title: 'full again ms' },
    { key: 'fullCpuMs', title: 'CPU of it' },
    { key: 'oneMs', title: 'one node changed ms' },
    { key: 'oneCpuMs', title: 'CPU of it' },
    { key: 'hubMs', title: 'connection changed ms' },
    { key: 'hubCpuMs', title: 'CPU of it' },
    { key: 'liveMs', title: 'all receive after ms' },
    { key: 'heapPerNode', title: 'heap per node, bytes' },
    { key: 'heapAgain', title: 'the same later' },
    { key: 'leftKb', title: 'left after removal kB' },
    { key: 'leftMoreKb', title: 'left by each further time kB' },
    { key: 'leftResources', title: 'timers, sockets left' },
];

/** Only once is a deploy the first, so each set begins with it; then all processes deploy in turn. @param {Bench} bench */
export async function measureDeploy({ name, group, variants }, bench) {
    const { stage, sets, windows, idFor } = bench;
    const samples = variants.map(() => []);
    let nodeRed;
    for (let set = 0; set < sets; set++) {
        const running = [];
        for (const { name: variant, type, build, mqtt } of set % 2 === 0 ? variants : variants.toReversed()) {
            const id = idFor(variant);
            const nodes = both[type]({ ...stage.placeFor(build), id, filters: topics });
            const receives = type !== 'nothing';
            if (receives) await stage.hub.request('announce', { id, frames, mqtt });
            const process = await stage.start({ id, kind: 'node-red', flow: empty, clients: 0, build });
            const flow = [...empty, ...nodes];
            const first = await comeAndGo(process, flow, receives ? topics : []);
            if (receives) await stage.hub.request('silence', { frames, mqtt });
            running.push({ variant, process, flow, windows: [first] });
            nodeRed = process.version;
        }
        for (const { process, flow } of running) await deploy(process, flow);
        for (let window = 0; window < Math.ceil(windows / 2); window++) {
            for (const one of window % 2 === 0 ? running : running.toReversed()) {
                one.windows.push(await deployAgain(one, window));
            }
        }
        await Promise.all(running.map(({ process }) => process.child.end()));
        for (const { variant, windows: own } of running) {
            samples[variants.findIndex((one) => one.name === variant)].push(own);
        }
    }
    return {
        name,
        group,
        nodeRed,
        columns: deployColumns,
        base: 'nothing',
        variants: variants.map((variant, at) => ({ name: variant.name, samples: samples[at] })),
    };
}

/** The flow comes and goes for the first times; no window after this one has these figures. */
async function comeAndGo(process, flow, awaited) {
    const { child } = process;
    // Node-RED and its web server have work to do once.
    await deploy(process, empty);
    const start = await child.request('memory');
    const first = await deploy(process, flow, awaited);
    const filled = await child.request('memory');
    await deploy(process, empty);
    const gone = await child.request('memory');
    let full;
    for (let cycle = 0; cycle < CYCLES; cycle++) {
        await deploy(process, flow, awaited);
        full = await child.request('memory');
        await deploy(process, empty);
    }
    const end = await child.request('memory');
    return {
        firstMs: first.ms,
        firstCpuMs: first.cpuMs,
        liveMs: first.liveMs,
        heapPerNode: (filled.heapUsed - start.heapUsed) / (2 * NODES),
        heapAgain: (full.heapUsed - end.heapUsed) / (2 * NODES),
        leftKb: (gone.heapUsed - start.heapUsed) / 1024,
        leftMoreKb: (end.heapUsed - gone.heapUsed) / 1024 / CYCLES,
        leftResources: end.resources - start.resources,
    };
}

/** A deploy of all, of one changed node, and of a changed connection where there is one. */
async function deployAgain({ process, flow }, turn) {
    const full = await deploy(process, flow);
    const oneChanged = changed(flow, 'in0', { name: `turn ${turn}` });
    const one = await deploy(process, oneChanged, [], 'nodes');
    const figures = { fullMs: full.ms, fullCpuMs: full.cpuMs, oneMs: one.ms, oneCpuMs: one.cpuMs };
    const connection = flow.find(({ id }) => id === 'hub');
    if (!connection) return figures;
    const address = ['address', 'url'].find((key) => key in connection);
    const change = address ? { [address]: `${connection[address]}-${turn}` } : { keepalive: 70 + turn };
    const hub = await deploy(process, changed(oneChanged, 'hub', change), [], 'nodes');
    return { ...figures, hubMs: hub.ms, hubCpuMs: hub.cpuMs };
}

const changed = (flow, id, change) => flow.map((node) => (node.id === id ? { ...node, ...change } : node));

/** As the editor does it: the whole flow to Node-RED's own address for that. `type`: what restarts. */
async function deploy({ child, url }, flow, awaited = [], type = 'full') {
    await child.request('awaitDeploy', { topics: awaited });
    const body = JSON.stringify(flow);
    const began = monotonicMs();
    const answer = await fetch(`${url}flows`, {
        method: 'POST',
        // With a connection of its own: one that is kept would count as left over.
        headers: { 'Content-Type': 'application/json', 'Node-RED-Deployment-Type': type, Connection: 'close' },
        body,
    });
    if (!answer.ok) throw new Error(`Node-RED answered ${answer.status}: ${await answer.text()}`);
    await answer.arrayBuffer();
    const endedAt = monotonicMs();
    const { startedAt, receivedAt, cpuMs } = await child.request('deployed');
    // What follows a deploy, such as the greeting of a hub.
    await new Promise((resolve) => setTimeout(resolve, 150));
    return {
        ms: Math.max(endedAt, startedAt) - began,
        cpuMs,
        liveMs: receivedAt && Math.max(0, receivedAt - startedAt),
    };
}
