// The command that changes the code and runs the tests: which changes count, which are equal programs, and what its page shows.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { equalsOf, inOneLine, mutantsIn, ROOMS, resultOf, roomsOf } from '../../scripts/lib/mutants.mjs';
import { browserTestsOf, changed, ordered } from '../../scripts/lib/mutants-editor.mjs';
import { percents, tables } from '../../scripts/lib/mutants-page.mjs';
import { filesBelow } from '../../scripts/lib/package.mjs';
import { readJson } from '../../scripts/lib/run.mjs';
import { root } from '../support/folders.js';

const SOURCE = 'let n = 0;\n    if (n < 1) {\n        n++;\n    }\n';
const mutant = (line: number, from: number, to: number, replacement: string, status: string, endLine = line) => ({
    location: { start: { line, column: from }, end: { line: endLine, column: to } },
    replacement,
    status,
});
const REPORT = {
    files: {
        'src/a.ts': {
            source: SOURCE,
            mutants: [
                mutant(2, 9, 14, 'n <= 1', 'Survived'),
                mutant(2, 9, 14, 'true', 'Killed'),
                mutant(2, 9, 14, 'false', 'Timeout'),
                mutant(2, 16, 6, '{}', 'NoCoverage', 4),
                mutant(3, 9, 12, 'n--', 'RuntimeError'),
            ],
        },
    },
};
const EQUAL = {
    ...{ file: 'src/a.ts', code: 'if (n < 1) {', original: 'n < 1', replacement: 'n <= 1' },
    reason: 'n is 0',
};

describe('the score of changes that tests notice', () => {
    it('counts each change once, and leaves out what does not load', () => {
        const { killed, timeout, survived, equal, left, open } = resultOf(mutantsIn(REPORT), []);
        assert.deepEqual([killed, timeout, survived, equal, left], [1, 1, 2, 0, 1]);
        assert.deepEqual(
            open.map(({ line, original }) => [line, original]),
            [
                [2, 'n < 1'],
                [2, '{ n++; }'],
            ],
        );
    });

    it('takes a survivor of the list as an equal program, and no other', () => {
        const { survived, equal, open, unused } = resultOf(mutantsIn(REPORT), [EQUAL]);
        assert.deepEqual([survived, equal, open.length, unused.length], [2, 1, 1, 0]);
        for (const key of ['file', 'code', 'original', 'replacement'])
            assert.equal(resultOf(mutantsIn(REPORT), [{ ...EQUAL, [key]: 'other' }]).unused.length, 1, key);
    });

    it('uses only the equal programs of the files it changes', () => {
        for (const [pattern, isUsed] of [
            ['src/**/*.ts', true],
            ['src/*.ts', true],
            ['src/a.ts', true],
            ['src/b/**/*.ts', false],
            ['s/*.ts', false],
        ] as const)
            assert.equal(equalsOf([pattern], [EQUAL]).length, isUsed ? 1 : 0, pattern);
        assert.equal(equalsOf(['src/*.ts'], [{ ...EQUAL, file: 'src/b/a.ts' }]).length, 0);
    });

    it('rounds down, so that a survivor never disappears', () => {
        assert.deepEqual(percents({ killed: 9998, timeout: 1, survived: 1, equal: 0, left: 9 }), {
            raw: '99.9 %',
            withoutEqual: '99.9 %',
        });
        assert.deepEqual(percents({ killed: 1, timeout: 0, survived: 1, equal: 1, left: 0 }), {
            raw: '50.0 %',
            withoutEqual: '100.0 %',
        });
    });

    it('names the rooms that were not run, and each equal program with its reason', () => {
        const score = { killed: 1, timeout: 0, survived: 0, equal: 0, left: 2, date: '2026-01-01', commit: 'abc' };
        const page = tables({ 'src/base': score }, [{ ...EQUAL, code: 'a | `b`' }]);
        assert.match(
            page,
            /\| src\/base \| 1 \| 1 \| 0 \| 0 \| 0 \| 2 \| 100\.0 % \| 100\.0 % \| 2026-01-01 \| abc \|/,
        );
        assert.match(page, /Not run yet: src\/protocol, /);
        assert.ok(page.includes('| src/a.ts | `` a \\| `b` `` | `n < 1` | `n <= 1` | n is 0 |'));
    });

    it('has a room for each file of src/ and nodes/ but the editor', () => {
        const files = ['src', 'nodes'].flatMap((folder) =>
            filesBelow(join(root, folder)).map((file: string) => `${folder}/${file}`),
        );
        const all = ROOMS.flatMap((room) => room.files);
        for (const file of files.filter((name) => name.endsWith('.ts') && !name.startsWith('nodes/editor/')))
            assert.equal(equalsOf(all, [{ ...EQUAL, file }]).length, 1, file);
    });

    it('finds one room by its name or a file, and all below a folder', () => {
        const names = (only: string) => roomsOf(only).map(({ name }) => name);
        assert.deepEqual(names('src'), ['src']);
        assert.deepEqual(names('src/hub.ts'), ['src']);
        assert.deepEqual(names('nodes/runtime'), ['nodes/runtime']);
        assert.deepEqual(names('nodes/runtime/text.ts'), ['nodes/runtime']);
        assert.deepEqual(
            names('nodes/runtime/').toSorted(),
            ROOMS.map(({ name }) => name)
                .filter((name) => name.startsWith('nodes/runtime'))
                .toSorted(),
        );
        assert.equal(names('').length, ROOMS.length);
        assert.deepEqual(names('src/sen'), []);
    });

    it('lists equal programs of lines that exist, with a reason', () => {
        for (const { file, code, original, reason } of readJson(join(root, 'mutants/equal.json'))) {
            const source = readFileSync(join(root, file), 'utf8');
            assert.ok(
                source.split('\n').some((line) => line.trim() === code),
                `${file} has no line ${code}`,
            );
            assert.ok(inOneLine(original) === original && reason.length > 10, `${file}: ${code}`);
        }
    });
});

describe('the sample of the editor', () => {
    const change = (column: number) => ({
        ...{ file: 'a.ts', code: SOURCE.split('\n')[1] ?? '', original: 'n' },
        range: { start: { line: 1, column }, end: { line: 1, column: 13 }, replacement: 'true' },
        twins: 0,
    });

    it('has the same order for the same seed, and loses no change', () => {
        const list = Array.from({ length: 50 }, (_, column) => change(column));
        const columns = (seed: number, of = list) => ordered(of, seed).map(({ range }) => range.start.column);
        assert.deepEqual(columns(7, [...list].reverse()), columns(7));
        assert.notDeepEqual(columns(7), columns(8));
        assert.equal(new Set(columns(7)).size, 50);
        assert.deepEqual(
            columns(7, list.slice(10)),
            columns(7).filter((column) => column >= 10),
            'without other changes, the rest keeps its order',
        );
    });

    it('makes exactly one change', () => {
        assert.equal(changed(SOURCE, change(8)), SOURCE.replace('n < 1', 'true'));
    });

    it('has tests in the browser for each part', () => {
        const tests = filesBelow(join(root, 'test/e2e'));
        for (const file of filesBelow(join(root, 'nodes/editor')).filter((name: string) => name.endsWith('.ts')))
            for (const name of browserTestsOf(`nodes/editor/${file}`))
                assert.ok(tests.includes(`${name}_e2e.ts`), `${file}: ${name}`);
    });
});
