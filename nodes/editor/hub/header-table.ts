// The table of extra headers in the dialog of the hub. The names are settings. The values are credentials: each is typed
// into its row and kept in the hidden field of its slot. Node-RED fills and stores these fields.

import {
    checkHeaderName,
    checkHeaderRows,
    checkHeaderValue,
    HEADER_SLOTS,
    type HeaderRow,
    loginConflict,
} from '../../../src/settings/handshake';
import { suggest } from '../fields/form';
import { sentenceOf, text } from '../texts';

/** Suggested names: those that servers require most often. */
const USUAL_NAMES = ['Authorization', 'Cookie', 'Host', 'Origin', 'User-Agent'];

const LIST = '#clown-hub-headers';
const PREFIX = '#node-config-input-';

/** Shows the rows, which the user can add, change and remove. Calls `changed` after each change. */
export function prepareHeaders(rows: readonly HeaderRow[], changed: () => void): void {
    const update = (): void => {
        const isFull = $(LIST).editableList('length') >= HEADER_SLOTS.length;
        $(LIST).closest('.clown-hub-headers').find('.red-ui-editableList-addButton').toggle(!isFull);
        $(LIST)
            .find('.clown-hub-header-row')
            .each((_index, row) => checkRow($(row)));
        changed();
    };
    suggest('#clown-hub-header-names', USUAL_NAMES);
    $(LIST)
        .css('min-height', '105px')
        .editableList<Partial<HeaderRow>>({
            removable: true,
            addButton: text('label.add-header'),
            addItem: (container, _index, row) => {
                addRow(container, row, update);
                update();
            },
            removeItem: () => {
                clearUnused();
                update();
                $(LIST).trigger('change');
            },
        });
    for (const { name, slot } of rows) $(LIST).editableList('addItem', { name, slot });
    $(`${PREFIX}user, ${PREFIX}password`).on('change', update);
}

/** The current rows, without blank ones. */
export function readHeaders(): HeaderRow[] {
    return rowsNow().filter(({ name, slot }) => name !== '' || storedIn(slot) !== '');
}

/** The values by slot: typed ones, or Node-RED's placeholder for a stored one. */
export function readHeaderValues(): Record<string, string> {
    const used = readHeaders().map(({ slot }) => [slot, storedIn(slot)]);
    return Object.fromEntries(used);
}

function addRow(container: JQuery, { name = '', slot: stored = '' }: Partial<HeaderRow>, update: () => void): void {
    const free = freeSlots();
    const slot = free.find((one) => one === stored) ?? free[0] ?? '';
    const key = $('<input type="text" class="clown-hub-header-name" list="clown-hub-header-names">');
    const value = $('<input type="password" class="clown-hub-header-value" autocomplete="new-password">');
    const fault = $('<div class="clown-hub-fault" role="status" style="color: var(--red-ui-text-color-error)">');
    key.attr({ placeholder: text('label.header-name'), 'aria-label': text('label.header-name') });
    key.attr({ spellcheck: 'false', autocomplete: 'off' }).css('width', '47%').val(name);
    value.attr({ placeholder: text('label.header-value'), 'aria-label': text('label.header-value') });
    value.css({ width: '48%', 'margin-left': '2%' }).val(storedIn(slot));
    container.addClass('clown-hub-header-row').data('slot', slot).append(key, value, fault);
    container.siblings('.red-ui-editableList-item-remove').attr('aria-label', text('label.remove-header'));
    key.on('change', () => {
        splitPasted(key, value);
        update();
    });
    value.on('input change', () => {
        $(PREFIX + slot).val(String(value.val() ?? ''));
        update();
    });
}

/** Moves the value of a whole header line that was typed as a name, so that it is stored as a credential. */
function splitPasted(key: JQuery, value: JQuery): void {
    const [, name, rest] = /^\s*([^:\s]+)\s*:\s*(.*?)\s*$/.exec(String(key.val() ?? '')) ?? [];
    if (name === undefined) return;
    key.val(name);
    if (rest) value.val(rest).trigger('change');
}

function checkRow(row: JQuery): void {
    const key = row.find('.clown-hub-header-name');
    const value = row.find('.clown-hub-header-value');
    const own = rowOf(row);
    const number = row.closest('li').index() + 1;
    const typed = String(value.val() ?? '');
    const isBlank = own.name === '' && typed === '';
    const name = checkHeaderName(own.name, number);
    const isVariable = /\$\{[^{}]+\}/.test(typed);
    const before = checkHeaderRows(rowsNow().slice(0, number));
    const conflict = loginConflict([own], hasLogin());
    const wrongName = !name.ok ? name : !before.ok && before.reason.code === 'header-twice' ? before : undefined;
    const wrongValue = isVariable ? undefined : checkHeaderValue(own.name, typed);
    const nameFault = isBlank ? undefined : (wrongName?.reason ?? conflict);
    const valueFault = isBlank || nameFault || !wrongValue || wrongValue.ok ? undefined : wrongValue.reason;
    key.toggleClass('input-error', nameFault !== undefined);
    value.toggleClass('input-error', valueFault !== undefined);
    const reason = nameFault ?? valueFault;
    const sentence = reason ? sentenceOf(reason) : '';
    const fault = row.find('.clown-hub-fault');
    if (fault.text() !== sentence) fault.text(sentence);
}

function hasLogin(): boolean {
    return ['user', 'password'].some((name) => String($(PREFIX + name).val() ?? '') !== '');
}

function rowsNow(): HeaderRow[] {
    return $(LIST)
        .editableList('items')
        .toArray()
        .map((row) => rowOf($(row)));
}

function rowOf(row: JQuery): HeaderRow {
    return { name: String(row.find('.clown-hub-header-name').val() ?? '').trim(), slot: String(row.data('slot')) };
}

function freeSlots(): string[] {
    const used = rowsNow().map(({ slot }) => slot);
    return HEADER_SLOTS.filter((slot) => !used.includes(slot));
}

/**
 * For `oneditsave`: takes away the credential fields that are empty and were never filled, because the editor regards a
 * missing credential as changed when its empty field is saved.
 *
 * @param stored whether the node has a value for this slot
 */
export function removeUnusedFields(stored: (slot: string) => boolean): void {
    for (const slot of HEADER_SLOTS) if (storedIn(slot) === '' && !stored(slot)) $(PREFIX + slot).remove();
}

/** Empties the fields that no row uses, so that the value of a removed row is not kept. */
function clearUnused(): void {
    for (const slot of freeSlots()) $(PREFIX + slot).val('');
}

function storedIn(slot: string): string {
    return slot === '' ? '' : String($(PREFIX + slot).val() ?? '');
}
