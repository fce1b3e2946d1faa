// Kinds with invalid devices and values: nothing throws, and nothing gets past the bounds of a bridge.

import assert from 'node:assert/strict';
import { commandText } from '../../src/protocol/commands';
import { COMMAND_KINDS, type CommandKind, KINDS, kindCommand, knownDevices } from '../../src/protocol/kinds';
import { withinBounds } from '../support/bounds';
import { HOSTILE } from '../support/hostile';
import { assertPrototypesUnchanged, good, outcome } from '../support/results';

type Made = Exclude<CommandKind, 'message' | 'raw'>;
const MADE = COMMAND_KINDS.filter((kind): kind is Made => kind !== 'message' && kind !== 'raw');

/** What is too large to be made again and again. */
const HUGE = /^(?:100,000 nested arrays|list of a million)$/;
/** A few reads for each of the 10,000 values that a payload may have. */
const MOST_READS = 50_000;

interface Counted {
    readonly value: unknown;
    /** How often something of it was read. */
    reads(): number;
}

/** A list whose items are made when they are read. */
function list(length: number, item: () => unknown, read: () => void): unknown[] {
    const isItem = (key: string | symbol): boolean =>
        typeof key === 'string' && /^\d+$/.test(key) && Number(key) < length;
    return new Proxy([], {
        get(target, key, receiver): unknown {
            read();
            if (key === 'length') return length;
            return isItem(key) ? item() : Reflect.get(target, key, receiver);
        },
        has: (target, key) => isItem(key) || Reflect.has(target, key),
    });
}

function counted(make: (read: () => void) => unknown): Counted {
    let count = 0;
    const value = make(() => count++);
    return { value, reads: () => count };
}

function nested(levels: number, read: () => void): unknown {
    return levels === 0 ? 1 : list(1, () => nested(levels - 1, read), read);
}

const COUNTED: readonly (readonly [name: string, make: () => Counted])[] = [
    ['100,000 nested arrays', () => counted((read) => nested(100_000, read))],
    ['list of a million', () => counted((read) => list(1_000_000, () => 0, read))],
];

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
        // Below, where what is read of it is counted.
        if (HUGE.test(name)) continue;
        it(name, () => {
            for (const kind of MADE) {
                const { device, payload, example } = KINDS[kind];
                if (device !== 'none') assert.notEqual(outcome(kindCommand(kind, make(), example)), 'ok');
                if (payload) for (const wrap of WRAPS) check(kind, knownDevices(kind)[0], wrap(make()));
            }
            assertPrototypesUnchanged();
        });
    }

    for (const [name, make] of COUNTED) {
        it(`${name}: no more of it is read than a payload may have`, () => {
            for (const kind of MADE) {
                const { device, payload, example } = KINDS[kind];
                if (device !== 'none') {
                    const { value, reads } = make();
                    assert.notEqual(outcome(kindCommand(kind, value, example)), 'ok');
                    assert.ok(reads() <= MOST_READS, `${kind}: ${reads()} reads`);
                }
                for (const [at, wrap] of payload ? WRAPS.entries() : []) {
                    const { value, reads } = make();
                    check(kind, knownDevices(kind)[0], wrap(value));
                    assert.ok(reads() <= MOST_READS, `${kind}, wrap ${at}: ${reads()} reads`);
                }
            }
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
        it(`${kind}: a value that throws when it is read is named by its kind`, () => {
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
