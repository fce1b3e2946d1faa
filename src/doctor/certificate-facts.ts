// Facts of a certificate for the report.

import type { Certificate, TLSSocket } from 'node:tls';
import { shorten } from '../base/errors';

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

/** Any field may be missing, despite the types, or occur several times. */
function nameOf({ CN, O, OU }: Partial<Certificate>): string {
    return [CN ?? O ?? OU ?? '–'].flat().join(', ');
}

function dayOf(ms: number): string {
    return new Date(ms).toISOString().slice(0, 10);
}
