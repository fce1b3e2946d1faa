// Which cause stands for which error of Node.js, OpenSSL and the WebSocket library, and which causes are lasting.

import assert from 'node:assert/strict';
import type { ReasonCode } from '../src/errors';
import { errorCause, isLasting } from '../src/socket';

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
        // Node.js says so of every fault of a certificate that it has no name for.
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
            assert.equal(errorCause(error, 1).code, expected);
        });
    }

    it('only what settings can cure is lasting', () => {
        const lasting = ['login', 'tls', 'plain'];
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
        // A path that is not there, against a hub behind a proxy that is only down.
        assert.equal(isLasting({ code: 'status', params: { status: 404 } }), true);
        assert.equal(isLasting({ code: 'status', params: { status: 502 } }), false);
    });
});
