// Certificates, self-signed by default, made with node:crypto alone, so that `--tls` needs neither openssl nor a further
// package. Contents only; der.ts has the encoding.

import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { bitString, boolean, explicit, implicit, integer, octetString, oid, sequence, set, time, utf8 } from './der';

export interface CertificateOptions {
    /** Host names and IP addresses that it is for, at least one. */
    names: readonly string[];
    /** Milliseconds since 1970 or a date; default one hour ago, for clocks that are a little slow. */
    notBefore?: number | Date | undefined;
    /** Milliseconds since 1970 or a date; default 7 days after the beginning, as with the real web server. */
    notAfter?: number | Date | undefined;
    /** The authority that signs it; by default it is self-signed. */
    issuer?: { readonly name: string; readonly key: string } | undefined;
}

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;

const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';
const COMMON_NAME = '2.5.4.3';
const SUBJECT_ALT_NAME = '2.5.29.17';
const BASIC_CONSTRAINTS = '2.5.29.19';
const KEY_USAGE = '2.5.29.15';
const EXTENDED_KEY_USAGE = '2.5.29.37';
const SERVER_AUTHENTICATION = '1.3.6.1.5.5.7.3.1';

// Choices of GeneralName (RFC 5280, section 4.2.1.6).
const DNS_NAME = 2;
const IP_ADDRESS = 7;

/** A new EC key (P-256) and a certificate for it (X.509 version 3), both in PEM. */
export function makeCertificate({ names, notBefore, notAfter, issuer }: CertificateOptions): {
    key: string;
    cert: string;
} {
    if (names.length === 0) throw new TypeError('a certificate needs at least one name');
    const begin = Number(notBefore ?? Date.now() - HOUR_MS);
    const end = Number(notAfter ?? begin + WEEK_MS);
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

    const algorithm = sequence(oid(ECDSA_WITH_SHA256));
    const subject = commonName(names[0] ?? '');
    // A positive serial number without leading zeros.
    const serial = Buffer.concat([Buffer.from([0x4c]), randomBytes(15)]);
    const body = sequence(
        explicit(0, integer(Buffer.from([2]))),
        integer(serial),
        algorithm,
        issuer ? commonName(issuer.name) : subject,
        sequence(time(begin), time(end)),
        subject,
        publicKey.export({ type: 'spki', format: 'der' }),
        explicit(3, sequence(...extensions(names))),
    );
    const signature = sign('sha256', body, issuer?.key ?? privateKey);
    const cert = sequence(body, algorithm, bitString(signature, 0));
    return {
        key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
        cert: `-----BEGIN CERTIFICATE-----\n${cert.toString('base64').replace(/.{64}(?!$)/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
    };
}

function commonName(name: string): Buffer {
    return sequence(set(sequence(oid(COMMON_NAME), utf8(name.slice(0, 64)))));
}

function extensions(names: readonly string[]): Buffer[] {
    const critical = boolean(true);
    // Digital signature only: the first of nine flags.
    const usage = bitString(Buffer.from([0x80]), 7);
    return [
        sequence(oid(BASIC_CONSTRAINTS), critical, octetString(sequence())),
        sequence(oid(KEY_USAGE), critical, octetString(usage)),
        sequence(oid(EXTENDED_KEY_USAGE), octetString(sequence(oid(SERVER_AUTHENTICATION)))),
        sequence(oid(SUBJECT_ALT_NAME), octetString(sequence(...names.map(generalName)))),
    ];
}

function generalName(name: string): Buffer {
    switch (isIP(name)) {
        case 4:
            return implicit(IP_ADDRESS, Buffer.from(name.split('.').map(Number)));
        case 6:
            return implicit(IP_ADDRESS, ipv6Bytes(name));
        default:
            return implicit(DNS_NAME, Buffer.from(domainToASCII(name) || name));
    }
}

function ipv6Bytes(address: string): Buffer {
    // A URL writes every form, also one with an IPv4 tail, as plain hex groups.
    const [head = '', tail] = new URL(`http://[${address.replace(/%.*/, '')}]`).hostname.slice(1, -1).split('::');
    const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
    const front = groups(head);
    const back = groups(tail ?? '');
    const zeros = Array.from({ length: 8 - front.length - back.length }, () => '0');
    const hex = [...front, ...zeros, ...back].map((group) => group.padStart(4, '0')).join('');
    return Buffer.from(hex, 'hex');
}
