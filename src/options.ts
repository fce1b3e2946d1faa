// Stored settings and credentials of a hub -> checked options; the defaults; and the only form of an address that may
// be shown. Free of Node.js, for the editor checks the same fields with the same rules.

import { commandText } from './commands';
import { ok, type Result, refuse, sample, shorten } from './errors';
import { parseFrame } from './frame';

/** The version of the settings that this release writes into every node. */
export const SETTINGS_VERSION = 1;

/** What a new hub starts with. Durations in seconds and sizes in KiB, as the editor shows them. */
export const HUB_DEFAULTS = {
    handshake: 10,
    heartbeat: 15,
    retryCeiling: 60,
    maxSize: 1024,
} as const;

/** Smallest and largest value of each numeric setting; 0 is allowed where it means "off". */
export const HUB_RANGES: Readonly<Record<keyof typeof HUB_DEFAULTS, { least: number; most: number; off?: true }>> = {
    handshake: { least: 1, most: 300 },
    heartbeat: { least: 1, most: 3600, off: true },
    retryCeiling: { least: 1, most: 3600 },
    maxSize: { least: 1, most: 65_536 },
};

/** Where a hub is: at an address, or in this process. */
export type HubPlace =
    | { readonly kind: 'address'; readonly url: string; readonly login?: { user: string; password: string } }
    | { readonly kind: 'simulated' };

/** Checked options of a hub; durations in milliseconds. */
export interface HubOptions {
    readonly place: HubPlace;
    readonly handshakeMs: number;
    readonly heartbeatMs: number;
    readonly ceilingMs: number;
    readonly maxBytes: number;
    /** Whole texts to send after each connect, and before a planned goodbye. */
    readonly startFrames: readonly string[];
    readonly goodbyeFrames: readonly string[];
}

/** Settings as a flow file holds them: anything at all. */
export type Stored = Readonly<Record<string, unknown>>;

/** Checks the settings of a hub; the reason names the first field that does not hold. Never throws. */
export function hubOptions(stored: Stored, credentials: Stored): Result<HubOptions> {
    const version = checkVersion(stored);
    if (!version.ok) return version;
    const place = hubPlace(stored, credentials);
    if (!place.ok) return place;
    const numbers: Partial<Record<keyof typeof HUB_DEFAULTS, number>> = {};
    for (const name of Object.keys(HUB_DEFAULTS) as (keyof typeof HUB_DEFAULTS)[]) {
        const number = checkNumber(name, stored[name]);
        if (!number.ok) return number;
        numbers[name] = number.value;
    }
    const startFrames = checkFrames(stored.startFrames);
    if (!startFrames.ok) return startFrames;
    const goodbyeFrames = checkFrames(stored.goodbyeFrames);
    if (!goodbyeFrames.ok) return goodbyeFrames;
    const { handshake, heartbeat, retryCeiling, maxSize } = { ...HUB_DEFAULTS, ...numbers };
    return ok({
        place: place.value,
        handshakeMs: handshake * 1000,
        heartbeatMs: heartbeat * 1000,
        ceilingMs: retryCeiling * 1000,
        maxBytes: maxSize * 1024,
        startFrames: startFrames.value,
        goodbyeFrames: goodbyeFrames.value,
    });
}

/** Settings of a later release may mean what this one does not know. Settings without a version are of the first. */
export function checkVersion(stored: Stored): Result<number> {
    const found = stored.settingsVersion ?? 1;
    const version = typeof found === 'number' || typeof found === 'string' ? Number(found) : Number.NaN;
    if (version <= SETTINGS_VERSION) return ok(version);
    return refuse('version-newer', { version: sample(found), known: SETTINGS_VERSION });
}

function hubPlace(stored: Stored, credentials: Stored): Result<HubPlace> {
    if (stored.place === 'simulated') return ok({ kind: 'simulated' });
    if (stored.place !== 'address' && stored.place !== undefined) {
        return refuse('setting-choice', { setting: 'place', found: sample(stored.place) });
    }
    const address = checkAddress(stored.address);
    if (!address.ok) return address;
    const { login } = splitLogin(String(stored.address));
    const user = textOf(credentials.user) ?? login?.user ?? '';
    const password = textOf(credentials.password) ?? login?.password ?? '';
    return ok({
        kind: 'address',
        url: address.value,
        ...(user === '' && password === '' ? {} : { login: { user, password } }),
    });
}

function textOf(value: unknown): string | undefined {
    return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A `ws:` or `wss:` address with a host, without its login. The reasons never hold the address or a part of it. */
export function checkAddress(value: unknown): Result<string> {
    if (typeof value !== 'string' || value.trim() === '') return refuse('address-missing');
    const { url } = splitLogin(value.trim());
    if (!/^wss?:\/\//i.test(url)) return refuse('address-scheme');
    // A digit-only start of a password passes for a port, and the rest of it for a path.
    if (url.includes('@')) return refuse('address-login');
    // Browsers and Node.js do not agree on blanks in a host. What follows a # never reaches a server.
    if (/[\s#]/.test(url)) return refuse('address-invalid');
    try {
        return ok(new URL(url).href);
    } catch {
        return refuse('address-invalid');
    }
}

/** A login as an address gives it, percent-decoded; `ws://user@host` has no password. */
export interface AddressLogin {
    readonly user: string;
    readonly password?: string;
}

/**
 * Takes the login out of the text of an address and leaves the rest of it as it is, variables and mistakes included
 * (clown-talk, section 2).
 */
export function splitLogin(address: string): { url: string; login?: AddressLogin } {
    const scheme = /^\s*(?:[a-z][a-z0-9+.-]*:\/\/)?/i.exec(address)?.[0] ?? '';
    const rest = address.slice(scheme.length);
    const end = loginEnd(rest);
    if (end < 0) return { url: address };
    const url = (scheme + rest.slice(end + 1)).trim();
    const [user = '', ...password] = rest.slice(0, end).split(':').map(decode);
    if (user === '' && password.join('') === '') return { url };
    return { url, login: { user, ...(password.length > 0 ? { password: password.join(':') } : {}) } };
}

function loginEnd(rest: string): number {
    const authority = /^[^/?#]*/.exec(rest)?.[0] ?? '';
    const at = authority.lastIndexOf('@');
    // A / or # in a password ends the authority too early: what is left of it is no host with a port.
    const isHost = /^(?:\[[^\]]*\]|[^:]*)(?::(?:\d*|\$\{[^}]+\}))?$/.test(authority);
    return at >= 0 || isHost ? at : rest.lastIndexOf('@');
}

/** Run by run, for a lone % is taken for itself and spoils nothing else. */
function decode(text: string): string {
    return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
        try {
            return decodeURIComponent(run);
        } catch {
            return run;
        }
    });
}

/** The only form of an address for labels, status and log: scheme, host and port; a path or query may hold secrets. */
export function addressLabel(address: unknown): string {
    const checked = checkAddress(address);
    if (!checked.ok) return '';
    const { protocol, host } = new URL(checked.value);
    return `${protocol}//${host}`;
}

/** One of the numeric settings, as number or text; absent and empty mean the default. */
export function checkNumber(name: keyof typeof HUB_DEFAULTS, value: unknown): Result<number> {
    if (value === undefined || value === null || value === '') return ok(HUB_DEFAULTS[name]);
    const { least, most, off } = HUB_RANGES[name];
    const number = typeof value === 'string' ? Number(value.trim() || Number.NaN) : value;
    const fits = typeof number === 'number' && ((number >= least && number <= most) || (number === 0 && off === true));
    return fits ? ok(number) : refuse('setting-number', { setting: name, found: sample(value), least, most });
}

/** Start or goodbye frames: one frame in each line. */
export function checkFrames(value: unknown): Result<readonly string[]> {
    if (value === undefined || value === null || value === '') return ok([]);
    if (typeof value !== 'string') return refuse('setting-frames', { line: 1 });
    const texts: string[] = [];
    for (const [index, line] of value.split('\n').entries()) {
        if (line.trim() === '') continue;
        const text = lineText(line);
        if (!text.ok) return refuse('setting-frames', { line: index + 1 });
        texts.push(text.value);
    }
    return ok(texts);
}

/** A line of the settings as the text of a command; a third element, which a hub refuses, is refused here too. */
function lineText(line: string): Result<string> {
    const frame = parseFrame(line);
    if (!frame.ok) return frame;
    const { topic, payload, meta } = frame.value;
    return meta ? refuse('frame-length', { count: 3, found: shorten(line) }) : commandText(topic, payload);
}
