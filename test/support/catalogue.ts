// What the catalogues hold, and what the sources ask of them, found by reading their text.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REASON_CODES } from '../../src/base/errors';
import { root } from './folders.js';

export const LOCALES = join(root, 'nodes/locales/en-US');
export const NODE_TYPES = ['clown-hub', 'clown-in', 'clown-out', 'clown-request'] as const;

export interface Source {
    readonly path: string;
    readonly text: string;
}

/** Files whose reasons get their topic from who calls them. */
const COMMAND_CHECKS: readonly string[] = ['src/protocol/payloads.ts', 'src/protocol/i2c-commands.ts'];

/** The files below a folder of the project that end so, the simulator's apart: it has no words for owners. */
export function sources(folder: string, ending: string): Source[] {
    const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
        name.replaceAll('\\', '/'),
    );
    return names
        .filter((name) => name.endsWith(ending) && !name.startsWith('simulator/'))
        .map((name) => ({ path: `${folder}/${name}`, text: readFileSync(join(root, folder, name), 'utf8') }));
}

/** All sentences of all catalogues of a language, by their full keys, such as `clown-hub.reason.tls`. */
export function sentences(locales = LOCALES): Map<string, string> {
    const found = new Map<string, string>();
    const collect = (value: unknown, key: string): void => {
        if (typeof value === 'string') found.set(key, value);
        else
            for (const [name, inner] of Object.entries(value as object))
                collect(inner, key === '' ? name : `${key}.${name}`);
    };
    for (const type of NODE_TYPES) collect(JSON.parse(readFileSync(join(locales, `${type}.json`), 'utf8')), '');
    return found;
}

/** The names between double underscores. */
export function paramsOf(sentence: string): string[] {
    return [...sentence.matchAll(/__(.+?)__/g)].map(([, name]) => name ?? '');
}

/** A place where a reason is made: the codes that it can have there, and the parameters that come with it. */
export interface Refusal {
    readonly path: string;
    readonly codes: readonly string[];
    readonly params: readonly string[];
}

/** All places in these sources where a reason is made. */
export function refusals(files: readonly Source[]): Refusal[] {
    return files.flatMap(({ path, text }) => {
        const calls = [...text.matchAll(/\brefuse\((?!code:)/g)].map(({ index }) =>
            inside(text, index + 'refuse'.length),
        );
        const direct = calls.map((args) => codesIn(args.split('{')[0] ?? ''));
        // A call with a code in a variable: one of those that the file names elsewhere.
        const others = codesIn(text).filter((code) => !direct.flat().includes(code));
        return calls.map((args, index) => ({
            path,
            codes: direct[index]?.length ? direct[index] : others,
            params: [...paramsIn(args, text), ...(COMMAND_CHECKS.includes(path) ? ['topic'] : [])],
        }));
    });
}

/** The text between the parenthesis at `open` and the one that closes it. */
function inside(text: string, open: number): string {
    let depth = 0;
    for (let index = open; index < text.length; index++) {
        if (text[index] === '(') depth++;
        if (text[index] === ')' && --depth === 0) return text.slice(open + 1, index);
    }
    return '';
}

function codesIn(text: string): string[] {
    const codes: readonly string[] = REASON_CODES;
    return [...text.matchAll(/'([\w-]+)'/g)].map(([, word]) => word ?? '').filter((word) => codes.includes(word));
}

/** The fields of an object that is written out in a call, or of one that the file has under the name in the call. */
function paramsIn(args: string, text: string): string[] {
    const [, name] = /, (\w+)$/.exec(args) ?? [];
    const place = name === undefined ? '' : `const ${name} = {`;
    const at = name === undefined ? -1 : text.indexOf(place);
    return keysOf(at < 0 ? args : text.slice(at, text.indexOf('};', at) + 1));
}

function keysOf(args: string): string[] {
    const from = args.indexOf('{');
    if (from < 0) return [];
    let fields = args.slice(from + 1, args.lastIndexOf('}'));
    for (let before = ''; before !== fields; ) {
        before = fields;
        fields = fields.replace(/\([^()]*\)|\[[^[\]]*\]|'[^']*'/g, '');
    }
    return fields
        .split(',')
        .map((field) => (field.split(':')[0] ?? '').trim())
        .filter((name) => name !== '');
}

/**
 * The keys that sources ask for, `*` for what is put in at run time: `data-i18n` in forms, texts in code that look like
 * a key of a node or, without the name of the node, of the hub's catalogue, and what a shorthand of a script uses.
 */
export function keysUsed(): Set<string> {
    // The build ends each help with it.
    const keys = new Set(['clown-hub.page']);
    const starred = (literal = ''): string => literal.replace(/\$\{[^}]*\}/g, '*');
    for (const { text } of sources('nodes', '.html')) {
        for (const [, key] of text.matchAll(/data-i18n="(?:\[[\w-]+\])?([^"]+)"/g)) keys.add(key ?? '');
    }
    for (const { text } of [...sources('nodes', '.ts'), ...sources('src', 'reason-details.ts')]) {
        for (const [, literal] of text.matchAll(/['`]([\w.${}-]+)['`]/g)) {
            const key = starred(literal);
            if (/^clown-(?:hub|in|out|request)\.(?!(?:svg|read|write)$)/.test(key)) keys.add(key);
            if (
                /^(?:label|form|command|command-tip|status|log|cause|reason|doctor|live|known|recording|sidebar|tab|device)\../.test(
                    key,
                )
            )
                keys.add(`clown-hub.${key}`);
        }
        for (const [path, key] of shorthands(text)) keys.add(`${path}.${key}`);
        // The editor itself uses the name of the palette's category.
        for (const [, category] of text.matchAll(/category: '(?!config')([^']+)'/g)) {
            keys.add(`palette.label.${category?.replace(/[^\w-]/g, '_')}`);
        }
    }
    return keys;
}

/** The keys passed to a function such as `words = (key) => RED._(`SET:path.${key}`)`: the path, and the last level. */
function shorthands(text: string): [path: string, key: string][] {
    const made = text.matchAll(/const (\w+) = \(key: string\): string => RED\._\(`@[^`]*?:([\w.-]+)\.\$\{key\}`\)/g);
    return [...made].flatMap(([, name = '', path = '']) =>
        [...text.matchAll(new RegExp(`\\b${name}\\('([\\w-]+)'\\)`, 'g'))].map(([, key = '']): [string, string] => [
            path,
            key,
        ]),
    );
}

/** The choices of all forms: the value that is stored, and the key of its words. */
export function choices(): { readonly path: string; readonly value: string; readonly key: string }[] {
    return sources('nodes', '.html').flatMap(({ path, text }) =>
        [...text.matchAll(/<option value="([^"]*)"(?: data-i18n="([^"]*)")?/g)].map(([, value = '', key = '']) => ({
            path,
            value,
            key,
        })),
    );
}

/** Whether this pattern matches a key. */
export function fits(key: string, pattern: string): boolean {
    const levels = key.split('.');
    const names = pattern.split('.');
    return levels.length === names.length && names.every((name, index) => name === '*' || name === levels[index]);
}
