// The recorder: what it writes, where it ends, and what it does while the disk is slow or full.

import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { refuse } from '../../src/base/errors';
import { FORMAT_VERSION, MAX_EVENTS, MAX_MESSAGE_BYTES } from '../../src/recording/format';
import { type Recording, readRecording } from '../../src/recording/reader';
import { MAX_BUFFERED, Recorder } from '../../src/recording/recorder';
import { ManualClock } from '../support/manual-clock';

const HEADER = {
    clownHubRecording: FORMAT_VERSION,
    pack: '1',
    nodeRed: '4',
    nodejs: '22',
    started: '2026-11-30T06:45:00.000Z',
    hub: 'Cellar',
    devices: [],
};

/** A disk in memory. While it is slow, it takes one chunk and confirms none. */
class Disk {
    text = '';
    isSlow = false;
    fault: NodeJS.ErrnoException | undefined;
    open = 0;
    #waiting: (() => void)[] = [];

    stream(): Writable {
        this.open++;
        return new Writable({
            write: (chunk: Buffer, _encoding, done) => {
                this.text += chunk.toString();
                if (this.fault) done(this.fault);
                else if (this.isSlow) this.#waiting.push(done);
                else done();
            },
            destroy: (error, done) => {
                this.open--;
                done(error);
            },
        });
    }

    recover(): void {
        this.isSlow = false;
        for (const done of this.#waiting.splice(0)) done();
    }
}

interface Rig {
    readonly clock: ManualClock;
    readonly disk: Disk;
    readonly recorder: Recorder;
    readonly ended: unknown[][];
    read(): Recording;
}

function rig(options: { limitMs?: number; limitBytes?: number; known?: readonly string[] } = {}): Rig {
    const clock = new ManualClock();
    const disk = new Disk();
    const ended: unknown[][] = [];
    const recorder = new Recorder({
        clock,
        limitMs: options.limitMs ?? 60_000,
        limitBytes: options.limitBytes ?? 1_000_000,
        header: HEADER,
        known: options.known ?? [],
        open: () => disk.stream(),
        ended: (...args) => ended.push(args),
    });
    recorder.resume();
    recorder.state({ name: 'connected', since: 0 });
    return {
        clock,
        disk,
        recorder,
        ended,
        read() {
            const recording = readRecording(disk.text);
            assert.ok(recording.ok);
            assert.equal(recording.value.badLines, 0);
            return recording.value;
        },
    };
}

const kinds = ({ events }: Recording): string[] => events.map(({ kind }) => kind);
/** Lets what waits for the disk happen. */
const closed = (): Promise<unknown> => new Promise((resolve) => setImmediate(resolve));
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('the recorder', () => {
    it('writes both directions with their times, states with their cause, and the end', async () => {
        const { clock, recorder, ended, read, disk } = rig({ known: ['["led/-", {"state": "on"}]'] });
        recorder.received(bytes('["thermometer/i2c0-48", {"temperature": [21.5, "\u2103"]}]'));
        clock.advance(40);
        recorder.sent('["led/-/get", {}]\n');
        recorder.sent(Uint8Array.of(0xff, 0x00));
        recorder.state({ name: 'waiting', attempt: 1, retryAt: 0, cause: refuse('refused').reason });
        await recorder.stop('stopped');
        assert.deepEqual(read().events, [
            { at: 0, kind: 'known', data: '["led/-", {"state": "on"}]', isBase64: false },
            { at: 0, kind: 'state', state: 'connected', code: undefined },
            { at: 0, kind: 'in', data: '["thermometer/i2c0-48", {"temperature": [21.5, "\u2103"]}]', isBase64: false },
            { at: 40, kind: 'out', data: '["led/-/get", {}]\n', isBase64: false },
            { at: 40, kind: 'out', data: '/wA=', isBase64: true },
            { at: 40, kind: 'state', state: 'waiting', code: 'refused' },
            { at: 40, kind: 'end', reason: 'stopped' },
        ]);
        assert.deepEqual([ended, disk.open, clock.pending], [[['stopped']], 0, 0]);
        recorder.received(bytes('later'));
        await recorder.stop('stopped');
        assert.equal(ended.length, 1);
    });

    it('writes at least once a second', async () => {
        const { clock, recorder, disk } = rig();
        recorder.received(bytes('["led/-", {}]'));
        assert.doesNotMatch(disk.text, /led/);
        clock.advance(1_000);
        assert.match(disk.text, /led/);
        await recorder.stop('stopped');
    });

    it('ends when its time is over', async () => {
        const { clock, ended, read, recorder } = rig({ limitMs: 5_000 });
        assert.equal(recorder.leftMs, 5_000);
        clock.advance(5_000);
        await closed();
        assert.deepEqual(ended, [['time']]);
        assert.deepEqual(read().events.at(-1), { at: 5_000, kind: 'end', reason: 'time' });
    });

    it('ends before it is larger than its limit', async () => {
        const { recorder, ended, disk, read } = rig({ limitBytes: 40_000 });
        for (let count = 0; count < 100; count++) recorder.received(bytes('x'.repeat(1_000)));
        await closed();
        assert.deepEqual(ended, [['size']]);
        assert.ok(disk.text.length < 40_200 && disk.text.length > 38_000, `${disk.text.length}`);
        assert.equal(read().events.at(-1)?.kind, 'end');
    });

    it('marks as a gap what a slow disk leaves no room for, and holds no more than its limit', async () => {
        const { recorder, disk, clock, read } = rig({ limitBytes: 10_000_000 });
        disk.isSlow = true;
        const message = bytes('x'.repeat(1_000));
        for (let count = 0; count < 3_000; count++) {
            if (count === 2_000) clock.advance(7);
            recorder.received(message);
        }
        disk.recover();
        await closed();
        recorder.received(bytes('after'));
        await recorder.stop('stopped');
        const { events } = read();
        const gap = events.find((event) => event.kind === 'gap');
        const kept = events.filter((event) => event.kind === 'in').length - 1;
        assert.ok(gap);
        assert.deepEqual([gap.messages, gap.bytes, gap.from, gap.at], [3_000 - kept, (3_000 - kept) * 1_000, 0, 7]);
        assert.ok(kept > 900 && disk.text.length < MAX_BUFFERED + 10_000, `${kept}, ${disk.text.length}`);
        assert.deepEqual(kinds(read()).slice(-3), ['gap', 'in', 'end']);
    });

    it('marks a message as a gap that no reader would take', async () => {
        const { recorder, read } = rig();
        recorder.received(bytes('\u0001'.repeat(MAX_MESSAGE_BYTES)));
        recorder.received(bytes('x'.repeat(MAX_MESSAGE_BYTES + 1)));
        await recorder.stop('stopped');
        assert.deepEqual(kinds(read()), ['state', 'in', 'gap', 'end']);
    });

    it('ends when the disk is full, and closes the file', async () => {
        const { recorder, disk, clock, ended } = rig();
        disk.fault = Object.assign(new Error('no space'), { code: 'ENOSPC' });
        clock.advance(1_000);
        await closed();
        assert.deepEqual([ended, disk.open, clock.pending], [[['disk', 'ENOSPC']], 0, 0]);
        recorder.received(bytes('later'));
        recorder.state({ name: 'disconnected' });
        await recorder.pause();
        await recorder.stop('stopped');
        assert.equal(ended.length, 1);
        assert.equal(clock.pending, 0);
    });

    it('closes the file while flows are stopped, and continues in it', async () => {
        const { recorder, disk, clock, read, ended } = rig({ limitMs: 5_000 });
        await recorder.pause();
        assert.deepEqual([disk.open, clock.pending], [0, 0]);
        recorder.received(bytes('nobody listens'));
        assert.deepEqual(read().events.at(-1), { at: 0, kind: 'state', state: 'flows-stopped', code: undefined });
        clock.advance(2_000);
        recorder.resume();
        recorder.received(bytes('again'));
        clock.advance(3_000);
        await closed();
        assert.deepEqual(ended, [['time']]);
        assert.deepEqual(kinds(read()).slice(-3), ['state', 'in', 'end']);
    });

    it('ends in its file if no hub continues it', async () => {
        const { recorder, disk, read } = rig();
        await recorder.pause();
        await recorder.stop('removed');
        assert.deepEqual(read().events.at(-1), { at: 0, kind: 'end', reason: 'removed' });
        assert.equal(disk.open, 0);
    });

    const FULL = Object.assign(new Error('no space'), { code: 'ENOSPC' });

    it('reports a disk that is full at the last write, not a complete recording', async () => {
        const { recorder, disk, clock, ended } = rig();
        disk.fault = FULL;
        recorder.received(bytes('["led/-", {}]'));
        await recorder.stop('stopped');
        assert.deepEqual([ended, disk.open, clock.pending], [[['disk', 'ENOSPC']], 0, 0]);
    });

    it('ends when the disk is full as flows stop, and appends nothing to the cut line', async () => {
        const { recorder, disk, clock, ended } = rig();
        disk.fault = FULL;
        recorder.received(bytes('["led/-", {}]'));
        await recorder.pause();
        disk.fault = undefined;
        const { length } = disk.text;
        recorder.resume();
        recorder.received(bytes('later'));
        await recorder.stop('stopped');
        assert.deepEqual([ended, disk.text.length, clock.pending], [[['disk', 'ENOSPC']], length, 0]);
    });

    it('opens the file again only after a slow disk has closed it, and loses nothing meanwhile', async () => {
        const { recorder, disk, clock, ended, read } = rig();
        disk.isSlow = true;
        const paused = recorder.pause();
        clock.advance(2_000);
        await paused;
        recorder.resume();
        recorder.received(bytes('meanwhile'));
        assert.equal(disk.open, 1);
        disk.recover();
        await closed();
        await recorder.stop('stopped');
        assert.deepEqual([ended, disk.open, clock.pending], [[['stopped']], 0, 0]);
        assert.deepEqual(kinds(read()).slice(-3), ['state', 'in', 'end']);
    });

    it('ends after a slow disk has closed the file of a pause', async () => {
        const { recorder, disk, clock, ended, read } = rig();
        disk.isSlow = true;
        const paused = recorder.pause();
        const stopped = recorder.stop('removed');
        assert.deepEqual(ended, []);
        disk.recover();
        await stopped;
        assert.deepEqual([ended, disk.open, clock.pending - 1], [[['removed']], 0, 0]);
        clock.advance(2_000);
        await paused;
        assert.equal(read().events.at(-1)?.kind, 'end');
    });

    it('reports a disk that does not finish at the end', async () => {
        const { recorder, disk, clock, ended } = rig();
        disk.isSlow = true;
        const stopped = recorder.stop('stopped');
        clock.advance(10_000);
        await stopped;
        assert.deepEqual(ended, [['disk', 'ETIMEDOUT']]);
        disk.recover();
        await closed();
        assert.deepEqual([ended.length, disk.open, clock.pending], [1, 0, 0]);
    });

    it('ends at its time although the computer sleeps, or flows are stopped for days', async () => {
        const day = 24 * 60 * 60_000;
        for (const isPaused of [false, true]) {
            const { recorder, clock, ended, read } = rig({ limitMs: 5_000 });
            if (isPaused) await recorder.pause();
            clock.slept(2 * day);
            if (isPaused) recorder.resume();
            recorder.state({ name: 'disconnected' });
            recorder.received(bytes('in the morning'));
            await closed();
            assert.deepEqual([ended, recorder.leftMs, clock.pending], [[['time']], 0, 0]);
            assert.deepEqual(read().events.at(-1), { at: 5_000, kind: 'end', reason: 'time' });
            assert.ok(!kinds(read()).includes('in'));
        }
    });

    it('counts states in its limit of size, and in that of memory', async () => {
        const states = (recorder: Recorder, count: number): void => {
            for (let i = 0; i < count; i++) recorder.state({ name: 'connecting', attempt: 1 });
        };
        const small = rig({ limitBytes: 1_000 });
        states(small.recorder, 10_000);
        await closed();
        assert.deepEqual(small.ended, [['size']]);
        assert.ok(small.disk.text.length < 1_100, `${small.disk.text.length}`);

        const slow = rig({ limitBytes: 10_000_000 });
        slow.disk.isSlow = true;
        states(slow.recorder, 40_000);
        slow.recorder.state({ name: 'disconnected' });
        slow.disk.recover();
        await closed();
        await slow.recorder.stop('stopped');
        assert.ok(slow.disk.text.length < MAX_BUFFERED + 10_000, `${slow.disk.text.length}`);
        const last = slow.read().events.at(-2);
        assert.ok(last?.kind === 'state' && last.state === 'disconnected');
    });

    it('ends before it has more events than a reader takes', async () => {
        const known = Array.from({ length: MAX_EVENTS - 10 }, () => '');
        const { recorder, ended, disk } = rig({ limitBytes: 100_000_000, known });
        for (let count = 0; count < 100; count++) recorder.received(bytes('x'));
        await closed();
        assert.deepEqual(ended, [['size']]);
        // The first line is no event, and nothing follows the last line end.
        assert.ok(disk.text.split('\n').length - 2 <= MAX_EVENTS);
        assert.match(disk.text.slice(-40), /"end":"size"/);
    });

    it('writes a gap before it closes the file for a while', async () => {
        const { recorder, read } = rig();
        recorder.received(bytes('x'.repeat(MAX_MESSAGE_BYTES + 1)));
        await recorder.pause();
        assert.deepEqual(kinds(read()), ['state', 'gap', 'state']);
    });
});
