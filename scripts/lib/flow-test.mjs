// Bundles the test of flows: the command with the process of the sidebar, and the script of the process that a test runs in.
// What the script of the nodes has as well, both take from it.

import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, exportsIn, minifiedModule, numbered, takes } from './bundles.mjs';
import { root } from './run.mjs';
import { nodesOf } from './runtime.mjs';

/** What the script of the process contains of others, with its licence. */
const CONTAINED = '@sinonjs/fake-timers';
/** Where the command finds what it takes. */
const TAKEN = 'clownHubTested';
const NODES = './nodes/clown-hub.js';

/**
 * @typedef {object} FlowTest
 * @property {import('./bundles.mjs').Export[]} taken what the command takes from the script of the nodes, in this order
 */

/**
 * @param {string} from the folder of the project
 * @param {string} to the folder of the build
 * @returns {Promise<FlowTest>}
 */
export async function buildFlowTest(from, to) {
    const exported = await exportsIn(nodesOf(from), /[\\/]src[\\/](?:base|protocol|recording)[\\/]/);
    const main = await script(from, 'index.ts', {
        banner: { js: `"use strict";var ${TAKEN}=require("${NODES}").tested;` },
        plugins: [takes(exported, TAKEN)],
    });
    const { code, used } = numbered(main, TAKEN, exported);
    const command = join(to, 'test-flow.js');
    const start = 'if(require.main===module)module.exports.main();';
    writeFileSync(command, `#!/usr/bin/env node\n${await minifiedModule(code)}\n${start}\n`);
    chmodSync(command, 0o755);
    writeFileSync(join(to, 'test-flow-sidebar.js'), "require('./test-flow.js').serveSidebar();\n");
    const child = await script(from, 'child.ts', { banner: { js: '"use strict";' }, plugins: [parts, globalOnly] });
    writeFileSync(join(to, 'flow-test.js'), `${licence()}\n${await minifiedModule(child)}\n`);
    return { taken: used };
}

/**
 * @param {string} from
 * @param {string} name
 * @param {import('esbuild').BuildOptions} options
 */
function script(from, name, options) {
    const entryPoints = [join(from, 'nodes/flow-test', name)];
    return bundle({ ...options, entryPoints, format: 'cjs', platform: 'node', target: 'node20' });
}

/**
 * The process of a test loads the script of the nodes when it is time for it.
 *
 * @type {import('esbuild').Plugin}
 */
const parts = {
    name: 'parts',
    setup({ onResolve }) {
        onResolve({ filter: /^\.\/pack-parts$/ }, () => {
            return { path: NODES, external: true };
        });
    },
};

/**
 * Of this package, the faked timers need only the global object.
 *
 * @type {import('esbuild').Plugin}
 */
const globalOnly = {
    name: 'global',
    setup({ onResolve, onLoad }) {
        onResolve({ filter: /^@sinonjs\/commons$/ }, () => {
            return { path: 'global', namespace: 'global' };
        });
        onLoad({ filter: /^global$/, namespace: 'global' }, () => {
            return { contents: 'exports.global = globalThis;' };
        });
    },
};

function licence() {
    const text = readFileSync(join(root, 'node_modules', CONTAINED, 'LICENSE'), 'utf8').trim();
    return `/*! This script contains ${CONTAINED}:\n\n${text}\n*/`;
}
