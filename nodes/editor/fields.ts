// What the three dialogs share: sentences for bad fields, and suggestions.

import { ok, type ReasonCode, type Result, refuse } from '../../src/errors';

const CATALOGUE = '@clown-hub/node-red-clown-hub/clown-hub:clown-hub.reason';

/**
 * For `validate`: true, or the sentence that says what is wrong. Environment variables pass. The types of Node-RED know
 * no sentences, hence the type.
 */
export function verdict(value: unknown, check: (value: unknown) => Result<unknown>): boolean {
    if (typeof value === 'string' && /\$\{[^}]+\}/.test(value)) return true;
    const result = check(value);
    return result.ok || (RED._(`${CATALOGUE}.${result.reason.code}`, result.reason.params) as unknown as boolean);
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
