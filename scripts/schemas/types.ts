// Reads the published types of the messages (nodes/shared/messages.ts) as schemas: their properties, which of them are
// optional, and their comments. It knows the forms that this file uses, and fails at any other.

import type { Schema } from './json-schema';

const ANY: Schema = {};
/** What other files define. */
const OTHER: Readonly<Record<string, Schema>> = { Json: ANY, ReasonCode: { type: 'string' } };

interface Declared {
    readonly properties: Map<string, Schema>;
    readonly required: Set<string>;
}

/** A schema for each exported type, by its name. */
export function schemasOfTypes(source: string): Record<string, Schema> {
    const declared = new Map<string, Declared>();
    const found: Record<string, Schema> = {};
    for (const [, name = '', type = ''] of source.matchAll(/^export type (\w+) = (.*?);$/gms))
        found[name] = typeOf(type);
    for (const [, name = '', base = '', body = ''] of source.matchAll(
        /^export interface (\w+)(?: extends (.*?))? \{\n(.*?)^\}/gms,
    )) {
        const one = inherited(base, declared);
        for (const [, comment = '', property = '', optional = '', type = ''] of body.matchAll(
            /(?: {4}\/\*\*(.*?)\*\/\n)?^ {4}(?:readonly )?(\w+)(\??): (.*?);$/gms,
        )) {
            const description = comment.replace(/\s*\n\s*\*\s*|\s+/g, ' ').trim();
            one.properties.set(property, { ...(description ? { description } : {}), ...typeOf(type) });
            if (!optional && !type.endsWith('| undefined')) one.required.add(property);
        }
        declared.set(name, one);
        found[name] = {
            type: 'object',
            properties: Object.fromEntries(one.properties),
            required: [...one.required],
        };
    }
    return found;
}

/** The properties of the type that another one extends: all, or some. */
function inherited(base: string, declared: ReadonlyMap<string, Declared>): Declared {
    const [, some, names = ''] = /^Pick<(\w+), (.*)>$/.exec(base) ?? [];
    const from = declared.get(some ?? base);
    if (!from) {
        if (base === '') return { properties: new Map(), required: new Set() };
        throw new Error(`The schemas of the messages need ${base}, which no interface above it declares.`);
    }
    const isPicked = (name: string): boolean => some === undefined || names.includes(`'${name}'`);
    return {
        properties: new Map([...from.properties].filter(([name]) => isPicked(name))),
        required: new Set([...from.required].filter(isPicked)),
    };
}

function typeOf(written: string): Schema {
    const type = written
        .replace(/\s+/g, ' ')
        .replace(/ \| undefined$/, '')
        .trim();
    if (['string', 'number', 'boolean'].includes(type)) return { type };
    if (type === 'true' || type === 'false') return { const: type === 'true' };
    if (/^'[^']*'$/.test(type)) return { const: type.slice(1, -1) };
    const parts = type.replace(/^\| /, '').split(' | ');
    if (parts.every((part) => /^'[^']*'$/.test(part))) return { enum: parts.map((part) => part.slice(1, -1)) };
    if (parts.length > 1) return { anyOf: parts.map(typeOf) };
    const [, item] = /^(?:readonly )?(.*)\[\]$/.exec(type) ?? [];
    if (item !== undefined) return { type: 'array', items: typeOf(item) };
    if (!/^\w+$/.test(type)) throw new Error(`The schemas of the messages cannot express the type ${type}.`);
    return OTHER[type] ?? { $ref: `#/$defs/${type}` };
}

/** These schemas and those that they refer to. */
export function withReferences(
    schemas: readonly Schema[],
    all: Readonly<Record<string, Schema>>,
): Record<string, Schema> {
    const used: Record<string, Schema> = {};
    const add = (schema: Schema): void => {
        for (const [, name = ''] of JSON.stringify(schema).matchAll(/"#\/\$defs\/(\w+)"/g)) {
            const { [name]: target } = all;
            if (!target || name in used) continue;
            used[name] = target;
            add(target);
        }
    };
    schemas.forEach(add);
    return used;
}
