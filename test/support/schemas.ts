// The schemas of the nodes as they are published, and a check with a common validator.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv/dist/2020';
import { NODE_TYPES } from './catalogue';
import { root } from './folders';

export interface Schema {
    readonly [keyword: string]: unknown;
}

export interface NodeSchema {
    readonly schema: Schema & { readonly properties: Readonly<Record<string, Schema>> };
    /** Whether the schema allows the settings of a node; `errors` has the reasons. */
    readonly allows: ValidateFunction;
    readonly output: ValidateFunction;
    readonly input: ValidateFunction;
    /** Whether a part of the schema describes a value. */
    part(schema: Schema, value: unknown): boolean;
}

/** The schema of each node by its type, from dist/. */
export function readSchemas(): ReadonlyMap<string, NodeSchema> {
    return new Map(NODE_TYPES.map((type) => [type, readSchema(type)]));
}

function readSchema(type: string): NodeSchema {
    const schema = JSON.parse(readFileSync(join(root, `dist/schemas/${type}.json`), 'utf8')) as NodeSchema['schema'];
    const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false });
    const allows = ajv.compile(schema);
    const id = String(schema.$id);
    const parts = new Map<Schema, ValidateFunction>();
    const partOf = (part: Schema): ValidateFunction => {
        const known = parts.get(part) ?? ajv.compile(absolute(part, id));
        parts.set(part, known);
        return known;
    };
    return {
        schema,
        allows,
        output: partOf({ $ref: '#/$defs/output' }),
        input: partOf({ $ref: '#/$defs/input' }),
        part: (part, value) => partOf(part)(value) === true,
    };
}

/** A part of a schema with references that are valid outside it. */
function absolute(part: Schema, id: string): Schema {
    return JSON.parse(JSON.stringify(part).replaceAll('"#/', `"${id}#/`)) as Schema;
}
