// The address of a hub: its check, an optional login in it, and the only form of it that may be shown.
// Free of Node.js, because the editor checks the same field with the same rules.

import { ok, type Result, refuse } from '../base/errors';

/** How an address begins. */
export const SCHEME = /^wss?:\/\//i;

/** A `ws:` or `wss:` address with a host, without its login. The reasons never hold the address or a part of it. */
export function checkAddress(value: unknown): Result<string> {
    if (typeof value !== 'string' || value.trim() === '') return refuse('address-missing');
    const { url } = splitLogin(value.trim());
    if (!SCHEME.test(url)) return refuse('address-scheme');
    // Digits at the start of a password look like a port, and the rest like a path.
    if (url.includes('@')) return refuse('address-login');
    // An address of the own network segment, with the network interface. No URL can hold it.
    if (/^wss?:\/\/\[[^\]/]*%/i.test(url)) return refuse('address-zone');
    // Browsers and Node.js treat blanks in a host differently. The part after a # is never sent to a server.
    if (/[\s#]/.test(url)) return refuse('address-invalid');
    try {
        return ok(new URL(url).href);
    } catch {
        return refuse('address-invalid');
    }
}

/** The login in an address, percent-decoded; `ws://user@host` has no password. */
export interface AddressLogin {
    readonly user: string;
    readonly password?: string;
}

/** Removes the login from an address and changes nothing else, also in an invalid one (clown-talk, section 2). */
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
    // A / or # in a password ends the authority too early: the rest is not a host with a port.
    const isHost = /^(?:\[[^\]]*\]|[^:]*)(?::(?:\d*|\$\{[^}]+\}))?$/.test(authority);
    return at >= 0 || isHost ? at : rest.lastIndexOf('@');
}

/** Decodes each run of escapes alone, so that a lone % stays as it is. */
function decode(text: string): string {
    return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
        try {
            return decodeURIComponent(run);
        } catch {
            return run;
        }
    });
}

/** The form of an address for labels, status and log: scheme, host and port. A path or query may hold secrets. */
export function addressLabel(address: unknown): string {
    const checked = checkAddress(address);
    if (!checked.ok) return '';
    const { protocol, host } = new URL(checked.value);
    return `${protocol}//${host}`;
}

/** The parts of the usual path of a hub (clown-talk, section 2). */
const USUAL_PART = /^(?:auth|clown-talk-server_nodes_bridge_\d{1,3})?$/;

/** The path of a valid address for diagnostics: a part that is not usual may be a secret, and is shown as an ellipsis. */
export function addressPath(address: string): string {
    const parts = new URL(address).pathname.split('/');
    return parts.map((part) => (USUAL_PART.test(part) ? part : '…')).join('/');
}

/** Whether data for this address is sent unencrypted over a network. Accepts unfinished addresses too. */
export function isPlainAway(address: string): boolean {
    const { url } = splitLogin(address);
    const host = /^\s*ws:\/\/(\[[^\]]*\]|[^:/?#\s]*)/i.exec(url)?.[1]?.toLowerCase();
    if (!host) return false;
    return !/^(?:localhost|.*\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(host);
}
