// What a certificate says of itself, and a look at one that was refused: a TLS connection that verifies nothing and
// sends nothing, so that nothing depends on what it finds.

import { isIP } from 'node:net';
import { type Certificate, type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { shorten } from '../errors';

/** For people; days are written as `2026-11-25`. */
export interface CertificateFacts {
    /** The hosts that it is for. */
    readonly names: string;
    readonly issuer: string;
    readonly from: string;
    readonly to: string;
    /** Whole days until it ends; negative after that. */
    readonly days: number;
    readonly isEarly: boolean;
    readonly isExpired: boolean;
    readonly isSelfSigned: boolean;
}

const DAY_MS = 86_400_000;
const LENGTH = 100;

/** The certificate of the peer, if it has shown one that can be read. */
export function certificateOf(socket: TLSSocket): CertificateFacts | undefined {
    const certificate = socket.getPeerCertificate();
    const from = Date.parse(certificate.valid_from);
    const to = Date.parse(certificate.valid_to);
    if (Number.isNaN(from) || Number.isNaN(to)) return undefined;
    const { subject, issuer, subjectaltname = '' } = certificate;
    const names = subjectaltname.replace(/(?:DNS|IP Address|URI):/g, '') || nameOf(subject);
    const now = Date.now();
    return {
        names: shorten(names, LENGTH),
        issuer: shorten(nameOf(issuer), LENGTH),
        from: dayOf(from),
        to: dayOf(to),
        days: Math.floor((to - now) / DAY_MS),
        isEarly: from > now,
        isExpired: to < now,
        isSelfSigned: JSON.stringify(subject) === JSON.stringify(issuer),
    };
}

/** Any field may be missing, whatever the types say, or stand several times. */
function nameOf({ CN, O, OU }: Partial<Certificate>): string {
    return [CN ?? O ?? OU ?? '–'].flat().join(', ');
}

function dayOf(ms: number): string {
    return new Date(ms).toISOString().slice(0, 10);
}

/** `speaks` tells whether TLS came about at all; the certificate is absent where it cannot be read. */
export interface Look {
    readonly speaks: boolean;
    readonly certificate?: CertificateFacts;
}

/** Looks at the certificate of a host; resolves in any case, within `ms`. */
export function lookAt(url: string, tls: ConnectionOptions, ms: number, signal: AbortSignal): Promise<Look> {
    const { hostname, port } = new URL(url);
    const host = hostname.replace(/^\[|\]$/g, '');
    return new Promise((resolve) => {
        // Our own certificate is shown to nobody but the hub itself.
        const { cert: _cert, key: _key, pfx: _pfx, passphrase: _passphrase, ...rest } = tls;
        let socket: TLSSocket;
        try {
            socket = connect({
                servername: isIP(host) ? '' : host,
                ...rest,
                host,
                port: Number(port) || 443,
                rejectUnauthorized: false,
                checkServerIdentity: () => undefined,
            });
        } catch {
            resolve({ speaks: false });
            return;
        }
        const end = (look: Look): void => {
            clearTimeout(timer);
            signal.removeEventListener('abort', stop);
            socket.destroy();
            resolve(look);
        };
        const stop = (): void => end({ speaks: false });
        const timer = setTimeout(stop, ms);
        signal.addEventListener('abort', stop);
        socket.on('error', stop);
        socket.once('close', stop);
        socket.once('secureConnect', () => {
            const certificate = certificateOf(socket);
            end({ speaks: true, ...(certificate ? { certificate } : {}) });
        });
        if (signal.aborted) stop();
    });
}
