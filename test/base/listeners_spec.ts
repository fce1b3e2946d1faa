// Listeners of one event: each is called in its turn, can be removed, and harms no other.

import assert from 'node:assert/strict';
import { Listeners } from '../../src/base/listeners';

const neverFails = (error: unknown): never => assert.fail(String(error));

describe('listeners', () => {
    const always = (): boolean => true;

    it('are called in the order in which they were added, each with a value of its own', () => {
        const listeners = new Listeners<{ n: number }>(neverFails);
        const calls: [name: string, value: { n: number }][] = [];
        listeners.add((value) => calls.push(['first', value]));
        listeners.add((value) => calls.push(['second', value]));
        listeners.notify(() => ({ n: 1 }), always);
        assert.deepEqual(calls, [
            ['first', { n: 1 }],
            ['second', { n: 1 }],
        ]);
        assert.notEqual(calls[0]?.[1], calls[1]?.[1]);
    });

    it('are removed one by one, also if the same one was added twice', () => {
        const listeners = new Listeners<number>(neverFails);
        let calls = 0;
        const count = (): void => {
            calls++;
        };
        const removeFirst = listeners.add(count);
        listeners.add(count);
        listeners.notify(() => 1, always);
        assert.equal(calls, 2);
        removeFirst();
        removeFirst();
        listeners.notify(() => 1, always);
        assert.equal(calls, 3);
        listeners.clear();
        listeners.notify(() => 1, always);
        assert.equal(calls, 3);
    });

    it('do not affect each other: what one throws is reported', () => {
        const thrown: unknown[] = [];
        const listeners = new Listeners<number>((error) => thrown.push(error));
        const received: number[] = [];
        const error = new Error('in a flow');
        listeners.add(() => {
            throw error;
        });
        listeners.add((value) => received.push(value));
        listeners.notify(() => 7, always);
        assert.deepEqual([thrown, received], [[error], [7]]);
    });

    it('are not called any more once the event is no longer true', () => {
        const listeners = new Listeners<number>(neverFails);
        const calls: string[] = [];
        listeners.add(() => calls.push('first'));
        listeners.add(() => calls.push('second'));
        listeners.notify(
            () => 1,
            () => calls.length === 0,
        );
        assert.deepEqual(calls, ['first']);
        listeners.notify(
            () => assert.fail('no value is needed'),
            () => false,
        );
    });
});
