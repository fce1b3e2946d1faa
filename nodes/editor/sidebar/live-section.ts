// The last messages of a hub, as they pass. It requests them while it is open and seen, and so nothing is kept for it otherwise.

import type { HubView, LiveView } from '../../shared/views';
import { copyText } from '../clipboard';
import { getMessages } from '../runtime-api';
import { clockText, text } from '../texts';
import { button, element, setText } from './dom';
import { HubPicker } from './hub-picker';
import { type LiveLine, linesWith } from './live-lines';
import { troubleText } from './notices';

const EVERY_MS = 1_000;
const MARKS: Readonly<Record<LiveLine['kind'], string>> = { in: '←', out: '→', state: '•', gap: '…' };

export class LiveSection {
    readonly element = element('details', 'clown-hub-sidebar-extra');
    readonly #picker = new HubPicker(() => this.#restart());
    readonly #filter = element('input', '');
    readonly #pause: HTMLButtonElement;
    readonly #lines = element('pre', 'clown-hub-sidebar-live');
    readonly #note = document.createTextNode('');
    #messages: LiveLine[] = [];
    #last = 0;
    #isSeen = false;
    #isPaused = false;
    #timer: ReturnType<typeof setTimeout> | undefined;
    /** Differs for each run of requests: a response to an earlier one is too late. */
    #run = 0;

    constructor() {
        this.#filter.type = 'search';
        this.#filter.placeholder = text('recording.filter');
        this.#filter.setAttribute('aria-label', text('recording.filter'));
        this.#filter.addEventListener('input', () => this.#draw());
        this.#pause = button(text('recording.pause'), () => {
            this.#isPaused = !this.#isPaused;
            this.#pause.setAttribute('aria-pressed', String(this.#isPaused));
            this.#follow();
        });
        this.#pause.setAttribute('aria-pressed', 'false');
        const copy = button(text('recording.copy'), () => void this.#copy(copy));
        this.#lines.tabIndex = 0;
        this.#lines.setAttribute('role', 'log');
        this.#lines.setAttribute('aria-live', 'off');
        this.#lines.setAttribute('aria-label', text('recording.live'));
        const note = element('div', '', this.#note);
        note.setAttribute('role', 'status');
        this.element.append(
            element('summary', '', text('recording.live')),
            this.#picker.element,
            element('div', 'clown-hub-sidebar-buttons', this.#filter, this.#pause, copy),
            note,
            this.#lines,
        );
        this.element.addEventListener('toggle', () => this.#follow());
    }

    show(hubs: readonly HubView[]): void {
        const before = this.#picker.hub?.id;
        this.#picker.show(hubs);
        if (this.#picker.hub?.id !== before) this.#restart();
    }

    /** While the sidebar is hidden, nothing is requested. */
    set isSeen(isSeen: boolean) {
        this.#isSeen = isSeen;
        this.#follow();
    }

    #restart(): void {
        this.#messages = [];
        this.#last = 0;
        this.#draw();
        this.#follow();
    }

    #follow(): void {
        clearTimeout(this.#timer);
        const run = ++this.#run;
        const id = this.#picker.hub?.id;
        if (!this.#isSeen || !this.element.open || this.#isPaused || id === undefined) return;
        const again = (): void => {
            if (run === this.#run) this.#timer = setTimeout(() => this.#follow(), EVERY_MS);
        };
        getMessages(id, this.#last).then(
            (view) => {
                if (run === this.#run) this.#add(view);
                again();
            },
            (error: unknown) => {
                setText(this.#note, troubleText(error, 'sidebar.no-look'));
                again();
            },
        );
    }

    #add(view: LiveView): void {
        setText(this.#note, '');
        if (view.last === this.#last) return;
        this.#messages = linesWith(this.#messages, this.#last, view, Date.now());
        this.#last = view.last;
        this.#draw();
    }

    get #text(): string {
        const filter = this.#filter.value.trim().toLowerCase();
        return this.#messages
            .filter(({ kind, text: line }) => kind === 'gap' || line.toLowerCase().includes(filter))
            .map(
                ({ time, kind, text: line }) =>
                    `${clockText(time)} ${MARKS[kind]} ${kind === 'gap' ? text('recording.gap') : line.trim()}`,
            )
            .join('\n');
    }

    #draw(): void {
        const { scrollTop, scrollHeight, clientHeight } = this.#lines;
        const isAtEnd = scrollTop + clientHeight >= scrollHeight - 4;
        this.#lines.textContent = this.#text;
        if (isAtEnd) this.#lines.scrollTop = this.#lines.scrollHeight;
    }

    async #copy(place: HTMLElement): Promise<void> {
        if (await copyText(this.#text, $(place))) setText(this.#note, text('recording.copied'));
    }
}
