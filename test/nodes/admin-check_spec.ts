// The connection check of a form, without Node-RED: which stored credentials it uses and for which server only, the TLS
// settings and the proxy of the form, what the check leaves behind, and what its response must not hold.

import assert from 'node:assert/strict';
import { type EventEmitter, once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import type { Node } from 'node-red';
import { WebSocketServer } from 'ws';
import { serveCheck } from '../../nodes/admin/check';
import { findIn, readCheckNodes } from '../../nodes/admin/check-nodes';
import { readCheckRequest, setupOf } from '../../nodes/admin/check-request';
import { topicsSeen } from '../../nodes/admin/check-result';
import { CsrfToken } from '../../nodes/admin/csrf';
import { MAX_BODY, server } from '../../nodes/admin/http';
import { Registry } from '../../nodes/admin/registry';
import { checkedPlace } from '../../nodes/shared/checked-place';
import { type CheckEnd, type CheckNode, type CheckRequest, type CheckStep, ROUTES } from '../../nodes/shared/views';
import { systemClock } from '../../src/base/system-clock';
import { makeFolder, removeFolder } from '../support/folders.js';
import { leavesNothing } from '../support/leaks.js';
import { ManualClock } from '../support/manual-clock.js';
import { hubNode, variable } from './support/flows';
import { RouteRig } from './support/route-rig';
import { assertNoSecret, HEADER_VALUE, PASSWORD } from './support/secrets';

const FORM: CheckRequest = { id: 'hub', settings: {}, credentials: {}, storedPassword: false };
/** What Node-RED's editor sends for a stored password that was not typed again. */
const NOT_TYPED = '__PWRD__';
const HOUSE = 'ws://house.example/';
const VARIABLE = 'CLOWN_TEST_ADDRESS';

describe('the connection check of a form', () => {
    leavesNothing();

    describe('reads a request', () => {
        it('with the credentials and config nodes of a hub, and nothing else', () => {
            const nodes = { t: { type: 'tls-config', settings: { a: 1 }, credentials: { passphrase: 'p', other: 5 } } };
            const credentials = { user: 'u', password: 'p', header1: 'h', header9: 'no', toString: 'no', header2: 5 };
            assert.deepEqual(readCheckRequest({ ...FORM, credentials, storedPassword: true, nodes, more: 1 }), {
                id: 'hub',
                settings: {},
                credentials: { user: 'u', password: 'p', header1: 'h' },
                storedPassword: true,
                nodes: { t: { type: 'tls-config', settings: { a: 1 }, credentials: { passphrase: 'p' } } },
            });
            assert.deepEqual(readCheckRequest(FORM), { ...FORM, nodes: {} });
            for (const storedPassword of [1, 'true', undefined]) {
                assert.equal(readCheckRequest({ ...FORM, storedPassword })?.storedPassword, false);
            }
        });

        it('and refuses any other form', () => {
            const tls = { type: 'tls-config', settings: {}, credentials: {} };
            const proxy = { ...tls, type: 'http proxy' };
            assert.ok(readCheckRequest({ ...FORM, nodes: { a: tls, b: proxy } }));
            const nodes = [
                ...[null, [], 'x', { a: null }, { a: { ...tls, type: 'mqtt-broker' } }, { a: { ...tls, settings: 5 } }],
                ...[{ a: { ...tls, credentials: null } }, { a: tls, b: proxy, c: tls }],
            ];
            const bodies = [
                ...[undefined, null, [], 'x', { ...FORM, id: 5 }, { ...FORM, settings: 'x' }],
                ...[{ ...FORM, credentials: null }, ...nodes.map((one) => ({ ...FORM, nodes: one }))],
            ];
            for (const body of bodies) assert.equal(readCheckRequest(body), undefined, JSON.stringify(body));
        });
    });

    describe('uses stored credentials', () => {
        afterEach(() => {
            delete process.env[VARIABLE];
        });

        /** A deployed hub with all of its credentials. */
        function rigWith(stored: object = { user: 'owner', password: PASSWORD, header1: HEADER_VALUE }): RouteRig {
            const rig = new RouteRig();
            rig.deployed.push({ ...hubNode({ address: HOUSE }) }, { id: 'other', type: 'mqtt-broker' });
            for (const id of ['hub', 'other', 'unknown']) rig.credentials.set(id, stored);
            return rig;
        }

        const settings = hubNode({ address: HOUSE, headers: [{ name: 'X-Key', slot: 'header1' }] });
        const typed = { user: 'me', password: 'mine', header1: 'key' };
        const rest = { ...FORM, settings };

        function placeOf(form: Partial<CheckRequest>, rig = rigWith()): unknown {
            const setup = setupOf(rig.RED, { ...rest, ...form });
            if (!setup.ok) {
                assertNoSecret(setup.reason, 'the reason');
                return setup.reason.code;
            }
            const { place } = setup.value;
            return place.kind === 'simulated' ? place.kind : [place.login?.user, place.login?.password, place.headers];
        }

        it('only where they were not typed', () => {
            const headers = { 'X-Key': 'key' };
            const stored = { 'X-Key': HEADER_VALUE };
            assert.deepEqual(placeOf({ credentials: typed, storedPassword: true }), ['me', 'mine', headers]);
            const kept = { user: 'me', header1: NOT_TYPED };
            assert.deepEqual(placeOf({ credentials: kept, storedPassword: true }), ['me', PASSWORD, stored]);
            const placeholder = { ...kept, password: NOT_TYPED };
            assert.deepEqual(placeOf({ credentials: placeholder }), ['me', PASSWORD, stored]);
            // The user name is shown and can be removed; so can the password.
            assert.deepEqual(placeOf({ credentials: { ...typed, password: '' } }), ['me', '', headers]);
            assert.deepEqual(placeOf({ credentials: { header1: 'key' } }), [undefined, undefined, headers]);
            const empty = { ...typed, header1: '' };
            assert.deepEqual(placeOf({ credentials: empty, storedPassword: true }), placeOf({ credentials: empty }));
            const noText = rigWith({ header1: 5 });
            const asked = { ...typed, header1: NOT_TYPED };
            assert.deepEqual(placeOf({ credentials: asked }, noText), placeOf({ credentials: empty }));
            assert.deepEqual(placeOf({ credentials: { ...typed, user: NOT_TYPED } }), [NOT_TYPED, 'mine', headers]);
        });

        it('at the server that they were stored for, and at no other', () => {
            const kept = { credentials: { ...typed, password: '' }, storedPassword: true };
            const elsewhere = hubNode({ ...settings, address: 'ws://elsewhere.example/' });
            assert.deepEqual(placeOf({ ...kept, settings: { ...settings, address: `${HOUSE}other/path` } }), [
                'me',
                PASSWORD,
                { 'X-Key': 'key' },
            ]);
            assert.equal(placeOf({ ...kept, settings: elsewhere }), 'stored-elsewhere');
            const header = { credentials: { ...typed, header1: NOT_TYPED } };
            assert.equal(placeOf({ ...header, settings: elsewhere }), 'stored-elsewhere');
            // Nothing stored is used.
            assert.deepEqual(placeOf({ credentials: typed, settings: elsewhere }), ['me', 'mine', { 'X-Key': 'key' }]);
            const none = rigWith({ user: 'owner', password: '', header1: 5 });
            assert.deepEqual(placeOf({ ...kept, settings: elsewhere }, none), ['me', '', { 'X-Key': 'key' }]);
            assert.equal(placeOf({ ...kept, settings: { ...settings, place: 'simulated' } }), 'simulated');
        });

        it('if the address is a variable, at the server that it names', () => {
            const rig = rigWith();
            Object.assign(rig.deployed[0] ?? {}, { address: variable(VARIABLE) });
            const kept = { credentials: { ...typed, password: '' }, storedPassword: true };
            assert.equal(placeOf(kept, rig), 'stored-elsewhere');
            process.env[VARIABLE] = HOUSE;
            assert.deepEqual(placeOf(kept, rig), ['me', PASSWORD, { 'X-Key': 'key' }]);
        });

        it('of a deployed hub only', () => {
            const kept = { credentials: { ...typed, password: '' }, storedPassword: true };
            for (const id of ['other', 'unknown']) {
                assert.deepEqual(placeOf({ ...kept, id }), ['me', '', { 'X-Key': 'key' }], id);
            }
            const nothing = rigWith();
            nothing.credentials.clear();
            assert.deepEqual(placeOf(kept, nothing), ['me', '', { 'X-Key': 'key' }]);
        });
    });

    describe('looks up variables', () => {
        it('in the hub that runs, or else in the node with the global ones', () => {
            const rig = new RouteRig();
            const seen: unknown[] = [];
            Object.assign(rig.RED.util, { getSetting: ({ id }: Node) => seen.push(id) && 'Attic' });
            const form = { ...FORM, settings: hubNode({ address: `ws://${variable('HOST')}/` }) };
            const lookUp = (instance?: Node): unknown => {
                seen.length = 0;
                assert.ok(setupOf(rig.RED, form, instance).ok);
                return [...new Set(seen)].join();
            };
            assert.equal(lookUp(), 'hub');
            rig.running.set('other', { id: 'other' });
            rig.deployed.push({ id: 'other', type: 'clown-in' }, { id: 'another', type: 'clown-hub' });
            rig.deployed.push({ id: 'hub', type: 'clown-hub' }, { id: 'global', type: 'global-config' });
            rig.running.set('global', { id: 'global' });
            assert.equal(lookUp(), 'global');
            rig.running.set('hub', { id: 'running' });
            assert.equal(lookUp(), 'running');
            assert.equal(lookUp({ id: 'instance' } as Node), 'instance');
            Object.assign(rig.deployed[2] ?? {}, { type: 'other' });
            assert.equal(lookUp(), 'global');
        });
    });

    describe('has a config node as the form has it', () => {
        let folder: string;
        before(async () => {
            folder = await makeFolder('check-nodes');
            for (const name of ['cert', 'key', 'ca']) await writeFile(join(folder, name), `${name} of a file`);
        });
        after(() => removeFolder(folder));

        const hub = { id: 'hub' } as Node;
        const rig = new RouteRig();
        const find = (node: CheckNode, id = 'n') => findIn(rig.RED, hub, { [id]: node })(id);

        afterEach(() => {
            rig.running.clear();
            rig.credentials.clear();
        });

        function tls(settings: object = {}, credentials: Record<string, string> = {}): TlsOptions | undefined {
            const node = find({ type: 'tls-config', settings: settings as never, credentials }) as Node & {
                valid: boolean;
                addTLSOptions(options: TlsOptions): TlsOptions;
            };
            assert.equal(node.type, 'tls-config');
            if (!node.valid) return undefined;
            return text(node.addTLSOptions({ host: 'given' } as TlsOptions));
        }

        /** With the files as texts. */
        const text = (options: object): TlsOptions =>
            Object.fromEntries(
                Object.entries(options).map(([name, value]) => [name, Buffer.isBuffer(value) ? String(value) : value]),
            );

        const usual = { host: 'given', rejectUnauthorized: true };

        it('or else the running one', () => {
            const running = { id: 'n', type: 'tls-config' };
            rig.running.set('n', running);
            const findOther = findIn(rig.RED, hub, {});
            assert.equal(findOther('n'), running);
            assert.equal(findOther('constructor'), null);
        });

        it('with uploaded texts', () => {
            assert.deepEqual(tls(), usual);
            assert.deepEqual(tls({ verifyservercert: false }), { ...usual, rejectUnauthorized: false });
            const pair = { certdata: 'C', keydata: 'K' };
            assert.deepEqual(tls({}, { ...pair, cadata: ' A ', passphrase: 'p' }), {
                ...usual,
                ...{ cert: 'C', key: 'K', ca: 'A', passphrase: 'p' },
            });
            assert.deepEqual(tls({ servername: ' s ', alpnprotocol: 'mqtt' }), {
                ...usual,
                ...{ servername: 's', ALPNProtocols: ['mqtt'] },
            });
            assert.deepEqual(tls({ cert: '  ', key: 5 }, pair), { ...usual, cert: 'C', key: 'K' });
        });

        it('with files, if one is named', () => {
            const file = (name: string): string => join(folder, name);
            const uploaded = { certdata: 'C', keydata: 'K', cadata: 'A' };
            assert.deepEqual(tls({ ca: file('ca') }, uploaded), { ...usual, ca: 'ca of a file' });
            assert.deepEqual(tls({ cert: file('cert'), key: ` ${file('key')} ` }), {
                ...usual,
                ...{ cert: 'cert of a file', key: 'key of a file' },
            });
            // A folder, and a file that is not there.
            for (const path of [folder, file('none')]) assert.equal(tls({ ca: path }), undefined);
            // A device might never end.
            if (process.platform !== 'win32') assert.equal(tls({ ca: '/dev/null' }), undefined);
        });

        it('that is invalid with half of a certificate and its key, or a variable that is not set', () => {
            assert.equal(tls({}, { certdata: 'C' }), undefined);
            assert.equal(tls({}, { keydata: 'K' }), undefined);
            assert.equal(tls({ servername: `x${variable(VARIABLE)}` }), undefined);
            assert.equal(tls({}, { passphrase: `x${variable(VARIABLE)}` }), undefined);
            process.env[VARIABLE] = 'set';
            try {
                assert.equal(tls({}, { passphrase: `x ${variable(VARIABLE)}` })?.passphrase, 'x set');
            } finally {
                delete process.env[VARIABLE];
            }
        });

        it('with the stored credentials of a running node of the same kind only', () => {
            rig.credentials.set('n', { passphrase: PASSWORD, cadata: 'stored' });
            assert.equal(tls()?.passphrase, undefined);
            rig.running.set('n', { id: 'n', type: 'http proxy' });
            assert.equal(tls()?.passphrase, undefined);
            rig.running.set('n', { id: 'n', type: 'tls-config' });
            assert.equal(tls()?.passphrase, PASSWORD);
            assert.deepEqual(tls({}, { passphrase: 'typed' }), { ...usual, passphrase: 'typed', ca: 'stored' });
        });

        it('and the login of a proxy only for the proxy that it was stored for', () => {
            const login = { username: 'owner', password: PASSWORD };
            const proxy = (url: string, credentials: Record<string, string> = {}): unknown =>
                find({ type: 'http proxy', settings: { url, noproxy: ['a'] }, credentials });
            rig.credentials.set('n', login);
            const given = (url: string, typed: object): object => ({ type: 'http proxy', url, noproxy: ['a'], typed });
            assert.deepEqual(proxy('http://p:1'), given('http://p:1', {}));
            rig.running.set('n', { id: 'n', type: 'http proxy', url: 'http://p:1' });
            rig.deployed.push({ id: 'n', type: 'http proxy', url: 'http://p:1' });
            assert.deepEqual(proxy('http://p:1'), given('http://p:1', login));
            assert.deepEqual(proxy('http://p:1', { password: 'x' }), given('http://p:1', { ...login, password: 'x' }));
            assert.deepEqual(proxy('http://q:1', { password: 'x' }), given('http://q:1', { password: 'x' }));
        });

        it('or none of another form', () => {
            assert.deepEqual(readCheckNodes(undefined), {});
        });
    });

    describe('shows what it has seen', () => {
        const frame = (topic: string, value: number) =>
            ({ frame: { topic, payload: { x: value } }, text: `["${topic}"]`, time: value, at: value }) as never;

        it('readings before confirmations, and the values of each device', () => {
            const devices = [
                { device: 'a/1', type: 'a', address: '1', kind: 'sensor', listed: true },
                { device: 'a/2', type: 'a', address: '2', kind: 'sensor', listed: true },
            ] as const;
            const frames = [frame('a/1/config/ok', 1), frame('a/1', 2), frame('a-longer-name/1', 3)];
            const view = topicsSeen({ devices, frames, listedAt: 7, isShared: false } as never);
            assert.deepEqual(
                view.topics.map(({ topic }) => topic),
                ['a/1', 'a-longer-name/1', 'a/1/config/ok'],
            );
            assert.deepEqual(view.devices, [
                { ...devices[0], values: [{ quantity: 'x', value: 2 }] },
                { ...devices[1], values: [] },
            ]);
            assert.equal(view.listedAt, 7);
            assert.ok(!('isCut' in view));
            assert.ok(!('listedAt' in topicsSeen({ devices: [], frames: [] } as never)));
        });

        it('the latest topics if there are too many', () => {
            const frames = Array.from({ length: 501 }, (_, at) => frame(`t/${at}`, at));
            const { topics, isCut } = topicsSeen({ devices: [], frames } as never);
            assert.deepEqual([topics.length, topics[0]?.topic, isCut], [500, 't/1', true]);
            assert.ok(!('isCut' in topicsSeen({ devices: [], frames: frames.slice(1) } as never)));
        });
    });

    describe('as a route', () => {
        function bench(registry = new Registry()) {
            const token = new CsrfToken();
            const rig = new RouteRig().use(token);
            serveCheck(rig.RED, server(rig.RED, token), registry);
            const check = async (body: unknown) => {
                const answer = await rig.ask(ROUTES.check, { method: 'post', body });
                const lines = answer.text
                    .trimEnd()
                    .split('\n')
                    .map((line) => JSON.parse(line) as CheckStep | CheckEnd);
                return { ...answer, lines, end: lines.at(-1) as CheckEnd };
            };
            return { rig, registry, check };
        }

        it('refuses a body that is too large, or no form', async () => {
            const { check } = bench();
            const large = await check({ a: 'x'.repeat(MAX_BODY) });
            assert.deepEqual([large.status, large.end.reason?.code], [413, 'payload-large']);
            const other = await check({});
            assert.deepEqual([other.status, other.text], [400, '{"ok":false}']);
        });

        it('sends each step at once, also through a proxy, and keeps its outcome without what was found', async () => {
            const { check, registry } = bench();
            const settings = hubNode({ address: `ws://house.example/`, handshake: 'S3cr3t' });
            const begin = performance.now();
            const seen = { now: 0, devices: [], topics: [{ topic: 'a/b', time: 0, values: [] }] };
            registry.remember('hub', seen);
            const { status, headers, isFlushed, lines, end } = await check({ ...FORM, settings });
            assert.ok(isFlushed && end.ms <= Math.ceil(performance.now() - begin));
            // What was seen before is not forgotten.
            assert.deepEqual(registry.topics('hub').topics, seen.topics);
            assert.deepEqual(
                [status, headers],
                [
                    200,
                    {
                        'Content-Type': 'application/x-ndjson; charset=utf-8',
                        'Cache-Control': 'no-store',
                        'X-Accel-Buffering': 'no',
                    },
                ],
            );
            const [first] = lines as CheckStep[];
            assert.deepEqual([first?.outcome, first?.reason?.code, end.ok], ['failed', 'setting-number', false]);
            assert.ok(end.ms >= 0 && !('topics' in end));
            const { time, ...last } = registry.lastCheck({ id: 'hub' } as never) ?? assert.fail();
            assert.ok(Math.abs(time - Date.now()) < 60_000);
            const steps = [{ step: first?.step, outcome: 'failed', codes: [first?.code, 'setting-number'] }];
            assert.deepEqual(last, { ok: false, steps });
        });

        it('shows the topics that it has received, which the dialog then suggests', async () => {
            const { check, registry } = bench();
            const hub = new WebSocketServer({ port: 0, host: '127.0.0.1' });
            await once(hub, 'listening');
            hub.on('connection', (socket) => {
                socket.send('["thermometer/i2c0-48", {"temperature": [21.5, "°C"]}]\n');
                socket.close();
            });
            const { port } = hub.address() as { port: number };
            const settings = hubNode({ address: `ws://127.0.0.1:${port}/` });
            const { end } = await check({ ...FORM, settings });
            hub.close();
            assert.equal(end.ok, false);
            const { topics = assert.fail() } = end;
            assert.equal(topics.checked, checkedPlace(settings as object));
            assert.deepEqual(
                topics.topics.map(({ topic, values }) => [topic, values]),
                [['thermometer/i2c0-48', [{ quantity: 'temperature', value: 21.5, unit: '°C' }]]],
            );
            assert.deepEqual(registry.topics('hub').topics, topics.topics);
            const [first] = registry.lastCheck({ id: 'hub' } as never)?.steps ?? [];
            assert.deepEqual(first, { step: 'address', outcome: 'ok', codes: ['address-ok'] });
        });

        it('ends with the editor that requested it, and leaves nothing then', async () => {
            const { rig, registry } = bench();
            const hub = new WebSocketServer({ port: 0, host: '127.0.0.1' });
            await once(hub, 'listening');
            const { port } = hub.address() as { port: number };
            const connected = once(hub, 'connection');
            const settings = hubNode({ address: `ws://127.0.0.1:${port}/` });
            const left = new Promise<void>((resolve) => {
                void rig.ask(ROUTES.check, { method: 'post', body: { ...FORM, settings } }, (response) => {
                    void connected.then(([socket]) => {
                        (socket as EventEmitter).once('close', resolve);
                        response.destroy();
                    });
                });
            });
            await left;
            hub.close();
            await once(hub, 'close');
            await new Promise(setImmediate);
            assert.equal(registry.lastCheck({ id: 'hub' } as never), undefined);
            assert.deepEqual(rig.errors, []);
        });

        for (const [listed, code, count, what] of [
            [2, 'list-running', 2, 'shows the devices of a hub that runs'],
            [
                0,
                'frame-not-started',
                undefined,
                'waits for the start of the bridge if a hub that runs has no list either',
            ],
        ] as const) {
            it(`where it gets no list, ${what}`, async () => {
                const { now, after, monotonic } = systemClock;
                const clock = new ManualClock();
                const topics = { now: 0, devices: [], topics: [{ topic: 'shared/-', time: 0, values: [] }] };
                const registry = new Registry();
                const entries = [...Array.from({ length: listed }, () => ({ listed: true })), { listed: false }];
                registry.connectedTo = () => ({ entries: () => entries, topics: () => topics }) as never;
                const { check } = bench(registry);
                const hub = new WebSocketServer({ port: 0, host: '127.0.0.1' });
                await once(hub, 'listening');
                const { port } = hub.address() as { port: number };
                hub.on('connection', (socket) => {
                    socket.send('["-/-/config/ok", {"sensors": [], "actuators": []}]\n');
                    socket.ping();
                    // The wait for another frame, for the last readings, and for the start of the bridge.
                    socket.on('pong', () => setImmediate(() => [8_000, 1_500, 60_000].map((ms) => clock.advance(ms))));
                });
                Object.assign(systemClock, {
                    now: () => clock.now(),
                    monotonic: () => clock.monotonic(),
                    after: (ms: number, run: () => void) => clock.after(ms, run),
                });
                try {
                    const { lines, end } = await check({
                        ...FORM,
                        settings: hubNode({ address: `ws://127.0.0.1:${port}/` }),
                    });
                    const steps = lines.slice(0, -1) as CheckStep[];
                    const last = steps.filter(({ outcome }) => outcome !== 'skipped').at(-1);
                    assert.deepEqual([last?.code, last?.params.count], [code, count]);
                    if (listed > 0) assert.deepEqual(end.topics?.topics, topics.topics);
                } finally {
                    Object.assign(systemClock, { now, after, monotonic });
                    hub.close();
                }
            });
        }

        it('says why nothing was checked, if checks are too many', async () => {
            const { check } = bench();
            const settings = hubNode({ address: '' });
            for (let count = 0; count < 10; count++) assert.ok((await check({ ...FORM, settings })).lines.length > 1);
            const { lines, end, status } = await check({ ...FORM, settings });
            assert.deepEqual(
                [status, lines.length, end.ok, end.ms, end.reason?.code],
                [200, 1, false, 0, 'check-often'],
            );
        });

        it('logs a fault of its own, which ends the response before its last line', async () => {
            const registry = new Registry();
            registry.checked = () => {
                throw new TypeError('a fault');
            };
            const { check, rig } = bench(registry);
            const settings = hubNode({ address: '' });
            // The second one is not refused: the first has ended.
            for (let count = 1; count <= 2; count++) {
                const { lines } = await check({ ...FORM, settings });
                assert.equal(lines[0]?.reason?.code, 'address-missing');
                assert.ok(lines.every((line) => 'step' in line));
                assert.equal(rig.errors.length, count);
                assert.match(String(rig.errors[0]), /^TypeError: a fault/);
            }
        });
    });
});
