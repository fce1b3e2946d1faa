// From the cause of a failed connection and the step that it had reached to what its owner reads.

import assert from 'node:assert/strict';
import { detailed, type Reason, refuse } from '../../src/base/errors';
import type { CertificateFacts } from '../../src/doctor/certificate-facts';
import { linkFinding, needsLook, type Way } from '../../src/doctor/connection-findings';
import { DOCTOR_CODES } from '../../src/doctor/steps';

const { reason: timeout } = refuse('timeout', { seconds: 5 });
const cause = (code: Reason['code'], params: Reason['params'] = {}): Reason => refuse(code, params).reason;

/** Behind a slash the code of the reason that comes with it. */
function found(why: Reason, way: Partial<Way>, certificate?: Partial<CertificateFacts>): readonly [string, object] {
    const full: Way = { step: 'tcp', host: 'attic.example', port: 8443, code: '', proxyFrom: undefined, ...way };
    const facts: CertificateFacts = {
        names: 'n',
        issuer: 'i',
        from: '2026-01-01',
        to: '2026-12-31',
        days: 31,
        isEarly: false,
        isExpired: false,
        isSelfSigned: false,
    };
    const { code, params = {}, reason } = linkFinding(why, full, certificate && { ...facts, ...certificate });
    assert.deepEqual(Object.keys(params).sort(), [...DOCTOR_CODES[code]].sort(), 'the parameters of its sentence');
    return [reason ? `${code}/${reason.detail ?? reason.code}` : code, params];
}

type Row = readonly [why: Reason, way: Partial<Way>, expected: string, params?: object];

const host = 'attic.example';
const ROWS: readonly Row[] = [
    [cause('simulator'), {}, 'simulator'],
    [cause('proxy'), { proxyFrom: 'environment' }, 'proxy-unreachable'],
    [cause('proxy'), { proxyFrom: 'chosen' }, 'proxy-chosen-unreachable'],
    [cause('proxy-login'), { proxyFrom: 'environment' }, 'proxy-login'],
    [cause('proxy-login'), { proxyFrom: 'chosen' }, 'proxy-chosen-login'],
    [cause('proxy-status', { status: 502 }), { proxyFrom: 'environment' }, 'proxy-status', { status: 502 }],
    [cause('proxy-status', { status: 502 }), { proxyFrom: 'chosen' }, 'proxy-chosen-status', { status: 502 }],
    [cause('proxy-status'), { proxyFrom: 'chosen' }, 'proxy-chosen-status', { status: 0 }],
    [timeout, { step: 'lookup' }, 'lookup-timeout', { host, seconds: 5 }],
    [timeout, { step: 'lookup', host: 'attic.local' }, 'lookup-timeout', { host: 'attic.local', seconds: 5 }],
    [
        cause('lookup'),
        { step: 'lookup', host: 'attic.LOCAL', code: 'ENOTFOUND' },
        'lookup-local',
        { host: 'attic.LOCAL' },
    ],
    [
        cause('lookup'),
        { step: 'lookup', host: 'attic.local.example', code: 'ENOTFOUND' },
        'lookup-unknown',
        { host: 'attic.local.example' },
    ],
    [
        cause('lookup'),
        { step: 'lookup', host: 'attic-local', code: 'ENOTFOUND' },
        'lookup-unknown',
        { host: 'attic-local' },
    ],
    [cause('lookup'), { step: 'lookup', code: 'EAI_AGAIN' }, 'lookup-server', { host }],
    [cause('refused'), { step: 'lookup' }, 'lookup-server', { host }],
    [cause('refused'), {}, 'tcp-refused', { port: 8443 }],
    [cause('unreachable'), {}, 'tcp-unreachable', { host }],
    [detailed('unreachable-link-local'), {}, 'tcp-link-local', { host }],
    [timeout, {}, 'tcp-timeout', { host, port: 8443, seconds: 5 }],
    [cause('timeout'), {}, 'tcp-timeout', { host, port: 8443, seconds: 0 }],
    [cause('network'), { code: 'EMFILE' }, 'tcp-network', { code: 'EMFILE' }],
    [cause('network'), {}, 'tcp-network', { code: 'network' }],
    [timeout, { step: 'tls' }, 'tls-timeout', { seconds: 5 }],
    [cause('timeout'), { step: 'tls' }, 'tls-timeout', { seconds: 0 }],
    [cause('tls'), { step: 'tls', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 'tls-failed/tls'],
    [cause('reset'), { step: 'tls' }, 'tls-failed/reset'],
    [timeout, { step: 'upgrade' }, 'upgrade-timeout', { seconds: 5 }],
    [cause('timeout'), { step: 'upgrade' }, 'upgrade-timeout', { seconds: 0 }],
    [detailed('tls-client'), { step: 'upgrade' }, 'tls-failed/tls-client'],
    [cause('refused'), { step: 'upgrade' }, 'upgrade-failed/refused'],
    [detailed('http-page'), { step: 'upgrade' }, 'upgrade-failed/http-page'],
];

describe('connection check: findings', () => {
    for (const [why, way, expected, params = {}] of ROWS) {
        const { step = 'tcp', code = '', proxyFrom = '' } = way;
        it(`${[why.detail ?? why.code, 'at', step, way.host ?? '', code, proxyFrom].join(' ').trim()}: ${expected}`, () => {
            assert.deepEqual(found(why, way), [expected, params]);
        });
    }

    const UNTRUSTED = 'UNABLE_TO_VERIFY_LEAF_SIGNATURE';
    const CHAIN = 'SELF_SIGNED_CERT_IN_CHAIN';
    const dates = { from: '2026-01-01', to: '2026-12-31' };
    for (const [name, why, code, facts, expected, params = {}] of [
        [
            'expired',
            cause('tls'),
            'CERT_HAS_EXPIRED',
            { isExpired: true },
            'tls-expired',
            { names: 'n', issuer: 'i', ...dates },
        ],
        [
            'expired and self-signed',
            cause('tls'),
            UNTRUSTED,
            { isExpired: true, isSelfSigned: true },
            'tls-expired',
            { names: 'n', issuer: 'i', ...dates },
        ],
        [
            'not valid yet',
            cause('tls'),
            'CERT_NOT_YET_VALID',
            { isEarly: true },
            'tls-early',
            { names: 'n', issuer: 'i', from: dates.from },
        ],
        ['for another name', detailed('tls-host'), '', {}, 'tls-name', { host, names: 'n', issuer: 'i' }],
        ['for another address', detailed('tls-host-ip'), '', {}, 'tls-name-ip/tls-host-ip', { host, names: 'n' }],
        ['self-signed', cause('tls'), 'DEPTH_ZERO_SELF_SIGNED_CERT', {}, 'tls-self-signed', { names: 'n', ...dates }],
        [
            'self-signed, by its facts',
            cause('tls'),
            UNTRUSTED,
            { isSelfSigned: true },
            'tls-self-signed',
            { names: 'n', ...dates },
        ],
        ['of an unknown CA', cause('tls'), UNTRUSTED, {}, 'tls-unknown-ca', { names: 'n', issuer: 'i', to: dates.to }],
        [
            'of an unknown CA that it shows',
            cause('tls'),
            CHAIN,
            {},
            'tls-unknown-ca',
            { names: 'n', issuer: 'i', to: dates.to },
        ],
        ['self-signed, with another failure', cause('tls'), 'ERR_SSL', { isSelfSigned: true }, 'tls-failed/tls'],
        ['with a failure whose code only contains one of these', cause('tls'), 'X_UNABLE_TO_', {}, 'tls-failed/tls'],
        ['after a timeout', timeout, UNTRUSTED, { isExpired: true }, 'tls-timeout', { seconds: 5 }],
    ] as const satisfies readonly (readonly [string, Reason, string, Partial<CertificateFacts>, string, object?])[]) {
        it(`a certificate ${name}: ${expected}`, () => {
            assert.deepEqual(found(why, { step: 'tls', code }, facts), [expected, params]);
        });
    }

    it('a look at the certificate helps with a failure of TLS at its step only', () => {
        const way: Way = { step: 'tls', host, port: 1, code: '', proxyFrom: undefined };
        assert.equal(needsLook(cause('tls'), way), true);
        assert.equal(needsLook(cause('reset'), way), false);
        assert.equal(needsLook(cause('tls'), { ...way, step: 'upgrade' }), false);
    });
});
