// What an owner is told of a connection that failed: the cause for each response of a web server, each close code, and each
// error of Node.js, OpenSSL and the WebSocket library. How they arrive over real sockets is in socket_spec.ts.

import assert from 'node:assert/strict';
import type { Reason } from '../../src/base/errors';
import {
    type Attempt,
    closeCause,
    errorCause,
    mayWantTls,
    responseCause,
    retrySecondsOf,
    subprotocolCause,
} from '../../src/connection/causes';
import { alertOf, tlsCause } from '../../src/connection/tls-causes';

const NOW = Date.parse('Mon, 30 Nov 2026 12:00:00 GMT');
const PLAIN: Attempt = { url: 'ws://hub.example/auth', isNamed: false, maxBytes: 1_000, stage: 'upgrade' };
const NAMED: Attempt = { ...PLAIN, url: 'wss://hub.example/auth' };
const NUMBER: Attempt = { ...PLAIN, url: 'wss://10.0.0.5/auth' };
const NUMBER_6: Attempt = { ...PLAIN, url: 'wss://[fd00::5]/auth' };

/** The detail of a cause, or its code without one. */
const nameOf = ({ code, detail }: Reason): string => detail ?? code;
const failure = (code: string | undefined, message = '', more: object = {}): Error =>
    Object.assign(new Error(message), code === undefined ? {} : { code }, more);

describe('causes: the response of a web server', () => {
    type Row = readonly [status: number, attempt: Attempt, name: string];
    const BY_NUMBER = 'http-name';
    const ROWS: readonly Row[] = [
        ...[200, 204, 299].map((status): Row => [status, PLAIN, 'http-page']),
        ...[400, 404, 405, 426].map((status): Row => [status, PLAIN, 'http-upgrade']),
        [403, PLAIN, 'http-forbidden'],
        [429, PLAIN, 'http-busy'],
        [500, PLAIN, 'http-500'],
        [502, PLAIN, 'http-gateway'],
        [504, PLAIN, 'http-gateway'],
        [503, PLAIN, 'http-unavailable'],
        ...[199, 402, 407, 410, 421, 418, 501, 505].map((status): Row => [status, PLAIN, 'status']),
        // A server with several names cannot select one for an address, unless the TLS settings have the name.
        ...[400, 421].flatMap((status): Row[] => [
            [status, NUMBER, BY_NUMBER],
            [status, NUMBER_6, BY_NUMBER],
            [status, NAMED, status === 400 ? 'http-upgrade' : 'status'],
            [status, { ...NUMBER, isNamed: true }, status === 400 ? 'http-upgrade' : 'status'],
            [status, { ...NUMBER, url: 'ws://10.0.0.5/' }, status === 400 ? 'http-upgrade' : 'status'],
        ]),
        [404, NUMBER, 'http-upgrade'],
    ];
    for (const [status, attempt, name] of ROWS) {
        it(`HTTP ${status} from ${attempt.url}${attempt.isNamed ? ' with a server name' : ''}: ${name}`, () => {
            const cause = responseCause({ status, headers: {} }, attempt, NOW);
            assert.deepEqual([nameOf(cause), cause.code, cause.params], [name, 'status', { status }]);
        });
    }

    it('an upgrade to another protocol is no hub', () => {
        const headers = { 'www-authenticate': 'Basic', location: 'ws://hub.example/', 'retry-after': '5' };
        assert.deepEqual(responseCause({ status: 101, headers }, PLAIN, NOW), { code: 'protocol', params: {} });
    });

    const user = (password: string, name = 'clown'): Attempt => ({ ...PLAIN, login: { user: name, password } });
    const LOGINS: readonly (readonly [name: string, attempt: Attempt, detail: string])[] = [
        ['without a login', PLAIN, 'login-missing'],
        ['with a header', { ...PLAIN, hasAuthorization: true }, 'login-header'],
        ['with a header and a login', { ...user('secret'), hasAuthorization: true }, 'login-header'],
        ['with an empty password', user(''), 'login-no-password'],
        ['with a user beyond ASCII and an empty password', user('', 'kájá'), 'login-no-password'],
        ['with a login', user('secret'), 'login'],
        ['with every character of ASCII', user(' !"#$%&\'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~'), 'login'],
        ['with a password beyond ASCII', user('heslíčko'), 'login-accents'],
        ['with a user beyond ASCII', user('secret', 'kájá'), 'login-accents'],
    ];
    for (const [name, attempt, detail] of LOGINS) {
        it(`401 ${name}, and 403 that requests a login: ${detail}`, () => {
            for (const status of [401, 403]) {
                const cause = responseCause({ status, headers: { 'www-authenticate': 'Basic' } }, attempt, NOW);
                assert.deepEqual([nameOf(cause), cause.code, cause.params], [detail, 'login', { status }]);
            }
        });
    }
    it('401 without the header of a login is one all the same, 403 and others are not', () => {
        assert.equal(responseCause({ status: 401, headers: {} }, PLAIN, NOW).code, 'login');
        for (const status of [400, 404, 407]) {
            const cause = responseCause({ status, headers: { 'www-authenticate': 'Basic' } }, PLAIN, NOW);
            assert.equal(cause.code, 'status', `${status}`);
        }
    });

    const there = (place: string): object => ({ detail: 'http-redirect', params: { status: 302, place } });
    const SAME = { detail: 'http-redirect-path', params: { status: 302 } };
    const NOWHERE = { params: { status: 302 } };
    const TARGETS: readonly (readonly [location: string | undefined, from: Attempt, expected: object])[] = [
        ['https://other.example/door?token=S3cr3t', PLAIN, there('wss://other.example')],
        ['http://user:S3cr3t@other.example:81/', PLAIN, there('ws://other.example:81')],
        ['wss://hub.example/auth', PLAIN, there('wss://hub.example')],
        ['ws://hub.example:8080/auth', PLAIN, there('ws://hub.example:8080')],
        ['//other.example/', NAMED, there('wss://other.example')],
        ['//other.example/', PLAIN, there('ws://other.example')],
        ['/auth/', PLAIN, SAME],
        ['elsewhere', NAMED, SAME],
        ['https://hub.example/login', NAMED, SAME],
        ['/auth/', { ...PLAIN, url: 'WS://hub.example/auth' }, SAME],
        [undefined, PLAIN, NOWHERE],
        ['', PLAIN, NOWHERE],
        ['https://', PLAIN, NOWHERE],
        ['javascript:alert(1)', PLAIN, NOWHERE],
        ['mailto:http:x@hub.example', PLAIN, NOWHERE],
        ['xhttps://hub.example/', PLAIN, NOWHERE],
        ['https-x://hub.example/', PLAIN, NOWHERE],
    ];
    for (const [location, from, expected] of TARGETS) {
        it(`a redirect from ${from.url} to ${location}`, () => {
            const cause = responseCause({ status: 302, headers: { location } }, from, NOW);
            assert.deepEqual(cause, { code: 'status', ...expected });
        });
    }
    it('every status from 300 to 399 is a redirect, and no other', () => {
        for (const status of [299, 300, 307, 399, 400]) {
            const cause = responseCause({ status, headers: { location: '/x' } }, PLAIN, NOW);
            assert.equal(cause.detail === 'http-redirect-path', status >= 300 && status < 400, `${status}`);
        }
    });
    it('a redirect to a very long host is shown in short', () => {
        const location = `https://${Array(5).fill('x'.repeat(50)).join('.')}/`;
        const { params } = responseCause({ status: 302, headers: { location } }, PLAIN, NOW);
        assert.ok(`${params.place}`.length < 100, `${params.place}`);
    });

    const DELAYS: readonly (readonly [status: number, header: string | undefined, seconds: number | undefined])[] = [
        [503, '30', 30],
        [503, ' 30 ', 30],
        [500, '30', 30],
        [599, '30', 30],
        [429, '30', 30],
        [499, '30', undefined],
        [428, '30', undefined],
        [503, '0', undefined],
        [503, '1', 1],
        [503, '600', 600],
        [503, '601', 600],
        [503, undefined, undefined],
        [503, '', undefined],
        [503, 'x30', undefined],
        [503, '30x', undefined],
        ...['-5', '0.5', '1e3', '0x10', '30, 30'].map((header) => [503, header, undefined] as const),
        [503, 'Mon, 30 Nov 2026 12:01:00 GMT', 60],
        [503, 'Mon, 30 Nov 2026 12:00:00 GMT', undefined],
        [503, 'Mon, 30 Nov 2026 12:01:00', undefined],
        [503, 'GMT Mon, 30 Nov 2026 12:01:00 Z', undefined],
    ];
    for (const [status, header, retrySeconds] of DELAYS) {
        it(`HTTP ${status} with Retry-After ${header}: ${retrySeconds ?? 'no'} seconds`, () => {
            const response = { status, headers: { 'retry-after': header } };
            assert.equal(retrySecondsOf(response, NOW), retrySeconds);
            const cause = responseCause(response, PLAIN, NOW);
            if (retrySeconds === undefined) assert.notEqual(cause.detail, 'http-later');
            else {
                const params = { status, retrySeconds };
                assert.deepEqual(cause, { code: 'status', detail: 'http-later', params });
            }
        });
    }
    it('part of a second is a second', () => {
        const headers = { 'retry-after': 'Mon, 30 Nov 2026 12:01:00 GMT' };
        assert.equal(retrySecondsOf({ status: 503, headers }, NOW + 500), 60);
    });
});

describe('causes: the close of a connection', () => {
    for (const [code, name] of [
        [1000, 'closed-normal'],
        [1005, 'closed-no-code'],
        [1012, 'closed-restart'],
        [1013, 'closed-busy'],
        [1001, 'closed'],
        [4000, 'closed'],
    ] as const) {
        it(`close code ${code}: ${name}`, () => {
            const bare = closeCause(code, ' ');
            assert.deepEqual([nameOf(bare), bare.code], [name, 'closed']);
            assert.deepEqual(bare.params, { code, reason: '', closing: code });
            const worded = closeCause(code, ' going home ');
            assert.equal(nameOf(worded), name);
            assert.deepEqual(worded.params, { code, reason: 'going home', closing: `${code}: going home` });
        });
    }
    it('the end without a close frame is a dropped connection', () => {
        assert.deepEqual(closeCause(1006, 'text'), { code: 'dropped', params: {} });
    });
});

describe('causes: a subprotocol', () => {
    const error = failure(undefined, 'Server sent an invalid subprotocol');
    type Arguments = Parameters<typeof subprotocolCause>;
    const ROWS: readonly (readonly [name: string, failed: Arguments, expected: Reason | undefined])[] = [
        ['that was requested', [error, 'a', 'b'], { code: 'subprotocol', params: {} }],
        ['that was not requested', [error, undefined, 'b'], { code: 'subprotocol-unasked', params: { found: 'b' } }],
        [
            'that was not requested, and is not known',
            [error, undefined, undefined],
            { code: 'subprotocol-unasked', params: { found: '' } },
        ],
        ['in an error with a code', [failure('X', error.message), 'a', 'b'], undefined],
        ['in no error', [failure(undefined, 'Invalid header'), 'a', 'b'], undefined],
    ];
    for (const [name, failed, expected] of ROWS) {
        it(name, () => assert.deepEqual(subprotocolCause(...failed), expected));
    }
});

describe('causes: an error of the network', () => {
    const LINK_LOCAL = 'ws://[fe80::1]/';
    const ROWS: readonly (readonly [codes: readonly (string | undefined)[], attempt: Attempt, name: string])[] = [
        [['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL'], PLAIN, 'lookup'],
        [['ECONNREFUSED'], PLAIN, 'refused'],
        [['EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'EHOSTDOWN', 'ENETDOWN'], PLAIN, 'unreachable'],
        [
            ['EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'EHOSTDOWN', 'ENETDOWN', 'EINVAL', 'EAFNOSUPPORT'],
            { ...PLAIN, url: LINK_LOCAL },
            'unreachable-link-local',
        ],
        [['EINVAL', 'EAFNOSUPPORT', 'EMFILE'], PLAIN, 'network'],
        [['EINVAL'], { ...PLAIN, url: 'ws://[2001:fe80::1]/' }, 'network'],
        [['ETIMEDOUT'], PLAIN, 'timeout'],
        [['ECONNRESET', 'ECONNABORTED', 'EPIPE'], { ...PLAIN, stage: 'tls' }, 'reset-tls'],
        [['ECONNRESET', 'ECONNABORTED', 'EPIPE'], PLAIN, 'reset-upgrade'],
        [['ECONNRESET', 'ECONNABORTED', 'EPIPE'], { ...PLAIN, stage: 'port' }, 'reset'],
        [['ECONNRESET', 'ECONNABORTED', 'EPIPE'], { ...PLAIN, stage: 'open' }, 'reset'],
        [['WS_ERR_INVALID_OPCODE', 'HPE_INVALID_CONSTANT', undefined], PLAIN, 'protocol'],
        [['WS_ERR_INVALID_OPCODE', undefined], { ...PLAIN, stage: 'open' }, 'protocol-later'],
        [['E_WS_ERR_', 'E_HPE_'], PLAIN, 'network'],
    ];
    for (const [codes, attempt, name] of ROWS) {
        for (const code of codes) {
            it(`${code ?? 'no code'} from ${attempt.url}, ${attempt.stage}: ${name}`, () => {
                const cause = errorCause(failure(code), attempt);
                assert.equal(nameOf(cause), name);
                assert.deepEqual(cause.params, name === 'network' ? { code } : {});
            });
        }
    }

    it('a message that is too large names the limit', () => {
        const cause = errorCause(failure('WS_ERR_UNSUPPORTED_MESSAGE_LENGTH'), PLAIN);
        assert.deepEqual(cause, { code: 'too-large', params: { limit: 1_000 } });
    });

    it('a code that is no text is none', () => {
        assert.equal(errorCause(failure(undefined, '', { code: 7 }), PLAIN).code, 'protocol');
    });

    it('of several addresses the first decides, except for one that needs an interface', () => {
        const all = (...codes: string[]): string =>
            nameOf(errorCause(new AggregateError(codes.map((code) => failure(code))), PLAIN));
        assert.equal(all('ECONNREFUSED', 'ETIMEDOUT'), 'refused');
        assert.equal(all('EINVAL', 'ETIMEDOUT'), 'timeout');
        assert.equal(
            nameOf(errorCause(Object.assign(new AggregateError([failure('EINVAL')]), { code: 'E' }), PLAIN)),
            'network',
        );
    });

    it('the start of a TLS alert in place of HTTP is a port that wants TLS', () => {
        const of = (...bytes: number[]): string =>
            nameOf(errorCause(failure('HPE_INVALID_CONSTANT', '', { rawPacket: Buffer.from(bytes) }), PLAIN));
        assert.equal(of(0x15, 0x03, 0x01, 0x00), 'tls-wanted');
        assert.equal(of(0x15, 0x04), 'protocol');
        assert.equal(of(0x48, 0x03), 'protocol');
        assert.equal(nameOf(errorCause(failure('HPE_X', '', { rawPacket: [0x15, 0x03] }), PLAIN)), 'protocol');
    });

    it('only a response without TLS to the request of a plain address may be one of a TLS port', () => {
        const params = {};
        for (const [cause, attempt, expected] of [
            [{ code: 'reset', params }, PLAIN, true],
            [{ code: 'protocol', params }, PLAIN, true],
            [{ code: 'status', params: { status: 400 } }, PLAIN, true],
            [{ code: 'status', params: { status: 404 } }, PLAIN, false],
            [{ code: 'closed', params: { status: 400 } }, PLAIN, false],
            [{ code: 'reset', params }, { ...PLAIN, stage: 'port' }, false],
            [{ code: 'reset', params }, { ...PLAIN, stage: 'open' }, false],
            [{ code: 'reset', params }, NAMED, false],
        ] as const) {
            assert.equal(mayWantTls(cause, attempt), expected, JSON.stringify([cause, attempt]));
        }
    });
});

describe('causes: TLS', () => {
    const NAME = { host: 'hub.example', isNamed: false };
    const ADDRESS = { host: '10.0.0.5', isNamed: false };
    const alert = (number: number): Error => failure('EPROTO', `routines:ssl3_read_bytes:x:SSL alert number ${number}`);

    const CODES: readonly (readonly [code: string, message: string, name: string])[] = [
        ['EPROTO', 'wrong version number', 'plain'],
        ['EPROTO', 'PACKET_LENGTH_TOO_LONG', 'plain'],
        ['ERR_SSL_WRONG_VERSION_NUMBER', 'x', 'plain'],
        ['CERT_NOT_YET_VALID', '', 'tls-early'],
        ['CERT_HAS_EXPIRED', '', 'tls-expired'],
        ['ERR_TLS_CERT_ALTNAME_INVALID', '', 'tls-host'],
        ['DEPTH_ZERO_SELF_SIGNED_CERT', '', 'tls-untrusted'],
        ['SELF_SIGNED_CERT_IN_CHAIN', '', 'tls-untrusted'],
        ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', '', 'tls-untrusted'],
        ['UNABLE_TO_GET_ISSUER_CERT', '', 'tls-untrusted'],
        ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', '', 'tls-untrusted'],
        ['UNABLE_TO_GET_CRL', '', 'tls'],
        ['X_SELF_SIGNED_CERT', '', 'tls'],
        ['ERR_OSSL_PEM_NO_START_LINE', '', 'tls-own'],
        ['ERR_SSL_UNSUPPORTED_PROTOCOL', '', 'tls-version'],
        ['ERR_SSL_NO_PROTOCOLS_AVAILABLE', '', 'tls-version'],
        ['ERR_SSL_WRONG_SSL_VERSION', '', 'tls-version'],
        ['ERR_SSL_UNKNOWN_PROTOCOL', '', 'tls-version'],
        ['EPROTO', 'routines:tls_process_server_hello:unsupported protocol', 'tls-version'],
        ['EPROTO', 'something else', 'tls'],
        ['CERT_REVOKED', 'unsupported protocol', 'tls'],
        ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', '', 'tls-handshake'],
        ['ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR', '', 'tls-internal'],
        ['ERR_SSL_TLSV1_UNRECOGNIZED_NAME', '', 'tls-unrecognized'],
        ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', '', 'tls-client'],
        ['ERR_SSL_SSL/TLS_ALERT_DECODE_ERROR', '', 'tls-alert'],
        ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', '', 'tls-client'],
        ['ERR_SSL_TLSV1_ALERT_NO_SUCH_ALERT', '', 'tls'],
        ['ERR_SSL_OTHER_ALERT_DECODE_ERROR', '', 'tls'],
        ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA-X', '', 'tls'],
    ];
    for (const [code, message, name] of CODES) {
        it(`${code} ${message}: ${name}`, () => {
            const cause = tlsCause(failure(code, message), NAME);
            assert.ok(cause);
            assert.equal(nameOf(cause), name);
            assert.equal(cause.params.code, name === 'plain' ? undefined : code);
        });
    }
    for (const code of ['ECONNRESET', 'EPROTOTYPE', 'UNSPECIFIED_X', '', undefined]) {
        it(`${code ?? 'no code'}: none of TLS`, () => assert.equal(tlsCause(failure(code), NAME), undefined));
    }

    const BY_NAME: Readonly<Record<number, string>> = {
        40: 'tls-handshake',
        70: 'tls-version',
        80: 'tls-internal',
        86: 'tls-version',
        112: 'tls-unrecognized',
        ...Object.fromEntries([42, 43, 44, 45, 46, 48, 116].map((number) => [number, 'tls-client'])),
    };
    for (const number of [
        10, 40, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 70, 71, 80, 86, 90, 109, 110, 112, 116, 120, 255,
    ]) {
        it(`alert ${number}`, () => {
            const usual = BY_NAME[number] ?? 'tls-alert';
            const isAboutName = [40, 49, 80, 112].includes(number);
            const of = (peer: { host: string; isNamed: boolean }): string =>
                nameOf(tlsCause(alert(number), peer) as Reason);
            assert.equal(of(NAME), usual);
            assert.equal(of({ ...ADDRESS, isNamed: true }), usual);
            for (const host of ['10.0.0.5', 'fd00::5']) {
                assert.equal(of({ host, isNamed: false }), isAboutName ? 'tls-ip' : usual);
            }
        });
    }
    it('an alert is shown by its name, and by its number without one', () => {
        assert.deepEqual(tlsCause(alert(48), NAME)?.params, { code: 'EPROTO', alert: 'unknown ca' });
        assert.deepEqual(tlsCause(alert(255), NAME)?.params, { code: 'EPROTO', alert: '255' });
        assert.equal(alertOf(failure('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA')), 48);
        assert.equal(alertOf(failure('X_ERR_SSL_TLSV1_ALERT_UNKNOWN_CA')), undefined);
        assert.equal(alertOf(failure('ECONNRESET')), undefined);
    });

    it('a certificate for another host, where an address was entered, advises the name', () => {
        const error = failure('ERR_TLS_CERT_ALTNAME_INVALID');
        assert.equal(tlsCause(error, ADDRESS)?.detail, 'tls-host-ip');
        assert.equal(tlsCause(error, { ...ADDRESS, isNamed: true })?.detail, 'tls-host');
        assert.equal(errorCause(error, NUMBER).detail, 'tls-host-ip');
        assert.equal(errorCause(error, NUMBER_6).detail, 'tls-host-ip');
    });
});
