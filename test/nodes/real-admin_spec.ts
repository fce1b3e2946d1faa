// Who may request what from a real Node-RED with a login and an admin root of its own, and that no response holds a
// secret.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
    type CommandDone,
    CSRF_HEADER,
    FEED_TOPIC,
    type HubsView,
    ROUTES,
    type TopicsView,
} from '../../nodes/shared/views';
import { recordingsFolder } from '../../src/recording/folder';
import { DEFAULT_PATH, type Simulator, startSimulator } from '../../src/simulator';
import { connect, endClients, type RawClient } from '../support/client.js';
import type { NodeRed } from '../support/node-red.js';
import { until } from '../support/wait.js';
import { at, type Call, call, jsonOf, type Reply, tokenAt } from './support/admin';
import { hubNode, inNode, tab } from './support/flows';
import { listed } from './support/links';
import { startReal, stopReal } from './support/real';
import { assertNoSecret, PASSWORD, USER } from './support/secrets';

const LOGIN = 'hub-owner';
/** What bcrypt makes of it. */
const HASH = '$2a$04$/DSnNsGYHZsWyFHLA0sJ9O7Qa8dXQZtOifg0CIKCsjWOe1bujzl5a';
const PEOPLE = { administrator: '*', reader: 'read' } as const;
type Person = keyof typeof PEOPLE;

/** A recording in the user folder. */
const FILE = 'mine.jsonl';

const READING: readonly (readonly [route: string, method: 'GET' | 'POST'])[] = [
    [ROUTES.hubs, 'GET'],
    [ROUTES.feed, 'POST'],
    [ROUTES.topics, 'GET'],
    [ROUTES.history, 'GET'],
    [ROUTES.diagnostics, 'GET'],
    [ROUTES.recordings, 'GET'],
    [ROUTES.messages.replace(':after', '0'), 'GET'],
];
const WRITING: readonly (readonly [route: string, method: 'GET' | 'POST', body?: object])[] = [
    [ROUTES.refresh, 'POST'],
    [ROUTES.command, 'POST', { kind: 'led', payload: 'on' }],
    [ROUTES.record, 'POST', { minutes: 1 }],
    [ROUTES.stopRecording, 'POST'],
    [ROUTES.removeRecording.replace(':name', 'none.jsonl'), 'POST'],
    [ROUTES.testFlow.replace(':name', 'none.jsonl'), 'POST'],
    [ROUTES.keepRun.replace(':name', 'none.jsonl'), 'POST', { run: 'none' }],
    [ROUTES.download.replace(':replace', 'n').replace(':name', FILE), 'GET'],
];

describe('admin routes of a real Node-RED with a login, below a root of its own [T9]', () => {
    let nodeRed: NodeRed;
    let hub: Simulator;
    const tokens = new Map<Person, string>();
    /** The secret of this run, as every logged-in user receives it. */
    let secret: Record<string, string> = {};

    before(async () => {
        hub = await startSimulator({ silent: true, user: USER, password: PASSWORD });
        const login = {
            type: 'credentials',
            users: Object.entries(PEOPLE).map(([username, permissions]) => ({ username, permissions, password: HASH })),
        };
        nodeRed = await startReal({
            flows: [
                tab(),
                hubNode({ name: '', address: hub.url }),
                hubNode({ id: 'path', name: '', address: 'ws://h.invalid/S3cr3t?key=S3cr3t' }),
                hubNode({ id: 'bad', address: 'ws://h:S3cr3t' }),
                ...inNode(),
            ].filter(({ type }) => type !== 'sink'),
            credentials: { hub: { user: USER, password: PASSWORD } },
            settings: { httpAdminRoot: '/house/admin', adminAuth: login },
        });
        const folder = recordingsFolder(nodeRed.userDir);
        await mkdir(folder, { recursive: true });
        await writeFile(join(folder, FILE), '{"clownHubRecording":1,"hub":"Attic"}\n');
        await listed(hub);
        for (const person of Object.keys(PEOPLE) as Person[]) {
            const asked = {
                client_id: 'node-red-editor',
                grant_type: 'password',
                scope: '',
                username: person,
                password: LOGIN,
            };
            const reply = await ask('auth/token', { method: 'POST', body: asked });
            tokens.set(person, jsonOf<{ access_token: string }>(reply).access_token);
        }
        const reader = { authorization: `Bearer ${tokens.get('reader')}` };
        secret = await tokenAt(new URL(nodeRed.url), reader);
    });

    after(async () => {
        await endClients();
        await stopReal();
        await hub.close();
    });

    function ask(route: string, { headers, ...options }: Call = {}, person?: Person): Promise<Reply> {
        const own = person ? { authorization: `Bearer ${tokens.get(person)}` } : {};
        return call(new URL(route, nodeRed.url), { ...options, headers: { ...secret, ...own, ...headers } });
    }

    it('are below that root, and nowhere else', async () => {
        assert.match(nodeRed.url, /\/house\/admin\/$/);
        const { status } = await call(new URL(`/${ROUTES.hubs}`, nodeRed.url), {
            headers: { authorization: `Bearer ${tokens.get('administrator')}` },
        });
        assert.equal(status, 404);
    });

    for (const [route, method, body] of [...READING, ...WRITING]) {
        it(`${method} ${route} needs a login`, async () => {
            assert.equal((await ask(at(route), { method, body })).status, 401);
            const wrong = { authorization: 'Bearer nonsense' };
            assert.equal((await ask(at(route), { method, body, headers: wrong })).status, 401);
        });

        it(`${method} ${route} responds to the administrator`, async () => {
            assert.equal((await ask(at(route), { method, body }, 'administrator')).status, 200);
        });

        if (method === 'POST') {
            it(`${method} ${route} needs the secret of this run as well, whatever the user`, async () => {
                const headers = { [CSRF_HEADER]: 'nonsense' };
                const reply = await ask(at(route), { method, body, headers }, 'administrator');
                assert.equal(reply.status, 403);
                assert.deepEqual(JSON.parse(reply.text), { ok: false });
            });
        }
    }

    it('the secret of this run needs a login, and no permission beyond that', async () => {
        assert.equal((await ask(ROUTES.token)).status, 401);
        assert.equal((await ask(ROUTES.token, {}, 'reader')).status, 200);
    });

    it('send the script of the dialogs to whom Node-RED sends the forms, and of this build only', async () => {
        const forms = await ask('nodes', { headers: { accept: 'text/html' } }, 'reader');
        const [, version = ''] = /"([0-9a-f]{16})"/.exec(forms.text) ?? [];
        const route = ROUTES.script.replace(':version', version);
        assert.equal((await ask(route)).status, 401);
        const reply = await ask(route, {}, 'reader');
        assert.equal(reply.status, 200);
        assert.equal(reply.headers['content-type'], 'text/javascript; charset=utf-8');
        // The address has the version, so that the browser need not ask again.
        assert.equal(reply.headers['cache-control'], 'private, max-age=31536000, immutable');
        assert.ok(reply.text.startsWith('"use strict";var clownHubScript='));
        for (const other of ['0123456789abcdef', '..%2F', `${version}.js`, version.toUpperCase()]) {
            const { status } = await ask(ROUTES.script.replace(':version', other), {}, 'administrator');
            assert.equal(status, 404, other);
        }
    });

    for (const [route, method] of READING) {
        it(`${method} ${route} responds to users who may read`, async () => {
            assert.equal((await ask(at(route), { method }, 'reader')).status, 200);
        });
    }

    for (const [route, method, body] of WRITING) {
        it(`${method} ${route} does nothing for who may only read [T10]`, async () => {
            const before = hub.received.length;
            const { status } = await ask(at(route), { method, body }, 'reader');
            assert.ok(status === 401 || status === 403, `${status}`);
            assert.equal(hub.received.length, before);
        });
    }

    it('list hubs, and carry out commands', async () => {
        const { hubs } = jsonOf<HubsView>(await ask(ROUTES.hubs, {}, 'reader'));
        assert.deepEqual(
            hubs.map(({ id, state }) => [id, state.word]),
            [
                ['hub', 'connected'],
                ['path', 'disconnected'],
                ['bad', 'invalid'],
            ],
        );
        assert.equal(hubs[0]?.label, hub.url.replace(DEFAULT_PATH, ''));
        const body = { kind: 'relay', device: 'i2c0-3b', payload: true };
        const done = jsonOf<CommandDone>(await ask(at(ROUTES.command), { method: 'POST', body }, 'administrator'));
        assert.deepEqual(done, { ok: true, values: [{ quantity: 'state', value: true }] });
        assert.equal(hub.relay('relay/i2c0-3b'), true);
        const { topics } = jsonOf<TopicsView>(await ask(at(ROUTES.topics), {}, 'reader'));
        assert.equal(topics[0]?.topic, 'relay/i2c0-3b');
    });

    it('take no body that is no JSON', async () => {
        for (const body of ['{', 'null', 'x'.repeat(100)]) {
            const { status } = await ask(at(ROUTES.command), { method: 'POST', body }, 'administrator');
            assert.equal(status, 400, body);
        }
        const text = { 'content-type': 'text/plain' };
        const plain = { method: 'POST', body: '{"kind": "led", "payload": "on"}', headers: text } as const;
        assert.equal((await ask(at(ROUTES.command), plain, 'administrator')).status, 400);
    });

    describe('with an editor that listens', () => {
        let editor: RawClient;
        const feedMessages = (): string[] => editor.messages.filter((text) => text.includes(FEED_TOPIC));

        before(async () => {
            editor = await connect(`${nodeRed.url.replace('http', 'ws')}comms`);
            editor.send(JSON.stringify({ auth: tokens.get('reader') }));
            await editor.receive('"ok"');
        });

        it('send it changes [E12]', async () => {
            await ask(ROUTES.feed, { method: 'POST' }, 'reader');
            await until(() => feedMessages().length > 0, 'the first message of the feed');
            hub.print('["lux-meter/i2c0-44", {"illuminance": [123.5, "lux"]}]');
            await until(() => feedMessages().some((text) => text.includes('123.5')), 'the reading');
        });

        it('give away no secret, whatever the request and the fault [T3]', async () => {
            hub.print(`no frame`);
            hub.fault({ kind: 'refuse', status: 401 });
            hub.dropAll();
            await until(() => feedMessages().some((text) => text.includes('"login"')), 'the refused login');
            for (const id of ['hub', 'path', 'bad']) {
                for (const [route, method, body] of [...READING, ...WRITING]) {
                    const { status, text, headers } = await ask(at(route, id), { method, body }, 'administrator');
                    assert.equal(status, 200);
                    assertNoSecret(text + JSON.stringify(headers), `${route} of ${id}`);
                }
            }
            assertNoSecret(editor.messages.join('\n'), 'the feed');
            assertNoSecret(nodeRed.log(), 'the log');
            const diagnostics = (await ask(at(ROUTES.diagnostics), {}, 'reader')).text;
            assert.ok(!diagnostics.includes(USER));
            assert.match(diagnostics, /"user":true,"password":true/);
            assert.match(diagnostics, /"nodeRed":"\d+\.\d+\.\d+/);
            assert.match(diagnostics, /"code":"login"/);
        });
    });
});
