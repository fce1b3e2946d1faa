// Which texts share a message, and which callbacks are called when it is sent.

import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { WriteBatch } from '../../src/connection/write-batch';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const MOST_LENGTH = 16 * 1024;

interface Bench {
    readonly batch: WriteBatch;
    readonly messages: string[];
    /** How often the operating system was called. */
    calls(): number;
    /** Of each call for several messages: how many they were. */
    readonly groups: number[];
    /** Ends the oldest message that has not ended. */
    end(error?: Error): void;
}

function bench(): Bench {
    const messages: string[] = [];
    const dones: ((error?: Error | null) => void)[] = [];
    let calls = 0;
    let isTogether = false;
    const groups: number[] = [];
    const batch = new WriteBatch(
        (text, done) => {
            if (!isTogether) calls++;
            messages.push(text);
            dones.push(done);
        },
        (run) => {
            calls++;
            isTogether = true;
            const before = messages.length;
            run();
            groups.push(messages.length - before);
            isTogether = false;
        },
    );
    return { batch, messages, calls: () => calls, groups, end: (error) => dones.shift()?.(error) };
}

describe('write batch', () => {
    it('sends each text once, in order and within its turn, and calls each callback after its message', async () => {
        const text = fc.oneof(
            fc.constantFrom('a\n', 'bc\n', '\n', 'raw', '', 'two\nlines\n', 'half\nof it'),
            fc.integer({ min: 1, max: 20_000 }).map((length) => `${'x'.repeat(length - 1)}\n`),
        );
        const step = fc.oneof(
            { weight: 8, arbitrary: fc.record({ text, atOnce: fc.boolean() }) },
            { weight: 1, arbitrary: fc.constant('flush' as const) },
            { weight: 1, arbitrary: fc.constant('turn' as const) },
        );
        await fc.assert(
            fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
                const { batch, messages, end } = bench();
                const sent: string[] = [];
                const confirmed: number[] = [];
                for (const one of steps) {
                    if (one === 'turn') await turn();
                    else if (one === 'flush') batch.flush();
                    else {
                        const number = sent.push(one.text) - 1;
                        batch.add(one.text, () => confirmed.push(number), one.atOnce);
                    }
                    if (one === 'turn' || one === 'flush' || one.atOnce) assert.equal(batch.length, 0);
                    assert.equal(messages.join('').length + batch.length, sent.join('').length);
                }
                await turn();
                assert.equal(messages.join(''), sent.join(''));
                let at = 0;
                for (const message of messages) {
                    const from = at;
                    let length = 0;
                    do length += sent[at++]?.length ?? assert.fail('a message that ends within a text');
                    while (length < message.length);
                    const own = sent.slice(from, at);
                    assert.equal(own.join(''), message);
                    if (own.length > 1) assert.ok(own.every((one) => one.endsWith('\n')) && length <= MOST_LENGTH);
                }
                assert.deepEqual(confirmed, []);
                for (const _ of messages) end();
                assert.deepEqual([...confirmed], [...sent.keys()]);
            }),
            { numRuns: 200 },
        );
    });

    it('sends the first text of a turn at once and all others together', async () => {
        const { batch, messages, calls, groups } = bench();
        for (const text of ['a\n', 'b\n', 'raw', 'c\n', 'd\n', 'raw', 'raw']) batch.add(text, () => {}, false);
        assert.deepEqual(messages, ['a\n']);
        await turn();
        assert.deepEqual(messages, ['a\n', 'b\n', 'raw', 'c\nd\n', 'raw', 'raw']);
        assert.equal(calls(), 2);
        batch.add('next\n', () => {}, false);
        assert.equal(messages.at(-1), 'next\n');
        assert.equal(calls(), 3);
        await turn();
        batch.flush();
        assert.equal(calls(), 3, 'none for nothing');
        assert.deepEqual(groups, [5], 'a message alone needs no group');
    });

    it('texts share a message up to 16 KiB, and each is reported with whether another one follows', () => {
        const { batch, messages, end } = bench();
        const reports: boolean[] = [];
        const half = `${'x'.repeat(MOST_LENGTH / 2 - 1)}\n`;
        const add = (text: string): void => batch.add(text, (_error, hasMore) => reports.push(hasMore === true), false);
        add('first\n');
        for (const text of [half, half, '\n', '\n', '\n']) add(text);
        batch.flush();
        assert.deepEqual(messages, ['first\n', half + half, '\n\n\n']);
        for (const _ of messages) end();
        assert.deepEqual(reports, [false, true, false, true, true, false]);
    });

    it('after a turn with many texts, sends the first of the next turn with the others, but not one that is alone', async () => {
        const { batch, messages } = bench();
        for (let count = 0; count < 16; count++) batch.add('a\n', () => {}, false);
        await turn();
        messages.length = 0;
        batch.add('b\n', () => {}, false);
        assert.deepEqual(messages, []);
        batch.add('at once\n', () => {}, true);
        assert.deepEqual(messages, ['b\nat once\n']);
        batch.add('c\n', () => {}, false);
        await turn();
        assert.deepEqual(messages, ['b\nat once\n', 'c\n']);
        // That turn was not busy, and these are in no turn.
        for (let count = 0; count < 16; count++) batch.add('alone\n', () => {}, true);
        batch.add('d\n', () => {}, false);
        assert.equal(messages.at(-1), 'd\n');
        for (let count = 0; count < 16; count++) batch.add('a\n', () => {}, false);
        await turn();
        await turn();
        batch.add('e\n', () => {}, false);
        assert.equal(messages.at(-1), 'e\n');
        await turn();
    });

    it('keeps no callback that was called, for what follows it would stay in memory with it', async () => {
        let end: ((error?: Error | null) => void) | undefined;
        const batch = new WriteBatch(
            (_text, done) => {
                end = done;
            },
            (run) => run(),
        );
        const callback = (() => {
            const done = (): void => {};
            batch.add('a\n', done, true);
            return new WeakRef(done);
        })();
        end?.();
        await turn();
        collect();
        assert.equal(callback.deref(), undefined);
        assert.ok(end, 'the message is still there');
    });

    it('a message that is reported twice calls each callback once', () => {
        let end: ((error?: Error | null) => void) | undefined;
        const batch = new WriteBatch(
            (_text, done) => {
                end = done;
            },
            (run) => run(),
        );
        let calls = 0;
        batch.add('a\n', () => calls++, true);
        end?.();
        end?.(new Error('late'));
        assert.equal(calls, 1);
    });

    it('a callback that throws does not prevent the others', async () => {
        const { batch, messages, end } = bench();
        const confirmed: string[] = [];
        const thrown = new Error('thrown by a listener');
        batch.add('first\n', () => {}, true);
        end();
        batch.add('second\n', () => {}, false);
        end();
        for (const name of ['a', 'b', 'c', 'd']) {
            batch.add(
                `${name}\n`,
                (error) => {
                    confirmed.push(`${name} ${error?.message ?? 'sent'}`);
                    if (name === 'a' || name === 'c') throw thrown;
                },
                name === 'd',
            );
        }
        assert.deepEqual(messages.slice(2), ['a\nb\nc\nd\n']);
        assert.throws(() => end(new Error('lost')), thrown);
        assert.deepEqual(confirmed, ['a lost', 'b lost', 'c lost', 'd lost']);
    });
});
