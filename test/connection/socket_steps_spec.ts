// The steps of connecting: how each is reported to the connection check, directly and through a proxy, and how the last one
// decides about the cause of a failure.

import assert from 'node:assert/strict';
import type { Socket as NetSocket } from 'node:net';
import type { Reason } from '../../src/base/errors';
import { Addresses } from '../../src/connection/addresses';
import { openWebSocket } from '../../src/connection/socket';
import { makeCertificate } from '../../src/simulator/self-signed-certificate';
import type { Target } from '../support/causes';
import { endHubs, startSilentHub } from '../support/hub';
import { leavesNothing } from '../support/leaks';
import { forgetNames, resolve } from '../support/names';
import { endProxies, startProxy } from '../support/proxy';
import { afterRequest, endServers, listen, listenTls, serverFrame, upgradeResponse } from '../support/servers';
import { HAS_SLOW_HOSTS } from '../support/slow-hosts';
import { endTestSockets, TestSocket, within } from '../support/test-socket';

const certificate = makeCertificate({ names: ['127.0.0.1', 'hub.test'] });
const elsewhere = makeCertificate({ names: ['hub.example'] });
const tls = { ca: certificate.cert };

/** The address of a hub with a name in place of its number. */
const named = (url: string): string => url.replace('127.0.0.1', 'hub.test');

interface Steps {
    readonly log: string[];
    readonly cause: Reason;
}

/** Connects, closes once open, and gives each step and the cause of the end. */
function connect(target: Target): Promise<Steps> {
    const log: string[] = [];
    const ended = new Promise<Steps>((done) => {
        const socket = openWebSocket(
            { maxBytes: 1000, ...target },
            {
                opened: () => {
                    log.push('opened');
                    socket.close();
                },
                message: () => undefined,
                closed: (cause) => done({ log, cause }),
                trace: {
                    found: (addresses) => log.push(`found ${addresses}`),
                    connected: (address, silent) => log.push(`connected to "${address}" after "${silent}"`),
                    secured: ({ encrypted }) => log.push(`secured ${encrypted}`),
                    failed: (code) => log.push(`failed ${code}`),
                },
            },
        );
    });
    return within(ended, 'the end of the socket');
}

describe('socket: the steps of connecting', () => {
    afterEach(forgetNames);
    leavesNothing(endTestSockets, endProxies, endServers, endHubs);

    it('ws: the addresses of the name, the one that responds, the WebSocket', async () => {
        const { url } = await startSilentHub();
        resolve('hub.test', ['127.0.0.1']);
        const { log } = await connect({ url: named(url) });
        assert.deepEqual(log, ['found 127.0.0.1', 'connected to "127.0.0.1" after ""', 'opened']);
    });

    it('wss: also the TLS handshake', async () => {
        const { url } = await startSilentHub({ tls: certificate });
        const { log } = await connect({ url, tls });
        assert.deepEqual(log, ['connected to "127.0.0.1" after ""', 'secured true', 'opened']);
    });

    it('an address that refuses is named with the one that responds', async function () {
        if (!HAS_SLOW_HOSTS) this.skip();
        const { url } = await startSilentHub();
        resolve('hub.test', ['127.0.0.2', '127.0.0.1']);
        const { log } = await connect({ url: named(url) });
        assert.deepEqual(log.slice(1), ['connected to "127.0.0.1" after "127.0.0.2"', 'opened']);
    });

    for (const scheme of ['ws', 'wss'] as const) {
        it(`${scheme}, through a proxy: nothing of its addresses, and connected once it has reached the hub`, async () => {
            const { url } = await startSilentHub(scheme === 'wss' ? { tls: certificate } : {});
            const proxy = await startProxy();
            resolve('proxy.test', ['127.0.0.1']);
            const responded: string[] = [];
            const addresses = new Addresses(10_000);
            addresses.responded = (address) => responded.push(address);
            const { log } = await connect({
                url: named(url),
                tls,
                proxy: `http://proxy.test:${proxy.port}/`,
                addresses,
            });
            const secured = scheme === 'wss' ? ['secured true'] : [];
            assert.deepEqual(log, ['connected to "" after ""', ...secured, 'opened']);
            assert.deepEqual(responded, []);
        });
    }

    it('a proxy that refuses has not connected', async () => {
        const { port } = await startProxy({ refuse: 502 });
        const { log } = await connect({ url: 'ws://hub.test:1/', proxy: `http://127.0.0.1:${port}/` });
        assert.deepEqual(
            log.filter((step) => !step.startsWith('failed')),
            [],
        );
    });

    it('nothing counts as received before the handshake', async () => {
        const { url } = await startSilentHub();
        assert.equal(new TestSocket({ url }).socket.bytesReceived, 0);
    });
});

describe('socket: the step at which it ended', () => {
    leavesNothing(endTestSockets, endProxies, endServers, endHubs);

    const onRequest = (socket: NetSocket): void => afterRequest(socket, () => socket.destroy());
    const onData = (socket: NetSocket): void => void socket.once('data', () => socket.destroy());

    type Row = readonly [name: string, scheme: 'ws' | 'wss', hub: () => Promise<number>, detail: string];
    const ROWS: readonly Row[] = [
        ['the request', 'ws', () => listen(onRequest), 'reset-upgrade'],
        ['the TLS handshake', 'wss', () => listen(onData), 'reset-tls'],
        ['the request', 'wss', () => listenTls(certificate, onData), 'reset-upgrade'],
    ];
    for (const [name, scheme, hub, detail] of ROWS) {
        for (const way of ['directly', 'through a proxy']) {
            it(`${scheme}, ${way}: a hub that disconnects upon ${name}: ${detail}`, async () => {
                const port = await hub();
                const proxy = way === 'directly' ? undefined : `http://127.0.0.1:${(await startProxy()).port}/`;
                const { cause } = await connect({ url: `${scheme}://127.0.0.1:${port}/`, tls, proxy });
                assert.deepEqual(cause, { code: 'reset', detail, params: {} });
            });
        }
    }

    it('behind a proxy, a port that may want TLS is not probed past the proxy', async () => {
        let connections = 0;
        const port = await listen((socket) => {
            connections++;
            onRequest(socket);
        });
        const proxy = await startProxy();
        await connect({ url: `ws://127.0.0.1:${port}/`, proxy: `http://127.0.0.1:${proxy.port}/` });
        assert.equal(connections, 1);
        assert.equal(proxy.asked.length, 1);
    });

    it('an open WebSocket: what is no WebSocket came later, and the socket ends without the close frame of the hub', async () => {
        const port = await listen((socket) =>
            afterRequest(socket, (head) => {
                socket.write(Buffer.concat([Buffer.from(upgradeResponse(head)), serverFrame(3, '')]));
                // One that does not read does not notice our end.
                socket.pause();
            }),
        );
        let turns = 0;
        const cause = await new Promise<Reason>((closed) => {
            const count = (): void => {
                turns++;
                counting = setImmediate(count);
            };
            let counting: NodeJS.Immediate | undefined;
            openWebSocket(
                { url: `ws://127.0.0.1:${port}/`, maxBytes: 1000 },
                {
                    opened: () => {},
                    message: () => undefined,
                    closed: (reason) => {
                        clearImmediate(counting);
                        closed(reason);
                    },
                    trace: { found: () => {}, connected: () => {}, secured: () => {}, failed: count },
                },
            );
        });
        assert.deepEqual(cause, { code: 'protocol', detail: 'protocol-later', params: {} });
        assert.ok(turns < 100, `${turns} turns of the event loop`);
    });
});

describe('socket: a certificate for another host', () => {
    leavesNothing(endTestSockets, endServers);

    for (const [name, servername, detail] of [
        ['an address alone', undefined, 'tls-host-ip'],
        ['an address with an empty server name', '', 'tls-host-ip'],
        ['an address with a server name', 'other.example', 'tls-host'],
    ] as const) {
        it(`${name}: ${detail}`, async () => {
            const url = `wss://127.0.0.1:${await listenTls(elsewhere)}/`;
            const settings = { ca: elsewhere.cert, ...(servername === undefined ? {} : { servername }) };
            assert.equal((await new TestSocket({ url, tls: settings }).end()).detail, detail);
        });
    }
});
