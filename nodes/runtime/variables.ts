// Environment variables in settings. Node-RED replaces a setting that is one variable as a whole, and leaves it as it is
// where that is not set; this file handles variables within a longer text, and missing ones. A refusal quotes
// the setting as written: a variable may hold a secret and be used in the wrong field.

import type { Node, NodeAPI } from 'node-red';
import { ok, type Reason, type Result, refuse, sample, shorten } from '../../src/base/errors';
import { isAbsent } from '../../src/settings/choices';
import type { Stored } from '../../src/settings/hub-options';

/** Properties that identify or describe a node; variables in them are not replaced. */
const NO_SETTINGS: readonly string[] = ['id', 'type', 'z', 'g', 'name', 'info', 'icon', 'inputLabels', 'outputLabels'];

const VARIABLE = /\$\{([^{}]+)\}/g;

/** A setting may be a list of rows, each with its fields. */
const DEPTH = 2;

/** The settings of a node with their variables replaced; the reason names the first that is not set. */
export function withVariables(RED: NodeAPI, node: Node, def: object): Result<Stored> {
    // A flow may have thousands of nodes, and most hold none.
    if (!mayHoldVariable(def, DEPTH + 1) && !isOtherType(def)) return ok(def as Stored);
    const stored: Record<string, unknown> = {};
    for (const [setting, given] of Object.entries(def)) {
        const value = isOther(given) && isText(def, setting) ? String(given) : given;
        let missing: string | undefined;
        const replace = (written: string): string => {
            if (isEmptyVariable(RED, node, written)) return '';
            const found = withValues(RED, node, written);
            missing ??= found.missing;
            return found.text;
        };
        const isFixed = NO_SETTINGS.includes(setting) || isTyped(def, setting);
        stored[setting] = isFixed ? value : replaceIn(value, replace, DEPTH);
        if (missing !== undefined) return refuse('variable-missing', { setting, variable: missing });
    }
    return ok(stored);
}

/** Whether a text is one variable that is set to nothing. Node-RED 3.1 leaves such a text as it is; later ones replace it. */
function isEmptyVariable({ util }: NodeAPI, node: Node, written: string): boolean {
    const name = /^\$\{([^{}]+)\}$/.exec(written)?.[1];
    // The types of Node-RED leave it out.
    const { getSetting } = util as unknown as { getSetting(node: Node, name: string): unknown };
    return name !== undefined && getSetting(node, name) === '';
}

/**
 * Credentials as they were entered. Node-RED has replaced those in `node.credentials` that are one variable: a number in
 * place of a text, or a value that looks like another variable.
 */
export function writtenCredentials(RED: NodeAPI, node: Node): Stored {
    // Within a subflow, many nodes share the credentials of one.
    const { _alias: id = node.id } = node as Node & { readonly _alias?: string };
    return { ...(RED.nodes.getCredentials(id) as Stored | undefined) };
}

/**
 * Credentials with the variables in the `used` ones replaced, also within a longer text. `used` holds the name of each for
 * the reason, which tells the first variable that is not set: neither a part of a value nor `${NAME}` must be sent.
 */
export function withCredentialVariables(
    RED: NodeAPI,
    node: Node,
    credentials: Stored,
    used: Readonly<Record<string, string>>,
): Result<Stored> {
    const replaced: Record<string, unknown> = { ...credentials };
    for (const [name, setting] of Object.entries(used)) {
        const { [name]: value } = credentials;
        if (typeof value !== 'string') continue;
        const found = withValues(RED, node, value);
        if (found.missing !== undefined) return refuse('variable-missing', { setting, variable: found.missing });
        replaced[name] = found.text;
    }
    return ok(replaced);
}

interface Replaced {
    readonly text: string;
    /** The first variable that is not set. */
    readonly missing?: string | undefined;
}

/** A text with its variables replaced. A value of another type counts as its text. */
function withValues(RED: NodeAPI, node: Node, text: string): Replaced {
    let missing: string | undefined;
    const replaced = text.replace(VARIABLE, (whole, variable: string) => {
        const found = String(RED.util.evaluateNodeProperty(whole, 'env', node, {}) ?? '');
        if (found === '') missing ??= variable;
        return found;
    });
    return { text: replaced, missing };
}

/** Settings that are always text: a variable of type number or boolean counts as its text. */
const TEXTS = ['subprotocol', 'startFrames', 'goodbyeFrames', 'topic', 'quantity', 'device', 'payload'] as const;

function isText(def: object, setting: string): boolean {
    return (TEXTS as readonly string[]).includes(setting) && !isTyped(def, setting);
}

function isOther(value: unknown): boolean {
    return typeof value === 'number' || typeof value === 'boolean';
}

/** Whether Node-RED has replaced a text by a value of another type. */
function isOtherType(def: object): boolean {
    return TEXTS.some((setting) => isOther((def as Stored)[setting]));
}

/** Whether a value is a text with a variable. */
export function holdsVariable(value: unknown): boolean {
    return typeof value === 'string' && value.includes('${');
}

function mayHoldVariable(value: unknown, depth: number): boolean {
    if (typeof value === 'string') return holdsVariable(value);
    if (depth === 0) return false;
    // Nothing is in a number, a switch or null.
    for (const key in value as Stored) if (mayHoldVariable((value as Stored)[key], depth - 1)) return true;
    return false;
}

/** A value with every text in it replaced, as deep as it may be. */
function replaceIn(value: unknown, replace: (text: string) => string, depth: number): unknown {
    if (typeof value === 'string') return replace(value);
    if (typeof value !== 'object' || value === null || depth === 0) return value;
    if (Array.isArray(value)) return value.map((item) => replaceIn(item, replace, depth - 1));
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaceIn(inner, replace, depth - 1)]));
}

/** Whether a typed field holds the place of a value, and not the value. */
function isTyped(def: object, setting: string): boolean {
    const type = (def as Record<string, unknown>)[`${setting}Type`];
    return !isAbsent(type) && type !== 'str';
}

/** The settings of a node as its flow holds them, before Node-RED has replaced anything. */
export function writtenOf(RED: NodeAPI, node: Node, def: object): object {
    // Within a subflow, many nodes share one definition.
    const { _alias: id = node.id } = node as Node & { readonly _alias?: string };
    let written = def;
    RED.nodes.eachNode((config) => {
        if (config.id === id) written = config;
    });
    return written;
}

/**
 * A result whose reason quotes settings as they were written; `written` looks through all flows, so only when needed.
 */
export function asWritten<T>(result: Result<T>, written: () => object): Result<T> {
    return result.ok ? result : { ok: false, reason: reasonAsWritten(result.reason, written()) };
}

/** Parameters of a reason that never hold what a setting has: its name, the allowed values and an example. */
const OURS: readonly string[] = ['setting', 'known', 'example'];

/** The same reason; where the settings that it is about have variables, it quotes no more than what was written. */
export function reasonAsWritten(reason: Reason, written: object): Reason {
    const { setting, variable } = reason.params;
    const settings = Object.entries(written).filter(([name]) => !NO_SETTINGS.includes(name) && name !== 'hub');
    const own = settings.filter(([name]) => name === setting);
    const texts = textsIn((own.length > 0 ? own : settings).map(([, value]) => value));
    const [first, ...others] = texts.filter((text) => text.search(VARIABLE) >= 0);
    // The value of a variable may look like the name of another one. Credentials are read as they were entered.
    const isNamed = own.length === 0 || texts.some((text) => text.includes(`\${${variable}}`));
    if (first === undefined || (reason.code === 'variable-missing' && isNamed)) return reason;
    const quote = (name: string, value: string | number): string | number => {
        const isWritten = texts.some((text) => value === sample(text) || value === shorten(text));
        if (OURS.includes(name) || typeof value === 'number' || isWritten) return value;
        return others.length > 0 ? '…' : sample(first);
    };
    const params = Object.entries(reason.params).map(([name, value]) => [name, quote(name, value)]);
    return { ...reason, params: Object.fromEntries(params) };
}

/** Every text in a value, as deep as settings go. */
function textsIn(value: unknown, depth = DEPTH + 1): string[] {
    if (typeof value === 'string') return [value];
    if (depth === 0) return [];
    return Object.values((value ?? {}) as Stored).flatMap((one) => textsIn(one, depth - 1));
}
