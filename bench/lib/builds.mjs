// An earlier build to compare with: of a commit of this repository, or a released tarball. It is made in a folder for this
// run alone, with the packages that are installed here.

import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Problem, root, run } from '../../scripts/lib/run.mjs';

/**
 * @param {string} from a commit, or the path of a `.tgz`
 * @param {string} folder
 * @returns {string} the folder of that package
 */
export function previousBuild(from, folder) {
    const isTarball = from.endsWith('.tgz');
    const home = join(folder, isTarball ? 'package' : 'previous');
    mkdirSync(folder, { recursive: true });
    if (isTarball) run('Unpacking the previous release', 'tar', ['-xzf', from, '-C', folder]);
    else {
        mkdirSync(home);
        const archive = join(folder, 'previous.tar');
        run('Reading the previous build', 'git', ['archive', '--output', archive, from]);
        run('Unpacking the previous build', 'tar', ['-xf', archive, '-C', home]);
    }
    symlinkSync(join(root, 'node_modules'), join(home, 'node_modules'), 'junction');
    if (!isTarball) run('The previous build', process.execPath, [join(home, 'scripts/build.mjs')], { cwd: home });
    if (!existsSync(join(home, 'dist/nodes/clown-hub.js'))) throw new Problem(`${from} has no built nodes.`);
    return home;
}
