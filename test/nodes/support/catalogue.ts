// The texts of the nodes as Node-RED would look them up: the test helper loads no catalogues and gives keys back.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { labelled } from '../../../nodes/shared/setting-label';
import type { Reason } from '../../../src/base/errors';
import { root } from '../../support/folders.js';

type Texts = { readonly [key: string]: string | Texts };

const PREFIX = '@clown-hub/node-red-clown-hub/clown-hub:';
/** One catalogue, as the build makes it of the file of each node. */
const texts: Texts = Object.assign(
    {},
    ...['in', 'out', 'request', 'hub'].map((node) =>
        JSON.parse(readFileSync(join(root, `nodes/locales/en-US/clown-${node}.json`), 'utf8')),
    ),
);

/** The English text for a key, with its parameters filled in; a missing key is an error here, except for a label. */
export function translate(key: string, params: Readonly<Record<string, unknown>> = {}): string {
    let found: string | Texts | undefined = texts;
    const path = key.startsWith(PREFIX) ? key.slice(PREFIX.length) : key;
    for (const part of path.split('.')) found = typeof found === 'object' ? found[part] : undefined;
    if (found === undefined && /\.(?:label|form)\./.test(key)) return key;
    if (typeof found !== 'string') throw new Error(`there is no text for ${key}`);
    return found.replace(/__(\w+)__/g, (_, name: string) => String(params[name]));
}

/** A sentence of the catalogue by its reason code, for comparison. */
export function reason(code: string, params?: Readonly<Record<string, unknown>>): string {
    return translate(`clown-hub.reason.${code}`, params && labelled(params as Reason['params'], translate));
}

/** The sentence of a reason code, whatever is filled in. */
export function sentenceOf(code: string): RegExp {
    const escaped = reason(code, new Proxy({}, { get: () => '\u0000' })).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return new RegExp(`^${escaped.replaceAll('\u0000', '.*')}$`);
}
