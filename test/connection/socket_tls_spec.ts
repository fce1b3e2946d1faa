// TLS: which certificates a socket accepts, and the causes for the others.

import assert from 'node:assert/strict';
import type { SocketOptions } from '../../src/connection/socket';
import { makeCertificate } from '../../src/simulator/self-signed-certificate';
import { answers, type Cause, itEnds, plain, type Target } from '../support/causes';
import { endHubs, startSilentHub } from '../support/hub';
import { leavesNothing } from '../support/leaks';
import { endServers, listenTls } from '../support/servers';
import { endTestSockets, TestSocket } from '../support/test-socket';

const HOUR_MS = 3_600_000;
const good = makeCertificate({ names: ['127.0.0.1', 'localhost'] });
const expired = makeCertificate({
    names: ['127.0.0.1'],
    notBefore: Date.now() - 48 * HOUR_MS,
    notAfter: Date.now() - HOUR_MS,
});
const early = makeCertificate({ names: ['127.0.0.1'], notBefore: Date.now() + HOUR_MS });
const elsewhere = makeCertificate({ names: ['hub.example'] });

async function secure(cert: { key: string; cert: string }, tls: SocketOptions['tls'] = {}): Promise<Target> {
    return { url: `wss://127.0.0.1:${await listenTls(cert)}/`, tls };
}

const CAUSES: readonly Cause[] = [
    [
        'wss to a plain port that answers with HTTP',
        async () => {
            const { url } = await plain((socket) =>
                socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
            );
            return { url: url.replace('ws:', 'wss:') };
        },
        'plain',
    ],
    [
        'wss to a plain port that sends data first',
        async () => {
            const { url } = await plain((socket) => socket.write('220 mail.example ESMTP\r\n'));
            return { url: url.replace('ws:', 'wss:') };
        },
        'plain',
    ],
    ['ws to a TLS port that answers with an alert', answers('\x15\x03\x01\x00\x02\x02\x16'), 'tls-wanted'],
    ['ws to a TLS port', async () => ({ url: `ws://127.0.0.1:${await listenTls(good)}/` }), 'tls-wanted'],
    ['self-signed certificate', () => secure(good), 'tls', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }],
    ['expired certificate', () => secure(expired, { ca: expired.cert }), 'tls', { code: 'CERT_HAS_EXPIRED' }],
    ['certificate of tomorrow', () => secure(early, { ca: early.cert }), 'tls', { code: 'CERT_NOT_YET_VALID' }],
    [
        'certificate for another name',
        () => secure(elsewhere, { ca: elsewhere.cert }),
        'tls',
        { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    ],
    [
        'a TLS version of its own',
        async () => ({
            url: `wss://127.0.0.1:${await listenTls({ ...good, minVersion: 'TLSv1.3' })}/`,
            tls: { maxVersion: 'TLSv1.2' },
        }),
        'tls',
    ],
    [
        'a client certificate that we lack',
        async () => ({
            url: `wss://127.0.0.1:${await listenTls({ ...good, requestCert: true })}/`,
            tls: { ca: good.cert },
        }),
        'tls',
    ],
    [
        'a client certificate that we lack, TLS 1.2',
        async () => ({
            url: `wss://127.0.0.1:${await listenTls({ ...good, requestCert: true })}/`,
            tls: { ca: good.cert, maxVersion: 'TLSv1.2' },
        }),
        'tls',
    ],
    [
        'a client certificate of our own that is none',
        () => secure(good, { cert: 'none', key: 'none' }),
        'tls',
        { code: 'ERR_OSSL_PEM_NO_START_LINE' },
    ],
    [
        'a client certificate with the key of another',
        () => secure(good, { cert: good.cert, key: expired.key }),
        'tls',
        { code: 'ERR_OSSL_X509_KEY_VALUES_MISMATCH' },
    ],
];

describe('socket: TLS', () => {
    leavesNothing(endTestSockets, endServers, endHubs);

    for (const cause of CAUSES) itEnds(cause);

    it('an unusable client certificate has its own cause', async () => {
        const { detail } = await new TestSocket(await secure(good, { cert: 'none', key: 'none' })).end();
        assert.equal(detail, 'tls-own');
    });

    it('ends at once during the TLS probe of the port', async () => {
        let looked: () => void = () => {};
        const looking = new Promise<void>((resolve) => {
            looked = resolve;
        });
        // Closes upon the request, and leaves the hello of TLS without an answer.
        const target = await plain((socket) =>
            socket.once('data', (data) => (data[0] === 0x16 ? looked() : socket.destroy())),
        );
        const testSocket = new TestSocket(target);
        await looking;
        const since = performance.now();
        testSocket.socket.terminate();
        assert.equal((await testSocket.end(800)).code, 'reset');
        assert.ok(performance.now() - since < 800);
    });

    it('connects to a hub with a known certificate', async () => {
        const { url } = await startSilentHub({ tls: good });
        await new TestSocket({ url, tls: { ca: good.cert } }).open();
    });

    it('connects to a hub whose certificate is not verified', async () => {
        const { url } = await startSilentHub({ tls: expired });
        await new TestSocket({ url, tls: { rejectUnauthorized: false } }).open();
    });
});
