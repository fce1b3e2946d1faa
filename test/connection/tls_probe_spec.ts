// The probe of a TLS port.

import assert from 'node:assert/strict';
import { getEventListeners, once } from 'node:events';
import type { TLSSocket } from 'node:tls';
import { probeTls } from '../../src/connection/tls-probe';
import { makeCertificate } from '../../src/simulator/self-signed-certificate';
import { leavesNothing } from '../support/leaks';
import { endServers, listenTls } from '../support/servers';

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
});
