// The documentation compared with its subject: files, headings, commands, examples, and the texts that nodes show.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readingText } from '../../nodes/shared/value-text';
import { REASON_CODES } from '../../src/base/errors';
import { demanding, examples, shownName, shownNames } from '../nodes/support/examples';
import { root } from '../support/folders.js';

const MOST_BYTES_OF_PICTURE = 150_000;

const pages = [
    'README.md',
    'CHANGELOG.md',
    'CONTRIBUTING.md',
    ...['docs', 'docs/nodes'].flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`)),
].filter((name) => name.endsWith('.md'));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const manifest = JSON.parse(read('package.json'));
const words = JSON.parse(read('nodes/locales/en-US/clown-hub.json'))['clown-hub'];

/** The text of a page without its code blocks. */
const prose = (text: string): string => text.replace(/^```.*?^```$/gms, '');

/** The address of a heading within its page, as web pages of repositories make it. */
function slug(heading: string): string {
    return heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} -]/gu, '')
        .replaceAll(' ', '-');
}

/** The cells of the first column of a table that is found by its heading. */
function firstCells(text: string, heading: string): string[] {
    const rows = text.split('\n');
    return rows.flatMap((row, index) => {
        if (!row.startsWith(`| ${heading} |`)) return [];
        const body = rows.slice(index + 2);
        const end = body.findIndex((line) => !line.startsWith('|'));
        return body.slice(0, end === -1 ? undefined : end).map((line) => line.split('|')[1]?.trim() ?? '');
    });
}

const codesIn = (cells: readonly string[]): string[] =>
    cells.flatMap((cell) => cell.match(/`[^`]+`/g) ?? []).map((code) => code.slice(1, -1));
const shown = (text: string): string => text.replace(/__\w+__/g, '…');

describe('documentation', () => {
    for (const page of pages) {
        describe(page, () => {
            const text = read(page);
            const links = [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);

            it('points only at what is there', () => {
                for (const link of links) {
                    if (/^[a-z]+:/.test(link)) {
                        assert.ok(URL.canParse(link), link);
                        continue;
                    }
                    const [path = '', anchor] = link.split('#');
                    const target = path === '' ? page : join(dirname(page), path);
                    assert.ok(existsSync(join(root, target)), `${link} is not there`);
                    if (anchor === undefined) continue;
                    const headings = [...read(target).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => slug(heading));
                    assert.ok(headings.includes(anchor), `${link} has no such heading`);
                }
            });

            it('shows pictures that are not heavy, each in both themes and with a text', () => {
                assert.doesNotMatch(text, /!\[/, 'a picture in one theme');
                for (const [block] of text.matchAll(/<picture>.*?<\/picture>/gs)) {
                    const [, dark = ''] = /prefers-color-scheme: dark\)" srcset="(.*?-dark\.png)"/.exec(block) ?? [];
                    const [, alt = '', light = ''] = /<img alt="(.*?)" src="(.*?)"/.exec(block) ?? [];
                    assert.ok(alt.length > 10, block);
                    assert.equal(dark, light.replace('-light.png', '-dark.png'), block);
                    for (const file of [light, dark]) {
                        const { size } = statSync(join(root, dirname(page), file));
                        assert.ok(size < MOST_BYTES_OF_PICTURE, `${file}: ${size} bytes`);
                    }
                }
            });

            it('gives only commands that there are', () => {
                const blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, block = '']) =>
                    block.trim().split('\n'),
                );
                const inline = [...prose(text).matchAll(/`((?:npm|npx) [^`]+)`/g)].map(([, command = '']) => command);
                for (const command of [...blocks, ...inline]) assert.ok(isKnown(command), command);
            });
        });
    }

    it('README: every page of docs/ can be reached from it', () => {
        const text = read('README.md');
        for (const page of pages) assert.ok(page === 'README.md' || text.includes(`](${page})`), page);
    });

    it('README: names the package file as npm makes it', () => {
        const name = `${manifest.name.replace('@', '').replace('/', '-')}-${manifest.version}.tgz`;
        for (const found of read('README.md').match(/clown-hub-node-red-\S+\.tgz/g) ?? []) assert.equal(found, name);
    });

    it('name examples by number and name as the import dialog does', () => {
        const shown = new Set(shownNames.values());
        const numbered = pages.flatMap((page) =>
            [...read(page).matchAll(/\*(\d\d [A-Z][^*]+)\*/g)].map(([, name]) => name),
        );
        assert.ok(numbered.length > shown.size);
        for (const name of numbered) assert.ok(shown.has(String(name)), name);
    });

    it('recipes: each example has its row, in the order of the numbers, and no row is of another', () => {
        const rows = read('docs/recipes.md')
            .split('\n')
            .filter((line) => line.startsWith('| ') && line.includes('*'));
        const named = rows.map((row) => /\*([^*]+)\* \|/.exec(row)?.[1]);
        assert.deepEqual(named, [...examples.keys(), ...demanding.keys()].map(shownName).toSorted());
    });

    it('changelog and migration page have this version', () => {
        assert.ok(read('CHANGELOG.md').includes(`## ${manifest.version}\n`));
        assert.match(read('docs/migration.md'), new RegExp(`\\| ${manifest.version.replaceAll('.', '\\.')} \\|`));
    });

    it('docs/tested.md: has faults as they were seen in the run that wrote the catalogue', () => {
        const rows = (page: string, header: string): string[][] =>
            read(page)
                .split('\n\n')
                .filter((block) => block.includes(header))
                .flatMap((block) => block.split('\n').slice(2))
                .filter((line) => line.startsWith('| '))
                .map((line) => line.slice(2, -2).split(' | '));
        const catalogue = rows('docs/faults.md', '| fault | expected |').map(([fault, expected, , seen, ledger]) =>
            [fault, expected, seen, ledger].join(),
        );
        const some = rows('docs/tested.md', '| fault | expected |').map((row) => row.join());
        assert.ok(some.length >= 5);
        for (const row of some) assert.ok(catalogue.includes(row), row);
    });

    describe('troubleshooting [D4]', () => {
        const page = read('docs/troubleshooting.md');
        const keys = codesIn(firstCells(page, 'a node shows'));

        it('has a row for every state and cause that a node can show, in its very words, and none besides', () => {
            const wanted = new Set(
                [...Object.values<string>(words.cause), ...Object.values<string>(words.status)].map(shown),
            );
            wanted.add(readingText([{ quantity: 'state', value: null }], String));
            assert.deepEqual(keys.toSorted(), [...wanted].toSorted());
        });

        it('has no code of an error that there is not', () => {
            const codes = codesIn(firstCells(page, 'code'));
            assert.ok(codes.length > 0);
            for (const code of codes) assert.ok((REASON_CODES as readonly string[]).includes(code), code);
        });

        it('README: repeats only rows that there are', () => {
            const some = codesIn(firstCells(read('README.md'), 'a node shows'));
            assert.ok(some.length > 0);
            for (const key of some) assert.ok(keys.includes(key), key);
        });
    });
});

function isKnown(command: string): boolean {
    const [program = '', ...args] = command.split(' ');
    if (program === 'cd') return true;
    if (program === 'npx')
        return args.some((arg) => arg in manifest.bin || existsSync(join(root, 'node_modules/.bin', arg)));
    if (program === './.ci/run' || program === '.ci/run') return existsSync(join(root, '.ci/run'));
    if (program !== 'npm') return false;
    const [verb = '', name = ''] = args;
    if (verb === 'run') return name in manifest.scripts;
    return ['start', 'test'].includes(verb)
        ? verb in manifest.scripts
        : ['install', 'pack', 'publish', 'ci', 'audit'].includes(verb);
}
