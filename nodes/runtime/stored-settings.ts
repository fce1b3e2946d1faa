// Reads the stored settings of a node in the form of this release, and logs once for each node what the steps of
// src/settings/migrations.ts have changed in it.

import type { NodeAPI } from 'node-red';
import { shorten } from '../../src/base/errors';
import { changedFrom, type Settings, STEPS, type Step, upgraded } from '../../src/settings/migrations';
import { text } from './text';

interface Report {
    /** What was converted since the last deploy: the versions from which a step has changed something, by node. */
    readonly pending: Map<string, { readonly node: Settings; readonly from: readonly number[] }>;
    /** Nodes that have been logged since Node-RED started. */
    readonly logged: Set<string>;
}

/** One report for each Node-RED of this process. */
const reports = new WeakMap<NodeAPI['events'], Report>();

/** The settings of a node in the form of this release; `steps` are those of a test. */
export function readSettings<Def extends object>(RED: NodeAPI, stored: Def, steps: readonly Step[] = STEPS): Def {
    const current = upgraded(stored, steps);
    if (current !== stored) remember(RED, stored as Settings, changedFrom(stored as Settings, steps));
    return current;
}

function remember(RED: NodeAPI, node: Settings, from: readonly number[]): void {
    const report = reports.get(RED.events) ?? { pending: new Map(), logged: new Set() };
    reports.set(RED.events, report);
    // The node of a subflow is one node to its owner, in however many instances.
    const id = String(node._alias ?? node.id);
    if (report.logged.has(id)) return;
    if (report.pending.size === 0) RED.events.once('flows:started', () => log(RED, report));
    report.pending.set(id, { node, from });
}

function log(RED: NodeAPI, { pending, logged }: Report): void {
    for (const [id, { node, from }] of pending) {
        logged.add(id);
        RED.log.info(
            text(RED, 'log.migrated', {
                type: String(node.type),
                node: shorten(String(node.name || id)),
                change: from.map((version) => text(RED, `log.changed.${version}`)).join(' '),
            }),
        );
    }
    pending.clear();
}
