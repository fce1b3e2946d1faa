// Reads the stored settings of a node in the form of this release, and logs once which steps of src/settings/migrations.ts
// that took.

import type { NodeAPI } from 'node-red';
import { type Settings, STEPS, type Step, upgraded, versionOf } from '../../src/settings/migrations';
import { text } from './text';

interface Report {
    /** How many nodes took the step from each version since the last deploy. */
    readonly counts: Map<number, number>;
    /** Versions whose step has been logged since Node-RED started. */
    readonly logged: Set<number>;
}

/** One report for each Node-RED of this process. */
const reports = new WeakMap<NodeAPI['events'], Report>();

/** The settings of a node in the form of this release; `steps` are those of a test. */
export function readSettings<Def extends object>(RED: NodeAPI, stored: Def, steps: readonly Step[] = STEPS): Def {
    const current = upgraded(stored, steps);
    if (current !== stored) count(RED, versionOf(stored as Settings), steps.length + 1);
    return current;
}

function count(RED: NodeAPI, from: number, to: number): void {
    const report = reports.get(RED.events) ?? { counts: new Map(), logged: new Set() };
    reports.set(RED.events, report);
    if (report.counts.size === 0) RED.events.once('flows:started', () => log(RED, report));
    for (let version = from; version < to; version++) {
        report.counts.set(version, (report.counts.get(version) ?? 0) + 1);
    }
}

function log(RED: NodeAPI, { counts, logged }: Report): void {
    for (const [from, nodes] of [...counts].sort(([a], [b]) => a - b)) {
        if (logged.has(from)) continue;
        logged.add(from);
        RED.log.info(text(RED, 'log.migrated', { from, to: from + 1, count: nodes }));
    }
    counts.clear();
}
