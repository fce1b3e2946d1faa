// clown hub behind a proxy that the environment names: the connection, the check of the dialog, refusals in words, no
// secret.

import assert from 'node:assert/strict';
import type { Simulator } from '../../src/simulator';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { endProxies, startProxy, type TestProxy } from '../support/proxy.js';
import { findingsOf } from './support/admin';
import { reason } from './support/catalogue';
import { hubNode, type Item, inNode, listeners, tab } from './support/flows';
import { linked } from './support/links';
import { errorOf, load, logLines, messagesAt, received, shows, statusesOf, unload } from './support/runtime';
import { assertNoSecret, PASSWORD, USER } from './support/secrets';

const NAMES = ['http_proxy', 'HTTP_PROXY', 'ws_proxy', 'WS_PROXY', 'all_proxy', 'ALL_PROXY', 'no_proxy', 'NO_PROXY'];
const LOGIN = `${encodeURIComponent(USER)}:${encodeURIComponent(PASSWORD)}`;

describe('clown hub: behind a proxy [C20]', () => {
    const before = new Map<string, string | undefined>();
    let hub: Simulator;
    let proxy: TestProxy;

    beforeEach(async () => {
        for (const name of NAMES) {
            before.set(name, process.env[name]);
            delete process.env[name];
        }
        hub = await startSilentHub();
        proxy = await startProxy({ login: `${USER}:${PASSWORD}` });
        process.env.http_proxy = `http://${LOGIN}@127.0.0.1:${proxy.port}`;
    });
    afterEach(async () => {
        for (const [name, value] of before) {
            if (value === undefined) delete process.env[name];
            else process.env[name] = value;
        }
        await unload();
        await endProxies();
    });
    leavesNothing();

    const address = (): string => hub.url.replace('127.0.0.1', 'hub.example');
    const flow = (): Item[] => [tab(), hubNode({ address: address() }), ...inNode(), ...listeners([])];

    const codes = (): Promise<unknown[]> => findingsOf(hubNode({ id: 'new', address: address() }));

    function assertNoSecretShown(): void {
        const sinks = ['catch', 'status'].flatMap((kind) => received(`f1-${kind}-sink`));
        assertNoSecret(JSON.stringify([statusesOf('in'), logLines.map(({ msg }) => String(msg)), sinks]), 'the output');
    }

    async function refused(code: string, params = {}): Promise<void> {
        await load(flow());
        const [caught] = await messagesAt('f1-catch-sink', 1);
        await shows('waiting', 'in');
        assert.equal(statusesOf('in').at(-1)?.code, code);
        assert.ok(errorOf(caught).message.includes(reason(code, params)), errorOf(caught).message);
        assertNoSecretShown();
    }

    it('connections and checks go through it', async () => {
        await load(flow());
        await linked(hub);
        const asked = { target: `hub.example:${hub.port}`, login: `${USER}:${PASSWORD}` };
        assert.deepEqual(proxy.asked, [asked]);
        assert.deepEqual(
            (await codes()).slice(0, 8),
            'address-ok lookup-proxy tcp-proxy tls-none upgrade-ok login-none start-ok frame-ok'.split(' '),
        );
        assert.deepEqual(proxy.asked, [asked, asked]);
        assertNoSecretShown();
    });

    it('a hub on this computer is reached directly', async () => {
        await load([tab(), hubNode({ address: hub.url }), ...inNode()]);
        await linked(hub);
        assert.deepEqual(proxy.asked, []);
    });

    it('a proxy that requires another login: reported, also by the check', async () => {
        process.env.http_proxy = `http://${LOGIN}x@127.0.0.1:${proxy.port}`;
        await refused('proxy-login');
        assert.ok((await codes()).includes('proxy-login'));
    });

    it('a proxy that is not there', async () => {
        process.env.http_proxy = `http://${LOGIN}@127.0.0.1:1`;
        await refused('proxy');
        assert.ok((await codes()).includes('proxy-unreachable'));
    });

    it('a proxy that refuses', async () => {
        const refusing = await startProxy({ refuse: 503 });
        process.env.http_proxy = `http://${LOGIN}@127.0.0.1:${refusing.port}`;
        await refused('proxy-status', { status: 503 });
        assert.ok((await codes()).includes('proxy-status'));
    });

    it('an address that is none: red, and no connection is attempted', async () => {
        process.env.http_proxy = `socks5://${LOGIN}@127.0.0.1:${proxy.port}`;
        await load(flow());
        await shows('invalid', 'in');
        assert.equal(statusesOf('in').at(-1)?.code, 'proxy-invalid');
        assert.equal(hub.attempts, 0);
        assertNoSecretShown();
    });
});
