// The box below a selected device: its commands, the result of the last one, buttons that add the device as a node, and its
// history.

import { ok, refuse } from '../../../src/base/errors';
import { checkDevice, typesIn } from '../../../src/settings/device-table';
import type { CommandDone, CommandRequest, DeviceView } from '../../shared/views';
import { nameDevice, namesake } from '../hub/rename';
import { deviceRows } from '../names';
import { sendCommand } from '../runtime-api';
import { sentenceOf, text } from '../texts';
import { type CommandControl, commandsFor, readSeconds, type Seconds } from './device-commands';
import { copiesOf } from './device-node';
import { button, element, icon } from './dom';
import { canEdit, isBusy, isPlacing } from './editor';
import { HistoryBox } from './history/history-box';
import type { HubIds } from './model';
import { troubleText } from './notices';
import { obstacle, obstacleText, placeInMiddle, placeWithMouse } from './place';
import { doneText } from './results';

/** Pause between looks at whether a node was placed: the editor reports neither that nor Escape. */
const PLACING_MS = 200;

let numbers = 0;

function newId(): string {
    numbers++;
    return `clown-hub-sidebar-${numbers}`;
}

function labelledField(words: string, inside: HTMLElement, field: HTMLElement): HTMLElement {
    field.id = newId();
    const label = element('label', '', words);
    label.htmlFor = field.id;
    return element('div', 'clown-hub-sidebar-form', label, inside);
}

function onEnter(field: HTMLElement, act: () => void): void {
    field.addEventListener('keydown', ({ key }) => {
        if (key === 'Enter') act();
    });
}

/** The open box of one device. `device` returns the current view of it. */
export class CommandBox {
    readonly element = element('div', 'clown-hub-sidebar-box');
    readonly #hub: HubIds;
    readonly #device: () => DeviceView;
    readonly #outcome = element('div', 'clown-hub-sidebar-outcome');
    readonly #history: HistoryBox;
    #isSending = false;
    #isOpen = true;
    #placing: ReturnType<typeof setInterval> | undefined;

    constructor(hub: HubIds, device: () => DeviceView) {
        this.#hub = hub;
        this.#device = device;
        this.#outcome.setAttribute('role', 'status');
        const controls = commandsFor(device());
        if (controls.length === 0) this.element.append(element('p', '', text('sidebar.no-command')));
        this.element.append(...controls.map((control) => this.#form(control)));
        if (canEdit(hub.node)) this.element.append(this.#nameForm());
        this.element.append(this.#copies(), this.#outcome);
        this.#history = new HistoryBox(hub.running, device().device);
        this.element.append(this.#history.element);
    }

    close(): void {
        this.#isOpen = false;
        clearInterval(this.#placing);
        this.#history.close();
        this.element.remove();
    }

    /** Clears the result of the last command, unless one is in flight. */
    forget(): void {
        if (this.#isSending || !this.#outcome.hasChildNodes()) return;
        this.#outcome.replaceChildren();
        delete this.#outcome.dataset.outcome;
    }

    /** Removes the notice on how to place a node once it was placed or cancelled. */
    #forgetOncePlaced(): void {
        this.#placing = setInterval(() => {
            if (isPlacing()) return;
            clearInterval(this.#placing);
            this.forget();
        }, PLACING_MS);
    }

    #form(control: CommandControl): HTMLElement {
        const { kind } = control;
        const send = (payload?: unknown): void => this.#send({ kind, device: this.#device().device, payload });
        const inside = element('div', 'clown-hub-sidebar-buttons');
        switch (control.form) {
            case 'choices':
                inside.append(
                    ...control.choices.map(({ word, payload }) =>
                        button(text(`sidebar.choice.${word}`), () => send(payload)),
                    ),
                );
                break;
            case 'button':
                inside.append(button(text(`sidebar.${control.word}`), () => send()));
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
                seconds.placeholder = text('label.seconds');
                const set = (): void => {
                    const typed = readSeconds(this.#device().type, seconds.value);
                    if (typed.ok) {
                        send(typed.seconds);
                        return;
                    }
                    this.#showOutcome(secondsText(typed), 'failed');
                    seconds.focus();
                };
                onEnter(seconds, set);
                inside.append(seconds, button(text('sidebar.set'), set));
                if (control.stops) inside.append(button(text('sidebar.stop'), () => send(null)));
                return this.#labelled(kind, inside, seconds);
            }
        }
        return this.#labelled(kind, inside);
    }

    /** The name of the device, which is stored in the hub node. */
    #nameForm(): HTMLElement {
        const field = element('input', 'clown-hub-sidebar-seconds');
        field.type = 'text';
        field.value = this.#device().name ?? '';
        const set = (): void => {
            const { device } = this.#device();
            const name = field.value.trim();
            const rows = deviceRows(this.#hub.node);
            const checked = name === '' ? ok('') : checkDevice({ device, name }, 1, typesIn([...rows, { device }]));
            const isTaken = name !== '' && namesake(rows, device, name) !== undefined;
            const fault = checked.ok && isTaken ? refuse('name-twice', { name }) : checked;
            if (!fault.ok) this.#showOutcome(sentenceOf(fault.reason), 'failed');
            else if (isBusy()) this.#showOutcome(text('sidebar.obstacle.editing'), 'failed');
            else {
                nameDevice(this.#hub.node, device, name);
                this.#showOutcome(text('sidebar.named'), 'done');
            }
        };
        onEnter(field, set);
        const inside = element('div', 'clown-hub-sidebar-buttons', field, button(text('sidebar.set'), set));
        return labelledField(text('sidebar.name'), inside, field);
    }

    /** Adds a label: to a field, or as the accessible name of a group of buttons. */
    #labelled(kind: CommandControl['kind'], inside: HTMLElement, field?: HTMLElement): HTMLElement {
        if (field) return labelledField(text(`command.${kind}`), inside, field);
        const id = newId();
        const name = element('div', 'clown-hub-sidebar-label', text(`command.${kind}`));
        name.id = id;
        inside.setAttribute('role', 'group');
        inside.setAttribute('aria-labelledby', id);
        return element('div', 'clown-hub-sidebar-form', name, inside);
    }

    #copies(): HTMLElement {
        const buttons = copiesOf(this.#device()).map((type) =>
            button(text(`sidebar.copy.${type}`), (event) => {
                const reason = obstacle(this.#hub.node);
                if (reason) {
                    this.#showOutcome(obstacleText(reason, this.#hub.node), 'failed');
                    return;
                }
                // A key press has no position in the flow.
                const byKey = event.detail === 0;
                (byKey ? placeInMiddle : placeWithMouse)(type, this.#device(), this.#hub.node);
                this.#showOutcome(text(byKey ? 'sidebar.placed' : 'sidebar.hung'), 'done');
                if (!byKey) this.#forgetOncePlaced();
            }),
        );
        return element('div', 'clown-hub-sidebar-form', element('div', 'clown-hub-sidebar-buttons', ...buttons));
    }

    #send(command: CommandRequest): void {
        if (this.#isSending) return;
        this.#isSending = true;
        this.#showOutcome(text('sidebar.sending'), 'sending');
        const finish = (show: () => void): void => {
            this.#isSending = false;
            if (this.#isOpen) show();
        };
        sendCommand(this.#hub.running, command).then(
            (done) => finish(() => this.#showResult(command, done)),
            (error: unknown) => finish(() => this.#showError(error)),
        );
    }

    #showResult(command: CommandRequest, done: CommandDone): void {
        if (done.ok) this.#showOutcome(doneText(command, done.values ?? [], text), 'done');
        else this.#showOutcome(sentenceOf(done.reason), 'failed');
    }

    #showError(error: unknown): void {
        this.#showOutcome(troubleText(error, 'sidebar.look-only'), 'failed');
    }

    #showOutcome(sentence: string, outcome: 'sending' | 'done' | 'failed'): void {
        const icons = { sending: 'fa-hourglass-o', done: 'fa-check', failed: 'fa-exclamation-triangle' } as const;
        clearInterval(this.#placing);
        this.#outcome.replaceChildren(icon(icons[outcome]), ' ', sentence);
        this.#outcome.dataset.outcome = outcome;
        this.#outcome.scrollIntoView({ block: 'nearest' });
    }
}

function secondsText(typed: Exclude<Seconds, { readonly ok: true }>): string {
    if (typed.problem === 'none') return text('sidebar.no-seconds');
    const { least, most } = typed;
    return text('sidebar.bad-seconds', { least, most });
}
