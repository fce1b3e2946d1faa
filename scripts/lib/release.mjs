// The package as it would be published: packed, installed without anything else, and what it then consists of.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npmCommand, Problem, root } from './run.mjs';

/** The most that the packed package may weigh. */
export const MOST_PACKED_BYTES = 150_000;

/**
 * Runs npm quietly to its end and gives what it says.
 *
 * @param {string} cwd
 * @param {string[]} args
 */
function ask(cwd, args) {
    const { command, args: first, shell } = npmCommand();
    const { status, stdout, stderr } = spawnSync(command, [...first, ...args], { cwd, shell, encoding: 'utf8' });
    if (status !== 0) throw new Problem(`npm ${args[0]} failed: ${stderr}`);
    return stdout;
}

/**
 * Packs the project as it is built now and installs it into an empty folder: how many bytes the package has, and its
 * bill of materials (CycloneDX). From the installed package, because npm leaves out what developers need as well.
 *
 * @returns {{ bytes: number, materials: { components: { name: string, version: string }[] } }}
 */
export function cutRelease() {
    const folder = mkdtempSync(join(tmpdir(), 'clown-release-'));
    try {
        ask(root, ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder]);
        const [tarball = ''] = readdirSync(folder);
        const { size } = statSync(join(folder, tarball));
        writeFileSync(
            join(folder, 'package.json'),
            JSON.stringify({ name: 'release', version: '0.0.0', private: true }),
        );
        const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
        ask(folder, ['install', ...quiet, `./${tarball}`]);
        return { bytes: size, materials: JSON.parse(ask(folder, ['sbom', '--sbom-format', 'cyclonedx'])) };
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}
