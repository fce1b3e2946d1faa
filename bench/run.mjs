// npm run bench: measures all variants side by side, in rounds that take turns, and says what came out.
// `--quick` takes under three minutes; `--only TEXT` takes the cases whose name holds the text; see README.md.

import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { parseArgs } from 'node:util';
import { buildIfNeeded } from '../scripts/lib/build.mjs';
import { cases } from './cases.mjs';
import { caseTable, quantile, summary } from './lib/report.mjs';
import { Stage } from './lib/stage.mjs';

const { values: args } = parseArgs({
    options: {
        quick: { type: 'boolean', default: false },
        only: { type: 'string' },
        variants: { type: 'string' },
        rounds: { type: 'string' },
        seconds: { type: 'string' },
        'node-red': { type: 'string', default: '.' },
        out: { type: 'string', default: 'bench-results' },
    },
});
const rounds = Number(args.rounds ?? (args.quick ? 3 : 5));
const ms = Number(args.seconds ?? (args.quick ? 0.4 : 1)) * 1000;

await buildIfNeeded();
let serial = 0;
const began = Date.now();
const stage = new Stage(args['node-red']);
const report = { machine: {}, rounds, ms, cases: [] };
try {
    await stage.open();
    for (const one of chosen()) {
        const result = await measure(one);
        report.cases.push(result);
        console.log(caseTable(result));
    }
} finally {
    await stage.close();
}
const [cpu] = cpus();
report.machine = {
    cpu: `${cpus().length} x ${cpu?.model.trim()}`,
    system: `${process.platform} ${release()}`,
    node: stage.nodeVersion,
    nodeRed: report.cases.map(({ nodeRed }) => nodeRed).find(Boolean),
    date: new Date().toISOString().slice(0, 10),
};
mkdirSync(args.out, { recursive: true });
const file = `${args.out}/${args.quick ? 'quick' : 'full'}-node-red-${report.machine.nodeRed}.json`;
writeFileSync(file, `${JSON.stringify(report, null, 4)}\n`);
console.log(summary(report));
console.log(`${Math.round((Date.now() - began) / 1000)} s; the figures are in ${file}`);

function chosen() {
    const named = args.only?.split(',');
    return cases
        .filter(({ name, quick }) => (named ? named.some((part) => name.includes(part)) : !args.quick || quick))
        .map((one) => ({ ...one, variants: one.variants.filter((variant) => isChosen(variant, one)) }));
}

function isChosen({ name, mqtt }, { quick }) {
    if (mqtt && !stage.mqttPort) return false;
    if (args.variants) return args.variants.split(',').includes(name);
    return !args.quick || !Array.isArray(quick) || quick.includes(name);
}

/** All variants of a case at once, and then one after the other, round by round. */
async function measure({ name, group, unit, traffic, variants }) {
    const place = { port: stage.ports.port, mqttPort: stage.mqttPort };
    const running = [];
    const started = variants.map(async ({ name: variant, kind, mqtt, flow }, at) => {
        const id = `${variant.replace(/\W+/g, '-')}-${process.pid}-${serial++}`;
        const isAlone = mqtt || variant === 'nothing';
        running[at] = await stage.start({ id, kind, flow: flow({ ...place, id }), clients: isAlone ? 0 : 1 });
    });
    await Promise.all(started);
    // A hub is greeted first.
    await new Promise((resolve) => setTimeout(resolve, 300));
    const samples = variants.map(() => []);
    for (let round = 0; round < rounds; round++) {
        for (const [at, variant] of variants.entries()) {
            const { id, child } = running[at];
            const own = { ...traffic, mqtt: variant.mqtt };
            samples[at].push(await sample(id, child, own, round));
        }
    }
    await Promise.all(running.map(({ child }) => child.end()));
    // So many frames belong to one delivery.
    const perDelivery = unit === 'frame' ? (traffic.perChunk ?? traffic.chunk) / traffic.chunk : 1;
    return {
        name,
        group,
        unit,
        nodeRed: running.map(({ version }) => version).find(Boolean),
        variants: variants.map((variant, at) => ({
            name: variant.name,
            samples: samples[at].map(({ count, cpuUs, ms: took, latencies }) => ({
                cpuUs: cpuUs / (count * perDelivery),
                perSecond: (count * perDelivery * 1000) / took,
                ...(latencies.length > 0 ? { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) } : {}),
            })),
        })),
    };
}

async function sample(id, child, traffic, round) {
    await child.ask('prepare', { traffic });
    await stage.hub.ask('start', { id, traffic });
    const result = await child.ask('measure', { traffic, warmMs: round === 0 ? 400 : 150, ms });
    const { latencies } = await stage.hub.ask('stop');
    // What is still under way.
    await new Promise((resolve) => setTimeout(resolve, 60));
    return latencies.length > 0 ? { ...result, latencies } : result;
}
