// Tests with real servers: one file for each, in a folder of its own, which `npm test` does not run.

import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Problem, root } from './run.mjs';

/**
 * The files of `test/interop` or another such folder, `*_interop.ts` there; only those whose names begin so, if given.
 *
 * @param {string} folder
 * @param {string} [only]
 * @returns {string[]}
 */
export function serverTests(folder, only = '') {
    const ending = `_${basename(folder).replace(/s$/, '')}.ts`;
    const names = readdirSync(join(root, folder)).filter((name) => name.endsWith(ending) && name.startsWith(only));
    if (names.length === 0) throw new Problem(`--only ${only}: no file in ${folder} begins so.`);
    return names.map((name) => join(root, folder, name));
}
