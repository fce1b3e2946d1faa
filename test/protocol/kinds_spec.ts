// The kinds of commands: what the node settings show of them, and the command for a device and a value.

import assert from 'node:assert/strict';
import type { Result } from '../../src/base/errors';
import { checkCommand, commandText } from '../../src/protocol/commands';
import type { Json } from '../../src/protocol/frame';
import {
    COMMAND_KINDS,
    type CommandKind,
    isCommandKind,
    isConfirmable,
    KINDS,
    kindCommand,
    knownDevices,
} from '../../src/protocol/kinds';
import { DEVICE_TYPES } from '../../src/protocol/model';
import { HOSTILE } from '../support/hostile';
import { good, outcome } from '../support/results';

type Made = Exclude<CommandKind, 'message' | 'raw'>;
const MADE = COMMAND_KINDS.filter((kind): kind is Made => kind !== 'message' && kind !== 'raw');

/** Makes the frame of a kind, or the code of the refusal. */
function frame(kind: Made, device: unknown, value: unknown): () => unknown {
    return () => {
        const made = kindCommand(kind, device, value);
        return made.ok ? text(made.value.topic, made.value.payload)() : outcome(made);
    };
}

function text(topic: unknown, payload: unknown): () => unknown {
    return () => {
        const checked = commandText(topic, payload);
        return checked.ok ? (JSON.parse(checked.value) as unknown) : outcome(checked);
    };
}

const pairs = (count: number): Record<string, number> =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`key-${at}`, at]));
const eight = (...lines: string[]): Json =>
    Object.fromEntries(Array.from({ length: 8 }, (_, at) => [`line-${at}`, lines[at] ?? ' ']));
const blank = Buffer.alloc(1024);
const raw = blank.toString('base64');
const level = 'x'.repeat(31);

type Rows = readonly (readonly [name: string, make: () => unknown, expected: Json])[];

const COMMANDS: Rows = [
    ['led/-/set', frame('led', '', '2-dot'), ['led/-/set', { state: '2-dot' }]],
    ['led/-/get', frame('get', 'led/-', 'x'), ['led/-/get', {}]],
    ['relay/A/set', frame('relay', 'i2c0-3b', 'on'), ['relay/i2c0-3b/set', { state: true }]],
    ['relay/A/get', frame('get', 'relay/i2c0-3f', null), ['relay/i2c0-3f/get', {}]],
    ['display-oled/A/set, lines', frame('text', 'i2c0-3c', 'a\nb'), ['display-oled/i2c0-3c/set', eight('a', 'b')]],
    ['display-oled/A/set, raw', frame('picture', 'i2c1-3c', blank), ['display-oled/i2c1-3c/set', { raw }]],
    ['T/A/get', frame('get', 'thermometer/i2c0-48', undefined), ['thermometer/i2c0-48/get', {}]],
    [
        'T/A/config/update',
        frame('interval', 'lux-meter/i2c0-44', 30),
        ['lux-meter/i2c0-44/config/update', { 'publish-interval': 30 }],
    ],
    [
        'T/A/config/set, as a message',
        text('pir/-/config/set', { 'publish-interval': 30 }),
        ['pir/-/config/set', { 'publish-interval': 30 }],
    ],
    ['T/A/config/get, as a message', text('led/-/config/get', {}), ['led/-/config/get', {}]],
    ['T/A/config/list, as a message', text('led/-/config/list', 0), ['led/-/config/list', {}]],
    ['-/-/config/list', frame('list', 'anything', 'x'), ['-/-/config/list', {}]],
    ['i2c/N/config/scan', frame('scan', 1, { a: 1 }), ['i2c/1/config/scan', {}]],
    [
        'i2c/N/get',
        frame('i2c-read', '', { address: 0x48, write: [0], length: 2 }),
        ['i2c/0/get', { address: '48', write: '00', 'read-length': 2 }],
    ],
    [
        'i2c/N/set',
        frame('i2c-write', '1', { address: '4a', write: Buffer.from([1, 0xa0]) }),
        ['i2c/1/set', { address: '4a', write: '01,A0' }],
    ],
];

const BOUNDS: Rows = [
    ['line length, 2,048 bytes', text('a/b/c', { a: 'x'.repeat(2_029) }), ['a/b/c', { a: 'x'.repeat(2_029) }]],
    ['line length, 2,049 bytes', text('a/b/c', { a: 'x'.repeat(2_030) }), 'command-length'],
    ['topic levels of a get, 4', text('relay/i2c0-3b/get/x', {}), 'get-levels'],
    ['shortest line', text('-/-/-', {}), ['-/-/-', {}]],
    ['tokens, 20', text('a/b/c', { ...pairs(7), a: [1] }), ['a/b/c', { ...pairs(7), a: [1] }]],
    ['tokens, 21', text('a/b/c', { ...pairs(7), a: [1, 2] }), 'command-tokens'],
    [
        'tokens of a full display',
        frame('text', 'i2c0-3c', '1\n2\n3\n4\n5\n6\n7\n8'),
        ['display-oled/i2c0-3c/set', eight('1', '2', '3', '4', '5', '6', '7', '8')],
    ],
    ['topic levels, 2', text('relay/i2c0-3b', true), 'command-levels'],
    ['topic levels, 5', text('a/b/c/d/e', {}), 'command-levels'],
    ['level length, 31', frame('get', `${level}/-`, 0), [`${level}/-/get`, {}]],
    ['level length, 32', frame('get', `x${level}/-`, 0), 'command-level-length'],
    ['device type name, of 31 bytes: it is only unknown', text(`${level}/-/set`, {}), [`${level}/-/set`, {}]],
    ['display lines, a ninth', frame('text', 'i2c0-3c', '\n'.repeat(9)), 'display-lines'],
    ['display lines, line-8', frame('text', 'i2c0-3c', { 'line-8': 'x' }), 'display-line'],
    ['display text, 22', frame('text', 'i2c0-3c', 'x'.repeat(22)), 'display-text'],
    ['display raw, a byte less', frame('picture', 'i2c0-3c', Buffer.alloc(1023)), 'display-raw'],
    ['display raw, a byte more', frame('picture', 'i2c0-3c', Buffer.alloc(1025)), 'display-raw'],
    ['I2C write of no data', frame('i2c-write', 0, { address: '48', write: Buffer.alloc(0) }), 'i2c-write'],
    ['I2C read of nothing', frame('i2c-read', 0, { address: '48', length: 0 }), 'i2c-read'],
    [
        'output payload, for the longest read',
        frame('i2c-read', 0, { address: '48', length: 60 }),
        ['i2c/0/get', { address: '48', 'read-length': 60 }],
    ],
];

const DEVICES: Rows = [
    ['relay, with its type', frame('relay', 'relay/i2c0-3b', true), ['relay/i2c0-3b/set', { state: true }]],
    ['relay, blanks', frame('relay', ' relay / i2c0-3b\n', true), ['relay/i2c0-3b/set', { state: true }]],
    ['relay, upper case', frame('relay', 'i2c0-3B', true), ['relay/i2c0-3b/set', { state: true }]],
    ['relay, other address', frame('relay', 'Attic', true), ['relay/Attic/set', { state: true }]],
    ['relay, another type', frame('relay', 'led/-', true), 'device-name'],
    ['relay, its type in upper case', frame('relay', 'Relay/i2c0-3b', true), ['relay/i2c0-3b/set', { state: true }]],
    ['relay, another spelling of its type', frame('relay', 'relays/i2c0-3b', true), 'device-name'],
    ['relay, a whole topic', frame('relay', 'relay/i2c0-3b/set', true), 'device-name'],
    ['relay, no type before the slash', frame('relay', '/i2c0-3b', true), 'device-name'],
    ['relay, no address behind it', frame('relay', 'relay/', true), 'device-missing'],
    ['relay, empty', frame('relay', ' ', true), 'device-missing'],
    ['relay, absent', frame('relay', undefined, true), 'device-missing'],
    ['relay, null', frame('relay', null, true), 'device-missing'],
    ['relay, filter', frame('relay', '+', true), 'topic-wildcard'],
    ['relay, object', frame('relay', { device: 'i2c0-3b' }, true), 'device-name'],
    ['relay, false', frame('relay', false, true), 'device-name'],
    ['LED, absent', frame('led', undefined, 'on'), ['led/-/set', { state: 'on' }]],
    ['LED, its type alone', frame('led', 'led/', 'on'), ['led/-/set', { state: 'on' }]],
    ['LED, with its type', frame('led', 'led/-', 'on'), ['led/-/set', { state: 'on' }]],
    ['display, absent', frame('text', '', 'x'), 'device-missing'],
    ['bus, absent', frame('scan', undefined, 0), ['i2c/0/config/scan', {}]],
    ['bus, number', frame('scan', 0, 0), ['i2c/0/config/scan', {}]],
    ['bus, with its type', frame('scan', 'i2c/1', 0), ['i2c/1/config/scan', {}]],
    ['bus, one too many', frame('scan', 2, 0), 'i2c-topic'],
    ['bus, NaN', frame('scan', Number.NaN, 0), 'device-name'],
    ['device, an address alone', frame('get', 'i2c0-48', 0), 'device-missing'],
    ['device, a type alone', frame('get', 'thermometer/', 0), 'device-missing'],
    ['device, no type before the slash', frame('get', '/i2c0-48', 0), 'device-missing'],
    ['device, absent', frame('interval', '', 5), 'device-missing'],
    ['device, blanks and upper case', frame('get', ' thermometer/I2C0-4F', 0), ['thermometer/i2c0-4f/get', {}]],
    ['device, unknown type', frame('get', 'window/Attic', 0), ['window/Attic/get', {}]],
    ['device, a whole topic', frame('get', 'led/-/get', 0), 'device-name'],
    ['device, number', frame('get', 7, 0), 'device-missing'],
    ['device that never answers', frame('get', 'co2-sensor/i2c0-38', 0), 'no-effect'],
    ['device without an interval', frame('interval', 'relay/i2c0-3b', 5), 'interval-relay'],
];

for (const [title, rows] of Object.entries({
    'every command of a bridge [O9]': COMMANDS,
    'every bound of a bridge [O10]': BOUNDS,
    'the device field': DEVICES,
})) {
    describe(`kinds: ${title}`, () => {
        for (const [name, make, expected] of rows) it(name, () => assert.deepEqual(make(), expected));
    });
}

describe('kinds: what the node settings show', () => {
    const reason = (made: Result<unknown>): unknown => (made.ok ? undefined : made.reason);

    it('every kind is described, and nothing else', () => {
        assert.deepEqual(Object.keys(KINDS), [...COMMAND_KINDS]);
        for (const kind of COMMAND_KINDS) assert.ok(isCommandKind(kind));
        for (const other of ['', 'toString', 'Relay', undefined, 0, ['relay'], ...HOSTILE.map(([, make]) => make())]) {
            assert.equal(isCommandKind(other), false);
        }
    });

    it('a relay, an LED and a message can be confirmed, and so can a node from before there were kinds', () => {
        const confirmable = COMMAND_KINDS.filter((kind) => isConfirmable(kind));
        assert.deepEqual(confirmable, ['relay', 'led', 'message']);
        for (const absent of [undefined, '']) assert.equal(isConfirmable(absent), true);
        assert.equal(isConfirmable('toString'), false);
    });

    it('a kind with a device has its types, all of them known', () => {
        for (const kind of COMMAND_KINDS) {
            assert.equal(KINDS[kind].types.length > 0, KINDS[kind].device !== 'none');
            for (const type of KINDS[kind].types) assert.ok(DEVICE_TYPES.has(type));
        }
    });

    it('suggestions', () => {
        assert.deepEqual(knownDevices('relay'), ['i2c0-3b', 'i2c0-3f']);
        assert.deepEqual(knownDevices('led'), ['-']);
        assert.deepEqual(knownDevices('picture'), ['i2c0-3c', 'i2c1-3c']);
        assert.deepEqual(knownDevices('scan'), ['0', '1']);
        assert.deepEqual(knownDevices('list'), []);
        assert.deepEqual(knownDevices('message'), []);
        assert.ok(knownDevices('interval').includes('co2-sensor/i2c0-38'));
        assert.ok(knownDevices('get').includes('led/-'));
        assert.ok(!knownDevices('get').includes('co2-sensor/i2c0-38'));
    });

    for (const kind of MADE) {
        it(`${kind}: every suggestion goes with its example`, () => {
            assert.equal(KINDS[kind].example !== undefined, KINDS[kind].payload);
            for (const device of KINDS[kind].device === 'none' ? [''] : knownDevices(kind)) {
                const { topic, payload } = good(kindCommand(kind, device, KINDS[kind].example));
                assert.equal(reason(checkCommand(topic, payload)), undefined);
            }
        });
    }

    it('the reason names what is wrong', () => {
        const reasonOf = (kind: Made, device: unknown, value?: unknown): unknown =>
            reason(kindCommand(kind, device, value));
        assert.deepEqual(reasonOf('relay', 'led/-'), {
            code: 'device-name',
            detail: 'device-type',
            params: { device: 'led/-', type: 'relay', known: 'i2c0-3b, i2c0-3f' },
        });
        assert.deepEqual(reasonOf('relay', 'relay/i2c0-3b/set'), {
            code: 'device-name',
            params: { example: 'i2c0-3b', found: '"relay/i2c0-3b/set"' },
        });
        assert.deepEqual(reasonOf('relay', ''), { code: 'device-missing', params: { example: 'i2c0-3b' } });
        assert.deepEqual(reasonOf('text', 'i2c0-3c', 'x\n'.repeat(12)), {
            code: 'display-lines',
            params: { count: 12, limit: 8 },
        });
        assert.deepEqual(reasonOf('picture', 'i2c0-3c', 'x'), {
            code: 'display-raw',
            params: { limit: 1368, topic: 'display-oled/i2c0-3c/set' },
        });
    });
});
