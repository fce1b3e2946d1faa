// What a page of another site gets from the routes of a real Node-RED without a login: nothing to read, and no
// way to change anything, unless the administrator lets its site in.

import assert from 'node:assert/strict';
import { CSRF_HEADER, ROUTES } from '../../nodes/shared/views';
import { type Simulator, startSimulator } from '../../src/simulator';
import type { NodeRed } from '../support/node-red.js';
import { at, type Call, call, type Reply, tokenAt } from './support/admin';
import { hubNode, inNode, tab } from './support/flows';
import { listed } from './support/links';
import { startReal, stopReal } from './support/real';

const STRANGER = 'http://elsewhere.example';
const FRIEND = 'http://friend.example';
const GETS = [
    ROUTES.token,
    ROUTES.hubs,
    ROUTES.topics,
    ROUTES.hubOfNode,
    ROUTES.diagnostics,
    ROUTES.history,
    ROUTES.recordings,
    ROUTES.messages,
];
const POSTS: readonly (readonly [route: string, body: object])[] = [
    [ROUTES.feed, {}],
    [ROUTES.refresh, {}],
    [ROUTES.command, { kind: 'relay', device: 'i2c0-3b', payload: true }],
    [ROUTES.record, { minutes: 1 }],
    [ROUTES.stopRecording, {}],
    [ROUTES.removeRecording, {}],
    [ROUTES.testFlow, {}],
    [ROUTES.keepRun, { run: 'none' }],
    [ROUTES.check, { id: 'new', settings: hubNode({ place: 'simulated' }), credentials: {}, storedPassword: false }],
];
/** Not of this build: the route is tested without the script. */
const SCRIPT = ROUTES.script;
/** Without a file of that name. */
const MISSING: readonly string[] = [SCRIPT, ROUTES.download];
const ALL = [
    ...[...GETS, ...MISSING].map((route) => [route, 'GET'] as const),
    ...POSTS.map(([route]) => [route, 'POST'] as const),
];

function corsOf({ headers }: Reply): string[] {
    return Object.keys(headers).filter((name) => name.startsWith('access-control-'));
}

describe('a page of another site and the routes of a Node-RED without a login [T9]', () => {
    let hub: Simulator;
    let nodeRed: NodeRed;

    const ask = (route: string, options?: Call): Promise<Reply> => call(new URL(at(route), nodeRed.url), options);
    const askFrom = (origin: string, route: string, { headers, ...options }: Call = {}): Promise<Reply> =>
        ask(route, { ...options, headers: { origin, ...headers } });
    const preflight = (origin: string, route: string, method: string): Promise<Reply> => {
        const wanted = { 'access-control-request-method': method, 'access-control-request-headers': CSRF_HEADER };
        return askFrom(origin, route, { method: 'OPTIONS', headers: wanted });
    };

    async function start(settings: object): Promise<void> {
        hub = await startSimulator({ silent: true });
        const flows = [tab(), hubNode({ address: hub.url }), ...inNode()].filter(({ type }) => type !== 'sink');
        nodeRed = await startReal({ flows, settings: { httpAdminRoot: '/house', ...settings } });
        await listed(hub);
    }

    async function stop(): Promise<void> {
        await stopReal();
        await hub.close();
    }

    it('are all routes that there are', () => {
        assert.deepEqual(ALL.map(([route]) => route).sort(), Object.values(ROUTES).sort());
    });

    describe('as it is installed', () => {
        before(() => start({}));
        after(stop);

        for (const [route, method] of ALL) {
            it(`${method} ${route} allows no other site to read it, however the path is written`, async () => {
                const spellings = [route, route.toUpperCase().replace(':ID', ':id'), `${route}/`];
                for (const spelling of spellings) {
                    const reply = await askFrom(STRANGER, spelling, { method });
                    const found = MISSING.includes(route) ? 404 : 200;
                    assert.equal(reply.status, method === 'GET' ? found : 403, spelling);
                    assert.deepEqual(corsOf(reply), [], spelling);
                    const ahead = await preflight(STRANGER, spelling, method);
                    assert.deepEqual(corsOf(ahead), [], `preflight of ${spelling}`);
                }
            });
        }

        for (const [route, body] of POSTS) {
            it(`POST ${route} does nothing without the secret of this run, and has an empty response`, async () => {
                const before = [hub.received.length, hub.attempts];
                const token = (await tokenAt(new URL(nodeRed.url)))[CSRF_HEADER] ?? '';
                const others = ['', 'x', token.slice(1), `${token}x`, token.toUpperCase(), `${token}, ${token}`];
                for (const given of [undefined, ...others]) {
                    const headers: Record<string, string> = given === undefined ? {} : { [CSRF_HEADER]: given };
                    const reply = await ask(route, { method: 'POST', body, headers });
                    assert.equal(reply.status, 403, given);
                    assert.deepEqual(JSON.parse(reply.text), { ok: false });
                }
                assert.deepEqual([hub.received.length, hub.attempts], before);
            });

            for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
                it(`POST ${route} does nothing for a form of the type ${type}`, async () => {
                    const headers = { 'content-type': type };
                    assert.equal((await askFrom(STRANGER, route, { method: 'POST', body, headers })).status, 403);
                });
            }

            it(`POST ${route} accepts a request with the secret`, async () => {
                const headers = await tokenAt(new URL(nodeRed.url));
                assert.equal((await ask(route, { method: 'POST', body, headers })).status, 200);
            });
        }

        it('the secret is in no log, and in no response but that of its route', async () => {
            const token = (await tokenAt(new URL(nodeRed.url)))[CSRF_HEADER] ?? '';
            assert.ok(token.length >= 40, token);
            for (const [route, method] of ALL.slice(1)) {
                const headers: Record<string, string> = method === 'POST' ? { [CSRF_HEADER]: token } : {};
                const { text, headers: answered } = await ask(route, { method, headers });
                assert.ok(!(text + JSON.stringify(answered)).includes(token), route);
            }
            assert.ok(!nodeRed.log().includes(token));
        });

        it('the routes of Node-RED itself are as they were, whichever it lets pages read', async () => {
            const { version } = (await nodeRed.getJson('settings')) as { version: string };
            const { headers } = await askFrom(STRANGER, 'flows');
            const isOpen = Number.parseInt(version, 10) < 5;
            assert.equal(headers['access-control-allow-origin'], isOpen ? '*' : undefined);
        });
    });

    describe('whose administrator lets one site in', () => {
        before(() => start({ httpAdminCors: { origin: [FRIEND], methods: 'GET,POST' } }));
        after(stop);

        for (const [route, method] of ALL) {
            it(`${method} ${route} is for that site, and for no other`, async () => {
                for (const reply of [
                    await askFrom(FRIEND, route, { method }),
                    await preflight(FRIEND, route, method),
                ]) {
                    assert.equal(reply.headers['access-control-allow-origin'], FRIEND);
                }
                const other = await askFrom(STRANGER, route, { method });
                const ahead = await preflight(STRANGER, route, method);
                for (const { headers } of [other, ahead])
                    assert.equal(headers['access-control-allow-origin'], undefined);
            });
        }

        it('that site can switch a relay, with the secret', async () => {
            const headers = { origin: FRIEND, ...(await tokenAt(new URL(nodeRed.url), { origin: FRIEND })) };
            const body = { kind: 'relay', device: 'i2c0-3b', payload: true };
            assert.equal((await ask(ROUTES.command, { method: 'POST', body, headers })).status, 200);
            assert.equal(hub.relay('relay/i2c0-3b'), true);
        });
    });

    describe('that has been restarted', () => {
        after(stop);

        it('has another secret', async () => {
            await start({});
            const first = await tokenAt(new URL(nodeRed.url));
            await stop();
            await start({});
            assert.notDeepEqual(await tokenAt(new URL(nodeRed.url)), first);
            const reply = await ask(ROUTES.refresh, { method: 'POST', headers: first });
            assert.equal(reply.status, 403);
        });
    });
});
