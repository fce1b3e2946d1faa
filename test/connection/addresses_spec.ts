// Names with several addresses: which are tried, and for how long.

import assert from 'node:assert/strict';
import { Addresses } from '../../src/connection/addresses';
import { openWebSocket } from '../../src/connection/socket';
import { leavesNothing } from '../support/leaks';
import { forgetNames, resolve } from '../support/names';
import { endSlowHosts, HAS_SLOW_HOSTS, startSlowHost } from '../support/slow-hosts';
import { endTestSockets, TestSocket } from '../support/test-socket';

describe('the addresses of a host name', () => {
    afterEach(async () => {
        forgetNames();
        await endTestSockets();
        await endSlowHosts();
    });
    leavesNothing();

    it('share the connection timeout, whatever their number', async () => {
        const addresses = new Addresses(10_000);
        assert.equal(addresses.attemptMs, 2_500);
        for (const count of [1, 2, 9]) {
            resolve(
                'hub.test',
                Array.from({ length: count }, (_, index) => `127.0.0.${index + 1}`),
            );
            await look(addresses);
            assert.equal(addresses.attemptMs, Math.floor(10_000 / (count + 1)));
        }
        assert.equal(new Addresses(600).attemptMs, 250, 'not less than Node.js gives');
    });

    it('are tried in the order of the look-up, after the one that responded last', async () => {
        const addresses = new Addresses(10_000);
        resolve('hub.test', ['127.0.0.1', '127.0.0.2', '127.0.0.3']);
        assert.deepEqual(await look(addresses), ['127.0.0.1', '127.0.0.2', '127.0.0.3']);
        addresses.responded('127.0.0.3');
        assert.deepEqual(await look(addresses), ['127.0.0.3', '127.0.0.1', '127.0.0.2']);
        addresses.responded('127.0.0.9');
        assert.deepEqual(await look(addresses), ['127.0.0.1', '127.0.0.2', '127.0.0.3']);
    });

    it('one address, with a Node.js that tries only one, is reported and given on as it is', async () => {
        const addresses = new Addresses(10_000);
        const found: string[][] = [];
        const given = await new Promise((done) =>
            addresses.lookup((list) => found.push([...list]))('127.0.0.1', { family: 4 }, (...all) => done(all)),
        );
        assert.deepEqual(found, [['127.0.0.1']]);
        assert.deepEqual(given, [null, '127.0.0.1', 4]);
    });

    it('a failed look-up is reported', async () => {
        const addresses = new Addresses(10_000);
        await assert.rejects(look(addresses, 'no.invalid'), /ENOTFOUND|EAI_AGAIN/);
    });

    describe('over a slow line', () => {
        before(function () {
            if (!HAS_SLOW_HOSTS) this.skip();
        });

        const open = (url: string, addresses: Addresses, log: string[]): Promise<void> =>
            new Promise((opened, failed) => {
                const trace = {
                    found: (list: readonly string[]) => log.push(`found ${list}`),
                    connected: (address: string, silent: readonly string[]) =>
                        log.push(`connected ${address} after ${silent}`),
                    secured: () => {},
                    failed: (code: string) => log.push(`failed ${code}`),
                };
                const socket = openWebSocket(
                    { url, maxBytes: 1000, addresses },
                    {
                        opened: () => socket.close(),
                        message: () => undefined,
                        closed: ({ code }) => (code === 'closed' ? opened() : failed(new Error(code))),
                        trace,
                    },
                );
            });

        it('an address that responds after a second is not given up for the next', async () => {
            const { port, go } = await startSlowHost('127.0.0.2');
            await startSlowHost('127.0.0.3', port);
            resolve('hub.test', ['127.0.0.2', '127.0.0.3']);
            const log: string[] = [];
            setTimeout(go, 200);
            await open(`ws://hub.test:${port}/`, new Addresses(8_000), log);
            assert.deepEqual(log, ['found 127.0.0.2,127.0.0.3', 'connected 127.0.0.2 after ']);
        });

        it('after one that does not respond the next is tried, and is the first one from then on', async () => {
            const { port } = await startSlowHost('127.0.0.2');
            const { go } = await startSlowHost('127.0.0.3', port);
            go();
            resolve('hub.test', ['127.0.0.2', '127.0.0.3']);
            const addresses = new Addresses(2_000);
            const log: string[] = [];
            await open(`ws://hub.test:${port}/`, addresses, log);
            await open(`ws://hub.test:${port}/`, addresses, log);
            assert.deepEqual(log, [
                'found 127.0.0.2,127.0.0.3',
                'connected 127.0.0.3 after 127.0.0.2',
                'found 127.0.0.3,127.0.0.2',
                'connected 127.0.0.3 after ',
            ]);
        });

        it('a proxy with two addresses is reached, too', async () => {
            const { port, go } = await startSlowHost('127.0.0.2');
            await startSlowHost('127.0.0.3', port);
            resolve('proxy.test', ['127.0.0.2', '127.0.0.3']);
            setTimeout(go, 200);
            const { code, params } = await new TestSocket({
                url: 'ws://127.0.0.1:1/',
                proxy: `http://proxy.test:${port}`,
                addresses: new Addresses(8_000),
            }).end(4_000);
            assert.deepEqual([code, params.status], ['proxy-status', 502]);
        });
    });
});

function look(addresses: Addresses, host = 'hub.test'): Promise<readonly string[]> {
    return new Promise((resolve, reject) => {
        let found: readonly string[] = [];
        addresses.lookup((list) => {
            found = list;
        })(host, { all: true }, (error) => (error ? reject(error) : resolve(found)));
    });
}
