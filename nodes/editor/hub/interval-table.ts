// The table of publish intervals in the dialog of the hub. In each row a device either reports every so many seconds, or stops.

import { checkInterval } from '../../../src/settings/hub-options';
import { HubKnowledge } from '../fields/hub-knowledge';
import { offerSuggestions } from '../fields/suggestion-list';
import { deviceSuggestions } from '../fields/suggestions';
import { rowHasVariable } from '../fields/validators';
import { sentenceOf, text } from '../texts';

/** A row as it is stored: seconds as text, null to stop the readings of the device. */
export interface IntervalRow {
    device: string;
    seconds: string | null;
}

const LIST = '#clown-hub-intervals';
/** The choices of a row. */
const [EVERY, STOP] = ['every', 'stop'];

/** The rows when the dialog opened, as JSON. */
let shown = '';

/** Shows the rows of the hub with this id, which the user can add, change and remove. */
export function prepareIntervals(rows: readonly IntervalRow[], hubId: string): void {
    const known = new HubKnowledge(() => {});
    $(LIST)
        .css('min-height', '140px')
        .editableList<Partial<IntervalRow>>({
            removable: true,
            addButton: text('label.add'),
            addItem: (container, _index, row) => {
                // Only a row needs what is known of the hub.
                known.choose(hubId);
                addRow(container, row, known);
            },
            removeItem: () => $(LIST).trigger('change'),
        });
    for (const row of rows) $(LIST).editableList('addItem', { device: row.device, seconds: row.seconds });
    shown = JSON.stringify(readIntervals());
}

/** Whether the rows differ from those that were shown first. */
export function intervalsChanged(): boolean {
    return JSON.stringify(readIntervals()) !== shown;
}

/** The current rows, without blank ones. */
export function readIntervals(): IntervalRow[] {
    return $(LIST)
        .editableList('items')
        .toArray()
        .map((row) => rowOf($(row)))
        .filter((row) => !isBlank(row));
}

function addRow(container: JQuery, { device = '', seconds = '' }: Partial<IntervalRow>, known: HubKnowledge): void {
    const name = $('<input type="text" class="clown-hub-device" spellcheck="false">');
    const choice = $('<select class="clown-hub-pace">');
    const pace = $('<input type="text" class="clown-hub-seconds" inputmode="numeric">');
    const fault = $('<div class="clown-hub-fault" role="status" style="color: var(--red-ui-text-color-error)">');
    name.attr({ placeholder: 'thermometer/i2c0-48', 'aria-label': text('form.device') }).val(device);
    choice.attr('aria-label', text('label.intervals'));
    for (const [value, label] of [
        [EVERY, text('label.every')],
        [STOP, text('sidebar.stop')],
    ] as const) {
        $('<option>').val(value).text(label).appendTo(choice);
    }
    choice.val(seconds === null ? STOP : EVERY);
    pace.attr({ placeholder: text('label.seconds'), 'aria-label': text('label.seconds') }).val(seconds ?? '');
    name.css({ flex: '1', 'min-width': '0' });
    choice.css({ width: 'auto', margin: '0 6px' });
    pace.css('width', '76px');
    const inSeconds = $('<span style="white-space: nowrap">').append(pace, ' s');
    $('<div style="display: flex">').append(name, choice, inSeconds).appendTo(container);
    container.append(fault).siblings('.red-ui-editableList-item-remove').attr('aria-label', text('label.remove'));
    const check = (): void => {
        const row = rowOf(container);
        const result = checkInterval(row, container.closest('li').index() + 1);
        const wrong = !isBlank(row) && !rowHasVariable(row) && !result.ok;
        // Hidden, the field keeps its place.
        inSeconds.css('visibility', row.seconds === null ? 'hidden' : '');
        name.add(pace).toggleClass('input-error', wrong);
        fault.text(wrong ? sentenceOf(result.reason) : '');
    };
    container.on('change', check);
    check();
    offerSuggestions(name, () => deviceSuggestions(known.view, 'interval'), known);
}

function rowOf(container: JQuery): IntervalRow {
    const textOf = (name: string): string => String(container.find(name).val() ?? '').trim();
    const isStopped = textOf('.clown-hub-pace') === STOP;
    return { device: textOf('.clown-hub-device'), seconds: isStopped ? null : textOf('.clown-hub-seconds') };
}

function isBlank({ device, seconds }: IntervalRow): boolean {
    return device === '' && seconds === '';
}
