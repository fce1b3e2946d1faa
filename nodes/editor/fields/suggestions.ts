// Suggestions for fields: the devices that a hub lists, those with a name first, and the topics that it has sent. If nothing is
// known, those that hubs usually have. Free of the page: suggestion-list.ts shows them.

import { checkCommand } from '../../../src/protocol/commands';
import { DeviceNames } from '../../../src/protocol/device-names';
import { type FilterAdvice, filterAdvice } from '../../../src/protocol/filter-advice';
import { COMMAND_KINDS, type CommandKind, KINDS, kindCommand, knownDevices } from '../../../src/protocol/kinds';
import { DEVICE_TYPES } from '../../../src/protocol/model';
import { checkFilter, FilterTree } from '../../../src/protocol/topic';
import { knownInterval, type WatchedDevice } from '../../shared/expected-readings';
import type { DeviceView, TopicsView, TopicView, ValueView } from '../../shared/views';
import { isUp } from '../sidebar/reading';

/** The note beside a suggestion: its last value with the time of it, or its meaning. */
export type Note =
    | { readonly kind: 'value'; readonly values: readonly ValueView[]; readonly time: number }
    | { readonly kind: 'all'; readonly number: number }
    | { readonly kind: 'everything' }
    | { readonly kind: 'usual' };

/** A value for a field, with the note beside it. */
export interface Suggestion {
    readonly value: string;
    /** Further text to search in, such as its type and quantities. */
    readonly also?: string;
    readonly note?: Note;
}

type Known = Pick<TopicsView, 'devices' | 'topics'>;

/** Most suggestions at a time. */
export const MOST = 100;

/** The suggestions that contain the typed text, in any case. An exact match is first, because Enter selects the first. */
export function matching(all: readonly Suggestion[], typed: string): Suggestion[] {
    const wanted = typed.trim().toLowerCase();
    const found = all.filter(({ value, also = '' }) => `${value} ${also}`.toLowerCase().includes(wanted));
    return sameFirst(found, typed).slice(0, MOST);
}

/** All suggestions, the one that is in the field first. */
export function sameFirst(all: readonly Suggestion[], typed: string): Suggestion[] {
    const same = all.filter(({ value }) => value === typed);
    return [...same, ...all.filter(({ value }) => value !== typed)];
}

/** Topic filters: readings, devices without a reading, all devices of a type, everything, and then other topics. */
export function filterSuggestions(known: Known | undefined): Suggestion[] {
    const readings = (known?.topics ?? []).filter(isReading);
    const others = (known?.topics ?? []).filter((one) => !isReading(one));
    const reported = new Set(readings.map(({ topic }) => topic));
    const quiet = (known?.devices ?? []).filter(({ device }) => !reported.has(device));
    const topics: Suggestion[] = [...readings.map(withValue), ...quiet.map(({ device }) => ({ value: device }))];
    const types = new Map<string, number>();
    for (const { value } of topics) {
        const [type = ''] = value.split('/');
        types.set(type, (types.get(type) ?? 0) + 1);
    }
    const kinds: Suggestion[] =
        types.size > 0
            ? [...types].map(([type, number]) => ({ value: `${type}/+`, note: { kind: 'all', number } }))
            : [...DEVICE_TYPES.keys()].map((type) => ({ value: `${type}/+` }));
    const all = [...topics, ...kinds, { value: '#', note: { kind: 'everything' } } as const, ...others.map(withValue)];
    return byName(all, namesIn(known));
}

/** The names of the known devices. */
export function namesIn(known: Pick<Known, 'devices'> | undefined): DeviceNames {
    const named = (known?.devices ?? []).flatMap(({ device, name }) => (name === undefined ? [] : [{ device, name }]));
    return new DeviceNames(named);
}

/** Topics with the name in place of its device; readings and commands of named devices come first. */
function byName(all: readonly Suggestion[], names: DeviceNames): Suggestion[] {
    if (names.isEmpty) return [...all];
    const named = all.map((one) => {
        const value = names.shown(one.value);
        return value === one.value ? one : { ...one, value, also: `${one.value} ${one.also ?? ''}` };
    });
    const isFirst = ({ value, also = '' }: Suggestion): boolean => also.startsWith(`${names.deviceOf(value) ?? '/'} `);
    return [...named.filter(isFirst), ...named.filter((one) => !isFirst(one))];
}

/** What is wrong with a filter that matches nothing, if the hub has listed its devices. A variable has a value at run time only. */
export function adviceOn(filter: string, known: TopicsView | undefined): FilterAdvice | undefined {
    if (!known || known.isCut || known.listedAt === undefined || filter.includes('${')) return undefined;
    const { state, listedAt, devices, topics } = known;
    // The list of an earlier connection may be outdated.
    const isCurrent = !state || (isUp(state) && state.word !== 'not-started' && listedAt >= (state.since ?? 0));
    if (!isCurrent) return undefined;
    const listed = devices.filter((one) => one.listed).map(({ device }) => device);
    return filterAdvice(filter, { listed, topics: topics.map(({ topic }) => topic) });
}

/** The devices that accept a kind of command, in the form of its device field. */
export function deviceSuggestions(known: Known | undefined, kind: CommandKind): Suggestion[] {
    const { device: form } = KINDS[kind];
    if (form === 'none') return [];
    // Every bridge has the same buses. No device list includes them.
    if (form === 'bus') return knownDevices(kind).map((value) => ({ value }));
    const devices = (known?.devices ?? []).filter((one) => takes(kind, one));
    if (devices.length > 0) {
        return namedFirst(devices).map((one) => ({
            ...withNote(one),
            also: `${one.device} ${namesOf(one.values)}`,
            value: one.name ?? (form === 'address' ? one.address : one.device),
        }));
    }
    const nothingKnown = (known?.devices.length ?? 0) === 0;
    const also = KINDS[kind].types[0] ?? '';
    return nothingKnown ? knownDevices(kind).map((value) => ({ value, also, note: { kind: 'usual' } })) : [];
}

/** All devices of a hub for its table, by their paths. */
export function tableSuggestions(known: Known | undefined): Suggestion[] {
    const devices = known?.devices ?? [];
    if (devices.length === 0) return deviceSuggestions(known, 'interval');
    return devices.map((one) => ({ ...withNote(one), also: `${one.name ?? ''} ${namesOf(one.values)}` }));
}

function namedFirst(devices: readonly DeviceView[]): DeviceView[] {
    return [...devices.filter(({ name }) => name), ...devices.filter(({ name }) => !name)];
}

/** The devices of the hub for a kind of command, if `device` is not one of them; otherwise none. */
export function othersThan(device: string, known: Known | undefined, kind: CommandKind): string[] {
    const all = deviceSuggestions(known, kind).filter(({ note }) => note?.kind !== 'usual');
    if (kind === 'message' || kind === 'raw' || KINDS[kind].device === 'bus' || !known?.devices.length) return [];
    const names = namesIn(known);
    const topicOf = (name: string): string | undefined => {
        const built = kindCommand(kind, names.deviceOf(name) ?? name, KINDS[kind].example);
        return built.ok ? built.value.topic : undefined;
    };
    const wanted = topicOf(device);
    const others = all.map(({ value }) => value);
    return wanted === undefined || others.some((name) => topicOf(name) === wanted) ? [] : others;
}

/** Topics of commands to known devices. */
export function commandSuggestions(known: Known | undefined): Suggestion[] {
    const topics = new Map<string, Suggestion>();
    const names = namesIn(known);
    for (const kind of COMMAND_KINDS) {
        if (kind === 'message' || kind === 'raw') continue;
        const places = KINDS[kind].device === 'none' ? [{ value: '' }] : deviceSuggestions(known, kind);
        for (const { value, note } of places) {
            const built = kindCommand(kind, names.deviceOf(value) ?? value, KINDS[kind].example);
            if (!built.ok || topics.has(built.value.topic)) continue;
            topics.set(built.value.topic, { value: built.value.topic, ...(note ? { note } : {}) });
        }
    }
    const all = [...topics.values()];
    const isNamed = ({ value }: Suggestion): boolean => names.nameOf(value) !== undefined;
    return byName([...all.filter(isNamed), ...all.filter((one) => !isNamed(one))], names);
}

/** The quantities of the topics that a filter matches: received ones, or else those of its device types. */
export function quantitySuggestions(known: Known | undefined, filter: string): string[] {
    const reported = topicsUnder(known, filter)
        .filter(isReading)
        .flatMap(({ values }) => values.map(({ quantity }) => quantity));
    if (reported.length > 0) return [...new Set(reported)];
    const type = filter.split('/')[0] ?? '';
    const types = DEVICE_TYPES.has(type) ? [type] : [...DEVICE_TYPES.keys()];
    return [...new Set(types.flatMap((name) => Object.keys(DEVICE_TYPES.get(name)?.quantities ?? {})))];
}

/** The devices whose readings and states a filter matches: those of the hub, or else of a known type that it names. */
export function watchedDevices(known: Pick<Known, 'devices'> | undefined, filter: string): WatchedDevice[] {
    const tree = new FilterTree<true>();
    if (checkFilter(filter).ok) tree.add(filter, true);
    const found = (known?.devices ?? []).filter(({ device }) => tree.match(device).length > 0);
    const [type = ''] = filter.split('/');
    if (found.length > 0 || !DEVICE_TYPES.has(type)) return found;
    return [{ device: filter, type, kind: 'heard', interval: knownInterval(type, undefined, undefined) }];
}

/** The topics that a filter matches, or all of them if the filter is invalid. */
export function topicsUnder(known: Pick<Known, 'topics'> | undefined, filter: string): TopicView[] {
    const topics = [...(known?.topics ?? [])];
    if (!checkFilter(filter).ok) return topics;
    const tree = new FilterTree<true>();
    tree.add(filter, true);
    return topics.filter(({ topic }) => tree.match(topic).length > 0);
}

/** Whether a topic is a reading or a state, not a response or the echo of a command. */
export function isReading({ topic }: TopicView): boolean {
    return topic.split('/').length === 2;
}

/** Whether a device accepts a command: by its type, or as a sensor of an unknown type. */
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
