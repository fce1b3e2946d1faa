// Numeric settings: each at its bounds, beyond them, off, as text, absent, and as what is no number at all.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkNumber, checkNumbers, NUMBERS, type NumberName } from '../../src/settings/numbers';
import { HOSTILE } from '../support/hostile';
import { good, outcome } from '../support/results';

const NAMES = Object.keys(NUMBERS) as NumberName[];

/** Bounds of each setting, repeated here so that a change has to be intended. */
const BOUNDS: Readonly<Record<NumberName, readonly [usual: number, least: number, most: number, off: boolean]>> = {
    handshake: [10, 1, 300, false],
    heartbeat: [15, 1, 3600, true],
    retryCeiling: [60, 1, 3600, false],
    maxSize: [1024, 1, 65_536, false],
    gap: [0, 1, 10_000, true],
    replaySpeed: [1, 0.1, 1_000, false],
    silence: [60, 1, 86_400, true],
    queueSize: [100, 1, 10_000, false],
    queueAge: [60, 1, 86_400, false],
    tries: [3, 1, 10, false],
    timeout: [5, 0.1, 600, false],
    silentAfter: [0, 1, 604_800, true],
    altitude: [0, -500, 9000, false],
};

/** What is counted is whole; all others are measured. */
const COUNTED: readonly NumberName[] = ['queueSize', 'tries'];

/** What is no number of any setting. */
const NEVER: readonly (readonly [name: string, value: unknown])[] = [
    ['far below zero', -100_000],
    ['far below zero, as text', '-100000'],
    ['NaN', Number.NaN],
    ['infinite', Number.POSITIVE_INFINITY],
    ['infinite text', 'Infinity'],
    ['word', 'x'],
    ['blank', ' '],
    ['text with a unit', '5 s'],
    ['text with a decimal comma', '1,5'],
    ['variable that was not replaced', `\${SECONDS}`],
    ['true', true],
    ['false', false],
    ['list', [5]],
    ['empty list', []],
    ['object', {}],
    ['object that is no primitive', { toString: 1, valueOf: 1 }],
    ['object that acts as a number', { valueOf: () => 5 }],
    ['big integer', 5n],
];

/** A timer of Node.js fires at once when it is set for longer. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

describe('numbers', () => {
    for (const name of NAMES) {
        const [usual, least, most, off] = BOUNDS[name];
        const { least: smallest } = NUMBERS[name];

        it(`${name}: ${least} to ${most}, ${off ? '0 for off, ' : ''}${usual} by default`, () => {
            for (const absent of [undefined, null, '']) assert.equal(good(checkNumber(name, absent)), usual);
            for (const value of [least, most, least + 1]) {
                for (const form of [value, `${value}`, ` ${value}\n`]) {
                    assert.equal(good(checkNumber(name, form)), value, JSON.stringify(form));
                }
            }
            for (const value of [smallest - Math.abs(smallest) / 2, most + 1]) {
                for (const form of [value, `${value}`]) {
                    assert.equal(outcome(checkNumber(name, form)), 'setting-number', JSON.stringify(form));
                }
            }
            for (const form of [0, '0', -0]) {
                const isAllowed = off || least < 0;
                assert.equal(
                    outcome(checkNumber(name, form)),
                    isAllowed ? 'ok' : 'setting-number',
                    JSON.stringify(form),
                );
            }
        });

        it(`${name}: the default is a valid value`, () => {
            assert.equal(good(checkNumber(name, usual)), usual);
        });

        it(`${name}: ${COUNTED.includes(name) ? 'whole numbers only' : 'a fraction'}`, () => {
            for (const form of [1.5, '2.5', 9.75]) {
                assert.equal(outcome(checkNumber(name, form)), COUNTED.includes(name) ? 'setting-number' : 'ok');
            }
        });

        it(`${name}: -1 is ${least < 0 ? 'allowed' : 'refused'}`, () => {
            for (const form of [-1, '-1'])
                assert.equal(outcome(checkNumber(name, form)), least < 0 ? 'ok' : 'setting-number');
        });

        it(`${name}: what is no number`, () => {
            for (const [what, value] of NEVER) assert.equal(outcome(checkNumber(name, value)), 'setting-number', what);
            for (const [, make] of HOSTILE) assert.equal(outcome(checkNumber(name, make())), 'setting-number');
        });
    }

    it('exponents and leading zeros are numbers', () => {
        assert.equal(good(checkNumber('retryCeiling', '1e1')), 10);
        assert.equal(good(checkNumber('maxSize', '2.0')), 2);
        assert.equal(good(checkNumber('handshake', '010')), 10);
    });

    it('no duration is longer than a timer can be', () => {
        for (const name of NAMES) assert.ok(NUMBERS[name].most * 1000 < LONGEST_TIMER_MS, name);
    });

    it('a bad one names its setting and bounds', () => {
        assert.deepEqual(checkNumber('maxSize', 'big'), {
            ok: false,
            reason: { code: 'setting-number', params: { setting: 'maxSize', found: '"big"', least: 1, most: 65_536 } },
        });
    });

    it('within their range they are taken, all others are not', () => {
        fc.assert(
            fc.property(fc.double({ min: -10, max: 700_000, noNaN: true }), (value) => {
                for (const name of NAMES) {
                    const [, least, most, off] = BOUNDS[name];
                    const whole = COUNTED.includes(name) ? Math.round(value) : value;
                    const fits = (whole >= least && whole <= most) || (whole === 0 && off);
                    for (const form of [whole, `${whole}`])
                        assert.equal(outcome(checkNumber(name, form)) === 'ok', fits);
                }
            }),
        );
    });
});

describe('numbers: several at once', () => {
    it('all of them, with the usual ones where nothing is stored', () => {
        assert.deepEqual(good(checkNumbers(['tries', 'timeout'], { tries: '2', other: 'x' })), {
            tries: 2,
            timeout: 5,
        });
        assert.deepEqual(good(checkNumbers([], { tries: 'x' })), {});
    });

    it('the first that does not hold is named', () => {
        const result = checkNumbers(['queueSize', 'tries', 'queueAge'], { tries: 'x', queueAge: 'y' });
        assert.equal(outcome(result), 'setting-number');
        assert.equal(!result.ok && result.reason.params.setting, 'tries');
    });

    it('nothing stored makes the check throw', () => {
        const stored = fc.dictionary(fc.constantFrom(...NAMES), fc.oneof(fc.jsonValue(), fc.string(), fc.anything()));
        fc.assert(fc.property(stored, (settings) => void outcome(checkNumbers(NAMES, settings))));
    });
});
