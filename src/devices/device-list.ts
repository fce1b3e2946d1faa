// Which devices a hub has: those in its list, and those from which frames came (clown-talk, sections 6, 8 and 9). The
// list is requested after each connect until it is not empty; how to request it is given as a function.

import { type Clock, type Dispose, wallTime } from '../base/clock';
import { ok, type Result, refuse } from '../base/errors';
import type { Frame } from '../protocol/frame';
import { checkTopic } from '../protocol/topic';
import type { ReceivedFrame } from '../receive/received-frame';

export interface DeviceEntry {
    /** `type/address`. */
    readonly device: string;
    readonly type: string;
    readonly address: string;
    /** Its kind in the last list that contained it; `heard` if none did. */
    readonly kind: 'sensor' | 'actuator' | 'heard';
    /** Whether the latest list holds it. */
    readonly listed: boolean;
    /** When its last frame arrived, in milliseconds since 1970. */
    readonly heardAt?: number;
}

export interface DeviceListOptions {
    readonly clock: Clock;
    /** Requests the list and calls `done` once, with the response or the reason why there is none. */
    readonly ask: (done: (answer: Result<ReceivedFrame>) => void) => void;
    /**
     * When the last frame of each topic arrived, by the monotonic clock, the oldest first; the devices among these topics are listed, too. It
     * is bounded, so a device may be missing when a hub sends very many topics.
     */
    readonly frameTimes: () => ReadonlyMap<string, number>;
    /** A list has arrived that is not empty; `devices` are those on it. */
    readonly listed?: (devices: readonly string[]) => void;
}

/** The topic of the request, and those of responses, to us or to another client (clown-talk, section 6). */
const LIST_REQUEST = '-/-/config/list';
const LIST_RESPONSES: ReadonlySet<string> = new Set(['-/-/config/list/ok', '-/-/config/ok']);
const CONFIG_RESPONSE = '/config/ok';
const KINDS = [
    ['sensors', 'sensor'],
    ['actuators', 'actuator'],
] as const;
/** Requested at once and then after these pauses, 30 s in all: the list of a bridge that has just started is empty. */
const PAUSES_MS = [2_000, 3_000, 5_000, 20_000];
/** Devices in the result. */
export const MAX_DEVICES = 1_000;
/** Devices whose kind is remembered. */
const MAX_KINDS = 2 * MAX_DEVICES;
/** The levels of a real device are far shorter (clown-talk, section 10). */
const MAX_LENGTH = 200;
const MAX_WAITING = 100;

type Kind = 'sensor' | 'actuator';
type Refreshed = (result: Result<DeviceEntry[]>) => void;

export class DeviceList {
    /** Topics of the frames that it needs. */
    static readonly topics: readonly string[] = [...LIST_RESPONSES];

    readonly #options: DeviceListOptions;
    #state: { readonly name: 'idle' } | { readonly name: 'asking'; readonly timer: Dispose } = { name: 'idle' };
    /** The latest list that was not empty, and its frame. */
    #listed: ReadonlyMap<string, Kind> = new Map();
    #latest: ReceivedFrame | undefined;
    /** The kind of each device in the last list that contained it. */
    #kinds = new Map<string, Kind>();
    #waiting: Refreshed[] = [];

    constructor(options: DeviceListOptions) {
        this.#options = options;
    }

    /** When the latest list arrived, in milliseconds since 1970. */
    get listedAt(): number | undefined {
        return this.#latest && wallTime(this.#options.clock, this.#latest.at);
    }

    /** Whether the latest list holds a device. */
    isListed(device: string): boolean {
        return this.#listed.has(device);
    }

    /** The listed devices in the hub's order, then the others, by name. */
    entries(): DeviceEntry[] {
        const times = this.#receivedDevices();
        const others = [...times.keys()].filter((device) => !this.#listed.has(device)).sort();
        const all = [...this.#listed.keys(), ...others].slice(0, MAX_DEVICES);
        return all.map((device) => this.#entry(device, times.get(device)));
    }

    /** The hub takes frames: requests the list until one arrives that is not empty, for half a minute. */
    ready(): void {
        this.#rest();
        this.#call(0);
    }

    /** The connection is closed. What is known is kept. */
    lost(): void {
        this.#rest();
        this.#refreshed(refuse('link-lost', { topic: LIST_REQUEST }));
    }

    /** Requests the list again; `done` is called once. Calls meanwhile share the same response. */
    refresh(done: Refreshed): void {
        const waiting = this.#waiting;
        if (waiting.length >= MAX_WAITING) {
            done(refuse('requests-full', { limit: MAX_WAITING }));
            return;
        }
        waiting.push(done);
        if (waiting.length > 1) return;
        this.#options.ask((answer) => {
            if (this.#waiting !== waiting) return;
            if (answer.ok) this.#take(answer.value);
            this.#refreshed(answer.ok ? ok(this.entries()) : answer);
        });
    }

    /** A frame of one of its topics. */
    onFrame(received: ReceivedFrame): void {
        this.#take(received);
    }

    /** Devices that sent a reading or confirmed settings, and when that was. */
    #receivedDevices(): Map<string, number> {
        const devices = new Map<string, number>();
        const wall = wallTime(this.#options.clock, 0);
        for (const [topic, at] of this.#options.frameTimes()) {
            const device = topic.endsWith(CONFIG_RESPONSE) ? topic.slice(0, -CONFIG_RESPONSE.length) : topic;
            if (isDevice(device)) devices.set(device, Math.round(wall + at));
        }
        return devices;
    }

    #call(asked: number): void {
        const pauseMs = PAUSES_MS[asked];
        const { clock, ask } = this.#options;
        // Before the request, for the response may arrive at once.
        this.#state =
            pauseMs === undefined
                ? { name: 'idle' }
                : { name: 'asking', timer: clock.after(pauseMs, () => this.#call(asked + 1)) };
        ask((answer) => {
            if (answer.ok) this.#take(answer.value);
        });
    }

    #rest(): void {
        if (this.#state.name === 'asking') this.#state.timer();
        this.#state = { name: 'idle' };
    }

    /** A response arrives twice: for its request, and as a frame. */
    #take(received: ReceivedFrame): void {
        if (received === this.#latest) return;
        const listed = readList(received.frame);
        // A bridge that has started has its LED at least (clown-talk, section 4).
        if (listed.size === 0) return;
        this.#rest();
        this.#latest = received;
        this.#listed = listed;
        for (const [device, kind] of listed) this.#kinds.set(device, kind);
        if (this.#kinds.size > MAX_KINDS) this.#kinds = new Map(listed);
        this.#options.listed?.([...listed.keys()]);
    }

    #refreshed(result: Result<DeviceEntry[]>): void {
        const waiting = this.#waiting;
        this.#waiting = [];
        for (const done of waiting) done(result);
    }

    #entry(device: string, heardAt: number | undefined): DeviceEntry {
        const [type = '', address = ''] = device.split('/');
        const kind: DeviceEntry['kind'] = this.#kinds.get(device) ?? 'heard';
        const known = { device, type, address, kind, listed: this.#listed.has(device) };
        return heardAt === undefined ? known : { ...known, heardAt };
    }
}

/** The devices of a list response, each once, with its kind; none if the frame is no such response. */
function readList({ topic, payload }: Frame): Map<string, Kind> {
    const found = new Map<string, Kind>();
    if (!LIST_RESPONSES.has(topic)) return found;
    for (const [key, kind] of KINDS) {
        const list = payload[key];
        if (!Array.isArray(list)) continue;
        for (const device of list) {
            if (found.size >= MAX_DEVICES) return found;
            if (isDevice(device) && !found.has(device)) found.set(device, kind);
        }
    }
    return found;
}

/** `type/address`; not the node itself (`-/-`, `clown.talk/-`), nor the `$config` of the first bridges. */
function isDevice(text: unknown): text is string {
    if (typeof text !== 'string' || text.length > MAX_LENGTH || !/^[^/$][^/]*\/[^/]+$/.test(text)) return false;
    return text !== '-/-' && text !== 'clown.talk/-' && checkTopic(text).ok;
}
