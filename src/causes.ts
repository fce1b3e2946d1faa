// From what Node.js, the library and the server report of a failed connection to its cause, and from the cause to the time
// of the next attempt.

import { type Reason, refuse, shorten } from './errors';

/** How soon to connect again after a cause. Durations in milliseconds. */
export type Retry =
    /** After a delay that grows with each failure. */
    | { readonly kind: 'backoff' }
    /** At the slowest pace. */
    | { readonly kind: 'ceiling' }
    /** Not before this time has passed, which the server asked for; it may exceed the ceiling. */
    | { readonly kind: 'after'; readonly ms: number }
    /** At a random moment between these two, so that the clients of one server do not return together. */
    | { readonly kind: 'between'; readonly leastMs: number; readonly mostMs: number };

/** What close code 1012 (service restart) asks of clients. */
const RESTART: Retry = { kind: 'between', leastMs: 5_000, mostMs: 30_000 };

/** When to connect again after this cause. */
export function retryOf(cause: Reason): Retry {
    const { code, params } = cause;
    if (code === 'closed' && params.code === 1012) return RESTART;
    // "Try again later": the server is overloaded.
    if (code === 'closed' && params.code === 1013) return { kind: 'ceiling' };
    if (typeof params.retrySeconds === 'number') return { kind: 'after', ms: params.retrySeconds * 1000 };
    // A computer without a battery for its clock has the right time some seconds after it has started.
    if (code === 'tls' && params.code === 'CERT_NOT_YET_VALID') return { kind: 'backoff' };
    return { kind: isLasting(cause) ? 'ceiling' : 'backoff' };
}

/** Causes that only a change of settings (or of the hub's) can end. */
export function isLasting({ code, params }: Reason): boolean {
    return (
        code === 'login' ||
        code === 'proxy-login' ||
        code === 'tls' ||
        code === 'plain' ||
        (code === 'status' && params.status === 404)
    );
}

/** The cause for an HTTP response that opens no WebSocket; `now` is in milliseconds since 1970. */
export function statusCause(status: number, retryAfter: string | undefined, now: number): Reason {
    if (status === 401 || status === 403) return refuse('login', { status }).reason;
    const isBusy = status === 429 || status >= 500;
    const retrySeconds = isBusy ? retrySecondsOf(retryAfter, now) : undefined;
    return refuse('status', { status, ...(retrySeconds === undefined ? {} : { retrySeconds }) }).reason;
}

/** No server may stop the attempts for longer. */
const MOST_RETRY_SECONDS = 600;

/** The header `Retry-After`: seconds, or a date in HTTP's own form; undefined where it asks for no delay. */
function retrySecondsOf(header = '', now: number): number | undefined {
    const text = header.trim();
    const seconds = /^\d{1,9}$/.test(text) ? Number(text) : /GMT$/.test(text) ? (Date.parse(text) - now) / 1000 : 0;
    return seconds > 0 ? Math.min(MOST_RETRY_SECONDS, Math.ceil(seconds)) : undefined;
}

/** Close codes 1005 and 1006 are the library's own words for "no code" and "no close at all". */
export function closeCause(code: number, reason: string): Reason {
    if (code === 1006) return refuse('dropped').reason;
    return refuse('closed', { code, reason: shorten(reason) }).reason;
}

/** OpenSSL's words for an answer that is not TLS at all. They are in the code, or behind EPROTO in the message. */
const NO_TLS = /wrong.version.number|packet.length.too.long/i;
/**
 * Codes for a certificate, theirs or ours, that does not do, and for all else that TLS cannot agree upon. Node.js has one
 * for all faults of a certificate that it does not know by name, such as an authority that may not sign.
 */
const TLS =
    /^EPROTO$|^UNSPECIFIED$|CERT|SIGNATURE|_TLS_|_SSL_|_OSSL_|ISSUER|CRL|^INVALID_CA$|^INVALID_PURPOSE$|^PATH_LENGTH|^HOSTNAME_/;

/** Names what Node.js and the library say of a failed or broken link. Their own texts are left out: they vary. */
export function errorCause(error: ErrorWithCode, maxBytes: number): Reason {
    const code = codeOf(error);
    switch (code) {
        case 'ENOTFOUND':
        case 'EAI_AGAIN':
        case 'EAI_FAIL':
            return refuse('lookup').reason;
        case 'ECONNREFUSED':
            return refuse('refused').reason;
        case 'EHOSTUNREACH':
        case 'ENETUNREACH':
        case 'EADDRNOTAVAIL':
        case 'EHOSTDOWN':
        case 'ENETDOWN':
            return refuse('unreachable').reason;
        case 'ETIMEDOUT':
            return refuse('timeout').reason;
        case 'ECONNRESET':
        case 'ECONNABORTED':
        case 'EPIPE':
            return refuse('reset').reason;
        case 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH':
            return refuse('too-large', { limit: maxBytes }).reason;
    }
    if (NO_TLS.test(code) || (code === 'EPROTO' && NO_TLS.test(error.message))) return refuse('plain').reason;
    if (TLS.test(code)) return refuse('tls', { code }).reason;
    // The library gives no code to a refused handshake, and the HTTP parser its own.
    if (code.startsWith('WS_ERR_') || code.startsWith('HPE_') || code === '') return refuse('protocol').reason;
    return refuse('network', { code }).reason;
}

type ErrorWithCode = Error & { readonly code?: unknown };

export function codeOf({ code }: ErrorWithCode): string {
    return typeof code === 'string' ? code : '';
}
