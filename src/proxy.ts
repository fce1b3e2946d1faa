// Which proxy stands on the way to a hub: told by the environment variables that other programs read, and for a hub on
// this computer none.

import { ok, type Result, refuse } from './errors';

/** The variables for a scheme, the first that is set counts; each may also be written in capitals. */
const VARIABLES = {
    'ws:': ['ws_proxy', 'http_proxy', 'all_proxy'],
    'wss:': ['wss_proxy', 'https_proxy', 'all_proxy'],
} as const;

type Variables = Readonly<Record<string, string | undefined>>;

/** The address of the proxy, which may hold a login and is never shown; undefined where the way is direct. */
export function proxyFor(address: string, variables: Variables): Result<string | undefined> {
    const url = new URL(address);
    const names = VARIABLES[url.protocol === 'wss:' ? 'wss:' : 'ws:'];
    const [proxy] = names.map((name) => variable(name, variables)).filter((value) => value !== '');
    if (proxy === undefined || isLocal(url.hostname) || isExempt(url, variable('no_proxy', variables))) {
        return ok(undefined);
    }
    try {
        const { protocol, href } = new URL(proxy.includes('://') ? proxy : `http://${proxy}`);
        return protocol === 'http:' ? ok(href) : refuse('proxy-invalid');
    } catch {
        return refuse('proxy-invalid');
    }
}

function variable(name: string, variables: Variables): string {
    return (variables[name] || variables[name.toUpperCase()] || '').trim();
}

/** No proxy elsewhere could reach it. */
function isLocal(host: string): boolean {
    return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/**
 * Whether a list such as `hub.local,.example,*.lan,10.0.0.5:8080` names the host; `example` also stands for all below it, as
 * with most programs.
 */
function isExempt({ hostname, port, protocol }: URL, list: string): boolean {
    const own = port || (protocol === 'wss:' ? '443' : '80');
    return list
        .toLowerCase()
        .split(/[\s,]+/)
        .some((entry) => {
            if (entry === '*') return true;
            const [, host = entry, wanted = own] = /^(.+?)(?::(\d+))?$/.exec(entry) ?? [];
            const domain = host.replace(/^\*?\./, '');
            if (domain === '' || wanted !== own) return false;
            return hostname === domain || hostname === `[${domain}]` || hostname.endsWith(`.${domain}`);
        });
}
