// From the cause of a failed connection, and the step it had reached, to the finding for its owner.

import type { Reason } from '../base/errors';
import type { ProxyOrigin } from '../connection/proxy';
import type { CertificateFacts } from './certificate-facts';
import type { CheckStepName, Finding } from './steps';

/** How far a connection had come, and what was known by then. */
export interface Way {
    readonly step: CheckStepName | undefined;
    readonly host: string;
    readonly port: number;
    /** The code of Node.js or the library behind the cause. */
    readonly code: string;
    /** Where the proxy was set. */
    readonly proxyFrom: ProxyOrigin | undefined;
}

/** What to report of settings with which no connection is possible. */
export function settingsFinding(reason: Reason): Finding {
    if (reason.code === 'tls-node') return { code: 'settings-tls' };
    if (reason.code === 'proxy-node') return { code: 'settings-proxy' };
    return { code: 'settings', reason };
}

/** Whether it takes a look at the certificate to report more. */
export function needsLook({ code }: Reason, { step }: Way): boolean {
    return step === 'tls' && code === 'tls';
}

/** What to report of a connection that did not open. The login has a step of its own. */
export function linkFinding(cause: Reason, way: Way, found: CertificateFacts | undefined): Finding {
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
    if (step === 'tls') return tlsFinding(cause, way, found);
    if (step !== 'tcp') return upgradeFinding(cause);
    if (code === 'refused') return { code: 'tcp-refused', params: { port } };
    if (cause.detail === 'unreachable-link-local') return { code: 'tcp-link-local', params: { host } };
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

/** OpenSSL's codes for a chain without a trusted root. */
const UNKNOWN_CA = /^(?:SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_)/;

function tlsFinding(cause: Reason, { host, code: raw }: Way, found?: CertificateFacts): Finding {
    const { code, params } = cause;
    if (code === 'timeout') return { code: 'tls-timeout', params: { seconds: params.seconds ?? 0 } };
    if (found) {
        const { names, issuer, from, to } = found;
        if (found.isExpired) return { code: 'tls-expired', params: { names, issuer, from, to } };
        if (found.isEarly) return { code: 'tls-early', params: { names, issuer, from } };
        // For an IP address, the cause has the advice.
        if (cause.detail === 'tls-host') return { code: 'tls-name', params: { host, names, issuer } };
        if (cause.detail === 'tls-host-ip') return { code: 'tls-name-ip', params: { host, names }, reason: cause };
        if (raw === 'DEPTH_ZERO_SELF_SIGNED_CERT' || (UNKNOWN_CA.test(raw) && found.isSelfSigned)) {
            return { code: 'tls-self-signed', params: { names, from, to } };
        }
        if (UNKNOWN_CA.test(raw)) return { code: 'tls-unknown-ca', params: { names, issuer, to } };
    }
    return { code: 'tls-failed', reason: cause };
}

function upgradeFinding(cause: Reason): Finding {
    const { code, params } = cause;
    if (code === 'timeout') return { code: 'upgrade-timeout', params: { seconds: params.seconds ?? 0 } };
    // With TLS 1.3 a server reports only now that it wanted a certificate.
    if (code === 'tls') return { code: 'tls-failed', reason: cause };
    return { code: 'upgrade-failed', reason: cause };
}

/** What to report of a connection that was open and ended. */
export function brokenFinding(cause: Reason, hasReceived: boolean): Finding {
    const { code, params } = cause;
    if (code === 'dropped' || code === 'reset') return { code: hasReceived ? 'dropped-later' : 'dropped' };
    if (code === 'too-large') return { code: 'too-large', params: { limit: params.limit ?? 0 } };
    return { code: 'broken', reason: cause };
}
