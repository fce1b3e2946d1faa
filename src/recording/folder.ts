// The files of recordings: in one folder, found by listed names only, each read line by line.

import { constants, createReadStream, createWriteStream } from 'node:fs';
import { lstat, mkdir, open, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { detailed, ok, type Result, sample, thrownKind } from '../base/errors';
import { MAX_LINE_CHARS, MAX_READ_BYTES, type RecordingHeader } from './format';
import { eventOf, headerOf, type Recording, RecordingReader, tooLarge } from './reader';

/** A file of the folder. */
export interface RecordingFile {
    readonly name: string;
    readonly bytes: number;
    /** Undefined if this release cannot read it. */
    readonly header: RecordingHeader | undefined;
    /** Why it ended, or `flows-stopped`; undefined if nothing shows it, as after a power cut. */
    readonly end: string | undefined;
    /** Its length, as far as its end shows it. */
    readonly ms: number | undefined;
}

/** Bytes that are read for the first line, and for the last. */
const HEAD_BYTES = 64 * 1024;
const TAIL_BYTES = 512;
/** What a flow test has written beside a recording is no recording. */
const NAME = /^[\w-][\w.-]{0,150}(?<!\.expected)\.jsonl$/;
const MAX_NAME = 40;
/** Most files of one second and name. */
const MAX_NUMBER = 100;

/** Below the user folder of Node-RED. */
export function recordingsFolder(userDir: string): string {
    return join(userDir, 'clown-hub', 'recordings');
}

/** The name of a new file: its time, the name of the hub in safe characters, and a number from 2 on if others have that name. */
export function fileName(time: number, hub: string, number = 1): string {
    const safe = hub
        .normalize('NFKD')
        .replace(/\p{M}/gu, '')
        .replace(/[^A-Za-z0-9]+/g, '-');
    const name = safe.slice(0, MAX_NAME).replace(/^-|-$/g, '') || 'hub';
    return `${new Date(time).toISOString().slice(0, 19).replaceAll(':', '-')}Z-${name}${number > 1 ? `_${number}` : ''}.jsonl`;
}

/** The files of the folder with their bytes, the latest first. Rejects if the folder cannot be read. */
export async function filesIn(folder: string): Promise<{ readonly name: string; readonly bytes: number }[]> {
    const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return [];
        throw error;
    });
    const files: { name: string; bytes: number }[] = [];
    for (const name of names
        .filter((one) => NAME.test(one))
        .sort()
        .reverse()) {
        const found = await lstat(join(folder, name)).catch(() => undefined);
        if (found?.isFile()) files.push({ name, bytes: found.size });
    }
    return files;
}

/** The same with what their first and last lines show. */
export async function describedFiles(folder: string): Promise<RecordingFile[]> {
    const described: RecordingFile[] = [];
    // One by one: many open files can be missing elsewhere.
    for (const file of await filesIn(folder)) {
        described.push({ ...file, ...(await ends(join(folder, file.name), file.bytes)) });
    }
    return described;
}

/** The path of a listed file; a name from outside is never a path. */
export async function pathOf(folder: string, name: string): Promise<Result<string>> {
    const files = await filesIn(folder).catch(() => []);
    if (files.some((file) => file.name === name)) return ok(join(folder, name));
    return { ok: false, reason: detailed('recording-missing', { found: sample(name) }) };
}

export async function removeFile(path: string): Promise<void> {
    await unlink(path);
}

/** Creates a new file, which other users of the computer cannot read, and returns its name. Another one is never replaced. */
export async function createFile(folder: string, time: number, hub: string): Promise<string> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (let number = 1; ; number++) {
        const name = fileName(time, hub, number);
        try {
            const file = await open(
                join(folder, name),
                constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL,
                0o600,
            );
            await file.close();
            return name;
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || number === MAX_NUMBER) throw error;
        }
    }
}

/** A stream that appends to the file. One that was removed meanwhile is an error: without its first line it is no recording. */
export function appendTo(path: string): Writable {
    // The types know names of flags only, and each name that appends also creates.
    return createWriteStream(path, { flags: (constants.O_WRONLY | constants.O_APPEND) as unknown as string });
}

/** Reads a whole recording in portions, between which flows run. */
export async function readFileAt(path: string): Promise<Result<Recording>> {
    try {
        const { size } = await stat(path);
        if (size > MAX_READ_BYTES) return tooLarge(MAX_READ_BYTES);
        const reader = new RecordingReader();
        for await (const line of linesOf(path)) {
            const read = reader.read(line);
            if (!read.ok) return read;
        }
        return reader.end((await bytesOf(path, size - 1, 1)) !== '\n');
    } catch (error) {
        const found = (error as NodeJS.ErrnoException).code ?? thrownKind(error);
        return { ok: false, reason: detailed('recording-missing', { found }) };
    }
}

/** The lines of a file, without their ends; of a line that is too long, as much as shows that it is. */
export async function* linesOf(path: string): AsyncGenerator<string, void> {
    let rest = '';
    for await (const chunk of createReadStream(path, 'utf8')) {
        const lines = (rest + chunk).split('\n');
        rest = (lines.pop() ?? '').slice(0, MAX_LINE_CHARS + 1);
        yield* lines;
    }
    if (rest !== '') yield rest;
}

async function ends(path: string, size: number): Promise<Pick<RecordingFile, 'header' | 'end' | 'ms'>> {
    const head = await bytesOf(path, 0, HEAD_BYTES).catch(() => '');
    const header = headerOf(head.split('\n', 1)[0] ?? '');
    const tail = await bytesOf(path, Math.max(0, size - TAIL_BYTES), TAIL_BYTES).catch(() => '');
    const event = tail.endsWith('\n') ? eventOf(tail.trimEnd().split('\n').at(-1) ?? '', 0, 0) : undefined;
    const last = event?.ok ? event.value : undefined;
    const end = last?.kind === 'end' ? last.reason : last?.kind === 'state' ? last.state : undefined;
    return { header: header.ok ? header.value : undefined, end, ms: last?.at };
}

async function bytesOf(path: string, from: number, count: number): Promise<string> {
    const file = await open(path);
    try {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, Math.max(0, from));
        return buffer.toString('utf8', 0, bytesRead);
    } finally {
        await file.close();
    }
}
