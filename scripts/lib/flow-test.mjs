// Bundles the test of flows: the command with the process of the sidebar, and the script of the process that a test runs in.

import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, minified } from './bundles.mjs';
import { root } from './run.mjs';

/** What the script of the process contains of others, with its licence. */
const CONTAINED = '@sinonjs/fake-timers';

/**
 * @param {string} from the nodes folder among the sources
 * @param {string} to the folder of the build
 */
export async function buildFlowTest(from, to) {
    const script = async (/** @type {string} */ name) =>
        minified(
            await bundle({
                entryPoints: [join(from, 'flow-test', name)],
                format: 'cjs',
                platform: 'node',
                target: 'node20',
                banner: { js: '"use strict";' },
                plugins: [
                    {
                        name: 'parts',
                        setup({ onResolve, onLoad }) {
                            onResolve({ filter: /^\.\/pack-parts$/ }, () => {
                                return { path: './nodes/clown-hub.js', external: true };
                            });
                            // Of this package, the faked timers need only the global object.
                            onResolve({ filter: /^@sinonjs\/commons$/ }, () => {
                                return { path: 'global', namespace: 'global' };
                            });
                            onLoad({ filter: /^global$/, namespace: 'global' }, () => {
                                return { contents: 'exports.global = globalThis;' };
                            });
                        },
                    },
                ],
            }),
        );
    const command = join(to, 'test-flow.js');
    const start = 'if(require.main===module)module.exports.main();';
    writeFileSync(command, `#!/usr/bin/env node\n${await script('index.ts')}\n${start}\n`);
    chmodSync(command, 0o755);
    writeFileSync(join(to, 'test-flow-sidebar.js'), "require('./test-flow.js').serveSidebar();\n");
    writeFileSync(join(to, 'flow-test.js'), `${licence()}\n${await script('child.ts')}\n`);
}

function licence() {
    const text = readFileSync(join(root, 'node_modules', CONTAINED, 'LICENSE'), 'utf8').trim();
    return `/*! This script contains ${CONTAINED}:\n\n${text}\n*/`;
}
