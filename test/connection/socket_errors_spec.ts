// Which cause stands for which error of Node.js, OpenSSL and the WebSocket library, and which causes are lasting.

import assert from 'node:assert/strict';
import { type Reason, type ReasonCode, refuse } from '../../src/base/errors';
import { type Attempt, closeCause, errorCause, responseCause } from '../../src/connection/causes';
import { isLasting, type Retry, retryOf } from '../../src/connection/retry-policy';

const ATTEMPT: Attempt = { url: 'wss://hub.example/', isNamed: false, maxBytes: 1, stage: 'tls' };

describe('socket: names of errors', () => {
    const NAMES: readonly (readonly [code: string | undefined, message: string, expected: ReasonCode])[] = [
        ['EAI_AGAIN', '', 'lookup'],
        ['EAI_FAIL', '', 'lookup'],
        ['EHOSTUNREACH', '', 'unreachable'],
        ['ENETUNREACH', '', 'unreachable'],
        ['ETIMEDOUT', '', 'timeout'],
        ['EPIPE', '', 'reset'],
        ['EPROTO', 'ssl3_get_record:wrong version number', 'plain'],
        ['EPROTO', 'SSL routines::packet length too long', 'plain'],
        ['EPROTO', 'SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER', 'plain'],
        ['EPROTO', 'ssl3_read_bytes:sslv3 alert handshake failure', 'tls'],
        ['EPROTO', 'tls_process_server_hello:unsupported protocol', 'tls'],
        ['ERR_SSL_WRONG_VERSION_NUMBER', '', 'plain'],
        ['ERR_SSL_PACKET_LENGTH_TOO_LONG', '', 'plain'],
        ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', '', 'tls'],
        ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', '', 'tls'],
        ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', '', 'tls'],
        ['UNABLE_TO_GET_CRL', '', 'tls'],
        ['CRL_HAS_EXPIRED', '', 'tls'],
        ['CERT_REVOKED', '', 'tls'],
        ['HOSTNAME_MISMATCH', '', 'tls'],
        // Node.js uses it for every fault of a certificate without a code of its own.
        ['UNSPECIFIED', 'key usage does not include certificate signing', 'tls'],
        ['INVALID_PURPOSE', '', 'tls'],
        ['INVALID_CA', '', 'tls'],
        ['PATH_LENGTH_EXCEEDED', '', 'tls'],
        ['ERR_OSSL_BAD_DECRYPT', '', 'tls'],
        ['WS_ERR_INVALID_OPCODE', '', 'protocol'],
        ['HPE_INVALID_CONSTANT', '', 'protocol'],
        [undefined, 'Invalid Sec-WebSocket-Accept header', 'protocol'],
        ['EMFILE', '', 'network'],
        ['EACCES', '', 'network'],
    ];
    for (const [code, message, expected] of NAMES) {
        it(`${code ?? 'no code'} ${message}: ${expected}`, () => {
            const error = Object.assign(new Error(message), code === undefined ? {} : { code });
            assert.equal(errorCause(error, ATTEMPT).code, expected);
        });
    }

    it('an IPv6 address that is valid within one network only is named as such', () => {
        for (const code of ['EINVAL', 'EHOSTUNREACH', 'ENETUNREACH']) {
            const error = Object.assign(new Error(code), { code });
            const of = (url: string): string | undefined => {
                const { code, detail } = errorCause(error, { ...ATTEMPT, stage: 'port', url });
                return detail ?? code;
            };
            assert.equal(of('ws://[fe80::1]/'), 'unreachable-link-local');
            assert.equal(of('ws://[fe9f::1]:8080/'), 'unreachable-link-local');
            assert.equal(of('ws://[fec0::1]/'), code === 'EINVAL' ? 'network' : 'unreachable');
            assert.equal(of('ws://fe80.lan/'), code === 'EINVAL' ? 'network' : 'unreachable');
        }
    });

    it('of several addresses, one that needs an interface does not hide the cause of another', () => {
        const errors = ['EINVAL', 'ETIMEDOUT'].map((code) => Object.assign(new Error(code), { code }));
        const error = Object.assign(new AggregateError(errors), { code: 'EINVAL' });
        assert.equal(errorCause(error, { ...ATTEMPT, url: 'ws://hub.local/' }).code, 'timeout');
    });

    it('only a cause that settings can fix is lasting', () => {
        const lasting = ['login', 'tls', 'plain', 'tls-wanted'];
        for (const code of [
            'lookup',
            'refused',
            'timeout',
            'status',
            'reset',
            'dropped',
            'closed',
            ...lasting,
        ] as const) {
            assert.equal(isLasting({ code: code as ReasonCode, params: {} }), lasting.includes(code), code);
        }
        assert.equal(isLasting(refuse('recording-unreadable').reason), true);
        // A path that is not there, against a hub behind a proxy that is only down.
        assert.equal(isLasting({ code: 'status', params: { status: 404 } }), true);
        assert.equal(isLasting({ code: 'status', params: { status: 403 } }), true);
        assert.equal(isLasting({ code: 'status', params: { status: 502 } }), false);
        // Which hosts a proxy forwards to may change at any time.
        for (const status of [403, 404]) assert.equal(isLasting({ code: 'proxy-status', params: { status } }), false);
    });
});

describe('socket: when to connect again', () => {
    const NOW = Date.parse('Sun, 29 Nov 2026 20:00:00 GMT');
    const asks = (seconds: number): Retry => ({ kind: 'after', ms: seconds * 1000 });
    const busy = (header: string | undefined, status = 503): (() => Reason) => {
        return () => responseCause({ status, headers: { 'retry-after': header } }, ATTEMPT, NOW);
    };
    const ended = (...[code, params]: Parameters<typeof refuse>): (() => Reason) => {
        return () => refuse(code, params).reason;
    };
    const ROWS: readonly (readonly [name: string, cause: () => Reason, expected: Retry])[] = [
        ['nothing listens', ended('refused'), { kind: 'backoff' }],
        ['a login', busy(undefined, 401), { kind: 'ceiling' }],
        ['a login, and Retry-After', busy('5', 401), { kind: 'ceiling' }],
        ['404', busy(undefined, 404), { kind: 'ceiling' }],
        ['a certificate of tomorrow', ended('tls', { code: 'CERT_NOT_YET_VALID' }), { kind: 'backoff' }],
        ['a certificate of yesterday', ended('tls', { code: 'CERT_HAS_EXPIRED' }), { kind: 'ceiling' }],
        ['503', busy(undefined), { kind: 'backoff' }],
        ['503, seconds', busy('120'), asks(120)],
        ['429, seconds', busy('7', 429), asks(7)],
        ['503, more than ten minutes', busy('86400'), asks(600)],
        ['503, more seconds than a number can represent', busy('9'.repeat(20)), asks(600)],
        ['503, no seconds', busy('0'), { kind: 'backoff' }],
        ['503, a date', busy('Sun, 29 Nov 2026 20:01:30 GMT'), asks(90)],
        ['503, a date of tomorrow', busy('Mon, 30 Nov 2026 20:00:00 GMT'), asks(600)],
        ['503, a date of the past', busy('Sun, 29 Nov 2026 19:59:59 GMT'), { kind: 'backoff' }],
        ['503, a negative number', busy('-5'), { kind: 'backoff' }],
        ['503, half a second', busy('0.5'), { kind: 'backoff' }],
        ['503, no date', busy('tomorrow GMT'), { kind: 'backoff' }],
        ['400, seconds', busy('5', 400), { kind: 'backoff' }],
        ['a restart', () => closeCause(1012, ''), { kind: 'between', leastMs: 5_000, mostMs: 30_000 }],
        ['an overload', () => closeCause(1013, ''), { kind: 'ceiling' }],
        ['a close', () => closeCause(1000, ''), { kind: 'backoff' }],
        // The same code means this in no other cause.
        ['1012, and no close', ended('network', { code: 1012 }), { kind: 'backoff' }],
        ['1013, and no close', ended('network', { code: 1013 }), { kind: 'backoff' }],
        [
            'a login, with the code of a certificate',
            ended('login', { code: 'CERT_NOT_YET_VALID' }),
            { kind: 'ceiling' },
        ],
    ];
    for (const [name, cause, expected] of ROWS) {
        it(`${name}: ${expected.kind}`, () => assert.deepEqual(retryOf(cause()), expected));
    }
});
