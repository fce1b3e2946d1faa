// What is known of the states of relays and the LED: what the hub reported last, and which commands and requests it has
// yet to respond to. The protocol has no toggle, and its responses no number: only the order of commands and states
// shows what belongs together. Nothing is known at first, and all is forgotten with the connection (clown-talk, section
// 12).

import type { Clock } from '../base/clock';
import { ok, type Result, refuse } from '../base/errors';
import type { Command } from '../protocol/commands';
import type { Frame, Json } from '../protocol/frame';
import { hasState } from '../protocol/model';

/** A command that was sent counts as done for this long, or until the hub reports another state. */
const TRUST_MS = 2_000;
/** Devices that are remembered, far more than a hub has, and the longest topic of one. */
const MAX_DEVICES = 1_000;
const MAX_TOPIC_LENGTH = 200;
const MAX_STATE_LENGTH = 20;
/** Commands of one device in flight. Beyond it, the oldest half is dropped at once. */
const MAX_SENT = 200;

interface Known {
    /** null: the hub has reported that it does not know, for the relay was not switched since its start. */
    readonly reported: boolean | string | null | undefined;
    /** Commands that may still be in flight, the oldest first. */
    readonly sent: Sent[];
    /** When each state request left that has had no response yet, the oldest first. */
    readonly requested: number[];
}

const unknown = (): Known => ({ reported: undefined, sent: [], requested: [] });

interface Sent {
    readonly number: number;
    readonly state: boolean | string;
    readonly at: number;
}

export class States {
    readonly #clock: Clock;
    readonly #devices = new Map<string, Known>();
    #numbers = 0;
    /** Whether the latest frame is the response to a state request: it then confirms no command. */
    #isResponse = false;

    constructor(clock: Clock) {
        this.#clock = clock;
    }

    /** Any frame of the hub. Gives whether it is the state of a relay or LED. */
    onFrame(frame: Frame): boolean {
        const { topic } = frame;
        this.#isResponse = false;
        if (!hasState(topic)) return false;
        if (topic.length > MAX_TOPIC_LENGTH || !/^(?:relay|led)\/[^/]+$/.test(topic)) return false;
        const { payload } = frame;
        if (!Object.hasOwn(payload, 'state')) return false;
        const { state } = payload;
        const { sent, requested } = this.#devices.get(topic) ?? unknown();
        const isOwn = isState(topic, state) || (state === null && topic.startsWith('relay/'));
        const reported = isOwn ? (state as Known['reported']) : undefined;
        const now = this.#clock.monotonic();
        const pending = requested.filter((at) => isFresh(at, now));
        // A request is answered at once, a set only when it is done. So this one belongs to the request, also where it
        // shows what a set wanted: taken for its confirmation it would hide a set that was lost.
        if (pending.length > 0) {
            this.#isResponse = true;
            this.#keep(topic, { reported, sent, requested: pending.slice(1) });
            return true;
        }
        // It answers the first command that wanted it; what was sent after that is still on its way.
        const answered = sent.findIndex((one) => one.state === state);
        this.#keep(topic, { reported, sent: sent.slice(answered + 1), requested: pending });
        return true;
    }

    /** A command leaves; the number distinguishes it from others of its device. */
    sent({ topic, payload }: Command): number {
        const number = ++this.#numbers;
        const device = deviceOf(topic);
        if (device === undefined) return number;
        const now = this.#clock.monotonic();
        const known = this.#devices.get(device) ?? unknown();
        if (topic.endsWith('/get')) {
            const requested = known.requested.filter((at) => isFresh(at, now)).slice(1 - MAX_SENT);
            requested.push(now);
            this.#keep(device, { reported: known.reported, sent: known.sent, requested });
            return number;
        }
        if (!isState(device, payload.state)) return number;
        const one = { number, state: payload.state, at: now };
        const { sent } = known;
        while (sent[0] && !isFresh(sent[0].at, now)) sent.shift();
        if (sent.length >= MAX_SENT) sent.splice(0, MAX_SENT / 2);
        sent.push(one);
        this.#keep(device, known);
        return number;
    }

    /** Whether a state can answer this command: while others are in flight it may belong to one of them. */
    canAnswer(topic: string, number: number, state: Json | undefined): boolean {
        const sent = this.#of(topic)?.sent ?? [];
        if (this.#isResponse && !topic.endsWith('/get')) return false;
        const own = sent.find((one) => one.number === number);
        if (!own) return true;
        // An older one that wanted the same is as good: an earlier try, for instance.
        return state === own.state && sent.every((one) => one.number > number || one.state === state);
    }

    /** The state that toggles the relay of this `…/set` topic. */
    toggled(topic: string): Result<boolean> {
        const relay = this.#of(topic);
        const last = relay?.sent.at(-1);
        const state = last && isFresh(last.at, this.#clock.monotonic()) ? last.state : relay?.reported;
        if (typeof state === 'boolean') return ok(!state);
        return refuse(state === null ? 'relay-unswitched' : 'relay-unknown', { relay: topic.replace(/\/set$/, '') });
    }

    /**
     * Whether the hub has reported the state of this `type/address` on this connection, be it that it does not know.
     */
    isKnown(device: string): boolean {
        return this.#devices.get(device.toLowerCase())?.reported !== undefined;
    }

    /** Whether a command for this `type/address` may still be on its way. */
    isPending(device: string): boolean {
        const now = this.#clock.monotonic();
        return this.#devices.get(device.toLowerCase())?.sent.some(({ at }) => isFresh(at, now)) ?? false;
    }

    forget(): void {
        this.#devices.clear();
    }

    /** What is known of the device of this `…/set` or `…/get` topic. */
    #of(topic: string): Known | undefined {
        const device = deviceOf(topic);
        return device === undefined ? undefined : this.#devices.get(device);
    }

    #keep(device: string, known: Known): void {
        if (this.#devices.size >= MAX_DEVICES && !this.#devices.has(device)) this.#devices.clear();
        this.#devices.set(device, known);
    }
}

function isFresh(at: number, now: number): boolean {
    return now - at < TRUST_MS;
}

/** Whether a device can have this state; raw frames may hold anything. */
function isState(device: string, state: Json | undefined): state is boolean | string {
    if (device.startsWith('relay/')) return typeof state === 'boolean';
    return typeof state === 'string' && state.length <= MAX_STATE_LENGTH;
}

/** Topics whose device is remembered. */
const MAX_TOPICS = 1_000;
const devices = new Map<string, string | undefined>();

/**
 * The relay or LED of a `…/set` or `…/get` topic; undefined for all else. The hub understands upper case and answers in
 * lower case (clown-talk, section 6).
 */
function deviceOf(topic: string): string | undefined {
    const known = devices.get(topic);
    if (known !== undefined || topic.length > MAX_TOPIC_LENGTH || devices.has(topic)) return known;
    const isState = /^(?:relay|led)\/[^/]+\/(?:set|get)$/i.test(topic);
    const device = isState ? topic.slice(0, topic.lastIndexOf('/')).toLowerCase() : undefined;
    if (devices.size >= MAX_TOPICS) devices.clear();
    devices.set(topic, device);
    return device;
}
