// Bundles the two scripts of the editor: nodes/editor/pack.ts, which is loaded with it, and nodes/editor/script.ts, which is
// loaded on demand. What the first one has as well, the second one takes from it.

import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { minify } from 'terser';

/** How many bytes more of a module the second script may use than the first one, which then has these as well. */
const MOST_ADDED = 60;

/** Where the second script finds what it takes from the first one. */
const SHARED = 'clownHubShared';

/** @typedef {{ readonly file: string, readonly name: string }} Export */

/**
 * @param {string} folder nodes/editor
 * @returns {Promise<{ first: string, later: string, version: string }>}
 */
export async function buildScripts(folder) {
    const pack = await sizesOf(join(folder, 'pack.ts'));
    const script = await sizesOf(join(folder, 'script.ts'));
    const files = [...pack].flatMap(([file, size]) => {
        const later = script.get(file) ?? 0;
        return size > 0 && later > 0 && later <= size + MOST_ADDED ? [file] : [];
    });
    /** @type {Export[]} */
    const exported = [];
    for (const file of files) for (const name of await exportsOf(file)) exported.push({ file, name });
    /** @type {number[]} */
    const used = [];
    const taken = await bundle({
        entryPoints: [join(folder, 'script.ts')],
        globalName: 'clownHubScript',
        plugins: [takes(exported)],
    });
    const later = await minified(
        taken.replace(new RegExp(`${SHARED}\\((\\d+)\\)`, 'g'), (_all, number) => {
            const place = Number(number);
            if (!used.includes(place)) used.push(place);
            return `${SHARED}[${used.indexOf(place)}]`;
        }),
    );
    const imports = used.map((place, index) => {
        const { file, name } = /** @type {Export} */ (exported[place]);
        return `import { ${name} as shared${index} } from ${JSON.stringify(file)};\n`;
    });
    const list = used.map((_place, index) => `shared${index}`).join();
    const contents = `import './pack';\n${imports.join('')}window.${SHARED} = [${list}];\n`;
    const first = (/** @type {string} */ version) =>
        bundle({
            stdin: { contents, resolveDir: folder, loader: 'ts' },
            define: { SCRIPT_VERSION: JSON.stringify(version) },
        });
    // One runs only with the other.
    const version = createHash('sha256')
        .update(later + (await first('')))
        .digest('hex')
        .slice(0, 16);
    return { first: await minified(await first(version)), later, version };
}

/**
 * How many bytes of each file, by its path, are in the bundle of an entry.
 *
 * @param {string} entry
 * @returns {Promise<Map<string, number>>}
 */
async function sizesOf(entry) {
    const { metafile } = await build({
        ...options,
        entryPoints: [entry],
        metafile: true,
        minify: true,
        outfile: entry,
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
async function exportsOf(file) {
    const { metafile } = await build({ ...options, format: 'esm', entryPoints: [file], metafile: true, outfile: file });
    return Object.values(metafile.outputs).flatMap((output) => output.exports);
}

/**
 * Replaces each of these exports by a call with its place in the list.
 *
 * @param {readonly Export[]} exported
 * @returns {import('esbuild').Plugin}
 */
function takes(exported) {
    return {
        name: 'takes',
        setup({ onLoad }) {
            onLoad({ filter: /\.ts$/ }, ({ path }) => {
                const lines = exported.flatMap(({ file, name }, place) =>
                    file === path ? [`export const ${name} = /* @__PURE__ */ ${SHARED}(${place});`] : [],
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
    define: { SCRIPT_VERSION: '""' },
};

/**
 * @param {import('esbuild').BuildOptions} of
 * @returns {Promise<string>}
 */
async function bundle(of) {
    const { outputFiles } = await build({ ...options, ...of, write: false });
    return outputFiles.map((file) => file.text).join('');
}

/** @param {string} script */
async function minified(script) {
    // Functions stay where they are: what is registered has to read like plain settings (CONTRIBUTING.md).
    const compress = { passes: 3, reduce_funcs: false };
    // Without `toplevel`, the name under which a script defines its contents is kept.
    const { code = '' } = await minify(script, { ecma: 2020, compress });
    return code;
}
