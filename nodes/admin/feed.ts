// Tells open editors what has changed, while one of them asks for it. Compares what is known now with what was told last,
// a few times a second, and hears of no frame: without an editor there is nothing to do and nothing that runs.

import { type Clock, type Dispose, systemClock } from '../../src/base/clock';
import { type DeviceView, type FeedMessage, type HubView, LEASE_MS } from '../shared/views';
import type { DeviceFace, HubRecord } from './hub-record';

/** Least time between two messages. */
export const TICK_MS = 500;
/** After this time without a change the states are told again, for the ages in them. */
export const SLOW_MS = 5_000;
/** Devices in one message, which all hubs share; the others have changed for the next one. */
export const MAX_CHANGED = 100;
const LEAST_SHARE = 10;

/** What it looks at. */
export type Watched = Pick<HubRecord, 'id' | 'head' | 'entries' | 'face' | 'device'>;

interface Told {
    head: string;
    readonly devices: Map<string, DeviceFace>;
    /** Where the next look at the devices begins, so that none of many has to wait for ever. */
    from: number;
}

export interface FeedOptions {
    readonly records: () => readonly Watched[];
    readonly publish: (message: FeedMessage) => void;
    readonly clock?: Clock;
}

export class Feed {
    readonly #options: FeedOptions;
    readonly #clock: Clock;
    #until = 0;
    #timer: Dispose | undefined;
    #told = new Map<Watched, Told>();
    #ids: string | undefined;
    #sentAt = 0;

    constructor(options: FeedOptions) {
        this.#options = options;
        this.#clock = options.clock ?? systemClock;
    }

    /** An editor wants to be told for another `LEASE_MS`. */
    renew(): void {
        if (!this.#isLeased()) this.#forget();
        this.#until = this.#clock.now() + LEASE_MS;
        this.#run();
        // Nothing runs without a hub, and yet the editor is to know that the last one is gone: not between the stop and
        // the start of a deploy, but soon.
        if (this.#options.records().length === 0 && this.#ids !== '[]') this.#tell();
    }

    /** A hub node has come or gone. */
    hubsChanged(): void {
        if (this.#options.records().length > 0) {
            this.#run();
            return;
        }
        this.#timer?.();
        this.#timer = undefined;
        this.#told.clear();
    }

    #isLeased(): boolean {
        const leftMs = this.#until - this.#clock.now();
        // More is left only when the clock was set back.
        return leftMs > 0 && leftMs <= LEASE_MS;
    }

    #run(): void {
        if (this.#timer || !this.#isLeased() || this.#options.records().length === 0) return;
        this.#timer = this.#clock.after(TICK_MS, () => {
            this.#timer = undefined;
            if (!this.#isLeased()) {
                this.#forget();
                return;
            }
            this.#run();
            this.#tell();
        });
    }

    #forget(): void {
        this.#told.clear();
        this.#ids = undefined;
    }

    #tell(): void {
        const now = this.#clock.now();
        const records = this.#options.records();
        const ids = records.map(({ id }) => id);
        const isSlow = Math.abs(now - this.#sentAt) >= SLOW_MS;
        const share = Math.max(LEAST_SHARE, Math.floor(MAX_CHANGED / Math.max(1, records.length)));
        const told = new Map<Watched, Told>();
        const hubs: HubView[] = [];
        for (const record of records) {
            const before = this.#told.get(record) ?? { head: '', devices: new Map(), from: 0 };
            told.set(record, before);
            const head = record.head();
            const face = JSON.stringify(head);
            const devices = changedDevices(record, before, share);
            if (face !== before.head || devices.length > 0 || isSlow) hubs.push({ ...head, devices });
            before.head = face;
        }
        this.#told = told;
        const list = JSON.stringify(ids);
        if (hubs.length === 0 && list === this.#ids) return;
        this.#ids = list;
        this.#sentAt = now;
        try {
            this.#options.publish({ now, ids, hubs });
        } catch {
            // Whoever else listens on Node-RED's channel must not end the runtime by throwing into a timer of ours.
        }
    }
}

/** The devices that differ from what was told, at most `limit`; from now on they count as told. */
function changedDevices(record: Watched, told: Told, limit: number): DeviceView[] {
    const entries = record.entries();
    const changed: DeviceView[] = [];
    for (let step = 0; step < entries.length && changed.length < limit; step++) {
        const entry = entries[(told.from + step) % entries.length];
        if (!entry) break;
        const face = record.face(entry);
        const before = told.devices.get(entry.device);
        if (before?.news === face.news && before?.rest === face.rest) continue;
        told.devices.set(entry.device, face);
        changed.push(record.device(entry));
        if (changed.length === limit) told.from = (told.from + step + 1) % entries.length;
    }
    if (told.devices.size > entries.length) {
        const known = new Set(entries.map(({ device }) => device));
        for (const device of told.devices.keys()) if (!known.has(device)) told.devices.delete(device);
    }
    return changed;
}
