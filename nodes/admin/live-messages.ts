// The last messages of hubs for editors that show them. A request is a lease (decision 024): without another one, the hub is no
// longer listened to, and a frame costs nothing.

import type { Clock, Dispose } from '../../src/base/clock';
import { systemClock } from '../../src/base/system-clock';
import type { ConnectionTap } from '../../src/connection/tap';
import type { Hub } from '../../src/hub';
import { LEASE_MS, type LiveMessage, type LiveView, MAX_LIVE } from '../shared/views';

/** Most characters of a message that is shown. */
const MAX_TEXT = 2_000;

/** Numbers begin with the time, so that none of an earlier lease or run is used again: fewer arrive. */
const NUMBERS_PER_MS = 1_000;

interface Tapped {
    readonly messages: LiveMessage[];
    readonly first: number;
    count: number;
    endTap: Dispose;
    endLease: Dispose;
}

export class LiveMessages {
    readonly #clock: Clock;
    readonly #hubs = new WeakMap<Hub, Tapped>();

    constructor(clock: Clock = systemClock) {
        this.#clock = clock;
    }

    /** The messages after that number, at most `MAX_LIVE`; renews the lease. */
    since(hub: Hub, after: number): LiveView {
        const tapped = this.#hubs.get(hub) ?? this.#tap(hub);
        tapped.endLease();
        tapped.endLease = this.#clock.after(LEASE_MS, () => {
            tapped.endTap();
            this.#hubs.delete(hub);
        });
        // A number of another lease.
        const isKnown = after >= tapped.first && after <= tapped.count;
        const count = tapped.count - (isKnown ? after : tapped.first);
        return { messages: count === 0 ? [] : tapped.messages.slice(-count), last: tapped.count };
    }

    #tap(hub: Hub): Tapped {
        const first = this.#clock.now() * NUMBERS_PER_MS;
        const tapped: Tapped = { messages: [], first, count: first, endTap: () => {}, endLease: () => {} };
        const add = (kind: LiveMessage['kind'], text: string): void => {
            tapped.count++;
            tapped.messages.push({ time: this.#clock.now(), kind, text });
            if (tapped.messages.length > MAX_LIVE) tapped.messages.shift();
        };
        const tap: ConnectionTap = {
            received: (data) => add('in', textOf(data)),
            sent: (data) => add('out', textOf(data)),
            state: ({ name }) => add('state', name),
        };
        const endTap = hub.tap(tap);
        tapped.endTap = endTap;
        this.#hubs.set(hub, tapped);
        return tapped;
    }
}

/** The start of a message; one whose bytes are not UTF-8 has signs for them. */
function textOf(data: string | Uint8Array): string {
    if (typeof data === 'string') return data.slice(0, MAX_TEXT);
    return Buffer.from(data.buffer, data.byteOffset, Math.min(data.byteLength, MAX_TEXT)).toString();
}
