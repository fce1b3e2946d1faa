// What fields offer of a hub: the devices that it lists and the topics that were reported, or, where nothing is known, what
// hubs usually have. Knows no page: how it is shown is in known.ts.

import { checkCommand } from '../../../src/protocol/commands';
import { COMMAND_KINDS, type CommandKind, KINDS, kindCommand, knownDevices } from '../../../src/protocol/kinds';
import { DEVICE_TYPES } from '../../../src/protocol/model';
import { checkFilter, FilterTree } from '../../../src/protocol/topic';
import type { DeviceView, TopicsView, TopicView, ValueView } from '../../shared/views';

/** What stands beside a suggestion: its last value and when that came, or what it means. */
export type Note =
    | { readonly kind: 'value'; readonly values: readonly ValueView[]; readonly time: number }
    | { readonly kind: 'all'; readonly number: number }
    | { readonly kind: 'everything' }
    | { readonly kind: 'usual' };

export interface Suggestion {
    readonly value: string;
    /** What finds it besides: its type, what it measures. */
    readonly also?: string;
    readonly note?: Note;
}

type Known = Pick<TopicsView, 'devices' | 'topics'>;

/** More are not offered at once; what is typed narrows them down. */
export const MOST = 100;

/** Those that contain what was typed, in any case; the very same one first, for the Enter key takes the first. */
export function matching(all: readonly Suggestion[], typed: string): Suggestion[] {
    const wanted = typed.trim().toLowerCase();
    const found = all.filter(({ value, also = '' }) => `${value} ${also}`.toLowerCase().includes(wanted));
    return sameFirst(found, typed).slice(0, MOST);
}

/** All of them, the one that stands in the field first. */
export function sameFirst(all: readonly Suggestion[], typed: string): Suggestion[] {
    const same = all.filter(({ value }) => value === typed);
    return [...same, ...all.filter(({ value }) => value !== typed)];
}

/** Topic filters: readings, devices not reported yet, all of a type, everything, and then the rest of what was reported. */
export function filterSuggestions(known: Known | undefined): Suggestion[] {
    const readings = (known?.topics ?? []).filter(isReading);
    const others = (known?.topics ?? []).filter((one) => !isReading(one));
    const reported = new Set(readings.map(({ topic }) => topic));
    const quiet = (known?.devices ?? []).filter(({ device }) => !reported.has(device));
    const topics = [...readings.map(withValue), ...quiet.map(({ device }) => ({ value: device }))];
    const types = new Map<string, number>();
    for (const { value } of topics) {
        const [type = ''] = value.split('/');
        types.set(type, (types.get(type) ?? 0) + 1);
    }
    const kinds: Suggestion[] =
        types.size > 0
            ? [...types].map(([type, number]) => ({ value: `${type}/+`, note: { kind: 'all', number } }))
            : [...DEVICE_TYPES.keys()].map((type) => ({ value: `${type}/+` }));
    return [...topics, ...kinds, { value: '#', note: { kind: 'everything' } }, ...others.map(withValue)];
}

/** The devices that a kind of command can go to, in the form of its device field. */
export function deviceSuggestions(known: Known | undefined, kind: CommandKind): Suggestion[] {
    const { device: form } = KINDS[kind];
    if (form === 'none') return [];
    // Every bridge has the same buses, and no list names them.
    if (form === 'bus') return knownDevices(kind).map((value) => ({ value }));
    const devices = (known?.devices ?? []).filter((one) => takes(kind, one));
    if (devices.length > 0) {
        return devices.map((one) => ({
            ...withNote(one),
            also: `${one.device} ${namesOf(one.values)}`,
            value: form === 'address' ? one.address : one.device,
        }));
    }
    const nothingKnown = (known?.devices.length ?? 0) === 0;
    const also = KINDS[kind].types[0] ?? '';
    return nothingKnown ? knownDevices(kind).map((value) => ({ value, also, note: { kind: 'usual' } })) : [];
}

/** The devices that the hub has for a kind of command, where the one that is named is none of them. */
export function othersThan(device: string, known: Known | undefined, kind: CommandKind): string[] {
    const all = deviceSuggestions(known, kind).filter(({ note }) => note?.kind !== 'usual');
    if (kind === 'message' || kind === 'raw' || KINDS[kind].device === 'bus' || !known?.devices.length) return [];
    const topicOf = (name: string): string | undefined => {
        const built = kindCommand(kind, name, KINDS[kind].example);
        return built.ok ? built.value.topic : undefined;
    };
    const wanted = topicOf(device);
    const names = all.map(({ value }) => value);
    return wanted === undefined || names.some((name) => topicOf(name) === wanted) ? [] : names;
}

/** Topics of commands, to the devices that are known. */
export function commandSuggestions(known: Known | undefined): Suggestion[] {
    const topics = new Map<string, Suggestion>();
    for (const kind of COMMAND_KINDS) {
        if (kind === 'message' || kind === 'raw') continue;
        const places = KINDS[kind].device === 'none' ? [{ value: '' }] : deviceSuggestions(known, kind);
        for (const { value, note } of places) {
            const built = kindCommand(kind, value, KINDS[kind].example);
            if (!built.ok || topics.has(built.value.topic)) continue;
            topics.set(built.value.topic, { value: built.value.topic, ...(note ? { note } : {}) });
        }
    }
    return [...topics.values()];
}

/** The quantities of what a filter matches: reported ones, or those that its device types are known to have. */
export function quantitySuggestions(known: Known | undefined, filter: string): string[] {
    const reported = topicsUnder(known, filter)
        .filter(isReading)
        .flatMap(({ values }) => values.map(({ quantity }) => quantity));
    if (reported.length > 0) return [...new Set(reported)];
    const type = filter.split('/')[0] ?? '';
    const types = DEVICE_TYPES.has(type) ? [type] : [...DEVICE_TYPES.keys()];
    return [...new Set(types.flatMap((name) => Object.keys(DEVICE_TYPES.get(name)?.quantities ?? {})))];
}

/** The topics that a filter matches, all of them where it is no filter. */
export function topicsUnder(known: Pick<Known, 'topics'> | undefined, filter: string): TopicView[] {
    const topics = [...(known?.topics ?? [])];
    if (!checkFilter(filter).ok) return topics;
    const tree = new FilterTree<true>();
    tree.add(filter, true);
    return topics.filter(({ topic }) => tree.match(topic).length > 0);
}

/** A reading or a state, and not an answer or the echo of a command. */
export function isReading({ topic }: TopicView): boolean {
    return topic.split('/').length === 2;
}

/** Whether a command can go to a device: to one of its types, or to a sensor of a type that nobody knows. */
function takes(kind: CommandKind, { device, type, kind: listedAs }: DeviceView): boolean {
    if (kind === 'message' || kind === 'raw') return false;
    const { types, device: form, example } = KINDS[kind];
    if (!types.includes(type) && (form !== 'device' || DEVICE_TYPES.has(type) || listedAs === 'actuator')) return false;
    const built = kindCommand(kind, device, example);
    return built.ok && checkCommand(built.value.topic, built.value.payload).ok;
}

function withValue({ topic, values, time }: TopicView): Suggestion {
    return { value: topic, also: namesOf(values), note: { kind: 'value', values, time } };
}

function namesOf(values: readonly ValueView[]): string {
    return values.map(({ quantity }) => quantity).join(' ');
}

function withNote({ device, values, heardAt }: DeviceView): Suggestion {
    return heardAt === undefined
        ? { value: device }
        : { value: device, note: { kind: 'value', values, time: heardAt } };
}
