// Environment variables in settings. Node-RED replaces a setting that is one variable as a whole, and leaves it as it is
// where that is not set; variables within a longer text, and those that are missing, are ours.

import type { Node, NodeAPI } from 'node-red';
import { ok, type Result, refuse } from '../../src/errors';
import type { Stored } from '../../src/options';

/** What a node is and is called; a variable in it changes nothing. */
const NO_SETTINGS: readonly string[] = ['id', 'type', 'z', 'g', 'name'];

/** A setting may be a list of rows, each with its fields. */
const DEPTH = 2;

/** The settings of a node with their variables replaced; the reason names the first that is not set. */
export function withVariables(RED: NodeAPI, node: Node, def: object): Result<Stored> {
    const stored: Record<string, unknown> = {};
    for (const [setting, value] of Object.entries(def)) {
        let missing: string | undefined;
        const replace = (text: string): string =>
            text.replace(/\$\{([^{}]+)\}/g, (whole, variable: string) => {
                const found = String(RED.util.evaluateNodeProperty(whole, 'env', node, {}) ?? '');
                if (found === '') missing ??= variable;
                return found;
            });
        const isFixed = NO_SETTINGS.includes(setting) || isTyped(def, setting);
        stored[setting] = isFixed ? value : replaceIn(value, replace, DEPTH);
        if (missing !== undefined) return refuse('variable-missing', { setting, variable: missing });
    }
    return ok(stored);
}

/** A value with every text in it replaced, as deep as it may be. */
function replaceIn(value: unknown, replace: (text: string) => string, depth: number): unknown {
    if (typeof value === 'string') return replace(value);
    if (typeof value !== 'object' || value === null || depth === 0) return value;
    if (Array.isArray(value)) return value.map((item) => replaceIn(item, replace, depth - 1));
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaceIn(inner, replace, depth - 1)]));
}

/** Whether a typed field says where a value is found, and not what it is. */
function isTyped(def: object, setting: string): boolean {
    const type = (def as Record<string, unknown>)[`${setting}Type`];
    return type !== undefined && type !== '' && type !== 'str';
}
