// The cause of a TLS error: Node.js and OpenSSL report a code, or the number of the alert that the server sent.

import { isIP } from 'node:net';
import { detailed, type Reason, refuse } from '../base/errors';

/** An error of Node.js, of OpenSSL or of the library. */
export type ErrorWithCode = Error & { readonly code?: unknown };

/** The code of an error; empty if it has none. */
export function codeOf({ code }: ErrorWithCode): string {
    return typeof code === 'string' ? code : '';
}

/** The host of an address as TLS knows it. */
export interface TlsPeer {
    readonly host: string;
    /** The settings name another host for the certificate. */
    readonly isNamed: boolean;
}

/** What OpenSSL reports for a response that is not TLS: in the code, or in the message after EPROTO. */
const NO_TLS = /wrong.version.number|packet.length.too.long/i;
/**
 * Codes for an unsuitable certificate of the server or the client, and for other failed TLS handshakes. Node.js has
 * `UNSPECIFIED` for all faults of a certificate without a code of their own, such as an authority that must not sign.
 */
const TLS =
    /^EPROTO$|^UNSPECIFIED$|CERT|SIGNATURE|_TLS_|_SSL_|_OSSL_|ISSUER|CRL|^INVALID_CA$|^INVALID_PURPOSE$|^PATH_LENGTH|^HOSTNAME_/;
/** No chain from the certificate to an authority that this computer trusts. */
const UNTRUSTED = /^(?:DEPTH_ZERO_)?SELF_SIGNED_CERT|^UNABLE_TO_(?:GET_ISSUER|VERIFY)/;
/** What OpenSSL reports if the server offers no accepted TLS version: in the code or in the message. */
const NO_VERSION = /unsupported.protocol|no.protocols.available|wrong.ssl.version|unknown.protocol/i;

/** Alerts by number, with their names from RFC 8446, section 6. */
const ALERTS: Readonly<Record<number, string>> = {
    10: 'unexpected message',
    40: 'handshake failure',
    42: 'bad certificate',
    43: 'unsupported certificate',
    44: 'certificate revoked',
    45: 'certificate expired',
    46: 'certificate unknown',
    47: 'illegal parameter',
    48: 'unknown ca',
    49: 'access denied',
    50: 'decode error',
    51: 'decrypt error',
    70: 'protocol version',
    71: 'insufficient security',
    80: 'internal error',
    86: 'inappropriate fallback',
    90: 'user canceled',
    109: 'missing extension',
    110: 'unsupported extension',
    112: 'unrecognized name',
    116: 'certificate required',
    120: 'no application protocol',
};
/** Alerts about a missing or rejected client certificate. */
const OUR_CERTIFICATE: readonly number[] = [42, 43, 44, 45, 46, 48, 116];
/** Alerts that servers with certificates for names only send to a client that connects by IP address. */
const NAME_NEEDED: readonly number[] = [40, 49, 80, 112];

/** The cause of a TLS error; undefined for any other error. */
export function tlsCause(error: ErrorWithCode, { host, isNamed }: TlsPeer): Reason | undefined {
    const code = codeOf(error);
    const words = code === 'EPROTO' ? error.message : code;
    if (NO_TLS.test(words)) return refuse('plain').reason;
    if (!TLS.test(code)) return undefined;
    const isNumber = isIP(host) !== 0 && !isNamed;
    if (code === 'CERT_NOT_YET_VALID') return detailed('tls-early', { code });
    if (code === 'CERT_HAS_EXPIRED') return detailed('tls-expired', { code });
    if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return detailed(isNumber ? 'tls-host-ip' : 'tls-host', { code });
    if (UNTRUSTED.test(code)) return detailed('tls-untrusted', { code });
    if (code.startsWith('ERR_OSSL_')) return detailed('tls-own', { code });
    if (NO_VERSION.test(words)) return detailed('tls-version', { code });
    const alert = alertOf(error);
    if (alert === undefined) return refuse('tls', { code }).reason;
    const params = { code, alert: ALERTS[alert] ?? `${alert}` };
    if (alert === 70 || alert === 86) return detailed('tls-version', params);
    if (OUR_CERTIFICATE.includes(alert)) return detailed('tls-client', params);
    if (isNumber && NAME_NEEDED.includes(alert)) return detailed('tls-ip', params);
    if (alert === 112) return detailed('tls-unrecognized', params);
    if (alert === 80) return detailed('tls-internal', params);
    if (alert === 40) return detailed('tls-handshake', params);
    return detailed('tls-alert', params);
}

/** The number of the alert that ended the connection: OpenSSL puts it into the message, or its name into the code. */
export function alertOf(error: ErrorWithCode): number | undefined {
    const number = /SSL alert number (\d+)/.exec(error.message)?.[1];
    if (number !== undefined) return Number(number);
    const name = /^ERR_SSL_(?:SSLV3|TLSV1|TLSV13|SSL\/TLS)_(?:ALERT_)?(\w+)$/.exec(codeOf(error))?.[1];
    const words = name?.toLowerCase().replaceAll('_', ' ');
    const found = Object.entries(ALERTS).find(([, alert]) => alert === words);
    return found ? Number(found[0]) : undefined;
}
