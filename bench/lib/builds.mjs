// An earlier build to compare with: of a commit of this repository, or a released tarball. It is made in a folder for this
// run alone, with the packages that are installed here.

import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { buildCommit } from '../../scripts/lib/commit-build.mjs';
import { Problem, root, run } from '../../scripts/lib/run.mjs';
import { NODES } from '../../scripts/lib/under-test.mjs';

/**
 * @param {string} from a commit, or the path of a `.tgz`
 * @param {string} folder
 * @returns {string} the folder of that package
 */
export function previousBuild(from, folder) {
    const home = from.endsWith('.tgz') ? unpack(from, folder) : buildCommit(from, folder);
    if (!existsSync(join(home, NODES))) throw new Problem(`${from} has no built nodes.`);
    return home;
}

function unpack(tarball, folder) {
    const home = join(folder, 'package');
    mkdirSync(folder, { recursive: true });
    run('Unpacking the previous release', 'tar', ['-xzf', tarball, '-C', folder]);
    symlinkSync(join(root, 'node_modules'), join(home, 'node_modules'), 'junction');
    return home;
}
