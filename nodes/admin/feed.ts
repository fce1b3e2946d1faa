// Sends changes to open editors while one of them holds a lease. Twice a second it compares the current state with the
// state sent last. It does not listen to frames, so without an editor nothing runs.

import type { Clock, Dispose } from '../../src/base/clock';
import { systemClock } from '../../src/base/system-clock';
import { type DeviceView, type FeedMessage, type HubView, LEASE_MS } from '../shared/views';
import type { DeviceFace, HubRecord } from './hub-record';

/** Minimum time between two messages. */
export const TICK_MS = 500;
/** Interval for sending the states again without a change, because they hold ages. */
export const SLOW_MS = 5_000;
/** Devices in one message, shared by all hubs; further changes follow in the next message. */
export const MAX_CHANGED = 100;
const LEAST_SHARE = 10;

/** The parts of a hub record that the feed compares. */
export type Watched = Pick<HubRecord, 'id' | 'head' | 'entries' | 'face' | 'device'>;

interface SentState {
    head: string;
    readonly devices: Map<string, DeviceFace>;
    /** Index of the device compared first next time, so that each of many devices has its turn. */
    from: number;
}

export interface FeedOptions {
    readonly records: () => readonly Watched[];
    readonly publish: (message: FeedMessage) => void;
    readonly clock?: Clock;
}

/** Publishes changes of all hubs to editors while the lease lasts, at most once in `TICK_MS`. */
export class Feed {
    readonly #options: FeedOptions;
    readonly #clock: Clock;
    #until = 0;
    #timer: Dispose | undefined;
    #sent = new Map<Watched, SentState>();
    #ids: string | undefined;
    #sentAt = Number.NEGATIVE_INFINITY;

    constructor(options: FeedOptions) {
        this.#options = options;
        this.#clock = options.clock ?? systemClock;
    }

    /** Extends the lease by `LEASE_MS`; call for each request of an editor. */
    renew(): void {
        if (!this.#isLeased()) this.#forget();
        this.#until = this.#clock.monotonic() + LEASE_MS;
        this.#run();
        // No timer runs without a hub. Reports the removal of the last hub here, and so not between the stop and the
        // start of a deploy.
        if (this.#options.records().length === 0) this.#publishChanges();
    }

    /** Call after a hub node was added or removed. */
    hubsChanged(): void {
        if (this.#options.records().length > 0) {
            this.#run();
            return;
        }
        this.#timer?.();
        this.#timer = undefined;
        this.#sent.clear();
    }

    #isLeased(): boolean {
        return this.#clock.monotonic() < this.#until;
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
            this.#publishChanges();
        });
    }

    #forget(): void {
        this.#sent.clear();
        this.#ids = undefined;
    }

    #publishChanges(): void {
        const now = this.#clock.monotonic();
        const records = this.#options.records();
        const ids = records.map(({ id }) => id);
        const isSlow = now - this.#sentAt >= SLOW_MS;
        const share = Math.max(LEAST_SHARE, Math.floor(MAX_CHANGED / records.length));
        const sent = new Map<Watched, SentState>();
        const hubs: HubView[] = [];
        for (const record of records) {
            const before = this.#sent.get(record) ?? { head: '', devices: new Map(), from: 0 };
            sent.set(record, before);
            const head = record.head();
            const face = JSON.stringify(head);
            const devices = changedDevices(record, before, share);
            if (face !== before.head || devices.length > 0 || isSlow) hubs.push({ ...head, devices });
            before.head = face;
        }
        this.#sent = sent;
        const list = JSON.stringify(ids);
        if (hubs.length === 0 && list === this.#ids) return;
        this.#ids = list;
        this.#sentAt = now;
        try {
            this.#options.publish({ now: this.#clock.now(), ids, hubs });
        } catch {
            // An error of another listener on Node-RED's channel must not reach this timer, where it would end the
            // runtime.
        }
    }
}

/** The devices that differ from the state sent last, at most `limit`; marks them as sent. */
function changedDevices(record: Watched, sent: SentState, limit: number): DeviceView[] {
    const entries = record.entries();
    const changed: DeviceView[] = [];
    const inTurn = [...entries.slice(sent.from), ...entries.slice(0, sent.from)];
    for (const [step, entry] of inTurn.entries()) {
        const face = record.face(entry);
        const before = sent.devices.get(entry.device);
        if (before?.received === face.received && before?.rest === face.rest) continue;
        sent.devices.set(entry.device, face);
        changed.push(record.device(entry));
        if (changed.length === limit) {
            sent.from = (sent.from + step + 1) % entries.length;
            break;
        }
    }
    const known = new Set(entries.map(({ device }) => device));
    for (const device of sent.devices.keys()) if (!known.has(device)) sent.devices.delete(device);
    return changed;
}
