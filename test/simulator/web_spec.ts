// The web server in front of the bridge, with a plain `ws` client: handshake, messages, limits,
// keep-alive (clown-talk, sections 2 and 3).

import assert from 'node:assert/strict';
import { connect as connectTcp } from 'node:net';
import type { ClientOptions } from 'ws';
import { makeCertificate } from '../../src/simulator/self-signed-certificate';
import { connect, RawClient, refusal } from '../support/client';
import { endHubs, startHub, startSilentHub } from '../support/hub';
import { LIST, RELAY_ON, START } from '../support/lines';
import { firstValue, next, until } from '../support/wait';

const MIB = 1024 * 1024;

/** A login as a header, as a URL with credentials would send it. */
function withLogin(login: string | undefined): ClientOptions {
    if (login === undefined) return {};
    return { headers: { Authorization: `Basic ${Buffer.from(login).toString('base64')}` } };
}

describe('simulator: web server', () => {
    afterEach(endHubs);

    describe('handshake', () => {
        const PATHS: readonly (readonly [name: string, path: string, passes: boolean])[] = [
            ['its own path', '/auth/clown-talk-server_nodes_bridge_0', true],
            ['a longer path', '/auth/clown-talk-server_nodes_bridge_0/more', true],
            ['another case', '/AUTH/Clown-Talk-Server_Nodes_Bridge_0', true],
            ['a query', '/auth/clown-talk-server_nodes_bridge_0?x=1', true],
            ['another bridge', '/auth/clown-talk-server_nodes_bridge_1', false],
            ['a shorter path', '/auth', false],
            ['the root', '/', false],
        ];
        for (const [name, path, passes] of PATHS) {
            it(`${name}: ${passes ? 'upgrade' : '404'}`, async () => {
                const hub = await startSilentHub();
                const url = `ws://127.0.0.1:${hub.port}${path}`;
                if (passes) await connect(url);
                else assert.equal((await refusal(url)).status, 404);
            });
        }

        const LOGINS: readonly (readonly [name: string, login: string | undefined, passes: boolean])[] = [
            ['right', 'clown:big:clown', true],
            ['wrong password', 'clown:bigclown', false],
            ['wrong user', 'Clown:big:clown', false],
            ['none', undefined, false],
        ];
        for (const [name, login, passes] of LOGINS) {
            it(`login ${name}: ${passes ? 'upgrade' : '401 with a challenge'}`, async () => {
                const hub = await startSilentHub({ user: 'clown', password: 'big:clown' });
                const options = withLogin(login);
                if (passes) await connect(hub.url, options);
                else {
                    assert.deepEqual(await refusal(hub.url, options), {
                        status: 401,
                        header: 'Basic realm="Restricted"',
                    });
                }
                assert.ok(!hub.url.includes('clown:'), 'the address names no login');
            });
        }

        it('any origin passes, compression is not negotiated', async () => {
            const hub = await startSilentHub();
            const client = await connect(hub.url, { origin: 'https://elsewhere.example', perMessageDeflate: true });
            assert.equal(client.socket.extensions, '');
        });

        it('a client that asks for a subprotocol fails its own check', async () => {
            const hub = await startSilentHub();
            const client = new RawClient(hub.url, {}, ['clown']);
            const [error] = await next(client.socket, 'error');
            assert.match(String(error), /no subprotocol/);
        });

        it('ordinary requests get a status and harm nothing', async () => {
            const hub = await startSilentHub({ user: 'clown' });
            assert.equal((await fetch(`http://127.0.0.1:${hub.port}/`)).status, 404);
            assert.equal((await fetch(hub.url.replace('ws', 'http'))).status, 401);
        });

        it('a peer that does not use HTTP, TLS for instance, gets a 400, is dropped, and harms nothing', async () => {
            const hub = await startSilentHub();
            let response = '';
            const socket = connectTcp(hub.port, '127.0.0.1', () => socket.write('\x16\x03\x01 garbage\r\n\r\n'));
            socket.on('data', (data) => {
                response += data;
            });
            await next(socket, 'close');
            assert.match(response, /^HTTP\/1\.1 400 /);
            await connect(hub.url);
        });

        it('uses wss with a certificate, and survives a client that does not trust it', async () => {
            const tls = makeCertificate({ names: ['localhost', '127.0.0.1'] });
            const hub = await startSilentHub({ tls });
            assert.match(hub.url, /^wss:/);
            const distrustful = new RawClient(hub.url);
            const [error] = await next(distrustful.socket, 'error');
            assert.match(String(error), /self-signed/);
            const client = await connect(hub.url, { ca: tls.cert });
            client.send(START);
            await client.receive('clown.talk/-/config/ok');
        });
    });

    describe('messages', () => {
        it("each line is a frame, a newline of one's own is harmless, blank lines are skipped", async () => {
            const hub = await startSilentHub();
            const client = await connect(hub.url);
            client.send(`${START}\n`);
            client.send('["led/-/set", {"state": "on"}]', '', '["led/-/get", {}]\r', '');
            await client.receive('led/-');
            await client.receive('led/-');
            assert.equal(hub.received.length, 3);
        });

        it('text and binary are alike', async () => {
            const hub = await startSilentHub();
            const client = await connect(hub.url);
            client.socket.send(Buffer.from(START));
            client.socket.send(Buffer.from(RELAY_ON));
            assert.equal(await client.receive('relay'), '["relay/i2c0-3b", {"state": true}]');
            assert.equal(hub.relay('relay/i2c0-3b'), true);
            assert.equal(client.binary, 0);
        });

        it('10 MiB pass, one byte more ends the connection', async () => {
            const hub = await startSilentHub();
            const client = await connect(hub.url);
            client.send(START);
            client.send(`${LIST}\n`.padEnd(10 * MIB, ' '));
            await client.receive('-/-/config/list/ok');
            client.send(' '.repeat(10 * MIB + 1));
            assert.ok([1006, 1009].includes((await client.end(5000)).code));
        });

        it('output lines are trimmed, one message each, and a blank line is an empty message', async () => {
            const hub = await startSilentHub();
            const client = await connect(hub.url);
            client.send(START);
            await client.receive('config/ok');
            hub.print('  one \n\n\ttwo\r');
            await client.receive('two');
            assert.deepEqual(client.messages.slice(1), ['one', '', 'two']);
        });

        it('a line of 65 535 bytes passes, one of 65 536 ends the connection with 1001', async () => {
            const hub = await startSilentHub();
            const client = await connect(hub.url);
            client.send(START);
            await client.receive('config/ok');
            hub.print('x'.repeat(65_535));
            await client.receive('xxx');
            hub.print('x'.repeat(65_536));
            assert.deepEqual(await client.end(), { code: 1001, reason: 'bufio.Scanner: token too long' });
        });

        it('send goes to everyone as it is, started or not, binary and broken text included', async () => {
            const hub = await startSilentHub();
            const client = await connect(hub.url);
            hub.send('one\ntwo\n');
            await client.receive('two');
            hub.send(Buffer.from([1, 2]));
            await until(() => client.binary === 1, 'the binary message');
            hub.send(Buffer.from([0xff, 0xfe]), false);
            assert.ok([1006, 1007].includes((await client.end()).code));
        });
    });

    describe('keep-alive', () => {
        it('pings, and a client that responds stays', async () => {
            const hub = await startSilentHub({ pingSeconds: 0.02, pongSeconds: 0.4 });
            const client = await connect(hub.url);
            for (let count = 0; count < 25; count += 1) await next(client.socket, 'ping');
            assert.equal(hub.clients, 1);
        });

        it('a client that does not respond is dropped with 1006, whatever else it sends', async () => {
            const hub = await startSilentHub({ pingSeconds: 0.05 });
            const client = await connect(hub.url, { autoPong: false });
            client.send(START);
            const chatter = setInterval(() => client.send(LIST), 10);
            const { code } = await client.end().finally(() => clearInterval(chatter));
            assert.equal(code, 1006);
        });

        it("responds to a client's ping", async () => {
            const hub = await startSilentHub();
            const client = await connect(hub.url);
            const pong = next(client.socket, 'pong');
            client.socket.ping('hello');
            assert.equal(String((await pong)[0]), 'hello');
        });

        it('a close is echoed', async () => {
            const hub = await startSilentHub();
            const client = await connect(hub.url);
            const left = firstValue<{ code: number }>(
                (listener) => hub.on('disconnect', listener),
                'the disconnection',
            );
            client.socket.close(4001, 'enough');
            assert.equal((await client.end()).code, 4001);
            assert.equal((await left).code, 4001);
            assert.equal(hub.clients, 0);
        });
    });

    it('listens on the given address, and reports it', async () => {
        const hub = await startHub({ path: '/elsewhere' });
        assert.equal(hub.url, `ws://127.0.0.1:${hub.port}/elsewhere`);
        assert.equal(hub.host, '127.0.0.1');
        await connect(hub.url);
    });
});
