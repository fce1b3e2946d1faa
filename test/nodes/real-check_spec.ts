// The route of the connection check in a real Node-RED with a login: who may check, what is sent, and what is not.

import assert from 'node:assert/strict';
import { checkedPlace } from '../../nodes/shared/checked-place';
import { CSRF_HEADER } from '../../nodes/shared/views';
import { type Simulator, startSimulator } from '../../src/simulator';
import { NO_DEVICES } from '../support/lines.js';
import type { NodeRed } from '../support/node-red.js';
import { endServers, listen } from '../support/servers.js';
import { until } from '../support/wait.js';
import { tokenAt } from './support/admin';
import { hubNode, inNode, tab } from './support/flows';
import { startReal, stopReal } from './support/real';
import { assertNoSecret, PASSWORD, USER } from './support/secrets';

const LOGIN = { user: USER, password: PASSWORD };
/** What Node-RED's editor shows in place of a stored password. */
const PLACEHOLDER = '__PWRD__';
const HASH = '$2b$04$/oGsQeGvjy2d8glZ395MJeU3kCzFNfXF46LTWtD6aq/R8jE2GKF46';
const USERS = [
    { username: 'owner', password: HASH, permissions: '*' },
    { username: 'guest', password: HASH, permissions: 'read' },
    { username: 'switcher', password: HASH, permissions: ['read', 'clown-hub.write'] },
];

type Line = Readonly<Record<string, unknown>> & {
    readonly params?: object;
    readonly reason?: { code: string; detail?: string };
};

describe('check of a connection in a real Node-RED [E5, T3, T9, T10]', () => {
    let nodeRed: NodeRed;
    let hub: Simulator;
    const tokens = new Map<string, string>();
    let secret: Record<string, string> = {};

    before(async () => {
        hub = await startSimulator({ silent: true, ...LOGIN });
        nodeRed = await startReal({
            flows: [
                tab('f1', { env: [{ name: 'TAB_SECRET', value: 'of-the-tab', type: 'str' }] }),
                hubNode({ address: hub.url }),
                ...inNode().slice(0, 1),
                { id: 'other', type: 'mqtt-broker', name: '', broker: '127.0.0.1', port: '1', autoConnect: false },
            ],
            credentials: { hub: LOGIN, other: { password: LOGIN.password } },
            settings: {
                httpAdminRoot: '/admin/',
                adminAuth: { type: 'credentials', users: USERS },
            },
            env: { HUB_URL: hub.url, HUB_PASSWORD: LOGIN.password },
        });
        for (const { username } of USERS) {
            const answer = await fetch(new URL('/admin/auth/token', nodeRed.url), {
                method: 'POST',
                body: new URLSearchParams({
                    client_id: 'node-red-editor',
                    grant_type: 'password',
                    scope: '',
                    username,
                    password: 'check',
                }),
            });
            tokens.set(username, ((await answer.json()) as { access_token: string }).access_token);
        }
        const guest = { authorization: `Bearer ${tokens.get('guest')}` };
        secret = await tokenAt(new URL('/admin/', nodeRed.url), guest);
    });

    after(async () => {
        await stopReal();
        await hub.close();
        await endServers();
    });

    function post(body: unknown, { user = 'owner', headers = {}, signal = AbortSignal.timeout(20_000) } = {}) {
        const token = tokens.get(user);
        return fetch(new URL('/admin/clown-hub/check', nodeRed.url), {
            method: 'POST',
            headers: {
                'content-type': 'application/json',
                ...secret,
                ...(token ? { authorization: `Bearer ${token}` } : {}),
                ...headers,
            },
            body: JSON.stringify(body),
            signal,
        });
    }

    function form(settings: object = {}, more: object = {}): object {
        return {
            id: 'new',
            settings: { ...hubNode({ address: hub.url }), ...settings },
            credentials: {},
            storedPassword: false,
            ...more,
        };
    }

    /** The lines of the response; they hold no secret. */
    async function checkLines(body: object): Promise<Line[]> {
        const text = await (await post(body)).text();
        assertNoSecret(text, 'the output');
        assert.ok(!text.includes(PLACEHOLDER), text);
        return text
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line) as Line);
    }

    const failed = (lines: readonly Line[]): unknown => {
        const step = lines.find(({ outcome }) => outcome === 'failed');
        return step?.reason?.detail ?? step?.code;
    };

    it('an administrator may, with the values of a form that was never deployed', async () => {
        const lines = await checkLines(form({}, { credentials: LOGIN }));
        const end = lines.pop();
        assert.deepEqual(
            lines.map(({ code }) => code),
            'address-ok lookup-none tcp-ok tls-none upgrade-ok login-ok start-ok frame-ok list-ok'.split(' '),
        );
        assert.equal(end?.ok, true);
        const { devices, checked } = end.topics as { devices: { device: string }[]; checked: string };
        assert.equal(checked, checkedPlace({ place: 'address', address: hub.url }));
        assert.ok(devices.some(({ device }) => device === 'relay/i2c0-3b'));
    });

    it('where each connection has a bridge of its own, the list is that of the running connection', async () => {
        await until(() => hub.received.some((line) => line.includes('"-/-/config/list"')), 'the list of the hub node');
        hub.fault({ kind: 'mute' });
        const end = hub.on('connect', () => hub.send(NO_DEVICES));
        try {
            const lines = await checkLines(form({}, { credentials: LOGIN }));
            const last = lines.pop();
            assert.deepEqual(
                lines.slice(-2).map(({ code }) => code),
                ['frame-empty', 'list-running'],
            );
            assert.equal(last?.ok, true);
            const { devices } = last.topics as { devices: { device: string }[] };
            assert.ok(devices.some(({ device }) => device === 'relay/i2c0-3b'));
        } finally {
            end();
            hub.fault(null);
        }
    });

    for (const [who, user, status] of [
        ['a user who may only read', 'guest', 401],
        ['a user who may command hubs, but not deploy', 'switcher', 401],
        ['nobody', 'nobody', 401],
    ] as const) {
        it(`${who} may not`, async () => {
            const before = hub.attempts;
            const answer = await post(form({}, { credentials: LOGIN }), { user });
            assert.equal(answer.status, status);
            assert.equal(hub.attempts, before, 'no connection attempt');
        });
    }

    for (const [what, makeBody, options, status] of [
        ['a wrong secret', () => form(), { headers: { [CSRF_HEADER]: 'nonsense' } }, 403],
        ['text', () => form(), { headers: { 'content-type': 'text/plain' } }, 400],
        ['a body that is too long', () => form({ startFrames: ' '.repeat(65_536) }), {}, 413],
        ['a body that is no form', () => [1, 2], {}, 400],
        ['a body without settings', () => ({ id: 'x', credentials: {} }), {}, 400],
    ] as const) {
        it(`${what} is refused`, async () => {
            assert.equal((await post(makeBody(), options)).status, status);
        });
    }

    it('the stored password counts where none was typed, and only that of a hub', async () => {
        const { user } = LOGIN;
        const stored = await checkLines(form({}, { id: 'hub', credentials: { user }, storedPassword: true }));
        assert.equal(stored.at(-1)?.ok, true);
        const shown = await checkLines(form({}, { id: 'hub', credentials: { user, password: PLACEHOLDER } }));
        assert.equal(shown.at(-1)?.ok, true);
        const cleared = await checkLines(form({}, { id: 'hub', credentials: { user } }));
        assert.equal(failed(cleared), 'login-no-password');
        const foreign = await checkLines(form({}, { id: 'other', credentials: { user }, storedPassword: true }));
        assert.equal(failed(foreign), 'login-no-password');
    });

    it('variables are replaced as in a deployed hub, and a wrong password is reported without it', async () => {
        const address = '$' + '{HUB_URL}';
        const password = '$' + '{HUB_PASSWORD}';
        const right = await checkLines(form({ address }, { credentials: { ...LOGIN, password } }));
        assert.equal(right.at(-1)?.ok, true);
        // Those of the hub, and not of whatever other node is named.
        const missing = await checkLines(form({ address: `ws://${'$' + '{TAB_SECRET}'}/` }, { id: 'in' }));
        assert.equal(missing[0]?.code, 'settings');
        assert.equal(missing[0].reason?.code, 'variable-missing');
        assert.ok(!JSON.stringify(missing).includes('of-the-tab'));
    });

    it('a simulated hub is started for the check, whatever address it once had', async () => {
        const lines = await checkLines(form({ place: 'simulated', address: 'ftp://old' }));
        assert.equal(lines.at(-1)?.ok, true, JSON.stringify(lines));
        assert.deepEqual([lines[0]?.code, lines[2]?.code], ['address-simulated', 'tcp-simulated']);
    });

    it('ends when its editor disconnects, and one runs at a time', async () => {
        let calls = 0;
        let gone = 0;
        const port = await listen((socket) => {
            calls++;
            socket.resume().on('close', () => gone++);
        });
        const leave = new AbortController();
        const address = `ws://127.0.0.1:${port}/`;
        const running = await post(form({ address }), { signal: leave.signal });
        await until(() => calls === 1, 'the call');
        const [second] = await checkLines(form());
        assert.equal(second?.reason?.code, 'check-busy');
        leave.abort();
        await running.text().catch(() => {});
        await until(() => gone === 1, 'the end of the call');
    });

    it('no more than a few in a minute', async () => {
        let end: Line | undefined;
        for (let count = 0; count < 11 && !end?.reason; count++) {
            end = (await checkLines(form({ address: 'ftp://hub' }))).at(-1);
        }
        assert.equal(end?.reason?.code, 'check-often');
    });

    it('the log holds no secret', () => {
        assertNoSecret(nodeRed.log(), 'the log');
    });
});
