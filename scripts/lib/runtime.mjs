// Makes the half of the pack that runs in Node-RED: one script with all nodes and the simulator, and the command.
// One file instead of a hundred is read sooner, and weighs less.

import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { minify } from 'terser';
import { listOf } from './bundles.mjs';

/**
 * The simulator's command is in the script of the nodes: the hub node needs most of it as well. Everything is imported at once:
 * with an import by a call, the bundle would need a function around each module, and more time and bytes than that saves.
 * The clock is for the tests that run this script and make its time faster.
 */
const CONTENTS = `export { default } from './nodes/pack';
export { main } from './src/simulator/cli';
export { systemClock } from './src/base/system-clock';
export * from './nodes/flow-test/pack-parts';`;
/** A class or function that has its name from the variable that holds it. */
const NAMED = /^\s*(?:var )?(\w+) = (?:class\b|(?:async )?(?:\(.*\)|\w+) =>)/gm;
const COMMAND = "#!/usr/bin/env node\nrequire('./nodes/clown-hub.js').main();\n";

/**
 * The script of the nodes, as an entry of esbuild.
 *
 * @param {string} from the folder of the project
 * @param {string} [first] what it imports before
 * @param {string} [last] what it exports besides
 * @returns {import('esbuild').BuildOptions}
 */
export function nodesOf(from, first = '', last = '') {
    return {
        stdin: { contents: `${first}${CONTENTS}\n${last}`, resolveDir: from, loader: 'ts' },
        bundle: true,
        format: 'cjs',
        platform: 'node',
        target: 'node20',
        packages: 'external',
        // The sources are modules, and so strict; the bundle is not without this directive.
        banner: { js: '"use strict";' },
        charset: 'utf8',
        legalComments: 'none',
    };
}

/**
 * @param {string} from the folder of the project
 * @param {string} to the folder of the build
 * @param {Readonly<Record<string, import('./bundles.mjs').Export[]>>} taken what other scripts take from this one, by the
 *     name of its list
 */
export async function buildRuntime(from, to, taken) {
    const lists = Object.entries(taken).map(([name, exports]) => ({ name, ...listOf(exports, `${name}_`) }));
    const first = lists.map(({ imports }) => imports).join('');
    const last = lists.map(({ name, list }) => `export const ${name} = ${list};\n`).join('');
    const { outputFiles } = await build({ ...nodesOf(from, first, last), write: false });
    const bundle = outputFiles.map((file) => file.text).join('');
    const { code } = await minify(bundle, {
        ecma: 2020,
        toplevel: true,
        // A stack trace in an owner's report has to name what ran: each function and class keeps its name, also where it
        // comes from the variable that holds it.
        keep_fnames: true,
        keep_classnames: true,
        mangle: {
            reserved: [...bundle.matchAll(NAMED)].map(([, name = '']) => name),
        },
        compress: { passes: 2, inline: 1, reduce_funcs: false },
        // Node.js prints the whole line that an exception comes from. It keeps the text in memory, with two bytes for each
        // character if one of them needs two.
        format: { max_line_len: 1900, ascii_only: true },
    });
    writeFileSync(join(to, 'nodes/clown-hub.js'), `${code}\n`);
    writeFileSync(join(to, 'simulator.js'), COMMAND);
    chmodSync(join(to, 'simulator.js'), 0o755);
}
