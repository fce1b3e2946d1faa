// The table of devices in the dialog of the hub: the name of each, its publish interval and its silence limit. It is stored as two
// settings, because an earlier release has the intervals only.

import { refuse } from '../../../src/base/errors';
import { nameKey } from '../../../src/protocol/model';
import { checkDevice, rowsFault, tableDevice, typesIn } from '../../../src/settings/device-table';
import { checkInterval } from '../../../src/settings/hub-options';
import { HubKnowledge } from '../fields/hub-knowledge';
import { offerSuggestions } from '../fields/suggestion-list';
import { tableSuggestions } from '../fields/suggestions';
import { rowHasVariable } from '../fields/validators';
import { sentenceOf, text } from '../texts';
import { countsOf, replacements } from './renamed';

/** An interval as it is stored: seconds as text, null to stop the readings of the device. */
export interface IntervalRow {
    device: string;
    seconds: string | null;
}

/** A name or silence limit as it is stored: seconds as text. */
export interface NameRow {
    device: string;
    name?: string;
    silentAfter?: string;
}

interface Row extends IntervalRow {
    readonly name: string;
    readonly silentAfter: string;
}

interface Rows {
    readonly intervals: IntervalRow[];
    readonly devices: NameRow[];
}

const LIST = '#clown-hub-intervals';
/** The choices of an interval. */
const [EVERY, STOP] = ['every', 'stop'];
/** The row of an element as it was stored. */
const STORED = 'clown-stored';
/** Whether the user is still filling in a new row: its interval is not missing yet. */
const FRESH = 'clown-fresh';

/** The rows when the dialog opened, as JSON. */
let shown: Readonly<Record<keyof Rows, string>>;
/** The names at that time, with their devices. */
let named: readonly { readonly device: string; readonly name: string }[] = [];

/** Shows the rows of the hub with this id, which the user can add, change and remove. */
export function prepareDevices(intervals: readonly IntervalRow[], devices: unknown, hubId: string): void {
    const known = new HubKnowledge(() => {});
    $(LIST)
        .css('min-height', '260px')
        .editableList<Partial<Row>>({
            removable: true,
            addButton: text('label.add'),
            addItem: (container, _index, row) => {
                // Only a row needs what is known of the hub.
                known.choose(hubId);
                addRow(container, row, known);
            },
            removeItem: () => $(LIST).trigger('change'),
        })
        .on('change', checkRows);
    const rows = merged(intervals, Array.isArray(devices) ? (devices as NameRow[]) : []);
    for (const row of rows) $(LIST).editableList('addItem', row);
    named = rows.flatMap(({ device = '', name = '' }) => (name === '' ? [] : [{ device, name }]));
    shown = asJson(readRows());
    checkRows();
}

/** A device with an interval and a name has one row. */
function merged(intervals: readonly IntervalRow[], devices: readonly NameRow[]): Partial<Row>[] {
    const rows: Partial<Row>[] = intervals.map(({ device, seconds }) => ({ device, seconds }));
    // Of several rows of a device, the first one without a name.
    const unnamed = new Map<unknown, Partial<Row>[]>();
    for (const row of rows) {
        const same = unnamed.get(row.device);
        if (same) same.push(row);
        else unnamed.set(row.device, [row]);
    }
    for (const { device, name = '', silentAfter = '' } of devices) {
        const row = unnamed.get(device)?.shift();
        const more = { name, silentAfter: String(silentAfter) };
        if (row) Object.assign(row, more);
        else rows.push({ device, ...more });
    }
    return rows;
}

/** Which settings differ from those that were shown first. */
export function changedRows(): Readonly<Record<keyof Rows, boolean>> {
    const now = asJson(readRows());
    return { intervals: now.intervals !== shown.intervals, devices: now.devices !== shown.devices };
}

function asJson({ intervals, devices }: Rows): Readonly<Record<keyof Rows, string>> {
    return { intervals: JSON.stringify(intervals), devices: JSON.stringify(devices) };
}

/** The current rows as they are stored, without blank ones. */
export function readRows(): Rows {
    const rows = elements()
        .map(rowOf)
        .filter((row) => !isBlank(row));
    return {
        intervals: rows.filter(hasInterval).map(({ device, seconds }) => ({ device, seconds })),
        devices: rows.filter(hasMore).map(({ device, name, silentAfter }) => ({
            device,
            ...(name === '' ? {} : { name }),
            ...(silentAfter === '' ? {} : { silentAfter }),
        })),
    };
}

/** What to use in place of each name that is gone, by its key. */
export function replacedNames(): Map<string, string> {
    return replacements(
        named,
        elements().map((row) => ({ ...rowOf(row), was: row.data(STORED) as Partial<Row> | undefined })),
    );
}

function elements(): JQuery[] {
    return $(LIST)
        .editableList('items')
        .toArray()
        .map((row) => $(row));
}

function addRow(container: JQuery, row: Partial<Row>, known: HubKnowledge): void {
    const { device = '', seconds = '', name = '', silentAfter = '' } = row;
    const field = (className: string, label: string, value: string | null): JQuery =>
        $('<input type="text" spellcheck="false">')
            .addClass(className)
            .attr({ placeholder: label, 'aria-label': label })
            .val(value ?? '');
    const place = field('clown-hub-device', text('form.device'), device).attr('placeholder', 'thermometer/i2c0-48');
    const called = field('clown-hub-called', text('label.name'), name);
    const choice = $('<select class="clown-hub-pace">').attr('aria-label', text('label.intervals'));
    const pace = field('clown-hub-seconds', text('label.seconds'), seconds).attr('inputmode', 'numeric');
    const limit = field('clown-hub-limit', text('label.limit'), silentAfter).attr('inputmode', 'decimal');
    const fault = $('<div class="clown-hub-fault" role="status" style="color: var(--red-ui-text-color-error)">');
    for (const [value, label] of [
        [EVERY, text('label.every')],
        [STOP, text('sidebar.stop')],
    ] as const) {
        $('<option>').val(value).text(label).appendTo(choice);
    }
    choice.val(seconds === null ? STOP : EVERY);
    place.add(called).css({ flex: '1', 'min-width': '0' });
    called.css('margin-left', '6px');
    choice.css({ width: 'auto', 'margin-right': '6px' });
    pace.css('width', '76px');
    limit.attr('placeholder', text('label.seconds')).css({ width: '76px', 'margin-left': '6px' });
    const inSeconds = $('<span class="clown-hub-every" style="white-space: nowrap">').append(pace, ' s');
    const silence = $('<span style="white-space: nowrap; margin-left: auto">').append(text('label.limit'), limit, ' s');
    $('<div style="display: flex">').append(place, called).appendTo(container);
    $('<div style="display: flex; flex-wrap: wrap; align-items: center; row-gap: 6px; margin-top: 6px">')
        .append(choice, inSeconds, silence)
        .appendTo(container);
    container
        .append(fault)
        .data(STORED, row)
        .data(FRESH, row.device === undefined)
        .siblings('.red-ui-editableList-item-remove')
        .attr('aria-label', text('label.remove'));
    // Only where it is used: a table may have a thousand rows.
    place.one('focus', () => offerSuggestions(place, () => tableSuggestions(known.view), known));
    pace.on('input', () => container.data(FRESH, false));
    container.on('focusout', ({ relatedTarget }) => {
        // The list of suggestions is outside the dialog, and gives the focus back.
        const next = relatedTarget instanceof Element ? $(relatedTarget) : undefined;
        if (!next?.closest('.red-ui-tray').length || container.find(next).length > 0) return;
        container.data(FRESH, false);
        checkRows();
    });
}

/** Shows what is wrong with each row. */
function checkRows(): void {
    const rows = elements();
    const all = rows.map(rowOf);
    const types = typesIn(all);
    const counts = countsOf(all);
    const many = rowsFault(all.filter(hasMore).length);
    for (const [at, container] of rows.entries()) {
        const row = all[at] ?? rowOf(container);
        const isOpen = isBlank(row) || rowHasVariable(row);
        const isFresh = row.seconds === '' && container.data(FRESH) === true;
        const checked = isFresh ? tableDevice(row.device, at + 1, row) : checkInterval(row, at + 1);
        const interval = isOpen || !hasInterval(row) ? undefined : checked;
        const more = isOpen || !hasMore(row) ? undefined : checkDevice(row, at + 1, types);
        const isTaken = row.name !== '' && Number(counts.get(nameKey(row.name))) > 1;
        const twice = isTaken ? refuse('name-twice', { name: row.name }) : undefined;
        const wrong = [interval, more, twice].find((result) => result?.ok === false);
        const isDeviceWrong = wrong?.ok === false && wrong.reason.code === 'interval-device';
        const isPaceWrong = interval?.ok === false && !isDeviceWrong;
        // Hidden, the field keeps its place.
        container.find('.clown-hub-every').css('visibility', row.seconds === null ? 'hidden' : '');
        container.find('.clown-hub-device').toggleClass('input-error', isDeviceWrong);
        container.find('.clown-hub-seconds').toggleClass('input-error', isPaceWrong);
        const isNameWrong = more?.ok === false && more.reason.code === 'name-invalid';
        container.find('.clown-hub-called').toggleClass('input-error', isNameWrong || isTaken);
        const isLimitWrong = more?.ok === false && more.reason.code === 'setting-number';
        container.find('.clown-hub-limit').toggleClass('input-error', isLimitWrong);
        const fault = wrong?.ok === false ? wrong.reason : at + 1 === all.length ? many : undefined;
        container.find('.clown-hub-fault').text(fault ? sentenceOf(fault) : '');
    }
}

function rowOf(container: JQuery): Row {
    const textOf = (name: string): string => String(container.find(name).val() ?? '').trim();
    const isStopped = textOf('.clown-hub-pace') === STOP;
    return {
        device: textOf('.clown-hub-device'),
        seconds: isStopped ? null : textOf('.clown-hub-seconds'),
        name: textOf('.clown-hub-called'),
        silentAfter: textOf('.clown-hub-limit'),
    };
}

/** A row with a name or a limit needs no interval. */
function hasInterval(row: Row): boolean {
    return row.seconds !== '' || !hasMore(row);
}

function hasMore({ name, silentAfter }: Row): boolean {
    return name !== '' || silentAfter !== '';
}

function isBlank(row: Row): boolean {
    return row.device === '' && row.seconds === '' && !hasMore(row);
}
