// What is known of the states of relays, for toggling them. A hub tells a state only when it is commanded or asked, so
// nothing is known at first, and nothing is left of it when the link is gone (clown-talk, section 12).

import type { Clock } from './clock';
import type { Command } from './commands';
import { ok, type Result, refuse } from './errors';
import type { Frame } from './frame';

/** A command that was sent counts as done for this long, or until the hub tells otherwise. */
const TRUST_MS = 2_000;
/** Relays that are remembered: far more than a hub has. */
const MAX_RELAYS = 1_000;

interface Relay {
    readonly heard: boolean | undefined;
    /** Commands that may still be on their way, the oldest first. */
    readonly sent: readonly Sent[];
}

interface Sent {
    readonly state: boolean;
    readonly at: number;
}

const NOTHING: Relay = { heard: undefined, sent: [] };

export class Relays {
    readonly #clock: Clock;
    readonly #relays = new Map<string, Relay>();

    constructor(clock: Clock) {
        this.#clock = clock;
    }

    heard({ topic, payload }: Frame): void {
        if (!/^relay\/[^/]+$/.test(topic) || !Object.hasOwn(payload, 'state')) return;
        const { state } = payload;
        const sent = this.#relays.get(topic)?.sent ?? [];
        // It answers the first command that wanted it; what was sent after that is still on its way.
        const answered = sent.findIndex((one) => one.state === state);
        this.#keep(topic, { heard: typeof state === 'boolean' ? state : undefined, sent: sent.slice(answered + 1) });
    }

    sent({ topic, payload }: Command): void {
        const device = deviceOf(topic);
        if (!/^relay\/[^/]+\/set$/.test(topic) || typeof payload.state !== 'boolean') return;
        const { heard, sent } = this.#relays.get(device) ?? NOTHING;
        const fresh = sent.filter(({ at }) => this.#isFresh(at));
        this.#keep(device, { heard, sent: [...fresh, { state: payload.state, at: this.#clock.now() }] });
    }

    /** The state that toggles the relay of this `…/set` topic. */
    toggled(topic: string): Result<boolean> {
        const relay = this.#relays.get(deviceOf(topic));
        const last = relay?.sent.at(-1);
        const state = last && this.#isFresh(last.at) ? last.state : relay?.heard;
        return state === undefined ? refuse('relay-unknown', { topic }) : ok(!state);
    }

    forget(): void {
        this.#relays.clear();
    }

    #isFresh(at: number): boolean {
        const ageMs = this.#clock.now() - at;
        return ageMs >= 0 && ageMs < TRUST_MS;
    }

    #keep(device: string, relay: Relay): void {
        if (this.#relays.size >= MAX_RELAYS && !this.#relays.has(device)) this.#relays.clear();
        this.#relays.set(device, relay);
    }
}

/** The hub understands upper case and answers in lower case (clown-talk, section 6). */
function deviceOf(topic: string): string {
    return topic.split('/').slice(0, 2).join('/').toLowerCase();
}
