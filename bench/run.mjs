// npm run bench: measures all variants side by side, in rounds that take turns, and says what came out.
// `--quick` takes under three minutes; `--only TEXT`, once or more, takes the cases whose name holds it; see README.md.

import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release } from 'node:os';
import { parseArgs } from 'node:util';
import { buildIfNeeded } from '../scripts/lib/build.mjs';
import { cases } from './cases.mjs';
import { monotonicMs } from './lib/clock.mjs';
import { caseTable, summary, targetTable } from './lib/report.mjs';
import { Stage } from './lib/stage.mjs';
import { judge } from './targets.mjs';

const { values: args } = parseArgs({
    options: {
        quick: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true, default: [] },
        variants: { type: 'string' },
        rounds: { type: 'string' },
        seconds: { type: 'string' },
        'node-red': { type: 'string', default: '.' },
        out: { type: 'string', default: 'bench-results' },
    },
});
const rounds = Number(args.rounds ?? (args.quick ? 3 : 5));
const ms = Number(args.seconds ?? (args.quick ? 0.4 : 0.5)) * 1000;

await buildIfNeeded();
let serial = 0;
const began = monotonicMs();
const load = loadavg()[0];
const stage = new Stage(args['node-red']);
const bench = {
    stage,
    rounds,
    ms,
    isQuick: args.quick,
    idFor: (variant) => `${variant.replace(/\W+/g, '-')}-${process.pid}-${serial++}`,
};
const report = { machine: {}, rounds, ms, cases: [] };
try {
    await stage.open();
    for (const one of chosen()) {
        const caseBegan = monotonicMs();
        const result = await one.measure(one, bench);
        report.cases.push({ ...result, show: one.show, seconds: (monotonicMs() - caseBegan) / 1000 });
        console.log(caseTable(report.cases.at(-1)));
    }
} finally {
    await stage.close();
}
const [cpu] = cpus();
report.machine = {
    cpu: `${cpus().length} x ${cpu?.model.trim()}`,
    system: `${process.platform} ${release()}`,
    loadBefore: load,
    node: stage.nodeVersion,
    nodeRed: report.cases.map(({ nodeRed }) => nodeRed).find(Boolean),
    date: new Date().toISOString().slice(0, 10),
};
report.targets = judge(report.cases);
mkdirSync(args.out, { recursive: true });
const file = `${args.out}/${args.quick ? 'quick' : 'full'}-node-red-${report.machine.nodeRed}.json`;
writeFileSync(file, `${JSON.stringify(report, null, 4)}\n`);
console.log(targetTable(report.targets));
console.log(summary(report));
console.log(`${Math.round((monotonicMs() - began) / 1000)} s; the figures are in ${file}`);

function chosen() {
    const isNamed = (name) => args.only.some((part) => name.includes(part));
    return cases
        .filter(({ name, quick }) => (args.only.length > 0 ? isNamed(name) : !args.quick || quick))
        .map((one) => ({ ...one, variants: one.variants.filter((variant) => isChosen(variant, one)) }))
        .filter(({ variants }) => variants.length > 0);
}

function isChosen({ name, mqtt }, { quick }) {
    if (mqtt && !stage.mqttPort) return false;
    if (args.variants) return args.variants.split(',').includes(name);
    return !args.quick || !Array.isArray(quick) || quick.includes(name);
}
