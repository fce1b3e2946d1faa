// The section "Starter flows" of the sidebar: an owner chooses a goal and devices, and a flow for them is added as a new tab.

import type { DeviceView, HubView } from '../../../shared/views';
import { text } from '../../texts';
import { button, element, setHidden } from '../dom';
import { editor, isBusy, language } from '../editor';
import { HubPicker } from '../hub-picker';
import { type Choices, choicesOf, GOALS, type Goal, isSwitching, type MadeFlow, makeFlow } from './goals';
import { placeFlow } from './place-flow';
import { starterWords } from './starter-texts';

const say = starterWords(language);

/** Limits to begin with, by the quantity of the sensor; others have none. */
const USUAL_LIMITS: Readonly<Partial<Record<string, { readonly on: string; readonly off: string }>>> = {
    temperature: { on: '20', off: '21' },
    'relative-humidity': { on: '60', off: '50' },
    concentration: { on: '1000', off: '800' },
    illuminance: { on: '10', off: '20' },
};
const NO_LIMITS = { on: '', off: '' };

export class StarterSection {
    readonly element = element('details', 'clown-hub-sidebar-extra clown-hub-starter');
    readonly #picker = new HubPicker(() => this.#showDevices());
    readonly #goal = element('select', '');
    readonly #devices = element('fieldset', '');
    readonly #sensor = element('select', '');
    readonly #relay = element('select', '');
    readonly #fields: Readonly<Record<'file' | 'on' | 'off' | 'set-point', HTMLInputElement>>;
    readonly #parts: readonly { readonly element: HTMLElement; isFor(goal: Goal): boolean }[];
    readonly #outcome = element('div', 'clown-hub-sidebar-outcome');
    readonly #unlimited = element('p', '');
    #choices: Choices = { reporting: [], sensors: [], relays: [], unlimited: [] };
    /** What the fields show. */
    #face = '';
    /** The limits that were entered for the owner. */
    #usual = NO_LIMITS;

    constructor() {
        this.#goal.append(...GOALS.map((goal) => new Option(say(`goal.${goal}`), goal)));
        this.#goal.addEventListener('change', () => this.#showParts());
        this.#sensor.addEventListener('change', () => this.#showLimits());
        const field = (value: string): HTMLInputElement => Object.assign(element('input', ''), { type: 'text', value });
        this.#fields = { file: field('readings.csv'), on: field(''), off: field(''), 'set-point': field('21') };
        this.#outcome.setAttribute('role', 'status');
        this.#outcome.tabIndex = -1;
        const { file, on, off } = this.#fields;
        this.#parts = [
            { element: this.#devices, isFor: (goal) => !isSwitching(goal) },
            { element: labelled(say('file'), file), isFor: (goal) => goal === 'store' },
            { element: labelled(say('sensor'), this.#sensor), isFor: isSwitching },
            { element: labelled(say('relay'), this.#relay), isFor: isSwitching },
            { element: labelled(say('on'), on), isFor: (goal) => goal === 'limit' },
            { element: labelled(say('off'), off), isFor: (goal) => goal === 'limit' },
            { element: labelled(say('set-point'), this.#fields['set-point']), isFor: (goal) => goal === 'thermostat' },
        ];
        this.element.append(
            element('summary', '', say('title')),
            element('p', '', say('about')),
            this.#picker.element,
            labelled(say('goal'), this.#goal),
            ...this.#parts.map((part) => part.element),
            this.#unlimited,
            element(
                'div',
                'clown-hub-sidebar-buttons',
                button(say('place'), () => this.#place()),
            ),
            this.#outcome,
        );
        this.element.addEventListener('toggle', () => this.#showDevices());
        this.#showParts();
    }

    show(hubs: readonly HubView[]): void {
        this.#picker.show(hubs);
        this.#showDevices();
    }

    get #chosenGoal(): Goal {
        return this.#goal.value as Goal;
    }

    #showParts(): void {
        for (const part of this.#parts) setHidden(part.element, !part.isFor(this.#chosenGoal));
        this.#face = '';
        this.#showDevices();
        this.#say('', 'done');
    }

    /** Devices that are shown already stay as they are, with what is selected. */
    #showDevices(): void {
        if (!this.element.open) return;
        const devices: readonly DeviceView[] = this.#picker.hub?.devices ?? [];
        this.#choices = choicesOf(devices, this.#chosenGoal);
        const { reporting, sensors, relays, unlimited } = this.#choices;
        const names = [reporting, sensors, relays].map((all) => all.map(({ label }) => label));
        const face = JSON.stringify([this.#picker.hub?.id, this.#chosenGoal, names, unlimited]);
        if (face === this.#face) return;
        this.#face = face;
        const checked = new Set(this.#checked());
        this.#devices.replaceChildren(
            element('legend', '', say('devices')),
            ...reporting.map(({ label }, index) => checkBox(label, index, checked.has(label))),
        );
        fill(this.#sensor, sensors);
        this.#showLimits();
        fill(this.#relay, relays);
        this.#unlimited.textContent = say('unlimited', { devices: unlimited.join(', ') });
        setHidden(this.#unlimited, unlimited.length === 0);
    }

    /** Limits for the chosen sensor, unless the owner has entered others. */
    #showLimits(): void {
        const { on, off } = this.#fields;
        if (on.value !== this.#usual.on || off.value !== this.#usual.off) return;
        const sensor = this.#choices.sensors[this.#sensor.selectedIndex];
        this.#usual = USUAL_LIMITS[sensor?.quantity ?? ''] ?? NO_LIMITS;
        on.value = this.#usual.on;
        off.value = this.#usual.off;
    }

    #boxes(): HTMLInputElement[] {
        return [...this.#devices.querySelectorAll('input')];
    }

    /** The labels of the selected devices. */
    #checked(): string[] {
        return this.#boxes().flatMap(({ checked, name }) => (checked ? [name] : []));
    }

    #place(): void {
        const { hub } = this.#picker;
        if (!hub) return;
        const made = this.#make(hub.template ?? hub.id);
        if (made.ok) placeFlow(made.nodes);
        this.#say(made.ok ? say('placed') : made.sentence, made.ok ? 'done' : 'failed');
        // It may be below the visible part of the sidebar.
        this.#outcome.scrollIntoView({ block: 'nearest' });
        if (!made.ok) this.#outcome.focus({ preventScroll: true });
    }

    /** The flow for what is selected; `hub` is the id of the node in the editor. */
    #make(hub: string): MadeFlow {
        const { nodes } = editor();
        const node = nodes.node(hub);
        if (node?.type === 'clown-hub' && node.z) return { ok: false, sentence: say('scope') };
        const reason = node?.type !== 'clown-hub' ? 'hub' : isBusy() ? 'editing' : undefined;
        if (reason) return { ok: false, sentence: text(`sidebar.obstacle.${reason}`) };
        const { file, on, off } = this.#fields;
        const { reporting, sensors, relays } = this.#choices;
        return makeFlow({
            goal: this.#chosenGoal,
            hub,
            devices: this.#boxes().flatMap((box, index) => (box.checked ? (reporting[index] ?? []) : [])),
            sensor: sensors[this.#sensor.selectedIndex],
            relay: relays[this.#relay.selectedIndex],
            file: file.value,
            on: on.value,
            off: off.value,
            setPoint: this.#fields['set-point'].value,
            newId: () => nodes.id(),
            say,
        });
    }

    #say(sentence: string, outcome: 'done' | 'failed'): void {
        this.#outcome.textContent = sentence;
        this.#outcome.dataset.outcome = outcome;
    }
}

function labelled(label: string, field: HTMLElement): HTMLElement {
    // Otherwise the options of a list would be part of its name.
    field.setAttribute('aria-label', label);
    return element('label', 'clown-hub-starter-field', element('span', '', label), field);
}

function checkBox(label: string, index: number, checked: boolean): HTMLElement {
    const box = Object.assign(element('input', ''), { type: 'checkbox', name: label, checked });
    box.value = String(index);
    return element('label', 'clown-hub-sidebar-check', box, ' ', element('bdi', '', label));
}

/** Sets the options of a list, and keeps what is selected. */
function fill(list: HTMLSelectElement, items: readonly { readonly label: string }[]): void {
    const before = list.value;
    list.replaceChildren(...items.map(({ label }) => new Option(label, label)));
    if (items.some(({ label }) => label === before)) list.value = before;
}

/** The style of the section. */
export const STARTER_STYLE = `
.clown-hub-starter fieldset { margin: 0 0 6px; padding: 0; border: 0; min-width: 0; max-height: 300px; overflow-y: auto; }
.clown-hub-starter legend { display: block; width: auto; margin: 0 0 2px; border: 0; font-size: 0.9em; line-height: inherit; color: inherit; }
.clown-hub-starter label.clown-hub-starter-field { display: block; width: auto; margin: 0 0 6px; }
.clown-hub-starter-field > span { display: block; font-size: 0.9em; }
.clown-hub-sidebar .clown-hub-starter-field > :is(input, select) { width: 100%; }
`;
