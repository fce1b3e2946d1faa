// Bundles the flow check once for the editor, the command line and nrlint. What it needs of src/ besides itself, it takes from the
// script around it: in the editor from that of the dialogs, in Node.js from that of the nodes.

import { createHash } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, exportsIn, minified, minifiedModule, numbered, takes } from './bundles.mjs';

/** Where the flow check finds what it takes. */
export const PURE = 'clownHubPure';

/**
 * @typedef {object} FlowCheck
 * @property {string} version the part of the name of the script between `script-` and `.js`
 * @property {import('./bundles.mjs').Export[]} taken what it takes, in this order
 */

/**
 * Writes the script, the command and the plugin.
 *
 * @param {string} from the nodes folder among the sources
 * @param {string} to the folder of the build
 * @returns {Promise<FlowCheck>}
 */
export async function buildFlowCheck(from, to) {
    const isPure = /[\\/]src[\\/](?:base|protocol|settings)[\\/]/;
    const exported = await exportsIn({ entryPoints: [join(from, 'editor/script.ts')] }, isPure);
    const check = await bundle({
        entryPoints: [join(from, 'flow-check/index.ts')],
        globalName: 'clownHubFlowCheck',
        banner: { js: `"use strict";var ${PURE}=globalThis.${PURE}??require("./clown-hub.js").pure;` },
        footer: { js: '"object"==typeof module&&(module.exports=clownHubFlowCheck);' },
        plugins: [takes(exported, PURE)],
    });
    const { code: numberedCode, used } = numbered(check, PURE, exported);
    const code = await minified(numberedCode);
    const version = createHash('sha256').update(code).digest('hex').slice(0, 16);
    writeFileSync(join(to, `nodes/script-${version}.js`), code);
    const node = async (/** @type {string} */ name) =>
        minifiedModule(
            await bundle({
                entryPoints: [join(from, 'flow-check', name)],
                format: 'cjs',
                platform: 'node',
                banner: { js: '"use strict";' },
                plugins: [
                    {
                        name: 'check',
                        setup: ({ onResolve }) =>
                            onResolve({ filter: /^\.\/index$/ }, () => {
                                return { path: `./nodes/script-${version}.js`, external: true };
                            }),
                    },
                ],
            }),
        );
    const command = join(to, 'check-flow.js');
    writeFileSync(command, `#!/usr/bin/env node\n${await node('command.ts')}\nmodule.exports.main();\n`);
    chmodSync(command, 0o755);
    // nrlint takes each export for a rule.
    writeFileSync(join(to, 'nrlint.js'), `${await node('nrlint.ts')}\nmodule.exports=module.exports.rules;\n`);
    return { version, taken: used };
}
