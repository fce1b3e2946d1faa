// clown hub behind a proxy that is chosen in its dialog, as a node of Node-RED's own: it goes before the environment,
// with its own login and exceptions; the check takes the choice of the dialog.

import assert from 'node:assert/strict';
import { ROUTES } from '../../nodes/shared/views';
import type { Simulator } from '../../src/simulator';
import { makeCertificate } from '../../src/simulator/self-signed-certificate';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { endProxies, startProxy, type TestProxy } from '../support/proxy.js';
import { until } from '../support/wait.js';
import { at, callHere, findingsOf, getHere } from './support/admin';
import { reason } from './support/catalogue';
import { hubNode, type Item, inNode, listeners, tab, variable } from './support/flows';
import { linked } from './support/links';
import {
    deploy,
    ERROR,
    errorOf,
    load,
    logged,
    logLines,
    messagesAt,
    node,
    received,
    shows,
    statusesOf,
    unload,
} from './support/runtime';
import { assertNoSecret, PASSWORD, USER } from './support/secrets';

const PROXY_NODE = ['network/06-httpproxy.js'];

describe('clown hub: a proxy that is chosen for it [C20]', () => {
    const before = process.env.http_proxy;
    let hub: Simulator;
    let proxy: TestProxy;

    beforeEach(async () => {
        hub = await startSilentHub();
        proxy = await startProxy({ login: `${USER}:${PASSWORD}` });
        // No proxy listens there: connections through it fail.
        process.env.http_proxy = 'http://127.0.0.1:1';
    });
    afterEach(async () => {
        if (before === undefined) delete process.env.http_proxy;
        else process.env.http_proxy = before;
        await unload();
        await endProxies();
    });
    leavesNothing();

    const address = (): string => hub.url.replace('127.0.0.1', 'hub.example');
    const hubWith = (choice: string, more: object = {}): Item =>
        hubNode({ address: address(), proxy: choice, ...more });
    const proxyNode = (more: object = {}): Item => ({
        id: 'proxy',
        type: 'http proxy',
        name: '',
        url: `http://127.0.0.1:${proxy.port}`,
        noproxy: [],
        ...more,
    });
    const flow = (...more: Item[]): Item[] => [tab(), ...more, ...inNode(), ...listeners([])];
    const login = { proxy: { username: USER, password: PASSWORD } };

    async function assertNoSecretShown(): Promise<void> {
        const sinks = ['catch', 'status'].flatMap((kind) => received(`f1-${kind}-sink`));
        const texts = [statusesOf('in'), logLines.map(({ msg }) => String(msg)), sinks];
        assertNoSecret(JSON.stringify(texts), 'the output');
        assertNoSecret((await callHere(at(ROUTES.diagnostics))).text, 'the diagnostics');
    }

    const use = async (): Promise<unknown> =>
        (await getHere<{ hub: { settings: { proxy: unknown } } }>(at(ROUTES.diagnostics))).hub.settings.proxy;

    it('connections go through it, with its login, whatever the environment names', async () => {
        await load(flow(hubWith('proxy'), proxyNode()), login, PROXY_NODE);
        await linked(hub);
        const asked = { target: `hub.example:${hub.port}`, login: `${USER}:${PASSWORD}` };
        assert.deepEqual(proxy.asked, [asked]);
        assert.equal(await use(), 'chosen');
        await assertNoSecretShown();
    });

    it('its address and login may hold variables, also of type number', async () => {
        const pin = await startProxy({ login: `${USER}:1234` });
        const env = [
            { name: 'CLOWN_PROXY_PORT', type: 'num', value: `${pin.port}` },
            { name: 'CLOWN_PROXY_PIN', type: 'num', value: '1234' },
        ];
        const globals = { id: 'globals', type: 'global-config', env };
        const url = `http://127.0.0.1:${variable('CLOWN_PROXY_PORT')}`;
        await load(
            [...flow(hubWith('proxy'), proxyNode({ url })), globals],
            { proxy: { username: USER, password: variable('CLOWN_PROXY_PIN') } },
            [...PROXY_NODE, 'common/91-global-config.js'],
        );
        await linked(hub);
        assert.equal(pin.asked[0]?.login, `${USER}:1234`);
    });

    for (const [where, more, credentials] of [
        ['address', { url: variable('CLOWN_PROXY_UNSET') }, { username: USER, password: PASSWORD }],
        ['login', {}, { username: USER, password: variable('CLOWN_PROXY_UNSET') }],
    ] as const) {
        it(`a variable in its ${where} that is not set is named, and nothing is connected`, async () => {
            await load(flow(hubWith('proxy'), proxyNode(more)), { proxy: credentials }, PROXY_NODE);
            await shows('invalid', 'in');
            const params = { setting: 'proxy', variable: 'CLOWN_PROXY_UNSET' };
            assert.deepEqual(logged('hub', ERROR), [reason('variable-missing', params)]);
            assert.ok((await findingsOf(hubWith('proxy'))).includes('settings'));
            assert.deepEqual([hub.attempts, proxy.asked.length], [0, 0]);
        });
    }

    it('also to a hub on this computer, unless it ignores that', async () => {
        const local = (): Item => hubNode({ address: hub.url, proxy: 'proxy' });
        await load(flow(local(), proxyNode()), login, PROXY_NODE);
        await linked(hub);
        assert.deepEqual(
            proxy.asked.map(({ target }) => target),
            [`127.0.0.1:${hub.port}`],
        );
        await deploy(flow(local(), proxyNode({ noproxy: ['127.0.0.1'] })));
        await linked(hub);
        assert.equal(proxy.asked.length, 1);
        assert.equal(await use(), 'none');
    });

    it('the check takes the choice of the dialog, not the deployed one', async () => {
        // A hub that refuses every login, for a short check.
        hub = await startSilentHub({ user: USER, password: PASSWORD });
        await load(flow(hubWith(''), proxyNode()), login, PROXY_NODE);
        await shows('waiting', 'in');
        assert.deepEqual(
            (await findingsOf(hubWith('proxy'))).slice(0, 6),
            'address-ok lookup-proxy tcp-proxy-chosen tls-none upgrade-answered login-failed'.split(' '),
        );
        assert.equal(proxy.asked[0]?.login, `${USER}:${PASSWORD}`);
        assert.ok((await findingsOf(hubWith(''))).includes('proxy-unreachable'));
        assert.equal(await use(), 'environment');
    });

    it('the check of a hub whose certificate is not taken looks at nothing past the proxy', async () => {
        hub = await startSilentHub({ tls: makeCertificate({ names: ['127.0.0.1'] }) });
        await load(flow(hubWith(''), proxyNode()), login, PROXY_NODE);
        const found = await findingsOf(hubNode({ address: hub.url, proxy: 'proxy' }));
        assert.deepEqual(found.slice(0, 4), 'address-ok lookup-none tcp-proxy-chosen tls-failed'.split(' '));
        assert.equal(proxy.asked.length, 1);
    });

    it('a login that changes: the hub restarts, and is let through', async () => {
        await load(flow(hubWith('proxy'), proxyNode()), { proxy: { username: USER, password: 'old' } }, PROXY_NODE);
        const [caught] = await messagesAt('f1-catch-sink', 1);
        await shows('waiting', 'in');
        assert.equal(statusesOf('in').at(-1)?.code, 'proxy-login');
        assert.ok(errorOf(caught).message.includes(reason('proxy-login')), errorOf(caught).message);
        assert.ok((await findingsOf(hubWith('proxy'))).includes('proxy-chosen-login'));
        // As the editor sends it: with the newly typed values.
        await deploy(flow(hubWith('proxy'), { ...proxyNode(), credentials: login.proxy } as Item), 'nodes');
        await linked(hub);
        await assertNoSecretShown();
    });

    it('an address that changes: a new connection through the other one', async () => {
        const other = await startProxy();
        await load(flow(hubWith('proxy'), proxyNode()), login, PROXY_NODE);
        await linked(hub);
        const connections = hub.connections;
        await deploy(flow(hubWith('proxy'), proxyNode({ url: `http://127.0.0.1:${other.port}` })), 'nodes', login);
        await until(() => hub.connections > connections, 'the new connection');
        assert.deepEqual([proxy.asked.length, other.asked.length], [1, 1]);
    });

    it('a proxy that is disabled, enabled again, and deleted: the hub reports it, and connects again', async () => {
        await load(flow(hubWith('proxy'), proxyNode()), login, PROXY_NODE);
        await linked(hub);
        await deploy(flow(hubWith('proxy'), proxyNode({ d: true })), 'nodes', login);
        await shows('invalid', 'in');
        const connections = hub.connections;
        await deploy(flow(hubWith('proxy'), proxyNode()), 'nodes', login);
        await until(() => hub.connections > connections, 'the new connection');
        await shows('connected', 'in');
        await deploy(flow(hubWith('proxy')));
        await shows('invalid', 'in');
    });

    const REFUSALS = [
        ['proxy-chosen-unreachable', 'proxy', () => Promise.resolve(1), {}],
        ['proxy-chosen-status', 'proxy-status', async () => (await startProxy({ refuse: 403 })).port, { status: 403 }],
    ] as const;
    for (const [finding, code, portOf, params] of REFUSALS) {
        it(`a way that ends there: ${code}, and by the check ${finding}`, async () => {
            const port = await portOf();
            await load(flow(hubWith('proxy'), proxyNode({ url: `http://127.0.0.1:${port}` })), login, PROXY_NODE);
            const [caught] = await messagesAt('f1-catch-sink', 1);
            assert.ok(errorOf(caught).message.includes(reason(code, params)), errorOf(caught).message);
            assert.ok((await findingsOf(hubWith('proxy'))).includes(finding));
            await assertNoSecretShown();
        });
    }

    const BAD: readonly (readonly [name: string, choice: string, more: () => Item[]])[] = [
        ['is not there', 'proxy', () => []],
        ['is disabled', 'proxy', () => [proxyNode({ d: true })]],
        ['has no address', 'proxy', () => [proxyNode({ url: '' })]],
    ];
    for (const [name, choice, more] of BAD) {
        it(`one that ${name}: red, one sentence, no connection attempt`, async () => {
            await load(flow(hubWith(choice), ...more()), login, PROXY_NODE);
            await shows('invalid', 'in');
            assert.equal(statusesOf('in').at(-1)?.code, 'proxy-node');
            assert.ok(logLines.some(({ msg }) => String(msg).includes(reason('proxy-node'))));
            assert.ok((await findingsOf(hubWith(choice))).includes('settings-proxy'));
            assert.deepEqual([hub.attempts, proxy.asked.length], [0, 0]);
        });
    }

    it('a node of another kind, which may have a login: refused, and its login is not read', async () => {
        const other = hubNode({ id: 'other', autoConnect: false });
        await load(flow(hubWith(''), other), { other: login.proxy }, PROXY_NODE);
        Object.assign(node('other'), { url: `http://127.0.0.1:${proxy.port}` });
        assert.ok((await findingsOf(hubWith('other'))).includes('settings-proxy'));
        assert.deepEqual(proxy.asked, []);
    });

    it('is of no account to a simulated hub', async () => {
        await load(flow(hubWith('gone', { place: 'simulated', autoConnect: false })), {}, PROXY_NODE);
        await shows('disconnected', 'in');
    });
});
