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
import { hasVariable } from './variable';

/** Checks a property of a node. Returns `undefined` if the property is not used at the moment. */
type Demand = (value: unknown, node: object) => Result<unknown> | undefined;

/** Whether a value is one variable: the runtime replaces no others in the typed inputs that hold no text. */
export function isOneVariable(value: unknown): boolean {
    return typeof value === 'string' && /^\$\{[^{}]+\}$/.test(value);
}

/** Whether a row of a table has a variable in one of its fields. */
export function rowHasVariable(row: unknown): boolean {
    return Object.values(Object(row) as object).some(hasVariable);
}

/**
 * Makes a `validate` function that returns a sentence for an invalid value. A value that `isOpen`, by default one with an
 * environment variable, is valid. Node-RED accepts a sentence only from a function of two parameters; its types have neither.
 */
export function validator(
    demand: Demand,
    isOpen: (value: unknown, node: object) => boolean = hasVariable,
): (this: object, value: string) => boolean {
    function validate(this: object, value: string, _options: unknown): boolean | string {
        const result = isOpen(value, this) ? undefined : demand(value, this);
        // The editor shows it as HTML in places, and it may contain text of an imported flow.
        return !result || result.ok || sentenceOf(result.reason).replaceAll('<', '‹');
    }
    return validate as (this: object, value: string) => boolean;
}

/** The validator of a select. It shows nothing for a stored value that it does not have, such as a variable. */
export function select(name: string, demand: Demand): (this: object, value: string) => boolean {
    const chosen = (value: unknown, node: object): unknown => value ?? (node as Record<string, unknown>)[name];
    return validator(
        (value, node) => demand(chosen(value, node), node),
        (value, node) => hasVariable(chosen(value, node)),
    );
}

/** The validator of a number; any value is valid where the setting is not used. */
export function number(
    name: NumberName,
    isUsed: (node: object) => boolean = () => true,
): (this: object, value: string) => boolean {
    return validator((value, node) => (isUsed(node) ? checkNumber(name, value) : undefined));
}

/** The validator of another config node, which may be absent; any value is valid where the setting is not used. */
export function configNode(
    code: ReasonCode,
    isUsed: (node: object) => boolean,
): (this: object, value: string) => boolean {
    return validator((value, node) => {
        // Node-RED's list of config nodes calls its entry for none _ADD_.
        if (!value || value === '_ADD_' || !isUsed(node)) return undefined;
        const found = RED.nodes.node(String(value)) as { valid?: boolean } | null;
        return found && found.valid !== false ? undefined : refuse(code);
    });
}

/** The validator of a setting with a list of values; any value is valid where the setting is not used. */
export function choice(
    name: ChoiceName,
    isUsed: (node: object) => boolean = () => true,
): (this: object, value: string) => boolean {
    return select(name, (value, node) => (isUsed(node) ? checkChoice(name, value) : undefined));
}

/** The validator of a setting that is on or off; any value is valid where the setting is not used. */
export function onOff(
    name: SwitchName,
    isUsed: (node: object) => boolean = () => true,
): (this: object, value: string) => boolean {
    return validator((value, node) => (isUsed(node) ? checkSwitch(name, value) : undefined));
}

/**
 * The same for a typed input: `demand` checks what it can of any type, and Node-RED checks the types other than fixed text,
 * such as an expression. `usual` is the type if none is stored. If `demand` returns `undefined`, any value is valid.
 */
export function typedValidator(
    typeField: string,
    usual: string,
    demand: Demand,
): (this: object, value: string) => boolean {
    const typeOf = (node: object): unknown => current(node, typeField) || usual;
    const own = validator(
        (value, node) => {
            const result = demand(value, node);
            const type = checkOneOf(typeField.replace('Type', ''), typeOf(node), INPUT_TYPES);
            return result && !type.ok ? type : result;
        },
        (value, node) => hasVariable(typeOf(node)) || (typeOf(node) === 'str' ? hasVariable : isOneVariable)(value),
    ) as Validate;
    const others = RED.validators.typedInput(typeField) as Validate;
    function validate(this: object, value: string, options: unknown): boolean | string {
        const valid = own.call(this, value, options);
        const type = typeOf(this);
        // An absent value of the usual type is a part of the message.
        const isLeft = type === 'str' || !(value || current(this, typeField)) || demand(value, this) === undefined;
        return valid !== true || isLeft ? valid : others.call({ [typeField]: type }, value, options);
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

/** A check for a required text. */
export function filled(code: ReasonCode): (value: unknown) => Result<unknown> {
    return (value) => (typeof value === 'string' && value.trim() !== '' ? ok(value) : refuse(code));
}

/** The value of a property in the open form, or else in the node. */
export function current(
    node: object,
    property: string,
    prefix: 'node-input' | 'node-config-input' = 'node-input',
): unknown {
    const field = $(`#${prefix}-${property}`);
    return (field.length > 0 ? field.val() : undefined) ?? (node as Record<string, unknown>)[property];
}

/** Whether the value of a typed input is a fixed text; in nodes of the first release also without a type. */
export function isFixed(node: object, typeField: string): boolean {
    return (current(node, typeField) || 'str') === 'str';
}
