// The files of recordings, in a real folder.

import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, readlink, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
    appendTo,
    createFile,
    describedFiles,
    fileName,
    linesOf,
    pathOf,
    readFileAt,
    recordingsFolder,
    removeFile,
} from '../../src/recording/folder';
import { FORMAT_VERSION, MAX_LINE_CHARS, MAX_READ_BYTES } from '../../src/recording/format';
import { makeFolder, removeFolder } from '../support/folders';

const HEADER = JSON.stringify({ clownHubRecording: FORMAT_VERSION, hub: 'Cellar' });
const WHOLE = `${HEADER}\n{"at":5,"in":"a"}\n{"at":9,"end":"time"}\n`;

describe('the folder of recordings', () => {
    let userDir: string;
    let folder: string;

    beforeEach(async () => {
        userDir = await makeFolder('recordings');
        folder = recordingsFolder(userDir);
    });
    afterEach(() => removeFolder(userDir));

    const put = async (name: string, text: string): Promise<string> => {
        await mkdir(folder, { recursive: true });
        const path = join(folder, name);
        await writeFile(path, text);
        return path;
    };

    it('names files by time and hub, in characters that every system takes', () => {
        const time = Date.UTC(2026, 10, 30, 6, 45, 12, 345);
        const names = ['Café / cellar', '../../etc/passwd', '', '居間', 'a'.repeat(300)].map((hub) =>
            fileName(time, hub),
        );
        assert.deepEqual(names, [
            '2026-11-30T06-45-12Z-Cafe-cellar.jsonl',
            '2026-11-30T06-45-12Z-etc-passwd.jsonl',
            '2026-11-30T06-45-12Z-hub.jsonl',
            '2026-11-30T06-45-12Z-hub.jsonl',
            `2026-11-30T06-45-12Z-${'a'.repeat(40)}.jsonl`,
        ]);
    });

    it('is empty before the first recording', async () => {
        assert.equal(folder, join(userDir, 'clown-hub', 'recordings'));
        assert.deepEqual(await describedFiles(folder), []);
    });

    it('lists its files with what their lines show, the latest first', async () => {
        await put('2026-03.jsonl', `${WHOLE}{"at":11,"in":"hal`);
        await put('2026-01.jsonl', WHOLE);
        await put('2026-02.jsonl', `${HEADER}\n{"at":7,"state":"flows-stopped"}\n`);
        await put('2026-04.jsonl', 'garbage');
        await writeFile(join(folder, 'notes.txt'), '');
        await mkdir(join(folder, 'folder.jsonl'));
        const files = await describedFiles(folder);
        assert.deepEqual(
            files.map(({ name, header, end, ms }) => [name, header?.hub, end, ms]),
            [
                ['2026-04.jsonl', undefined, undefined, undefined],
                ['2026-03.jsonl', 'Cellar', undefined, undefined],
                ['2026-02.jsonl', 'Cellar', 'flows-stopped', 7],
                ['2026-01.jsonl', 'Cellar', 'time', 9],
            ],
        );
        assert.equal(files[3]?.bytes, WHOLE.length);
    });

    it('does not list what a flow test has written beside a recording', async () => {
        await put('2026-01.jsonl', WHOLE);
        await put('2026-01.expected.jsonl', '{"clownHubExpected":1}\n');
        assert.deepEqual(
            (await describedFiles(folder)).map(({ name }) => name),
            ['2026-01.jsonl'],
        );
    });

    it('gives a path for a listed name only', async () => {
        const path = await put('one.jsonl', WHOLE);
        await writeFile(join(userDir, 'flows.jsonl'), 'secret');
        await symlink(join(userDir, 'flows.jsonl'), join(folder, 'link.jsonl'));
        assert.deepEqual(await pathOf(folder, 'one.jsonl'), { ok: true, value: path });
        for (const name of ['../../flows.jsonl', 'link.jsonl', 'two.jsonl', '', '.', '/etc/passwd', 'one.jsonl/']) {
            const found = await pathOf(folder, name);
            assert.deepEqual(
                found.ok || [found.reason.code, found.reason.detail],
                ['recording-unreadable', 'recording-missing'],
                name,
            );
        }
    });

    it('creates files that only their owner reads, and never replaces one', async () => {
        const time = Date.UTC(2026, 10, 30);
        const names = await Promise.all([createFile(folder, time, 'Attic'), createFile(folder, time, 'Attic')]);
        const third = await createFile(folder, time, 'Attic');
        assert.deepEqual(
            [...names, third].sort(),
            ['', '_2', '_3'].map((end) => `2026-11-30T00-00-00Z-Attic${end}.jsonl`),
        );
        const [latest, ...others] = await describedFiles(folder);
        assert.deepEqual([latest?.name, others.length], [third, 2]);
        const path = join(folder, third);
        if (process.platform !== 'win32') assert.equal((await stat(path)).mode & 0o777, 0o600);
        const append = (text: string): Promise<void> =>
            new Promise((resolve, reject) => {
                appendTo(path).on('error', reject).on('finish', resolve).end(text);
            });
        await append('one');
        await append(', more');
        assert.equal(await readFile(path, 'utf8'), 'one, more');
        await removeFile(path);
        // Without its first line it would be no recording.
        await assert.rejects(append(', more'), { code: 'ENOENT' });
        assert.equal((await describedFiles(folder)).length, 2);
    });

    it('reads a file of a recording', async () => {
        const path = await put('one.jsonl', WHOLE);
        const recording = await readFileAt(path);
        assert.ok(recording.ok);
        assert.deepEqual(
            recording.value.events.map(({ at, kind }) => [at, kind]),
            [
                [5, 'in'],
                [9, 'end'],
            ],
        );
        await writeFile(path, WHOLE.slice(0, -3));
        const cut = await readFileAt(path);
        assert.deepEqual(cut.ok && [cut.value.events.length, cut.value.firstFault?.detail], [1, 'recording-cut']);
    });

    it('refuses a file that is missing, too large or no recording', async () => {
        const path = await put('one.jsonl', 'garbage\n');
        const reasonOf = async (at: string): Promise<unknown> => {
            const found = await readFileAt(at);
            return found.ok || (found.reason.detail ?? found.reason.code);
        };
        assert.equal(await reasonOf(path), 'recording-unreadable');
        assert.equal(await reasonOf(`${path}x`), 'recording-missing');
        await truncate(path, MAX_READ_BYTES + 1);
        assert.equal(await reasonOf(path), 'recording-large');
        // A link is as large as its file.
        await writeFile(path, WHOLE);
        await truncate(path, MAX_READ_BYTES + 1);
        await symlink(path, join(userDir, 'link.jsonl'));
        assert.equal(await reasonOf(join(userDir, 'link.jsonl')), 'recording-large');
    });

    it('holds of a line without an end no more than shows that it is too long', async () => {
        const path = await put('one.jsonl', `a\n${'x'.repeat(MAX_LINE_CHARS + 100_000)}\nb`);
        const lines: string[] = [];
        for await (const line of linesOf(path)) lines.push(line);
        assert.deepEqual(
            lines.map((line) => [line.slice(0, 1), line.length > MAX_LINE_CHARS]),
            [
                ['a', false],
                ['x', true],
                ['b', false],
            ],
        );
        assert.ok((lines[1]?.length ?? 0) < MAX_LINE_CHARS + 80_000, 'one portion more than a line at most');
    });

    it('reads lines as they are, with or without a last line end', async () => {
        const long = `x${'\u017e'.repeat(40_000)}`;
        for (const [text, expected] of [
            ['a\nb\n', ['a', 'b']],
            ['a\n\nb', ['a', '', 'b']],
            ['', []],
            [long, [long]],
            ['y'.repeat(MAX_LINE_CHARS + 1), ['y'.repeat(MAX_LINE_CHARS + 1)]],
        ] as const) {
            const lines: string[] = [];
            for await (const line of linesOf(await put('one.jsonl', text))) lines.push(line);
            assert.ok(lines.length === expected.length && lines.every((line, at) => line === expected[at]));
        }
    });

    it('names a bad last line as cut only if it has no end, and a later version as such', async () => {
        const detailOf = async (text: string): Promise<unknown> => {
            const found = await readFileAt(await put('one.jsonl', text));
            return found.ok ? found.value.firstFault?.detail : found.reason.detail;
        };
        assert.equal(await detailOf(`${WHOLE}garbage`), 'recording-cut');
        assert.equal(await detailOf(`${WHOLE}garbage\n`), undefined);
        assert.equal(await detailOf(`{"clownHubRecording":7}\n${WHOLE}`), 'recording-newer');
    });

    it('leaves no file open', async function () {
        if (process.platform !== 'linux') this.skip();
        const path = await put('one.jsonl', WHOLE);
        const isOpen = async (): Promise<boolean> => {
            const fds = await readdir('/proc/self/fd');
            const targets = await Promise.all(fds.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
            return targets.includes(path);
        };
        await describedFiles(folder);
        assert.equal(await isOpen(), false);
    });

    it('ends no name with a separator, and numbers those from the second on', () => {
        const time = Date.UTC(2026, 10, 30, 6, 45, 12, 999);
        for (const [hub, number, expected] of [
            [`${'a'.repeat(39)} b`, 1, 'a'.repeat(39)],
            [' cellar!', 1, 'cellar'],
            ['Café 1', 2, 'Cafe-1_2'],
            ['a__b', 3, 'a-b_3'],
        ] as const) {
            assert.equal(fileName(time, hub, number), `2026-11-30T06-45-12Z-${expected}.jsonl`);
        }
    });

    it('lists no file whose name is hidden, long or of another kind', async () => {
        const longest = `${'a'.repeat(151)}.jsonl`;
        for (const name of ['a.jsonl', '-_.a.jsonl', longest]) await put(name, WHOLE);
        for (const name of ['.a.jsonl', 'a b.jsonl', 'a-jsonl', 'a.jsonl.part', `a${longest}`]) await put(name, WHOLE);
        const names = (await describedFiles(folder)).map(({ name }) => name);
        assert.deepEqual(names, [longest, 'a.jsonl', '-_.a.jsonl']);
    });

    it('rejects if the folder cannot be read, and no name has a path in it', async () => {
        await mkdir(join(userDir, 'clown-hub'));
        await writeFile(folder, 'a file');
        await assert.rejects(describedFiles(folder), { code: 'ENOTDIR' });
        assert.equal((await pathOf(folder, 'one.jsonl')).ok, false);
        await assert.rejects(createFile(folder, 0, 'Attic'), { code: 'EEXIST' });
    });

    it('shows the last line as far as it is short, and is complete', async () => {
        const shown = async (last: string): Promise<unknown> => {
            await put('one.jsonl', `${HEADER}\n${last}`);
            const [file] = await describedFiles(folder);
            return [file?.end, file?.ms];
        };
        const padded = (length: number): string => `{"at":9,"end":"time","x":"${'x'.repeat(length - 29)}"}\n`;
        assert.deepEqual(await shown(padded(511)), ['time', 9]);
        assert.deepEqual(await shown(padded(512)), ['time', 9]);
        assert.deepEqual(await shown(padded(513)), [undefined, undefined]);
        assert.deepEqual(await shown('{"at":9,"in":"a"}\n'), [undefined, 9]);
        assert.deepEqual(await shown('{"at":9,"end":"time"}'), [undefined, undefined]);
        assert.deepEqual(await shown('{"at":9,"end":"time"}\n\n'), ['time', 9]);
    });

    it('stops at a hundred files of one second and name', async () => {
        const time = Date.UTC(2026, 10, 30);
        for (let number = 1; number <= 100; number++) await put(fileName(time, 'Attic', number), '');
        await assert.rejects(createFile(folder, time, 'Attic'), { code: 'EEXIST' });
        await removeFile(join(folder, fileName(time, 'Attic', 100)));
        assert.equal(await createFile(folder, time, 'Attic'), fileName(time, 'Attic', 100));
    });

    it('names why a file cannot be read', async () => {
        const path = await put('one.jsonl', WHOLE);
        const reasonOf = async (at: string): Promise<unknown> => {
            const found = await readFileAt(at);
            return found.ok || [found.reason.detail, found.reason.params];
        };
        await truncate(path, MAX_READ_BYTES + 1);
        assert.deepEqual(await reasonOf(path), ['recording-large', { limit: MAX_READ_BYTES }]);
        assert.deepEqual(await reasonOf(`${path}x`), ['recording-missing', { found: 'ENOENT' }]);
        assert.deepEqual(await reasonOf(folder), ['recording-missing', { found: 'EISDIR' }]);
        const found = await pathOf(folder, 'two.jsonl');
        assert.deepEqual(found.ok || found.reason.params, { found: '"two.jsonl"' });
    });
});
