// What it costs to deploy many nodes: how long it takes, how soon all of them hear, what they hold, what they leave.

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

export const deployColumns = [
    { key: 'firstMs', title: 'first deploy ms' },
    { key: 'firstCpuMs', title: 'CPU of it' },
    { key: 'againMs', title: 'full redeploy ms' },
    { key: 'againCpuMs', title: 'CPU of it' },
    { key: 'liveMs', title: 'all hear after ms' },
    { key: 'heapPerNode', title: 'heap per node, bytes' },
    { key: 'heapAgain', title: 'the same later' },
    { key: 'leftKb', title: 'left after removal kB' },
    { key: 'leftMoreKb', title: 'left by each further time kB' },
    { key: 'leftResources', title: 'timers, sockets left' },
];

/** Each round takes a Node-RED of its own: only once is a deploy the first. @param {Bench} bench */
export async function measureDeploy({ name, group, variants }, bench) {
    const { stage } = bench;
    // A round is long here.
    const rounds = Math.ceil(bench.rounds / 2);
    const samples = variants.map(() => []);
    let nodeRed;
    for (let round = 0; round < rounds; round++) {
        for (const [at, { name: variant, mqtt }] of variants.entries()) {
            const id = bench.idFor(variant);
            const place = { id, port: stage.ports.port, mqttPort: stage.mqttPort, filters: topics };
            const hears = variant !== 'nothing';
            if (hears) await stage.hub.ask('announce', { id, frames, mqtt });
            const process = await stage.start({ id, kind: 'node-red', flow: empty, clients: 0 });
            nodeRed = process.version;
            samples[at].push(await comeAndGo(process, [...empty, ...both[variant](place)], hears ? topics : []));
            await process.child.end();
            if (hears) await stage.hub.ask('silence', { frames, mqtt });
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

async function comeAndGo(process, flow, heard) {
    const { child } = process;
    // Node-RED and its web server have work to do once.
    await deploy(process, empty, []);
    const start = await child.ask('memory');
    const first = await deploy(process, flow, heard);
    const filled = await child.ask('memory');
    const again = await deploy(process, flow, heard);
    await deploy(process, empty, []);
    const gone = await child.ask('memory');
    let full;
    for (let cycle = 0; cycle < CYCLES; cycle++) {
        await deploy(process, flow, heard);
        full = await child.ask('memory');
        await deploy(process, empty, []);
    }
    const end = await child.ask('memory');
    return {
        firstMs: first.ms,
        firstCpuMs: first.cpuMs,
        againMs: again.ms,
        againCpuMs: again.cpuMs,
        liveMs: first.liveMs,
        heapPerNode: (filled.heapUsed - start.heapUsed) / (2 * NODES),
        heapAgain: (full.heapUsed - end.heapUsed) / (2 * NODES),
        leftKb: (gone.heapUsed - start.heapUsed) / 1024,
        leftMoreKb: (end.heapUsed - gone.heapUsed) / 1024 / CYCLES,
        leftResources: end.resources - start.resources,
    };
}

/** As the editor does it: the whole flow to Node-RED's own address for that. */
async function deploy({ child, url }, flow, heard) {
    await child.ask('awaitDeploy', { topics: heard });
    const body = JSON.stringify(flow);
    const began = monotonicMs();
    const answer = await fetch(url, {
        method: 'POST',
        // With a connection of its own: one that is kept would count as left over.
        headers: { 'Content-Type': 'application/json', 'Node-RED-Deployment-Type': 'full', Connection: 'close' },
        body,
    });
    if (!answer.ok) throw new Error(`Node-RED answered ${answer.status}: ${await answer.text()}`);
    await answer.arrayBuffer();
    const endedAt = monotonicMs();
    const { startedAt, heardAt, cpuMs } = await child.ask('deployed');
    // What is said and done after a deploy, such as the greeting of a hub.
    await new Promise((resolve) => setTimeout(resolve, 150));
    return { ms: Math.max(endedAt, startedAt) - began, cpuMs, liveMs: heardAt && Math.max(0, heardAt - startedAt) };
}
