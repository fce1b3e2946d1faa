// The schemas of the nodes (dist/schemas/): at the root the settings of a node as flows.json holds them, in `$defs.input` and
// `$defs.output` the messages that it takes and sends.

import { COMMAND_KINDS, KINDS, REQUEST_KINDS } from '../../src/protocol/kinds';
import { CHOICES } from '../../src/settings/choices';
import type { Schema } from './json-schema';
import { MESSAGES } from './messages';
import { type NodeSettings, SETTINGS, SHARED } from './settings';
import { schemasOfTypes, withReferences } from './types';

/** What the schemas are made of, besides the tables of the nodes. */
export interface Sources {
    /** The names of the settings that the editor stores, by node type. */
    readonly stored: Readonly<Record<string, readonly string[]>>;
    /** The English catalogue, by node type. */
    readonly catalogue: Readonly<Record<string, CatalogueOfNode>>;
    /** The English help, by node type. */
    readonly help: Readonly<Record<string, string>>;
    /** The text of nodes/shared/messages.ts. */
    readonly types: string;
    /** The version of the package. */
    readonly version: string;
}

type Words = Readonly<Record<string, string>>;
type CatalogueOfNode = Readonly<Record<string, Words | undefined>>;

const LONGEST_DESCRIPTION = 140;

/** The schema of each node, by its type. Throws if a setting has none, or if one is of no setting. */
export function schemas(sources: Sources): ReadonlyMap<string, Schema> {
    const types = sources.stored;
    return new Map(Object.entries(types).map(([type, stored]) => [type, schemaOf(type, stored, sources)]));
}

function schemaOf(type: string, stored: readonly string[], sources: Sources): Schema {
    const make = SETTINGS[type];
    const messages = MESSAGES[type];
    if (!make || !messages) throw new Error(`The node ${type} needs its settings and messages in scripts/schemas.`);
    const { properties, rules } = make();
    compare(type, stored, properties);
    const titled = Object.entries(properties).map(([name, schema]) => [
        name,
        titledSetting(type, name, schema, sources),
    ]);
    const all = { ...SHARED, ...schemasOfTypes(sources.types) };
    const defs = { ...all, StateChange: stateChange(all) };
    const { input, output } = messages;
    const required = ['id', 'type', ...('hub' in properties ? ['hub'] : [])];
    const root = {
        properties: { id: { type: 'string' }, type: { const: type }, ...Object.fromEntries(titled) },
        required,
        allOf: rules,
    };
    return {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        $id: `urn:clown-hub:node:${type}:${sources.version}`,
        title: type,
        description: 'Absent, null and an empty text mean the same. Other properties belong to Node-RED.',
        type: 'object',
        ...root,
        $defs: {
            ...withReferences([root, Object(input), Object(output)], defs),
            input,
            output,
        },
    };
}

/** Fails the build where the editor stores a setting that the schema does not have, and the other way round. */
function compare(type: string, stored: readonly string[], properties: NodeSettings['properties']): void {
    const names = Object.keys(properties);
    const odd = [...stored.filter((name) => !names.includes(name)), ...names.filter((name) => !stored.includes(name))];
    if (odd.length === 0) return;
    throw new Error(
        `The settings of ${type} in scripts/schemas/settings.ts differ from those that the editor stores: ${odd}.`,
    );
}

function titledSetting(type: string, name: string, schema: Schema, { catalogue, help }: Sources): Schema {
    const { label } = catalogue[type] ?? {};
    const { form, label: hubLabel } = catalogue['clown-hub'] ?? {};
    const title = form?.[name] ?? label?.[name] ?? (name in (label ?? {}) ? '' : hubLabel?.[name]);
    const description =
        schema.description ?? meanings(type, name, catalogue) ?? (title && describedIn(help[type] ?? '', title));
    const { default: usual, ...rest } = schema;
    return {
        ...(title ? { title } : {}),
        ...(description ? { description } : {}),
        ...(usual === undefined ? {} : { default: usual }),
        ...rest,
    };
}

/** What each value of a choice means, and what each command makes of a payload, as the dialog shows them. */
function meanings(type: string, name: string, catalogue: Sources['catalogue']): string | undefined {
    const kinds = type === 'clown-request' ? REQUEST_KINDS : COMMAND_KINDS;
    const values: Readonly<Record<string, readonly string[]>> = {
        ...CHOICES,
        command: kinds,
        payload: kinds.filter((kind) => KINDS[kind].payload),
    };
    const words = name === 'payload' ? 'command-tip' : name;
    const texts = catalogue[type]?.[words] ?? catalogue['clown-hub']?.[words];
    const found = values[name]?.flatMap((value) => (texts?.[value] ? [`${value}: ${texts[value]}`] : []));
    if (!found || found.length === 0) return undefined;
    return name === 'payload' ? `By command. ${found.join(' ')}` : found.join('; ');
}

/** The range and the first sentence of a setting in the help, if it is short. */
function describedIn(help: string, title: string): string | undefined {
    for (const [, term = '', range = '', text = ''] of help.matchAll(
        /<dt[^>]*>([^<]*?) <span class="property-type">([^<]*)<\/span><\/dt>\s*<dd>(.*?)<\/dd>/gs,
    )) {
        if (!title.startsWith(term)) continue;
        const [sentence = ''] = text
            .replace(/<[^>]+>/g, '')
            .replace(/\s+/g, ' ')
            .split(/(?<=\.) /);
        const isPart = /\d/.test(range) || /^[a-z]/.test(sentence);
        const found = isPart ? `${range}: ${sentence}` : sentence;
        return found.length <= LONGEST_DESCRIPTION ? found : undefined;
    }
    return undefined;
}

/** The details of a change of the connection: those of a state, whose word is the payload. */
function stateChange(all: Readonly<Record<string, Schema>>): Schema {
    const { properties } = all.StateDetails as { readonly properties: Readonly<Record<string, Schema>> };
    const { state: _state, ...details } = properties;
    const own = { hub: { type: 'string' }, time: { type: 'number' } };
    return { type: 'object', properties: { ...own, ...details }, required: Object.keys(own) };
}
