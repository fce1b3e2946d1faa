// Suggestions in a field: the editor's own list below it, and the small row that says how old the list is.
// Nothing here changes what stands in a field, unless its owner picks a suggestion.

import { text } from '../texts';
import { HubKnowledge } from './hub-knowledge';
import { MOST, matching, type Suggestion, sameFirst } from './suggestions';

/** The editor's widget, which its types do not know. */
interface Completion {
    readonly completionMenuShown?: boolean;
    readonly menu?: { hide(): void };
}
type Completing = JQuery & {
    autoComplete(options: { minLength: number; search: (typed: string) => unknown[] }): void;
    autoComplete(method: 'instance'): Completion | undefined;
};

/** What a field can be filled with at this moment. */
export type Find = () => readonly Suggestion[];

const ESCAPE = 27;
const DOWN = 40;
const KEPT = 'clown-kept';

/** Offers suggestions in a plain field. */
export function offerSuggestions(field: JQuery, find: Find, known: HubKnowledge): void {
    (field as Completing).autoComplete({ minLength: 0, search: search(() => field, find, known) });
    handleKeys(field);
}

/** The same for a type of a typed input; `input` is the field that it types in. */
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
        // What stands there already narrows nothing down: its owner wants to see what else there is.
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

/** The list takes what is typed for a search; leaving the field with Tab must not put a suggestion in its place. */
export function handleKeys(input: JQuery): void {
    const keep = (): void => void input.data(KEPT, String(input.val() ?? ''));
    keep();
    input.on('focus change', keep);
    input.on('keyup', (event) => {
        // The widget fills the field in without a word.
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
            // The dialog below would close as well.
            if (event.keyCode === ESCAPE) {
                shown.menu?.hide();
                event.stopImmediatePropagation();
                event.preventDefault();
            }
        },
        true,
    );
}

/** Fills a row with a button that asks the hub, one that opens the list of `input`, and a line about the list. */
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

/** What a dialog knows of the hub that its field names, from now on; `changed` is called with each change of it. */
export function followHubField(field: string, changed: () => void): HubKnowledge {
    const known = new HubKnowledge(changed);
    const choose = (): void => known.choose(String($(field).val() ?? ''));
    $(field).on('change', choose);
    // Whoever is told gets the object first.
    queueMicrotask(choose);
    return known;
}
