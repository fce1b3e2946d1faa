// Which states are requested after a connect, in which order and how often. The hub is played by the test, and its
// clock is turned by hand.

import assert from 'node:assert/strict';
import { AWAIT_MS, StateRequests } from '../../src/devices/state-requests';
import { ManualClock } from '../support/manual-clock';

const A = 'relay/i2c0-3b';
const B = 'relay/i2c0-3f';
const LED = 'led/-';
const LISTED = ['thermometer/i2c0-48', 'co2-sensor/i2c0-38', 'display-oled/i2c0-3c', A, B, LED];

class Bench {
    readonly clock = new ManualClock();
    readonly known = new Set<string>();
    readonly pending = new Set<string>();
    /** Devices that were requested, and not answered since. */
    readonly asked: { readonly device: string; readonly done: (isReported: boolean) => void }[] = [];
    readonly log: string[] = [];
    settled = 0;
    readonly requests = new StateRequests({
        clock: this.clock,
        isKnown: (device) => this.known.has(device),
        hasPending: (device) => this.pending.has(device),
        request: (device, done) => {
            this.log.push(device);
            this.asked.push({ device, done });
        },
        settled: () => {
            this.settled++;
        },
    });

    static ready(devices: readonly string[] = LISTED): Bench {
        const bench = new Bench();
        bench.requests.opened();
        bench.requests.ready();
        bench.requests.listed(devices);
        return bench;
    }

    /** The oldest request ends. */
    end(isReported = true): void {
        const one = this.asked.shift();
        if (!one) throw new Error('nothing was requested');
        if (isReported) this.known.add(one.device);
        one.done(isReported);
    }

    /** What was requested since the last look. */
    read(): string[] {
        return this.log.splice(0);
    }
}

describe('state requests', () => {
    it('relays and the LED of the list, no sensor and no display, one after the other with a pause', () => {
        const bench = Bench.ready();
        assert.deepEqual(bench.read(), [A]);
        bench.clock.advance(60_000);
        assert.deepEqual(bench.read(), [], 'one at a time');
        bench.end();
        assert.deepEqual(bench.read(), []);
        bench.clock.advance(100);
        assert.deepEqual(bench.read(), [B]);
        bench.end();
        bench.clock.advance(100);
        assert.deepEqual(bench.read(), [LED]);
        bench.end();
        bench.clock.advance(60_000);
        assert.deepEqual(bench.read(), []);
        assert.equal(bench.clock.pending, 0);
    });

    it('nothing before the hub listens and has listed its devices', () => {
        const bench = new Bench();
        bench.requests.listed(LISTED);
        bench.requests.opened();
        bench.requests.listed(LISTED);
        bench.requests.ready();
        bench.clock.advance(60_000);
        assert.deepEqual(bench.read(), []);
    });

    it('each device once for each connection, however often it is listed', () => {
        const bench = Bench.ready([A]);
        bench.end();
        bench.requests.listed([A]);
        bench.clock.advance(60_000);
        assert.deepEqual(bench.read(), [A]);
        bench.known.clear();
        bench.requests.lost();
        bench.requests.opened();
        bench.requests.ready();
        bench.requests.listed([A]);
        assert.deepEqual(bench.read(), [A]);
    });

    it('a device that a later list adds', () => {
        const bench = Bench.ready([A]);
        bench.end();
        bench.requests.listed([A, B]);
        bench.clock.advance(100);
        assert.deepEqual(bench.read(), [A, B]);
    });

    it('a device that a later list adds waits for the request in flight, and for the pause after it', () => {
        const bench = Bench.ready([A, B]);
        bench.requests.listed([A, B, LED]);
        assert.deepEqual(bench.read(), [A], 'one is in flight');
        bench.end();
        bench.clock.advance(99);
        bench.requests.listed(['relay/i2c0-77']);
        assert.deepEqual(bench.read(), [], 'the pause is not over');
        bench.clock.advance(1);
        assert.deepEqual(bench.read(), [B]);
    });

    it('a device that is listed after the time in which toggles wait', () => {
        const bench = Bench.ready([]);
        bench.clock.advance(AWAIT_MS);
        bench.requests.listed([A]);
        assert.deepEqual(bench.read(), [A]);
    });

    it('not a state that was reported meanwhile', () => {
        const bench = Bench.ready([A, B, LED]);
        bench.known.add(B);
        bench.end();
        bench.clock.advance(100);
        assert.deepEqual(bench.read(), [A, LED]);
    });

    it('not beside a command that is on its way, whose confirmation reports the state; later, where none comes', () => {
        const bench = new Bench();
        bench.pending.add(A);
        bench.requests.opened();
        bench.requests.ready();
        bench.requests.listed([A, B]);
        assert.deepEqual(bench.read(), [B]);
        bench.end();
        bench.clock.advance(3_000);
        assert.deepEqual(bench.read(), []);
        bench.pending.clear();
        bench.clock.advance(1_000);
        assert.deepEqual(bench.read(), [A]);
    });

    it('three times at most, where no response comes', () => {
        const bench = Bench.ready([A, B]);
        for (let n = 0; n < 6; n++) {
            bench.end(false);
            bench.clock.advance(100);
        }
        bench.clock.advance(60_000);
        assert.deepEqual(bench.read(), [A, B, A, B, A, B]);
        assert.equal(bench.clock.pending, 0);
    });

    it('nothing once the connection is gone, and no end of a request of the last one counts', () => {
        const bench = Bench.ready([A, B]);
        bench.requests.lost();
        assert.equal(bench.clock.pending, 0);
        bench.end();
        bench.clock.advance(60_000);
        assert.deepEqual(bench.read(), [A]);
        bench.requests.lost();
    });

    it('is bounded: a hub that lists thousands of relays gets a hundred requests [L6]', () => {
        const bench = Bench.ready(Array.from({ length: 5_000 }, (_, index) => `relay/${index}`));
        for (let n = 0; n < 200 && bench.asked.length > 0; n++) {
            bench.end();
            bench.clock.advance(100);
        }
        assert.equal(bench.read().length, 100);
    });

    describe('what a toggle may wait for', () => {
        it('nothing without a connection', () => {
            assert.ok(!new Bench().requests.isAwaited(A));
            const bench = Bench.ready();
            bench.requests.lost();
            assert.ok(!bench.requests.isAwaited(A));
        });

        it('any relay until the devices are listed, then those whose request is to come or has no response yet', () => {
            const bench = new Bench();
            bench.requests.opened();
            assert.ok(bench.requests.isAwaited(A));
            bench.requests.ready();
            assert.ok(bench.requests.isAwaited('relay/i2c0-77'));
            bench.requests.listed([A, B]);
            assert.deepEqual(
                [A, B, 'relay/i2c0-77'].map((device) => bench.requests.isAwaited(device)),
                [true, true, false],
            );
            bench.end();
            assert.ok(!bench.requests.isAwaited(A) && bench.requests.isAwaited(B));
        });

        it('any relay again as soon as the next connection opens', () => {
            const bench = Bench.ready();
            bench.requests.lost();
            bench.requests.opened();
            assert.ok(bench.requests.isAwaited(A));
        });

        it('no other relay when a connection that is ready is reported again, as after a silence', () => {
            const bench = Bench.ready([A]);
            bench.requests.opened();
            assert.ok(bench.requests.isAwaited(A));
            assert.ok(!bench.requests.isAwaited(B));
            bench.requests.listed([B]);
            bench.end();
            bench.clock.advance(100);
            assert.deepEqual(bench.read(), [A, B]);
        });

        it('is checked again when devices are listed, and when a request has ended', () => {
            const bench = new Bench();
            bench.requests.opened();
            bench.requests.ready();
            assert.equal(bench.settled, 0);
            bench.requests.listed([A]);
            assert.equal(bench.settled, 1);
            bench.end(false);
            assert.equal(bench.settled, 2);
        });

        it('three seconds from the first time that the hub takes frames, however often it starts', () => {
            const bench = Bench.ready();
            bench.clock.advance(AWAIT_MS - 1);
            bench.requests.ready();
            assert.equal(bench.clock.pending, 1);
            bench.clock.advance(1);
            assert.ok(!bench.requests.isAwaited(A));
        });

        it('no longer than three seconds after the hub listens, which is reported', () => {
            const bench = Bench.ready();
            bench.clock.advance(AWAIT_MS - 1);
            assert.ok(bench.requests.isAwaited(A));
            const { settled } = bench;
            bench.clock.advance(1);
            assert.ok(!bench.requests.isAwaited(A));
            assert.equal(bench.settled, settled + 1);
        });
    });
});
