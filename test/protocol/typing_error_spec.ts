// One typing error: what is taken for a name or a type that was mistyped, and what is not.

// cspell:ignore biler boile boilee boiler boilers boilerss boilker boiller boilre boixer boixyr bolier bolierx boliex bolire bolxer
// cspell:ignore aboiler bilero bilerx bxilxr obiler oiler
import assert from 'node:assert/strict';
import { isTypo } from '../../src/protocol/typing-error';

const ONE: readonly (readonly [name: string, typed: string])[] = [
    ['a letter left out', 'biler'],
    ['the first letter left out', 'oiler'],
    ['the last letter left out', 'boile'],
    ['a letter too many', 'boilker'],
    ['a letter twice', 'boiller'],
    ['a letter too many at the end', 'boilers'],
    ['a letter too many at the beginning', 'aboiler'],
    ['another letter', 'boixer'],
    ['another first letter', 'toiler'],
    ['another last letter', 'boilee'],
    ['two letters swapped', 'bolier'],
    ['the first two swapped', 'obiler'],
    ['the last two swapped', 'boilre'],
];

const MORE: readonly (readonly [name: string, typed: string])[] = [
    ['two letters left out', 'biel'],
    ['two letters too many', 'boilerss'],
    ['two other letters side by side', 'boixyr'],
    ['two other letters apart', 'bxilxr'],
    ['one of two swapped letters is another one', 'boxier'],
    ['the other one is', 'bolxer'],
    ['two swapped, and one too many', 'bolierx'],
    ['two swapped, and another last letter', 'boliex'],
    ['two swapped twice', 'bolire'],
    ['one left out, and another too many', 'bilerx'],
    ['a letter in another place', 'bilero'],
    ['nothing', ''],
];

describe('a typing error', () => {
    for (const [name, typed] of ONE) {
        it(`is ${name}, whichever of the two is the right one`, () => {
            assert.equal(isTypo(typed, 'boiler'), true);
            assert.equal(isTypo('boiler', typed), true);
        });
    }

    for (const [name, typed] of MORE) {
        it(`is one only: ${name}`, () => {
            assert.equal(isTypo(typed, 'boiler'), false);
            assert.equal(isTypo('boiler', typed), false);
        });
    }
});
