// Settings of nodes that their schema allows, and such that it forbids, from the random values of a seed.

import fc from 'fast-check';
import { type CommandKind, KINDS } from '../../src/protocol/kinds';
import type { NodeSchema, Schema } from './schemas';

export type Settings = Readonly<Record<string, unknown>>;

/** Sets an environment variable, and returns how a setting names it. */
export type SetVariable = (value: string) => string;

type Properties = Readonly<Record<string, Schema>>;

interface Rule {
    readonly if: Schema;
    readonly then: Group;
    readonly else?: Group;
}

interface Group {
    readonly properties: Properties;
    readonly required?: readonly string[];
}

/** Settings that others depend on: a condition of the schema cannot know the value of a variable. */
const CONDITIONS = /^(?:place|listen|output|command|settingsVersion|.*Type)$/;
/** Names of nodes and stores, and headers, whose values are credentials: the schema cannot express them. */
const BEYOND = ['tls', 'proxy', 'keepValues', 'headers', 'recording'];
/** Of Node-RED. */
const NO_SETTINGS = ['id', 'type', 'name', 'hub', 'inputs', 'outputs', 'dismissed'];
/** What a node ignores where it does not use the setting. */
const LEFT_OVER = ['moon', 5, true, 'a/#/b', { a: 1 }, 0, false];
/** What many settings forbid. */
const WRONG = [
    ...['moon', 'a b', 'a/#/b', '1e9', '0x10', ' ', '', null, undefined],
    ...[{}, [{}], [5], [null], -1e9, 1e12, 1_234_567, 0.25, 0, false, true, 5],
];

export class AnySettings {
    readonly #g: fc.GeneratorValue;
    readonly #setVariable: SetVariable;
    /** Whether the hub that was drawn last has names of devices. */
    #hasNames = false;

    constructor(g: fc.GeneratorValue, setVariable: SetVariable) {
        this.#g = g;
        this.#setVariable = setVariable;
    }

    /** Settings that the schema allows; `own` are those that identify the node. */
    allowed({ schema, part }: NodeSchema, own: Settings): Settings {
        const node: Record<string, unknown> = { ...own };
        const draw = ({ properties, required = [] }: Group): void => {
            for (const [name, one] of Object.entries(properties)) {
                if (name in own || BEYOND.includes(name) || !isLimited(one)) continue;
                const canOpen = !CONDITIONS.test(name);
                if (!required.includes(name) && this.#oneOf(4)) delete node[name];
                else node[name] = this.#value(schema, one, canOpen);
            }
        };
        draw(schema as unknown as Group);
        for (const rule of schema.allOf as readonly Rule[]) {
            const group = part(rule.if, node) ? rule.then : rule.else;
            if (group) draw(group);
        }
        fixPayload(node);
        if (node.type === 'clown-hub') this.#hasNames = JSON.stringify(node.devices ?? '').includes('"name"');
        for (const name of Object.keys(schema.properties)) {
            if (name in node || NO_SETTINGS.includes(name) || BEYOND.includes(name) || !this.#oneOf(3)) continue;
            const unused = { ...node, [name]: this.#pick(LEFT_OVER) };
            if (!isAllowedAnyhow(schema, part, node, name)) continue;
            node[name] = unused[name];
        }
        return node;
    }

    /** The same settings with one that the schema forbids. */
    forbidden({ schema, allows }: NodeSchema, node: Settings): Settings {
        for (let tries = 0; tries < 1_000; tries++) {
            const name = this.#pick(Object.keys(schema.properties).filter((one) => one !== 'id' && one !== 'type'));
            const value = name === 'hub' ? this.#pick(['', 5, undefined]) : this.#pick(WRONG);
            // As in a flow file: without what is undefined.
            const wrong = JSON.parse(JSON.stringify({ ...node, [name]: value })) as Settings;
            if (!allows(wrong)) return wrong;
        }
        throw new Error(`nothing is forbidden in ${JSON.stringify(node)}`);
    }

    #value(root: Schema, schema: Schema, canOpen: boolean): unknown {
        const { enum: values, anyOf, examples, type } = schema as Record<string, readonly unknown[] | undefined>;
        if (schema.$ref !== undefined) return this.#value(root, definition(root, String(schema.$ref)), canOpen);
        if ('const' in schema) return schema.const;
        if (examples && (!isWhole(schema.pattern) || this.#oneOf(2))) return this.#pick(examples);
        if (values) return this.#pick(values);
        if (anyOf) return this.#choice(root, anyOf as readonly Schema[], canOpen);
        if (Array.isArray(type)) return this.#pick(['payload', '5']);
        return this.#ofType(root, schema);
    }

    #choice(root: Schema, schemas: readonly Schema[], canOpen: boolean): unknown {
        const isVariable = ({ $ref }: Schema): boolean => /variable$/i.test(String($ref));
        const chosen = this.#pick(schemas.filter((one) => !isVariable(one) && !isOpenRow(one)));
        const range = schemas.find(({ type }) => type === 'number' || type === 'integer');
        // A number as text means that number.
        const isText = /^#\/\$defs\/(?:number|decimal)$/.test(String(chosen.$ref));
        const value = this.#value(root, isText ? (range ?? { type: 'integer' }) : chosen, canOpen);
        const found = isText ? String(value) : value;
        const isOpen = canOpen && schemas.some(isVariable) && typeof (found ?? '') !== 'object' && this.#oneOf(6);
        return isOpen ? this.#setVariable(String(found ?? '')) : found;
    }

    #ofType(root: Schema, schema: Schema): unknown {
        const { minimum, maximum } = schema as { minimum?: number; maximum?: number };
        const isInteger = schema.type === 'integer' || (minimum === undefined && maximum === undefined);
        const least = minimum ?? (maximum ?? 0) - 10;
        const most = maximum ?? least + 1_000;
        switch (schema.type) {
            case 'string':
                return this.#text(schema);
            case 'boolean':
                return this.#oneOf(2);
            case 'null':
                return null;
            case 'integer':
            case 'number':
                if (isInteger) return this.#g(fc.integer, { min: least, max: most });
                return this.#g(fc.double, { min: least, max: most, noNaN: true });
            case 'array':
                return this.#oneOf(4) ? [] : [this.#value(root, schema.items as Schema, false)];
            case 'object': {
                const { required = [] } = schema as { required?: readonly string[] };
                const entries = Object.entries(schema.properties as Properties).filter(
                    ([name]) => required.includes(name) || !this.#oneOf(3),
                );
                return Object.fromEntries(entries.map(([name, one]) => [name, this.#value(root, one, false)]));
            }
            default:
                throw new Error(`no value for ${JSON.stringify(schema)}`);
        }
    }

    #text({ pattern, minLength = 0, maxLength }: Schema): string {
        if (pattern === undefined) return 'a'.repeat(Number(minLength));
        // A variable by chance would have no value.
        const matching = fc.stringMatching(new RegExp(String(pattern), 'u')).filter((one) => !one.includes('${'));
        // The limit of the nodes is in bytes.
        if (maxLength === undefined) return this.#g(() => matching);
        const text = this.#g(() => matching.filter((one) => Buffer.byteLength(one) < Number(maxLength) - 1));
        // What begins a filter could be meant as a name.
        return this.#hasNames ? `a/${text}` : text;
    }

    /** True once in so many times. */
    #oneOf(count: number): boolean {
        return this.#g(fc.nat, { max: count - 1 }) === 0;
    }

    #pick<Value>(values: readonly Value[]): Value {
        return values[this.#g(fc.nat, { max: values.length - 1 })] as Value;
    }
}

/** Whether a schema describes values, and not only what a setting is for. */
function isLimited(schema: Schema): boolean {
    return ['$ref', 'enum', 'const', 'anyOf', 'type'].some((keyword) => keyword in schema);
}

/** Whether it is a row of a table with a variable. */
function isOpenRow({ type, not }: Schema): boolean {
    return type === 'object' && not !== undefined;
}

/** Whether texts can be generated from a pattern: it describes the whole text, and does not look ahead. */
function isWhole(pattern: unknown): boolean {
    return /^(?!.*\(\?[!=]).*\$$/.test(String(pattern));
}

function definition(root: Schema, ref: string): Schema {
    return (root.$defs as Properties)[ref.replace('#/$defs/', '')] as Schema;
}

/** Whether the node ignores a setting: it may have any value. */
function isAllowedAnyhow(schema: Schema, part: NodeSchema['part'], node: Settings, name: string): boolean {
    const rules = schema.allOf as readonly Rule[];
    const groups = [
        schema as unknown as Group,
        ...rules.flatMap((rule) => (part(rule.if, node) ? rule.then : (rule.else ?? []))),
    ];
    return !groups.some(({ properties }) => isLimited(properties[name] ?? {}));
}

/** A fixed payload that the command accepts, in the form of its type: no schema describes these in detail. */
function fixPayload(node: Record<string, unknown>): void {
    const kind = (node.command || 'message') as CommandKind;
    const { payload: isUsed, example } = node.type === 'clown-hub' ? { payload: false } : KINDS[kind];
    if (!isUsed || !/^(?:str|num|bool|json)$/.test(String(node.payloadType))) return;
    const types = { string: 'str', number: 'num', boolean: 'bool' } as const;
    const plain = types[typeof example as keyof typeof types] as string | undefined;
    node.payloadType = node.payloadType === 'json' && kind !== 'raw' ? 'json' : (plain ?? 'json');
    node.payload = node.payloadType === 'json' ? JSON.stringify(example) : String(example);
}
