// Validators of the settings. The editor also runs them for nodes whose dialog is closed.

import { ok, type ReasonCode, type Result, refuse } from '../../../src/base/errors';
import {
    type ChoiceName,
    checkChoice,
    checkOneOf,
    checkSwitch,
    INPUT_TYPES,
    type SwitchName,
} from '../../../src/settings/choices';
import { checkNumber, type NumberName } from '../../../src/settings/numbers';
import { sentenceOf } from '../texts';

/** Checks a property of a node. Returns `undefined` if the property is not used at the moment. */
type Demand = (value: unknown, node: object) => Result<unknown> | undefined;

/**
 * Makes a `validate` function that returns a sentence for an invalid value. Environment variables are valid. Node-RED
 * accepts a sentence only from a function of two parameters; its types have neither.
 */
export function validator(demand: Demand): (this: object, value: string) => boolean {
    function validate(this: object, value: string, _options: unknown): boolean | string {
        const result = /\$\{[^{}]+\}/.test(value) ? undefined : demand(value, this);
        // The editor shows it as HTML in places, and it may contain text of an imported flow.
        return !result || result.ok || sentenceOf(result.reason).replaceAll('<', '‹');
    }
    return validate as (this: object, value: string) => boolean;
}

/** What is stored in a setting with a list of values: its select shows nothing for a value that it does not have. */
export function chosen(value: unknown, node: object, name: string): unknown {
    return value ?? (node as Record<string, unknown>)[name];
}

/** The validator of a number. */
export function number(name: NumberName): (this: object, value: string) => boolean {
    return validator((value) => checkNumber(name, value));
}

/** The validator of a setting with a list of values; any value is valid where the setting is not used. */
export function choice(
    name: ChoiceName,
    isUsed: (node: object) => boolean = () => true,
): (this: object, value: string) => boolean {
    return validator((value, node) => (isUsed(node) ? checkChoice(name, chosen(value, node, name)) : undefined));
}

/** The validator of a setting that is on or off. */
export function onOff(name: SwitchName): (this: object, value: string) => boolean {
    return validator((value) => checkSwitch(name, value));
}

/**
 * The same for a typed input: Node-RED checks values of types other than `fixed`, such as an expression, and `demand` checks
 * what it can of any type. If `demand` returns `undefined`, any value is valid.
 */
export function typedValidator(
    typeField: string,
    fixed: string,
    demand: Demand,
): (this: object, value: string) => boolean {
    const own = validator((value, node) => {
        const result = demand(value, node);
        const type = checkOneOf(typeField.replace('Type', ''), current(node, typeField) || fixed, INPUT_TYPES);
        return result && !type.ok ? type : result;
    }) as Validate;
    const others = RED.validators.typedInput(typeField) as Validate;
    function validate(this: object, value: string, options: unknown): boolean | string {
        const type = current(this, typeField) || fixed;
        const counts = demand(value, this) !== undefined;
        const other = counts && type !== fixed ? others.call(this, value, options) : true;
        return other === true ? own.call(this, value, options) : other;
    }
    return validate as (this: object, value: string) => boolean;
}

type Validate = (this: object, value: string, options: unknown) => boolean | string;

/** The hub of a node: an existing, valid one, or an environment variable, as within a subflow. */
export const hubValidator = validator((value) => {
    const hub = RED.nodes.node(String(value)) as { type?: string; valid?: boolean } | null;
    if (hub?.type !== 'clown-hub') return refuse('hub-missing');
    return hub.valid === false ? refuse('hub-invalid') : ok(value);
});

/** The context stores of this Node-RED. */
export function storeNames(): readonly string[] {
    return (RED.settings as { context?: { stores?: readonly string[] } }).context?.stores ?? [];
}

/** The name of a context store, or none. */
export const storeValidator = validator((value) => (value ? checkOneOf('keepValues', value, storeNames()) : undefined));

/** A check for a required field. */
export function filled(code: ReasonCode): (value: unknown) => Result<unknown> {
    return (value) => (value ? ok(value) : refuse(code));
}

/** The value of a property in the open form, or else in the node. */
export function current(
    node: object,
    property: string,
    prefix: 'node-input' | 'node-config-input' = 'node-input',
): unknown {
    const field = $(`#${prefix}-${property}`);
    return field.length > 0 ? field.val() : (node as Record<string, unknown>)[property];
}

/** Whether the value of a typed input is a fixed text; in nodes of the first release also without a type. */
export function isFixed(node: object, typeField: string): boolean {
    return (current(node, typeField) || 'str') === 'str';
}
