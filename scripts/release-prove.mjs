// npm run release:prove: packs the project, installs the tarball as an owner does, and runs with it every command whose
// figures the documents quote. `--only soak` runs those of this name, and can be given more than once.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildCommit } from './lib/commit-build.mjs';
import { prepare } from './lib/prepare.mjs';
import { differences, PROOFS, tableOf } from './lib/proofs.mjs';
import { main, npmCommand, Problem, root, step } from './lib/run.mjs';
import { installRelease } from './lib/tarball.mjs';

await main(async () => {
    const { only = [] } = parseArgs({ options: { only: { type: 'string', multiple: true } } }).values;
    const unknown = only.filter((name) => !PROOFS.some((proof) => proof.name === name));
    if (unknown.length > 0) {
        throw new Problem(`--only ${unknown[0]}: there are ${PROOFS.map(({ name }) => name).join(', ')}.`);
    }
    await prepare();
    const { dir, name, remove } = await installRelease();
    const folder = mkdtempSync(join(tmpdir(), 'clown-prove-'));
    try {
        assertIsCommit(dir, folder, name);
        const chosen = PROOFS.filter((proof) => only.length === 0 || only.includes(proof.name));
        const results = chosen.map((proof) =>
            step(`${proof.name}, about ${proof.minutes} min`, () => prove(proof, dir, folder)),
        );
        console.log(`\nThe package ${name}:\n${tableOf(results).join('\n')}`);
        if (results.some(({ ok }) => !ok)) process.exitCode = 1;
    } finally {
        rmSync(folder, { recursive: true, force: true });
        await remove();
    }
});

/**
 * Throws a Problem unless the package is what the last commit builds, byte by byte. So what only the sources can show
 * is true of the package as well.
 *
 * @param {string} dir
 * @param {string} folder for the build
 * @param {string} name of the package
 */
function assertIsCommit(dir, folder, name) {
    const found = differences(dir, buildCommit('HEAD', folder));
    const commit = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).stdout.trim();
    if (found.length > 0) {
        throw new Problem(
            `The package is not what commit ${commit} builds. Commit your changes first:\n${found.join('\n')}`,
        );
    }
    console.log(`The package ${name} is what commit ${commit} builds, byte by byte.`);
}

/**
 * @param {import('./lib/proofs.mjs').Proof} proof
 * @param {string} dir
 * @param {string} folder for the number of tests
 */
function prove(proof, dir, folder) {
    const { command, args, shell } = npmCommand();
    const summary = join(folder, `${proof.name}.summary`);
    const env = { ...process.env, CLOWN_PACKAGE: dir, CLOWN_TEST_SUMMARY: summary };
    const words = [...args, 'run', '--silent', proof.script, '--', ...proof.args];
    const began = performance.now();
    const { status } = spawnSync(command, words, { cwd: root, shell, env, stdio: 'inherit' });
    const lines = existsSync(summary) ? readFileSync(summary, 'utf8').trim().split('\n') : [];
    const sum = (/** @type {number} */ column) =>
        lines.reduce((total, line) => total + Number(line.split(' ')[column] ?? 0), 0);
    return { proof, ok: status === 0, passed: sum(0), failed: sum(1), seconds: (performance.now() - began) / 1000 };
}
