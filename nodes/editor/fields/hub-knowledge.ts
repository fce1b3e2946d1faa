// What a dialog knows of its selected hub: devices and topics with their last values and ages. A hub that is not deployed
// yet is queried by a check. Without permission to read, or with a runtime of another release, nothing is known.

import type { Reason } from '../../../src/base/errors';
import type { DeviceNames } from '../../../src/protocol/device-names';
import { durationText } from '../../shared/duration-text';
import { readingText } from '../../shared/value-text';
import type { CheckEnd, CheckStep, TopicsView } from '../../shared/views';
import { Unreachable } from '../request';
import { checkHub, getHubOfNode, getTopics, refreshTopics } from '../runtime-api';
import { isUp } from '../sidebar/reading';
import { clockText, sentenceOf, text } from '../texts';
import { formOf, type HubNode, type HubUser, hubNode, isVariable, namesOf, placeOf } from './hub-in-editor';
import { type Note, namesIn } from './suggestions';

/** Opening a list of this age reloads it. */
const STALE_MS = 5_000;

/** Section of the catalogue for the steps of a check. */
const DOCTOR = 'doctor';

interface Reasoned {
    readonly reason?: Reason;
}

type Line = { readonly kind: 'view' | 'busy' | 'none' } | { readonly kind: 'failed'; readonly sentence: string };

/** What is known of one hub. Calls `changed` after each change. */
export class HubKnowledge {
    readonly #listeners: (() => void)[];
    /** The value of the field: the id of a hub node, or a variable. */
    #chosen = '';
    /** The hub that is known: of a variable, the one that the deployed node uses. */
    #id = '';
    #view: TopicsView | undefined;
    /** When the view was received, by the monotonic clock. */
    #viewedAt = 0;
    #line: Line = { kind: 'none' };
    /** Number of the latest request. Responses to older ones are ignored. */
    #latest = 0;

    constructor(changed: () => void) {
        this.#listeners = [changed];
    }

    /** Calls one more listener after each change. */
    onChange(listener: () => void): void {
        this.#listeners.push(listener);
    }

    /** Without what a check has seen at another place than that of the hub as the editor has it now. */
    get view(): TopicsView | undefined {
        const view = this.#view;
        if (view?.checked === undefined || view.checked === placeOf(this.#id)) return view;
        return view.state && { now: view.now, state: view.state, devices: [], topics: [] };
    }

    /** The names of its devices: those of its node in the editor, or else those of the runtime. */
    get names(): DeviceNames {
        return hubNode(this.#chosen) ? namesOf(this.#chosen) : namesIn(this.view);
    }

    /** A topic, filter or device with the device path in place of a name. An unknown name stays as it is. */
    resolved(text: string): string {
        const path = this.names.resolve(text);
        return path.ok ? path.value : text;
    }

    /** Whether `sentence` has anything to show about this hub. */
    get hasSentence(): boolean {
        return this.#line.kind !== 'none';
    }

    get busy(): boolean {
        return this.#line.kind === 'busy';
    }

    /** A sentence about the hub, such as the time of its device list. */
    sentence(): string {
        switch (this.#line.kind) {
            case 'busy':
                return text('known.looking');
            case 'failed':
                return this.#line.sentence;
            case 'view':
                return viewText(this.view);
            case 'none':
                return '';
        }
    }

    /** Selects another hub, by the id of its node or by a variable of the node `user`. */
    choose(chosen: string, user?: HubUser): void {
        if (chosen === this.#chosen) return;
        this.#chosen = chosen;
        this.#id = chosen;
        this.#view = undefined;
        this.#line = { kind: 'none' };
        const request = ++this.#latest;
        this.#report();
        if (hubNode(chosen)) this.#load();
        else if (user && isVariable(chosen) && chosen === user.hub && !user.changed) this.#follow(user.id, request);
    }

    /** Reloads in the background if the view is old. */
    freshen(): void {
        if (this.#view?.state && !this.busy && performance.now() - this.#viewedAt > STALE_MS) this.#load();
    }

    /** Queries the hub: a deployed one for its list, any other through a check with the values of its form. */
    refresh(): void {
        const node = hubNode(this.#id);
        const runs = !node?.changed && this.#view?.state !== undefined;
        if ((!node && !runs) || this.busy) return;
        const request = ++this.#latest;
        this.#setLine({ kind: 'busy' });
        (runs || !node ? this.#list(request) : this.#look(node, request)).catch((failure: unknown) => {
            if (request !== this.#latest) return;
            const code = failure instanceof Unreachable && [401, 403].includes(failure.status) ? 'forbidden' : 'unable';
            this.#setLine({ kind: 'failed', sentence: text(`known.${code}`) });
        });
    }

    /** The text beside a suggestion. */
    noteText(note: Note): string {
        switch (note.kind) {
            case 'value': {
                const now = (this.#view?.now ?? note.time) + performance.now() - this.#viewedAt;
                const values = readingText(note.values, (isOn) => text(isOn ? 'known.on' : 'known.off'));
                const age = text('known.ago', { time: durationText(now - note.time) });
                return values ? `${values} · ${age}` : age;
            }
            case 'all':
                return text('known.all', { number: note.number });
            case 'everything':
            case 'usual':
                return text(`known.${note.kind}`);
        }
    }

    /** Finds the hub of a deployed node. */
    #follow(user: string, request: number): void {
        getHubOfNode(user).then(
            ({ hub }) => {
                if (request !== this.#latest || hub === undefined) return;
                this.#id = hub;
                this.#load();
            },
            // No permission, or no runtime: nothing is known.
            () => {},
        );
    }

    #load(): void {
        const request = ++this.#latest;
        getTopics(this.#id).then(
            (view) => this.#take(request, view),
            () => request === this.#latest && this.#setLine({ kind: 'none' }),
        );
    }

    async #list(request: number): Promise<void> {
        const response = await refreshTopics(this.#id);
        if ('ok' in response) {
            if (request === this.#latest) this.#setLine({ kind: 'failed', sentence: sentenceOf(response.reason) });
        } else this.#take(request, response);
    }

    async #look(node: HubNode, request: number): Promise<void> {
        let failed: CheckStep | undefined;
        const end = await checkHub(formOf(node), (step) => {
            if (step.outcome === 'failed') failed ??= step;
        });
        if (end.topics) this.#take(request, end.topics);
        if (request !== this.#latest || (end.ok && end.topics)) return;
        this.#setLine({ kind: 'failed', sentence: checkText(failed, end) });
    }

    #take(request: number, view: TopicsView): void {
        if (request !== this.#latest) return;
        this.#view = hubNode(this.#chosen) ? withNames(view, namesOf(this.#chosen)) : view;
        this.#viewedAt = performance.now();
        this.#setLine({ kind: 'view' });
    }

    #setLine(line: Line): void {
        this.#line = line;
        this.#report();
    }

    #report(): void {
        for (const listener of this.#listeners) listener();
    }
}

/** A view with the names of the editor, which may not be deployed yet. */
function withNames(view: TopicsView, names: DeviceNames): TopicsView {
    const devices = view.devices.map(({ name: _deployed, ...device }) => {
        const name = names.nameOf(device.device);
        return name === undefined ? device : { ...device, name };
    });
    return { ...view, devices };
}

/** Why a query through a check failed. Some steps, and a check that could not run, have a reason. */
function checkText(failed: (CheckStep & Reasoned) | undefined, end: CheckEnd & Reasoned): string {
    const reason = failed?.reason ?? end.reason;
    if (reason) return sentenceOf(reason);
    return failed ? text(`${DOCTOR}.${failed.code}`, failed.params) : text('known.unable');
}

function viewText(view: TopicsView | undefined): string {
    if (!view || (!view.state && view.listedAt === undefined)) return text('known.unseen');
    const number = view.devices.length;
    const isOffline = view.state && !isUp(view.state);
    if (view.listedAt === undefined) {
        return isOffline ? text('known.offline', { number }) : text('known.heard', { number });
    }
    const time = clockText(view.listedAt);
    return isOffline ? text('known.cached', { number, time }) : text('known.listed', { number, time });
}
