// npm run bench: measures all variants side by side, in short windows that take turns, and prints the figures.
// `--quick` takes fewer cases and shorter windows; `--group` and `--only` select cases; see README.md.

import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release } from 'node:os';
import { parseArgs } from 'node:util';
import { buildIfNeeded } from '../scripts/lib/build.mjs';
import { main, Problem } from '../scripts/lib/run.mjs';
import { packName } from '../scripts/lib/under-test.mjs';
import { cases } from './cases/index.mjs';
import { SAME } from './cases/receiving.mjs';
import { monotonicMs } from './lib/clock.mjs';
import { curvesOf, isInCurves, LINE_NAMES } from './lib/curves.mjs';
import { judge } from './lib/judge.mjs';
import { pictureOf } from './lib/picture.mjs';
import { aboutRun, caseTable, durations, previousTable, sameLine, summary, targetTables } from './lib/report.mjs';
import { Stage } from './lib/stage.mjs';
import { targetGroups } from './targets/index.mjs';

const { values: args } = parseArgs({
    options: {
        quick: { type: 'boolean', default: false },
        group: { type: 'string', multiple: true, default: [] },
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

/** The cases of the picture, as a group. */
const CURVES = 'curves';
const isSelective = args.group.length + args.only.length > 0;

await main(async () => {
    await buildIfNeeded();
    await measureAll();
});

async function measureAll() {
    const began = monotonicMs();
    const load = loadavg()[0];
    const stage = new Stage(args['node-red'].replace(/^\d+$/, 'matrix/node-red-$&'));
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
    report.targets = judge(targetGroups, report.cases);
    const end = [
        targetTables(report.targets),
        previousTable(report.cases),
        sameLine(report.cases.find(({ name }) => name === SAME)),
        summary(report),
        durations(report.cases, (monotonicMs() - began) / 1000),
    ]
        .map((text) => text.trim())
        .filter(Boolean);
    console.log(end.join('\n\n'));
    mkdirSync(args.out, { recursive: true });
    const file = `${args.out}/${[args.quick ? 'quick' : 'full', ...args.group, ...args.only].join('-').replace(/\W+/g, '-')}-node-red-${report.machine.nodeRed}`;
    writeFileSync(`${file}.json`, `${JSON.stringify(report, null, 4)}\n`);
    writeFileSync(`${file}.md`, `${[...end, ...report.cases.map(caseTable)].join('\n\n')}\n`);
    console.log(`The figures are in ${file}.json, the tables in ${file}.md.`);
    if (args.curves) drawCurves(report);
}

function drawCurves({ cases: measured, machine }) {
    const { panels, missing } = curvesOf(measured);
    if (panels.length > 0) writeFileSync(args.curves, pictureOf(panels, LINE_NAMES, aboutRun(machine)));
    const what = panels.length > 0 ? `The curves are in ${args.curves}.` : 'There is no picture.';
    const rest = missing.length > 0 ? ` Not measured in this run: ${missing.join(', ')}.` : '';
    console.log(what + rest);
}

function machineOf(stage, measured, loadBefore) {
    const [cpu] = cpus();
    return {
        cpu: `${cpus().length} x ${cpu?.model.trim()}`,
        system: `${process.platform} ${release()}`,
        loadBefore,
        pack: packName(),
        node: stage.nodeVersion,
        nodeRed: measured.map(({ nodeRed }) => nodeRed).find(Boolean),
        date: new Date().toISOString().slice(0, 10),
    };
}

function chosen(stage) {
    const found = cases
        .filter((one) => one.name === SAME || isNamed(one))
        .map((one) => ({ ...one, variants: one.variants.filter((variant) => isChosen(variant, one, stage)) }))
        .filter(({ variants }) => variants.length > 0);
    if (found.length < 2 && found[0]?.name === SAME && isSelective) {
        const groups = [...new Set(cases.map(({ group }) => group)), CURVES];
        throw new Problem(`No case has this name or group. The groups are ${groups.join(', ')}.`);
    }
    return found;
}

/** Whether a case is measured: those that are named, or all, or the quick ones. */
function isNamed({ name, group, variants, quick }) {
    if (!isSelective) return !args.quick || Boolean(quick);
    const isCurve = args.group.includes(CURVES) && variants.some((variant) => isInCurves(name, variant.name));
    return isCurve || args.group.includes(group) || args.only.some((part) => name.includes(part));
}

function isChosen({ name, mqtt, build }, { name: caseName, group, quick }, stage) {
    if (mqtt && !stage.mqttPort) return false;
    if (build === 'previous' && !stage.hasPrevious) return false;
    if (caseName === SAME) return true;
    if (args.variants) return args.variants.split(',').includes(name);
    if (args.group.includes(CURVES) && !args.group.includes(group)) return isInCurves(caseName, name);
    return !args.quick || !Array.isArray(quick) || quick.includes(name);
}
