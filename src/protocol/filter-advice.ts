// What is wrong with topic filters that match nothing a hub has listed or sent. A pure rule: the dialog of clown in, its
// status and checks of whole flows use it, each with what it knows of the hub.

import { BASE_LEVELS, BASE_TYPE, DEVICE_TYPES, I2C_ADDRESS, SENSOR_TYPES } from './model';
import { checkFilter, FilterTree } from './topic';
import { isTypo } from './typing-error';

/** What is known of a hub. */
export interface KnownTopics {
    /** The devices in its latest list. Without a list, or if it may be cut, nothing is known to be wrong. */
    readonly listed: readonly string[] | undefined;
    /** The topics of all frames that it has sent. */
    readonly topics: Iterable<string>;
}

/**
 * Why a filter matches nothing: it begins with the base topic of MQTT, has another spelling than the topics of the hub, the
 * address before the type, or a level too many or too few; or the hub has no such device.
 */
export interface FilterAdvice {
    readonly cause: 'base-topic' | 'spelling' | 'order' | 'levels' | 'unlisted';
    /** The filter to use instead, if one is likely. */
    readonly suggestion?: string;
}

/**
 * From the first list of a connection until what is not certain is reported, in milliseconds: a list may be too early, and some
 * devices are slow.
 */
export const SETTLED_MS = 120_000;

/** A filter in levels that is more likely to match. */
interface Correction {
    readonly cause: Exclude<FilterAdvice['cause'], 'unlisted'>;
    readonly levels: readonly string[];
}

/**
 * Whether a report is right before slow devices have reported. Other types than those of the pack exist, so a spelling is
 * certain only if nothing but upper and lower case differs.
 */
export function isCertain(filter: string, { cause, suggestion }: FilterAdvice): boolean {
    if (cause === 'spelling') return suggestion?.toLowerCase() === filter.toLowerCase();
    return cause === 'base-topic' || cause === 'levels';
}

/** What is wrong with a filter; undefined if it matches, or may match something that the hub has not sent yet. */
export function filterAdvice(filter: string, known: KnownTopics): FilterAdvice | undefined {
    return filterAdvices([filter], known).get(filter);
}

/** The same for many filters at once, by filter. */
export function filterAdvices(filters: Iterable<string>, { listed, topics }: KnownTopics): Map<string, FilterAdvice> {
    const found = new Map<string, FilterAdvice>();
    if (listed === undefined || listed.length === 0) return found;
    const all = new Set([...listed, ...topics]);
    const known = new KnownHub(listed, all);
    for (const filter of unmatched(filters, all)) {
        const advice = known.advice(filter.split('/'));
        if (advice) found.set(filter, advice);
    }
    return found;
}

/** The valid filters that match none of the topics. */
function unmatched(filters: Iterable<string>, topics: Iterable<string>): ReadonlySet<string> {
    const left = new Set([...filters].filter((filter) => checkFilter(filter).ok));
    const tree = new FilterTree<string>();
    for (const filter of left) tree.add(filter, filter);
    for (const topic of topics) {
        if (left.size === 0) break;
        for (const filter of tree.match(topic)) left.delete(filter);
    }
    return left;
}

class KnownHub {
    readonly #devices: readonly string[];
    readonly #types: ReadonlySet<string>;
    /** Whether it lists each device that has reported: wireless devices share a hub with a bridge that lists only its own. */
    readonly #listsAll: boolean;
    readonly #hasBase: boolean;

    constructor(listed: readonly string[], topics: ReadonlySet<string>) {
        this.#devices = [...topics].filter(isDevice);
        this.#types = new Set(this.#devices.map(typeOf).filter((type) => !isAddress(type)));
        const onList = new Set(listed);
        this.#listsAll = this.#devices.every((device) => onList.has(device));
        this.#hasBase = [...topics].some((topic) => typeOf(topic) === BASE_TYPE);
    }

    advice(levels: readonly string[]): FilterAdvice | undefined {
        const better = this.#corrected(levels);
        if (better) return { cause: better.cause, suggestion: better.levels.join('/') };
        if (!this.#isMissing(levels)) return undefined;
        const [type = '', address = ''] = levels;
        const ofType = this.#devices.filter((device) => typeOf(device) === type);
        const suggestion = single(ofType) ?? this.#onAnyBus(type, address);
        return suggestion === undefined ? { cause: 'unlisted' } : { cause: 'unlisted', suggestion };
    }

    #corrected(levels: readonly string[]): Correction | undefined {
        if (levels.includes('*')) return this.#withPlus(levels.map((level) => (level === '*' ? '+' : level)));
        const [first = '', second, ...event] = levels;
        if (first === BASE_TYPE && !this.#hasBase) {
            const rest = levels.slice(BASE_LEVELS);
            return this.#further('base-topic', rest.length > 0 ? rest : ['#']);
        }
        if (second !== undefined && isAddress(first)) {
            const type = this.#alike(second);
            return type === undefined ? undefined : this.#further('order', [type, first, ...event]);
        }
        const type = second === undefined ? this.#alike(first) : this.#nearest(first);
        if (type === undefined) return undefined;
        const cause = type === first ? 'levels' : 'spelling';
        if (second === undefined || isQuantity(type, second)) return { cause, levels: [type, '+'] };
        const address = this.#addressOf(type, second);
        const isReading = isQuantity(type, event[0]) && event.slice(1).every((level) => level === '+' || level === '#');
        if (isReading) return { cause, levels: [type, address] };
        return type === first && address === second
            ? undefined
            : { cause: 'spelling', levels: [type, address, ...event] };
    }

    /** A filter with the wildcard of MQTT in place of that of other programs, if it then matches a device. */
    #withPlus(levels: readonly string[]): Correction | undefined {
        const better = this.#further('spelling', levels);
        return unmatched([better.levels.join('/')], this.#devices).size === 0 ? better : undefined;
    }

    /** An address as the hub spells it, also without its bus. */
    #addressOf(type: string, address: string): string {
        if (I2C_ADDRESS.test(address)) return address.toLowerCase();
        return this.#onAnyBus(type, address)?.slice(type.length + 1) ?? address;
    }

    /** The only device of a type with this address on any bus; the address may lack its own. */
    #onAnyBus(type: string, address: string): string | undefined {
        const end = afterBus(address) ?? address.toLowerCase();
        return single(this.#devices.filter((one) => typeOf(one) === type && afterBus(one) === end));
    }

    /** One mistake may hide the next. */
    #further(cause: Correction['cause'], levels: readonly string[]): Correction {
        return { cause, levels: this.#corrected(levels)?.levels ?? levels };
    }

    /**
     * The type with this name, whatever its case and hyphens. Devices that report rarely are in no list, so a name
     * with other hyphens may be one of them, unless the hub has the type or each list would contain it.
     */
    #alike(name: string): string | undefined {
        const types = [...this.#types, ...DEVICE_TYPES.keys()];
        if (types.includes(name)) return name;
        const found = types.find((type) => plain(type) === plain(name));
        if (found === undefined || this.#types.has(found) || SENSOR_TYPES.includes(found)) return found;
        return found.toLowerCase() === name.toLowerCase() ? found : undefined;
    }

    /**
     * The same, or the known type of the hub that was probably meant: `temperature` is that of a thermometer, and `humidity` that
     * of a humidity sensor. Types that the pack does not know may differ by a letter, as those of two doors.
     */
    #nearest(name: string): string | undefined {
        const alike = this.#alike(name);
        if (alike !== undefined) return alike;
        const isMeant = (type: string): boolean => isQuantity(type, name) || type.startsWith(`${plain(name)}-`);
        return single(
            [...this.#types].filter(
                (type) =>
                    DEVICE_TYPES.has(type) &&
                    (isMistyped(name, type) || (SENSOR_TYPES.includes(type) && isMeant(type))),
            ),
        );
    }

    /**
     * Whether a filter is for a device that every list of a bridge contains. Devices without an I2C address, such as wireless
     * ones, are in no list, and some of them report rarely: a filter with a wildcard may be for one of those.
     */
    #isMissing([type = '', address = '', ...event]: readonly string[]): boolean {
        const isListed = SENSOR_TYPES.includes(type) || type === 'relay';
        return isListed && I2C_ADDRESS.test(address) && event.length === 0 && this.#listsAll;
    }
}

/** The only one of a list; undefined for none and for several. */
function single(list: readonly string[]): string | undefined {
    return list.length === 1 ? list[0] : undefined;
}

/** What of an I2C address, or of a device with one, follows the bus: `48` of `i2c0-48`; undefined for all others. */
function afterBus(place: string): string | undefined {
    return /(?:^|\/)i2c\d-([0-9a-f]{2})$/i.exec(place)?.[1]?.toLowerCase();
}

function typeOf(topic: string): string {
    return topic.split('/', 1)[0] ?? '';
}

/** Whether a topic is that of a reading, a state or a listed device. */
function isDevice(topic: string): boolean {
    return /^[^/]+\/[^/]+$/.test(topic) && !/^(?:\$|-\/|clown\.talk\/)/.test(topic);
}

function isAddress(level: string): boolean {
    return level === '+' || level === '-' || I2C_ADDRESS.test(level);
}

function isQuantity(type: string, level: string | undefined): boolean {
    const names = Object.keys(DEVICE_TYPES.get(type)?.quantities ?? {});
    return level !== undefined && names.some((name) => plain(name) === plain(level));
}

function plain(name: string): string {
    return name.toLowerCase().replace(/[-_ ]/g, '');
}

/**
 * Whether a name is a type with one typing error: a letter too many, too few or wrong, or two swapped, in one word of five
 * letters or more, after its first letter. A number is no error: it distinguishes devices.
 */
function isMistyped(name: string, type: string): boolean {
    const [words, meant] = [name, type].map((text) => text.toLowerCase().split(/[-_]/));
    if (!words || words.length !== meant?.length) return false;
    const wrong = words.flatMap((word, index) => (word === meant[index] ? [] : [[word, meant[index] ?? ''] as const]));
    const [[word, right] = ['', ''], ...others] = wrong;
    if (others.length > 0 || right.length < 5 || /\d/.test(word)) return false;
    return word[0] === right[0] && isTypo(word, right);
}
