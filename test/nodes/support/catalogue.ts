// The texts of the nodes as Node-RED would look them up: the test helper loads no catalogues and gives keys back.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../support/folders.js';

type Texts = { readonly [key: string]: string | Texts };

const PREFIX = '@clown-hub/node-red-clown-hub/clown-hub:';
const texts = JSON.parse(readFileSync(join(root, 'nodes/locales/en-US/clown-hub.json'), 'utf8')) as Texts;

/** The English text for a key, with its parameters filled in; a key that is not there is an error here. */
export function translate(key: string, params: Readonly<Record<string, unknown>> = {}): string {
    let found: string | Texts | undefined = texts;
    const path = key.startsWith(PREFIX) ? key.slice(PREFIX.length) : key;
    for (const part of path.split('.')) found = typeof found === 'object' ? found[part] : undefined;
    if (typeof found !== 'string') throw new Error(`there is no text for ${key}`);
    return found.replace(/__(\w+)__/g, (_, name: string) => String(params[name]));
}

/** A sentence of the catalogue by its reason code, for comparison. */
export function reason(code: string, params?: Readonly<Record<string, unknown>>): string {
    return translate(`clown-hub.reason.${code}`, params);
}

/** The sentence of a reason code, whatever is filled in. */
export function sentenceOf(code: string): RegExp {
    const escaped = reason(code, new Proxy({}, { get: () => '\u0000' })).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return new RegExp(`^${escaped.replaceAll('\u0000', '.*')}$`);
}
