// Suggestions for a field: the editor's list below it, and a row with the age of the list.
// A field changes only if the user selects a suggestion.

import { text } from '../texts';
import { setShown } from './form';
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
    /** The notes beside the values of the list. */
    let notes = new Map<string, JQuery>();
    const valuesNow = (): string => JSON.stringify(find().map(({ value }) => value));
    known.onChange(() => {
        if (!listOf(input())?.completionMenuShown) return;
        if (valuesNow() !== shown) openList(input());
        // Otherwise the selected row of the open list stays selected.
        else for (const { value, note } of find()) if (note) notes.get(value)?.text(known.noteText(note));
    });
    return (typed) => {
        known.freshen();
        shown = valuesNow();
        // An unchanged value does not filter the list, so that the alternatives are shown.
        const isKept = input().data(KEPT) === typed;
        const found = isKept ? sameFirst(find(), typed) : matching(find(), typed);
        notes = new Map();
        return found.slice(0, MOST).map((one) => {
            const note = $('<span>').css('white-space', 'nowrap');
            if (one.note) note.text(known.noteText(one.note));
            notes.set(one.value, note);
            return { value: one.value, label: label(one.value, note) };
        });
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

function label(value: string, note: JQuery): JQuery {
    const row = $('<div>').css({ display: 'flex', 'justify-content': 'space-between', gap: '16px' });
    $('<span>').css({ overflow: 'hidden', 'text-overflow': 'ellipsis' }).text(value).appendTo(row);
    return row.append(note);
}

/**
 * A click on an empty field opens its list. Mends keys of the editor's widget: Tab keeps what was typed, and Escape closes
 * the list but not the dialog.
 */
export function handleKeys(input: JQuery): void {
    // Not when it gets the focus: the list gives it back as it closes.
    input.on('click', () => {
        if (input.val() === '' && listOf(input)) openList(input);
    });
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
        setShown(refresh, known.hasSentence);
        refresh.attr('aria-disabled', String(known.busy)).children().toggleClass('fa-spin', known.busy);
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
