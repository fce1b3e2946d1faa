// The recorder: what it writes, where it ends, and what it does while the disk is slow or full.

import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { refuse } from '../../src/base/errors';
import { FORMAT_VERSION, MAX_MESSAGE_BYTES } from '../../src/recording/format';
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
        assert.deepEqual(ended, [['time']]);
        assert.deepEqual(read().events.at(-1), { at: 5_000, kind: 'end', reason: 'time' });
    });

    it('ends before it is larger than its limit', async () => {
        const { recorder, ended, disk, read } = rig({ limitBytes: 40_000 });
        for (let count = 0; count < 100; count++) recorder.received(bytes('x'.repeat(1_000)));
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
        await new Promise((resolve) => setImmediate(resolve));
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
        await new Promise((resolve) => setImmediate(resolve));
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
});
