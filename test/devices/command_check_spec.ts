// When commands count as lost though readings arrive. The bridge is played by the test, and its clock is turned by
// hand.

import assert from 'node:assert/strict';
import { CHECK_MS, CommandCheck, isBridgeDevice, type ListOutcome, RECHECK_MS } from '../../src/devices/command-check';
import { ManualClock } from '../support/manual-clock';

class Bench {
    readonly clock = new ManualClock();
    readonly changes: boolean[] = [];
    /** Requests for the list that have not ended. */
    readonly lists: ((outcome: ListOutcome) => void)[] = [];
    requested = 0;
    #onReading: (() => void) | undefined;
    readonly check = new CommandCheck({
        clock: this.clock,
        requestList: (done) => {
            this.requested++;
            this.lists.push(done);
        },
        awaitReading: (done) => {
            this.#onReading = done;
            return () => {
                this.#onReading = undefined;
            };
        },
        changed: (isOneWay) => this.changes.push(isOneWay),
    });

    constructor(isReady = true) {
        if (isReady) this.check.ready();
    }

    get isWaiting(): boolean {
        return this.#onReading !== undefined;
    }

    reading(): this {
        this.#onReading?.();
        return this;
    }

    end(outcome: ListOutcome = 'unanswered'): this {
        this.lists.shift()?.(outcome);
        return this;
    }

    /** Commands are found to be lost. */
    lose(): this {
        this.check.suspect();
        return this.reading().end().reading().end();
    }
}

describe('command check', () => {
    it('a command that is not confirmed, then two requests without a response, each upon a reading: one way', () => {
        const bench = new Bench();
        bench.check.suspect();
        assert.equal(bench.requested, 0, 'not before a reading');
        bench.reading();
        assert.equal(bench.requested, 1);
        bench.end();
        assert.deepEqual(bench.changes, []);
        bench.reading().end();
        assert.deepEqual(bench.changes, [true]);
        assert.ok(bench.check.isOneWay);
        assert.equal(bench.requested, 2);
    });

    it('nothing is known before the hub takes frames, and nothing that arrives starts a check', () => {
        const bench = new Bench(false);
        assert.ok(!bench.check.isOneWay);
        bench.check.suspect();
        bench.check.listed();
        bench.check.confirmed('relay/i2c0-3b');
        assert.ok(!bench.isWaiting);
        assert.equal(bench.clock.pending, 0);
        assert.deepEqual(bench.changes, []);
    });

    it('a check that waits for a reading is the only one: no timer begins another', () => {
        const bench = new Bench();
        bench.check.suspect();
        assert.ok(bench.isWaiting);
        assert.equal(bench.clock.pending, 0);
    });

    it('no reading, no verdict: a silent hub is something else', () => {
        const bench = new Bench();
        bench.check.suspect();
        bench.clock.advance(10 * CHECK_MS);
        assert.equal(bench.requested, 0);
        bench.reading().end();
        bench.clock.advance(10 * CHECK_MS);
        assert.equal(bench.requested, 1);
        assert.deepEqual(bench.changes, []);
    });

    for (const [name, act] of [
        ['the list is answered', (bench: Bench) => bench.end('answered')],
        ['the second list is answered', (bench: Bench) => bench.end().reading().end('answered')],
        ['a list of another client arrives', (bench: Bench) => bench.check.listed()],
        ['a device of the bridge confirms', (bench: Bench) => bench.check.confirmed('relay/i2c0-3b')],
        ['the request did not leave', (bench: Bench) => bench.end('failed')],
        ['the connection ends', (bench: Bench) => bench.check.lost()],
    ] as const) {
        it(`all is well where ${name}`, () => {
            const bench = new Bench();
            bench.check.suspect();
            bench.reading();
            act(bench);
            bench.end();
            assert.deepEqual(bench.changes, []);
            assert.ok(!bench.isWaiting);
        });
    }

    it('a request that did not leave: the next check comes as usual', () => {
        const bench = new Bench();
        bench.check.suspect();
        bench.reading().end('failed');
        bench.clock.advance(CHECK_MS);
        assert.ok(bench.isWaiting);
        bench.reading();
        assert.equal(bench.requested, 2);
    });

    it('a reading upon which nothing is checked any more requests nothing', () => {
        const bench = new Bench();
        bench.check.suspect();
        bench.reading();
        bench.reading();
        assert.equal(bench.requested, 1);
    });

    it('a wireless node that confirms proves nothing about the bridge', () => {
        const bench = new Bench();
        bench.check.suspect();
        bench.reading();
        bench.check.confirmed('led-strip/-');
        bench.end().reading().end();
        assert.deepEqual(bench.changes, [true]);
    });

    it('many commands that are not confirmed: one check at a time, and none for 30 s after a list', () => {
        const bench = new Bench();
        for (let n = 0; n < 5; n++) bench.check.suspect();
        bench.reading();
        for (let n = 0; n < 5; n++) bench.check.suspect();
        bench.end('answered');
        bench.check.suspect();
        assert.ok(!bench.isWaiting);
        bench.clock.advance(RECHECK_MS);
        bench.check.suspect();
        assert.ok(bench.isWaiting);
        assert.equal(bench.requested, 1);
    });

    it('without any command: every ten minutes', () => {
        const bench = new Bench();
        for (let n = 1; n <= 3; n++) {
            bench.clock.advance(CHECK_MS - 1);
            assert.ok(!bench.isWaiting);
            bench.clock.advance(1);
            bench.reading().end('answered');
            assert.equal(bench.requested, n);
        }
        bench.check.lost();
        assert.equal(bench.clock.pending, 0);
    });

    it('while commands are lost: every 30 s, until a list or a confirmation arrives', () => {
        const bench = new Bench().lose();
        bench.check.suspect();
        assert.ok(!bench.isWaiting);
        bench.clock.advance(RECHECK_MS);
        bench.reading().end();
        bench.clock.advance(RECHECK_MS);
        bench.reading().end('answered');
        assert.deepEqual(bench.changes, [true, false]);
        bench.clock.advance(RECHECK_MS);
        bench.lose();
        bench.check.confirmed('relay/i2c0-3b');
        assert.deepEqual(bench.changes, [true, false, true, false]);
    });

    it('a new connection begins with nothing known', () => {
        const bench = new Bench().lose();
        bench.check.lost();
        assert.ok(!bench.check.isOneWay);
        assert.equal(bench.clock.pending, 0);
        bench.check.suspect();
        bench.check.listed();
        assert.ok(!bench.isWaiting);
        assert.equal(bench.clock.pending, 0);
        bench.check.ready();
        bench.lose();
        assert.deepEqual(bench.changes, [true, true]);
    });

    it('a bridge that starts behind an open connection begins with nothing known, too', () => {
        const bench = new Bench().lose();
        bench.check.ready();
        assert.ok(!bench.check.isOneWay);
        bench.check.suspect();
        assert.ok(bench.isWaiting);
        bench.reading().end('answered');
        bench.check.ready();
        bench.check.suspect();
        assert.ok(bench.isWaiting, 'also soon after a list');
        bench.check.ready();
        assert.ok(!bench.isWaiting);
        assert.equal(bench.clock.pending, 1);
    });

    for (const [topic, is] of [
        ['thermometer/i2c0-48', true],
        ['relay/i2c0-3b', true],
        ['led/-', false],
        ['thermometer/-', false],
        ['thermometer/i2c0-48/get', false],
        ['thermometer/i2c0-48/config/ok', false],
        ['boot', false],
    ] as const) {
        it(`${topic} is ${is ? 'a' : 'no'} device that only a bridge has`, () =>
            assert.equal(isBridgeDevice(topic), is));
    }
});
