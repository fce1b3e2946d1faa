// The suggestions of the dialogs: what is known of a hub in a sensible order, or what is usual if nothing is known.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
    adviceOn,
    commandSuggestions,
    deviceSuggestions,
    filterSuggestions,
    matching,
    othersThan,
    quantitySuggestions,
    type Suggestion,
    sameFirst,
    topicsUnder,
    watchedDevices,
} from '../../nodes/editor/fields/suggestions';
import type { DeviceView, TopicsView, TopicView } from '../../nodes/shared/views';
import { COMMAND_KINDS, KINDS, kindCommand, knownDevices } from '../../src/protocol/kinds';
import { checkFilter } from '../../src/protocol/topic';

function device(name: string, kind: DeviceView['kind'], more: Partial<DeviceView> = {}): DeviceView {
    const [type = '', address = ''] = name.split('/');
    return { device: name, type, address, kind, listed: true, values: [], ...more };
}

function topicView(topic: string, quantity = 'n', value = 1): TopicView {
    return { topic, time: 1_000, values: [{ quantity, value }] };
}

const HUB = {
    devices: [
        device('thermometer/i2c0-48', 'sensor', { heardAt: 1_000 }),
        device('thermometer/i2c1-49', 'sensor'),
        device('voc-meter/i2c0-58', 'sensor'),
        device('co2-sensor/i2c0-38', 'sensor'),
        device('relay/i2c0-3f', 'actuator'),
        device('led/-', 'actuator'),
        device('siren/-', 'actuator'),
    ],
    topics: [
        topicView('thermometer/i2c0-48', 'temperature', 21.4),
        topicView('button/-', 'presses', 4),
        topicView('relay/i2c0-3f/set', 'state'),
    ],
};
const values = (all: readonly Suggestion[]): string[] => all.map(({ value }) => value);

describe('suggestions [E1]', () => {
    it('of filters: readings, devices without a reading, types, everything, and then responses and echoes', () => {
        assert.deepEqual(values(filterSuggestions(HUB)), [
            ...['thermometer/i2c0-48', 'button/-', 'thermometer/i2c1-49', 'voc-meter/i2c0-58', 'co2-sensor/i2c0-38'],
            ...['relay/i2c0-3f', 'led/-', 'siren/-'],
            ...['thermometer/+', 'button/+', 'voc-meter/+', 'co2-sensor/+', 'relay/+', 'led/+', 'siren/+', '#'],
            'relay/i2c0-3f/set',
        ]);
    });

    it('of filters for an unknown hub: those of usual devices', () => {
        for (const known of [undefined, { devices: [], topics: [] }]) {
            const all = filterSuggestions(known);
            assert.deepEqual(
                all.find(({ value }) => value === 'barometer/+'),
                { value: 'barometer/+' },
            );
            assert.equal(all.at(-1)?.value, '#');
        }
    });

    const rows: [kind: (typeof COMMAND_KINDS)[number], expected: string[]][] = [
        ['relay', ['i2c0-3f']],
        ['led', ['-']],
        ['text', []],
        ['interval', ['thermometer/i2c0-48', 'thermometer/i2c1-49', 'voc-meter/i2c0-58', 'co2-sensor/i2c0-38']],
        ['get', ['thermometer/i2c0-48', 'thermometer/i2c1-49', 'voc-meter/i2c0-58', 'relay/i2c0-3f', 'led/-']],
        ['scan', ['0', '1']],
        ['list', []],
        ['message', []],
    ];
    for (const [kind, expected] of rows) {
        it(`of devices for "${kind}": only those that accept it`, () => {
            assert.deepEqual(values(deviceSuggestions(HUB, kind)), expected);
        });
    }

    it('of devices for an unknown hub: the usual addresses, marked as such', () => {
        for (const kind of COMMAND_KINDS) {
            const all = deviceSuggestions(undefined, kind);
            assert.deepEqual(values(all), knownDevices(kind));
            if (KINDS[kind].device !== 'bus') assert.ok(all.every(({ note }) => note?.kind === 'usual'));
        }
    });

    it('of devices: one with a reading has its values beside it', () => {
        const [first, second] = deviceSuggestions(HUB, 'interval');
        assert.deepEqual(first?.note, { kind: 'value', values: [], time: 1_000 });
        assert.equal(second?.note, undefined);
    });

    it('of commands: each topic once, for known devices only', () => {
        const all = values(commandSuggestions(HUB));
        assert.equal(new Set(all).size, all.length);
        for (const topic of ['relay/i2c0-3f/set', 'relay/i2c0-3f/get', 'led/-/set', '-/-/config/list', 'i2c/0/set']) {
            assert.ok(all.includes(topic), topic);
        }
        assert.ok(!all.some((topic) => topic.startsWith('relay/i2c0-3b')));
        assert.ok(values(commandSuggestions(undefined)).includes('relay/i2c0-3b/set'));
    });

    it('of quantities: received ones that the filter matches, or else those of the device types', () => {
        assert.deepEqual(quantitySuggestions(HUB, '#'), ['temperature', 'presses']);
        assert.deepEqual(quantitySuggestions(HUB, 'button/+'), ['presses']);
        assert.deepEqual(quantitySuggestions(HUB, 'barometer/+'), ['altitude', 'pressure']);
        assert.ok(quantitySuggestions(undefined, 'unknown/+').length > 5);
    });

    it('match any part in any case; an exact match comes first', () => {
        const all = ['thermometer/i2c0-48', 'thermometer/+', 'led/-', 'led'].map((value) => ({ value }));
        assert.deepEqual(values(matching(all, 'RM')), ['thermometer/i2c0-48', 'thermometer/+']);
        assert.deepEqual(values(matching(all, 'led')), ['led', 'led/-']);
        assert.deepEqual(values(matching(all, '')), values(all));
        assert.deepEqual(values(sameFirst(all, 'led')), ['led', 'thermometer/i2c0-48', 'thermometer/+', 'led/-']);
        assert.deepEqual(matching(all, 'nothing such'), []);
    });

    it('are limited in number and valid for their command, for any hub', () => {
        const name = fc.stringMatching(/^[a-z0-9#+ -]{1,6}\/[a-z0-9-]{1,6}$/);
        const known = fc.record({
            devices: fc.array(name.map((one) => device(one, 'sensor'))),
            topics: fc.array(name.map((one) => topicView(one))),
        });
        fc.assert(
            fc.property(known, fc.string({ maxLength: 3 }), (hub, typed) => {
                assert.ok(matching(filterSuggestions(hub), typed).length <= 100);
                for (const kind of COMMAND_KINDS) {
                    if (kind === 'message' || kind === 'raw') continue;
                    for (const { value } of deviceSuggestions(hub, kind)) {
                        assert.ok(kindCommand(kind, value, KINDS[kind].example).ok, `${kind} ${value}`);
                    }
                }
            }),
        );
    });

    it('an incomplete filter matches all topics', () => {
        assert.equal(checkFilter('thermometer/').ok, false);
        assert.equal(topicsUnder(HUB, 'thermometer/').length, HUB.topics.length);
        assert.equal(topicsUnder(HUB, 'thermometer/+').length, 1);
    });
});

describe('suggestions: a topic that matches nothing', () => {
    const view = (more: Partial<TopicsView> = {}): TopicsView => ({
        ...HUB,
        now: 9_000,
        listedAt: 5_000,
        state: { word: 'connected', since: 4_000 },
        ...more,
    });
    const { state: _, ...checked } = view();

    for (const [name, known] of [
        ['a hub that is connected', view()],
        ['a silent hub', view({ state: { word: 'silent', since: 4_000 } })],
        ['a hub that was checked before its first deploy', checked],
    ] as const) {
        it(`is known of ${name}`, () => {
            assert.equal(adviceOn('Thermometer/+', known)?.suggestion, 'thermometer/+');
            assert.equal(adviceOn('thermometer/+', known), undefined);
            assert.equal(adviceOn('siren/-', known), undefined);
        });
    }

    const { listedAt: __, ...unlisted } = view();
    for (const [name, known] of [
        ['nothing is known', undefined],
        ['the hub has not listed its devices', unlisted],
        ['its list is empty', view({ devices: [device('thermometer/i2c0-48', 'heard', { listed: false })] })],
        ['topics are left out', view({ isCut: true })],
        ['the list is that of an earlier connection', view({ state: { word: 'connected', since: 6_000 } })],
        ['the hub is not connected', view({ state: { word: 'waiting' } })],
        ['its bridge has not started', view({ state: { word: 'not-started', since: 4_000 } })],
    ] as const) {
        it(`is not known if ${name}`, () => assert.equal(adviceOn('Thermometer/+', known), undefined));
    }

    it('is not known of a variable, which has its value at run time only', () => {
        assert.equal(adviceOn(`Thermometer/$\{ROOM}`, view()), undefined);
    });
});

describe('suggestions: search, and unlisted devices', () => {
    const device = (type: string, address: string, kind: 'sensor' | 'actuator'): DeviceView => {
        return { device: `${type}/${address}`, type, address, kind, listed: true, values: [] };
    };
    const known = {
        devices: [device('relay', 'i2c0-3b', 'actuator'), device('relay', 'i2c0-3f', 'actuator')],
        topics: [{ topic: 'thermometer/i2c0-48', time: 0, values: [{ quantity: 'temperature', value: 21 }] }],
    };

    it('finds an address by its type, and a topic by its quantity', () => {
        const found = (all: readonly Suggestion[], typed: string): string[] =>
            matching(all, typed).map(({ value }) => value);
        assert.deepEqual(found(deviceSuggestions(known, 'relay'), 'REL'), ['i2c0-3b', 'i2c0-3f']);
        assert.deepEqual(found(filterSuggestions(known), 'temperat'), ['thermometer/i2c0-48']);
        assert.deepEqual(found(deviceSuggestions(undefined, 'relay'), 'relay'), ['i2c0-3b', 'i2c0-3f']);
    });

    const cases: readonly (readonly [name: string, device: string, others: string[]])[] = [
        ['a listed device', 'i2c0-3b', []],
        ['a listed device in capitals', 'i2c0-3B', []],
        ['a listed device with its type', 'relay/i2c0-3f', []],
        ['an unlisted device', 'i2c0-3a', ['i2c0-3b', 'i2c0-3f']],
        ['a word', 'rel', ['i2c0-3b', 'i2c0-3f']],
        ['nothing', '', []],
        ['a device of another command', 'led/-', []],
    ];
    for (const [name, typed, others] of cases) {
        it(`other devices of the hub for ${name}`, () => assert.deepEqual(othersThan(typed, known, 'relay'), others));
    }

    it('no other devices for an unknown hub, or for a bus', () => {
        assert.deepEqual(othersThan('i2c0-3a', undefined, 'relay'), []);
        assert.deepEqual(othersThan('i2c0-3a', { devices: [], topics: [] }, 'relay'), []);
        assert.deepEqual(othersThan('1', known, 'scan'), []);
        assert.deepEqual(othersThan('x', known, 'message'), []);
    });
});

describe('devices that a filter watches', () => {
    const hub = { devices: [device('thermometer/i2c0-48', 'sensor'), device('relay/-', 'actuator')] };
    const names = (known: typeof hub | undefined, filter: string): string[] =>
        watchedDevices(known, filter).map((one) => one.device);

    it('are those of the hub that it matches', () => {
        assert.deepEqual(names(hub, 'thermometer/+'), ['thermometer/i2c0-48']);
        assert.deepEqual(names(hub, '#'), ['thermometer/i2c0-48', 'relay/-']);
    });

    it('are a device of the type that it names, if the hub has none or is not known', () => {
        for (const known of [hub, undefined]) {
            const [only, ...others] = watchedDevices(known, 'barometer/+');
            assert.deepEqual([only?.device, only?.type, others], ['barometer/+', 'barometer', []]);
        }
    });

    it('are none for a type that is not known, any type, or a filter that is none', () => {
        for (const filter of ['window/-', '+/i2c0-60', '', 'a/#/b']) assert.deepEqual(names(hub, filter), [], filter);
    });
});
