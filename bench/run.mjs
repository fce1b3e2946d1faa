// npm run bench: measures all variants side by side, in short windows that take turns, and prints the figures.
// `--quick` takes fewer cases and shorter windows; `--only TEXT`, once or more, takes the cases whose name holds it; see README.md.

import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release } from 'node:os';
import { parseArgs } from 'node:util';
import { buildIfNeeded } from '../scripts/lib/build.mjs';
import { main } from '../scripts/lib/run.mjs';
import { cases } from './cases/index.mjs';
import { SAME } from './cases/receiving.mjs';
import { monotonicMs } from './lib/clock.mjs';
import { drawCurves } from './lib/curves.mjs';
import { judge } from './lib/judge.mjs';
import { caseTable, previousTable, sameLine, summary, targetTable } from './lib/report.mjs';
import { Stage } from './lib/stage.mjs';
import { targets } from './targets/index.mjs';

const { values: args } = parseArgs({
    options: {
        quick: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true, default: [] },
        variants: { type: 'string' },
        sets: { type: 'string' },
        windows: { type: 'string' },
        seconds: { type: 'string' },
        previous: { type: 'string' },
        'node-red': { type: 'string', default: '.' },
        out: { type: 'string', default: 'bench-results' },
        curves: { type: 'string' },
    },
});
const usual = args.quick
    ? { sets: 3, windows: 4, seconds: 0.3, warmMs: 600 }
    : { sets: 5, windows: 8, seconds: 0.6, warmMs: 1500 };
const sets = Number(args.sets ?? usual.sets);
const windows = Number(args.windows ?? usual.windows);
const ms = Number(args.seconds ?? usual.seconds) * 1000;

await main(async () => {
    await buildIfNeeded();
    await measureAll();
});

async function measureAll() {
    const began = monotonicMs();
    const load = loadavg()[0];
    const stage = new Stage(args['node-red']);
    let serial = 0;
    const bench = {
        stage,
        sets,
        windows,
        ms,
        warmMs: usual.warmMs,
        isQuick: args.quick,
        idFor: (variant) => `${variant.replace(/\W+/g, '-')}-${process.pid}-${serial++}`,
    };
    const report = { machine: {}, sets, windows, ms, previous: args.previous, cases: [] };
    try {
        await stage.open(args.previous);
        for (const one of chosen(stage)) {
            const caseBegan = monotonicMs();
            const result = await one.measure(one, bench);
            report.cases.push({ ...result, show: one.show, seconds: (monotonicMs() - caseBegan) / 1000 });
            console.log(caseTable(report.cases.at(-1)));
        }
    } finally {
        await stage.close();
    }
    report.machine = machineOf(stage, report.cases, load);
    report.targets = judge(targets, report.cases);
    mkdirSync(args.out, { recursive: true });
    const file = `${args.out}/${args.quick ? 'quick' : 'full'}-node-red-${report.machine.nodeRed}.json`;
    writeFileSync(file, `${JSON.stringify(report, null, 4)}\n`);
    if (args.curves) writeFileSync(args.curves, drawCurves(report));
    console.log(targetTable(report.targets));
    console.log(previousTable(report.cases));
    console.log(sameLine(report.cases.find(({ name }) => name === SAME)));
    console.log(summary(report));
    console.log(`${Math.round((monotonicMs() - began) / 1000)} s; the figures are in ${file}`);
}

function machineOf(stage, measured, loadBefore) {
    const [cpu] = cpus();
    return {
        cpu: `${cpus().length} x ${cpu?.model.trim()}`,
        system: `${process.platform} ${release()}`,
        loadBefore,
        node: stage.nodeVersion,
        nodeRed: measured.map(({ nodeRed }) => nodeRed).find(Boolean),
        date: new Date().toISOString().slice(0, 10),
    };
}

function chosen(stage) {
    const isNamed = (name) => args.only.some((part) => name.includes(part));
    return cases
        .filter(({ name, quick }) => name === SAME || (args.only.length > 0 ? isNamed(name) : !args.quick || quick))
        .map((one) => ({ ...one, variants: one.variants.filter((variant) => isChosen(variant, one, stage)) }))
        .filter(({ variants }) => variants.length > 0);
}

function isChosen({ name, mqtt, build }, { name: caseName, quick }, stage) {
    if (mqtt && !stage.mqttPort) return false;
    if (build === 'previous' && !stage.hasPrevious) return false;
    if (caseName === SAME) return true;
    if (args.variants) return args.variants.split(',').includes(name);
    return !args.quick || !Array.isArray(quick) || quick.includes(name);
}
