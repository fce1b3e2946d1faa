// Kinds with devices and values that nobody should send: nothing throws, and nothing gets past the bounds of a bridge.

import assert from 'node:assert/strict';
import { commandText } from '../src/commands';
import { COMMAND_KINDS, type CommandKind, KINDS, kindCommand, knownDevices } from '../src/kinds';
import { withinBounds } from './support/bounds';
import { HOSTILE } from './support/hostile';
import { assertPrototypesUnchanged, good, outcome } from './support/results';

type Made = Exclude<CommandKind, 'message' | 'raw'>;
const MADE = COMMAND_KINDS.filter((kind): kind is Made => kind !== 'message' && kind !== 'raw');

describe('kinds: hostile devices and values [L1]', () => {
    const WRAPS: readonly ((value: unknown) => unknown)[] = [
        (value) => value,
        (state) => ({ state }),
        (raw) => ({ raw }),
        (data) => ({ type: 'Buffer', data }),
        (write) => ({ address: 72, write, length: 1 }),
        (address) => ({ address, write: '01' }),
        (line) => ({ 'line-0': line }),
        (item) => [item],
    ];

    function check(kind: Made, device: unknown, value: unknown): void {
        const made = kindCommand(kind, device, value, 'cut');
        outcome(made);
        if (!made.ok) return;
        const text = commandText(made.value.topic, made.value.payload);
        outcome(text);
        if (text.ok) withinBounds(text.value);
    }

    for (const [name, make] of HOSTILE) {
        it(name, () => {
            for (const kind of MADE) {
                const { device, payload, example } = KINDS[kind];
                if (device !== 'none') assert.notEqual(outcome(kindCommand(kind, make(), example)), 'ok');
                if (payload) for (const wrap of WRAPS) check(kind, knownDevices(kind)[0], wrap(make()));
            }
            assertPrototypesUnchanged();
        });
    }

    const THROWING: readonly (readonly [kind: Made, wrap: (value: unknown) => unknown])[] = [
        ['text', (value) => value],
        ['text', (value) => [value]],
        ['picture', (value) => value],
        ['picture', (raw) => ({ raw })],
        ['i2c-read', (value) => value],
        ['i2c-write', (write) => ({ address: '48', write })],
    ];
    for (const [kind, wrap] of THROWING) {
        it(`${kind}: what throws when it is read is told by its kind`, () => {
            const trap = (): never => {
                throw new RangeError('secret');
            };
            const value = wrap(new Proxy({}, { get: trap, ownKeys: trap, has: trap }));
            assert.deepEqual(kindCommand(kind, '0', value), {
                ok: false,
                reason: { code: 'payload-unreadable', params: { found: 'RangeError' } },
            });
        });
    }

    it('a list that is longer when it is read again', () => {
        let reads = 0;
        const list = new Proxy([], {
            get: (_, key) => (key === 'length' ? (reads++ < 1 ? 1 : 2 ** 31) : key === '0' ? 9 : undefined),
        });
        const { payload } = good(kindCommand('i2c-write', 0, { address: '48', write: list }));
        assert.deepEqual(payload, { address: '48', write: '09' });
    });
});
