// The probe of a TLS port.

import assert from 'node:assert/strict';
import { getEventListeners, once } from 'node:events';
import type { Socket } from 'node:net';
import tls, { type ConnectionOptions, type TLSSocket } from 'node:tls';
import { probeTls, type TlsProbe } from '../../src/connection/tls-probe';
import { makeCertificate } from '../../src/simulator/self-signed-certificate';
import { leavesNothing } from '../support/leaks';
import { endServers, listen, listenTls } from '../support/servers';
import { within } from '../support/test-socket';
import { until } from '../support/wait';

/** Missing in the types of Node.js. */
type Named = Socket & { readonly servername?: string | false };

describe('the probe of a TLS port', () => {
    afterEach(endServers);
    leavesNothing();

    it('shows the client certificate to no server, because it verifies none', async () => {
        const server = makeCertificate({ names: ['127.0.0.1'] });
        const client = makeCertificate({ names: ['client'] });
        let shown: object | undefined;
        let closed: Promise<unknown> | undefined;
        const options = { ...server, requestCert: true, rejectUnauthorized: false, maxVersion: 'TLSv1.2' } as const;
        // Of this version, the server has verified the client before the client reads anything.
        const port = await listenTls(options, (socket) => {
            shown = (socket as TLSSocket).getPeerCertificate();
            closed = once(socket, 'close');
        });
        const { signal } = new AbortController();
        const probe = await probeTls(`wss://127.0.0.1:${port}/`, client, 60_000, signal, () => 'read');
        assert.deepEqual(probe, { isTls: true, seen: 'read' });
        assert.deepEqual(shown ?? {}, {});
        // Nothing is left of it.
        await closed;
        assert.equal(getEventListeners(signal, 'abort').length, 0);
    });

    const certificate = makeCertificate({ names: ['127.0.0.1', 'localhost'] });
    const { signal } = new AbortController();
    const probe = (url: string, tls: ConnectionOptions = {}, ms = 60_000): Promise<TlsProbe<unknown>> =>
        probeTls(url, tls, ms, signal, (socket) => socket.encrypted);

    it('finds TLS also where the handshake fails, and none at any other port', async () => {
        const port = await listenTls({ ...certificate, minVersion: 'TLSv1.3' });
        const url = `wss://127.0.0.1:${port}/`;
        assert.deepEqual(await probe(url), { isTls: true, seen: true });
        assert.deepEqual(await probe(url, { maxVersion: 'TLSv1.2' }), { isTls: true });
        const closing = await listen((socket) => socket.end());
        assert.deepEqual(await probe(`wss://127.0.0.1:${closing}/`), { isTls: false });
        const plain = await listen((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
        assert.deepEqual(await probe(`wss://127.0.0.1:${plain}/`), { isTls: false });
    });

    it('probes the usual port of the scheme where the address has none', async () => {
        const ports: unknown[] = [];
        const port = await listen((socket) => socket.end());
        const { connect } = tls;
        // Only an administrator may listen on the real ones.
        tls.connect = ((options: ConnectionOptions) => {
            ports.push(options.port);
            return connect({ ...options, port });
        }) as typeof tls.connect;
        try {
            for (const url of ['ws://127.0.0.1/', 'wss://127.0.0.1/', 'ws://127.0.0.1:8080/']) await probe(url);
        } finally {
            tls.connect = connect;
        }
        assert.deepEqual(ports, [80, 443, 8080]);
    });

    it('gives up after its time', async () => {
        const silent = await listen(() => {});
        assert.deepEqual(await probe(`wss://127.0.0.1:${silent}/`, {}, 20), { isTls: false });
    });

    it('finds none with settings that Node.js refuses', async () => {
        const settings = { minVersion: 'none' } as unknown as ConnectionOptions;
        assert.deepEqual(await probe('wss://127.0.0.1:1/', settings), { isTls: false });
    });

    it('sends the name of the host, the one of the settings before it, and no address', async () => {
        const names: (string | false | undefined)[] = [];
        // Of this version, the server is ready before the client.
        const port = await listenTls({ ...certificate, maxVersion: 'TLSv1.2' }, (socket) =>
            names.push((socket as Named).servername),
        );
        for (const [host, servername] of [['localhost'], ['localhost', 'hub.example'], ['127.0.0.1']]) {
            await probe(`wss://${host}:${port}/`, servername === undefined ? {} : { servername });
        }
        await until(() => names.length === 3, 'three connections');
        assert.deepEqual(names, ['localhost', 'hub.example', false]);
    });

    it('ends with its signal, before it begins and after', async () => {
        const silent = `wss://127.0.0.1:${await listen(() => {})}/`;
        for (const isEarly of [true, false]) {
            const controller = new AbortController();
            if (isEarly) controller.abort();
            const ended = probeTls(silent, {}, 60_000, controller.signal, () => 'read');
            controller.abort();
            assert.deepEqual(await within(ended, 'the end of the probe'), { isTls: false });
        }
    });
});
