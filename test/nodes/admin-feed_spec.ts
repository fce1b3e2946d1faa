// The feed with a manual clock: when it publishes, what, and that it is idle otherwise.

import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Feed, MAX_CHANGED, SLOW_MS, TICK_MS, type Watched } from '../../nodes/admin/feed';
import { type FeedMessage, LEASE_MS } from '../../nodes/shared/views';
import type { DeviceEntry } from '../../src/devices/device-list';
import type { ReceivedFrame } from '../../src/receive/received-frame';
import { ManualClock } from '../support/manual-clock';
import { SettableClock } from '../support/settable-clock';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

/** A hub node of which the test decides everything; counts how often its devices are looked at. */
class FakeRecord implements Watched {
    readonly id: string;
    word: 'connected' | 'disconnected' = 'connected';
    framesIn = 0;
    looks = 0;
    /** By device; undefined for one that is listed and has reported nothing. */
    readonly frames = new Map<string, ReceivedFrame | undefined>();

    constructor(id: string) {
        this.id = id;
    }

    report(device: string): void {
        this.frames.set(device, {
            frame: { topic: device, payload: {} },
            text: '',
            time: ++this.framesIn,
            at: this.framesIn,
        });
    }

    head(): ReturnType<Watched['head']> {
        const counters = {
            framesIn: this.framesIn,
            badFrames: 0,
            droppedFrames: 0,
            framesOut: 0,
            waiting: 0,
            asked: 0,
            reconnects: 0,
        };
        return { id: this.id, label: this.id, state: { word: this.word }, counters: { ...counters, roundTripMs: 1 } };
    }

    entries(): DeviceEntry[] {
        this.looks++;
        return [...this.frames.keys()].map((device) => ({
            device,
            type: '',
            address: '',
            kind: 'heard',
            listed: false,
        }));
    }

    face({ device }: DeviceEntry): ReturnType<Watched['face']> {
        return { received: this.frames.get(device), rest: '' };
    }

    device(entry: DeviceEntry): ReturnType<Watched['device']> {
        return { ...entry, values: [] };
    }
}

function bench(...records: FakeRecord[]) {
    const clock = new ManualClock();
    clock.sleep(1_000_000);
    const messages: FeedMessage[] = [];
    const all = [...records];
    const feed = new Feed({ clock, records: () => all, publish: (message) => messages.push(message) });
    return { clock, feed, messages, all };
}

/** The devices of each hub in a message. */
function devicesOf(message: FeedMessage | undefined): Record<string, string[]> {
    const hubs = message?.hubs ?? [];
    return Object.fromEntries(hubs.map(({ id, devices }) => [id, devices.map(({ device }) => device)]));
}

describe('the feed', () => {
    it('publishes nothing, reads nothing and has no timer without a lease', () => {
        const record = new FakeRecord('a');
        const { clock, feed, messages } = bench(record);
        feed.hubsChanged();
        record.report('x/1');
        assert.equal(clock.pending, 0);
        clock.advance(60_000);
        assert.deepEqual(messages, []);
        assert.equal(record.looks, 0);
    });

    it('publishes everything first, then changes, and nothing twice', () => {
        const record = new FakeRecord('a');
        const { clock, feed, messages } = bench(record);
        record.report('x/1');
        record.report('x/2');
        feed.renew();
        clock.advance(TICK_MS);
        assert.deepEqual(devicesOf(messages[0]), { a: ['x/1', 'x/2'] });
        assert.deepEqual(messages[0]?.ids, ['a']);
        assert.equal(messages[0].now, clock.now());
        record.report('x/2');
        clock.advance(TICK_MS);
        assert.deepEqual(devicesOf(messages[1]), { a: ['x/2'] });
        clock.advance(TICK_MS * 4);
        assert.equal(messages.length, 2);
    });

    it('publishes a device once that is listed and has reported nothing', () => {
        const record = new FakeRecord('a');
        const { clock, feed, messages } = bench(record);
        record.frames.set('relay/-', undefined);
        feed.renew();
        clock.advance(TICK_MS * 4);
        assert.deepEqual(messages.map(devicesOf), [{ a: ['relay/-'] }]);
    });

    it('publishes a change of state, without the devices', () => {
        const [a, b] = [new FakeRecord('a'), new FakeRecord('b')];
        const { clock, feed, messages } = bench(a, b);
        a.report('x/1');
        feed.renew();
        clock.advance(TICK_MS);
        a.word = 'disconnected';
        clock.advance(TICK_MS);
        assert.deepEqual(devicesOf(messages[1]), { a: [] });
        assert.equal(messages[1]?.hubs[0]?.state.word, 'disconnected');
        assert.deepEqual(messages[1].ids, ['a', 'b']);
    });

    it('publishes at most twice a second, however often it is renewed', () => {
        const record = new FakeRecord('a');
        const { clock, feed, messages } = bench(record);
        for (let ms = 0; ms < 10_000; ms += 10) {
            record.report('x/1');
            feed.renew();
            assert.equal(clock.pending, 1);
            clock.advance(10);
        }
        assert.ok(messages.length <= 20 && messages.length >= 19, `${messages.length} messages`);
    });

    it('publishes the states again after a while without a change', () => {
        const { clock, feed, messages } = bench(new FakeRecord('a'), new FakeRecord('b'));
        feed.renew();
        clock.advance(TICK_MS);
        assert.equal(messages.length, 1);
        clock.advance(SLOW_MS - TICK_MS);
        assert.equal(messages.length, 1);
        clock.advance(TICK_MS);
        assert.deepEqual(devicesOf(messages[1]), { a: [], b: [] });
    });

    it('ends with the lease, and then starts again with everything', () => {
        const record = new FakeRecord('a');
        const { clock, feed, messages } = bench(record);
        record.report('x/1');
        feed.renew();
        clock.advance(LEASE_MS - 1);
        assert.equal(clock.pending, 1);
        feed.renew();
        clock.advance(LEASE_MS + TICK_MS);
        assert.equal(clock.pending, 0);
        const before = messages.length;
        record.report('x/1');
        clock.advance(60_000);
        assert.equal(messages.length, before);
        feed.renew();
        clock.advance(TICK_MS);
        assert.deepEqual(devicesOf(messages.at(-1)), { a: ['x/1'] });
    });

    it('lasts as long as its lease, however the clock is set', () => {
        for (const ms of [-259_200_000, 259_200_000]) {
            const clock = new SettableClock();
            const record = new FakeRecord('a');
            const messages: FeedMessage[] = [];
            const feed = new Feed({ clock, records: () => [record], publish: (message) => messages.push(message) });
            feed.renew();
            clock.set(ms);
            clock.advance(TICK_MS);
            assert.deepEqual([clock.pending, messages.length], [1, 1]);
            clock.advance(LEASE_MS);
            assert.equal(clock.pending, 0);
        }
    });

    it('gives the time by which devices and states are dated, which the editor shows ages with', () => {
        const clock = new SettableClock();
        const record = new FakeRecord('a');
        const messages: FeedMessage[] = [];
        const feed = new Feed({ clock, records: () => [record], publish: (message) => messages.push(message) });
        feed.renew();
        for (const ms of [259_200_000, -600_000]) {
            clock.set(ms);
            record.report('x/1');
            clock.advance(TICK_MS);
            assert.notEqual(clock.now(), clock.monotonic());
            assert.equal(messages.at(-1)?.now, clock.now());
        }
    });

    it('has no timer after the last hub was removed, continues with the next one, and publishes removals', () => {
        const [a, b] = [new FakeRecord('a'), new FakeRecord('b')];
        const { clock, feed, messages, all } = bench(a, b);
        feed.renew();
        clock.advance(TICK_MS);
        all.splice(0, 1);
        feed.hubsChanged();
        clock.advance(TICK_MS);
        assert.deepEqual(messages.at(-1)?.ids, ['b']);
        all.length = 0;
        feed.hubsChanged();
        assert.equal(clock.pending, 0);
        const before = messages.length;
        feed.renew();
        feed.renew();
        assert.deepEqual(
            messages.slice(before).map(({ ids, hubs }) => ({ ids, hubs })),
            [{ ids: [], hubs: [] }],
        );
        const next = new FakeRecord('b');
        next.report('x/1');
        all.push(next);
        feed.hubsChanged();
        clock.advance(TICK_MS);
        assert.deepEqual(devicesOf(messages.at(-1)), { b: ['x/1'] });
    });

    it('limits each message, and sends every device in the end [L6]', () => {
        const records = ['a', 'b'].map((id) => new FakeRecord(id));
        const { clock, feed, messages } = bench(...records);
        const all = Array.from({ length: 500 }, (_, device) => `x/${device}`);
        const sent = new Set<string>();
        for (let tick = 0; tick < 12; tick++) {
            feed.renew();
            for (const record of records) for (const device of all) record.report(device);
            clock.advance(TICK_MS);
            const devices = messages.at(-1)?.hubs.flatMap((hub) => hub.devices.map(({ device }) => hub.id + device));
            assert.ok(devices && devices.length <= MAX_CHANGED);
            for (const device of devices) sent.add(device);
        }
        assert.equal(sent.size, 1000);
    });

    it('survives whatever listens on the channel', () => {
        const clock = new ManualClock();
        let sent = 0;
        const publish = (): void => {
            sent++;
            throw new Error('trap');
        };
        const record = new FakeRecord('a');
        const feed = new Feed({ clock, records: () => [record], publish });
        feed.renew();
        for (let tick = 0; tick < 3; tick++) {
            record.report('x/1');
            clock.advance(TICK_MS);
        }
        assert.equal(sent, 3);
    });

    it('publishes a device whose silence, kind or age has changed, and forgets one that is gone', () => {
        const record = new FakeRecord('a');
        const { clock, feed, messages } = bench(record);
        for (const device of ['x/1', 'x/2', 'x/3']) record.report(device);
        feed.renew();
        clock.advance(TICK_MS);
        let rest = '';
        record.face = ({ device }) => ({ received: record.frames.get(device), rest: device === 'x/2' ? rest : '' });
        rest = 'silent';
        clock.advance(TICK_MS);
        assert.deepEqual(devicesOf(messages.at(-1)), { a: ['x/2'] });
        const gone = record.frames.get('x/3');
        record.frames.delete('x/3');
        feed.renew();
        clock.advance(TICK_MS);
        assert.ok(gone);
        record.frames.set('x/3', gone);
        clock.advance(TICK_MS);
        assert.deepEqual(devicesOf(messages.at(-1)), { a: ['x/3'] });
        const before = messages.length;
        clock.advance(TICK_MS);
        assert.equal(messages.length, before);
    });

    it('begins with everything again after a lease has ended, also if it is renewed before its timer', () => {
        const record = new FakeRecord('a');
        const { clock, feed, messages } = bench(record);
        record.report('x/1');
        feed.renew();
        clock.advance(TICK_MS);
        const all = { a: ['x/1'] };
        assert.deepEqual(messages.map(devicesOf), [all]);
        clock.advance(LEASE_MS);
        assert.deepEqual(messages.slice(1).map(devicesOf), [{ a: [] }, { a: [] }]);
        feed.renew();
        clock.advance(TICK_MS);
        assert.deepEqual(devicesOf(messages.at(-1)), all);
        // The computer sleeps past the lease.
        clock.slept(LEASE_MS + 1);
        feed.renew();
        clock.advance(0);
        assert.deepEqual([devicesOf(messages.at(-1)), messages.at(-1)?.now], [all, clock.now()]);
    });

    it('publishes that there is no hub once for each lease, and at once', () => {
        const { clock, feed, messages } = bench();
        feed.renew();
        feed.renew();
        assert.deepEqual(messages, [{ now: clock.now(), ids: [], hubs: [] }]);
        assert.equal(clock.pending, 0);
        clock.advance(LEASE_MS);
        feed.hubsChanged();
        feed.renew();
        assert.equal(messages.length, 2);
    });

    it('publishes nothing after the lease, also what has changed just before its end', () => {
        const record = new FakeRecord('a');
        const { clock, feed, messages } = bench(record);
        feed.renew();
        clock.advance(LEASE_MS - 1);
        const before = messages.length;
        record.report('x/1');
        clock.advance(TICK_MS);
        assert.deepEqual([messages.length, clock.pending], [before, 0]);
    });

    it('keeps no hub that is gone, and none of its frames, after the lease', async () => {
        const { clock, feed, all } = bench(new FakeRecord('b'));
        const add = (): WeakRef<object> => {
            const record = new FakeRecord('a');
            record.report('x/1');
            all.push(record);
            return new WeakRef(record);
        };
        const gone = add();
        feed.renew();
        clock.advance(LEASE_MS - 1);
        all.pop();
        clock.advance(TICK_MS);
        await new Promise(setImmediate);
        gc();
        assert.equal(gone.deref(), undefined);
    });

    it('gives each device its turn where all of them change all the time', () => {
        const record = new FakeRecord('a');
        const { clock, feed, messages } = bench(record);
        const all = Array.from({ length: 250 }, (_, device) => `x/${device}`);
        feed.renew();
        for (let tick = 0; tick < 5; tick++) {
            for (const device of all) record.report(device);
            clock.advance(TICK_MS);
        }
        assert.deepEqual(
            messages.flatMap((message) => devicesOf(message).a ?? []),
            [...all, ...all],
        );
    });

    it('gives each of many hubs a few devices in each message', () => {
        const records = Array.from({ length: MAX_CHANGED }, (_, hub) => new FakeRecord(`hub ${hub}`));
        const { clock, feed, messages } = bench(...records);
        for (const record of records) for (let device = 0; device < 15; device++) record.report(`x/${device}`);
        feed.renew();
        clock.advance(3 * TICK_MS);
        const counts = messages.map((message) => [
            ...new Set(Object.values(devicesOf(message)).map(({ length }) => length)),
        ]);
        assert.deepEqual(counts, [[10], [5]]);
    });

    it('begins with everything again after the last hub was removed, also within one lease', () => {
        const record = new FakeRecord('a');
        const { clock, feed, messages, all } = bench(record);
        record.report('x/1');
        feed.renew();
        clock.advance(TICK_MS);
        all.length = 0;
        feed.hubsChanged();
        all.push(record);
        feed.hubsChanged();
        clock.advance(TICK_MS);
        assert.deepEqual(messages.map(devicesOf), [{ a: ['x/1'] }, { a: ['x/1'] }]);
    });

    it('gives each of many devices its turn, the next ones first', () => {
        const record = new FakeRecord('a');
        const { clock, feed, messages } = bench(record);
        const all = Array.from({ length: 2 * MAX_CHANGED + 50 }, (_, device) => `x/${device}`);
        for (const device of all) record.report(device);
        feed.renew();
        clock.advance(3 * TICK_MS);
        assert.deepEqual(
            messages.flatMap((message) => devicesOf(message).a ?? []),
            all,
        );
    });
});
