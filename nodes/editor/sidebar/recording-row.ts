// One recording in the list: what it is, its buttons, and the test of the deployed flows with it.

import { durationText } from '../../shared/duration-text';
import type { HubView, RecordingView } from '../../shared/views';
import { text } from '../texts';
import { button, element, setHidden, setText } from './dom';
import { TestBox } from './flow-test/test-box';
import { testText } from './flow-test/test-texts';
import { recordingText } from './recording-texts';

/** The reasons of an end that have a text, except its time, which is the usual one. */
const ENDS = ['size', 'stopped', 'changed', 'removed', 'flows-stopped'];

/** What a row needs of the list. */
export interface RowActions {
    /** The hubs that run. */
    hubs(): readonly HubView[];
    /** `isRunning`: the file is not complete yet. */
    download(name: string, isRunning: boolean): void;
    remove(name: string): void;
    /** The files of a recording have changed. */
    changed(): void;
}

export class RecordingRow {
    readonly element: HTMLElement;
    readonly #facts = document.createTextNode('');
    readonly #remove: HTMLElement;
    readonly #test: TestBox;
    #file: RecordingView | undefined;

    constructor(name: string, actions: RowActions) {
        this.#test = new TestBox(name, actions.hubs, actions.changed);
        const download = button(text('recording.download'), () =>
            actions.download(name, this.#file?.isRunning === true),
        );
        this.#remove = button(text('recording.remove'), () => ask());
        // The name of the file is part of what a screen reader says.
        for (const one of [download, this.#remove]) one.setAttribute('aria-label', `${one.textContent}: ${name}`);
        const buttons = element('div', 'clown-hub-sidebar-buttons');
        const shown = [this.#test.button, download, this.#remove];
        const ask = (): void => {
            const keep = button(text('recording.keep'), () => {
                buttons.replaceChildren(...shown);
                this.#remove.focus();
            });
            const remove = button(text('recording.remove'), () => actions.remove(name));
            const question = this.#file?.hasRun ? testText('remove-run') : text('recording.ask');
            buttons.replaceChildren(element('span', '', question), remove, keep);
            keep.focus();
        };
        buttons.append(...shown);
        const title = element('bdi', 'clown-hub-sidebar-file', name);
        this.element = element('li', '', title, element('small', '', this.#facts), buttons, this.#test.element);
    }

    /** The recording was removed. */
    close(): void {
        this.#test.close();
    }

    show(file: RecordingView): void {
        this.#file = file;
        const { bytes, ms, hub, isRunning, hasRun } = file;
        const facts = [
            hub === undefined ? text('recording.unknown') : hub,
            // Those of a running one are shown above the list: here they would be old.
            ...(isRunning ? [] : [sizeText(bytes), ms === undefined ? '' : durationText(ms)]),
            isRunning ? text('recording.now') : endText(file),
            hasRun ? testText('has-run') : '',
        ];
        setText(this.#facts, facts.filter(Boolean).join(' · '));
        setHidden(this.#remove, isRunning);
        setHidden(this.#test.button, isRunning);
    }
}

function endText({ end = '' }: RecordingView): string {
    if (end === 'time') return recordingText('complete');
    return text(`recording.end.${ENDS.includes(end) ? end : 'cut'}`);
}

export function sizeText(bytes: number): string {
    const kib = bytes / 1024;
    return kib < 1000 ? `${Math.ceil(kib)} kB` : `${(kib / 1024).toFixed(1)} MB`;
}
