// The package as it would be published: packed, installed without anything else, what it then consists of, and which of
// that is known to be defective.

import { spawnSync } from 'node:child_process';
import { npmCommand, root } from './run.mjs';
import { installRelease, npmOutput } from './tarball.mjs';

/** The most that the packed package may weigh. */
export const MOST_PACKED_BYTES = 400_000;

/**
 * Packs and installs the project as it is now: how many bytes the package has, and its bill of materials (CycloneDX). From
 * the installed package, because npm leaves out what developers need as well.
 *
 * @returns {Promise<{ bytes: number, materials: { components: { name: string, version: string }[] } }>}
 */
export async function cutRelease() {
    const { home, bytes, remove } = await installRelease();
    try {
        return { bytes, materials: JSON.parse(await npmOutput(home, ['sbom', '--sbom-format', 'cyclonedx'])) };
    } finally {
        await remove();
    }
}

/** Timeout for a registry that does not respond. */
const AUDIT_WITHIN_MS = 60_000;

/**
 * The number of known defects in the dependencies of the package, from the registry; undefined without a result.
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
 * that does not support such requests.
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

/** Dependencies that stay behind their latest version, with the reason (see docs/development/releasing.md). */
const STAYS_BEHIND = new Map([
    ['https-proxy-agent', 'from 8 on these are ES modules only, which Node.js 20.0 to 20.18 cannot require'],
]);

/**
 * The scorecard's rule D03: ranges of dependencies admit the latest version. `broken` names those that do not, `kept` those that
 * have a reason, `unknown` those without a response of the registry.
 *
 * @param {Readonly<Record<string, string>>} dependencies
 * @param {(name: string) => string | undefined} latest
 */
export function behindLatest(dependencies, latest = latestVersion) {
    /** @type {{ broken: string[], kept: string[], unknown: string[] }} */
    const found = { broken: [], kept: [], unknown: [] };
    for (const [name, range] of Object.entries(dependencies)) {
        const version = latest(name);
        const reason = STAYS_BEHIND.get(name);
        if (version === undefined) found.unknown.push(name);
        else if (!caretAdmits(range, version)) {
            if (reason) found.kept.push(`${name} ${range} stays behind ${version}: ${reason}`);
            else found.broken.push(`D03: ${name} ${range} does not admit ${version}`);
        } else if (reason)
            found.broken.push(`D03: ${name} ${range} admits ${version}, and is still listed as one that stays behind`);
    }
    return found;
}

/**
 * Whether "^1.2.3", the one form of range that dependencies have here, admits a version.
 *
 * @param {string} range
 * @param {string} version
 */
function caretAdmits(range, version) {
    const least = /^\^([1-9]\d*)\.(\d+)\.(\d+)$/.exec(range)?.slice(1).map(Number);
    const parts = /^(\d+)\.(\d+)\.(\d+)$/.exec(version)?.slice(1).map(Number);
    if (!least || !parts || least[0] !== parts[0]) return false;
    const differs = least.findIndex((number, place) => number !== parts[place]);
    return differs === -1 || (least[differs] ?? 0) < (parts[differs] ?? 0);
}

/**
 * The latest version in the registry; undefined without a response.
 *
 * @param {string} name
 */
function latestVersion(name) {
    const { command, args, shell } = npmCommand();
    const words = [...args, 'view', name, 'version'];
    const { stdout } = spawnSync(command, words, { cwd: root, shell, encoding: 'utf8', timeout: AUDIT_WITHIN_MS });
    return /^\d+\.\d+\.\d+$/.exec(String(stdout).trim())?.[0];
}

/**
 * What keeps this version from being published: a changelog that still has entries for a later one or none for this one, and a
 * tag of another version.
 *
 * @param {string} version
 * @param {string} changelog
 * @param {string} [tag] with a v before the version; none unless a tag is published
 */
export function versionFaults(version, changelog, tag) {
    const [newest] = /(?<=^## ).+$/m.exec(changelog) ?? [];
    return [
        newest === version ? [] : `the newest heading of CHANGELOG.md is ${newest ?? 'missing'}; it must be ${version}`,
        tag === undefined || tag === `v${version}`
            ? []
            : `the tag is ${tag}; for version ${version} it must be v${version}`,
    ].flat();
}
