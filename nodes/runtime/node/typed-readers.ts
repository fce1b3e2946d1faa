// Reads each type of typed input for a message: at once, or later from an asynchronous context store or expression.
// Refuses at once what can never give a value.

import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { ok, type Result, refuse, sample, words } from '../../../src/base/errors';
import { fixedValue } from '../../../src/protocol/fixed-command';
import { INPUT_TYPES } from '../../../src/settings/choices';

/** One setting that is evaluated for each message; reasons name it as `setting`. */
export interface TypedSetting {
    readonly setting: string;
    readonly value: unknown;
    readonly type: unknown;
}

/** Takes what the function gives, or what it throws; only the first call counts. */
export type Take = (value: () => unknown) => void;

/** Evaluates one setting. */
export interface Read {
    readonly setting: string;
    /** Now or later. It may throw. */
    later(msg: NodeMessage, take: Take): void;
    /** Present if the setting is never asynchronous: returns the value, or throws. */
    now?(msg: NodeMessage): unknown;
}

/** The same text for every message. */
class FixedText implements Read {
    readonly setting: string;
    readonly #text: string;

    constructor(setting: string, text: string) {
        this.setting = setting;
        this.#text = text;
    }

    now(): string {
        return this.#text;
    }

    later(_msg: NodeMessage, take: Take): void {
        take(() => this.#text);
    }
}

/** A part of the message; without a path it is nothing. */
class OfMessage implements Read {
    readonly setting: string;
    readonly #path: Path | undefined;

    constructor(setting: string, path: Path | undefined) {
        this.setting = setting;
        this.#path = path;
    }

    now(msg: NodeMessage): unknown {
        return this.#path && valueAt(msg, this.#path);
    }

    later(msg: NodeMessage, take: Take): void {
        take(() => this.now(msg));
    }
}

/** Parts of messages that are read by many nodes of a flow, by setting and path, and the longest such path. */
const MAX_SHARED = 100;
const MAX_SHARED_LENGTH = 200;
const shared = new Map<string, Read>();

function ofMessage(util: NodeAPI['util'], setting: string, text: string): Read {
    const name = `${setting} ${text}`;
    const known = shared.get(name);
    if (known) return known;
    // Node-RED takes no path that begins with a bracket.
    const [start, root] = text.startsWith('[') ? [`msg${text}`, 1] : [text.replace(/^msg\./, ''), 0];
    const path = text === '' ? undefined : util.normalisePropertyExpression(start).slice(root);
    const read = new OfMessage(setting, path);
    if (text.length > MAX_SHARED_LENGTH) return read;
    if (shared.size >= MAX_SHARED) shared.clear();
    shared.set(name, read);
    return read;
}

/** How to read a setting, or why it can never be read. */
export function readOf({ util }: NodeAPI, node: Node, { setting, value, type }: TypedSetting): Result<Read> {
    const fixed = fixedValue(setting, type, value);
    if (fixed && !fixed.ok) return fixed;
    const text = String(value ?? '');
    try {
        switch (type) {
            case 'msg':
                return ok(ofMessage(util, setting, text));
            case 'jsonata':
                return ok(ofExpression(util, setting, util.prepareJSONataExpression(text, node)));
            case 'flow':
            case 'global':
                util.normalisePropertyExpression(util.parseContextStore(text).key);
                break;
            case 'str':
                return ok(new FixedText(setting, text));
            case 'num':
            case 'bool':
            case 'json':
            case 'env':
                break;
            default:
                return refuse('setting-choice', { setting, found: sample(type), known: INPUT_TYPES.join(', ') });
        }
    } catch (thrown) {
        return refuse('expression', { setting, found: words(thrown) });
    }
    return ok({
        setting,
        later: (msg, take) => util.evaluateNodeProperty(text, type, node, msg, answer(util, take)),
    });
}

function ofExpression(
    util: NodeAPI['util'],
    setting: string,
    expression: ReturnType<NodeAPI['util']['prepareJSONataExpression']>,
): Read {
    return {
        setting,
        // JSONata marks lists of its input, and Node-RED changes the prototypes of objects in its result.
        later: (msg, take) => util.evaluateJSONataExpression(expression, copy(util, { ...msg }), answer(util, take)),
    };
}

/** For what a store may keep. */
function copy<T>(util: NodeAPI['util'], found: T): T {
    return typeof found === 'object' ? (util.cloneMessage(found as NodeMessage) as T) : found;
}

function answer(util: NodeAPI['util'], take: Take): (thrown: unknown, found: unknown) => void {
    return (thrown, found) => take(() => (thrown === null || thrown === undefined ? copy(util, found) : raise(thrown)));
}

/** Keys, each below the one before; a key may itself be a path in the message, after the word `msg`. */
type Path = readonly (string | number | Path)[];

/** Node-RED's own way throws where a parent is missing. */
function valueAt(msg: NodeMessage, path: Path): unknown {
    return path.reduce<unknown>((value, part) => {
        const key = typeof part === 'object' ? valueAt(msg, part.slice(1)) : part;
        return (value as Record<string, unknown> | null | undefined)?.[key as string];
    }, msg);
}

function raise(thrown: unknown): never {
    throw thrown;
}
