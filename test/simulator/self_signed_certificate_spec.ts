// Certificates without openssl: read back by Node's own parser, and used in real handshakes.

import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { makeCertificate } from '../../src/simulator/self-signed-certificate';
import { connect, RawClient } from '../support/client';
import { endHubs, startSilentHub } from '../support/hub';
import { next } from '../support/wait';

const DAY_MS = 86_400_000;

describe('simulator: certificate', () => {
    afterEach(endHubs);

    it('is version 3, self-signed, for 7 days, with a key that fits', () => {
        const { cert } = makeCertificate({ names: ['hub.local'] });
        const read = new X509Certificate(cert);
        assert.ok(read.verify(read.publicKey), 'signed with its own key');
        assert.equal(read.subject, 'CN=hub.local');
        assert.equal(read.issuer, read.subject);
        assert.equal(Date.parse(read.validTo) - Date.parse(read.validFrom), 7 * DAY_MS);
        assert.ok(Date.parse(read.validFrom) < Date.now());
        assert.deepEqual(read.keyUsage, ['1.3.6.1.5.5.7.3.1']);
        assert.equal(read.ca, false);
        // The version in the encoding is one less.
        assert.ok(read.raw.includes(Buffer.from('a003020102', 'hex')), 'version 3');
    });

    const NAMES: readonly (readonly [name: string, shown: string])[] = [
        ['localhost', 'DNS:localhost'],
        ['*.hub.local', 'DNS:*.hub.local'],
        ['bücher.example', 'DNS:xn--bcher-kva.example'],
        ['127.0.0.1', 'IP Address:127.0.0.1'],
        ['255.0.10.1', 'IP Address:255.0.10.1'],
        ['::1', 'IP Address:0:0:0:0:0:0:0:1'],
        ['fe80::1%eth0', 'IP Address:FE80:0:0:0:0:0:0:1'],
        ['1::', 'IP Address:1:0:0:0:0:0:0:0'],
        ['fe80::1:2', 'IP Address:FE80:0:0:0:0:0:1:2'],
        ['1:2:3:4:5:6:7:8', 'IP Address:1:2:3:4:5:6:7:8'],
        ['::ffff:1.2.3.4', 'IP Address:0:0:0:0:0:FFFF:102:304'],
    ];
    for (const [name, shown] of NAMES) {
        it(`name ${name}`, () => {
            assert.equal(new X509Certificate(makeCertificate({ names: [name] }).cert).subjectAltName, shown);
        });
    }

    for (const year of [1970, 1999, 2049, 2050, 2100]) {
        it(`dates in ${year}`, () => {
            const notBefore = Date.UTC(year, 0, 2, 3, 4, 5);
            const { cert } = makeCertificate({ names: ['x'], notBefore, notAfter: new Date(notBefore + DAY_MS) });
            const read = new X509Certificate(cert);
            assert.equal(Date.parse(read.validFrom), notBefore);
            assert.equal(Date.parse(read.validTo), notBefore + DAY_MS);
        });
    }

    it('is for several names, of which the first is its subject, at most 64 characters of it', () => {
        const long = `${'a'.repeat(40)}.${'b'.repeat(40)}`;
        const read = new X509Certificate(makeCertificate({ names: [long, '127.0.0.1'] }).cert);
        assert.equal(read.subject, `CN=${long.slice(0, 64)}`);
        assert.equal(read.subjectAltName, `DNS:${long}, IP Address:127.0.0.1`);
    });

    it('begins an hour ago, for clocks that are a little slow', () => {
        const [before, read, after] = [
            Date.now(),
            new X509Certificate(makeCertificate({ names: ['x'] }).cert),
            Date.now(),
        ];
        const from = Date.parse(read.validFrom) + 3_600_000;
        assert.ok(from > before - 1000 && from <= after);
    });

    it('may only sign in a handshake as a server, and is no authority: both are critical', () => {
        const { raw } = new X509Certificate(makeCertificate({ names: ['x'] }).cert);
        for (const extension of ['0603551d130101ff04023000', '0603551d0f0101ff040403020780']) {
            assert.ok(raw.includes(Buffer.from(extension, 'hex')), extension);
        }
    });

    it('has a positive serial number of its own', () => {
        const serials = [1, 2].map(() => new X509Certificate(makeCertificate({ names: ['x'] }).cert).serialNumber);
        for (const serial of serials) assert.match(serial, /^4C[0-9A-F]{30}$/);
        assert.notEqual(serials[0], serials[1]);
    });

    it('is signed by an authority, if it is given one', () => {
        const authority = makeCertificate({ names: ['Our authority'] });
        const { cert } = makeCertificate({
            names: ['hub.local'],
            issuer: { name: 'Our authority', key: authority.key },
        });
        const read = new X509Certificate(cert);
        assert.deepEqual([read.subject, read.issuer], ['CN=hub.local', 'CN=Our authority']);
        assert.ok(read.verify(new X509Certificate(authority.cert).publicKey));
        assert.ok(!read.verify(read.publicKey));
    });

    it('is in PEM, with lines of 64 characters', () => {
        const { key, cert } = makeCertificate({ names: ['hub.local'] });
        const [begin, ...lines] = cert.split('\n');
        assert.equal(begin, '-----BEGIN CERTIFICATE-----');
        assert.deepEqual(lines.splice(-2), ['-----END CERTIFICATE-----', '']);
        const last = lines.pop() ?? '';
        assert.ok(last.length > 0 && last.length <= 64);
        for (const line of lines) assert.equal(line.length, 64);
        assert.match(key, /^-----BEGIN PRIVATE KEY-----\n/);
    });

    it('needs a name', () => {
        const wrong = { name: 'TypeError', message: 'a certificate needs at least one name' };
        assert.throws(() => makeCertificate({ names: [] }), wrong);
    });

    describe('in a handshake', () => {
        const CASES: readonly (readonly [
            name: string,
            names: string[],
            fromDays: number,
            toDays: number,
            code: string,
        ])[] = [
            ['good', ['127.0.0.1'], -1, 1, ''],
            ['expired', ['127.0.0.1'], -2, -1, 'CERT_HAS_EXPIRED'],
            ['not yet valid', ['127.0.0.1'], 1, 2, 'CERT_NOT_YET_VALID'],
            ['wrong name', ['hub.local'], -1, 1, 'ERR_TLS_CERT_ALTNAME_INVALID'],
        ];
        for (const [name, names, fromDays, toDays, code] of CASES) {
            it(`${name}: ${code || 'trusted when configured'}`, async () => {
                const day = (days: number): number => Date.now() + days * DAY_MS;
                const tls = makeCertificate({ names, notBefore: day(fromDays), notAfter: day(toDays) });
                const hub = await startSilentHub({ tls });
                if (code === '') await connect(hub.url, { ca: tls.cert });
                else {
                    const [error] = await next(new RawClient(hub.url, { ca: tls.cert }).socket, 'error');
                    assert.equal((error as { code?: string }).code, code);
                }
            });
        }

        it('untrusted: named as self-signed', async () => {
            const hub = await startSilentHub({ tls: makeCertificate({ names: ['127.0.0.1'] }) });
            const [error] = await next(new RawClient(hub.url).socket, 'error');
            assert.equal((error as { code?: string }).code, 'DEPTH_ZERO_SELF_SIGNED_CERT');
            await connect(hub.url, { rejectUnauthorized: false });
        });
    });
});
