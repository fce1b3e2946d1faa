// Writes what passes a connection to a file, within a limit of time, size and memory. It never waits for the disk: what finds
// no room becomes a gap.

import { isAscii, isUtf8 } from 'node:buffer';
import type { Writable } from 'node:stream';
import type { Clock, Dispose } from '../base/clock';
import type { ConnectionState } from '../connection/connection-state';
import type { ConnectionTap } from '../connection/tap';
import {
    type EndReason,
    eventLine,
    headerLine,
    MAX_EVENTS,
    MAX_MESSAGE_BYTES,
    messageLine,
    type RecordingHeader,
} from './format';

/** Most characters that are held for a slow disk. */
export const MAX_BUFFERED = 1024 * 1024;
/** Characters that are written together, and the longest time until they are. */
const CHUNK = 16 * 1024;
const FLUSH_MS = 1_000;
/** Longest wait for the disk when flows stop, and at the end of a recording. */
const PAUSE_MS = 2_000;
const CLOSE_MS = 10_000;
/** Events that may follow the last one: a gap, a state, that the flows stop, and the end. */
const RESERVED_EVENTS = 4;

export interface RecorderOptions {
    readonly clock: Clock;
    readonly limitMs: number;
    readonly limitBytes: number;
    readonly header: RecordingHeader;
    /** The last frames from before the start, for the states of devices. */
    readonly known: readonly string[];
    /** Opens the file to append to it. */
    open(): Writable;
    /** Called once, when the file is closed. `disk` with the code of the error: the file could not be written. */
    ended(reason: EndReason | 'disk', code?: string): void;
}

/** What found no room since `from`, and the last state among it. */
interface Gap {
    readonly from: number;
    messages: number;
    bytes: number;
    state: ConnectionState | undefined;
}

/** One recording. It runs until its limit, `stop`, or an error of the disk; `pause` closes the file meanwhile. */
export class Recorder implements ConnectionTap {
    readonly #options: RecorderOptions;
    readonly #startedAt: number;
    #phase: 'paused' | 'running' | 'ending' | 'ended' = 'paused';
    /** Until it is closed, so that no two write to the file. */
    #stream: Writable | undefined;
    /** Resolves when the file is closed, or cannot be waited for any longer. */
    #closed = Promise.resolve();
    #settle = (): void => {};
    #reason: EndReason = 'stopped';
    #chunk = '';
    #written = 0;
    #events: number;
    #gap: Gap | undefined;
    #endFlush: Dispose | undefined;
    #endLimit: Dispose | undefined;

    constructor(options: RecorderOptions) {
        this.#options = options;
        this.#startedAt = options.clock.monotonic();
        this.#chunk = `${headerLine(options.header)}\n`;
        for (const text of options.known) this.#chunk += `${messageLine(0, 'known', text)}\n`;
        this.#events = options.known.length;
    }

    /** Bytes so far, about. */
    get bytes(): number {
        return this.#written + this.#chunk.length;
    }

    get leftMs(): number {
        return Math.max(0, this.#options.limitMs - this.#now());
    }

    /** Opens the file; the state of the connection follows. */
    resume(): void {
        if (this.#phase !== 'paused') return;
        this.#phase = 'running';
        this.#endLimit = this.#options.clock.after(this.leftMs, () => void this.stop('time'));
        // A file that still closes is opened again afterwards.
        if (!this.#stream) this.#open();
    }

    /** The flows stop: closes the file. Resolves when it is closed, or the disk takes too long. */
    pause(): Promise<void> {
        if (this.#phase === 'running') {
            this.#phase = 'paused';
            this.#writeGap();
            this.#line(eventLine({ at: this.#now(), kind: 'state', state: 'flows-stopped', code: undefined }));
            this.#close(PAUSE_MS);
        }
        return this.#closed;
    }

    /** Ends the recording; resolves when the file is closed, or has failed. */
    stop(reason: EndReason): Promise<void> {
        if (this.#phase === 'running' || this.#phase === 'paused') {
            this.#phase = 'ending';
            this.#reason = reason;
            this.#writeGap();
            this.#line(eventLine({ at: this.#now(), kind: 'end', reason }));
            if (!this.#stream) this.#open();
            this.#close(CLOSE_MS);
        }
        return this.#closed;
    }

    received(data: Uint8Array): void {
        this.#message('in', data);
    }

    sent(data: string | Uint8Array): void {
        this.#message('out', data);
    }

    state(state: ConnectionState): void {
        if (!this.#isWithinTime()) return;
        const line = stateLine(this.#now(), state);
        if (this.#hasRoom(line)) this.#event(line);
        else this.#lose().state = state;
    }

    /** Since the start, and never past the limit: a computer may sleep, and flows may be stopped for days. */
    #now(): number {
        return Math.min(Math.round(this.#options.clock.monotonic() - this.#startedAt), this.#options.limitMs);
    }

    #message(kind: 'in' | 'out', data: string | Uint8Array): void {
        if (!this.#isWithinTime()) return;
        const line = data.length > MAX_MESSAGE_BYTES ? undefined : lineOf(this.#now(), kind, data);
        if (line !== undefined && this.#hasRoom(line)) {
            this.#event(line);
            return;
        }
        const gap = this.#lose();
        gap.messages++;
        gap.bytes += data.length;
    }

    /** The timer of the limit stands still while the computer sleeps. */
    #isWithinTime(): boolean {
        if (this.#phase === 'running' && this.leftMs === 0) void this.stop('time');
        return this.#phase === 'running';
    }

    #hasRoom(line: string): boolean {
        return this.#chunk.length + (this.#stream?.writableLength ?? 0) + line.length <= MAX_BUFFERED;
    }

    /** Writes an event, unless the file would be too large: for its size, or for those that read it. */
    #event(line: string): void {
        const { limitBytes } = this.#options;
        if (this.bytes + line.length > limitBytes || this.#events + RESERVED_EVENTS > MAX_EVENTS) {
            void this.stop('size');
            return;
        }
        this.#writeGap();
        this.#line(line);
    }

    #lose(): Gap {
        this.#gap ??= { from: this.#now(), messages: 0, bytes: 0, state: undefined };
        return this.#gap;
    }

    #writeGap(): void {
        const gap = this.#gap;
        if (!gap) return;
        const { from, messages, bytes, state } = gap;
        this.#gap = undefined;
        if (messages > 0) this.#line(eventLine({ at: this.#now(), kind: 'gap', from, messages, bytes }));
        if (state) this.#line(stateLine(this.#now(), state));
    }

    #line(line: string): void {
        this.#events++;
        this.#chunk += `${line}\n`;
        if (this.#chunk.length >= CHUNK) this.#flush();
        else this.#endFlush ??= this.#options.clock.after(FLUSH_MS, () => this.#flush());
    }

    #flush(): void {
        this.#endFlush?.();
        this.#endFlush = undefined;
        const stream = this.#stream;
        if (!stream?.writable || this.#chunk === '') return;
        const chunk = Buffer.from(this.#chunk);
        this.#chunk = '';
        this.#written += chunk.length;
        stream.write(chunk);
    }

    #open(): Writable {
        const stream = this.#options.open();
        this.#stream = stream;
        stream.on('error', (error: NodeJS.ErrnoException) => this.#failed(error.code ?? error.name));
        stream.on('close', () => this.#isClosed());
        this.#flush();
        return stream;
    }

    /** Closes the file, and waits at most this long for it. */
    #close(limitMs: number): void {
        this.#flush();
        this.#endLimit?.();
        this.#closed = new Promise((resolve) => {
            const endWait = this.#options.clock.after(limitMs, () => {
                if (this.#phase === 'ending') this.#failed('ETIMEDOUT');
                resolve();
            });
            this.#settle = () => {
                endWait();
                resolve();
            };
        });
        if (this.#stream?.writable) this.#stream.end();
    }

    /** What was added meanwhile follows in the file. */
    #isClosed(): void {
        this.#stream = undefined;
        const isEnding = this.#phase === 'ending';
        const isMore = this.#phase === 'running' || (isEnding && this.#chunk !== '');
        const stream = isMore ? this.#open() : undefined;
        if (isEnding && stream) {
            stream.end();
            return;
        }
        if (isEnding) this.#finish(this.#reason);
        this.#settle();
    }

    #failed(code: string): void {
        if (this.#phase !== 'ended') this.#finish('disk', code);
    }

    #finish(reason: EndReason | 'disk', code?: string): void {
        this.#phase = 'ended';
        this.#chunk = '';
        this.#endFlush?.();
        this.#endLimit?.();
        if (code === undefined) this.#options.ended(reason);
        else this.#options.ended(reason, code);
    }
}

function stateLine(at: number, state: ConnectionState): string {
    const code = state.name === 'waiting' ? state.cause.code : undefined;
    return eventLine({ at, kind: 'state', state: state.name, code });
}

function lineOf(at: number, kind: 'in' | 'out', data: string | Uint8Array): string {
    if (typeof data === 'string') return messageLine(at, kind, data);
    const bytes = Buffer.isBuffer(data) ? data : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    if (isAscii(bytes)) return messageLine(at, kind, bytes.toString('latin1'));
    if (isUtf8(bytes)) return messageLine(at, kind, bytes.toString('utf8'));
    return eventLine({ at, kind, data: bytes.toString('base64'), isBase64: true });
}
