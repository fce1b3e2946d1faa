// "Test my flow" of one recording: starts and cancels a test of the deployed flows, and keeps its run for the next comparison.

import type { FlowTestDone, FlowTestView, KeepDone, SidebarFault } from '../../../shared/flow-test-view';
import type { HubView } from '../../../shared/views';
import { Unreachable } from '../../request';
import { keepRun, testFlow } from '../../runtime-api';
import { button, element, setHidden } from '../dom';
import { editor } from '../editor';
import { hubLabels } from '../hub-labels';
import { troubleText } from '../notices';
import { reportOf, verdictOf } from './test-report';
import { faultText, testText } from './test-texts';

export class TestBox {
    /** The button that starts and cancels. It stays the same one, so that it keeps the focus. */
    readonly button: HTMLButtonElement;
    /** What follows the buttons of the recording. */
    readonly element = element('div', '');
    readonly #file: string;
    readonly #hubs: () => readonly HubView[];
    readonly #kept: () => void;
    readonly #status = element('div', 'clown-hub-sidebar-outcome');
    readonly #report = element('div', 'clown-hub-test-report');
    readonly #select = element('select', '');
    readonly #choice: HTMLElement;
    #stop: AbortController | undefined;

    /** `hubs` are those that run; `kept` is called when a run was kept. */
    constructor(file: string, hubs: () => readonly HubView[], kept: () => void) {
        this.#file = file;
        this.#hubs = hubs;
        this.#kept = kept;
        this.button = button('', () => {
            if (this.#stop) this.close();
            else this.#test();
        });
        this.#status.setAttribute('role', 'status');
        this.#select.setAttribute('aria-label', testText('hub'));
        this.#choice = element('div', 'clown-hub-sidebar-form', element('label', '', testText('hub')), this.#select);
        this.#choice.hidden = true;
        this.element.append(this.#choice, this.#status, this.#report);
        this.#label();
    }

    /** Cancels a test that runs. */
    close(): void {
        this.#stop?.abort();
    }

    #label(): void {
        const label = testText(this.#stop ? 'cancel' : 'test');
        this.button.textContent = label;
        // The name of the file is part of what a screen reader says.
        this.button.setAttribute('aria-label', `${label}: ${this.#file}`);
    }

    #test(): void {
        const stop = new AbortController();
        this.#stop = stop;
        this.#label();
        this.#report.replaceChildren();
        this.#say(testText('testing'), 'sending');
        const isChanged = editor().nodes.dirty();
        const hub = this.#choice.hidden ? undefined : this.#select.value;
        testFlow(this.#file, hub, stop.signal)
            .then(
                (done) => this.#tested(done, isChanged),
                (error: unknown) => {
                    this.#say(stop.signal.aborted ? testText('cancelled') : trouble(error), 'failed');
                },
            )
            .finally(() => {
                this.#stop = undefined;
                this.#label();
            });
    }

    #tested(done: FlowTestDone, isChanged: boolean): void {
        const note = isChanged ? ` ${testText('not-deployed')}` : '';
        if (done.ok) {
            this.#say(verdictOf(done) + note, 'done');
            this.#report.replaceChildren(...reportOf(done), ...this.#keeping(done));
        } else {
            this.#failed(done.fault, note);
        }
    }

    #failed(fault: SidebarFault, note: string): void {
        if (fault.code === 'hub-many' || fault.code === 'hub-unknown') this.#choose();
        this.#say(faultText(fault) + note, 'failed');
    }

    /** Lets the owner select the hub that plays the recording. */
    #choose(): void {
        const nodes = new Map(this.#hubs().map((hub) => [hub.template ?? hub.id, hub]));
        const hubs = [...nodes].map(([id, { label }]) => ({ id, label }));
        const labels = hubLabels(hubs);
        this.#select.replaceChildren(...hubs.map(({ id }, index) => new Option(labels[index], id)));
        setHidden(this.#choice, false);
    }

    /** What is offered after a run that was not the same as the run that was kept. */
    #keeping({ result, run }: FlowTestView): HTMLElement[] {
        if (result === 'same') return [];
        if (run === undefined) return [element('p', '', testText('too-large'))];
        const keep = button(testText('keep'), () => {
            keepRun(this.#file, run).then(
                (done) => this.#keptRun(done, keep),
                (error: unknown) => this.#say(trouble(error), 'failed'),
            );
        });
        const means = element('p', '', testText(result === 'new' ? 'keep-new' : 'keep-different'));
        return [means, element('div', 'clown-hub-sidebar-buttons', keep)];
    }

    #keptRun(done: KeepDone, keep: HTMLButtonElement): void {
        if (!done.ok) {
            this.#say(faultText(done.fault), 'failed');
            return;
        }
        const hadFocus = document.activeElement === keep;
        this.#report.replaceChildren();
        if (hadFocus) this.button.focus();
        this.#say(testText('kept'), 'done');
        this.#kept();
    }

    #say(sentence: string, outcome: 'sending' | 'done' | 'failed'): void {
        this.#status.textContent = sentence;
        this.#status.dataset.outcome = outcome;
    }
}

function trouble(error: unknown): string {
    const isForbidden = error instanceof Unreachable && (error.status === 401 || error.status === 403);
    return isForbidden ? testText('forbidden') : troubleText(error, 'sidebar.look-only');
}
