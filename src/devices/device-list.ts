// Which devices a hub has: those in its list, and those that were heard (clown-talk, sections 6, 8 and 9). The list is
// asked for after each connect until it is not empty; how to ask is given as a function.

import type { Clock, Dispose } from '../base/clock';
import { ok, type Result, refuse } from '../base/errors';
import type { Frame } from '../protocol/frame';
import { checkTopic } from '../protocol/topic';
import type { ReceivedFrame } from '../receive/received-frame';

export interface DeviceEntry {
    /** `type/address`. */
    readonly device: string;
    readonly type: string;
    readonly address: string;
    /** What the last list that held it called it; `heard` where none did. */
    readonly kind: 'sensor' | 'actuator' | 'heard';
    /** Whether the latest list holds it. */
    readonly listed: boolean;
    /** When a frame of it last came, in milliseconds since 1970. */
    readonly heardAt?: number;
}

export interface DeviceListOptions {
    readonly clock: Clock;
    /** Asks the hub for its list and calls `done` once, with the answer or when it will not come any more. */
    readonly ask: (done: (answer: Result<ReceivedFrame>) => void) => void;
    /**
     * When each topic was last heard, the oldest arrival first; the devices among them are told of, too. It may be forgotten
     * of a device when a hub says very much else.
     */
    readonly frameTimes: () => ReadonlyMap<string, number>;
    /** A list has arrived that is not empty; `devices` are those on it. */
    readonly listed?: (devices: Iterable<string>) => void;
}

/** The topic that asks, and those that answer, to us or to somebody else (clown-talk, section 6). */
const QUESTION = '-/-/config/list';
const ANSWERS: ReadonlySet<string> = new Set(['-/-/config/list/ok', '-/-/config/ok']);
const CONFIG_ANSWER = '/config/ok';
const KINDS = [
    ['sensors', 'sensor'],
    ['actuators', 'actuator'],
] as const;
/** Asked at once and then after these pauses, 30 s in all: the list of a bridge that has just started is empty. */
const PAUSES_MS = [2_000, 3_000, 5_000, 20_000];
/** Devices that are told of. */
export const MAX_DEVICES = 1_000;
/** Devices of which it is remembered what a list called them. */
const MAX_KINDS = 2 * MAX_DEVICES;
/** The levels of a real device are far shorter (clown-talk, section 10). */
const MAX_LENGTH = 200;
const MAX_WAITING = 100;

type Kind = 'sensor' | 'actuator';
type Refreshed = (result: Result<DeviceEntry[]>) => void;

export class DeviceList {
    /** Topics of the frames that it has to hear. */
    static readonly topics: readonly string[] = [...ANSWERS];

    readonly #options: DeviceListOptions;
    #state: { readonly name: 'idle' } | { readonly name: 'asking'; readonly timer: Dispose } = { name: 'idle' };
    /** The latest list that was not empty, and its frame. */
    #listed: ReadonlyMap<string, Kind> = new Map();
    #latest: ReceivedFrame | undefined;
    /** What the last list that held it called a device. */
    #kinds = new Map<string, Kind>();
    #waiting: Refreshed[] = [];

    constructor(options: DeviceListOptions) {
        this.#options = options;
    }

    /** When the latest list came, in milliseconds since 1970. */
    get listedAt(): number | undefined {
        return this.#latest?.time;
    }

    /** Whether the latest list holds a device. */
    isListed(device: string): boolean {
        return this.#listed.has(device);
    }

    /** The listed devices in the hub's order, then the others that were heard, by name. */
    entries(): DeviceEntry[] {
        const heard = this.#receivedDevices();
        const others = [...heard.keys()].filter((device) => !this.#listed.has(device)).sort();
        const all = [...this.#listed.keys(), ...others].slice(0, MAX_DEVICES);
        return all.map((device) => this.#entry(device, heard.get(device)));
    }

    /** The hub listens: asks for the list until one comes that is not empty, for half a minute. */
    ready(): void {
        this.#rest();
        this.#call(0);
    }

    /** The link is gone. What is known stays. */
    lost(): void {
        this.#rest();
        this.#refreshed(refuse('link-lost', { topic: QUESTION }));
    }

    /** Asks anew; `done` is called once. Whoever asks meanwhile gets the same answer. */
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

    /** Any frame of the hub, or those of its topics. */
    onFrame(news: ReceivedFrame): void {
        if (ANSWERS.has(news.frame.topic)) this.#take(news);
    }

    /** Devices that said something, or whose settings were confirmed, and when that was. */
    #receivedDevices(): Map<string, number> {
        const devices = new Map<string, number>();
        for (const [topic, time] of this.#options.frameTimes()) {
            const device = topic.endsWith(CONFIG_ANSWER) ? topic.slice(0, -CONFIG_ANSWER.length) : topic;
            if (isDevice(device)) devices.set(device, time);
        }
        return devices;
    }

    #call(asked: number): void {
        const pauseMs = PAUSES_MS[asked];
        const { clock, ask } = this.#options;
        // Before asking, for the answer may come at once.
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

    /** An answer is seen twice: by whoever asked, and as a frame. */
    #take(news: ReceivedFrame): void {
        if (news === this.#latest) return;
        const listed = readList(news.frame);
        // No truth: a bridge has its LED at the least, once it has looked (clown-talk, section 4).
        if (listed.size === 0) return;
        this.#rest();
        this.#latest = news;
        this.#listed = listed;
        for (const [device, kind] of listed) this.#kinds.set(device, kind);
        if (this.#kinds.size > MAX_KINDS) this.#kinds = new Map(listed);
        this.#options.listed?.(listed.keys());
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

/** The devices of a list answer, each once, with what the list calls it; none where the frame is no such answer. */
function readList({ topic, payload }: Frame): Map<string, Kind> {
    const found = new Map<string, Kind>();
    if (!ANSWERS.has(topic)) return found;
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
