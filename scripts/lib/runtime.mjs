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
const COMMAND = "#!/usr/bin/env node\nrequire('./nodes/clown-hub.js').main();\n";

/**
 * @param {string} from the folder of the project
 * @param {string} to the folder of the build
 * @param {import('./flow-check.mjs').FlowCheck} flowCheck which takes a part of the script
 */
export async function buildRuntime(from, to, { taken }) {
    const { imports, list } = listOf(taken, 'pure');
    const { outputFiles } = await build({
        stdin: { contents: `${imports}${CONTENTS}\nexport const pure = ${list};`, resolveDir: from, loader: 'ts' },
        bundle: true,
        write: false,
        format: 'cjs',
        platform: 'node',
        target: 'node20',
        packages: 'external',
        // The sources are modules, and so strict; the bundle is not without this directive.
        banner: { js: '"use strict";' },
        charset: 'utf8',
        legalComments: 'none',
    });
    const bundle = outputFiles.map((file) => file.text).join('');
    const { code } = await minify(bundle, {
        ecma: 2020,
        toplevel: true,
        // A stack trace in an owner's report has to name what ran: each function and class keeps its name, also where it
        // comes from the variable that holds it.
        keep_fnames: true,
        keep_classnames: true,
        mangle: {
            reserved: [...bundle.matchAll(/^\s*(?:var )?(\w+) = (?:class\b|.*=>)/gm)].map(([, name = '']) => name),
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
