// Numbers in place of names: the same for a name wherever it occurs, and none for what Clown.Talk defines.

import assert from 'node:assert/strict';
import { DEVICE_TYPES, LED_STATES } from '../../src/protocol/model';
import { MAX_NAMES, Names } from '../../src/recording/names';

describe('numbers for names', () => {
    for (const [topic, expected] of [
        ['thermometer/living-room', 'thermometer/1'],
        ['relay/i2c0-3b/config/set', 'relay/1/config/set'],
        ['-/-/config/list/ok', '-/-/config/list/ok'],
        ['clown.talk/-/config/update', 'clown.talk/-/config/update'],
        ['boot/-', 'boot/-'],
        ['thermometer/x/config/publish-interval/error', 'thermometer/1/config/publish-interval/error'],
        ['attic/attic/cellar', '1/1/2'],
        ['a//b/', '1//2/'],
        // The number of a bus is no name, and only there.
        ['i2c/0/set', 'i2c/0/set'],
        ['I2C/12/get', 'I2C/12/get'],
        ['i2c/123', 'i2c/1'],
        ['i2c/x1', 'i2c/1'],
        ['i2c/1x', 'i2c/1'],
        ['i2c/x/1', 'i2c/1/2'],
        ['relay/0', 'relay/1'],
        ['1/0', '1/2'],
    ] as const) {
        it(`${topic} becomes ${expected}`, () => assert.equal(new Names().topic(topic), expected));
    }

    it('every known type, quantity, unit and state of an LED stays, in any case', () => {
        const known = [...DEVICE_TYPES].flatMap(([type, { quantities }]) => [
            type,
            ...Object.entries(quantities).flat(),
        ]);
        for (const one of [...known, ...LED_STATES]) {
            const names = new Names();
            assert.equal(names.topic(`${one}/${one.toUpperCase()}`), `${one}/${one.toUpperCase()}`);
        }
        for (const word of 'actuators sensors notifications scan list get ok'.split(' ')) {
            assert.equal(new Names().topic(`x/${word}`), `1/${word}`);
        }
    });

    it('a name has one number, in any case and form', () => {
        const names = new Names();
        assert.equal(names.topic('relay/B\u00e1r'), 'relay/1');
        assert.equal(names.topic('led/ba\u0301R'), 'led/1');
        assert.equal(names.topic('led/bar'), 'led/2');
    });

    it('words of known names have their numbers in a text, whatever is around them', () => {
        const names = new Names();
        names.topic('relay/living room');
        names.topic('relay/cellar_2-north');
        assert.equal(names.text('Living-room? ROOM, living: cellar_2-north!', false), 'Living-room? 1, 1: 2!');
        assert.equal(names.text('unknown words stay', false), 'unknown words stay');
    });

    it('a word of two names has the number of the first', () => {
        const names = new Names();
        names.topic('relay/north attic');
        names.topic('relay/south attic');
        assert.equal(names.text('attic: north, south', false), '1: 1, 2');
    });

    it('words of Clown.Talk and short numbers are no names in a text', () => {
        const names = new Names();
        names.topic('relay/attic 1');
        names.topic('relay/attic 123');
        names.topic('relay/attic 1234');
        names.topic('relay/set on');
        names.topic('relay/12a');
        names.topic('relay/a12');
        assert.equal(names.text('set 1 to 123 on 1234: 12a, a12', false), 'set 1 to 123 on 3: 5, 6');
    });

    it('a text that looks like a topic has the numbers of its levels, unless it is a unit', () => {
        const names = new Names();
        assert.equal(names.text('barn/owl', false), '1/2');
        assert.equal(names.text('barn/owl/nest', false), '1/2/3');
        assert.equal(names.text('barn/m', true), '1/m', 'a known name has no place in a unit either');
        assert.equal(names.text('km/h', true), 'km/h');
        assert.equal(names.text('relay/my room', false), 'relay/4', 'it begins with a type');
        assert.equal(names.text('LED/my room', false), 'LED/4');
    });

    it('no date, fraction or sentence looks like a topic', () => {
        for (const text of ['30/11/2026', '1/2', 'and/or that', 'on /off', '/a', 'a/', 'a//b', 'relay', 'x']) {
            const names = new Names();
            assert.equal(names.text(text, false), text);
            assert.equal(names.topic('led/later'), 'led/1', `${text} has no names`);
        }
    });

    it('tells so many names apart, and says when there are more', () => {
        const names = new Names();
        for (let count = 1; count <= MAX_NAMES; count++) assert.equal(names.topic(`n${count}`), String(count));
        assert.equal(names.isFull, false);
        assert.equal(names.topic('one-more'), String(MAX_NAMES + 1));
        assert.equal(names.isFull, true);
        assert.equal(names.topic('n7'), '7', 'a known name keeps its number');
        assert.equal(names.text('one-more and n7', false), 'one-more and 7');
    });
});
