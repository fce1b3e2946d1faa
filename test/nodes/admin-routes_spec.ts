// The admin routes without a Node-RED: who may request which, what a request needs, and what a response must not hold.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { registryOf } from '../../nodes/admin';
import { withoutDefaultCors } from '../../nodes/admin/cors';
import { CsrfToken } from '../../nodes/admin/csrf';
import { fieldsOf, MAX_BODY, respond, server } from '../../nodes/admin/http';
import { serveScript } from '../../nodes/admin/script';
import { type HubsView, ROUTES, type TokenView, type TopicsView } from '../../nodes/shared/views';
import { ok, refuse } from '../../src/base/errors';
import { systemClock } from '../../src/base/system-clock';
import { makeFolder, removeFolder } from '../support/folders.js';
import { leavesNothing } from '../support/leaks.js';
import { ManualClock } from '../support/manual-clock.js';
import { recordBench } from './support/record-bench';
import { RouteRig } from './support/route-rig';

/** Every route, with the permission that Node-RED has to check. */
const PERMISSIONS: readonly (readonly [name: keyof typeof ROUTES, method: 'get' | 'post', permission: string])[] = [
    ['script', 'get', 'nodes.read'],
    ['token', 'get', ''],
    ['hubs', 'get', 'clown-hub.read'],
    ['feed', 'post', 'clown-hub.read'],
    ['topics', 'get', 'clown-hub.read'],
    ['history', 'get', 'clown-hub.read'],
    ['refresh', 'post', 'clown-hub.write'],
    ['hubOfNode', 'get', 'clown-hub.read'],
    ['diagnostics', 'get', 'clown-hub.read'],
    ['command', 'post', 'clown-hub.write'],
    ['recordings', 'get', 'clown-hub.read'],
    ['record', 'post', 'clown-hub.write'],
    ['stopRecording', 'post', 'clown-hub.write'],
    ['download', 'get', 'clown-hub.write'],
    ['removeRecording', 'post', 'clown-hub.write'],
    ['testFlow', 'post', 'clown-hub.write'],
    ['keepRun', 'post', 'clown-hub.write'],
    ['messages', 'get', 'clown-hub.read'],
    ['check', 'post', 'flows.write'],
];
const POSTS = PERMISSIONS.filter(([, method]) => method === 'post');

describe('the admin routes [T9]', () => {
    leavesNothing();

    function started(): RouteRig {
        const rig = new RouteRig();
        registryOf(rig.RED);
        return rig;
    }

    it('are all there, each for users with its permission', () => {
        const { permissions } = started();
        const wanted = PERMISSIONS.map(([name, method, permission]) => [`${method} /${ROUTES[name]}`, permission]);
        assert.deepEqual(Object.fromEntries(permissions), Object.fromEntries(wanted));
        assert.deepEqual(PERMISSIONS.map(([name]) => name).sort(), Object.keys(ROUTES).sort());
    });

    it('are added once for each Node-RED, whose flows are listened to once', () => {
        const rig = new RouteRig();
        const registry = registryOf(rig.RED);
        assert.equal(registryOf(rig.RED), registry);
        // A new admin application of the same Node-RED.
        const again = new RouteRig();
        const RED = { ...again.RED, events: rig.events } as typeof rig.RED;
        let started = 0;
        registry.flowsStarted = () => started++;
        rig.events.emit('flows:started');
        assert.equal(started, 1);
        registry.flowsStarted = () => assert.fail('the one before');
        registryOf(RED).flowsStarted = () => started++;
        rig.events.emit('flows:started');
        assert.equal(started, 2);
    });

    it('that change something need the secret of this run, which every logged-in user receives', async () => {
        const rig = started();
        const { token } = await rig.get<TokenView>(ROUTES.token);
        const other = await started().get<TokenView>(ROUTES.token);
        assert.match(token, /^[\w-]{43}$/);
        assert.notEqual(other.token, token);
        for (const [name] of POSTS) {
            for (const secret of [undefined, '', token.slice(1), `${token} `, other.token, [token]]) {
                const { status, text } = await rig.ask(ROUTES[name], { method: 'post', secret, params: { id: 'hub' } });
                assert.deepEqual([name, status, text], [name, 403, '{"ok":false}']);
            }
            const { status } = await rig.ask(ROUTES[name], { method: 'post', secret: token, params: { id: 'hub' } });
            assert.notEqual(status, 403, name);
        }
    });

    it('only read without the secret', async () => {
        const rig = started();
        const { hubs } = await rig.get<HubsView>(ROUTES.hubs);
        assert.deepEqual(hubs, []);
        assert.deepEqual(await rig.get(ROUTES.hubOfNode), {});
    });

    it('keep the feed of an editor running, which tells of hubs that are added and removed', async () => {
        const { now, after, monotonic } = systemClock;
        const clock = new ManualClock();
        Object.assign(systemClock, {
            now: () => clock.now(),
            monotonic: () => clock.monotonic(),
            after: (ms: number, run: () => void) => clock.after(ms, run),
        });
        try {
            const rig = new RouteRig();
            const registry = registryOf(rig.RED);
            rig.secret = (await rig.get<TokenView>(ROUTES.token)).token;
            assert.deepEqual(await rig.post(ROUTES.feed), { status: 200, data: { ok: true } });
            const published = (ids: readonly string[], hubs: readonly object[] = []): unknown[] => [
                'clown-hub/feed',
                { now: clock.now(), ids, hubs },
                false,
            ];
            assert.deepEqual(rig.published.splice(0), [published([])]);
            const { node, parts } = recordBench();
            registry.add({ ...parts, running: refuse('address-missing') });
            clock.advance(500);
            const state = { word: 'invalid', cause: { code: 'address-missing', params: {} } };
            assert.deepEqual(rig.published.splice(0), [
                published(['hub'], [{ id: 'hub', label: 'Attic', state, devices: [] }]),
            ]);
            node.emit('close');
            assert.equal(clock.pending, 0);
        } finally {
            Object.assign(systemClock, { now, after, monotonic });
        }
    });

    it('show a hub: its topics, the last day of a device, who uses it, its diagnostics', async () => {
        const rig = new RouteRig();
        const registry = registryOf(rig.RED);
        rig.secret = (await rig.get<TokenView>(ROUTES.token)).token;
        const { node, parts, link, receiveLine } = recordBench({ users: [{ id: 'n', type: 'clown-in' }] });
        registry.add(parts);
        link().opened();
        receiveLine('["thermometer/-", {"temperature": 20}]');
        const { topics } = await rig.get<TopicsView>(ROUTES.topics);
        assert.deepEqual(
            topics.map(({ topic }) => topic),
            ['thermometer/-'],
        );
        const { hubs, now } = await rig.get<HubsView>(ROUTES.hubs);
        assert.ok(Math.abs(now - Date.now()) < 60_000);
        assert.deepEqual(
            hubs.map(({ id, state }) => [id, state.word]),
            [['hub', 'connected']],
        );
        assert.deepEqual(await rig.get(ROUTES.hubOfNode, { id: 'n' }), { hub: 'hub' });
        assert.deepEqual(await rig.get(ROUTES.hubOfNode, { id: 'other' }), {});
        registry.checked('hub', { ok: true, steps: [] });
        const { hub } = await rig.get<{ hub: { users: object; lastCheck: { ok: boolean } } }>(ROUTES.diagnostics);
        assert.deepEqual([hub.users, hub.lastCheck.ok], [{ 'clown-in': 1 }, true]);
        const asked: string[] = [];
        const record = registry.get('hub') ?? assert.fail();
        record.historyOf = (device) => {
            asked.push(device);
            return { quantities: [] };
        };
        const params = { id: 'hub' };
        for (const url of ['/x?device=thermometer%2F-', '/x?other=1', '/x']) {
            assert.equal((await rig.ask(ROUTES.history, { params, url })).status, 200);
        }
        assert.deepEqual(asked, ['thermometer/-', '', '']);
        for (const route of [ROUTES.history, ROUTES.diagnostics]) {
            assert.equal((await rig.ask(route, { params: { id: 'unknown' } })).status, 404);
        }
        node.emit('close');
        record.end();
    });

    it('request the devices of a hub again: all of them, or why there is no list', async () => {
        const rig = new RouteRig();
        const registry = registryOf(rig.RED);
        rig.secret = (await rig.get<TokenView>(ROUTES.token)).token;
        const { parts, record } = recordBench();
        const { running } = parts;
        assert.ok(running.ok);
        let answer: Parameters<Parameters<typeof running.value.devices.refresh>[0]>[0] = ok([]);
        running.value.devices.refresh = (done) => done(answer);
        registry.add(parts);
        const { data } = await rig.post<TopicsView>(ROUTES.refresh);
        assert.deepEqual([data.devices, data.topics], [[], []]);
        answer = refuse('not-connected');
        assert.deepEqual((await rig.post(ROUTES.refresh)).data, answer);
        registry.add({ ...parts, running: refuse('address-missing') });
        assert.deepEqual((await rig.post(ROUTES.refresh)).data, refuse('address-missing'));
        assert.equal((await rig.post(ROUTES.refresh, {}, 'unknown')).status, 404);
        record.end();
    });

    it('serve the script of the dialogs by its version only, and no other file', async () => {
        const rig = started();
        for (const version of ['0', 'abcdef', '', '../pack-version', 'a/../a', 'ab.js', 'xyz', 'a-']) {
            const { status, text } = await rig.ask(ROUTES.script, { params: { version } });
            assert.deepEqual([version, status, text], [version, 404, '{"ok":false}']);
        }
        const unnamed = await rig.ask(ROUTES.script);
        assert.equal(unnamed.status, 404);
    });

    it('send the script of this build as it is, to be kept by the browser, and only to one that still waits', async () => {
        const folder = await makeFolder('script');
        try {
            const script = 'document.title = "Hala č. 5 °C";\n';
            const names = [
                'script-0af9.js',
                'script-.js',
                'script-x0af9.js',
                'script-0AF9.js',
                'script-0af9-x.js',
                'other-0af9.js',
                '0af9',
            ];
            for (const name of names) await writeFile(join(folder, name), script);
            const rig = new RouteRig();
            serveScript(server(rig.RED, new CsrfToken()), folder);
            const ask = (version: string, begun?: (response: Writable) => void) =>
                rig.ask(ROUTES.script, { params: { version } }, begun);
            const { status, text, headers } = await ask('0af9');
            assert.deepEqual([status, text], [200, script]);
            assert.deepEqual(headers, {
                'content-type': 'text/javascript; charset=utf-8',
                'content-length': Buffer.byteLength(script),
                'cache-control': 'private, max-age=31536000, immutable',
            });
            // A file of another name is none of this build, even if it is there.
            for (const version of ['', '0AF9', '0af9-x', 'x0af9', 'a/../script-0af9']) {
                assert.equal((await ask(version)).status, 404, version);
            }
            const gone = await Promise.all(['0af9', '0af8'].map((one) => ask(one, (response) => response.destroy())));
            // Both files are read meanwhile.
            for (let count = 0; count < 3; count++) await ask('0af9');
            assert.deepEqual(
                gone.map((one) => one.status),
                [0, 0],
            );
        } finally {
            await removeFolder(folder);
        }
    });

    it('fail alone, without details, which may hold a secret', async () => {
        const rig = new RouteRig();
        const token = new CsrfToken();
        server(rig.RED, token)('get', 'fails', 'read', () => {
            throw new Error('S3cr3t');
        });
        const { status, text } = await rig.ask('fails');
        assert.deepEqual([status, text], [500, '{"ok":false}']);
    });

    it('do nothing for a request without the secret', async () => {
        const rig = new RouteRig();
        const token = new CsrfToken();
        let runs = 0;
        server(rig.RED, token)('post', 'counts', 'write', (_req, res) => {
            runs++;
            respond(res, 200, {});
        });
        await rig.ask('counts', { method: 'post', secret: 'other' });
        assert.equal(runs, 0);
        await rig.use(token).ask('counts', { method: 'post' });
        assert.equal(runs, 1);
    });

    it('respond with JSON that no cache keeps, once, and not to an editor that has disconnected', async () => {
        const rig = new RouteRig();
        const serve = server(rig.RED, new CsrfToken());
        serve('get', 'twice', 'read', (_req, res) => {
            respond(res, 200, { degrees: '°' });
            respond(res, 500, {});
        });
        serve('get', 'gone', 'read', (_req, res) => {
            res.destroy();
            respond(res, 200, {});
        });
        const { status, text, headers } = await rig.ask('twice');
        assert.deepEqual(
            { status, text, headers },
            {
                status: 200,
                text: '{"degrees":"°"}',
                headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
            },
        );
        assert.equal((await rig.ask('gone')).status, 0);
    });

    it('read the fields of a body that is an object and not too large', () => {
        const read = (body: unknown): unknown => {
            const fields = fieldsOf({ body } as never);
            return fields.ok ? fields.value : fields.reason;
        };
        for (const body of [undefined, null, 'text', 5, [1]]) assert.deepEqual(read(body), {});
        assert.equal(MAX_BODY, 65_536);
        const room = MAX_BODY - '{"a":""}'.length;
        assert.deepEqual(read({ a: 'x'.repeat(room) }), { a: 'x'.repeat(room) });
        const tooLarge = { code: 'payload-large', params: { limit: MAX_BODY } };
        assert.deepEqual(read({ a: 'x'.repeat(room + 1) }), tooLarge);
        const endless: Record<string, unknown> = {};
        endless.a = endless;
        assert.deepEqual(read(endless), tooLarge);
    });

    describe('are not for pages of other sites', () => {
        /** The paths of which the handler for every site is called, in a Node-RED of this version. */
        function open(version: string, name = 'corsMiddleware'): string[] {
            const paths: string[] = [];
            const layer = {
                name,
                handle: ({ path }: { path: string }, _res: unknown, next: () => void): void => {
                    paths.push(path);
                    next();
                },
            };
            const other = { name: 'query', handle: () => assert.fail() };
            const rig = new RouteRig();
            const parent = { _router: { stack: [other, layer] } };
            const httpAdmin = { ...(rig.RED.httpAdmin as object), parent };
            withoutDefaultCors({ ...rig.RED, version: () => version, httpAdmin } as unknown as typeof rig.RED);
            let passed = 0;
            const asked = ['/clown-hub/token', '/Clown-Hub/hubs', '/flows', '/x/clown-hub/', '/clown-hubs'];
            for (const path of asked) layer.handle({ path }, {}, () => passed++);
            assert.equal(passed, asked.length);
            return paths;
        }
        const others = ['/flows', '/x/clown-hub/', '/clown-hubs'];

        for (const version of ['3.1.15', '4.1.15', '4.0.0-beta.4', '']) {
            it(`also in a Node-RED ${version || 'of an unknown version'} that lets them in by default`, () => {
                assert.deepEqual(open(version), others);
            });
        }

        it('unless the administrator lets them in, as in Node-RED 5', () => {
            const all = ['/clown-hub/token', '/Clown-Hub/hubs', ...others];
            assert.deepEqual(open('5.0.7'), all);
            assert.deepEqual(open('10.0.0'), all);
        });

        it('from the moment when they are there', () => {
            const paths: string[] = [];
            const layer = { name: 'corsMiddleware', handle: ({ path }: { path: string }) => void paths.push(path) };
            const rig = new RouteRig();
            const httpAdmin = Object.assign(rig.RED.httpAdmin, { parent: { _router: { stack: [layer] } } });
            registryOf({ ...rig.RED, httpAdmin } as typeof rig.RED);
            const passed: string[] = [];
            for (const path of Object.values(ROUTES)) {
                const handle = layer.handle as (req: object, res: object, next: () => void) => void;
                handle({ path: `/${path}` }, {}, () => passed.push(path));
            }
            assert.deepEqual([passed, paths], [Object.values(ROUTES), []]);
        });

        it('and start with an admin application that has no such handler', () => {
            assert.equal(open('4.1.15', 'other').length, 5);
            const { RED } = new RouteRig();
            withoutDefaultCors(RED);
            withoutDefaultCors({ ...RED, httpAdmin: { parent: {} } } as unknown as typeof RED);
        });
    });
});
