// The record of a hub node for the editor: its state, its journal, its devices with their last values and curves.
// It listens to states only; frames are read on request.

import type { Node } from 'node-red';
import type { Clock, Dispose } from '../../src/base/clock';
import type { Result } from '../../src/base/errors';
import { systemClock } from '../../src/base/system-clock';
import { Curves } from '../../src/devices/curves';
import type { DayHistory } from '../../src/devices/day-history';
import { type DeviceEntry, type DeviceList, MAX_DEVICES } from '../../src/devices/device-list';
import type { Hub } from '../../src/hub';
import type { HubState } from '../../src/hub-types';
import type { ReceivedFrame } from '../../src/receive/received-frame';
import type { DeviceInterval, HubPlace } from '../../src/settings/hub-options';
import { type IntervalOf, intervalsOf, type SilenceLimits } from '../runtime/hub/publish-intervals';
import type { RunningRecording } from '../runtime/hub/recordings';
import type { ClownHubDef, HubRecordings } from '../runtime/types';
import { maxSilenceMs, overdueMs } from '../shared/expected-readings';
import { stateWord } from '../shared/state-word';
import type { DeviceView, HistoryView, HubView, StateView, TopicsView } from '../shared/views';
import type { Journal } from './journal';
import { topicView, valueViews } from './values';

/** Topics of a `TopicsView`. */
export const MAX_TOPICS = 500;

/** The running parts of a hub node with valid settings. */
export interface Running {
    readonly hub: Hub;
    readonly devices: DeviceList;
    readonly intervals: readonly DeviceInterval[];
    readonly silenceLimits: SilenceLimits;
    readonly place: HubPlace;
    readonly recordings: HubRecordings;
}

export interface HubParts {
    readonly node: Node;
    readonly def: ClownHubDef;
    readonly label: string;
    readonly journal: Journal;
    /** Nodes that use the hub. */
    readonly users: { readonly nodes: readonly Node[] };
    /** The running hub, or why the settings are invalid. */
    readonly running: Result<Running>;
}

/** Shows whether a device has changed, without comparing its values. */
export interface DeviceFace {
    readonly received: ReceivedFrame | undefined;
    readonly rest: string;
}

/** Interval for reporting a silence that continues. */
const SILENCE_STEP_MS = 30_000;

/** Its time left in whole seconds, so that the view of a hub changes once a second. */
function shownOf({ file, leftMs, bytes }: RunningRecording): NonNullable<HubView['recording']> {
    return { file, leftMs: Math.ceil(leftMs / 1000) * 1000, bytes };
}

/** The record of one hub node; call `end` when the node closes. */
export class HubRecord {
    readonly parts: HubParts;
    readonly #clock: Clock;
    readonly #curves: Curves;
    readonly #ends: readonly Dispose[];
    readonly #intervalOf: IntervalOf;

    /** `history` is that of the node before a deploy. */
    constructor(parts: HubParts, clock: Clock = systemClock, history?: DayHistory) {
        this.parts = parts;
        this.#clock = clock;
        const { running, journal } = parts;
        this.#curves = new Curves(clock, () => this.#readings(), history);
        this.#intervalOf = running.ok ? intervalsOf(running.value.hub, running.value.intervals) : () => undefined;
        if (!running.ok) {
            journal.invalid(running.reason);
            this.#ends = [];
            return;
        }
        const { hub } = running.value;
        this.#ends = [
            hub.watch((state) => {
                journal.state(state);
                if (state.name === 'connected') this.#curves.start();
                else this.#curves.stop();
            }),
            () => this.#curves.stop(),
            // Ends pending commands of the editor.
            () => hub.withdraw(this),
        ];
    }

    get id(): string {
        return this.parts.node.id;
    }

    /** The id that it has in the editor, if it is inside a subflow. */
    get template(): string | undefined {
        return aliasOf(this.parts.node);
    }

    get isConnected(): boolean {
        const { running } = this.parts;
        return running.ok && running.value.hub.state.name === 'connected';
    }

    /** Whether the hub has listed devices. */
    get hasList(): boolean {
        return this.entries().some(({ listed }) => listed);
    }

    /** Whether a node uses the hub, by the id that the node has in the editor. */
    isUsedBy(id: string): boolean {
        return this.parts.users.nodes.some((node) => node.id === id || aliasOf(node) === id);
    }

    get state(): StateView {
        const { running } = this.parts;
        return running.ok ? stateView(running.value.hub.state) : { word: 'invalid', cause: running.reason };
    }

    /** The view without the devices. */
    head(): Omit<HubView, 'devices'> {
        const { running, label, journal } = this.parts;
        const { template } = this;
        const { lastError } = journal;
        const view = {
            id: this.id,
            ...(template === undefined ? {} : { template }),
            label: label || this.id,
            state: this.state,
            ...(lastError ? { lastError } : {}),
        };
        if (!running.ok) return view;
        const { listedAt } = running.value.devices;
        const { hub, recordings } = running.value;
        const { counters } = hub;
        const { running: recording } = recordings;
        return {
            ...view,
            counters,
            ...(recording ? { recording: shownOf(recording) } : {}),
            ...(listedAt === undefined ? {} : { listedAt }),
        };
    }

    view(): HubView {
        return { ...this.head(), devices: this.devices() };
    }

    topics(): TopicsView {
        const { running } = this.parts;
        const view = { now: this.#clock.now(), state: this.state, devices: this.devices() };
        if (!running.ok) return { ...view, topics: [] };
        const { hub, devices } = running.value;
        const { listedAt } = devices;
        const all = hub.lastFrames.matching('#').reverse();
        const isReading = ({ frame }: ReceivedFrame): boolean => frame.topic.split('/', 3).length === 2;
        const sorted = [...all.filter(isReading), ...all.filter((one) => !isReading(one))];
        const topics = sorted.slice(0, MAX_TOPICS).map(topicView);
        const isComplete =
            sorted.length <= MAX_TOPICS && view.devices.length < MAX_DEVICES && hub.lastFrames.isComplete;
        return {
            ...view,
            topics,
            ...(listedAt === undefined ? {} : { listedAt }),
            ...(isComplete ? {} : { isCut: true }),
        };
    }

    entries(): readonly DeviceEntry[] {
        const { running } = this.parts;
        return running.ok ? running.value.devices.entries() : [];
    }

    devices(): DeviceView[] {
        return this.entries().map((entry) => this.device(entry));
    }

    device(entry: DeviceEntry): DeviceView {
        const { device } = entry;
        const received = this.#lastFrame(device);
        const kept = received ? undefined : this.#kept(device);
        const shown = received ?? kept?.received;
        const silentMs = this.#silentMs(entry);
        const curve = this.#curves.of(device);
        const interval = this.#intervalOf(device);
        const { running } = this.parts;
        const name = running.ok ? running.value.hub.names.nameOf(device) : undefined;
        const limitMs = this.#limitMs(device);
        return {
            ...entry,
            ...(name === undefined ? {} : { name }),
            ...(limitMs === undefined ? {} : { limitMs }),
            ...(interval ? { interval } : {}),
            values: shown ? valueViews(shown.frame.payload) : [],
            // As old as it is: from before this connection.
            ...(kept ? { heardAt: this.#clock.now() - kept.ageMs } : {}),
            ...(silentMs === undefined ? {} : { silentMs }),
            ...(curve ? { curve } : {}),
        };
    }

    /** The last day of a device. */
    historyOf(device: string): HistoryView {
        const entry = this.entries().find((one) => one.device === device);
        return { quantities: this.history.of(device, entry && this.#maxSilenceMs(entry)) };
    }

    get history(): DayHistory {
        return this.#curves.history;
    }

    face(entry: DeviceEntry): DeviceFace {
        const { device, kind, listed, heardAt } = entry;
        const silentMs = this.#silentMs(entry);
        const silent = silentMs && Math.floor(silentMs / SILENCE_STEP_MS);
        const received = this.#lastFrame(device);
        const isKept = !received && this.#kept(device) !== undefined;
        const rest = [kind, listed, heardAt, silent, this.#curves.changedAt(device), isKept].join();
        return { received, rest };
    }

    /** Stops listening. */
    end(): void {
        for (const end of this.#ends) end();
    }

    *#readings(): Iterable<ReceivedFrame> {
        for (const { device } of this.entries()) {
            const received = this.#lastFrame(device);
            if (received) yield received;
        }
    }

    #lastFrame(device: string): ReceivedFrame | undefined {
        const { running } = this.parts;
        return running.ok ? running.value.hub.lastFrames.of(device) : undefined;
    }

    /** The value from before a full deploy or a restart, for display, if its age is known. */
    #kept(device: string): { readonly received: ReceivedFrame; readonly ageMs: number } | undefined {
        const { running } = this.parts;
        if (!running.ok) return undefined;
        const { kept } = running.value.hub;
        const [value] = kept.matching([device]);
        const { received, age: ageMs } = (value && kept.read(value)) ?? {};
        return received && ageMs !== undefined ? { received, ageMs } : undefined;
    }

    #silentMs(entry: DeviceEntry): number | undefined {
        const { running } = this.parts;
        const state = running.ok ? running.value.hub.state : undefined;
        if (state?.name !== 'connected') return undefined;
        return overdueMs(entry.heardAt, state.since, this.#maxSilenceMs(entry), this.#clock.now());
    }

    #maxSilenceMs(entry: DeviceEntry): number | undefined {
        return maxSilenceMs(entry, this.#intervalOf(entry.device), this.#limitMs(entry.device));
    }

    /** The silence limit in the settings of the hub. */
    #limitMs(device: string): number | undefined {
        const { running } = this.parts;
        return running.ok ? running.value.silenceLimits.get(device) : undefined;
    }
}

function aliasOf(node: Node): string | undefined {
    return (node as Node & { readonly _alias?: string })._alias;
}

function stateView(state: HubState): StateView {
    switch (state.name) {
        case 'waiting': {
            const { name: word, attempt, retryAt, cause } = state;
            return { word, attempt, retryAt, cause };
        }
        case 'connected': {
            const { since, silentMs } = state;
            return { word: stateWord(state), since, ...(silentMs === undefined ? {} : { silentMs }) };
        }
        case 'connecting':
            return { word: 'connecting', attempt: state.attempt };
        case 'disconnected':
            return { word: 'disconnected' };
    }
}
