// Suggestions for a field: the editor's list below it, and a row with the age of the list.
// A field changes only if the user selects a suggestion.

import { text } from '../texts';
import type { HubUser } from './hub-in-editor';
import { HubKnowledge } from './hub-knowledge';
import { MOST, matching, type Suggestion, sameFirst } from './suggestions';

/** The editor's widget, which its types leave out. */
interface Completion {
    readonly completionMenuShown?: boolean;
    readonly menu?: { hide(): void };
}
type Completing = JQuery & {
    autoComplete(options: { minLength: number; search: (typed: string) => unknown[] }): void;
    autoComplete(method: 'instance'): Completion | undefined;
};

/** Returns the current suggestions for a field. */
export type Find = () => readonly Suggestion[];

const ESCAPE = 27;
const DOWN = 40;
const KEPT = 'clown-kept';

/** Adds suggestions to a plain field. */
export function offerSuggestions(field: JQuery, find: Find, known: HubKnowledge): void {
    (field as Completing).autoComplete({ minLength: 0, search: search(() => field, find, known) });
    handleKeys(field);
}

/** The search function for a type of a typed input. `input` returns the visible input; open lists are refreshed. */
export function search(input: () => JQuery, find: Find, known: HubKnowledge): (typed: string) => unknown[] {
    let shown = '';
    const valuesNow = (): string => JSON.stringify(find().map(({ value }) => value));
    known.onChange(() => {
        if (!listOf(input())?.completionMenuShown || valuesNow() === shown) return;
        openList(input());
    });
    return (typed) => {
        known.freshen();
        shown = valuesNow();
        // An unchanged value does not filter the list, so that the alternatives are shown.
        const isKept = input().data(KEPT) === typed;
        const found = isKept ? sameFirst(find(), typed) : matching(find(), typed);
        return found.slice(0, MOST).map((one) => ({ value: one.value, label: label(one, known) }));
    };
}

/** The editor's list of a field, unless the field has none at the moment. */
function listOf(input: JQuery): Completion | undefined {
    return input.hasClass('red-ui-autoComplete') ? (input as Completing).autoComplete('instance') : undefined;
}

/** Opens the list of a field, or fills the open one again. */
function openList(input: JQuery): void {
    input.trigger($.Event('keyup', { keyCode: DOWN }));
}

function label({ value, note }: Suggestion, known: HubKnowledge): JQuery {
    const row = $('<div>').css({ display: 'flex', 'justify-content': 'space-between', gap: '16px' });
    $('<span>').css({ overflow: 'hidden', 'text-overflow': 'ellipsis' }).text(value).appendTo(row);
    if (note) $('<span>').css('white-space', 'nowrap').text(known.noteText(note)).appendTo(row);
    return row;
}

/** Mends keys of the editor's widget: Tab keeps what was typed, and Escape closes the list but not the dialog. */
export function handleKeys(input: JQuery): void {
    const keep = (): void => void input.data(KEPT, String(input.val() ?? ''));
    keep();
    input.on('focus change', keep);
    input.on('keyup', (event) => {
        // The widget fills in the field without a change event.
        if (event.key === 'Enter') input.trigger('change');
    });
    input.get(0)?.addEventListener(
        'keydown',
        (event) => {
            const shown = listOf(input);
            if (!shown?.completionMenuShown) return;
            if (event.key === 'Tab') {
                shown.menu?.hide();
                event.stopImmediatePropagation();
            }
            // Otherwise the editor closes the dialog as well.
            if (event.keyCode === ESCAPE) {
                shown.menu?.hide();
                event.stopImmediatePropagation();
                event.preventDefault();
            }
        },
        true,
    );
}

/** Fills a row with buttons that open the list of `input` and query the hub. The returned function updates the row. */
export function prepareRow(row: JQuery, known: HubKnowledge, input: () => JQuery): () => void {
    const refresh = button('refresh', () => known.refresh());
    const open = button('caret-down', () => {
        input()
            .trigger('focus')
            .data(KEPT, String(input().val() ?? ''));
        openList(input());
    });
    const line = $('<span role="status" class="clown-known-line">').css('margin-left', '6px');
    row.empty().append(open, ' ', refresh, line);
    open.attr({ 'aria-label': text('known.open'), title: text('known.open') }).addClass('clown-known-open');
    refresh.attr({ 'aria-label': text('known.refresh'), title: text('known.refresh') }).addClass('clown-known-refresh');
    return () => {
        refresh
            .toggle(known.hasSentence)
            .attr('aria-disabled', String(known.busy))
            .children()
            .toggleClass('fa-spin', known.busy);
        line.text(known.sentence());
    };
}

function button(icon: string, press: () => void): JQuery {
    return $('<button type="button" class="red-ui-button red-ui-button-small">')
        .append($('<i aria-hidden="true">').addClass(`fa fa-${icon}`))
        .on('click', press);
}

/** Follows the hub that is selected in the dialog of a node. Calls `changed` after each change of what is known of it. */
export function followHubField(user: HubUser, changed: () => void): HubKnowledge {
    const known = new HubKnowledge(changed);
    const field = '#node-input-hub';
    const choose = (): void => known.choose(String($(field).val() ?? ''), user);
    $(field).on('change', choose);
    // After this function has returned, because `changed` uses its result.
    queueMicrotask(choose);
    return known;
}
