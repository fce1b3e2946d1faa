// Plain English: words that make a text read as translated stay out of what owners read, and are rare in comments and names.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow } from '../../scripts/lib/package.mjs';
import { isInstalled, packUnderTest } from '../../scripts/lib/under-test.mjs';
import { root } from '../support/folders.js';

/** A technical text has a plain word for each of these: report, send, receive, connect, disconnect, again, administrator. */
const UNUSUAL = new RegExp(
    [
        ...[
            'told',
            'tells?',
            'telling',
            'says?',
            'said',
            'saying',
            'speaks?',
            'spoken',
            'talks?',
            'hears?',
            'heard',
            'hearing',
        ],
        ...[
            'dial(?:s|led|ling)?',
            'hangs? up',
            'hung up',
            'hanging up',
            'anew',
            'for ever',
            'without a word',
            'the whole way',
        ],
        ...['whoever', 'nobody', 'somebody', 'anybody', 'everybody', 'news', 'wishes', 'gives? way', 'falls? over'],
    ]
        .map((word) => `\\b${word}\\b`)
        .join('|'),
    'gi',
);

interface Group {
    readonly name: string;
    readonly files: RegExp;
    /** Unusual words for each thousand words. */
    readonly most: number;
}

const GROUPS: readonly Group[] = [
    {
        name: 'README, docs and other pages',
        files: /^[A-Z]+\.md$|^(?:docs|bench|findings)\/.*\.md$|^resources\/.*\.html$/,
        most: 1,
    },
    { name: 'texts of the editor and the runtime', files: /^(?:dist\/)?nodes\/locales\/en-US\//, most: 1 },
    { name: 'forms', files: /^(?:dist\/)?nodes\/.*\.html$/, most: 1 },
    { name: 'examples', files: /^examples\/.*\.json$/, most: 1 },
    { name: 'code of the runtime', files: /^src\/.*\.ts$/, most: 2 },
    { name: 'code of the nodes', files: /^nodes\/.*\.ts$/, most: 2 },
    { name: 'tests', files: /^test\/.*\.ts$/, most: 2 },
    { name: 'scripts', files: /^(?:scripts|bench)\/.*\.m?js$/, most: 2 },
];

/** The files of the project, or those of the installed package. */
const files = isInstalled
    ? filesBelow(packUnderTest)
    : execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean);

/** Names that flows, the protocol or other software define. */
const DEFINED = /clown[.\\-]*talk|\bheardAt\b|'heard'/gi;

/** Names such as `hangUp` count as the words they consist of. */
function wordsOf(file: string): string {
    const text = readFileSync(join(packUnderTest, file), 'utf8').replace(DEFINED, '');
    return /\.(?:ts|m?js)$/.test(file) ? text.replace(/([a-z])([A-Z])/g, '$1 $2') : text;
}

describe('language', () => {
    // The code in a package is minified.
    const isIn = ({ files: pattern }: Group): boolean => !isInstalled || files.some((file) => pattern.test(file));
    for (const { name, files: pattern, most } of GROUPS.filter(isIn)) {
        it(`${name}: at most ${most} unusual words in a thousand`, () => {
            const found: string[] = [];
            let words = 0;
            for (const file of files.filter((one) => pattern.test(one) && !one.endsWith('language_spec.ts'))) {
                const text = wordsOf(file);
                words += text.match(/[A-Za-z]{2,}/g)?.length ?? 0;
                for (const [word] of text.matchAll(UNUSUAL)) found.push(`${file}: ${word}`);
            }
            assert.ok(words > 0, 'no file');
            const share = (1000 * found.length) / words;
            assert.ok(share <= most, `${share.toFixed(1)} in a thousand:\n${found.slice(0, 200).join('\n')}`);
        });
    }
});
