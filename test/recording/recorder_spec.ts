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
    #waiting: ((error?: Error) => void)[] = [];

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

    /** It is quick again, or fails. */
    recover(error?: Error): void {
        this.isSlow = false;
        for (const done of this.#waiting.splice(0)) done(error);
    }
}

interface Rig {
    readonly clock: ManualClock;
    readonly disk: Disk;
    readonly recorder: Recorder;
    readonly ended: unknown[][];
    read(): Recording;
}

interface RigOptions {
    readonly limitMs?: number;
    readonly limitBytes?: number;
    readonly known?: readonly string[];
    readonly isIdle?: boolean;
}

function rig(options: RigOptions = {}): Rig {
    const clock = new ManualClock();
    clock.advance(12_345);
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
    if (!options.isIdle) recorder.resume();
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

const LINE = '{"at":0,"in":""}'.length;

/** Fills the memory for a disk that is slow from now on, to so many characters beyond its limit. */
function fill(recorder: Recorder, disk: Disk, char: string, more: number): void {
    disk.isSlow = true;
    const most = MAX_BUFFERED + disk.text.length;
    while (recorder.bytes < most - 60_000) recorder.received(bytes('x'.repeat(50_000)));
    recorder.received(bytes(char.repeat(most - recorder.bytes - LINE + more)));
}

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
        assert.equal(disk.open, 1);
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

    it('knows how many bytes it has, written or not', async () => {
        const { recorder, clock, disk } = rig({ known: ['a'] });
        const first = `${JSON.stringify(HEADER)}\n{"at":0,"known":"a"}\n{"at":0,"state":"connected"}\n`;
        assert.equal(recorder.bytes, first.length);
        clock.advance(1_000);
        assert.deepEqual([disk.text, recorder.bytes], [first, first.length]);
        recorder.received(bytes('21 \u2103'));
        clock.advance(1_000);
        assert.equal(recorder.bytes, Buffer.byteLength(disk.text));
        await recorder.stop('stopped');
    });

    it('writes sixteen thousand characters at once, and one timer is enough for fewer', async () => {
        const { recorder, clock, disk } = rig();
        const { length } = disk.text;
        recorder.received(bytes('x'.repeat(16 * 1024 - (recorder.bytes - length) - LINE - 2)));
        assert.deepEqual([disk.text.length, clock.pending], [length, 2], 'with the timer of its limit');
        recorder.received(bytes(''));
        assert.equal(disk.text.length, length + 16 * 1024 + LINE);
        assert.equal(clock.pending, 1);
        recorder.received(bytes('a'));
        clock.advance(999);
        recorder.received(bytes('b'));
        assert.doesNotMatch(disk.text, /"a"/);
        clock.advance(1);
        assert.match(disk.text, /"a".*\n.*"b"/);
        await recorder.stop('stopped');
    });

    it('runs, pauses and ends once, however often it is called', async () => {
        const { recorder, disk, ended, read, clock } = rig();
        recorder.resume();
        assert.deepEqual([disk.open, clock.pending], [1, 2]);
        await Promise.all([recorder.pause(), recorder.pause()]);
        await Promise.all([recorder.stop('changed'), recorder.stop('removed'), recorder.pause()]);
        recorder.resume();
        assert.deepEqual([ended, disk.open, clock.pending], [[['changed']], 0, 0]);
        assert.deepEqual(kinds(read()), ['state', 'state', 'end']);
    });

    it('waits two seconds for a slow disk when flows stop, and ten at the end', async () => {
        for (const [ms, end, expected] of [
            [2_000, (recorder: Recorder) => recorder.pause(), []],
            [10_000, (recorder: Recorder) => recorder.stop('stopped'), [['disk', 'ETIMEDOUT']]],
        ] as const) {
            const { recorder, disk, clock, ended } = rig();
            disk.isSlow = true;
            let isOver = false;
            void end(recorder).then(() => {
                isOver = true;
            });
            clock.advance(ms - 1);
            await closed();
            assert.deepEqual([isOver, ended], [false, []]);
            clock.advance(1);
            await closed();
            assert.deepEqual([isOver, ended, clock.pending], [true, expected, 0]);
            disk.recover();
            await closed();
        }
    });

    it('ends once, although a disk that was too slow fails in the end', async () => {
        const { recorder, disk, clock, ended } = rig();
        disk.isSlow = true;
        const stopped = recorder.stop('stopped');
        clock.advance(10_000);
        await stopped;
        disk.recover(FULL);
        await closed();
        assert.deepEqual([ended, disk.open], [[['disk', 'ETIMEDOUT']], 0]);
    });

    it('that never ran is a file with its end', async () => {
        const { recorder, read, ended, clock } = rig({ isIdle: true });
        await recorder.stop('changed');
        assert.deepEqual([kinds(read()), ended, clock.pending], [['end'], [['changed']], 0]);
    });

    it('does not end by its time while flows are stopped', async () => {
        const { recorder, clock, ended } = rig({ limitMs: 5_000 });
        await recorder.pause();
        clock.advance(6_000);
        recorder.state({ name: 'disconnected' });
        recorder.received(bytes('x'));
        await closed();
        assert.deepEqual(ended, []);
        recorder.resume();
        clock.advance(0);
        await closed();
        assert.deepEqual(ended, [['time']]);
    });

    it('names an error of the disk without a code by its kind', async () => {
        const { recorder, disk, ended } = rig();
        disk.fault = new RangeError('test');
        await recorder.stop('stopped');
        assert.deepEqual(ended, [['disk', 'RangeError']]);
    });

    it('writes a part of a larger buffer, ASCII, UTF-8 or neither', async () => {
        const { recorder, read } = rig();
        for (const text of ['abc', '\u2103', '\u00ff']) {
            const data = Buffer.from(`12345${text}678`, text === '\u00ff' ? 'latin1' : 'utf8');
            recorder.received(new Uint8Array(data.buffer, data.byteOffset + 5, data.length - 8));
        }
        await recorder.stop('stopped');
        assert.deepEqual(
            read().events.flatMap((event) => (event.kind === 'in' ? [[event.data, event.isBase64]] : [])),
            [
                ['abc', false],
                ['\u2103', false],
                ['/w==', true],
            ],
        );
    });

    it('keeps what has room to the character, and a state that has none follows without a gap', async () => {
        const { recorder, disk, clock, read } = rig({ limitBytes: 10_000_000 });
        fill(recorder, disk, 'y', 0);
        clock.advance(5);
        recorder.state({ name: 'connecting', attempt: 1 });
        recorder.state({ name: 'disconnected' });
        disk.recover();
        await closed();
        clock.advance(5);
        recorder.received(bytes('after'));
        await recorder.stop('stopped');
        const { events } = read();
        assert.ok(events.some((event) => event.kind === 'in' && event.data.startsWith('y')));
        assert.ok(!events.some((event) => event.kind === 'gap'));
        assert.deepEqual(events.slice(-3), [
            { at: 10, kind: 'state', state: 'disconnected', code: undefined },
            { at: 10, kind: 'in', data: 'after', isBase64: false },
            { at: 10, kind: 'end', reason: 'stopped' },
        ]);
    });

    it('loses what has one character too many', async () => {
        const { recorder, disk, read } = rig({ limitBytes: 10_000_000 });
        fill(recorder, disk, 'y', 1);
        recorder.received(bytes('small'));
        disk.recover();
        await recorder.stop('stopped');
        const found = read().events.slice(-3);
        assert.deepEqual(
            found.map((event) => event.kind),
            ['gap', 'in', 'end'],
        );
    });

    it('takes the largest message, and marks a larger one as a gap of its bytes', async () => {
        const { recorder, read } = rig();
        recorder.received(bytes('x'.repeat(MAX_MESSAGE_BYTES)));
        recorder.sent('x'.repeat(MAX_MESSAGE_BYTES + 1));
        recorder.received(bytes('x'.repeat(MAX_MESSAGE_BYTES + 2)));
        await recorder.stop('stopped');
        assert.deepEqual(read().events.slice(2, 3), [
            { at: 0, kind: 'gap', from: 0, messages: 2, bytes: 2 * MAX_MESSAGE_BYTES + 3 },
        ]);
    });

    it('fills its limit of bytes to the last one that fits', async () => {
        for (const [more, expected] of [
            [0, 'stopped'],
            [1, 'size'],
        ] as const) {
            const { recorder, ended, read } = rig({ limitBytes: 1_000 });
            recorder.received(bytes('x'.repeat(1_000 - recorder.bytes - LINE + more)));
            await recorder.stop('stopped');
            assert.deepEqual([ended, kinds(read()).includes('in')], [[[expected]], more === 0]);
        }
    });

    it('counts its time in whole milliseconds, and what is left of it', async () => {
        const { recorder, clock, read } = rig({ limitMs: 60_000 });
        clock.advance(1_000.4);
        recorder.received(bytes('a'));
        assert.equal(recorder.leftMs, 59_000);
        await recorder.stop('stopped');
        assert.deepEqual(
            read().events.map(({ at }) => at),
            [0, 1_000, 1_000],
        );
    });
});
