// The listeners of a simulated hub, and the lines that it keeps for them.

import assert from 'node:assert/strict';
import { Listeners, ReceivedLines } from '../../src/simulator/events';

describe('simulator: listeners', () => {
    it('are called in the order of registration, each for its own event, until they are removed', () => {
        const listeners = new Listeners();
        const seen: unknown[] = [];
        const remove = listeners.on('connect', (event) => seen.push(['first', event]));
        listeners.on('connect', (event) => seen.push(['second', event]));
        listeners.on('attempt', (event) => seen.push(event));
        listeners.emit('connect', { client: 1 });
        remove();
        listeners.emit('connect', { client: 2 });
        listeners.emit('disconnect', { client: 2, code: 1000 });
        listeners.emit('attempt', { count: 3 });
        assert.deepEqual(seen, [
            ['first', { client: 1 }],
            ['second', { client: 1 }],
            ['second', { client: 2 }],
            { count: 3 },
        ]);
    });

    it('are forgotten together', () => {
        const listeners = new Listeners();
        listeners.on('connect', () => assert.fail('it was forgotten'));
        listeners.clear();
        listeners.emit('connect', { client: 1 });
    });
});

describe('simulator: received lines', () => {
    it('the last 10,000 are kept', () => {
        const received = new ReceivedLines();
        for (let index = 0; index < 10_000; index++) received.add(`line ${index}`);
        assert.deepEqual([received.lines.length, received.lines[0]], [10_000, 'line 0']);
        received.add('one more');
        received.add('and another');
        assert.deepEqual([received.lines.length, received.lines[0]], [10_000, 'line 2']);
        assert.deepEqual(received.lines.slice(-2), ['one more', 'and another']);
    });

    it('fewer long ones are kept, as many as have four million characters', () => {
        const received = new ReceivedLines();
        const long = 'x'.repeat(1024 * 1024);
        for (const end of ['a', 'b', 'c', 'd']) received.add(long.slice(1) + end);
        assert.equal(received.lines.length, 4);
        received.add('e');
        assert.deepEqual(
            received.lines.map((line) => line.at(-1)),
            ['b', 'c', 'd', 'e'],
        );
        received.add(long.slice(1));
        assert.equal(received.lines.length, 5);
        received.add('f');
        assert.deepEqual(
            received.lines.map((line) => line.at(-1)),
            ['c', 'd', 'e', 'x', 'f'],
        );
    });

    it('a line that is longer than all that is kept leaves nothing', () => {
        const received = new ReceivedLines();
        received.add('short');
        received.add('x'.repeat(4 * 1024 * 1024 + 1));
        assert.deepEqual(received.lines, []);
        received.add('next');
        assert.deepEqual(received.lines, ['next']);
    });
});
