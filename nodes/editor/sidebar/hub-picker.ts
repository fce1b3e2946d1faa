// Selects one of the hubs that run, for the sections below the list. Hidden while there is only one.

import type { HubView } from '../../shared/views';
import { text } from '../texts';
import { element, setHidden } from './dom';
import { hubLabels } from './hub-labels';

export class HubPicker {
    readonly element: HTMLElement;
    readonly #select = element('select', '');
    #hubs: readonly HubView[] = [];
    #shown = '';

    /** `changed` is called when another hub is selected. */
    constructor(changed: () => void) {
        this.#select.addEventListener('change', changed);
        const label = element('label', '', text('label.place'));
        this.#select.setAttribute('aria-label', text('label.place'));
        this.element = element('div', 'clown-hub-sidebar-form', label, this.#select);
    }

    /** The selected hub. */
    get hub(): HubView | undefined {
        return this.#hubs.find(({ id }) => id === this.#select.value) ?? this.#hubs[0];
    }

    show(hubs: readonly HubView[]): void {
        this.#hubs = hubs;
        setHidden(this.element, hubs.length < 2);
        const face = JSON.stringify(hubs.map(({ id, label }) => [id, label]));
        if (face === this.#shown) return;
        this.#shown = face;
        const selected = this.#select.value;
        this.#select.replaceChildren(...hubLabels(hubs).map((label, index) => new Option(label, hubs[index]?.id)));
        if (hubs.some(({ id }) => id === selected)) this.#select.value = selected;
    }
}
