// Writes what passes a connection to a file, within a limit of time, size and memory. It never waits for the disk: what finds
// no room becomes a gap.

import { isAscii, isUtf8 } from 'node:buffer';
import type { Writable } from 'node:stream';
import type { Clock, Dispose } from '../base/clock';
import type { ConnectionState } from '../connection/connection-state';
import type { ConnectionTap } from '../connection/tap';
import { type EndReason, eventLine, headerLine, MAX_MESSAGE_BYTES, messageLine, type RecordingHeader } from './format';

/** Most characters that are held for a slow disk. */
export const MAX_BUFFERED = 1024 * 1024;
/** Characters that are written together, and the longest time until they are. */
const CHUNK = 16 * 1024;
const FLUSH_MS = 1_000;
/** Longest wait for the disk when flows stop. */
const CLOSE_MS = 2_000;

export interface RecorderOptions {
    readonly clock: Clock;
    readonly limitMs: number;
    readonly limitBytes: number;
    readonly header: RecordingHeader;
    /** The last frames from before the start, for the states of devices. */
    readonly known: readonly string[];
    /** Opens the file to append to it. */
    open(): Writable;
    /** Called once. `disk` with the code of the error: the file could not be written. */
    ended(reason: EndReason | 'disk', code?: string): void;
}

/** One recording. It runs until its limit, `stop`, or an error of the disk; `pause` closes the file meanwhile. */
export class Recorder implements ConnectionTap {
    readonly #options: RecorderOptions;
    readonly #startedAt: number;
    #stream: Writable | undefined;
    #chunk = '';
    #written = 0;
    #gap: { readonly from: number; messages: number; bytes: number } | undefined;
    #isEnded = false;
    #endFlush: Dispose | undefined;
    #endLimit: Dispose | undefined;

    constructor(options: RecorderOptions) {
        this.#options = options;
        this.#startedAt = options.clock.monotonic();
        this.#chunk = `${headerLine(options.header)}\n`;
        for (const text of options.known) this.#chunk += `${messageLine(0, 'known', text)}\n`;
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
        if (this.#isEnded || this.#stream) return;
        this.#open();
        this.#endLimit = this.#options.clock.after(this.leftMs, () => void this.stop('time'));
        this.#flush();
    }

    /** The flows stop: closes the file. Resolves when it is closed. */
    pause(): Promise<void> {
        if (this.#isEnded || !this.#stream) return Promise.resolve();
        this.#line(eventLine({ at: this.#now(), kind: 'state', state: 'flows-stopped', code: undefined }));
        return this.#close();
    }

    /** Ends the recording; resolves when the file is closed. */
    stop(reason: EndReason): Promise<void> {
        if (this.#isEnded) return Promise.resolve();
        if (!this.#stream) this.#open();
        this.#isEnded = true;
        this.#writeGap();
        this.#line(eventLine({ at: this.#now(), kind: 'end', reason }));
        const closed = this.#close();
        this.#options.ended(reason);
        return closed;
    }

    received(data: Uint8Array): void {
        this.#message('in', data);
    }

    sent(data: string | Uint8Array): void {
        this.#message('out', data);
    }

    state(state: ConnectionState): void {
        if (!this.#stream) return;
        const code = state.name === 'waiting' ? state.cause.code : undefined;
        this.#writeGap();
        this.#line(eventLine({ at: this.#now(), kind: 'state', state: state.name, code }));
    }

    #now(): number {
        return Math.round(this.#options.clock.monotonic() - this.#startedAt);
    }

    #message(kind: 'in' | 'out', data: string | Uint8Array): void {
        if (!this.#stream) return;
        const at = this.#now();
        const line = data.length > MAX_MESSAGE_BYTES ? undefined : lineOf(at, kind, data);
        const held = this.#chunk.length + this.#stream.writableLength;
        if (line === undefined || held + line.length > MAX_BUFFERED) {
            this.#lose(at, data.length);
            return;
        }
        if (this.bytes + line.length > this.#options.limitBytes) {
            void this.stop('size');
            return;
        }
        if (this.#gap) this.#writeGap();
        this.#line(line);
    }

    #lose(at: number, bytes: number): void {
        this.#gap ??= { from: at, messages: 0, bytes: 0 };
        this.#gap.messages++;
        this.#gap.bytes += bytes;
    }

    #writeGap(): void {
        const gap = this.#gap;
        if (!gap) return;
        this.#gap = undefined;
        this.#line(eventLine({ at: this.#now(), kind: 'gap', ...gap }));
    }

    #line(line: string): void {
        this.#chunk += `${line}\n`;
        if (this.#chunk.length >= CHUNK) this.#flush();
        else this.#endFlush ??= this.#options.clock.after(FLUSH_MS, () => this.#flush());
    }

    #flush(): void {
        this.#endFlush?.();
        this.#endFlush = undefined;
        if (!this.#stream || this.#chunk === '') return;
        const chunk = Buffer.from(this.#chunk);
        this.#chunk = '';
        this.#written += chunk.length;
        this.#stream.write(chunk);
    }

    #open(): void {
        const stream = this.#options.open();
        this.#stream = stream;
        stream.on('error', (error: NodeJS.ErrnoException) => this.#failed(stream, error.code ?? error.name));
    }

    #close(): Promise<void> {
        this.#flush();
        this.#endLimit?.();
        const stream = this.#stream;
        this.#stream = undefined;
        return new Promise((resolve) => {
            if (!stream || stream.destroyed) return resolve();
            const endWait = this.#options.clock.after(CLOSE_MS, resolve);
            stream.once('close', () => {
                endWait();
                resolve();
            });
            stream.end();
        });
    }

    #failed(stream: Writable, code: string): void {
        if (this.#stream !== stream) return;
        this.#stream = undefined;
        this.#isEnded = true;
        this.#chunk = '';
        this.#endFlush?.();
        this.#endLimit?.();
        this.#options.ended('disk', code);
    }
}

function lineOf(at: number, kind: 'in' | 'out', data: string | Uint8Array): string {
    if (typeof data === 'string') return messageLine(at, kind, data);
    const bytes = Buffer.isBuffer(data) ? data : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    if (isAscii(bytes)) return messageLine(at, kind, bytes.toString('latin1'));
    if (isUtf8(bytes)) return messageLine(at, kind, bytes.toString('utf8'));
    return eventLine({ at, kind, data: bytes.toString('base64'), isBase64: true });
}
