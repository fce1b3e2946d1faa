// The parts of JSON Schema that the schemas of the nodes are made of.

export interface Schema {
    readonly [keyword: string]: unknown;
}

/** Node-RED replaces an empty variable by an empty text, so these mean the same as an absent setting. */
const ABSENT = [null, ''] as const;

/** A text that holds a variable. Only the runtime knows its value. */
export const VARIABLE: Schema = { $ref: '#/$defs/variable' };

/** A text of this pattern. */
export function text(pattern: string, more: Schema = {}): Schema {
    return { type: 'string', pattern, ...more };
}

/** Absent, one of these values, or decided by a variable. */
export function oneOf(values: readonly unknown[]): Schema {
    return { anyOf: [{ enum: [...values, ...ABSENT] }, VARIABLE] };
}

/** Absent, decided by a variable, or as one of these schemas describes. */
export function optional(...schemas: readonly Schema[]): Schema {
    return { anyOf: [{ enum: ABSENT }, VARIABLE, ...schemas] };
}

/** A condition: a setting has one of these values, or is absent if `undefined` is among them. */
export function has(name: string, ...values: readonly (string | number | undefined)[]): Schema {
    const found = values.flatMap((value) => (value === undefined ? ABSENT : [value]));
    const properties = { [name]: { enum: found } };
    return values.includes(undefined) ? { properties } : { properties, required: [name] };
}

/** A condition: a setting does not have this value. */
export function hasNot(name: string, value: string): Schema {
    return { properties: { [name]: { not: { const: value } } } };
}

/** The schema of what a condition is true for, and of all else. */
export function ifThen(condition: Schema, schema: Schema, otherwise?: Schema): Schema {
    // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
    return { if: condition, then: schema, ...(otherwise ? { else: otherwise } : {}) };
}

/** What the settings are if all conditions hold. Those in `required` must be there then. */
export function when(
    conditions: readonly Schema[],
    properties: Readonly<Record<string, Schema>>,
    required: readonly string[] = [],
): Schema {
    const schema = required.length > 0 ? { properties, required } : { properties };
    const [first = {}, ...others] = conditions;
    return ifThen(others.length > 0 ? { allOf: conditions } : first, schema);
}
