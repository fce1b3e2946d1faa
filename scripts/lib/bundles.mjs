// What the bundles of the build have in common: one script takes from another one what both need, by a list.

import { resolve } from 'node:path';
import { build } from 'esbuild';
import { minify } from 'terser';

/** @typedef {{ readonly file: string, readonly name: string }} Export */

/**
 * Numbers the calls that `takes` has made, so that the list has only what is used.
 *
 * @param {string} script
 * @param {string} list its name
 * @param {readonly Export[]} exported
 * @returns {{ code: string, used: Export[] }}
 */
export function numbered(script, list, exported) {
    /** @type {number[]} */
    const places = [];
    const code = script.replace(new RegExp(`${list}\\((\\d+)\\)`, 'g'), (_all, number) => {
        const place = Number(number);
        if (!places.includes(place)) places.push(place);
        return `${list}[${places.indexOf(place)}]`;
    });
    return { code, used: places.map((place) => /** @type {Export} */ (exported[place])) };
}

/**
 * The source of a list with what is taken.
 *
 * @param {readonly Export[]} used
 * @param {string} prefix of the names of the imports
 * @returns {{ imports: string, list: string }}
 */
export function listOf(used, prefix) {
    const imports = used.map(({ file, name }, index) => {
        return `import { ${name} as ${prefix}${index} } from ${JSON.stringify(file)};\n`;
    });
    return { imports: imports.join(''), list: `[${used.map((_one, index) => `${prefix}${index}`).join()}]` };
}

/**
 * How many bytes of each file, by its path, are in the bundle of an entry.
 *
 * @param {import('esbuild').BuildOptions} entry
 * @returns {Promise<Map<string, number>>}
 */
export async function sizesOf(entry) {
    const { metafile } = await build({
        ...options,
        ...entry,
        metafile: true,
        minify: true,
        outfile: 'sizes.js',
    });
    const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
    return new Map(inputs.map(([file, { bytesInOutput }]) => [resolve(file), bytesInOutput]));
}

/**
 * The names that a file exports.
 *
 * @param {string} file
 * @returns {Promise<string[]>}
 */
export async function exportsOf(file) {
    /** @type {import('esbuild').BuildOptions} */
    const anywhere = { format: 'esm', platform: 'node', packages: 'external' };
    const { metafile } = await build({ ...options, ...anywhere, entryPoints: [file], metafile: true, outfile: file });
    return Object.values(metafile.outputs).flatMap((output) => output.exports);
}

/**
 * What those files export that are in the bundle of an entry, and that others may take from it.
 *
 * @param {import('esbuild').BuildOptions} entry
 * @param {RegExp} files their paths
 * @returns {Promise<Export[]>}
 */
export async function exportsIn(entry, files) {
    /** @type {Export[]} */
    const exported = [];
    for (const [file, size] of await sizesOf(entry)) {
        if (size === 0 || !files.test(file)) continue;
        for (const name of await exportsOf(file)) exported.push({ file, name });
    }
    return exported;
}

/**
 * Replaces each of these exports by a call with its place in the list.
 *
 * @param {readonly Export[]} exported
 * @param {string} list the name of what is called
 * @returns {import('esbuild').Plugin}
 */
export function takes(exported, list) {
    return {
        name: 'takes',
        setup({ onLoad }) {
            onLoad({ filter: /\.ts$/ }, ({ path }) => {
                const lines = exported.flatMap(({ file, name }, place) =>
                    file === path ? [`export const ${name} = /* @__PURE__ */ ${list}(${place});`] : [],
                );
                return lines.length > 0 ? { contents: lines.join('\n') } : undefined;
            });
        },
    };
}

/** @type {import('esbuild').BuildOptions & { write: false }} */
const options = {
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    // A bundle names the CommonJS modules in it, by their paths in the project, wherever a link leads: equal sources give
    // equal bundles in every folder.
    preserveSymlinks: true,
    define: { SCRIPT_VERSION: '""', FLOW_CHECK_VERSION: '""' },
};

/**
 * @param {import('esbuild').BuildOptions} of
 * @returns {Promise<string>}
 */
export async function bundle(of) {
    const { outputFiles } = await build({ ...options, ...of, write: false });
    return outputFiles.map((file) => file.text).join('');
}

/** @param {string} script */
export async function minified(script) {
    // Functions stay where they are: what is registered has to read like plain settings (CONTRIBUTING.md).
    const compress = { passes: 3, reduce_funcs: false };
    // Without `toplevel`, the name under which a script defines its contents is kept.
    const { code = '' } = await minify(script, { ecma: 2020, compress });
    return code;
}

/**
 * A script that is a module of Node.js: nobody sees its names.
 *
 * @param {string} script
 */
export async function minifiedModule(script) {
    const { code = '' } = await minify(script, { ecma: 2020, toplevel: true, compress: { passes: 3 } });
    return code;
}
