// The facts about a server or proxy: its origin, how it is started, and its limits.

import { debianVersion, missingPackages } from '../../support/debian';
import type { Running } from '../../support/program';

/** The login that servers with logins require. */
export const LOGIN = { user: 'clown', password: 'bigclown' };

/** How long a connection may be idle, in seconds, where a test wants a low limit. */
export const IDLE_S = 4;

export interface Setup {
    /** For its configuration, its own to write to. */
    readonly folder: string;
    readonly port: number;
    /** Where the hub behind a proxy listens, on 127.0.0.1. */
    readonly backend: number;
    /** Files of a certificate and its key, where the server is to use TLS. */
    readonly tls?: { readonly cert: string; readonly key: string };
    /** Whether connections that are idle for `IDLE_S` are to be cut. */
    readonly idle: boolean;
}

/** Something that is possible, or why it is not, in a few words. */
export type Can = true | { readonly not: string };

export interface Server {
    readonly name: string;
    /** Debian packages; the version is that of the first. */
    readonly packages: readonly string[];
    /** Where the version is taken from instead. */
    readonly version?: () => string | undefined;
    /** Whether .ci/run installs it. */
    readonly light: boolean;
    /** Whether it is in front of a hub of our own. */
    readonly proxy: boolean;
    /** Whether it sends frames. */
    readonly passesFrames: boolean;
    readonly path: string;
    readonly login: Can;
    /** What the test can make it do: control frames, fragments, a close code of its choice. */
    readonly ping: Can;
    readonly fragments: Can;
    readonly close: Can;
    /** What it can report: the first bytes of a connection, and the close code of the one before. */
    readonly reports: 'all' | 'first' | { readonly not: string };
    readonly tls: Can;
    /** `cuts`: a connection that is idle; `pings`: a connection that does not respond to pings. */
    readonly idle: 'cuts' | 'pings' | { readonly not: string };
    start(setup: Setup): Promise<Running>;
}

/** A server with a hub of ours in it that can do all. */
export const CAPABLE = {
    light: false,
    proxy: false,
    passesFrames: true,
    path: '/',
    login: true,
    ping: true,
    fragments: true,
    close: true,
    reports: 'all',
    tls: true,
    idle: 'cuts',
} as const satisfies Partial<Server>;

/** A proxy before our own hub. */
export const PROXY = { ...CAPABLE, proxy: true } as const satisfies Partial<Server>;

/** The version of a server, or what has to be installed first. */
export function installed({ packages, version }: Server): { version: string } | { missing: string } {
    const missing = missingPackages(packages);
    if (missing) return { missing };
    const found = version ? version() : debianVersion(packages[0] ?? '');
    return found === undefined ? { missing: 'not installed' } : { version: found };
}
