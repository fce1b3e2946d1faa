// Makes dist/ and resources/ from the sources, and knows whether they are still up to date.
// The result is put together in a folder of its own and moved into place at the end: there is never half a dist/.

import { chmodSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { Problem, root, run } from './run.mjs';

const dist = join(root, 'dist');
const resources = join(root, 'resources');
const sources = [
    'src',
    'nodes',
    'docs',
    'README.md',
    'SECURITY.md',
    'CHANGELOG.md',
    'tsconfig.json',
    'package-lock.json',
    'scripts/lib/build.mjs',
    'scripts/lib/bundles.mjs',
    'scripts/lib/editor-scripts.mjs',
    'scripts/lib/editor.mjs',
    'scripts/lib/flow-check.mjs',
    'scripts/lib/flow-test.mjs',
    'scripts/lib/markup.mjs',
    'scripts/lib/owner-pages.mjs',
    'scripts/lib/runtime.mjs',
    'scripts/lib/schemas.mjs',
    'scripts/schemas',
];
const ABANDONED_MS = 10 * 60_000;
/** What the types that package.json publishes consist of. */
const types = ['nodes/shared/messages.d.ts', 'src/protocol/json.d.ts', 'src/base/reason-codes.d.ts'];

/** Builds dist/ when it is missing or older than any source. */
export async function buildIfNeeded() {
    const built = existsSync(dist) && existsSync(resources) ? statSync(dist).mtimeMs : undefined;
    if (built !== undefined && sources.every((path) => newestIn(join(root, path)) <= built)) return;
    console.log(`Building dist/: ${built === undefined ? 'it is not there yet' : 'a source is newer'}.`);
    await build();
}

/** Builds dist/. */
export async function build() {
    const started = new Date();
    sweep();
    const stage = mkdtempSync(join(root, '.build-'));
    try {
        const tsc = join(root, 'node_modules/typescript/bin/tsc');
        run('The build', process.execPath, [tsc, '-p', '.', '--outDir', stage, '--emitDeclarationOnly']);
        keepTypes(stage);
        const [
            { buildEditor },
            { buildFlowCheck },
            { buildFlowTest },
            { buildRuntime },
            { buildPages },
            { buildSchemas },
        ] = await Promise.all([
            import('./editor.mjs'),
            import('./flow-check.mjs'),
            import('./flow-test.mjs'),
            import('./runtime.mjs'),
            import('./owner-pages.mjs'),
            import('./schemas.mjs'),
        ]);
        const flowCheck = await buildFlowCheck(join(root, 'nodes'), stage);
        const flowTest = await buildFlowTest(root, stage);
        await buildRuntime(root, stage, { pure: flowCheck.taken, tested: flowTest.taken });
        await buildEditor(join(root, 'nodes'), join(stage, 'nodes'), flowCheck);
        await buildSchemas(root, stage);
        const pages = join(stage, 'resources');
        buildPages(pages);
        // npm packs what it finds; mkdtemp leaves a folder that only its owner can read.
        chmodSync(stage, 0o755);
        rmSync(resources, { recursive: true, force: true });
        renameSync(pages, resources);
        // The time of the start, so that a source saved during the build counts as newer.
        utimesSync(stage, started, started);
        rmSync(dist, { recursive: true, force: true });
        renameSync(stage, dist);
    } finally {
        rmSync(stage, { recursive: true, force: true });
    }
}

/**
 * Removes the types that are not published.
 *
 * @param {string} stage
 */
function keepTypes(stage) {
    const kept = types.map((file) => join(stage, file));
    for (const name of readdirSync(stage, { recursive: true })) {
        const file = join(stage, String(name));
        if (file.endsWith('.d.ts') && !kept.includes(file)) rmSync(file);
    }
    for (const file of kept) if (!existsSync(file)) throw new Problem(`The build made no ${file}, a published type.`);
}

/** Removes what builds have left that were interrupted; one that is younger may still be at work. */
function sweep() {
    for (const name of readdirSync(root).filter((entry) => entry.startsWith('.build-'))) {
        const path = join(root, name);
        if (Date.now() - statSync(path).mtimeMs > ABANDONED_MS) rmSync(path, { recursive: true, force: true });
    }
}

/**
 * The latest time of change below a path. Folders count too: their time changes with removed files.
 *
 * @param {string} path
 * @returns {number}
 */
function newestIn(path) {
    const stat = statSync(path);
    if (!stat.isDirectory()) return stat.mtimeMs;
    return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}
