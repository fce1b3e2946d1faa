// The report of a flow test: differences or commands, each with a link to its node, and what did not run.

import { momentOf } from '../../../flow-test/texts';
import type {
    Cut,
    FlowTestView,
    RepeatedLine,
    ShownDifference,
    ShownLine,
    StandIn,
    TestedNode,
} from '../../../shared/flow-test-view';
import { sentenceOf } from '../../texts';
import { button, element } from '../dom';
import { isInFlow, reveal } from '../reveal';
import { commonTexts, faultText, outcomeText, testText } from './test-texts';

/** The outcome of a test in one sentence, which a screen reader reads. */
export function verdictOf({ result, count, differences, unread }: FlowTestView): string {
    if (unread) return `${faultText(unread)} ${testText('not-compared', { count })}`;
    if (result === 'different') {
        return testText('different', { count: differences.items.length + differences.more });
    }
    const verdict = testText(result, { count });
    return count === 0 ? `${verdict} ${commonTexts().text('empty')}` : verdict;
}

/** What follows the sentence. */
export function reportOf(view: FlowTestView): HTMLElement[] {
    const { hub, nodeRed, badLines, firstFault, standIns, leftOut, errors, unmatched, silentHubs, timeZone } = view;
    const played = testText('played', { hub: hub.name || hub.node, version: nodeRed });
    return [
        ...(timeZone ? [element('p', '', commonTexts().text(timeZone.note, timeZone))] : []),
        ...list('', view.differences, differenceItem),
        ...list('', view.lines, (line) => item(...whole(line), repeatPart(line))),
        ...list(commonTexts().text('silent'), silentHubs, (one) => item(linkTo(one))),
        ...list(commonTexts().text('unmatched'), unmatched, (one) =>
            item(element('code', '', one.topic), ' (', linkTo(one), ')'),
        ),
        ...list(testText('errors'), errors, (one) => item(at(one), linkTo(one), ` ${one.message}`)),
        ...list(testText('stand-ins'), standIns, (one) =>
            item(linkTo(one), ` (${one.type}) · ${testText('messages', { count: one.messages })}`, cutPart(one)),
        ),
        ...list(testText('left-out'), leftOut, (one) => item(linkTo(one), ` (${one.type})`)),
        ...(firstFault
            ? [element('p', '', testText('bad-lines', { count: badLines, why: sentenceOf(firstFault) }))]
            : []),
        element('p', '', element('small', '', played)),
    ];
}

function list<T>(title: string, { items, more }: Cut<T>, itemOf: (one: T) => HTMLElement): HTMLElement[] {
    if (items.length === 0) return [];
    return [
        ...(title ? [element('p', '', title)] : []),
        element('ul', 'clown-hub-test-list', ...items.map(itemOf)),
        ...(more > 0 ? [element('p', '', testText('more', { count: more }))] : []),
    ];
}

function item(...inside: (Node | string)[]): HTMLElement {
    return element('li', '', ...inside);
}

function differenceItem({ kind, before, now }: ShownDifference): HTMLElement {
    const word = element('b', '', commonTexts().text(kind));
    const line = now ?? before;
    if (!line) return item(word);
    // Two commands, each with its node.
    if (kind === 'reordered' && before && now) {
        return item(word, pair('before', ...whole(before)), pair('now', ...whole(now)));
    }
    const moved = kind === 'moved';
    const single = moved || !before || !now;
    return item(
        word,
        ' ',
        ...(moved ? [] : [at(line)]),
        linkTo(line),
        hubPart(line),
        ...(single ? [' ', content(line)] : []),
        ...(before && now
            ? [
                  pair('before', moved ? momentOf(before.at) : content(before)),
                  pair('now', moved ? momentOf(now.at) : content(now)),
              ]
            : []),
    );
}

function pair(label: 'before' | 'now', ...inside: (Node | string)[]): HTMLElement {
    return element('div', '', `${testText(label)}: `, ...inside);
}

/** A line with its moment, node and hub. */
function whole(line: ShownLine): (Node | string)[] {
    return [at(line), linkTo(line), hubPart(line), ' ', content(line)];
}

/** How often a line has occurred, if more than once. */
function repeatPart({ times, lastAt }: RepeatedLine): string {
    return times === 1 ? '' : `, ${commonTexts().text('repeated', { count: times, at: momentOf(lastAt) })}`;
}

/** A moment of the recording. */
function at({ at: ms }: { readonly at: number }): string {
    return `${momentOf(ms)} `;
}

/** What was commanded or received, and how it has ended. */
function content({ topic, payload, outcome }: ShownLine): HTMLElement {
    const what = [topic, payload].filter((part) => part !== undefined && part !== '').join(' ');
    const how = outcomeText(outcome);
    return element(
        'span',
        '',
        what === '' ? testText('empty') : element('code', '', what),
        ...(how === '' ? [] : [` (${how})`]),
    );
}

/** From when on what a stand-in has received is not compared, if there was too much. */
function cutPart({ cutAt }: StandIn): string {
    return cutAt === undefined ? '' : `, ${commonTexts().text('cut', { at: momentOf(cutAt) })}`;
}

/** The hub of a line, if the flow has several. */
function hubPart({ hub }: ShownLine): string {
    return hub === undefined ? '' : ` (${commonTexts().text('of-hub', { hub })})`;
}

/** A node by its name, which shows it in its flow. */
function linkTo({ node, name, type }: TestedNode): HTMLElement {
    // Of a node in a subflow, the editor shows the one that all instances have in common.
    const id = node.split('/').at(-1) ?? node;
    const label = name || type;
    if (!isInFlow(id)) return element('span', '', `${label} (${testText('removed')})`);
    const link = button(label, () => reveal(id));
    link.className = 'clown-hub-test-link';
    link.title = testText('show');
    return link;
}

/** The style of the report. */
export const TEST_STYLE = `
.clown-hub-sidebar ul.clown-hub-test-list { list-style: none; margin: 0 0 6px; padding: 0; }
.clown-hub-sidebar .clown-hub-test-list li { margin: 0 0 6px; padding-left: 8px; border-left: 2px solid var(--red-ui-secondary-border-color); overflow-wrap: anywhere; }
.clown-hub-sidebar .clown-hub-test-list code { padding: 0; border: 0; font-size: 0.9em; color: inherit; background: none; white-space: pre-wrap; overflow-wrap: anywhere; }
.clown-hub-sidebar button.clown-hub-test-link { display: inline; padding: 0; border: 0; font: inherit; color: inherit; background: none; text-align: left; text-decoration: underline; overflow-wrap: anywhere; cursor: pointer; }
.clown-hub-test-report { margin-top: 6px; }
`;
