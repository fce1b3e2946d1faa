// Messages by chance: such as belong to a command, such as nearly do, and such as no flow should ever send.

import fc from 'fast-check';
import type { CommandKind } from '../../../src/protocol/kinds';
import { DEVICE_TYPES } from '../../../src/protocol/model';
import { anyText } from '../../support/any-text.js';

/** What a flow may hold, and no hub understands. */
const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withNullPrototype: true,
    withObjectString: true,
    withUnicodeString: true,
    maxDepth: 3,
});
const type = fc.oneof(fc.constantFrom(...DEVICE_TYPES.keys(), 'window'), fc.string({ maxLength: 33 }));
/** Many, for the commands to one relay take their time. */
const onBus = fc.integer({ min: 0, max: 0xff }).map((n) => `i2c1-${n.toString(16).padStart(2, '0')}`);
const address = fc.oneof(fc.constantFrom('-', '0', '1', 'i2c2-48'), onBus, anyText(33));
const ending = fc.constantFrom('get', 'set', 'config/update', 'config/set', 'config/list', 'x', 'a/b/c');
const word = fc.constantFrom(
    'on',
    'TRUE',
    'toggle',
    '1-dot',
    '0',
    '30',
    '1e1',
    '00,01',
    '(a)',
    'AA==',
    '48',
    'a"\\\n',
    '',
);
const number = fc.oneof(fc.integer({ min: -2, max: 100 }), fc.constantFrom(0, 1, 60, 86_400, 86_401, 0.5));
const value = fc.oneof(word, number, fc.boolean(), fc.constant(null), fc.string(), fc.jsonValue());
const key = fc.oneof(
    fc.constantFrom(
        'state',
        'publish-interval',
        'line-0',
        'line-7',
        'line-8',
        'raw',
        'address',
        'write',
        'read-length',
    ),
    fc.string({ maxLength: 8 }),
);
const fields = fc.dictionary(key, value, { maxKeys: 10 });
const transfer = fc.record(
    {
        address: fc.oneof(fc.constantFrom('48', '7F', '80'), number),
        write: fc.oneof(fc.constantFrom('00,01', '(ab)', 'AA==', 'AWA='), value),
        'read-length': number,
        length: number,
    },
    { requiredKeys: ['address'] },
);
const line = fc.oneof(fc.string({ maxLength: 23 }), fc.constantFrom('x'.repeat(21), 'x'.repeat(22)), number);
const lines = fc.dictionary(fc.constantFrom('line-0', 'line-3', 'line-7', 'line-8'), line, { maxKeys: 4 });
const interval = fc.oneof(number, fc.constant(null), fc.record({ 'publish-interval': value, more: value }));

/** A kind of command with the topic, the device and the payload that belong to it, or nearly so. */
const fitting = fc.oneof(
    ...(
        [
            ['relay', 'relay', 'set', fc.oneof(value, fc.record({ state: value, more: value }))],
            ['led', 'led', 'set', fc.oneof(value, fc.record({ state: word, 1: value }, { requiredKeys: ['state'] }))],
            [
                'text',
                'display-oled',
                'set',
                fc.oneof(lines, fc.string(), fc.array(line, { maxLength: 9 }), fc.constant(Buffer.alloc(1024, 0x55))),
            ],
            ['i2c-write', 'i2c', 'set', transfer],
            ['i2c-read', 'i2c', 'get', transfer],
            ['interval', 'thermometer', 'config/update', interval],
            ['message', 'co2-sensor', 'config/set', interval],
            ['message', 'window', 'set', fields],
        ] as const
    ).map(([kind, own, end, payload]) => {
        const place = own === 'i2c' ? fc.constantFrom('0', '1', '2') : own === 'led' ? fc.constant('-') : onBus;
        return fc.record({ place, payload, isWhole: fc.boolean() }).map(({ place, payload, isWhole }) => ({
            kind,
            topic: `${own}/${place}/${end}`,
            device: isWhole || end.startsWith('config') ? `${own}/${place}` : place,
            payload: payload as unknown,
        }));
    }),
);
const single = fc.oneof(
    value,
    fields,
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    anything,
);
const strange = fc.record(
    {
        topic: fc.oneof(
            { weight: 4, arbitrary: fc.tuple(type, address, ending).map((levels) => levels.join('/')) },
            anything,
        ),
        device: fc.oneof(
            fc.tuple(type, address).map((levels) => levels.join('/')),
            address,
            anything,
        ),
        payload: single,
        more: anything,
    },
    { requiredKeys: [], noNullPrototype: true },
);
const one = fc.oneof({ weight: 2, arbitrary: fitting }, strange);
const batch = fc.array(
    fc.oneof(
        one,
        one.map(({ topic, payload }) => [topic, payload]),
        anything,
    ),
    { maxLength: 4 },
);
const message = fc.oneof({ weight: 8, arbitrary: one }, fc.record({ topic: word, payload: batch }));

/** A message and the command of the node that it goes to: its own, or else the first of these, or just any of them. */
export function oddMessages(kinds: readonly CommandKind[]): fc.Arbitrary<readonly [kind: CommandKind, msg: object]> {
    const [usual = 'message'] = kinds;
    const own = fitting.map((msg) => [kinds.includes(msg.kind) ? msg.kind : usual, msg] as const);
    return fc
        .oneof({ weight: 2, arbitrary: own }, fc.tuple(fc.constantFrom(...kinds), message))
        .map(([kind, msg]) => [kind, { ...msg, _msgid: 'm' }] as const);
}
