// Turns what Node.js, the library and the server report of a failed connection into its cause.

import { isIP } from 'node:net';
import { detailed, type Reason, refuse, shorten } from '../base/errors';
import type { ReasonDetail } from '../base/reason-details';
import { addressLabel } from '../settings/address';
import { codeOf, type ErrorWithCode, tlsCause } from './tls-causes';

/** An attempt to connect: its target, and how far it came. */
export interface Attempt {
    readonly url: string;
    readonly login?: { readonly user: string; readonly password: string } | undefined;
    /** An `Authorization` header is sent in place of a login. */
    readonly hasAuthorization?: boolean;
    /** The TLS settings name another host for the certificate. */
    readonly isNamed: boolean;
    /** Largest message from the hub, in bytes. */
    readonly maxBytes: number;
    /** The current step: reaching the port, TLS handshake, WebSocket request; or the WebSocket is open. */
    readonly stage: 'port' | 'tls' | 'upgrade' | 'open';
}

/** An HTTP response other than a successful upgrade. */
export interface HttpResponse {
    readonly status: number;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** The cause of an HTTP response that opens no WebSocket; `now` is in milliseconds since 1970. */
export function responseCause({ status, headers }: HttpResponse, attempt: Attempt, now: number): Reason {
    // An upgrade to another protocol, or one without the required headers.
    if (status === 101) return refuse('protocol').reason;
    if (status === 401 || (status === 403 && headers['www-authenticate'])) return loginCause(status, attempt);
    if (status >= 300 && status < 400) return redirectCause(status, `${headers.location ?? ''}`, attempt.url);
    const retrySeconds = retrySecondsOf({ status, headers }, now);
    if (retrySeconds !== undefined) return detailed('http-later', { status, retrySeconds });
    const detail = statusDetail(status, attempt);
    return detail ? detailed(detail, { status }) : refuse('status', { status }).reason;
}

function statusDetail(status: number, { url, isNamed }: Attempt): ReasonDetail | undefined {
    if (status >= 200 && status < 300) return 'http-page';
    const isNumber = isIP(hostOf(url)) !== 0 && url.startsWith('wss:') && !isNamed;
    switch (status) {
        case 400:
            return isNumber ? 'http-name' : 'http-upgrade';
        case 404:
        case 405:
        case 426:
            return 'http-upgrade';
        case 421:
            return isNumber ? 'http-name' : undefined;
        case 403:
            return 'http-forbidden';
        case 429:
            return 'http-busy';
        case 500:
            return 'http-500';
        case 502:
        case 504:
            return 'http-gateway';
        case 503:
            return 'http-unavailable';
        default:
            return undefined;
    }
}

function loginCause(status: number, { login, hasAuthorization }: Attempt): Reason {
    if (hasAuthorization) return detailed('login-header', { status });
    if (!login) return detailed('login-missing', { status });
    if (login.password === '') return detailed('login-no-password', { status });
    // User and password are sent as UTF-8, which not every server expects.
    if (/[^\x20-\x7e]/.test(login.user + login.password)) return detailed('login-accents', { status });
    return refuse('login', { status }).reason;
}

/** Names only scheme and host of the target: the rest may hold a login. */
function redirectCause(status: number, location: string, url: string): Reason {
    const target = location !== '' && URL.canParse(location, httpOf(url)) ? new URL(location, httpOf(url)) : undefined;
    // Nothing is shown of a target that a browser could not open.
    if (!target || !/^(?:http|ws)s?:$/.test(target.protocol)) return refuse('status', { status }).reason;
    // Without path and query: a login page has characters there that the address of a hub must not have.
    const place = addressLabel(`${target.protocol.replace('http', 'ws')}//${target.host}`);
    if (place === addressLabel(url)) return detailed('http-redirect-path', { status });
    return detailed('http-redirect', { status, place: shorten(place) });
}

function httpOf(url: string): string {
    return url.replace(/^ws/i, 'http');
}

/** The host name of an address, an IPv6 address without its brackets. */
export function hostOf(url: string): string {
    return new URL(url).hostname.replace(/^\[|\]$/g, '');
}

/** Longest delay that a server can request. */
const MOST_RETRY_SECONDS = 600;

/**
 * The delay in seconds that the `Retry-After` header of an overloaded server or proxy requests, as seconds or an HTTP date.
 * Undefined without such a request.
 */
export function retrySecondsOf({ status, headers }: HttpResponse, now: number): number | undefined {
    if (status !== 429 && status < 500) return undefined;
    const text = `${headers['retry-after'] ?? ''}`.trim();
    const seconds = /^\d+$/.test(text) ? Number(text) : /GMT$/.test(text) ? (Date.parse(text) - now) / 1000 : 0;
    return seconds > 0 ? Math.min(MOST_RETRY_SECONDS, Math.ceil(seconds)) : undefined;
}

/** The cause for a close code. The library uses 1005 for "no code" and 1006 for "no close frame". */
export function closeCause(code: number, text: string): Reason {
    if (code === 1006) return refuse('dropped').reason;
    const reason = shorten(text).trim();
    const closing = reason === '' ? code : `${code}: ${reason}`;
    const params = { code, reason, closing };
    switch (code) {
        case 1000:
            return detailed('closed-normal', params);
        case 1005:
            return detailed('closed-no-code', params);
        case 1012:
            return detailed('closed-restart', params);
        case 1013:
            return detailed('closed-busy', params);
        default:
            return refuse('closed', { code, reason, closing }).reason;
    }
}

/**
 * The cause for a handshake that failed because of its subprotocol, which the library reports without a code. `wanted` was
 * requested, the server selected `selected`. Undefined for any other error.
 */
export function subprotocolCause(
    error: ErrorWithCode,
    wanted: string | undefined,
    selected: string | undefined,
): Reason | undefined {
    if (codeOf(error) !== '' || !/subprotocol/i.test(error.message)) return undefined;
    return wanted === undefined
        ? refuse('subprotocol-unasked', { found: shorten(selected ?? '') }).reason
        : refuse('subprotocol').reason;
}

/** The cause for an error of Node.js or the library. Their texts are left out because they vary. */
export function errorCause(error: ErrorWithCode, attempt: Attempt): Reason {
    const { stage, maxBytes, url, isNamed } = attempt;
    const code = codeOf(principal(error));
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
            return isLinkLocal(url) ? detailed('unreachable-link-local') : refuse('unreachable').reason;
        case 'EINVAL':
        case 'EAFNOSUPPORT':
            if (isLinkLocal(url)) return detailed('unreachable-link-local');
            break;
        case 'ETIMEDOUT':
            return refuse('timeout').reason;
        case 'ECONNRESET':
        case 'ECONNABORTED':
        case 'EPIPE':
            if (stage === 'tls') return detailed('reset-tls');
            return stage === 'upgrade' ? detailed('reset-upgrade') : refuse('reset').reason;
        case 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH':
            return refuse('too-large', { limit: maxBytes }).reason;
    }
    const fault = tlsCause(error, { host: hostOf(url), isNamed });
    if (fault) return fault;
    if (isAlert(error)) return refuse('tls-wanted').reason;
    // The library sets no code for a refused handshake, the HTTP parser one of its own.
    if (code.startsWith('WS_ERR_') || code.startsWith('HPE_') || code === '') {
        return stage === 'open' ? detailed('protocol-later') : refuse('protocol').reason;
    }
    return refuse('network', { code }).reason;
}

/** Whether the host is an IPv6 address that is valid only within one network, and only with the name of an interface. */
function isLinkLocal(url: string): boolean {
    return /^fe[89ab][0-9a-f]:/i.test(hostOf(url));
}

/** Of the errors of several addresses the first one, except for addresses without a network interface (EINVAL). */
function principal(error: ErrorWithCode): ErrorWithCode {
    const all = error instanceof AggregateError ? (error.errors as ErrorWithCode[]) : [];
    return all.find((one) => codeOf(one) !== 'EINVAL') ?? error;
}

/** The first bytes of a TLS alert, with which some servers respond to an unencrypted request. */
const ALERT = [0x15, 0x03];

/** Whether the HTTP parser stopped at a TLS alert. */
function isAlert({ rawPacket }: ErrorWithCode & { readonly rawPacket?: unknown }): boolean {
    return rawPacket instanceof Uint8Array && ALERT.every((byte, index) => rawPacket[index] === byte);
}

/** Whether the port may require TLS: web servers respond to an unencrypted request in one of these ways. */
export function mayWantTls({ code, params }: Reason, { url, stage }: Attempt): boolean {
    const isOdd = code === 'reset' || code === 'protocol' || (code === 'status' && params.status === 400);
    return isOdd && stage === 'upgrade' && url.startsWith('ws:');
}
