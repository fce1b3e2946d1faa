// The box below a chosen device: what can be asked of it, what became of that, and the device as a node.

import type { CommandAsked, CommandDone, DeviceView } from '../../shared/views';
import { sendCommand, Unreachable } from '../server';
import { sentenceOf, text } from '../words';
import { copiesOf } from './copy';
import { button, element, icon } from './dom';
import { type Offer, offersFor, secondsPayload } from './offers';
import { hang, obstacle, placeInMiddle } from './place';
import { troubleText, valuesText } from './said';

/** A command that is not answered by then is given up here; the runtime has shorter limits of its own. */
const LIMIT_MS = 60_000;

let numbers = 0;

export class CommandBox {
    readonly element = element('div', 'clown-hub-sidebar-box');
    readonly #hub: string;
    readonly #device: () => DeviceView;
    readonly #outcome = element('div', 'clown-hub-sidebar-outcome');
    #timer: ReturnType<typeof setTimeout> | undefined;
    #isOpen = true;

    constructor(hub: string, device: () => DeviceView) {
        this.#hub = hub;
        this.#device = device;
        this.#outcome.setAttribute('role', 'status');
        const offers = offersFor(device());
        if (offers.length === 0) this.element.append(element('p', '', text('sidebar.no-command')));
        this.element.append(...offers.map((offer) => this.#form(offer)), this.#copies(), this.#outcome);
    }

    close(): void {
        this.#isOpen = false;
        clearTimeout(this.#timer);
        this.element.remove();
    }

    #form(offer: Offer): HTMLElement {
        const { kind } = offer;
        const send = (payload?: unknown): void => this.#send({ kind, device: this.#device().device, payload });
        const inside = element('div', 'clown-hub-sidebar-buttons');
        switch (offer.form) {
            case 'choices':
                inside.append(
                    ...offer.choices.map(({ word, payload }) =>
                        button(text(`sidebar.choice.${word}`), () => send(payload)),
                    ),
                );
                break;
            case 'button':
                inside.append(button(text('sidebar.ask'), () => send()));
                break;
            case 'text': {
                const lines = element('textarea', 'clown-hub-sidebar-lines');
                lines.rows = 3;
                lines.spellcheck = false;
                lines.placeholder = text('sidebar.lines');
                inside.append(
                    lines,
                    button(text('sidebar.show'), () => send(lines.value)),
                );
                return this.#labelled(kind, inside, lines);
            }
            case 'seconds': {
                const seconds = element('input', 'clown-hub-sidebar-seconds');
                seconds.type = 'text';
                seconds.inputMode = 'numeric';
                seconds.placeholder = text('label.interval');
                const set = (): void => send(secondsPayload(seconds.value));
                seconds.addEventListener('keydown', (event) => {
                    if (event.key === 'Enter') set();
                });
                inside.append(seconds, button(text('sidebar.set'), set));
                return this.#labelled(kind, inside, seconds);
            }
        }
        return this.#labelled(kind, inside);
    }

    /** A field is named by its label; a group of buttons has the label as its name. */
    #labelled(kind: Offer['kind'], inside: HTMLElement, field?: HTMLElement): HTMLElement {
        numbers++;
        const id = `clown-hub-sidebar-${numbers}`;
        const label = element('label', '', text(`command.${kind}`));
        if (field) {
            field.id = id;
            label.htmlFor = id;
            return element('div', 'clown-hub-sidebar-form', label, inside);
        }
        const name = element('div', 'clown-hub-sidebar-label', text(`command.${kind}`));
        name.id = id;
        inside.setAttribute('role', 'group');
        inside.setAttribute('aria-labelledby', id);
        return element('div', 'clown-hub-sidebar-form', name, inside);
    }

    #copies(): HTMLElement {
        const buttons = copiesOf(this.#device()).map((type) =>
            button(text(`sidebar.copy.${type}`), (event) => {
                const wall = obstacle(this.#hub);
                if (wall) {
                    this.#say(text(`sidebar.obstacle.${wall}`), 'failed');
                    return;
                }
                // A key press has no place of its own: the mouse may be anywhere.
                const byKey = event.detail === 0;
                (byKey ? placeInMiddle : hang)(type, this.#device(), this.#hub);
                this.#say(text(byKey ? 'sidebar.placed' : 'sidebar.hung'), 'done');
            }),
        );
        return element('div', 'clown-hub-sidebar-form', element('div', 'clown-hub-sidebar-buttons', ...buttons));
    }

    #send(command: CommandAsked): void {
        if (this.#timer !== undefined) {
            return;
        }
        this.#say(text('sidebar.sending'), 'sending');
        let isAnswered = false;
        const answered = (say: () => void): void => {
            if (isAnswered || !this.#isOpen) return;
            isAnswered = true;
            clearTimeout(this.#timer);
            this.#timer = undefined;
            say();
        };
        this.#timer = setTimeout(() => answered(() => this.#fail(new Unreachable(0))), LIMIT_MS);
        sendCommand(this.#hub, command).then(
            (done) => answered(() => this.#tell(done)),
            (error: unknown) => answered(() => this.#fail(error)),
        );
    }

    #tell(done: CommandDone): void {
        if (!done.ok) this.#say(sentenceOf(done.reason), 'failed');
        else if (!done.values?.length) this.#say(text('sidebar.done'), 'done');
        else this.#say(text('sidebar.answer', { values: valuesText({ values: done.values }) }), 'done');
    }

    #fail(error: unknown): void {
        this.#say(troubleText(error, 'sidebar.look-only'), 'failed');
    }

    #say(sentence: string, outcome: 'sending' | 'done' | 'failed'): void {
        const icons = { sending: 'fa-hourglass-o', done: 'fa-check', failed: 'fa-exclamation-triangle' } as const;
        this.#outcome.replaceChildren(icon(icons[outcome]), ' ', sentence);
        this.#outcome.dataset.outcome = outcome;
        this.#outcome.scrollIntoView({ block: 'nearest' });
    }
}
