// The pack as a commit of this repository builds it, in a folder of its own, with the packages that are installed here.

import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './run.mjs';

/**
 * Builds a commit, and returns the folder of its project.
 *
 * @param {string} commit
 * @param {string} folder where to put it; it may be missing
 */
export function buildCommit(commit, folder) {
    const home = join(folder, 'commit');
    mkdirSync(home, { recursive: true });
    const archive = join(folder, 'commit.tar');
    run(`Reading ${commit}`, 'git', ['archive', '--output', archive, commit]);
    run(`Unpacking ${commit}`, 'tar', ['-xf', archive, '-C', home]);
    symlinkSync(join(root, 'node_modules'), join(home, 'node_modules'), 'junction');
    run(`The build of ${commit}`, process.execPath, [join(home, 'scripts/build.mjs')], { cwd: home });
    return home;
}
