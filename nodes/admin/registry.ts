// The running hub nodes of one Node-RED, and the results of checks of hubs that are not deployed yet.

import type { Node } from 'node-red';
import type { Clock, Dispose } from '../../src/base/clock';
import { systemClock } from '../../src/base/system-clock';
import type { DayHistory } from '../../src/devices/day-history';
import type { HubPlace } from '../../src/settings/hub-options';
import { placeKey } from '../runtime/hub/value-keeper';
import type { TopicsView } from '../shared/views';
import { type HubParts, HubRecord } from './hub-record';
import { labelWithin } from './subflow-label';

/** Number of hubs whose check result is kept, and for how long in milliseconds. */
export const MAX_REMEMBERED = 20;
export const REMEMBERED_MS = 10 * 60_000;

/** The outcome of a connection check; `time` in milliseconds since 1970. */
export interface LastCheck {
    readonly time: number;
    readonly ok: boolean;
    /** Each step that was reached, with the codes of its finding and of its reason. */
    readonly steps: readonly { readonly step: string; readonly outcome: string; readonly codes: readonly string[] }[];
}

/** Holds the record of each running hub node, by its id. */
export class Registry {
    readonly #clock: Clock;
    readonly #records = new Map<string, HubRecord>();
    /** By hub id, the oldest first. */
    readonly #remembered = new Map<string, { readonly view: TopicsView; readonly at: number }>();
    /** By hub id, the oldest first. */
    readonly #checks = new Map<string, LastCheck>();
    readonly #changed = new Set<() => void>();
    /** Of the hub nodes that have closed, until the flows have started, by hub id. */
    readonly #histories = new Map<string, { readonly hub: string; readonly history: DayHistory }>();

    constructor(clock: Clock = systemClock) {
        this.#clock = clock;
    }

    /** All running hub nodes, also those with invalid settings. */
    get records(): readonly HubRecord[] {
        return [...this.#records.values()];
    }

    /** Adds a hub node until it closes. */
    add(parts: HubParts): void {
        const { running } = parts;
        const left = this.#histories.get(parts.node.id);
        // With invalid settings, the hub is the one before.
        const hub = running.ok ? placeKey(running.value.place) : (left?.hub ?? '');
        const history = left?.hub === hub ? left.history : undefined;
        const record = new HubRecord({ ...parts, label: this.#distinct(parts) }, this.#clock, history);
        this.#records.set(record.id, record);
        parts.node.on('close', () => {
            record.end();
            this.#histories.set(record.id, { hub, history: record.history });
            // Its successor may be registered already.
            if (this.#records.get(record.id) === record) this.#records.delete(record.id);
            this.#notify();
        });
        this.#notify();
    }

    /** The flows have started: no other hub node takes a history that is left. */
    flowsStarted(): void {
        this.#histories.clear();
    }

    /** The hub node of this id or, for one inside a subflow, the most informative of its instances. */
    get(id: string): HubRecord | undefined {
        return this.#records.get(id) ?? best(this.#instances(id));
    }

    /** Of a hub inside a subflow: the node of one of its instances, of one that is not connected first. */
    instance(id: string): Node | undefined {
        const instances = this.#instances(id);
        return (instances.find(({ isConnected }) => !isConnected) ?? instances[0])?.parts.node;
    }

    /** The hub that a node uses, by the id that the node has in the editor. */
    usedBy(node: string): HubRecord | undefined {
        return best(this.records.filter((record) => record.isUsedBy(node)));
    }

    /** A hub node that is connected to this server now; one whose devices are known is preferred. */
    connectedTo(place: HubPlace): HubRecord | undefined {
        return best(
            this.records.filter(({ isConnected, parts: { running } }) => {
                return isConnected && running.ok && isSameServer(running.value.place, place);
            }),
        );
    }

    /** Keeps the result of a check of a hub, deployed or not, for `REMEMBERED_MS`. */
    remember(id: string, view: TopicsView): void {
        this.#remembered.delete(id);
        this.#remembered.set(id, { view, at: this.#clock.monotonic() });
        if (this.#remembered.size > MAX_REMEMBERED) {
            const [oldest = ''] = this.#remembered.keys();
            this.#remembered.delete(oldest);
        }
    }

    /** Keeps the outcome of a check of a hub for its diagnostics. */
    checked(id: string, check: Omit<LastCheck, 'time'>): void {
        this.#checks.delete(id);
        this.#checks.set(id, { time: this.#clock.now(), ...check });
        const [oldest = ''] = this.#checks.keys();
        if (this.#checks.size > MAX_REMEMBERED) this.#checks.delete(oldest);
    }

    /** The last check of a hub since Node-RED was started. Within a subflow, its instances have it in common. */
    lastCheck({ id, template = id }: HubRecord): LastCheck | undefined {
        return this.#checks.get(template);
    }

    /** The topics of a running hub or, without any, those of a recent check. None of a hub that is not known (yet). */
    topics(id: string): TopicsView {
        const running = this.get(id)?.topics();
        if (running && running.devices.length + running.topics.length > 0) return running;
        const checked = this.#recall(id);
        if (!checked) return running ?? { now: this.#clock.now(), devices: [], topics: [] };
        const { state: _state, ...view } = checked;
        return { ...view, now: this.#clock.now(), ...(running?.state ? { state: running.state } : {}) };
    }

    /** Calls the listener after a hub node was added or removed. */
    watch(listener: () => void): Dispose {
        this.#changed.add(listener);
        return () => {
            this.#changed.delete(listener);
        };
    }

    /** The label of a hub inside a subflow, with a number if it is taken. */
    #distinct({ node, label }: HubParts): string {
        const full = labelWithin(node, label);
        if (full === label) return label;
        const taken = new Set(this.records.filter(({ id }) => id !== node.id).map(({ parts }) => parts.label));
        let free = full;
        for (let number = 2; taken.has(free); number++) free = `${full} (${number})`;
        return free;
    }

    #instances(id: string): HubRecord[] {
        return this.records.filter(({ template }) => template === id);
    }

    #recall(id: string): TopicsView | undefined {
        const found = this.#remembered.get(id);
        return found && this.#clock.monotonic() - found.at <= REMEMBERED_MS ? found.view : undefined;
    }

    #notify(): void {
        for (const listener of this.#changed) listener();
    }
}

/** A connected one with a device list, or else a connected one, or else the first. */
function best(records: readonly HubRecord[]): HubRecord | undefined {
    const connected = records.filter(({ isConnected }) => isConnected);
    return connected.find((record) => record.hasList) ?? connected[0] ?? records[0];
}

/** Whether both lead to the same server: the header `Host` chooses one of several behind one address. */
function isSameServer(one: HubPlace, other: HubPlace): boolean {
    if (one.kind !== 'address' || other.kind !== 'address') return false;
    return one.url === other.url && one.subprotocol === other.subprotocol && hostOf(one) === hostOf(other);
}

function hostOf({ headers = {} }: HubPlace & { kind: 'address' }): string | undefined {
    return Object.entries(headers).find(([name]) => name.toLowerCase() === 'host')?.[1];
}
