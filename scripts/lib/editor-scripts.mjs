// Bundles the two scripts of the editor: nodes/editor/pack.ts, which is loaded with it, and nodes/editor/script.ts, which is
// loaded on demand. What the first one has as well, the second one takes from it.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { bundle, exportsOf, listOf, minified, numbered, sizesOf, takes } from './bundles.mjs';
import { PURE } from './flow-check.mjs';

/** How many bytes more of a module the second script may use than the first one, which then has these as well. */
const MOST_ADDED = 60;

/** Where the second script finds what it takes from the first one. */
const SHARED = 'clownHubShared';

/**
 * @param {string} folder nodes/editor
 * @param {import('./flow-check.mjs').FlowCheck} flowCheck which takes a part of the second script
 * @returns {Promise<{ first: string, later: string, version: string }>}
 */
export async function buildScripts(folder, flowCheck) {
    const pure = listOf(flowCheck.taken, 'pure');
    const entry = {
        stdin: {
            contents: `export * from './script';\n${pure.imports}window.${PURE} = ${pure.list};\n`,
            resolveDir: folder,
            loader: /** @type {const} */ ('ts'),
        },
        define: { FLOW_CHECK_VERSION: JSON.stringify(flowCheck.version) },
    };
    const pack = await sizesOf({ entryPoints: [join(folder, 'pack.ts')] });
    const script = await sizesOf(entry);
    const files = [...pack].flatMap(([file, size]) => {
        const later = script.get(file) ?? 0;
        return size > 0 && later > 0 && later <= size + MOST_ADDED ? [file] : [];
    });
    /** @type {import('./bundles.mjs').Export[]} */
    const exported = [];
    for (const file of files) for (const name of await exportsOf(file)) exported.push({ file, name });
    const taken = await bundle({
        ...entry,
        globalName: 'clownHubScript',
        // As its sources are; esbuild does not know that of an entry without a file.
        banner: { js: '"use strict";' },
        plugins: [takes(exported, SHARED)],
    });
    const { code, used } = numbered(taken, SHARED, exported);
    const later = await minified(code);
    const { imports, list } = listOf(used, 'shared');
    const contents = `import './pack';\n${imports}window.${SHARED} = ${list};\n`;
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
