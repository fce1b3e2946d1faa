// What the three dialogs share: sentences for bad fields, and suggestions.

import { ok, type ReasonCode, type Result, refuse } from '../../src/errors';
import { sentenceOf } from './words';

/** What a property must be, seen with the rest of its node; `undefined` where it does not count now. */
type Demand = (value: unknown, node: object) => Result<unknown> | undefined;

/**
 * A `validate` that says what is wrong in a sentence. Environment variables pass. Node-RED takes a sentence only from a
 * function of two parameters, and its types know neither.
 */
export function validator(demand: Demand): (this: object, value: string) => boolean {
    function validate(this: object, value: string, _options: unknown): boolean | string {
        const result = /\$\{[^}]+\}/.test(value) ? undefined : demand(value, this);
        return !result || result.ok || sentenceOf(result.reason);
    }
    return validate as (this: object, value: string) => boolean;
}

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
    const hubs = field
        .find('option')
        .toArray()
        .map((option) => String($(option).val()))
        .filter((id) => Boolean(RED.nodes.node(id)));
    if (hubs.length === 1 && hubs[0] && !RED.nodes.node(String(field.val()))) field.val(hubs[0]).trigger('change');
}
