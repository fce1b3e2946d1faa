// What the web server of a hub sends to a client that it refuses, byte by byte (clown-talk, section 2).

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import type { Simulator } from '../../src/simulator';
import { connect } from '../support/client';
import { endHubs, startSilentHub } from '../support/hub';

const PATH = '/auth/clown-talk-server_nodes_bridge_0';
const UPGRADE = [
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${'A'.repeat(22)}==`,
];
const basic = (login: string): string => `Basic ${Buffer.from(login).toString('base64')}`;

/** All that the hub sends to a request, until it ends the connection. */
async function responseTo({ port }: Simulator, path: string, ...headers: readonly string[]): Promise<string> {
    let response = '';
    const socket = connectTcp(port, '127.0.0.1', () => {
        socket.write([`GET ${path} HTTP/1.1`, 'Host: hub', ...headers, '', ''].join('\r\n'));
    });
    socket.on('data', (data) => {
        response += data;
    });
    await once(socket, 'close');
    return response;
}

describe('simulator: refusals of the web server', () => {
    afterEach(endHubs);

    it('404 for another path, and the end', async () => {
        const hub = await startSilentHub();
        const expected = 'HTTP/1.1 404 Not Found\r\nContent-Length: 14\r\nConnection: close\r\n\r\n404 Not Found\n';
        assert.equal(await responseTo(hub, '/', ...UPGRADE), expected);
    });

    it('401 with a challenge without the login, and the end', async () => {
        const hub = await startSilentHub({ user: 'clown', password: 'bigclown' });
        const head = 'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm="Restricted"\r\n';
        const expected = `${head}Content-Length: 17\r\nConnection: close\r\n\r\n401 Unauthorized\n`;
        assert.equal(await responseTo(hub, PATH, ...UPGRADE), expected);
    });

    it('a status without a name as one, and the end', async () => {
        const hub = await startSilentHub({ fault: { kind: 'refuse', status: 599 } });
        const expected = 'HTTP/1.1 599 Refused\r\nContent-Length: 12\r\nConnection: close\r\n\r\n599 Refused\n';
        assert.equal(await responseTo(hub, PATH, ...UPGRADE), expected);
    });

    it('another path before a missing login', async () => {
        const hub = await startSilentHub({ password: 'bigclown' });
        assert.match(await responseTo(hub, '/', ...UPGRADE), /^HTTP\/1\.1 404 /);
    });

    for (const [authorization, passes] of [
        [basic('clown:bigclown'), true],
        [basic('clown:bigclown').replace('Basic', 'bASIC'), true],
        [basic('clown:bigclown').replace('Basic', 'Bearer'), false],
        ['Basic', false],
        [basic(''), false],
        [basic('clown:bigclown').replace('Basic ', ''), false],
    ] as const) {
        it(`the header ${authorization} ${passes ? 'is the login' : 'gets a 401'}`, async () => {
            const hub = await startSilentHub({ user: 'clown', password: 'bigclown' });
            const headers = { Authorization: authorization };
            if (passes) await connect(hub.url, { headers });
            else {
                const response = await responseTo(hub, PATH, ...UPGRADE, `Authorization: ${authorization}`);
                assert.match(response, /^HTTP\/1\.1 401 /);
            }
        });
    }

    it('an ordinary request of the right path gets a 400, one without the login a challenge', async () => {
        const hub = await startSilentHub({ user: 'clown', password: 'bigclown' });
        const url = hub.url.replace('ws', 'http');
        const response = await fetch(url, { headers: { Authorization: basic('clown:bigclown') } });
        assert.deepEqual([response.status, await response.text()], [400, '400 Bad Request\n']);
        assert.equal(response.headers.get('www-authenticate'), null);
        const refused = await fetch(`${url}/more?path=1`);
        assert.deepEqual([refused.status, await refused.text()], [401, '401 Unauthorized\n']);
        assert.equal(refused.headers.get('www-authenticate'), 'Basic realm="Restricted"');
        assert.equal(hub.attempts, 0);
    });

    it('the query is no part of the path', async () => {
        const hub = await startSilentHub({ path: '/hub' });
        assert.match(await responseTo(hub, '/?/hub', ...UPGRADE), /^HTTP\/1\.1 404 /);
        await connect(`ws://127.0.0.1:${hub.port}/hub/more?x=?y`);
    });

    it('an address of version 6 stands in brackets, another name does not', async () => {
        const hub = await startSilentHub();
        assert.equal(hub.urlFor('::1'), `ws://[::1]:${hub.port}${PATH}`);
        assert.equal(hub.urlFor('hub.local'), `ws://hub.local:${hub.port}${PATH}`);
        assert.equal(hub.url, hub.urlFor('127.0.0.1'));
    });
});
