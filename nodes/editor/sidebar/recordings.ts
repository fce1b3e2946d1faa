// The section of recordings: starts and stops one, and lists, downloads and removes those that are kept. It loads the list when
// it is opened, and again when a recording has started or ended.

import { boundText } from '../../shared/duration-text';
import type { HubView, RecordingDone, RecordingView } from '../../shared/views';
import { getRecording, getRecordings, removeRecording, startRecording, stopRecording } from '../runtime-api';
import { sentenceOf, text } from '../texts';
import { arrange, button, element, setHidden, setText } from './dom';
import { HubPicker } from './hub-picker';
import { troubleText } from './notices';
import { RecordingRow, type RowActions, sizeText } from './recording-row';
import { recordingText } from './recording-texts';

const USUAL_MINUTES = '10';

export class RecordingsSection {
    readonly element = element('details', 'clown-hub-sidebar-extra');
    readonly #picker = new HubPicker(() => this.#showRunning());
    readonly #minutes = element('input', 'clown-hub-sidebar-seconds');
    readonly #start: HTMLElement;
    readonly #running: HTMLElement;
    readonly #left = document.createTextNode('');
    readonly #outcome = element('div', 'clown-hub-sidebar-outcome');
    readonly #names = checkBox(text('recording.replace-names'));
    readonly #times = checkBox(text('recording.replace-times'));
    readonly #files = element('ul', 'clown-hub-sidebar-files');
    /** The recordings that ran when the list was loaded. */
    #loadedFor: string | undefined;
    #hubs: readonly HubView[] = [];
    readonly #rows = new Map<string, RecordingRow>();
    readonly #actions: RowActions = {
        hubs: () => this.#hubs,
        download: (name, isRunning) => this.#download(name, isRunning),
        remove: (name) => this.#act(removeRecording(name)),
        changed: () => this.#load(),
    };

    constructor() {
        this.#minutes.type = 'text';
        this.#minutes.inputMode = 'numeric';
        this.#minutes.value = USUAL_MINUTES;
        this.#minutes.setAttribute('aria-label', text('recording.minutes'));
        this.#outcome.setAttribute('role', 'status');
        this.#start = element(
            'div',
            'clown-hub-sidebar-buttons',
            this.#minutes,
            text('recording.minutes'),
            button(text('recording.start'), () =>
                this.#act(startRecording(this.#id, this.#minutes.value), recordingText('started')),
            ),
        );
        this.#running = element(
            'div',
            'clown-hub-sidebar-buttons',
            element('span', '', this.#left),
            button(text('recording.stop'), () => this.#act(stopRecording(this.#id))),
        );
        this.element.append(
            element('summary', '', text('recording.title')),
            element('p', '', text('recording.home')),
            this.#picker.element,
            this.#start,
            this.#running,
            this.#outcome,
            this.#names.element,
            this.#times.element,
            this.#files,
        );
        this.element.addEventListener('toggle', () => this.#load());
    }

    show(hubs: readonly HubView[]): void {
        this.#hubs = hubs;
        this.#picker.show(hubs);
        this.#showRunning();
        const running = hubs.map(({ recording }) => recording?.file ?? '').join();
        if (this.element.open && running !== this.#loadedFor) this.#load();
    }

    get #id(): string {
        return this.#picker.hub?.id ?? '';
    }

    #showRunning(): void {
        const { hub } = this.#picker;
        const recording = hub?.recording;
        const hasEnded = recording === undefined && !this.#running.hidden;
        if (hasEnded && this.#outcome.textContent === recordingText('started')) this.#show('', 'done');
        setHidden(this.#start, recording !== undefined || hub?.counters === undefined);
        setHidden(this.#running, recording === undefined);
        if (!recording) return;
        const [time, size] = [boundText(recording.leftMs), sizeText(recording.bytes)];
        setText(this.#left, text('recording.running', { time, size }));
    }

    #load(): void {
        if (!this.element.open) return;
        this.#loadedFor = this.#hubs.map(({ recording }) => recording?.file ?? '').join();
        getRecordings().then(
            ({ files }) => this.#showFiles(files),
            (error: unknown) => this.#show(troubleText(error, 'sidebar.no-look'), 'failed'),
        );
    }

    /** A row stays, with its focus, its question and its report. */
    #showFiles(files: readonly RecordingView[]): void {
        const names = new Set(files.map(({ name }) => name));
        for (const [name, row] of this.#rows) {
            if (names.has(name)) continue;
            row.close();
            this.#rows.delete(name);
        }
        const rows = files.map((file) => {
            const row = this.#rows.get(file.name) ?? new RecordingRow(file.name, this.#actions);
            this.#rows.set(file.name, row);
            row.show(file);
            return row.element;
        });
        arrange(this.#files, rows);
    }

    #download(name: string, isRunning: boolean): void {
        const replace = `${this.#names.isOn() ? 'n' : ''}${this.#times.isOn() ? 't' : ''}`;
        this.#show(text('recording.loading'), 'sending');
        getRecording(name, replace || '-').then(
            (file) => {
                save(file, this.#times.isOn() || this.#names.isOn() ? 'clown-hub-recording.jsonl' : name);
                this.#show(isRunning ? recordingText('so-far') : text('sidebar.done'), 'done');
            },
            (error: unknown) => this.#show(troubleText(error, 'sidebar.look-only'), 'failed'),
        );
    }

    #act(done: Promise<RecordingDone>, sentence = text('sidebar.done')): void {
        this.#show('', 'sending');
        done.then(
            (result) => {
                this.#show(result.ok ? sentence : sentenceOf(result.reason), result.ok ? 'done' : 'failed');
                this.#load();
            },
            (error: unknown) => this.#show(troubleText(error, 'sidebar.look-only'), 'failed'),
        );
    }

    #show(sentence: string, outcome: 'sending' | 'done' | 'failed'): void {
        this.#outcome.textContent = sentence;
        this.#outcome.dataset.outcome = outcome;
    }
}

function checkBox(label: string): { readonly element: HTMLElement; isOn(): boolean } {
    const box = element('input', '');
    box.type = 'checkbox';
    return { element: element('label', 'clown-hub-sidebar-check', box, ' ', label), isOn: () => box.checked };
}

/** Saves a text under the name of a file. */
function save(file: string, name: string): void {
    const link = element('a', '');
    link.href = URL.createObjectURL(new Blob([file], { type: 'application/x-ndjson' }));
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
}
