// Settings with a fixed list of values: what is allowed, what an absence means, and what a refusal lists.

import assert from 'node:assert/strict';
import {
    CHOICES,
    type ChoiceName,
    checkChoice,
    checkOneOf,
    checkSwitch,
    SWITCHES,
    type SwitchName,
} from '../../src/settings/choices';
import { good, outcome } from '../support/results';

const NAMES = Object.keys(CHOICES) as ChoiceName[];

describe('settings with a list of values', () => {
    for (const name of NAMES) {
        it(`${name}: each value of the list, and the first one where it is absent`, () => {
            for (const value of CHOICES[name]) assert.equal(good(checkChoice(name, value)), value);
            for (const absent of [undefined, null, '']) assert.equal(good(checkChoice(name, absent)), CHOICES[name][0]);
        });

        it(`${name}: refuses any other value and lists what is allowed`, () => {
            for (const value of ['moon', ' ', 0, true, {}, CHOICES[name][0].toUpperCase()]) {
                const checked = checkChoice(name, value);
                assert.equal(outcome(checked), 'setting-choice', String(value));
                if (!checked.ok) {
                    assert.equal(checked.reason.params.setting, name);
                    assert.equal(checked.reason.params.known, CHOICES[name].join(', '));
                }
            }
        });
    }
});

describe('a setting with no usual value', () => {
    it('is refused where it is absent, and the reason lists what is allowed', () => {
        for (const absent of [undefined, null, '']) {
            const checked = checkOneOf('fruit', absent, ['apple', 'pear']);
            assert.equal(outcome(checked), 'setting-choice');
            assert.equal(!checked.ok && checked.reason.params.known, 'apple, pear');
        }
    });
});

describe('settings that are on or off', () => {
    for (const name of Object.keys(SWITCHES) as SwitchName[]) {
        it(`${name}: true and false, also as the text of a variable`, () => {
            for (const value of [true, false]) {
                assert.equal(good(checkSwitch(name, value)), value);
                assert.equal(good(checkSwitch(name, String(value))), value);
            }
            for (const absent of [undefined, null, '']) assert.equal(good(checkSwitch(name, absent)), SWITCHES[name]);
        });

        it(`${name}: refuses any other value and lists what is allowed`, () => {
            for (const value of ['yes', ' ', 1, {}, 'TRUE']) {
                const checked = checkSwitch(name, value);
                assert.equal(outcome(checked), 'setting-choice', String(value));
                if (!checked.ok) assert.equal(checked.reason.params.known, 'true, false');
            }
        });
    }
});
