// The devices and quantities in topics and payloads.

// cspell:ignore ΟΔΌΣ οδός livingroom
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseFrame } from '../../src/protocol/frame';
import {
    DEVICE_TYPES,
    devicePath,
    hasState,
    isNumeric,
    LED_STATES,
    nameKey,
    quantities,
    quantityOf,
    topicParts,
} from '../../src/protocol/model';
import { checkTopic } from '../../src/protocol/topic';
import { bytes, linesOf, rows } from '../support/frames';
import { good } from '../support/results';

const TOPICS: readonly (readonly [topic: string, parts: object])[] = [
    ['boot', { type: 'boot', address: '', event: '' }],
    ['thermometer/i2c0-48', { type: 'thermometer', address: 'i2c0-48', bus: 0, event: '' }],
    ['thermometer/i2c1-49/config/ok', { type: 'thermometer', address: 'i2c1-49', bus: 1, event: 'config/ok' }],
    ['RELAY/I2C0-3B', { type: 'RELAY', address: 'I2C0-3B', bus: 0, event: '' }],
    ['relay/-', { type: 'relay', address: '-', event: '' }],
    ['led/-/set', { type: 'led', address: '-', event: 'set' }],
    ['led-strip/-/config/set/ok', { type: 'led-strip', address: '-', event: 'config/set/ok' }],
    ['-/-/config/list/ok', { type: '-', address: '-', event: 'config/list/ok' }],
    ['-/i2c0-3d', { type: '-', address: 'i2c0-3d', bus: 0, event: '' }],
    ['i2c/0', { type: 'i2c', address: '0', bus: 0, event: '' }],
    ['i2c/1/config/scan/ok', { type: 'i2c', address: '1', bus: 1, event: 'config/scan/ok' }],
    ['i2c/x', { type: 'i2c', address: 'x', event: '' }],
    ['i2c/x1', { type: 'i2c', address: 'x1', event: '' }],
    ['i2c/1x', { type: 'i2c', address: '1x', event: '' }],
    ['thermometer/xi2c0-48', { type: 'thermometer', address: 'xi2c0-48', event: '' }],
    ['relay/0', { type: 'relay', address: '0', event: '' }],
    ['thermometer/i2c9-zz', { type: 'thermometer', address: 'i2c9-zz', event: '' }],
    ['thermometer/i2c0-481', { type: 'thermometer', address: 'i2c0-481', event: '' }],
    ['$config/devices/-/-', { type: '$config', address: 'devices', event: '-/-' }],
    ['__proto__/constructor', { type: '__proto__', address: 'constructor', event: '' }],
];

const QUANTITIES: readonly (readonly [name: string, payload: string, list: object[]])[] = [
    ['value with unit', '{"t": [22.5, "lux"]}', [{ quantity: 't', value: 22.5, unit: 'lux' }]],
    ['one-character degrees', '{"t": [22.5, "\\u2103"]}', [{ quantity: 't', value: 22.5, unit: '°C' }]],
    ['two-character degrees', '{"t": [22.5, "°C"]}', [{ quantity: 't', value: 22.5, unit: '°C' }]],
    ['bare value', '{"event-count": 7}', [{ quantity: 'event-count', value: 7 }]],
    ['state', '{"state": true}', [{ quantity: 'state', value: true }]],
    ['unknown state', '{"state": null}', [{ quantity: 'state', value: null }]],
    ['no value with unit', '{"t": [null, "lux"]}', [{ quantity: 't', value: null, unit: 'lux' }]],
    ['number as text with unit', '{"t": ["22.5", "lux"]}', [{ quantity: 't', value: '22.5', unit: 'lux' }]],
    ['unit null', '{"t": [22.5, null]}', [{ quantity: 't', value: 22.5 }]],
    ['unit missing', '{"t": [22.5]}', [{ quantity: 't', value: [22.5] }]],
    ['decimal comma', '{"t": [22, 56, "lux"]}', [{ quantity: 't', value: [22, 56, 'lux'] }]],
    ['more behind the unit', '{"t": [22, "lux", 1]}', [{ quantity: 't', value: [22, 'lux', 1] }]],
    ['list of two numbers', '{"t": [22, 56]}', [{ quantity: 't', value: [22, 56] }]],
    ['list of two texts', '{"sensors": ["a/b", "c/d"]}', [{ quantity: 'sensors', value: ['a/b', 'c/d'] }]],
    [
        'list of two lists',
        '{"slaves": [["38", "a"], ["3B", "b"]]}',
        [
            {
                quantity: 'slaves',
                value: [
                    ['38', 'a'],
                    ['3B', 'b'],
                ],
            },
        ],
    ],
    ['empty list', '{"notifications": []}', [{ quantity: 'notifications', value: [] }]],
    ['object', '{"t": {"value": 1}}', [{ quantity: 't', value: { value: 1 } }]],
    [
        'several, in the order of the hub',
        '{"pressure": [101.9, "kPa"], "altitude": [583.0, "m"]}',
        [
            { quantity: 'pressure', value: 101.9, unit: 'kPa' },
            { quantity: 'altitude', value: 583, unit: 'm' },
        ],
    ],
    ['empty name', '{"": 1}', [{ quantity: '', value: 1 }]],
    ['none', '{}', []],
];

const NUMBERS: readonly (readonly [text: string, numeric: boolean])[] = [
    ['0', true],
    ['-1', true],
    ['+1', true],
    ['22.5', true],
    ['.5', true],
    ['5.', true],
    ['1e3', true],
    ['1E-3', true],
    [' 7 ', true],
    ['', false],
    [' ', false],
    ['.', false],
    ['-', false],
    ['e3', false],
    ['1e', false],
    ['0x10', false],
    ['1,5', false],
    ['1 2', false],
    ['NaN', false],
    ['Infinity', false],
    ['one', false],
    ['1-dot', false],
];

describe('model: topics', () => {
    for (const [topic, parts] of TOPICS) {
        it(topic, () => assert.deepEqual(topicParts(topic), parts));
    }

    it('the parts make up the topic again', () => {
        fc.assert(
            fc.property(fc.string({ unit: fc.constantFrom('a', '0', '-', '/', 'i2c0-48') }), (topic) => {
                const { type, address, event } = topicParts(topic);
                if (checkTopic(topic).ok)
                    assert.equal([type, address, event].filter((part) => part !== '').join('/'), topic);
            }),
        );
    });
});

describe('model: the device of a topic', () => {
    it('is its first two levels', () => {
        const topics = ['relay/i2c0-3b/set', 'relay/i2c0-3b', 'a/b/c/d', 'boot'];
        assert.deepEqual(topics.map(devicePath), ['relay/i2c0-3b', 'relay/i2c0-3b', 'a/b', 'boot']);
    });

    it('may have a state if it is a relay or the LED', () => {
        const topics = ['relay/i2c0-3b', 'led/-', 'relay', 'led-strip/-', 'x/relay/', 'x/led/', 'thermometer/i2c0-48'];
        assert.deepEqual(topics.filter(hasState), ['relay/i2c0-3b', 'led/-']);
    });

    it('has a name that is compared as it looks', () => {
        assert.equal(nameKey('  Living\t\u00a0 RO\u200bOM '), 'living room');
        assert.equal(nameKey('\uff21'), 'a');
        assert.equal(nameKey('ΟΔΌΣ'), nameKey('οδός'));
        assert.notEqual(nameKey('living room'), nameKey('livingroom'));
    });
});

describe('model: quantities', () => {
    for (const [name, payload, list] of QUANTITIES) {
        it(name, () => {
            const data = good(parseFrame(`["a", ${payload}]`)).payload;
            const found = quantities(data);
            assert.deepEqual(found, list);
            for (const one of found) assert.deepEqual(quantityOf(data, one.quantity), one);
        });
    }

    it('are as many as wanted', () => {
        const payload = { a: 1, b: 2, c: 3 };
        assert.deepEqual(
            [undefined, 2, 0].map((most) => quantities(payload, most).length),
            [3, 2, 0],
        );
    });

    it('one that is not there is undefined, also by the names of built-in members', () => {
        for (const name of ['missing', 'toString', '__proto__', 'constructor'])
            assert.equal(quantityOf({ a: 1 }, name), undefined);
    });

    it('readings of known devices have the known quantities and units', () => {
        const devices = rows('hub->client', true).flatMap(({ frame }) =>
            linesOf(bytes(frame)).map((line) => good(line.frame)),
        );
        let known = 0;
        for (const { topic, payload } of devices) {
            const { type, address, event } = topicParts(topic);
            const model = DEVICE_TYPES.get(type);
            if (event !== '' || !model?.addresses.includes(address)) continue;
            for (const { quantity, unit } of quantities(payload)) {
                if (unit === undefined) continue;
                assert.equal(model.quantities[quantity], unit, `${topic} ${quantity}`);
                known++;
            }
        }
        assert.ok(known > 10);
    });
});

describe('model: devices', () => {
    it('every address is one that a topic can have', () => {
        for (const [type, { addresses }] of DEVICE_TYPES) {
            assert.ok(addresses.length > 0);
            for (const address of addresses)
                assert.equal(good(checkTopic(`${type}/${address}/set`)), `${type}/${address}/set`);
        }
    });

    it('addresses are those of the reference', () => {
        const all = [...DEVICE_TYPES].map(([type, { addresses }]) => `${type} ${addresses.join(' ')}`);
        assert.deepEqual(all, [
            'thermometer i2c0-48 i2c0-49 i2c1-48 i2c1-49',
            'lux-meter i2c0-44 i2c0-45 i2c1-44 i2c1-45',
            'barometer i2c0-60 i2c1-60',
            'humidity-sensor i2c0-5f i2c0-40 i2c0-41 i2c1-5f i2c1-40 i2c1-41',
            'co2-sensor i2c0-38',
            'relay i2c0-3b i2c0-3f',
            'led -',
            'display-oled i2c0-3c i2c1-3c',
            'i2c 0 1',
            'pir -',
            'push-button -',
        ]);
        assert.deepEqual(LED_STATES, ['off', 'on', '1-dot', '2-dot', '3-dot']);
    });
});

describe('model: numbers as text', () => {
    for (const [text, numeric] of NUMBERS) {
        it(`"${text}" is ${numeric ? 'one' : 'none'}`, () => {
            assert.equal(isNumeric(text), numeric);
            if (numeric) assert.ok(Number.isFinite(Number(text)));
        });
    }

    it('a million digits are read at once, also when a letter follows', () => {
        const digits = '1'.repeat(1_000_000);
        for (const text of [`${digits}x`, `${digits}.${digits}x`, `.${digits}x`, `1e${digits}x`])
            assert.equal(isNumeric(text), false);
    });
});
