// The names that an owner gives to the devices of a hub. A name stands for the two levels of its device: at the beginning of a
// topic or filter, and in a device field. All else works on device paths, so names are replaced before anything is matched or sent.
// The rules for names are in settings/device-table.ts.

import { ok, type Reason, type Result, refuse, shorten } from '../base/errors';
import { DEVICE_TYPES, devicePath, I2C_ADDRESS, nameKey, type TopicParts, topicParts } from './model';
import { checkFilter } from './topic';
import { isTypo } from './typing-error';

/** A device path and its valid name. */
export interface NamedDevice {
    readonly device: string;
    readonly name: string;
}

/** Names that a reason lists. */
const MOST_LISTED = 5;
const LONGEST_LISTED = 30;
/** Names whose spelling is compared with an unknown one: for typing errors, and for a list of similar names, which takes longer. */
const MOST_COMPARED = 1_000;
const MOST_RANKED = 200;

/** The names of one hub. */
export class DeviceNames {
    /** Of a hub without names. */
    static readonly NONE = new DeviceNames([]);
    /** Device paths by the key of their name; undefined for a name of several devices. */
    readonly #devices = new Map<string, string | undefined>();
    readonly #names = new Map<string, string>();

    constructor(rows: Iterable<NamedDevice>) {
        for (const { device, name } of rows) {
            const key = nameKey(name);
            this.#devices.set(key, this.#devices.has(key) ? undefined : device);
            this.#names.set(device, name);
        }
    }

    get isEmpty(): boolean {
        return this.#names.size === 0;
    }

    /** The name of the device in a topic. */
    nameOf(topic: string): string | undefined {
        if (this.isEmpty) return undefined;
        return this.#names.get(devicePath(topic));
    }

    /** The device path of a name. */
    deviceOf(name: string): string | undefined {
        return this.#devices.get(nameKey(name));
    }

    /** A topic, filter or device with the device path in place of a name; refuses an unknown name and one of several devices. */
    resolve(text: string): Result<string> {
        if (this.isEmpty) return ok(text);
        const slash = text.indexOf('/');
        const level = slash < 0 ? text : text.slice(0, slash);
        const key = nameKey(level);
        const device = this.#devices.get(key);
        if (device !== undefined) return ok(slash < 0 ? device : device + text.slice(slash));
        if (this.#devices.has(key)) return refuse('name-twice', { name: shorten(level) });
        return this.#isName(level, key) ? { ok: false, reason: this.unknown(level) } : ok(text);
    }

    /** The same for a value of any type, which only a text can hold a name in. */
    resolveAny(value: unknown): Result<unknown> {
        return typeof value === 'string' ? this.resolve(value) : ok(value);
    }

    /** A valid filter with the device path in place of a name. */
    resolveFilter(value: unknown): Result<string> {
        const resolved = this.resolveAny(typeof value === 'string' ? value.trim() : value);
        return resolved.ok ? checkFilter(resolved.value) : resolved;
    }

    /** The parts of a topic, with the name of its device. */
    partsOf(topic: string): TopicParts {
        const name = this.nameOf(topic);
        return name === undefined ? topicParts(topic) : { ...topicParts(topic), name };
    }

    /** A topic with the name in place of its device, where there is little room. */
    shown(topic: string): string {
        const name = this.nameOf(topic);
        return name === undefined ? topic : [name, ...topic.split('/').slice(2)].join('/');
    }

    /** A reason whose topic and device are preceded by the name; one for a wrong type of device also lists the names of the right one. */
    named(reason: Reason): Reason {
        if (this.isEmpty) return reason;
        const named = Object.entries(reason.params).map(([param, value]) => {
            const isPlace = (param === 'topic' || param === 'device') && typeof value === 'string';
            const name = isPlace ? this.nameOf(value) : undefined;
            return [param, name === undefined ? value : `${name} (${value})`];
        });
        const params = Object.fromEntries(named);
        if (reason.detail !== 'device-type') return { ...reason, params };
        const own = this.#namesOf(String(params.type)).slice(0, MOST_LISTED);
        const names = own.map((name) => shorten(name, LONGEST_LISTED));
        return { ...reason, params: { ...params, known: [...names, params.known].join(', ') } };
    }

    /** The names of the devices of a type. */
    #namesOf(type: string): string[] {
        return [...this.#names].filter(([device]) => device.startsWith(`${type}/`)).map(([, name]) => name);
    }

    /**
     * Whether a level that is no name was meant as one. Types and addresses of devices are lower case ASCII without spaces; such a
     * level is a name only if it differs from one by a single typing error.
     */
    #isName(level: string, key: string): boolean {
        if (DEVICE_TYPES.has(key) || I2C_ADDRESS.test(key)) return false;
        return /[^!-~]|[A-Z]/.test(level) || (!/\d/.test(key) && key.length > 4 && this.#isTypo(key));
    }

    #isTypo(key: string): boolean {
        let left = MOST_COMPARED;
        for (const known of this.#devices.keys()) {
            if (left-- === 0) return false;
            if (isTypo(key, known)) return true;
        }
        return false;
    }

    /** Why a text is no name: the names there are, the most similar first. */
    unknown(level: string): Reason {
        const key = nameKey(level);
        const nearest = [...this.#names.values()]
            .slice(0, MOST_RANKED)
            .map((name) => ({ name, far: distance(key, nameKey(name)) }))
            .sort((one, other) => one.far - other.far)
            .map(({ name }) => shorten(name, LONGEST_LISTED));
        const known = nearest.slice(0, MOST_LISTED).join(', ') + (nearest.length > MOST_LISTED ? ', …' : '');
        return refuse('name-unknown', { name: shorten(level), known }).reason;
    }
}

/** Characters compared of a name. */
const COMPARED = 64;

/** The least number of characters to add, remove or replace, or of neighbours to swap, that makes one text the other. */
function distance(one: string, other: string): number {
    const [from, to] = [one.slice(0, COMPARED), other.slice(0, COMPARED)];
    let [before, last] = [[] as number[], Array.from({ length: to.length + 1 }, (_, at) => at)];
    for (let row = 1; row <= from.length; row++) {
        const next = [row];
        for (let at = 1; at <= to.length; at++) {
            const cost = from[row - 1] === to[at - 1] ? 0 : 1;
            let least = Math.min((last[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1, (last[at - 1] ?? 0) + cost);
            const isSwapped = row > 1 && at > 1 && from[row - 1] === to[at - 2] && from[row - 2] === to[at - 1];
            if (isSwapped) least = Math.min(least, (before[at - 2] ?? 0) + 1);
            next.push(least);
        }
        [before, last] = [last, next];
    }
    return last[to.length] ?? 0;
}
