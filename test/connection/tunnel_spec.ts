// Which name a certificate is checked for behind a proxy. The way through real proxies is in proxy_spec.ts.

import assert from 'node:assert/strict';
import type { PeerCertificate, ConnectionOptions as TlsOptions } from 'node:tls';
import { Tunnel } from '../../src/connection/tunnel';

describe('tunnel: the TLS settings of a hub', () => {
    const CA = { ca: 'CA' };

    it('of a name are those of the name', () => {
        assert.deepEqual(Tunnel.tls('wss://hub.example:8443/', CA), { ...CA, servername: 'hub.example' });
        assert.deepEqual(Tunnel.tls('wss://hub.example/'), { servername: 'hub.example' });
        const empty = { ...CA, servername: '' };
        assert.deepEqual(Tunnel.tls('wss://hub.example/', empty), { ...CA, servername: 'hub.example' });
    });

    it('keep the name that they have', () => {
        for (const url of ['wss://hub.example/', 'wss://10.0.0.5/']) {
            const tls = { ...CA, servername: 'other.example' };
            assert.deepEqual(Tunnel.tls(url, tls), tls);
        }
    });

    for (const [url, right, wrong] of [
        ['wss://10.0.0.5/', '10.0.0.5', '10.0.0.6'],
        ['wss://[fd00::5]:8443/', 'FD00:0:0:0:0:0:0:5', 'FD00:0:0:0:0:0:0:6'],
    ] as const) {
        it(`of ${url} send no name, and its certificate has to name the address`, () => {
            const { checkServerIdentity, ...others } = Tunnel.tls(url, CA);
            assert.deepEqual(others, { ...CA, servername: '' });
            const check = (address: string): Error | undefined =>
                checkServerIdentity?.('', {
                    subject: { CN: 'hub.example' },
                    subjectaltname: `IP Address:${address}`,
                } as PeerCertificate);
            assert.equal(check(right), undefined);
            assert.match(check(wrong)?.message ?? '', /does not match/);
        });
    }

    it('may have a check of their own', () => {
        const own: TlsOptions = { checkServerIdentity: () => undefined };
        assert.equal(Tunnel.tls('wss://10.0.0.5/', own).checkServerIdentity, own.checkServerIdentity);
    });
});
