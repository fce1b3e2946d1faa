// Names of devices in the editor: in suggestions, labels and the sidebar, and what follows when they change.

import assert from 'node:assert/strict';
import { deviceLabel } from '../../nodes/editor/device-label';
import {
    commandSuggestions,
    deviceSuggestions,
    filterSuggestions,
    matching,
    othersThan,
    type Suggestion,
    tableSuggestions,
} from '../../nodes/editor/fields/suggestions';
import { renamed, replacements } from '../../nodes/editor/hub/renamed';
import { copyOf } from '../../nodes/editor/sidebar/device-node';
import { matchesFilter } from '../../nodes/editor/sidebar/model';
import { maxSilenceMs, oldAfterMs, silenceLimitS } from '../../nodes/shared/expected-readings';
import type { DeviceView } from '../../nodes/shared/views';

function device(path: string, kind: DeviceView['kind'], more: Partial<DeviceView> = {}): DeviceView {
    const [type = '', address = ''] = path.split('/');
    return { device: path, type, address, kind, listed: true, values: [], ...more };
}

const ROOM = device('thermometer/i2c1-49', 'sensor', { name: 'Living room' });
const BOILER = device('relay/i2c0-3f', 'actuator', { name: 'Boiler' });
const HUB = {
    devices: [device('thermometer/i2c0-48', 'sensor'), ROOM, device('relay/i2c0-3b', 'actuator'), BOILER],
    topics: [{ topic: 'thermometer/i2c0-48', time: 1_000, values: [] }],
};
const values = (all: readonly Suggestion[]): string[] => all.map(({ value }) => value);

describe('names of devices in the editor', () => {
    it('are the first suggestions for a filter, and are found by their path', () => {
        assert.deepEqual(values(filterSuggestions(HUB)), [
            ...['Living room', 'Boiler', 'thermometer/i2c0-48', 'relay/i2c0-3b', 'thermometer/+', 'relay/+', '#'],
        ]);
        assert.deepEqual(values(matching(filterSuggestions(HUB), 'i2c1-49')), ['Living room']);
    });

    it('are the first suggestions for a device and for a topic of a command', () => {
        assert.deepEqual(values(deviceSuggestions(HUB, 'relay')), ['Boiler', 'i2c0-3b']);
        assert.deepEqual(values(deviceSuggestions(HUB, 'get')).slice(0, 2), ['Living room', 'Boiler']);
        const topics = values(commandSuggestions(HUB));
        assert.equal(topics[0], 'Boiler/set');
        assert.ok(topics.includes('Living room/get') && topics.includes('relay/i2c0-3b/set'), topics.join());
    });

    it('are no suggestions for the table of devices, which has paths', () => {
        assert.deepEqual(values(tableSuggestions(HUB)), [
            ...['thermometer/i2c0-48', 'thermometer/i2c1-49', 'relay/i2c0-3b', 'relay/i2c0-3f'],
        ]);
    });

    it('are known devices of a command, by name and by address', () => {
        for (const known of ['Boiler', 'boiler', 'i2c0-3f', 'i2c0-3b']) {
            assert.deepEqual(othersThan(known, HUB, 'relay'), [], known);
        }
        assert.deepEqual(othersThan('i2c0-99', HUB, 'relay'), ['Boiler', 'i2c0-3b']);
    });

    it('are labels of nodes that use the device by its path', () => {
        const table = [{ device: 'relay/i2c0-3f', name: 'Boiler $&' }];
        const label = (topic: string): string => deviceLabel(topic, (key) => key, table);
        assert.equal(label('relay/i2c0-3f'), 'Boiler $&');
        assert.equal(label('relay/i2c0-3f/config/ok'), 'Boiler $&/config/ok');
        assert.equal(label('relay/i2c0-3b'), 'device.one.relay i2c0-3b');
    });

    it('are in nodes that the sidebar adds, and found by its filter', () => {
        assert.equal(copyOf('clown-in', ROOM, 'hub', {}).topic, 'Living room');
        assert.equal(copyOf('clown-out', BOILER, 'hub', {}).device, 'Boiler');
        for (const filter of ['living', 'i2c1', 'temperature']) assert.ok(matchesFilter(ROOM, filter), filter);
        assert.ok(!matchesFilter(ROOM, 'boiler'));
    });
});

describe('a changed name in the settings of a node', () => {
    const NEXT = new Map([
        ['living room', 'Lounge'],
        ['boiler', 'relay/i2c0-3f'],
    ]);
    const ROWS: readonly (readonly [settings: object, changed: object])[] = [
        [{ topic: 'living ROOM/#' }, { topic: 'Lounge/#' }],
        [{ topic: 'Boiler/set', topicType: 'str' }, { topic: 'relay/i2c0-3f/set' }],
        [
            { device: 'Boiler', answer: 'Living room' },
            { device: 'relay/i2c0-3f', answer: 'Lounge' },
        ],
        [{ device: 'boiler', deviceType: 'msg' }, {}],
        [{ topic: 'living rooms/#', device: 'i2c0-3f' }, {}],
        [{ topic: 7, device: undefined, name: 'Boiler' }, {}],
    ];
    for (const [settings, changed] of ROWS) {
        it(`${JSON.stringify(settings)} changes ${JSON.stringify(changed)}`, () => {
            assert.deepEqual(renamed(settings as Record<string, unknown>, NEXT), changed);
        });
    }
});

describe('a name that is gone', () => {
    const BATH = { device: 'thermometer/i2c0-48', name: 'Bath' };
    const FAN = { device: 'relay/i2c0-3b', name: 'Fan' };
    const NAMED = [BATH, FAN];
    const VARIABLE = '$' + '{ROOM}';
    const fan = { ...FAN, was: FAN };
    const bath = (name: string, device = BATH.device): object => ({ device, name, was: BATH });
    const ROWS: readonly (readonly [what: string, rows: readonly object[], replaced: object])[] = [
        ['its successor', [bath('Bath 2'), fan], { bath: 'Bath 2' }],
        ['nothing for other capitals', [bath('BATH'), fan], {}],
        ['the device if the new name is not valid', [bath('Bath/WC'), fan], { bath: BATH.device }],
        ['the device if the new name is a type', [bath('relay'), fan], { bath: BATH.device }],
        ['the device if another has the new name', [bath('fan'), fan], { bath: BATH.device }],
        ['a new name with a variable', [bath(VARIABLE), fan], { bath: VARIABLE }],
        ['a new device that is a variable', [bath('', VARIABLE), fan], { bath: VARIABLE }],
        ['the new device if there is no name', [bath('', 'thermometer/I2C1-4A'), fan], { bath: 'thermometer/i2c1-4a' }],
        ['the old device if the new one is not valid', [bath('', 'i2c1-49'), fan], { bath: BATH.device }],
        ['the device if its row is gone', [fan], { bath: BATH.device }],
    ];
    for (const [what, rows, replaced] of ROWS) {
        it(`is replaced by ${what}`, () => {
            assert.deepEqual(Object.fromEntries(replacements(NAMED, rows as never)), replaced);
        });
    }

    const fanNow = (name: string, device = FAN.device): object => ({ device, name, was: FAN });
    const TOGETHER: readonly (readonly [what: string, rows: readonly object[], replaced: object])[] = [
        ['swapped', [bath('Fan'), fanNow('bath')], { bath: 'Fan', fan: 'bath' }],
        ['passed on in a chain', [bath('Fan'), fanNow('Heater')], { bath: 'Fan', fan: 'Heater' }],
        ['passed on in a chain, the other way round', [bath('Hall'), fanNow('Bath')], { bath: 'Hall', fan: 'Bath' }],
        [
            'passed on to a row that is new',
            [bath('Old bath'), fan, { device: 'x/1', name: 'Bath' }],
            { bath: 'Old bath' },
        ],
        ['kept by swapped devices', [bath('Bath', FAN.device), fanNow('Fan', BATH.device)], {}],
        ['kept while the other row was removed', [fanNow('Bath')], { fan: 'Bath' }],
        ['kept while its row lost it to another one', [bath(''), fanNow('Bath')], { fan: 'Bath' }],
        ['kept by a new row in place of the removed one', [fan, { device: 'thermometer/i2c1-49', name: 'Bath' }], {}],
    ];
    for (const [what, rows, replaced] of TOGETHER) {
        it(`is replaced together with others: ${what}`, () => {
            assert.deepEqual(Object.fromEntries(replacements(NAMED, rows as never)), replaced);
        });
    }

    it('is replaced once in a node: swapped names are not swapped back', () => {
        const swapped = replacements(NAMED, [bath('Fan'), fanNow('Bath')] as never);
        const node = { topic: 'Bath/#', device: 'fan', answer: 'Bath' };
        assert.deepEqual(renamed(node, swapped), { topic: 'Fan/#', device: 'Bath', answer: 'Fan' });
    });

    it('stays if several devices had it, or its device was not valid', () => {
        const twice = { device: 'relay/i2c0-3f', name: 'FAN' };
        const rows = [
            { ...FAN, name: 'Fan 1', was: FAN },
            { ...twice, name: 'Fan 2', was: twice },
        ];
        assert.equal(replacements([FAN, twice], rows).size, 0);
        assert.equal(replacements([{ device: 'relay', name: 'Fan' }], []).size, 0);
    });
});

describe('the silence limit of an owner', () => {
    it('replaces the limit of the sidebar, the age of an old value and the suggested limit; 0 is never', () => {
        const interval = { seconds: 10, source: 'confirmed' } as const;
        assert.equal(maxSilenceMs(ROOM, interval), 40_000);
        assert.equal(maxSilenceMs(ROOM, interval, 300_000), 300_000);
        assert.equal(maxSilenceMs(ROOM, interval, 0), undefined);
        assert.equal(oldAfterMs('thermometer', interval, 300_000), 300_000);
        assert.equal(oldAfterMs('push-button', undefined, 300_000), 300_000);
        assert.equal(silenceLimitS([{ ...ROOM, limitMs: 300_000 }]), 300);
    });
});
