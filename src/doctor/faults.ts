// From the cause for which a link failed, and the step it had come to, to the finding for its owner.

import { addressLabel } from '../address';
import type { Reason } from '../errors';
import type { ProxyOrigin } from '../proxy';
import type { CertificateFacts, Look } from './certificate';
import type { CheckStepName, Finding } from './steps';

/** How far a dial had come, and what was learnt on the way. */
export interface Way {
    readonly step: CheckStepName | undefined;
    readonly host: string;
    readonly port: number;
    readonly isSecure: boolean;
    readonly login: { readonly user: string; readonly password: string } | undefined;
    /** The code of Node.js or the library behind the cause. */
    readonly code: string;
    /** Where a redirect leads. */
    readonly location: string;
    /** Who names the proxy on the way. */
    readonly proxyFrom: ProxyOrigin | undefined;
}

/** What to tell of settings that make no way at all. */
export function settingsFinding(reason: Reason): Finding {
    if (reason.code === 'tls-node') return { code: 'settings-tls' };
    if (reason.code === 'proxy-node') return { code: 'settings-proxy' };
    return { code: 'settings', reason };
}

/** Whether it takes a look at the certificate, or for TLS where none was expected, to say more. */
export function needsLook({ code, params }: Reason, { step, isSecure }: Way): boolean {
    if (isSecure) return step === 'tls' && code === 'tls';
    return step === 'upgrade' && (code === 'reset' || code === 'protocol' || params.status === 400);
}

/** What to tell of a link that did not come up. The login is the concern of a step of its own. */
export function linkFinding(cause: Reason, way: Way, look: Look | undefined): Finding {
    const { host, port, step } = way;
    const { code, params } = cause;
    const seconds = params.seconds ?? 0;
    if (code === 'simulator') return { code: 'simulator' };
    // The name of the hub, too, is looked up by the proxy.
    const isChosen = way.proxyFrom === 'chosen';
    if (code === 'proxy') return { code: isChosen ? 'proxy-chosen-unreachable' : 'proxy-unreachable' };
    if (code === 'proxy-login') return { code: isChosen ? 'proxy-chosen-login' : code };
    if (code === 'proxy-status') {
        return { code: isChosen ? 'proxy-chosen-status' : code, params: { status: params.status ?? 0 } };
    }
    if (step === 'lookup') return lookupFinding(code, way, seconds);
    if (step === 'tls') return tlsFinding(cause, way, look?.certificate);
    if (step !== 'tcp') return upgradeFinding(cause, way, look);
    if (code === 'refused') return { code: 'tcp-refused', params: { port } };
    if (code === 'unreachable') return { code: 'tcp-unreachable', params: { host } };
    if (code === 'timeout') return { code: 'tcp-timeout', params: { host, port, seconds } };
    return { code: 'tcp-network', params: { code: way.code || code } };
}

function lookupFinding(code: Reason['code'], way: Way, seconds: string | number): Finding {
    const { host } = way;
    if (code === 'timeout') return { code: 'lookup-timeout', params: { host, seconds } };
    if (/\.local$/i.test(host)) return { code: 'lookup-local', params: { host } };
    if (way.code === 'ENOTFOUND') return { code: 'lookup-unknown', params: { host } };
    return { code: 'lookup-server', params: { host } };
}

/** What OpenSSL says of a chain that ends nowhere that we trust. */
const UNKNOWN_CA = /^(?:SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_)/;
/** What the peer says, or OpenSSL for it, where it wanted a certificate of ours. */
const CLIENT =
    /ALERT_(?:CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNKNOWN_CA|HANDSHAKE_FAILURE)|^ERR_SSL_\w*HANDSHAKE_FAILURE/;

function tlsFinding({ code, params }: Reason, { host, code: raw }: Way, found?: CertificateFacts): Finding {
    if (code === 'timeout') return { code: 'tls-timeout', params: { seconds: params.seconds ?? 0 } };
    if (code === 'plain') return { code: 'tls-plain' };
    if (code === 'reset' || code === 'dropped') return { code: 'tls-reset' };
    if (found) {
        const { names, issuer, from, to } = found;
        if (found.isExpired) return { code: 'tls-expired', params: { names, issuer, from, to } };
        if (found.isEarly) return { code: 'tls-early', params: { names, issuer, from } };
        if (raw === 'ERR_TLS_CERT_ALTNAME_INVALID') return { code: 'tls-name', params: { host, names, issuer } };
        if (raw === 'DEPTH_ZERO_SELF_SIGNED_CERT' || (UNKNOWN_CA.test(raw) && found.isSelfSigned)) {
            return { code: 'tls-self-signed', params: { names, from, to } };
        }
        if (UNKNOWN_CA.test(raw)) return { code: 'tls-unknown-ca', params: { names, issuer, to } };
    }
    if (CLIENT.test(raw)) return { code: 'tls-client', params: { code: raw } };
    return { code: 'tls-refused', params: { code: raw || code } };
}

function upgradeFinding({ code, params }: Reason, way: Way, look: Look | undefined): Finding {
    if (look?.speaks) return { code: 'upgrade-tls' };
    if (code === 'timeout') return { code: 'upgrade-timeout', params: { seconds: params.seconds ?? 0 } };
    if (code === 'reset' || code === 'dropped') return { code: 'upgrade-reset' };
    if (code === 'protocol') return { code: 'upgrade-protocol' };
    // With TLS 1.3 a server says only now that it wanted a certificate.
    if (code === 'tls') return { code: 'tls-client', params: { code: way.code } };
    if (code === 'status') return statusFinding(Number(params.status), way.location);
    return { code: 'upgrade-network', params: { code: way.code || code } };
}

function statusFinding(status: number, location: string): Finding {
    if (status >= 200 && status < 300) return { code: 'http-page', params: { status } };
    if (status >= 300 && status < 400) return { code: 'http-redirect', params: { status, place: placeOf(location) } };
    switch (status) {
        case 400:
            return { code: 'http-400' };
        case 404:
            return { code: 'http-404' };
        case 500:
            return { code: 'http-500' };
        case 502:
        case 504:
            return { code: 'http-502', params: { status } };
        case 503:
            return { code: 'http-503' };
        default:
            return { code: 'http-other', params: { status } };
    }
}

/** Scheme and host of a redirect as those of a hub, for a path may hold anything; `–` where it stays on the host. */
function placeOf(location: string): string {
    return addressLabel(location.replace(/^http/i, 'ws')) || '–';
}

/** What to tell of a login that was refused, with HTTP 401 or 403. */
export function loginFinding(status: number, login: Way['login']): Finding {
    if (status === 403) return { code: 'login-forbidden' };
    if (!login) return { code: 'login-missing' };
    const params = { user: login.user };
    return login.password === '' ? { code: 'login-no-password', params } : { code: 'login-wrong', params };
}

/** What to tell of a link that was up and broke. */
export function brokenFinding({ code, params }: Reason, isHeard: boolean, raw: string): Finding {
    if (code === 'closed') {
        const { code: number = 0, reason = '' } = params;
        return reason === ''
            ? { code: 'closed-code', params: { code: number } }
            : { code: 'closed', params: { code: number, reason } };
    }
    if (code === 'dropped' || code === 'reset') return { code: isHeard ? 'dropped-later' : 'dropped' };
    if (code === 'too-large') return { code: 'too-large', params: { limit: params.limit ?? 0 } };
    return { code: 'broken', params: { code: raw || code } };
}
