// Commands that a real bridge would silently ignore or misread, or that may crash it.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkCommand, commandText } from '../../src/protocol/commands';
import type { Json } from '../../src/protocol/frame';
import { DEVICE_TYPES } from '../../src/protocol/model';
import { understand } from '../../src/simulator/command-parser';
import { good, outcome } from '../support/results';

type Rows = readonly (readonly [name: string, topic: string, payload: unknown, sent: Json | string])[];

const UPDATE = 'thermometer/i2c0-48/config/update';
const READ = { address: '48', 'read-length': 1 };
const WRITE = { address: '48', write: '01' };
const seconds = { 'publish-interval': 5 };

const GUARDED: Readonly<Record<string, Rows>> = {
    'buses [O10]': [
        ...['2', '-', '00', '01', 'x', 'i2c0-48'].flatMap(
            (bus): Rows => [
                [`read from bus ${bus}`, `i2c/${bus}/get`, READ, 'i2c-topic'],
                [`write to bus ${bus}`, `i2c/${bus}/set`, WRITE, 'i2c-topic'],
                [`scan of bus ${bus}`, `i2c/${bus}/config/scan`, {}, 'i2c-topic'],
                [`interval of bus ${bus}`, `i2c/${bus}/config/update`, 5, 'i2c-topic'],
                [`unknown request of bus ${bus}`, `i2c/${bus}/reset`, {}, 'i2c-topic'],
            ],
        ),
        ['read from bus 0', 'i2c/0/get', READ, READ],
        ['write to bus 1', 'i2c/1/set', WRITE, WRITE],
        ['scan of bus 1', 'i2c/1/config/scan', {}, {}],
        ['known device on bus 2, taken for bus 1', 'thermometer/i2c2-48/get', {}, 'i2c-topic'],
        ['its upper case', 'thermometer/I2C9-48/config/update', 5, 'i2c-topic'],
        ['relay on bus 7', 'relay/i2c7-3b/set', true, 'i2c-topic'],
        ['any seven characters, read as an address by position', 'relay/xxxx-3b/set', true, 'i2c-topic'],
        ['the same of a sensor', 'thermometer/kitchen/get', {}, 'i2c-topic'],
        ['known device on bus 1', 'thermometer/i2c1-48/get', {}, {}],
        ['known type without a bus', 'relay/-/set', true, { state: true }],
        ['unknown type on bus 2', 'window/i2c2-48/get', {}, {}],
    ],
    'intervals [O10]': [
        ['none', UPDATE, {}, 'interval-missing'],
        ['none, as JSON text', UPDATE, '{}', 'interval-missing'],
        ['another setting alone', UPDATE, { interval: 5 }, 'interval-missing'],
        ['inherited', UPDATE, Object.create(seconds), 'interval-missing'],
        ['none, unknown type', 'window/-/config/update', {}, 'interval-missing'],
        ['nothing, unknown type', 'window/-/config/update', undefined, 'interval-missing'],
        ['none, relay', 'relay/i2c0-3b/config/update', {}, 'interval-missing'],
        ['bare null, CO2', 'co2-sensor/i2c0-38/config/update', null, 'interval-co2'],
        ['config/set without one', 'led-strip/-/config/set', { mode: 'rgb' }, { mode: 'rgb' }],
        ['start message', 'clown.talk/-/config/set', {}, {}],
        ['relay', 'relay/i2c0-3b/config/update', seconds, 'interval-relay'],
        ['relay, bare number', 'relay/i2c0-3f/config/update', 5, 'interval-relay'],
        ['relay, bare null', 'relay/i2c0-3b/config/update', null, 'interval-relay'],
        ['relay, impossible', 'relay/i2c0-3b/config/update', 86_401, 'interval-relay'],
        ['relay, documented word', 'relay/-/config/set', seconds, 'interval-relay'],
        ['relay, another setting', 'relay/-/config/set', { a: 1 }, { a: 1 }],
        ['LED', 'led/-/config/update', seconds, seconds],
        ['the word as a text within', UPDATE, { x: ['publish-interval', 5], ...seconds }, 'interval-nested'],
        ['the word deeper within', UPDATE, { x: { y: [['publish-interval']] }, ...seconds }, 'interval-nested'],
        ['behind something nested it is put first', UPDATE, { x: [1], ...seconds }, { ...seconds, x: [1] }],
        ['something nested that cannot stand behind it', UPDATE, { 1: [1], ...seconds }, 'interval-nested'],
        ['something flat before it', UPDATE, { 1: 1, ...seconds }, { 1: 1, ...seconds }],
    ],
    'questions that are never answered [O10]': [
        ['CO2', 'co2-sensor/i2c0-38/get', {}, 'no-effect'],
        ['CO2, with a payload', 'co2-sensor/i2c0-38/get', { a: 1 }, 'no-effect'],
        ['wireless CO2', 'co2-sensor/-/get', {}, {}],
        ['wireless CO2, with a payload', 'co2-sensor/-/get', { a: 1 }, 'command-no-payload'],
        ['display', 'display-oled/i2c0-3c/get', {}, 'no-effect'],
        ['display anywhere', 'display-oled/-/get', {}, 'no-effect'],
        ['settings of the CO2 sensor', 'co2-sensor/i2c0-38/config/get', {}, {}],
    ],
    'states for what has none [O10]': [
        ['thermometer', 'thermometer/i2c0-48/set', { state: true }, 'no-effect'],
        ['CO2', 'co2-sensor/i2c0-38/set', {}, 'no-effect'],
        ['wireless thermometer', 'thermometer/-/set', { state: true }, { state: true }],
        ['unknown type', 'light/i2c0-48/set', { state: true }, { state: true }],
    ],
    'I2C beyond its fields [O10]': [
        [
            '60 bytes',
            'i2c/0/set',
            { address: '48', write: `(${'x'.repeat(60)})` },
            { address: '48', write: Array.from({ length: 60 }, () => '78').join() },
        ],
        ['61 bytes', 'i2c/0/set', { address: '48', write: `(${'x'.repeat(61)})` }, 'i2c-write'],
        ['what is nested hides the data', 'i2c/0/set', { x: { y: 1 }, ...WRITE }, WRITE],
        [
            'what stands behind',
            'i2c/0/get',
            { ...READ, write: '00', x: [{ write: '01,02' }] },
            { ...READ, write: '00' },
        ],
        ['a fourth level is not looked at', 'i2c/0/set/x', { address: '4', write: '01' }, 'i2c-address'],
        ['unknown request of a bus', 'i2c/0/reset', { a: 1 }, 'i2c-topic'],
    ],
    'display text [O10]': [
        ['quote, shown with a backslash', 'display-oled/i2c0-3c/set', { 'line-0': 'say "hi"' }, 'display-char'],
        ['backslash, shown twice', 'display-oled/i2c0-3c/set', { 'line-0': 'C:\\' }, 'display-char'],
        [
            'all that stays as it is',
            'display-oled/i2c0-3c/set',
            { 'line-0': " !#$%&'()*+,-./09:;<", 'line-1': '=>?@AZ[]^_`az{|}~' },
            { 'line-0': " !#$%&'()*+,-./09:;<", 'line-1': '=>?@AZ[]^_`az{|}~' },
        ],
    ],
};

for (const [title, rows] of Object.entries(GUARDED)) {
    describe(`commands: ${title}`, () => {
        for (const [name, topic, payload, expected] of rows) {
            it(name, () => {
                const command = checkCommand(topic, payload);
                assert.deepEqual(command.ok ? command.value.payload : outcome(command), expected);
                if (!command.ok) assert.equal(command.reason.params.topic, topic);
            });
        }
    });
}

describe('commands: the bridge finds what was checked', () => {
    const nested = fc.letrec((tie) => ({
        any: fc.oneof(
            { maxDepth: 3 },
            fc.constantFrom<Json>('publish-interval', 'write', 'address', '01', 'x', 0, 5, 1e9, null, true),
            fc.array(tie('any'), { maxLength: 3 }),
            fc.dictionary(fc.constantFrom('publish-interval', 'write', 'address', 'a', '1'), tie('any'), {
                maxKeys: 3,
            }),
        ),
    })).any;
    const others = fc.dictionary(fc.constantFrom('a', 'b', '1'), nested, { maxKeys: 3 });

    it('the interval that was taken, and no other', () => {
        let taken = 0;
        fc.assert(
            fc.property(others, fc.integer({ min: 1, max: 86_400 }), others, (before, wanted, after) => {
                const text = commandText(UPDATE, { ...before, 'publish-interval': wanted, ...after });
                if (!text.ok) return;
                taken++;
                const order = understand(text.value.trimEnd());
                assert.ok(order.act === 'configure');
                assert.deepEqual(order.intervals, [wanted]);
            }),
            { numRuns: 3_000 },
        );
        assert.ok(taken > 300, `only ${taken} were taken`);
    });

    it('the I2C data that were taken, and no other', () => {
        fc.assert(
            fc.property(others, others, fc.constantFrom('i2c/0/set', 'i2c/1/set/x'), (before, after, topic) => {
                const order = understand(good(commandText(topic, { ...before, ...WRITE, ...after })).trimEnd());
                assert.ok(order.act === 'i2c');
                assert.equal(order.order.address, 0x48);
                assert.deepEqual([...(order.order.write?.bytes ?? [])], [1]);
                assert.equal(order.order.readLength, 0);
            }),
            { numRuns: 1_000 },
        );
    });
});

describe('commands: every known device', () => {
    for (const [type, { addresses }] of DEVICE_TYPES) {
        it(`${type}: no address that a bridge can have is refused for its bus`, () => {
            for (const address of addresses) {
                const topic = `${type}/${address}/config/get`;
                assert.deepEqual(good(checkCommand(topic, {})), { topic, payload: {} });
            }
        });
    }
});
