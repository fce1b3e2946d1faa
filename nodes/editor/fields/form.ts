// What the open forms of the nodes share.

import { checkNumber, type NumberName } from '../../../src/settings/numbers';
import { type HubUser, isVariable } from './hub-in-editor';

/**
 * Shows or hides parts of a form. jQuery's `toggle` reads their style before, for which the browser has to compute that of
 * all that has changed.
 */
export function setShown(parts: JQuery | string, isShown: boolean): void {
    $(parts as string).css('display', isShown ? '' : 'none');
}

/** A function that calls `act` once after all that runs now: opening a dialog reports a change of each of its fields. */
export function onceATurn(act: () => void): () => void {
    let isDue = false;
    return () => {
        if (isDue) return;
        isDue = true;
        queueMicrotask(() => {
            isDue = false;
            act();
        });
    };
}

/** Fills the datalist of a field; other values can still be typed. */
export function suggest(list: string, values: Iterable<string>): void {
    $(list)
        .empty()
        .append([...values].map((value) => $('<option>').val(value)));
}

/** Whether a numeric field is valid. An invalid one is shown although the node does not use it, because it is refused. */
export function isValid(name: NumberName): boolean {
    return checkNumber(name, $(`#node-input-${name}`).val()).ok;
}

let hubField: JQuery | undefined;

/** The field of the hub in the dialog of a node that was opened last. */
export function openHubField(): JQuery | undefined {
    return hubField;
}

/**
 * Selects the only hub in a node that has none yet. Keeps a variable, which Node-RED does not list unless it is a property
 * of the open subflow.
 */
export function chooseOnlyHub({ hub = '' }: HubUser): void {
    const field = $('#node-input-hub');
    hubField = field;
    if (isVariable(hub) && field.val() !== hub) {
        field.append($('<option>').val(hub).text(hub)).val(hub).trigger('change');
        return;
    }
    // Within a subflow the value may be one of its properties, which is not a node.
    if (!['', '_ADD_'].includes(String(field.val() ?? ''))) return;
    const hubs = field
        .find('option')
        .toArray()
        .map((option) => String($(option).val()))
        .filter((id) => Boolean(RED.nodes.node(id)));
    if (hubs.length === 1 && hubs[0]) field.val(hubs[0]).trigger('change');
}
