// The head above the devices of a hub: its name, which folds them, buttons that select it in the open flow and open its
// dialog, its state, and why it is not connected.

import { durationText } from '../../shared/duration-text';
import type { HubView, StateView } from '../../shared/views';
import { sentenceOf, stateText, text } from '../texts';
import { element, icon, setAttribute, setHidden, setText } from './dom';
import { canEdit, editHub } from './editor';
import { isUp } from './reading';
import { useInFlow } from './use-hub';

/** Each state has its own icon, so that colour is not needed to distinguish them. */
const SHAPES: Readonly<Record<StateView['word'], string>> = {
    connected: 'fa-check-circle',
    silent: 'fa-bell-slash-o',
    'not-started': 'fa-hourglass-start',
    'one-way': 'fa-long-arrow-left',
    connecting: 'fa-circle-o-notch',
    waiting: 'fa-exclamation-triangle',
    disconnected: 'fa-power-off',
    invalid: 'fa-times-circle',
};

/** The head of one hub, by the id of its node in the editor. `turn` folds or unfolds its devices. */
export class HubHead {
    readonly element: HTMLElement;
    readonly #id: string;
    readonly #fold = element('button', 'clown-hub-sidebar-fold');
    readonly #edit = element('button', 'red-ui-button red-ui-button-small clown-hub-sidebar-edit', icon('fa-pencil'));
    readonly #use = element('button', 'red-ui-button red-ui-button-small clown-hub-sidebar-use', icon('fa-exchange'));
    readonly #label = document.createTextNode('');
    readonly #count = document.createTextNode('');
    readonly #shape = icon('');
    readonly #state = document.createTextNode('');
    readonly #why = document.createTextNode('');
    readonly #whyLine: HTMLElement;
    #view: StateView = { word: 'disconnected' };
    /** Time of the view, by the runtime's clock. */
    #updatedAt = 0;

    constructor(id: string, turn: () => void) {
        this.#id = id;
        const count = element('small', '', this.#count);
        const label = element('bdi', 'clown-hub-sidebar-label', this.#label);
        this.#fold.type = 'button';
        this.#fold.append(icon('fa-angle-down'), ' ', label, ' ', count);
        this.#fold.setAttribute('aria-expanded', 'true');
        this.#fold.addEventListener('click', turn);
        this.#edit.type = 'button';
        this.#edit.title = text('sidebar.edit');
        this.#edit.setAttribute('aria-label', text('sidebar.edit'));
        this.#edit.addEventListener('click', () => editHub(this.#id, text('sidebar.obstacle.editing')));
        this.#use.type = 'button';
        this.#use.title = text('sidebar.use.title');
        this.#use.setAttribute('aria-label', text('sidebar.use.title'));
        this.#use.addEventListener('click', () => useInFlow(this.#id, this.#label.data));
        this.#whyLine = element('div', 'clown-hub-sidebar-why', this.#why);
        const top = element('div', 'clown-hub-sidebar-top', this.#fold, this.#use, this.#edit);
        const state = element('div', 'clown-hub-sidebar-state', this.#shape, ' ', this.#state);
        this.element = element('div', '', top, state, this.#whyLine);
    }

    /** Shows everything except durations. `updatedAt` is the time of the view, by the runtime's clock. */
    update(hub: HubView, updatedAt: number): void {
        const { label, state, devices } = hub;
        this.#view = state;
        this.#updatedAt = updatedAt;
        setText(this.#label, label);
        setHidden(this.#edit, !canEdit(this.#id));
        setHidden(this.#use, !canEdit(this.#id));
        // The number of devices of a hub that was never connected is unknown.
        const isCounted = devices.length > 0 || isUp(state);
        setText(this.#count, isCounted ? text('sidebar.count', { count: devices.length }) : '');
        setAttribute(this.#shape, 'class', `fa ${SHAPES[state.word]} clown-hub-sidebar-${state.word}`);
        this.#showWhy(hub);
    }

    /** Shows durations as they are now. */
    tick(now: number): void {
        const state = this.#view;
        const silentMs = (state.silentMs ?? 0) + now - this.#updatedAt;
        const words = state.word === 'invalid' ? text('sidebar.invalid') : stateText({ ...state, silentMs }, now);
        const isTimed = state.word === 'connected' && state.since !== undefined;
        const time = durationText(now - (state.since ?? now));
        setText(this.#state, isTimed ? text('sidebar.since', { state: words, time }) : words);
    }

    set folded(folded: boolean) {
        setAttribute(this.#fold, 'aria-expanded', String(!folded));
    }

    #showWhy({ label, state: { word, cause } }: HubView): void {
        const isExplained = cause !== undefined && (word === 'waiting' || word === 'invalid');
        setHidden(this.#whyLine, !isExplained);
        if (!isExplained) return;
        const why = sentenceOf(cause);
        // The cause of a lost connection is the end of a sentence.
        setText(this.#why, word === 'waiting' ? text('sidebar.lost', { hub: label, why }) : why);
    }
}
