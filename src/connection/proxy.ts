// The proxy for a hub: the one that was chosen for it, or the one in the environment variables that other programs read.
// The variables do not apply to a hub on this computer.

import { ok, type Result, refuse } from '../base/errors';

/** The variables for a scheme; the first that is set counts. Each may also be in upper case. */
const VARIABLES = {
    'ws:': ['ws_proxy', 'http_proxy', 'all_proxy'],
    'wss:': ['wss_proxy', 'https_proxy', 'all_proxy'],
} as const;

type Variables = Readonly<Record<string, string | undefined>>;

/** Where the setting of a proxy comes from. */
export type ProxyOrigin = 'chosen' | 'environment';

/** How Node-RED reads the variables (`proxyOptions` in its settings.js). */
export interface ProxyOptions {
    /** Replaces the environment. */
    readonly env?: Variables;
    /** `legacy`: `http_proxy` counts for every scheme, and an entry of `no_proxy` may be any part of an address. */
    readonly mode?: string;
    readonly lowerCaseOnly?: boolean;
    readonly favourUpperCase?: boolean;
}

/** A proxy that was chosen for a hub. `username` and `password` override a login in the address. */
export interface ChosenProxy {
    readonly url: unknown;
    /** Hosts that are connected to directly, as in `no_proxy`. */
    readonly noproxy?: unknown;
    readonly username?: unknown;
    readonly password?: unknown;
}

/** The proxy address from the variables, undefined for a direct connection. It may hold a login and is never shown. */
export function proxyFor(
    address: string,
    variables: Variables,
    options: ProxyOptions = {},
): Result<string | undefined> {
    const url = new URL(address);
    const isLegacy = options.mode === 'legacy';
    const named = VARIABLES[url.protocol === 'wss:' ? 'wss:' : 'ws:'];
    const value = (name: string): string => variable(name, options.env ?? variables, options);
    const [proxy] = [...named, ...(isLegacy ? ['http_proxy'] : [])].map(value).filter((text) => text !== '');
    const exempt = value('no_proxy');
    if (proxy === undefined || isLocal(url.hostname) || isExempt(url, exempt)) return ok(undefined);
    if (isLegacy && entriesOf(exempt).some((entry) => address.toLowerCase().includes(entry))) return ok(undefined);
    return checked(proxy) ?? refuse('proxy-invalid');
}

/**
 * The address of a chosen proxy with its login; undefined if its list of exceptions names the hub. It also applies to
 * `localhost`, which then is the computer of the proxy.
 */
export function chosenProxy(
    address: string,
    { url, noproxy, username, password }: ChosenProxy,
): Result<string | undefined> {
    const list = Array.isArray(noproxy) ? noproxy.filter((entry) => typeof entry === 'string').join() : '';
    if (isExempt(new URL(address), list)) return ok(undefined);
    const login = { username: textOf(username), password: textOf(password) };
    return checked(textOf(url).trim(), login) ?? refuse('proxy-node');
}

function textOf(value: unknown): string {
    return typeof value === 'string' ? value : '';
}

/** Undefined for an address that is not one of a proxy. */
function checked(proxy: string, { username, password } = { username: '', password: '' }): Result<string> | undefined {
    try {
        const url = new URL(proxy.includes('://') ? proxy : `http://${proxy}`);
        if (username !== '' || password !== '') {
            url.username = encodeURIComponent(username);
            url.password = encodeURIComponent(password);
        }
        // Throws for a percent sign that encodes nothing, which a login must not have.
        decodeURIComponent(`${url.username}:${url.password}`);
        // Node-RED leaves `${NAME}` of an unset variable as it is.
        return url.protocol === 'http:' && !url.hostname.includes('{') ? ok(url.href) : undefined;
    } catch {
        return undefined;
    }
}

function variable(name: string, variables: Variables, { lowerCaseOnly, favourUpperCase }: ProxyOptions): string {
    const small = textOf(variables[name]);
    const large = lowerCaseOnly ? '' : textOf(variables[name.toUpperCase()]);
    return (favourUpperCase ? large || small : small || large).trim();
}

function entriesOf(list: string): string[] {
    return list
        .toLowerCase()
        .split(/[\s,]+/)
        .filter((entry) => entry !== '');
}

/** No proxy elsewhere could reach it. */
function isLocal(host: string): boolean {
    return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Whether a list such as `hub.local,.example,*.lan,10.0.0.5:8080` names the host; `example` also matches its subdomains. */
function isExempt({ hostname, port, protocol }: URL, list: string): boolean {
    const own = port || (protocol === 'wss:' ? '443' : '80');
    return entriesOf(list).some((entry) => {
        if (entry === '*') return true;
        // An IPv6 address without brackets is full of colons, and has no port.
        const [, host = entry, wanted = own] = /^(\[.*\]|[^:]+):(\d+)$/.exec(entry) ?? [];
        const domain = host.replace(/^\*?\./, '');
        if (domain === '' || wanted !== own) return false;
        return hostname === domain || hostname === `[${domain}]` || hostname.endsWith(`.${domain}`);
    });
}
