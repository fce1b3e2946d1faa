// The list of all hubs, a note if there are none, and the selected device.

import { text } from '../texts';
import { arrange, element, setHidden, setText } from './dom';
import { HubSection } from './hub-section';
import { LiveSection } from './live-section';
import type { Known } from './model';
import { troubleText } from './notices';
import { RecordingsSection } from './recordings';
import { StarterSection } from './starter/starter-section';

/** The content of the sidebar. */
export class HubList {
    readonly element = element('div', 'clown-hub-sidebar-list');
    readonly #note = document.createTextNode('');
    readonly #noteLine: HTMLElement;
    readonly #hubs = element('div', '');
    readonly #sections = new Map<string, HubSection>();
    readonly #starter = new StarterSection();
    readonly #recordings = new RecordingsSection();
    readonly #live = new LiveSection();
    #known: Known | undefined;
    #chosen: { readonly hub: string; readonly device: string } | undefined;

    constructor() {
        this.#noteLine = element('p', 'clown-hub-sidebar-note', this.#note);
        this.#noteLine.setAttribute('role', 'status');
        this.element.append(
            this.#noteLine,
            this.#hubs,
            this.#starter.element,
            this.#recordings.element,
            this.#live.element,
        );
        this.#showNote(text('sidebar.asking'));
    }

    show(known: Known): void {
        this.#known = known;
        this.#showNote(known.hubs.length === 0 ? text('sidebar.no-hub') : '');
        const now = this.#now(known);
        const wanted = new Set(known.hubs.map(({ id }) => id));
        for (const [id, section] of this.#sections) {
            if (wanted.has(id)) continue;
            section.close();
            this.#sections.delete(id);
        }
        const sections = known.hubs.map((hub) => {
            const section =
                this.#sections.get(hub.id) ?? new HubSection(hub, { choose: (...at) => this.#choose(...at) });
            this.#sections.set(hub.id, section);
            section.update(hub, now, this.#chosen?.hub === hub.id ? this.#chosen.device : undefined);
            return section.element;
        });
        arrange(this.#hubs, sections);
        this.#starter.show(known.hubs);
        this.#recordings.show(known.hubs);
        this.#live.show(known.hubs);
    }

    /** Shows why the hubs could not be loaded. The hubs that are shown stay. */
    failed(error: unknown): void {
        this.#showNote(troubleText(error, 'sidebar.no-look'));
    }

    /** While the sidebar is hidden, nothing is drawn. */
    set isSeen(isSeen: boolean) {
        this.#live.isSeen = isSeen;
        for (const section of this.#sections.values()) section.isSeen = isSeen;
    }

    tick(): void {
        if (!this.#known) return;
        const now = this.#now(this.#known);
        for (const section of this.#sections.values()) section.tick(now);
    }

    #now({ aheadMs }: Known): number {
        return Date.now() - aheadMs;
    }

    /** Opens the box of a device, or closes it. */
    #choose(hub: string, device: string): void {
        const isOpen = this.#chosen?.hub === hub && this.#chosen.device === device;
        this.#chosen = isOpen ? undefined : { hub, device };
        if (this.#known) this.show(this.#known);
    }

    #showNote(sentence: string): void {
        setText(this.#note, sentence);
        setHidden(this.#noteLine, sentence === '');
    }
}
