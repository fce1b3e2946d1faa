// Proxies: which one the environment names, how it connects to a hub, and the causes for its refusals.

import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';

import { join } from 'node:path';
import { chosenProxy, type ProxyOptions as NodeRedOptions, proxyFor } from '../../src/connection/proxy';
import { isLasting } from '../../src/connection/retry-policy';
import { makeCertificate } from '../../src/simulator/self-signed-certificate';
import { variable } from '../nodes/support/flows';
import { makeFolder, removeFolder } from '../support/folders';
import { endHubs, startSilentHub } from '../support/hub';
import { leavesNothing } from '../support/leaks';
import { freePort } from '../support/ports';
import { endProxies, type ProxyOptions, startProxy } from '../support/proxy';
import { outcome } from '../support/results';
import { endTestSockets, TestSocket } from '../support/test-socket';
import { next, until } from '../support/wait';

const HUB = 'ws://hub.example:8080/auth';
const BAD = [
    'socks5://p:1080',
    'http://',
    'http://p:99999',
    'https://p:3128',
    'http://a:50%@p:3128',
    variable('PROXY'),
];

describe('proxy: which one [C20]', () => {
    const P = 'http://p:3128';
    const ROWS: readonly (readonly [name: string, url: string, variables: Record<string, string>, proxy?: string])[] = [
        ['no variable', HUB, {}],
        ['http_proxy for ws', HUB, { http_proxy: P }, `${P}/`],
        ['in capitals', HUB, { HTTP_PROXY: P }, `${P}/`],
        ['without a scheme', HUB, { http_proxy: 'p:3128' }, `${P}/`],
        ['with a login', HUB, { http_proxy: 'http://a:b%40c@p:3128' }, 'http://a:b%40c@p:3128/'],
        ['https_proxy is not for ws', HUB, { https_proxy: P }],
        ['https_proxy for wss', 'wss://hub.example/', { https_proxy: P }, `${P}/`],
        ['http_proxy is not for wss', 'wss://hub.example/', { http_proxy: P }],
        ['ws_proxy before http_proxy', HUB, { ws_proxy: P, http_proxy: 'http://other' }, `${P}/`],
        ['all_proxy', HUB, { all_proxy: P }, `${P}/`],
        ['an empty one is none', HUB, { http_proxy: '', no_proxy: '' }],
        ['no_proxy: the host', HUB, { http_proxy: P, no_proxy: 'a, hub.example' }],
        ['NO_PROXY: the domain', HUB, { http_proxy: P, NO_PROXY: 'example' }],
        ['no_proxy: the domain with a dot', HUB, { http_proxy: P, no_proxy: '.example' }],
        ['no_proxy: the domain with a star', HUB, { http_proxy: P, no_proxy: '*.example' }],
        ['no_proxy: everything', HUB, { http_proxy: P, no_proxy: '*' }],
        ['no_proxy: host and port', HUB, { http_proxy: P, no_proxy: 'hub.example:8080' }],
        ['no_proxy: another port', HUB, { http_proxy: P, no_proxy: 'hub.example:80' }, `${P}/`],
        ['no_proxy: half a name', HUB, { http_proxy: P, no_proxy: 'ub.example' }, `${P}/`],
        ['no_proxy: an address', 'ws://10.0.0.5/', { http_proxy: P, no_proxy: '10.0.0.5' }],
        ['no_proxy: an IPv6 address', 'ws://[fd00::10]:8080/', { http_proxy: P, no_proxy: 'fd00::10' }],
        [
            'no_proxy: an IPv6 address in brackets',
            'ws://[fd00::10]:8080/',
            { http_proxy: P, no_proxy: '[fd00::10]:8080' },
        ],
        ['no_proxy: its other port', 'ws://[fd00::10]:8080/', { http_proxy: P, no_proxy: '[fd00::10]:10' }, `${P}/`],
        ['no_proxy: another IPv6 address', 'ws://[fd00::10]:8080/', { http_proxy: P, no_proxy: 'fd00::1' }, `${P}/`],
        ['no_proxy: the usual port of ws', 'ws://hub.example/', { http_proxy: P, no_proxy: 'hub.example:80' }],
        ['no_proxy: that of wss, for ws', 'ws://hub.example/', { http_proxy: P, no_proxy: 'hub.example:443' }, `${P}/`],
        ['no_proxy: the usual port of wss', 'wss://hub.example/', { https_proxy: P, no_proxy: 'hub.example:443' }],
        [
            'no_proxy: that of ws, for wss',
            'wss://hub.example/',
            { https_proxy: P, no_proxy: 'hub.example:80' },
            `${P}/`,
        ],
        ['no_proxy: separators alone', HUB, { http_proxy: P, no_proxy: ' , ,' }, `${P}/`],
        ['no_proxy: a dot alone', 'ws://hub.example./', { http_proxy: P, no_proxy: '.' }, `${P}/`],
        ['no_proxy: one that ends like a port', 'ws://[fd00::1:80]/', { http_proxy: P, no_proxy: 'fd00::1:80' }],
        ['no_proxy: brackets without a port', 'ws://[fd00::10]:8080/', { http_proxy: P, no_proxy: '[fd00::10]' }],
        ['no_proxy: text after a port', HUB, { http_proxy: P, no_proxy: 'hub.example:8080x' }, `${P}/`],
        ['blanks are none', HUB, { http_proxy: '  ' }],
        ['localhost', 'ws://localhost:1/', { http_proxy: P }],
        ['another address of this computer', 'ws://127.100.200.30:1/', { http_proxy: P }],
        ['a name that begins like one', 'ws://127.0.0.1.example/', { http_proxy: P }, `${P}/`],
        ['127.0.0.1', 'ws://127.0.0.1:1/', { http_proxy: P }],
        ['::1', 'ws://[::1]:1/', { http_proxy: P }],
    ];
    for (const [name, url, variables, proxy] of ROWS) {
        it(`${name}: ${proxy ?? 'none'}`, () => assert.deepEqual(proxyFor(url, variables), { ok: true, value: proxy }));
    }

    for (const bad of BAD) {
        it(`${bad}: refused`, () => assert.equal(outcome(proxyFor(HUB, { http_proxy: bad })), 'proxy-invalid'));
    }

    const SETTINGS: readonly (readonly [name: string, url: string, options: NodeRedOptions, proxy?: string])[] = [
        ['none', 'wss://hub.example/', {}],
        ['variables of their own', HUB, { env: { http_proxy: 'http://own' } }, 'http://own/'],
        ['variables of their own without a proxy', HUB, { env: {} }],
        ['variables that are no text', HUB, { env: JSON.parse('{"http_proxy": 3128, "no_proxy": ["x"]}') }],
        ['lower case only', HUB, { lowerCaseOnly: true }, `${P}/`],
        ['capitals before', HUB, { favourUpperCase: true }, 'http://large/'],
        ['legacy: http_proxy for wss', 'wss://hub.example/', { mode: 'legacy' }, `${P}/`],
        ['legacy: a part of the address is exempt', 'wss://half.name/', { mode: 'legacy' }],
        ['strict: a part of the address is not', 'ws://half.name/', { mode: 'strict' }, `${P}/`],
    ];
    for (const [name, url, options, proxy] of SETTINGS) {
        it(`settings of Node-RED, ${name}: ${proxy ?? 'none'}`, () => {
            const variables = { http_proxy: P, HTTP_PROXY: 'http://large', no_proxy: 'alf.na' };
            assert.deepEqual(proxyFor(url, variables, options), { ok: true, value: proxy });
        });
    }
    it('settings of Node-RED, legacy: one exempt part of several is enough', () => {
        const variables = { http_proxy: P, no_proxy: 'other,b.exam' };
        assert.deepEqual(proxyFor(HUB, variables, { mode: 'legacy' }), { ok: true, value: undefined });
    });
    for (const list of [undefined, '', ',', 'other, ', ' ,other']) {
        it(`settings of Node-RED, legacy: no part of the address is in the list ${JSON.stringify(list)}`, () => {
            const variables = { http_proxy: P, no_proxy: list };
            assert.deepEqual(proxyFor(HUB, variables, { mode: 'legacy' }), { ok: true, value: `${P}/` });
        });
    }
    it('settings of Node-RED, lower case only: capitals are none', () => {
        const options = { lowerCaseOnly: true };
        assert.deepEqual(proxyFor(HUB, { HTTP_PROXY: P }, options), { ok: true, value: undefined });
    });
});

describe('proxy: one that was chosen [C20]', () => {
    const url = 'http://p:3128';
    const ROWS: readonly (readonly [name: string, hub: string, choice: object, proxy?: string])[] = [
        ['for ws', HUB, {}, 'http://p:3128/'],
        ['for wss', 'wss://hub.example/', {}, 'http://p:3128/'],
        ['for a hub on this computer', 'ws://localhost:1/', {}, 'http://p:3128/'],
        ['with spaces around', HUB, { url: ` ${url} ` }, 'http://p:3128/'],
        ['without a scheme, with spaces around', HUB, { url: ' p:3128 ' }, 'http://p:3128/'],
        ['with a login', HUB, { username: 'a:b', password: 'p@s%41' }, 'http://a%3Ab:p%40s%2541@p:3128/'],
        ['with a user alone', HUB, { username: 'a' }, 'http://a@p:3128/'],
        ['with a password alone', HUB, { password: 'p' }, 'http://:p@p:3128/'],
        ['with a login in its address', HUB, { url: 'http://a:b@p:3128' }, 'http://a:b@p:3128/'],
        ['with two logins', HUB, { url: 'http://a:b@p:3128', username: 'c', password: 'd' }, 'http://c:d@p:3128/'],
        ['that ignores the host', HUB, { noproxy: ['other', 'hub.example'] }],
        ['that ignores the domain', HUB, { noproxy: ['.example'] }],
        ['that ignores host and port', HUB, { noproxy: ['hub.example:8080'] }],
        ['that ignores this computer', 'ws://127.0.0.1:1/', { noproxy: ['127.0.0.1'] }],
        ['that ignores this computer by IPv6', 'ws://[::1]:1/', { noproxy: ['::1'] }],
        ['that ignores all', HUB, { noproxy: ['*'] }],
        ['that ignores others', HUB, { noproxy: ['ub.example', 'hub.example:80', '', null, 7] }, 'http://p:3128/'],
        ['with a list within its list', HUB, { noproxy: [['hub.example']] }, 'http://p:3128/'],
        ['with a list that is none', HUB, { noproxy: 'hub.example' }, 'http://p:3128/'],
    ];
    for (const [name, hub, choice, proxy] of ROWS) {
        it(`${name}: ${proxy ?? 'none'}`, () => {
            assert.deepEqual(chosenProxy(hub, { url, ...choice }), { ok: true, value: proxy });
        });
    }

    for (const bad of [...BAD, '', undefined, 7]) {
        it(`${bad}: refused`, () => assert.equal(outcome(chosenProxy(HUB, { url: bad })), 'proxy-node'));
    }
    it('a login that cannot be written: refused', () => {
        assert.equal(outcome(chosenProxy(HUB, { url, username: '\ud800' })), 'proxy-node');
    });
});

describe('proxy: the way through it [C20]', () => {
    const certificate = makeCertificate({ names: ['hub.example'] });
    const login = { user: 'clown', password: 'secret' };

    leavesNothing(endTestSockets, endHubs, endProxies);

    for (const scheme of ['ws', 'wss'] as const) {
        it(`${scheme}: the proxy receives the name of the hub, and never has the login of the hub`, async () => {
            const hub = await startSilentHub({ ...login, ...(scheme === 'wss' ? { tls: certificate } : {}) });
            const proxy = await startProxy({ login: 'me:p@ss' });
            const testSocket = await new TestSocket({
                url: `${scheme}://hub.example:${hub.port}${new URL(hub.url).pathname}`,
                proxy: `http://me:p%40ss@127.0.0.1:${proxy.port}/`,
                tls: { ca: certificate.cert },
                login,
            }).open();
            assert.deepEqual(proxy.asked, [{ target: `hub.example:${hub.port}`, login: 'me:p@ss' }]);
            const before = testSocket.socket.bytesReceived;
            testSocket.socket.ping();
            await until(() => testSocket.socket.bytesReceived > before, 'the answer to a ping');
            testSocket.socket.close();
            assert.equal((await testSocket.end()).code, 'closed');
            await until(() => hub.clients === 0, 'the end at the hub');
        });
    }

    const NAMES = [
        ['hub.example', '127.0.0.1', 'tls'],
        ['127.0.0.1', 'localhost', 'tls'],
        ['127.0.0.1', '127.0.0.1', 'status'],
    ] as const;
    for (const [host, name, code] of NAMES) {
        it(`wss: a certificate for ${name}, where the hub is ${host}: ${code}`, async () => {
            const certificate = makeCertificate({ names: [name] });
            const hub = await startSilentHub({ tls: certificate });
            const proxy = await startProxy();
            const url = `wss://${host}:${hub.port}/`;
            const way = { url, proxy: `http://127.0.0.1:${proxy.port}/` };
            assert.equal((await new TestSocket({ ...way, tls: { ca: certificate.cert } }).end()).code, code);
        });
    }

    const REFUSALS: readonly (readonly [name: string, options: ProxyOptions, code: string, params: object])[] = [
        ['wants a login', { login: 'me:p' }, 'proxy-login', {}],
        ['takes no wrong login, as tinyproxy reports it', { refuse: 401 }, 'proxy-login', {}],
        ['does not let us through', { refuse: 403 }, 'proxy-status', { status: 403 }],
        ['does not find the hub', { refuse: 502 }, 'proxy-status', { status: 502 }],
        [
            'asks for a later attempt',
            { refuse: 503, retryAfter: '90' },
            'proxy-status',
            { status: 503, retrySeconds: 90 },
        ],
        ['has no hub, and asks for nothing', { refuse: 404, retryAfter: '90' }, 'proxy-status', { status: 404 }],
        ['answers what only a hub should', { refuse: 101 }, 'proxy-status', { status: 101 }],
    ];
    for (const [name, options, code, params] of REFUSALS) {
        for (const scheme of ['ws', 'wss']) {
            it(`${scheme}: a proxy that ${name}: ${code}`, async () => {
                const proxy = await startProxy(options);
                const testSocket = new TestSocket({
                    url: `${scheme}://hub.example:1/`,
                    proxy: `http://127.0.0.1:${proxy.port}/`,
                });
                assert.deepEqual(await testSocket.end(), { code, params });
            });
        }
    }

    it('a hub behind it that refuses the login has that cause', async () => {
        const hub = await startSilentHub(login);
        const proxy = await startProxy();
        const url = `ws://hub.example:${hub.port}${new URL(hub.url).pathname}`;
        const testSocket = new TestSocket({ url, proxy: `http://127.0.0.1:${proxy.port}/` });
        assert.deepEqual(await testSocket.end(), { code: 'login', detail: 'login-missing', params: { status: 401 } });
    });

    it('a proxy that is not there', async () => {
        const testSocket = new TestSocket({ url: HUB, proxy: 'http://127.0.0.1:1/' });
        assert.deepEqual(await testSocket.end(), { code: 'proxy', params: {} });
    });

    it('a proxy that never responds: a canceled attempt leaves no socket', async () => {
        const proxy = await startProxy({ stall: true });
        const testSocket = new TestSocket({ url: HUB, proxy: `http://127.0.0.1:${proxy.port}/` });
        await until(() => proxy.asked.length === 1, 'the question');
        testSocket.socket.terminate();
        await testSocket.end();
        // Our end alone: the proxy keeps its own, and is ended only after the test has looked.
        await until(() => proxy.open === 0, 'the end of the connection to the proxy');
    });

    it('only a login is lasting', () => {
        assert.ok(isLasting({ code: 'proxy-login', params: {} }));
        assert.ok(!isLasting({ code: 'proxy', params: {} }));
        assert.ok(!isLasting({ code: 'proxy-status', params: { status: 502 } }));
    });
});

describe('proxy: tinyproxy [C20]', () => {
    let folder: string;
    let child: ChildProcess | undefined;
    let port = 0;
    const certificate = makeCertificate({ names: ['127.0.0.1'] });

    before(async function () {
        if (spawnSync('tinyproxy', ['-v']).error) {
            console.log('      tinyproxy is not installed here (on Debian: apt-get install tinyproxy-bin)');
            this.skip();
        }
        port = await freePort();
        folder = await makeFolder('tinyproxy');
        const file = join(folder, 'tinyproxy.conf');
        const lines = [`Port ${port}`, 'Listen 127.0.0.1', 'Timeout 60', 'MaxClients 20', 'BasicAuth me secret'];
        await writeFile(file, `${lines.join('\n')}\n`);
        child = spawn('tinyproxy', ['-d', '-c', file], { stdio: 'ignore' });
        await answers(port);
    });

    afterEach(async () => {
        await endTestSockets();
        await endHubs();
    });

    after(async () => {
        if (!child) return;
        const ended = next(child, 'exit');
        child.kill();
        await ended;
        await removeFolder(folder);
    });

    for (const scheme of ['ws', 'wss']) {
        it(`${scheme}: through it`, async () => {
            const hub = await startSilentHub(scheme === 'wss' ? { tls: certificate } : {});
            const proxy = `http://me:secret@127.0.0.1:${port}/`;
            const testSocket = await new TestSocket({ url: hub.url, proxy, tls: { ca: certificate.cert } }).open();
            testSocket.socket.send('["clown.talk/-/config/set", {}]\n', () => {});
            await until(() => testSocket.messages.length > 0, 'a frame');
        });

        it(`${scheme}: through it, with a login of its own`, async () => {
            const hub = await startSilentHub(scheme === 'wss' ? { tls: certificate } : {});
            const chosen = { url: `http://me:wrong@127.0.0.1:${port}`, username: 'me', password: 'secret' };
            const proxy = chosenProxy(hub.url, chosen);
            assert.ok(proxy.ok);
            const tls = { ca: certificate.cert };
            const testSocket = await new TestSocket({ url: hub.url, proxy: proxy.value, tls }).open();
            testSocket.socket.send('["clown.talk/-/config/set", {}]\n', () => {});
            await until(() => testSocket.messages.length > 0, 'a frame');
            const wrong = chosenProxy(hub.url, { ...chosen, password: 'other' });
            assert.ok(wrong.ok);
            assert.equal(
                (await new TestSocket({ url: hub.url, proxy: wrong.value, tls }).end(5000)).code,
                'proxy-login',
            );
        });

        it(`${scheme}: with a wrong login, and to a closed port`, async () => {
            const url = `${scheme}://127.0.0.1:1/`;
            const stranger = new TestSocket({ url, proxy: `http://127.0.0.1:${port}/` });
            assert.equal((await stranger.end(5000)).code, 'proxy-login');
            const lost = await new TestSocket({ url, proxy: `http://me:secret@127.0.0.1:${port}/` }).end(5000);
            assert.equal(lost.code, 'proxy-status');
            assert.ok(Number(lost.params.status) >= 500, JSON.stringify(lost));
        });
    }
});

async function answers(port: number): Promise<void> {
    const isThere = async (): Promise<boolean> =>
        (await new TestSocket({ url: 'ws://127.0.0.1:1/', proxy: `http://127.0.0.1:${port}/` }).end()).code !== 'proxy';
    for (let tries = 0; tries < 100; tries++) {
        if (await isThere()) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('tinyproxy never answered');
}
