// The recordings of one Node-RED: which hub is recorded, and the limits of what is kept. A recording survives a deploy: its hub
// node closes the file, and the next hub node of the same id and place continues it.

import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import type { Dispose } from '../../../src/base/clock';
import { ok, type Reason, type Result, refuse, sample, thrownKind } from '../../../src/base/errors';
import { systemClock } from '../../../src/base/system-clock';
import type { DeviceEntry } from '../../../src/devices/device-list';
import type { Hub } from '../../../src/hub';
import { appendTo, createFile, filesIn, recordingsFolder, removeFile } from '../../../src/recording/folder';
import { type EndReason, FORMAT_VERSION, MAX_LISTED } from '../../../src/recording/format';
import { Recorder } from '../../../src/recording/recorder';
import { keptBytes } from './kept-runs';

/** Minutes of one recording. */
export const MINUTES = { least: 1, most: 60, usual: 10 } as const;
/** Bytes of one recording, and the number and bytes of all that are kept: the owner removes them, nothing else does. */
export const LIMIT_BYTES = 20 * 1024 * 1024;
export const MAX_FILES = 20;
export const MAX_TOTAL_BYTES = 200 * 1024 * 1024;
/** Last frames that are written at the start, and the length of each. */
const MAX_KNOWN = 200;
const MAX_KNOWN_CHARS = 2_000;

/** A hub node that can be recorded. */
export interface RecordedHub {
    readonly id: string;
    /** The name that its owner entered; never an address. */
    readonly name: string;
    readonly hub: Hub;
    /** Identifies where it connects to. At another place it is another hub. */
    readonly place: string;
    /** Versions for the first line. */
    readonly versions: { readonly pack: string; readonly nodeRed: string };
    devices(): readonly DeviceEntry[];
    /** A recording of this hub has ended, for a reason or for an error of the disk. */
    ended(file: string, reason: EndReason, fault?: undefined): void;
    ended(file: string, reason: 'disk', fault: Reason): void;
}

/** A recording that runs. */
export interface RunningRecording {
    readonly file: string;
    readonly minutes: number;
    readonly leftMs: number;
    readonly bytes: number;
}

interface Running {
    readonly file: string;
    readonly minutes: number;
    readonly recorder: Recorder;
    readonly place: string;
    /** Undefined between the stop and the start of flows. */
    by: RecordedHub | undefined;
    /** The latest one; reports the end, also while flows are stopped. */
    reporter: RecordedHub;
    fault: Reason | undefined;
    endTap: Dispose;
}

/** One for each Node-RED of this process. */
const all = new WeakMap<NodeAPI['events'], Recordings>();

/** The recordings of a Node-RED. */
export function recordingsOf(RED: NodeAPI): Recordings {
    const { userDir = '.' } = RED.settings as { readonly userDir?: string };
    const recordings = all.get(RED.events) ?? new Recordings();
    // A program that embeds Node-RED may start it again with another one.
    recordings.userDir = userDir;
    if (all.has(RED.events)) return recordings;
    all.set(RED.events, recordings);
    RED.events.on('flows:started', () => recordings.flowsStarted());
    return recordings;
}

export class Recordings {
    /** The user folder of Node-RED. */
    userDir = '.';
    /** By the id of the hub node. */
    readonly #running = new Map<string, Running>();
    /** One start at a time, so that together they keep the limits. */
    #starting: Promise<unknown> = Promise.resolve();

    get folder(): string {
        return recordingsFolder(this.userDir);
    }

    /** The recording of a hub node that runs. */
    running(id: string): RunningRecording | undefined {
        const found = this.#running.get(id);
        if (!found) return undefined;
        const { file, minutes, recorder } = found;
        return { file, minutes, leftMs: recorder.leftMs, bytes: recorder.bytes };
    }

    /** Whether a file is still written. */
    isRunning(file: string): boolean {
        return [...this.#running.values()].some((running) => running.file === file);
    }

    /** A hub node starts: continues its recording, if one runs. Call the returned function when it closes. */
    join(by: RecordedHub): () => Promise<void> {
        const running = this.#running.get(by.id);
        if (running?.place === by.place) this.#attach(running, by);
        else if (running) {
            running.by = by;
            running.reporter = by;
            void running.recorder.stop('changed');
        }
        return () => {
            const left = this.#running.get(by.id);
            if (left?.by !== by) return Promise.resolve();
            left.by = undefined;
            left.endTap();
            return left.recorder.pause();
        };
    }

    /** Flows run: what no hub node continues ends. */
    flowsStarted(): void {
        for (const { by, recorder } of [...this.#running.values()]) if (!by) void recorder.stop('removed');
    }

    /** Starts a recording of a hub; `isOpen` is false once its node has closed. */
    start(by: RecordedHub, minutes: unknown, isOpen: () => boolean): Promise<Result<RunningRecording>> {
        const started = this.#starting.then(() => this.#start(by, minutes, isOpen));
        this.#starting = started;
        return started;
    }

    /** Ends the recording of a hub node; resolves when its file is complete. */
    async stop(id: string): Promise<Result<RunningRecording>> {
        const running = this.#running.get(id);
        const view = this.running(id);
        if (!running || !view) return refuse('recording-none');
        await running.recorder.stop('stopped');
        if (running.fault) return { ok: false, reason: running.fault };
        return ok({ ...view, bytes: running.recorder.bytes });
    }

    async #start(by: RecordedHub, given: unknown, isOpen: () => boolean): Promise<Result<RunningRecording>> {
        const minutes = readMinutes(given);
        if (!minutes.ok) return minutes;
        const known = this.#running.get(by.id);
        if (known) return refuse('recording-running', { file: known.file });
        try {
            const files = await filesIn(this.folder);
            const runs = await Promise.all(files.map(({ name }) => keptBytes(join(this.folder, name))));
            const kept = [...files.map((file) => file.bytes), ...runs].reduce<number>((sum, size = 0) => sum + size, 0);
            const bytes = kept + (this.#running.size + 1) * LIMIT_BYTES;
            if (files.length >= MAX_FILES || bytes > MAX_TOTAL_BYTES) {
                return refuse('recording-full', { limit: MAX_FILES, mb: MAX_TOTAL_BYTES >> 20 });
            }
            const stopped = refuse('stopped', { topic: 'record' });
            if (!isOpen()) return stopped;
            const file = await createFile(this.folder, systemClock.now(), by.name);
            const path = join(this.folder, file);
            if (!isOpen()) {
                await removeFile(path);
                return stopped;
            }
            const running = this.#record(by, file, path, minutes.value);
            this.#running.set(by.id, running);
            this.#attach(running, by);
        } catch (error) {
            return refuse('recording-disk', { found: codeOf(error) });
        }
        return ok(this.running(by.id) as RunningRecording);
    }

    #record(by: RecordedHub, file: string, path: string, minutes: number): Running {
        const { versions, hub, name } = by;
        const recorder = new Recorder({
            clock: systemClock,
            limitMs: minutes * 60_000,
            limitBytes: LIMIT_BYTES,
            header: {
                clownHubRecording: FORMAT_VERSION,
                ...versions,
                nodejs: process.version,
                started: new Date(systemClock.now()).toISOString(),
                hub: name,
                devices: by
                    .devices()
                    .filter(({ listed }) => listed)
                    .slice(0, MAX_LISTED)
                    .map(({ device }) => device),
            },
            known: hub.lastFrames
                .matching('#')
                .slice(-MAX_KNOWN)
                .map(({ text }) => text)
                .filter((text) => text.length <= MAX_KNOWN_CHARS),
            open: () => appendTo(path),
            ended: (reason, code) => {
                running.endTap();
                this.#running.delete(by.id);
                if (reason === 'disk') {
                    running.fault = refuse('recording-disk', { found: code ?? '' }).reason;
                    running.reporter.ended(file, reason, running.fault);
                } else running.reporter.ended(file, reason);
            },
        });
        const running: Running = {
            ...{ file, minutes, recorder, place: by.place },
            ...{ by: undefined, reporter: by, fault: undefined, endTap: () => {} },
        };
        return running;
    }

    #attach(running: Running, by: RecordedHub): void {
        running.by = by;
        running.reporter = by;
        running.endTap = by.hub.tap(running.recorder);
        running.recorder.resume();
        running.recorder.state(by.hub.state);
    }
}

function readMinutes(minutes: unknown): Result<number> {
    if (minutes === undefined || minutes === '') return ok(MINUTES.usual);
    const number = typeof minutes === 'number' || typeof minutes === 'string' ? Number(minutes) : Number.NaN;
    const { least, most } = MINUTES;
    return number >= least && number <= most
        ? ok(number)
        : refuse('recording-minutes', { found: sample(minutes), least, most });
}

function codeOf(error: unknown): string {
    return (error as NodeJS.ErrnoException | undefined)?.code ?? thrownKind(error);
}
