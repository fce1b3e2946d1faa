// The table of publish intervals in the dialog of the hub, with a device and seconds in each row.

import { checkInterval } from '../../../src/settings/hub-options';
import { HubKnowledge } from '../fields/hub-knowledge';
import { offerSuggestions } from '../fields/suggestion-list';
import { deviceSuggestions } from '../fields/suggestions';
import { sentenceOf, text } from '../texts';

/** A row as it is stored: seconds as text, empty to stop the readings of the device. */
export interface IntervalRow {
    device: string;
    seconds: string;
}

const LIST = '#clown-hub-intervals';

/** Shows the rows of the hub with this id, which the user can add, change and remove. */
export function prepareIntervals(rows: readonly IntervalRow[], hubId: string): void {
    const known = new HubKnowledge(() => {});
    known.choose(hubId);
    $(LIST)
        .css({ 'min-height': '140px', 'min-width': '380px' })
        .editableList<Partial<IntervalRow>>({
            removable: true,
            addButton: text('label.add'),
            addItem: (container, _index, row) => addRow(container, row, known),
            removeItem: () => $(LIST).trigger('change'),
        });
    for (const row of rows) $(LIST).editableList('addItem', { device: row.device, seconds: row.seconds });
}

/** The current rows, without blank ones. */
export function readIntervals(): IntervalRow[] {
    return $(LIST)
        .editableList('items')
        .toArray()
        .map((row) => rowOf($(row)))
        .filter(({ device, seconds }) => device !== '' || seconds !== '');
}

function addRow(container: JQuery, { device = '', seconds = '' }: Partial<IntervalRow>, known: HubKnowledge): void {
    const name = $('<input type="text" class="clown-hub-device" spellcheck="false">');
    const pace = $('<input type="text" class="clown-hub-seconds" inputmode="numeric">');
    const fault = $('<div class="clown-hub-fault" role="status" style="color: var(--red-ui-text-color-error)">');
    name.attr({ placeholder: 'thermometer/i2c0-48', 'aria-label': text('form.device') })
        .css('width', '56%')
        .val(device);
    pace.attr({ placeholder: text('label.interval'), 'aria-label': text('label.interval') }).css({
        width: '39%',
        'margin-left': '2%',
    });
    pace.val(seconds);
    container.append(name, pace, fault);
    container.siblings('.red-ui-editableList-item-remove').attr('aria-label', text('label.remove'));
    const check = (): void => {
        const row = rowOf(container);
        const blank = row.device === '' && row.seconds === '';
        const result = checkInterval(row, container.closest('li').index() + 1);
        const wrong = !blank && !result.ok;
        name.add(pace).toggleClass('input-error', wrong);
        fault.text(wrong ? sentenceOf(result.reason) : '');
    };
    name.add(pace).on('change', check);
    if (device !== '') check();
    offerSuggestions(name, () => deviceSuggestions(known.view, 'interval'), known);
}

function rowOf(container: JQuery): IntervalRow {
    return {
        device: String(container.find('.clown-hub-device').val() ?? '').trim(),
        seconds: String(container.find('.clown-hub-seconds').val() ?? '').trim(),
    };
}
