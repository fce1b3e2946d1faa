// Debian packages, which tests with real servers need.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** The version of an installed Debian package without Debian's own part, or undefined. */
export function debianVersion(name: string): string | undefined {
    if (!existsSync('/usr/bin/dpkg-query')) return undefined;
    try {
        const args = ['-W', '-f', `\${db:Status-Status} \${Version}`, name];
        const output = execFileSync('dpkg-query', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
        return /^installed (?:\d+:)?([^-+~]+)/.exec(output)?.[1];
    } catch {
        return undefined;
    }
}

/** What has to be installed first, as a sentence; undefined if nothing is missing. */
export function missingPackages(names: readonly string[]): string | undefined {
    const missing = names.filter((name) => debianVersion(name) === undefined);
    return missing.length > 0 ? `not installed: apt-get install ${missing.join(' ')}` : undefined;
}
