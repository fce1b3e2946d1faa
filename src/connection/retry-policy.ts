// Decides from the cause of a failure when to connect again.

import type { Reason } from '../base/errors';

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
        code === 'tls-wanted' ||
        code === 'recording-unreadable' ||
        code === 'subprotocol' ||
        code === 'subprotocol-unasked' ||
        (code === 'status' && (params.status === 403 || params.status === 404))
    );
}
