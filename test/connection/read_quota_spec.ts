// Received data is passed on within a quota for each turn of the event loop, in order and completely before the end.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MAX_FRAMES_PER_TURN, ReadQuota, type Remainder, UNWANTED } from '../../src/connection/read-quota';
import { openWebSocket } from '../../src/connection/socket';
import { leavesNothing } from '../support/leaks';
import { afterRequest, endServers, listen, serverFrame, upgradeResponse } from '../support/servers';
import { endTestSockets, TestSocket, within } from '../support/test-socket';
import { until } from '../support/wait';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

class Bench {
    readonly handed: string[] = [];
    readonly calls: string[] = [];
    /** Follows each piece. */
    passed: (piece: string) => void = () => {};
    readonly readQuota = new ReadQuota((data) => this.#take(Buffer.from(data).toString()), {
        pause: () => this.calls.push('pause'),
        resume: () => this.calls.push('resume'),
    });

    /** `a` is a piece by itself, `a,b` a message of two. */
    add(...texts: readonly string[]): this {
        for (const text of texts) this.readQuota.add(Buffer.from(text));
        return this;
    }

    #take(text: string): Remainder | undefined {
        const pieces = text.split(',');
        if (text.startsWith('unwanted')) {
            this.#hand(text);
            return UNWANTED;
        }
        if (pieces.length > 1) return this.#pieces(pieces);
        this.#hand(text);
        return undefined;
    }

    *#pieces(pieces: readonly string[]): Remainder {
        for (const piece of pieces) {
            this.#hand(piece);
            yield;
        }
    }

    #hand(piece: string): void {
        this.handed.push(piece);
        this.passed(piece);
    }
}

/** A source that is never behind. */
class Source {
    pause(): void {}
    resume(): void {}
}

const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => `${index}`);

describe('read quota', () => {
    leavesNothing();

    it('tells which messages were received together, and those that had to wait are of another turn', async () => {
        const told: string[] = [];
        const quota = new ReadQuota((data, isSameTurn) => {
            told.push(`${Buffer.from(data)}${isSameTurn ? '' : ' first'}`);
            return undefined;
        }, new Source());
        const add = (count: number): void => {
            for (const text of numbers(count)) quota.add(Buffer.from(text));
        };
        const first = (): string[] => told.splice(0).filter((text) => text.endsWith('first'));
        quota.turn();
        add(2);
        quota.turn();
        add(2);
        assert.deepEqual(first(), ['0 first', '0 first']);
        quota.turn();
        add(MAX_FRAMES_PER_TURN);
        await turn();
        assert.deepEqual(first(), ['0 first', `${MAX_FRAMES_PER_TURN - 4} first`]);
    });

    it('the first message of all is the first of its turn', () => {
        const seen: boolean[] = [];
        const quota = new ReadQuota((_data, isSameTurn) => void seen.push(isSameTurn), new Source());
        for (const text of numbers(2)) quota.add(Buffer.from(text));
        assert.deepEqual(seen, [false, true]);
    });

    it('messages within the quota are passed on at once, and the source is not paused', async () => {
        const bench = new Bench().add(...numbers(MAX_FRAMES_PER_TURN));
        assert.equal(bench.handed.length, MAX_FRAMES_PER_TURN);
        await turn();
        bench.add(...numbers(MAX_FRAMES_PER_TURN));
        assert.equal(bench.handed.length, 2 * MAX_FRAMES_PER_TURN);
        await turn();
        assert.deepEqual(bench.calls, []);
        assert.equal(bench.readQuota.handed, 0);
    });

    it('more messages are queued for the next turns, in order, and the source is paused', async () => {
        const all = numbers(3 * MAX_FRAMES_PER_TURN + 1);
        const bench = new Bench().add(...all);
        for (const turns of [1, 2, 3]) {
            assert.deepEqual(bench.handed, all.slice(0, turns * MAX_FRAMES_PER_TURN));
            assert.deepEqual(bench.calls, ['pause']);
            await turn();
        }
        assert.deepEqual(bench.handed, all);
        assert.deepEqual(bench.calls, ['pause', 'resume']);
        assert.equal(bench.readQuota.handed, 3);
    });

    it('the source is paused for each burst, and resumed after each', async () => {
        const bench = new Bench();
        for (const bursts of [1, 2, 3]) {
            bench.add(...numbers(MAX_FRAMES_PER_TURN + 1));
            await turn();
            assert.deepEqual(bench.calls, Array(bursts).fill(['pause', 'resume']).flat());
            // A new quota.
            await turn();
        }
    });

    it('a message of many lines is read over several turns, and later messages follow it', async () => {
        const all = numbers(2 * MAX_FRAMES_PER_TURN);
        const bench = new Bench().add(all.join(','), 'last');
        assert.ok(bench.handed.length <= MAX_FRAMES_PER_TURN);
        while (bench.handed.length < all.length) {
            const before = bench.handed.length;
            await turn();
            assert.ok(bench.handed.length - before <= MAX_FRAMES_PER_TURN);
        }
        await turn();
        assert.deepEqual(bench.handed, [...all, 'last']);
        assert.deepEqual(bench.calls, ['pause', 'resume']);
    });

    it('large messages count as many', async () => {
        const large = 'x'.repeat(MAX_FRAMES_PER_TURN * 1024);
        const bench = new Bench().add(large, large);
        assert.equal(bench.handed.length, 1);
        await turn();
        assert.equal(bench.handed.length, 2);
    });

    it('messages that nothing needs count little: many more of them are passed on in one turn, but not all', async () => {
        const most = 32 * MAX_FRAMES_PER_TURN;
        const all = Array.from({ length: most + 1 }, (_, at) => `unwanted ${at}`);
        const bench = new Bench().add(...all);
        assert.deepEqual(bench.handed, all.slice(0, most));
        await turn();
        assert.deepEqual(bench.handed, all);
        const large = 'unwanted'.padEnd(MAX_FRAMES_PER_TURN * 1024);
        const other = new Bench().add(large, large);
        assert.equal(other.handed.length, 1);
        await turn();
        assert.equal(other.handed.length, 2);
    });

    it('the end is reported after the last line, or at once if none is left', async () => {
        const bench = new Bench();
        const note = (): void => void bench.handed.push('end');
        bench.add(numbers(2 * MAX_FRAMES_PER_TURN).join(',')).readQuota.finish(note);
        assert.ok(!bench.handed.includes('end'));
        await until(() => bench.handed.includes('end'), 'the end');
        assert.equal(bench.handed.indexOf('end'), 2 * MAX_FRAMES_PER_TURN);
        bench.readQuota.finish(note);
        assert.equal(bench.handed.length, 2 * MAX_FRAMES_PER_TURN + 2);
    });

    it('after end() nothing is passed on, the source resumes, and the end is still reported once', async () => {
        const bench = new Bench().add(...numbers(2 * MAX_FRAMES_PER_TURN));
        bench.readQuota.finish(() => bench.handed.push('end'));
        bench.readQuota.end();
        bench.add('late');
        assert.deepEqual(bench.calls, ['pause', 'resume']);
        for (let turns = 0; turns < 4; turns++) await turn();
        assert.deepEqual(bench.handed, [...numbers(MAX_FRAMES_PER_TURN), 'end']);
    });

    it('the handler may end it, within a message and between two', async () => {
        for (const message of ['0,1,2', '1']) {
            const bench = new Bench();
            bench.passed = (piece) => piece === '1' && bench.readQuota.end();
            bench.add(message, '3');
            await turn();
            assert.equal(bench.handed.at(-1), '1');
        }
    });

    it('a message whose handler ends it is not read any further', async () => {
        let read = 0;
        const quota: ReadQuota = new ReadQuota(() => {
            quota.end();
            return { next: () => ({ done: ++read > 9, value: undefined }) };
        }, new Source());
        quota.add(Buffer.from('a,b'));
        await turn();
        assert.equal(read, 0);
    });

    it('what nothing needed has no rest to read', () => {
        assert.deepEqual(UNWANTED.next(), { done: true, value: undefined });
    });

    it('any messages in any turns: all are passed on in order, and never too many in a turn', async () => {
        const amounts = fc.array(fc.array(fc.integer({ min: 1, max: 80 }), { maxLength: 40 }), { maxLength: 5 });
        await fc.assert(
            fc.asyncProperty(amounts, async (turns) => {
                const bench = new Bench();
                let added = 0;
                let most = 0;
                let before = 0;
                const look = async (): Promise<void> => {
                    await turn();
                    most = Math.max(most, bench.handed.length - before);
                    before = bench.handed.length;
                };
                for (const messages of turns) {
                    for (const pieces of messages) {
                        const names = Array.from({ length: pieces }, () => `${added++}`);
                        bench.add(names.join(','));
                    }
                    await look();
                }
                for (let rest = 0; rest < 500 && bench.handed.length < added; rest++) await look();
                // A message is over with the step after its last piece.
                await look();
                assert.deepEqual(bench.handed, numbers(added));
                // A look may fall between the end of one portion and that of the next.
                assert.ok(most <= 2 * MAX_FRAMES_PER_TURN, `${most} in a turn`);
                const { calls } = bench;
                assert.deepEqual(
                    calls,
                    calls.map((_, index) => (index % 2 === 0 ? 'pause' : 'resume')),
                );
                assert.equal(calls.length % 2, 0);
            }),
            { numRuns: 50 },
        );
    });
});

describe('socket: read quota', () => {
    leavesNothing(endTestSockets, endServers);

    /** A hub that sends all of this at once, and may then end the connection in one of these ways. */
    async function burst(count: number, then: 'stay' | 'end' | 'close' | 'reset'): Promise<TestSocket> {
        const frames = numbers(count).map((text) => serverFrame(1, text));
        if (then === 'close') frames.push(serverFrame(8, Buffer.from([1001 >> 8, 1001 & 0xff])));
        const port = await listen((socket) =>
            afterRequest(socket, (head) => {
                socket.write(upgradeResponse(head));
                socket.write(Buffer.concat(frames), () => {
                    if (then === 'end') socket.end();
                    if (then === 'reset') setTimeout(() => socket.resetAndDestroy(), 20);
                });
            }),
        );
        return new TestSocket({ url: `ws://127.0.0.1:${port}/` }).open();
    }

    for (const [then, code] of [
        ['end', 'dropped'],
        ['close', 'closed'],
    ] as const) {
        it(`10,000 messages and then the ${then}: all arrive in order before the end is reported`, async () => {
            const testSocket = await burst(10_000, then);
            assert.equal((await testSocket.end()).code, code);
            assert.deepEqual(testSocket.messages, numbers(10_000));
            assert.deepEqual(testSocket.counts, { opened: 1, closed: 1, early: 0, late: 0 });
        });
    }

    it('no turn of the event loop exceeds the quota', async () => {
        const testSocket = await burst(5_000, 'stay');
        let most = 0;
        for (let before = 0; testSocket.messages.length < 5_000; before = testSocket.messages.length) {
            await within(turn(), 'a turn');
            most = Math.max(most, testSocket.messages.length - before);
        }
        assert.ok(most <= 2 * MAX_FRAMES_PER_TURN, `${most} in a turn`);
        assert.deepEqual(testSocket.messages, numbers(5_000));
    });

    it('terminated halfway, it reports its end soon and nothing before it', async () => {
        const testSocket = await burst(10_000, 'stay');
        await until(() => testSocket.messages.length > 0, 'the first');
        const { length } = testSocket.messages;
        assert.ok(length < 10_000);
        testSocket.socket.terminate();
        await testSocket.end();
        assert.equal(testSocket.messages.length, length);
    });

    it('closed halfway, it still receives the close frame of the hub', async () => {
        const testSocket = await burst(10_000, 'close');
        await until(() => testSocket.messages.length > 0, 'the first');
        const { length } = testSocket.messages;
        testSocket.socket.close();
        assert.equal((await testSocket.end()).code, 'closed');
        assert.equal(testSocket.messages.length, length);
    });

    it('data that is passed on late counts for the heartbeat, while nothing is read', async () => {
        const testSocket = await burst(10_000, 'stay');
        await until(() => testSocket.messages.length > 0, 'the first');
        const { bytesReceived } = testSocket.socket;
        await turn();
        await turn();
        assert.ok(testSocket.socket.bytesReceived > bytesReceived);
    });

    it('frames that arrive together are of one turn, later ones of the next', async () => {
        const told: string[] = [];
        const port = await listen((socket) =>
            afterRequest(socket, (head) => {
                socket.write(upgradeResponse(head));
                socket.write(Buffer.concat(['a', 'b'].map((text) => serverFrame(1, text))));
                socket.once('data', () => socket.write(Buffer.concat(['c', 'd'].map((text) => serverFrame(1, text)))));
            }),
        );
        const socket = openWebSocket(
            { url: `ws://127.0.0.1:${port}/`, maxBytes: 1000 },
            {
                opened: () => {},
                message: (data, isSameTurn) => {
                    told.push(`${Buffer.from(data)}${isSameTurn ? '' : ' first'}`);
                    if (told.length === 2) socket.ping();
                    return undefined;
                },
                closed: () => {},
            },
        );
        await until(() => told.length === 4, 'the frames');
        socket.terminate();
        assert.deepEqual(told, ['a first', 'b', 'c first', 'd']);
    });
});
