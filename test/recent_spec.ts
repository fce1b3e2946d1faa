// Things in the order in which they were put last, against a plain map that does the same.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Recent } from '../src/recent';

describe('recent things', () => {
    it('names of the language are names like any other', () => {
        const recent = new Recent<number>();
        assert.equal(recent.get('__proto__'), undefined);
        recent.put('__proto__', 1);
        assert.deepEqual([...recent.all()], [['__proto__', 1]]);
    });

    it('a quarter is given up at once, at least one: those that were put longest ago', () => {
        const recent = new Recent<number>();
        for (let number = 0; number < 9; number++) recent.put(`name ${number}`, number);
        recent.put('name 0', 0);
        recent.touch('name 2');
        assert.deepEqual(recent.giveUp(), [1, 3, 4]);
        assert.deepEqual(recent.giveUp(), [5, 6]);
        assert.deepEqual(recent.giveUp(), [7]);
        assert.equal(recent.size, 3);
    });

    it('are what a map would hold in which each is put at the end', () => {
        const step = fc.tuple(
            fc.constantFrom('put', 'touch', 'give up', 'clear', 'get'),
            fc.constantFrom('a', 'b', 'c', 'd'),
        );
        fc.assert(
            fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
                const recent = new Recent<number>();
                const map = new Map<string, number>();
                for (const [at, [action, name]] of steps.entries()) {
                    const known = map.get(name);
                    if (action === 'put') {
                        assert.equal(recent.put(name, at), known);
                        map.delete(name);
                        map.set(name, at);
                    } else if (action === 'touch') {
                        assert.equal(recent.touch(name), known);
                        if (map.delete(name)) map.set(name, known as number);
                    } else if (action === 'give up') {
                        const oldest = [...map].slice(0, Math.ceil(map.size / 4));
                        assert.deepEqual(
                            recent.giveUp(),
                            oldest.map(([, value]) => value),
                        );
                        for (const [known] of oldest) map.delete(known);
                    } else if (action === 'clear') {
                        recent.clear();
                        map.clear();
                    } else assert.equal(recent.get(name), known);
                    assert.equal(recent.size, map.size);
                    assert.deepEqual([...recent.all()], [...map]);
                }
            }),
        );
    });
});
