// What the three dialogs share: sentences for bad fields, and suggestions.

import { ok, type ReasonCode, type Result, refuse } from '../../../src/base/errors';
import { sentenceOf } from '../texts';

/** What a property must be, seen with the rest of its node; `undefined` where it does not count now. */
type Demand = (value: unknown, node: object) => Result<unknown> | undefined;

/**
 * A `validate` that says what is wrong in a sentence. Environment variables pass. Node-RED takes a sentence only from a
 * function of two parameters, and its types know neither.
 */
export function validator(demand: Demand): (this: object, value: string) => boolean {
    function validate(this: object, value: string, _options: unknown): boolean | string {
        const result = /\$\{[^{}]+\}/.test(value) ? undefined : demand(value, this);
        // The editor shows it as HTML in places, and it may hold what stands in a flow of somebody else.
        return !result || result.ok || sentenceOf(result.reason).replaceAll('<', '‹');
    }
    return validate as (this: object, value: string) => boolean;
}

/**
 * The same for a field whose type can be chosen: what is typed for `fixed` must meet the demand, and what other types
 * need, such as an expression, Node-RED itself checks. `undefined` for a field that does not count now, whatever its type.
 */
export function typedValidator(
    typeField: string,
    fixed: string,
    demand: Demand,
): (this: object, value: string) => boolean {
    const own = validator(demand) as Validate;
    const others = RED.validators.typedInput(typeField) as Validate;
    function validate(this: object, value: string, options: unknown): boolean | string {
        const type = current(this, typeField, 'node-input') || fixed;
        const counts = demand(value, this) !== undefined;
        return counts && type !== fixed ? others.call(this, value, options) : own.call(this, value, options);
    }
    return validate as (this: object, value: string) => boolean;
}

type Validate = (this: object, value: string, options: unknown) => boolean | string;

/** The hub of a node: one that is there and is set up, or an environment variable, as within a subflow. */
export const hubValidator = validator((value) => {
    const hub = RED.nodes.node(String(value)) as { type?: string; valid?: boolean } | null;
    if (hub?.type !== 'clown-hub') return refuse('hub-missing');
    return hub.valid === false ? refuse('hub-invalid') : ok(value);
});

/** A check for a field that must be filled in. */
export function filled(code: ReasonCode): (value: unknown) => Result<unknown> {
    return (value) => (value ? ok(value) : refuse(code));
}

/** What the open form says, or the node where no form is open for it. */
export function current(node: object, property: string, prefix: 'node-input' | 'node-config-input'): unknown {
    const field = $(`#${prefix}-${property}`);
    return field.length > 0 ? field.val() : (node as Record<string, unknown>)[property];
}

/** Offers values in a field's list; what is typed stays what counts. */
export function suggest(list: string, values: Iterable<string>): void {
    $(list)
        .empty()
        .append([...values].map((value) => $('<option>').val(value)));
}

/** Chooses the hub in a node that has none yet, where there is only one. */
export function chooseOnlyHub(): void {
    const field = $('#node-input-hub');
    // Within a subflow the choice may be a property of it, which is no node.
    if (!['', '_ADD_'].includes(String(field.val() ?? ''))) return;
    const hubs = field
        .find('option')
        .toArray()
        .map((option) => String($(option).val()))
        .filter((id) => Boolean(RED.nodes.node(id)));
    if (hubs.length === 1 && hubs[0]) field.val(hubs[0]).trigger('change');
}

/** Whether a typed field says itself what its value is. */
export function isFixed(node: object, typeField: string): boolean {
    return (current(node, typeField, 'node-input') || 'str') === 'str';
}
