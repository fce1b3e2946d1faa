// The package as it would be published: packed, installed without anything else, what it then consists of, and which of
// that is known to be defective.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npmCommand, Problem, root } from './run.mjs';

/** The most that the packed package may weigh. */
export const MOST_PACKED_BYTES = 250_000;

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

/** A registry that hangs is one that does not answer. */
const AUDIT_WITHIN_MS = 60_000;

/**
 * Asks the registry which dependencies of the package have known defects: how many, or undefined where it does not say.
 *
 * @returns {number | undefined}
 */
export function knownDefects() {
    const { command, args, shell } = npmCommand();
    const words = [...args, 'audit', '--omit=dev', '--json'];
    return defectsIn(
        spawnSync(command, words, { cwd: root, shell, encoding: 'utf8', timeout: AUDIT_WITHIN_MS }).stdout,
    );
}

/**
 * The number of defects in a report of `npm audit --json`; undefined for anything else, such as the error of a registry
 * that does not answer such questions.
 *
 * @param {string | null} report
 * @returns {number | undefined}
 */
export function defectsIn(report) {
    try {
        const total = JSON.parse(report ?? '').metadata?.vulnerabilities?.total;
        return typeof total === 'number' ? total : undefined;
    } catch {
        return undefined;
    }
}
