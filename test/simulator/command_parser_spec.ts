// What the bridge understands, line by line, bad ones included. Rows come from the protocol
// reference, sections 6, 8 and 10.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DIALECTS } from '../../src/simulator/bridge-dialects';
import { understand } from '../../src/simulator/command-parser';
import { isStartMessage } from '../../src/simulator/line-parser';
import { anyText } from '../support/any-text.js';
import { BEYOND, line } from '../support/lines';

const nothing = { act: 'nothing' };
const update = (interval: string): string => `["thermometer/i2c0-48/config/update", {"publish-interval": ${interval}}]`;
const configured = (...intervals: (number | null)[]): object => ({
    act: 'configure',
    device: 'thermometer/i2c0-48',
    intervals,
});
const relayOn = { act: 'set-relay', device: 'relay/i2c0-3b', state: true };

const wake = { act: 'wake', device: 'thermometer/i2c0-48' };
const reads = (order: object): object => ({
    act: 'i2c',
    order: { bus: 0, address: 0, write: undefined, readLength: 1, ...order },
});

const ROWS: readonly (readonly [name: string, line: string, order: object])[] = [
    ['device list', '["-/-/config/list", {}]', { act: 'list' }],
    [
        'device list with a payload has no effect',
        '["-/-/config/list", {"a": 1}]',
        { act: 'report-config', device: '-/-' },
    ],
    ['bus scan', '["i2c/1/config/scan", {}]', { act: 'scan', bus: 1 }],
    ['bus scan of a bus that is not there', '["i2c/2/config/scan", {}]', nothing],
    ['bus scan with a payload', '["i2c/0/config/scan", {"a": 1}]', nothing],
    ['LED', '["led/-/set", {"state": "3-dot"}]', { act: 'set-led', state: '3-dot' }],
    ['LED, unquoted word', '["led/-/set", {"state": on}]', { act: 'set-led', state: 'on' }],
    ['LED, unknown state', '["led/-/set", {"state": "blink"}]', nothing],
    ['LED query', '["led/-/get", {}]', { act: 'report-led' }],
    ['LED, one level too many', '["led/-/get/x", {}]', nothing],
    ['LED without a state', '["led/-/set", {}]', nothing],
    ['LED, another request with a state', '["led/-/blink", {"state": "on"}]', nothing],
    ['relay, another request with a state', '["relay/i2c0-3b/toggle", {"state": true}]', nothing],
    ['display query with a line', '["display-oled/i2c0-3c/get", {"line-0": "Hello"}]', nothing],
    ['display, nothing to draw', '["display-oled/i2c0-3c/set", {}]', nothing],
    ['configuration of the hub itself', '["-/-/config/get", {}]', { act: 'report-config', device: '-/-' }],
    ['bus scan of a device', '["thermometer/i2c0-48/config/scan", {}]', nothing],
    [
        'configuration of an address without a type',
        '["-/i2c0-3d/config/get", {}]',
        { act: 'report-config', device: '-/i2c0-3d' },
    ],
    ['configuration of a low address', '["-/i2c1-05/config/get", {}]', { act: 'report-config', device: '-/i2c1-05' }],
    ['no level', '["", {}]', nothing],
    ['one level', '["relay", {"state": true}]', nothing],
    ['fourth level of 31 bytes', `["thermometer/i2c0-48/get/${'x'.repeat(31)}", {}]`, wake],
    ['fourth level of 32 bytes', `["thermometer/i2c0-48/get/${'x'.repeat(32)}", {}]`, nothing],
    ['fourth level of 16 characters of two bytes', `["thermometer/i2c0-48/get/${'é'.repeat(16)}", {}]`, nothing],
    ['relay', '["relay/i2c0-3b/set", {"state": true}]', relayOn],
    ['relay, more keys behind', '["relay/i2c0-3b/set", {"state": true, "x": 1}]', relayOn],
    ['relay, state not first', '["relay/i2c0-3b/set", {"x": 1, "state": true}]', nothing],
    ['relay, another key first', '["relay/i2c0-3b/set", {"x": true, "state": false}]', nothing],
    ['relay, string', '["relay/i2c0-3b/set", {"state": "true"}]', nothing],
    ['relay, number', '["relay/i2c0-3b/set", {"state": 1}]', nothing],
    ['relay, null', '["relay/i2c0-3b/set", {"state": null}]', nothing],
    ['relay, no state', '["relay/i2c0-3b/set", {}]', nothing],
    ['relay query', '["relay/i2c0-3f/get", {}]', { act: 'report-relay', device: 'relay/i2c0-3f' }],
    [
        'relay query with a fourth level, which wakes the relay',
        '["relay/i2c0-3b/get/x", {}]',
        { act: 'wake', device: 'relay/i2c0-3b' },
    ],
    ['relay command with a fourth level', '["relay/i2c0-3b/set/x", {"state": true}]', nothing],
    [
        'sensor query with a fourth level',
        '["thermometer/i2c0-48/get/x", {}]',
        { act: 'wake', device: 'thermometer/i2c0-48' },
    ],
    ['relay, two states: the first counts', '["relay/i2c0-3b/set", {"state": true, "state": false}]', relayOn],
    ['LED, two states', '["led/-/set", {"state": "on", "state": "off"}]', { act: 'set-led', state: 'on' }],
    ['upper-case hex', '["relay/i2c0-3B/set", {"state": true}]', relayOn],
    ['upper-case address', '["relay/I2C0-3B/set", {"state": true}]', relayOn],
    ['address by position', '["relay/abc0x3b/set", {"state": true}]', relayOn],
    ['bus 7 means bus 1', '["thermometer/i2c7-49/get", {}]', { act: 'wake', device: 'thermometer/i2c1-49' }],
    ['type of another address', '["relay/i2c0-48/set", {"state": true}]', nothing],
    ['type in upper case', '["RELAY/i2c0-3b/set", {"state": true}]', nothing],
    ['relay without an address', '["relay/-/set", {"state": true}]', nothing],
    ['empty levels are skipped', '["/relay//i2c0-3b/set/", {"state": true}]', relayOn],
    ['escaped slash', '["relay\\/i2c0-3b\\/set", {"state": true}]', nothing],
    ['escaped letter', '["\\u0072elay/i2c0-3b/set", {"state": true}]', nothing],
    ['wildcard', '["relay/+/get", {}]', nothing],
    ['two levels', '["relay/i2c0-3b", {"state": true}]', nothing],
    ['five levels', '["thermometer/i2c0-48/config/update/x", {"publish-interval": 3}]', nothing],
    ['level of 31 bytes', `["${'a'.repeat(31)}/i2c0-3b/get", {}]`, nothing],
    ['sensor query', '["barometer/i2c0-60/get", {}]', { act: 'wake', device: 'barometer/i2c0-60' }],
    ['sensor command', '["thermometer/i2c0-48/set", {"x": 1}]', nothing],
    ['unknown type', '["unknown/i2c0-11/set", {"x": 1}]', nothing],
    ['display query', '["display-oled/i2c0-3c/get", {}]', nothing],
    ['display, one level too many', '["display-oled/i2c0-3c/set/x", {"line-0": "Hello"}]', nothing],
    ['display at an address without a type', '["display-oled/i2c0-3d/set", {"line-0": "Hello"}]', nothing],
    ['interval', update('3'), configured(3)],
    ['interval null', update('null'), configured(null)],
    ['interval cut', update('2.9'), configured(2)],
    ['interval 1e1', update('1e1'), configured(10)],
    ['interval 1E1', update('1E1'), configured(1)],
    ['interval negative', update('-5'), configured()],
    ['interval string', update('"5"'), configured()],
    ['interval object', update('{}'), configured()],
    ['interval of more than a day', update('86401'), configured(86_401)],
    ['interval twice', update('3, "publish-interval": 4'), configured(3, 4)],
    ['other keys', '["thermometer/i2c0-48/config/update", {"x": 1}]', configured()],
    ['documented config/set', '["thermometer/i2c0-48/config/set", {"publish-interval": 3}]', nothing],
    ['config/get', '["led/-/config/get", {}]', { act: 'report-config', device: 'led/-' }],
    ['config/list of a device', '["relay/i2c0-3b/config/list", {}]', { act: 'report-config', device: 'relay/i2c0-3b' }],
    ['I2C read of nothing', '["i2c/0/get", {"address": "48", "write": "00"}]', nothing],
    ['I2C register of three bytes', '["i2c/0/get", {"write": "00,01,02", "read-length": 1}]', nothing],
    ['I2C address too high', '["i2c/0/get", {"address": "80", "read-length": 1}]', nothing],
    ['I2C address as a number', '["i2c/0/get", {"address": 48, "read-length": 1}]', reads({})],
    ['I2C, the highest address', '["i2c/1/get", {"address": "7F", "read-length": 1}]', reads({ bus: 1, address: 127 })],
    ['I2C, register as a number', '["i2c/0/get", {"write": 00, "read-length": 1}]', reads({})],
    [
        'I2C, register of two bytes',
        '["i2c/0/get", {"write": "00,01", "read-length": 1}]',
        reads({ write: { encoding: 'hex', bytes: Buffer.from([0, 1]) } }),
    ],
    ['I2C data with an open parenthesis', '["i2c/0/set", {"write": "(ab"}]', nothing],
    ['I2C, another request', '["i2c/0/toggle", {"write": "00"}]', nothing],
    ['I2C on a bus that is not there', '["i2c/2/get", {"address": "48", "read-length": 1}]', nothing],
    ['missing comma', '["relay/i2c0-3b/set" {"state": true}]', relayOn],
    ['trailing text', '["relay/i2c0-3b/set", {"state": true}] trailing', relayOn],
    ['two arrays', '["relay/i2c0-3b/set", {"state": true}]["led/-/get", {}]', relayOn],
    ['carriage return', '["relay/i2c0-3b/set", {"state": true}]\r', relayOn],
    ['NUL', '["relay/i2c0-3b/set", {"state": true}]\0["', relayOn],
    ['byte order mark', '\ufeff["relay/i2c0-3b/set", {"state": true}]', nothing],
    ['single quotes', "['relay/i2c0-3b/set', {'state': true}]", nothing],
    ['unbalanced', '["relay/i2c0-3b/set", {"state": true}', nothing],
    ['wrong bracket', '["relay/i2c0-3b/set", {"state": true]}', nothing],
    ['third element', '["relay/i2c0-3b/set", {"state": true}, {}]', nothing],
    ['third element without a comma', '["relay/i2c0-3b/set", {"state": true} {}]', nothing],
    ['payload not an object', '["relay/i2c0-3b/set", [true]]', nothing],
    ['no payload', '["relay/i2c0-3b/get"]', nothing],
    ['topic without quotes', '[relay/i2c0-3b/set, {"state": true}]', nothing],
    ['a list of nothing', '[         ]', nothing],
    ['topic not a string', '[42, {"state": true}]', nothing],
    ['object for an array', '{"relay/i2c0-3b/set": {"state": true}}', nothing],
    ['too short', '[[[[[[', nothing],
    ['nonsense', 'garbage', nothing],
    ['20 tokens', `["relay/i2c0-3b/set",{"state":true${',"a":1'.repeat(7)},"b"}]`, relayOn],
    ['one token more', BEYOND, { act: 'crash' }],
    ['2,048 bytes', `["relay/i2c0-3b/set", {"state": true, "pad": "${'x'.repeat(2_000)}"}]`, relayOn],
    ['start message once more', '["clown.talk/-/config/set", {}]', nothing],
];

describe('simulator: commands', () => {
    for (const [name, line, order] of ROWS) {
        it(name, () => {
            assert.deepEqual(understand(line), order);
        });
    }

    it('a device that refuses to be configured refuses nothing else, not even half of such a request', () => {
        const refuses = new Set(['thermometer/i2c0-48']);
        const orderOf = (request: string): object =>
            understand(line(`thermometer/i2c0-48/${request}`), DIALECTS.bridge, refuses);
        assert.deepEqual(orderOf('config/x'), { act: 'refuse', device: 'thermometer/i2c0-48' });
        assert.deepEqual(orderOf('config'), nothing);
        assert.deepEqual(orderOf('get'), wake);
    });

    it('an I2C read carries its register', () => {
        assert.deepEqual(understand('["i2c/0/get", {"address": "4A", "write": "0F", "read-length": 2}]'), {
            act: 'i2c',
            order: { bus: 0, address: 0x4a, write: { encoding: 'hex', bytes: Buffer.from([15]) }, readLength: 2 },
        });
    });

    it('of equal keys of an I2C command the last that can be read counts', () => {
        const line =
            '["i2c/0/get", {"address": "4A", "address": "48", "write": "00", "write": "0F", ' +
            '"read-length": 1, "read-length": 2, "read-length": "3"}]';
        assert.deepEqual(understand(line), {
            act: 'i2c',
            order: { bus: 0, address: 0x48, write: { encoding: 'hex', bytes: Buffer.from([15]) }, readLength: 2 },
        });
    });

    it('knows the start message by its topic, whatever the payload', () => {
        assert.equal(isStartMessage('["clown.talk/-/config/set", {}]'), true);
        assert.equal(isStartMessage('["clown.talk/-/config/set", {"a": 1}]'), true);
        assert.equal(isStartMessage('["clown.talk/-/config/set", []]'), false);
        assert.equal(isStartMessage('["-/-/config/list", {}]'), false);
    });

    it('ends over an I2C write that has no data', () => {
        const payload = fc.dictionary(fc.constantFrom('address', 'a'), fc.constantFrom('48', 1, null));
        fc.assert(fc.property(payload, (one) => assert.equal(understand(line('i2c/0/set', one)).act, 'crash')));
    });

    it('never throws', () => {
        const piece = fc.constantFrom(
            '[',
            ']',
            '{',
            '}',
            '"',
            ':',
            ',',
            ' ',
            '\\',
            'relay/i2c0-3b/set',
            'state',
            'true',
            '\0',
            '1',
        );
        fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => void understand(pieces.join(''))));
        fc.assert(fc.property(anyText(), (line) => void understand(line)));
        fc.assert(fc.property(fc.json(), (payload) => void understand(`["i2c/0/get", ${payload}]`)));
    });
});
