// The nodes that run in a test: nodes of core without any effect outside of the flow, and ours, whose hubs are replaced.

import type { FlowNode } from '../flow-check/flow';

/** Nodes of Node-RED 3.1 to 5. The file of each is loaded in a test, and no other one. */
export const CORE_FILES = [
    '05-junction.js',
    '20-inject.js',
    '21-debug.js',
    '24-complete.js',
    '25-catch.js',
    '25-status.js',
    '60-link.js',
    '90-comment.js',
    '91-global-config.js',
    '98-unknown.js',
    '10-function.js',
    '10-switch.js',
    '15-change.js',
    '16-range.js',
    '80-template.js',
    '89-delay.js',
    '89-trigger.js',
    'rbe.js',
    '70-CSV.js',
    '70-HTML.js',
    '70-JSON.js',
    '70-XML.js',
    '70-YAML.js',
    '17-split.js',
    '18-sort.js',
    '19-batch.js',
] as const;

/** The types of these files, ours, and what is not a node but a part of a flow. */
const ALLOWED: ReadonlySet<string> = new Set([
    'tab',
    'subflow',
    'group',
    'junction',
    'inject',
    'debug',
    'complete',
    'catch',
    'status',
    'link in',
    'link out',
    'link call',
    'comment',
    'global-config',
    'function',
    'switch',
    'change',
    'range',
    'template',
    'delay',
    'trigger',
    'rbe',
    'csv',
    'html',
    'json',
    'xml',
    'yaml',
    'split',
    'join',
    'sort',
    'batch',
    'clown-hub',
    'clown-in',
    'clown-out',
    'clown-request',
]);

/** Whether a node runs in a test. `subflows` are the ids of the subflows in the flow itself. */
export function isAllowed(node: FlowNode, subflows: ReadonlySet<string>): boolean {
    const { type } = node;
    // A module of npm can do anything.
    if (type === 'function') return !Array.isArray(node.libs) || node.libs.length === 0;
    if (type.startsWith('subflow:')) return subflows.has(type.slice('subflow:'.length));
    return ALLOWED.has(type);
}
