// What `npm run release:prove` runs with the packed package, and how it compares the package with a build.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow } from './package.mjs';

/**
 * @typedef {object} Proof
 * @property {string} name for `--only`
 * @property {string} script of package.json
 * @property {string[]} args for it
 * @property {number} minutes about as many as it takes on two idle cores
 * @property {string} [fromSources] what of it cannot run from the package, and so runs from the sources
 */

/** In this order: what needs a machine without other work comes last. @type {readonly Proof[]} */
export const PROOFS = [
    { name: 'words', script: 'test:words', args: [], minutes: 0.1 },
    { name: 'faults', script: 'test:faults', args: ['--markdown'], minutes: 3 },
    {
        name: 'fuzz',
        script: 'fuzz',
        args: [],
        minutes: 5,
        fromSources: 'bred messages, which read the decoder alone and count the places they reach in it',
    },
    { name: 'leaks', script: 'test:leaks', args: [], minutes: 5 },
    { name: 'interop', script: 'test:interop', args: ['--markdown'], minutes: 5 },
    { name: 'beside', script: 'test:beside', args: ['--markdown'], minutes: 9 },
    { name: 'faults-long', script: 'test:faults', args: ['--long'], minutes: 40 },
    { name: 'soak', script: 'soak', args: ['30'], minutes: 31 },
    { name: 'fleet', script: 'test:fleet', args: [], minutes: 20 },
    { name: 'bench', script: 'bench', args: ['--quick'], minutes: 12 },
];

/** What the build makes, and the examples. The other files of the package are as they are in the commit. */
const MADE = ['dist', 'resources', 'examples'];

/**
 * The files in which an installed package differs from a built project, each with how.
 *
 * @param {string} installed
 * @param {string} built
 * @returns {string[]}
 */
export function differences(installed, built) {
    const packed = filesBelow(installed).filter((file) => !file.startsWith('node_modules/'));
    const made = MADE.flatMap((folder) => filesBelow(join(built, folder)).map((file) => `${folder}/${file}`));
    const missing = made.filter((file) => !packed.includes(file)).map((file) => `${file}: not in the package`);
    const others = packed.flatMap((file) => {
        if (!existsSync(join(built, file))) return [`${file}: only in the package`];
        const isSame = readFileSync(join(installed, file)).equals(readFileSync(join(built, file)));
        return isSame ? [] : [`${file}: not the same`];
    });
    return [...missing, ...others];
}

/**
 * The results as lines: what ran, what of it, whether it passed, and the minutes.
 *
 * @param {readonly { proof: Proof, ok: boolean, passed: number, failed: number, seconds: number }[]} results
 */
export function tableOf(results) {
    const rows = results.map(({ proof, ok, passed, failed, seconds }) => [
        proof.name,
        ok ? 'passed' : 'FAILED',
        passed + failed > 0 ? `${passed} of ${passed + failed} tests` : '',
        `${(seconds / 60).toFixed(1)} min`,
        proof.fromSources ? `from the sources: ${proof.fromSources}` : '',
    ]);
    const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
    return rows.map((row) =>
        row
            .map((cell, column) => cell.padEnd(widths[column] ?? 0))
            .join('  ')
            .trimEnd(),
    );
}
