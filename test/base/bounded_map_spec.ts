// Things in the order in which they were renewed last, against a plain map that does the same.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BoundedMap } from '../../src/base/bounded-map';

const recentNames = () => new BoundedMap((name) => ({ name, turn: 0 }));
const names = (things: readonly { readonly name: string }[]): string[] => things.map(({ name }) => name);

describe('recent things', () => {
    it('names of the language are names like any other', () => {
        const recent = recentNames();
        assert.equal(recent.get('__proto__'), undefined);
        recent.renew('__proto__');
        assert.deepEqual(names(recent.all()), ['__proto__']);
    });

    it('a quarter is given up at once, at least one: those that were renewed longest ago', () => {
        const recent = recentNames();
        for (let number = 0; number < 9; number++) recent.renew(`${number}`);
        recent.renew('0');
        recent.renew('2');
        assert.deepEqual(names(recent.evict()), ['1', '3', '4']);
        assert.deepEqual(names(recent.evict()), ['5', '6']);
        assert.deepEqual(names(recent.evict()), ['7']);
        assert.equal(recent.size, 3);
    });

    it('are what a map would hold in which each is put at the end', () => {
        const step = fc.tuple(fc.constantFrom('renew', 'give up', 'get'), fc.constantFrom('a', 'b', 'c', 'd'));
        fc.assert(
            fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
                const recent = recentNames();
                const map = new Map<string, object>();
                for (const [action, name] of steps) {
                    const known = map.get(name);
                    if (action === 'renew') {
                        const thing = recent.renew(name);
                        assert.equal(thing.name, name);
                        if (known) assert.equal(thing, known);
                        map.delete(name);
                        map.set(name, thing);
                    } else if (action === 'give up') {
                        const oldest = [...map.keys()].slice(0, Math.ceil(map.size / 4));
                        assert.deepEqual(names(recent.evict()), oldest);
                        for (const old of oldest) map.delete(old);
                    } else assert.equal(recent.get(name), known);
                    assert.equal(recent.size, map.size);
                    assert.deepEqual(names(recent.all()), [...map.keys()]);
                }
            }),
        );
    });
});
