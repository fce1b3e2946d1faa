// How each type of a typed input is read from a message: now, or later where a context store or an expression takes its
// time. Refuses at once what can never give a value.

import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { ok, type Result, refuse, sample, shorten, thrownKind } from '../../src/errors';

/** One setting that is worked out anew for each message; reasons call it `setting`. */
export interface TypedSetting {
    readonly setting: string;
    readonly value: unknown;
    readonly type: unknown;
}

/** Takes what the function gives, or what it throws; only the first call counts. */
export type Take = (value: () => unknown) => void;

/** Works a setting out, now or later. It may throw. */
export interface Read {
    (msg: NodeMessage, take: Take): void;
    /** The same for what never has to be waited for: gives the value, or throws. */
    readonly now?: (msg: NodeMessage) => unknown;
}

function atOnce(now: (msg: NodeMessage) => unknown): Read {
    return Object.assign((msg: NodeMessage, take: Take) => take(() => now(msg)), { now });
}

/** How to read a setting, or why it can never be read. */
export function readOf({ util }: NodeAPI, node: Node, { setting, value, type }: TypedSetting): Result<Read> {
    const unknown = (found: unknown): Result<Read> => refuse('setting-choice', { setting, found: sample(found) });
    /** For what a store may keep. */
    const copy = <T>(found: T): T =>
        typeof found === 'object' ? (util.cloneMessage(found as NodeMessage) as T) : found;
    const answer = (take: Take) => (thrown: unknown, found: unknown) =>
        take(() => (thrown === null || thrown === undefined ? copy(found) : raise(thrown)));
    if (typeof value === 'object' && value !== null) return unknown(value);
    const text = String(value ?? '');
    try {
        switch (type) {
            case 'msg': {
                if (text === '') return ok(atOnce(() => undefined));
                // Node-RED takes no path that begins with a bracket.
                const [start, root] = text.startsWith('[') ? [`msg${text}`, 1] : [text.replace(/^msg\./, ''), 0];
                const path = util.normalisePropertyExpression(start).slice(root);
                return ok(atOnce((msg) => valueAt(msg, path)));
            }
            case 'jsonata': {
                const expression = util.prepareJSONataExpression(text, node);
                // JSONata marks lists of its input, and Node-RED changes the prototypes of objects in its result.
                return ok((msg, take) => util.evaluateJSONataExpression(expression, copy({ ...msg }), answer(take)));
            }
            case 'num': // Number('') is 0, which nobody means
                if (text.trim() === '' || !Number.isFinite(Number(text))) return unknown(value);
                break;
            case 'bool':
                if (!/^(true|false)$/i.test(text)) return unknown(value);
                break;
            case 'json':
                JSON.parse(text);
                break;
            case 'flow':
            case 'global':
                util.normalisePropertyExpression(util.parseContextStore(text).key);
                break;
            case 'str':
                return ok(atOnce(() => text));
            case 'env':
                break;
            default:
                return unknown(type);
        }
    } catch (thrown) {
        return refuse('expression', { setting, found: words(thrown) });
    }
    return ok((msg, take) => util.evaluateNodeProperty(text, type, node, msg, answer(take)));
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

/** What was thrown, in its own words; JSONata throws objects that have a `message`. Never throws. */
export function words(thrown: unknown): string {
    try {
        const { message } = Object(thrown) as { readonly message?: unknown };
        return shorten(typeof message === 'string' && message !== '' ? message : String(thrown));
    } catch {
        return thrownKind(thrown);
    }
}

function raise(thrown: unknown): never {
    throw thrown;
}
