// What the connection check shows of a certificate.

import assert from 'node:assert/strict';
import type { TLSSocket } from 'node:tls';
import { type CertificateFacts, certificateOf } from '../../src/doctor/certificate-facts';

const DAY_MS = 86_400_000;

/** The facts of a certificate with these fields, which is valid from ten days ago for another ten. */
function facts(fields: object): CertificateFacts | undefined {
    const certificate = {
        subject: { CN: 'attic' },
        issuer: { CN: 'Some CA' },
        valid_from: new Date(Date.now() - 10 * DAY_MS).toUTCString(),
        valid_to: new Date(Date.now() + 10 * DAY_MS + 60_000).toUTCString(),
        ...fields,
    };
    return certificateOf({ getPeerCertificate: () => certificate } as unknown as TLSSocket);
}

describe('facts of a certificate', () => {
    it('names its hosts as they are written in an address', () => {
        const subjectaltname = 'DNS:attic.example, IP Address:192.0.2.7, URI:https://attic.example/';
        assert.equal(facts({ subjectaltname })?.names, 'attic.example, 192.0.2.7, https://attic.example/');
        assert.equal(facts({})?.names, 'attic');
    });

    it('names its issuer by what it has', () => {
        for (const [issuer, expected] of [
            [{ CN: 'a', O: 'b', OU: 'c' }, 'a'],
            [{ O: 'b', OU: 'c' }, 'b'],
            [{ OU: 'c' }, 'c'],
            [{ OU: ['c', 'd'] }, 'c, d'],
            [{}, '–'],
        ] as const) {
            assert.equal(facts({ issuer })?.issuer, expected);
        }
    });

    it('shortens long names', () => {
        const found = facts({ subject: { CN: 'x'.repeat(300) }, issuer: { CN: 'y'.repeat(300) } });
        assert.deepEqual([found?.names.length, found?.issuer.length], [101, 101]);
    });

    it('shows its first and last day, and how many whole days are left', () => {
        const found = facts({ valid_from: 'Jan  2 10:00:00 2026 GMT', valid_to: 'Mar  4 23:59:59 2026 GMT' });
        assert.deepEqual([found?.from, found?.to], ['2026-01-02', '2026-03-04']);
        assert.equal(facts({})?.days, 10);
        const ended = facts({ valid_to: new Date(Date.now() - 60_000).toUTCString() });
        assert.deepEqual([ended?.days, ended?.isExpired], [-1, true]);
    });

    it('is early before its first day, and expired after its last', () => {
        const whether = (fields: object): readonly unknown[] => {
            const found = facts(fields);
            return [found?.isEarly, found?.isExpired];
        };
        assert.deepEqual(whether({}), [false, false]);
        assert.deepEqual(whether({ valid_from: new Date(Date.now() + DAY_MS).toUTCString() }), [true, false]);
        assert.deepEqual(whether({ valid_to: new Date(Date.now() - DAY_MS).toUTCString() }), [false, true]);
    });

    it('is self-signed if subject and issuer are the same in every field', () => {
        const subject = { CN: 'attic', O: 'home' };
        assert.equal(facts({ subject, issuer: { ...subject } })?.isSelfSigned, true);
        assert.equal(facts({ subject, issuer: { CN: 'attic', O: 'other' } })?.isSelfSigned, false);
    });

    it('there are none without both of its days', () => {
        assert.equal(facts({ valid_from: undefined }), undefined);
        assert.equal(facts({ valid_to: 'soon' }), undefined);
    });
});
