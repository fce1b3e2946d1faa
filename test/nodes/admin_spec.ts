// Responses of the admin routes in this process: hubs, topics, diagnostics, commands.

import assert from 'node:assert/strict';
import { registryOf } from '../../nodes/admin';
import { MAX_COMMANDS } from '../../nodes/admin/command';
import { MAX_BODY } from '../../nodes/admin/http';
import { MAX_TOPICS } from '../../nodes/admin/hub-record';
import { type CommandDone, type HubsView, type Refusal, ROUTES, type TopicsView } from '../../nodes/shared/views';
import { startSilentHub } from '../support/hub.js';
import { until } from '../support/wait.js';
import { at, callHere, getHere, jsonOf, postHere } from './support/admin';
import { translate } from './support/catalogue';
import { hubAt, hubNode, inNode, outNode, requestNode, tab } from './support/flows';
import { linked, listed } from './support/links';
import { quicken } from './support/quick-clock';
import { adminApp, deploy, load, logged, messagesAt, shows, unload, WARN } from './support/runtime';

type Device = TopicsView['devices'][number];

const deviceOf = ({ devices }: { readonly devices: readonly Device[] }, device: string): Device | undefined =>
    devices.find((one) => one.device === device);
const command = (body: unknown): Promise<CommandDone> => postHere(at(ROUTES.command), body);
const topics = (id?: string): Promise<TopicsView> => getHere(at(ROUTES.topics, id));

describe('the editor requests hubs [E4, E6, E12]', () => {
    afterEach(unload);

    it('and receives state, counters, and devices with values in plain units', async () => {
        const hub = await startSilentHub();
        await load([tab(), hubAt(hub), ...inNode()]);
        await listed(hub);
        hub.print('["thermometer/i2c0-48", {"temperature": [21.5, "\\u2103"]}]\n["new/-", {"a": true}]');
        const find = async (): Promise<HubsView['hubs'][number] | undefined> => {
            const { hubs } = await getHere<HubsView>(ROUTES.hubs);
            return hubs.find(({ devices }) => devices.some(({ device }) => device === 'new/-'));
        };
        let found = await find();
        for (const end = Date.now() + 2000; !found?.listedAt && Date.now() < end; ) found = await find();
        assert.ok(found?.listedAt);
        assert.equal(found.id, 'hub');
        assert.equal(found.label, 'Attic');
        assert.equal(found.state.word, 'connected');
        assert.ok(Math.abs((found.state.since ?? 0) - Date.now()) < 10_000);
        assert.ok((found.counters?.framesIn ?? 0) >= 3);
        assert.deepEqual(deviceOf(found, 'thermometer/i2c0-48')?.values, [
            { quantity: 'temperature', value: 21.5, unit: '°C' },
        ]);
        const { heardAt, ...device } = deviceOf(found, 'new/-') ?? {};
        assert.ok(heardAt);
        const values = [{ quantity: 'a', value: true }];
        assert.deepEqual(device, { device: 'new/-', type: 'new', address: '-', kind: 'heard', listed: false, values });
        assert.equal(deviceOf(found, 'relay/i2c0-3b')?.kind, 'actuator');
        assert.equal(found.lastError, undefined);
    });

    it('and why one cannot connect, or cannot work', async () => {
        const hub = await startSilentHub({ fault: { kind: 'refuse', status: 401 } });
        await load([tab(), hubAt(hub), hubNode({ id: 'bad', name: '' }), ...inNode()]);
        await shows('waiting', 'in');
        const { hubs, now } = await getHere<HubsView>(ROUTES.hubs);
        assert.ok(Math.abs(now - Date.now()) < 10_000);
        const [first, second] = hubs;
        assert.equal(first?.state.word, 'waiting');
        assert.equal(first.state.cause?.code, 'login');
        assert.equal(first.lastError?.reason?.code, 'login');
        assert.deepEqual(second, {
            id: 'bad',
            label: 'bad',
            state: { word: 'invalid', cause: { code: 'address-missing', params: {} } },
            devices: [],
        });
        assert.deepEqual((await topics('bad')).topics, []);
        assert.deepEqual(await postHere(at(ROUTES.refresh, 'bad')), {
            ok: false,
            reason: { code: 'address-missing', params: {} },
        });
    });

    it('and receives those that run now', async () => {
        const ids = async (): Promise<string[]> =>
            (await getHere<HubsView>(ROUTES.hubs)).hubs.map(({ id }) => id).sort();
        await load([tab(), hubNode(), hubNode({ id: 'b' })]);
        assert.deepEqual(await ids(), ['b', 'hub']);
        await deploy([tab(), hubNode({ name: 'Cellar' }), hubNode({ id: 'c' })]);
        assert.deepEqual(await ids(), ['c', 'hub']);
        await deploy([tab()], 'full');
        assert.deepEqual(await ids(), []);
    });

    it('by routes that are there once, however many hubs and deploys there are', async () => {
        await load([tab(), hubNode(), hubNode({ id: 'b' })]);
        for (let round = 0; round < 3; round++) await deploy([tab(), hubNode({ name: `${round}` })], 'full');
        const app = adminApp() as unknown as { _router?: Router; router: Router };
        const router = app._router ?? app.router;
        const paths = router.stack.flatMap(({ route }) => (route?.path.startsWith('/clown-hub/') ? [route.path] : []));
        assert.equal(new Set(paths).size, paths.length);
        for (const route of [
            ROUTES.hubs,
            ROUTES.feed,
            ROUTES.topics,
            ROUTES.refresh,
            ROUTES.diagnostics,
            ROUTES.command,
        ]) {
            assert.ok(paths.includes(`/${route}`), route);
        }
    });
});

/** Nothing takes that long, whatever else the machine has to do: what is judged are sizes. */
const LONG_MS = 20_000;

interface Router {
    readonly stack: readonly { readonly route?: { readonly path: string } }[];
}

describe('the editor requests the topics of a hub [E1]', () => {
    afterEach(unload);

    it('and gets the last frame of each, readings first, the newest of them first', async () => {
        const hub = await startSilentHub();
        await load([tab(), hubAt(hub), ...inNode()]);
        await listed(hub);
        hub.print('["a/1", {"x": 1}]\n["a/1/config/ok", {"x": 2}]\n["boot", {}]\n["a/2", {"x": 3}]\n["a/1", {"x": 4}]');
        let view = await topics();
        for (const end = Date.now() + 2000; view.topics.length < 5 && Date.now() < end; ) view = await topics();
        const names = view.topics.map(({ topic }) => topic);
        assert.deepEqual(names.slice(0, 4), ['a/1', 'a/2', 'boot', 'a/1/config/ok']);
        assert.deepEqual(view.topics[0]?.values, [{ quantity: 'x', value: 4 }]);
        assert.equal(view.state?.word, 'connected');
        assert.ok(view.devices.length > 5 && view.listedAt);
        assert.equal(view.isCut, undefined);
    });

    it('however many and however odd they are: a bounded response [L6, T11]', async () => {
        const hub = await startSilentHub();
        await load([tab(), hubAt(hub), ...inNode('in', { topic: 'constructor/#' })]);
        await listed(hub);
        const many = Array.from(
            { length: 3000 },
            (_, topic) => `["x/${topic}", {"${'k'.repeat(500)}": "${'v'.repeat(500)}"}]`,
        );
        for (let from = 0; from < many.length; from += 500) hub.print(many.slice(from, from + 500).join('\n'));
        hub.print('["constructor/__proto__", {"__proto__": {"polluted": 1}, "constructor": {"prototype": 1}}]');
        // The last of them: all others have been received before it.
        await messagesAt('in-sink', 1, LONG_MS);
        const view = await topics();
        assert.equal(view.isCut, true);
        assert.equal(view.topics[0]?.topic, 'constructor/__proto__');
        assert.equal(view.topics.length, MAX_TOPICS);
        assert.deepEqual(view.topics[0].values, [{ quantity: 'constructor', value: '{"prototype": 1}' }]);
        assert.ok(view.devices.length <= 1000);
        assert.ok(JSON.stringify(view).length < 1_000_000);
        assert.equal(({} as { polluted?: number }).polluted, undefined);
    }).timeout(2 * LONG_MS);

    it('also if it does not run, but was checked; its own reports take precedence [E2]', async () => {
        const hub = await startSilentHub();
        await load([tab(), hubAt(hub), ...inNode()]);
        const registry = registryOf({ httpAdmin: adminApp() } as never);
        const seen = { now: 1, listedAt: 5, devices: [], topics: [{ topic: 'seen/-', time: 5, values: [] }] };
        registry.remember('new', seen);
        registry.remember('hub', seen);
        const view = await topics('new');
        assert.deepEqual({ ...view, now: 1 }, seen);
        await listed(hub);
        await until(() => (registry.get('hub')?.devices().length ?? 0) > 0, 'the devices');
        assert.ok(!(await topics()).topics.some(({ topic }) => topic === 'seen/-'));
    });

    it('and nothing of an unknown one, which a deploy may be about to start', async () => {
        await load([tab(), hubNode()]);
        for (const id of ['unknown', '__proto__', 'constructor', '../hub', '%']) {
            const { now, ...view } = jsonOf(await callHere(at(ROUTES.topics, id)), 200) as TopicsView;
            assert.deepEqual(view, { devices: [], topics: [] });
            assert.equal(typeof now, 'number');
        }
    });

    for (const route of [ROUTES.diagnostics, ROUTES.refresh, ROUTES.command]) {
        it(`${route} of an unknown one is not found`, async () => {
            await load([tab(), hubNode()]);
            for (const id of ['unknown', '__proto__', 'constructor', '../hub', '%']) {
                const isGet = route === ROUTES.diagnostics;
                const reply = await callHere(at(route, id), isGet ? {} : { method: 'POST', body: { kind: 'list' } });
                assert.deepEqual(jsonOf(reply, 404), { ok: false, reason: { code: 'hub-missing', params: {} } });
                assert.match(String(reply.headers['content-type']), /json/);
            }
        });
    }

    it('and to request its devices: all of them, or why not [E4]', async () => {
        const hub = await startSilentHub();
        await load([tab(), hubAt(hub), ...inNode()]);
        const asked = await listed(hub);
        const refreshed = await postHere<TopicsView>(at(ROUTES.refresh));
        assert.deepEqual(asked(), ['["-/-/config/list", {}]']);
        assert.ok(deviceOf(refreshed, 'thermometer/i2c0-48')?.listed);
        await deploy([tab(), hubAt(hub)]);
        const { reason } = await postHere<Refusal>(at(ROUTES.refresh));
        assert.equal(reason.code, 'not-connected');
    });
});

describe('the editor sends a command [E12]', () => {
    afterEach(unload);

    async function hubReady(more: object = {}) {
        const hub = await startSilentHub();
        await load([tab(), hubAt(hub, { ...more }), ...inNode()]);
        await listed(hub);
        return hub;
    }

    it('that is confirmed, gets a response, or none', async () => {
        const hub = await hubReady();
        assert.deepEqual(await command({ kind: 'relay', device: 'i2c0-3b', payload: 'on' }), {
            ok: true,
            values: [{ quantity: 'state', value: true }],
        });
        assert.equal(hub.relay('relay/i2c0-3b'), true);
        assert.deepEqual(await command({ kind: 'led', payload: '2-dot' }), {
            ok: true,
            values: [{ quantity: 'state', value: '2-dot' }],
        });
        const reading = await command({ kind: 'get', device: 'thermometer/i2c0-48' });
        assert.ok(reading.ok);
        assert.equal(reading.values?.[0]?.unit, '°C');
        assert.deepEqual(await command({ kind: 'interval', device: 'thermometer/i2c0-48', payload: '60' }), {
            ok: true,
            values: [{ quantity: 'publish-interval', value: 60 }],
        });
        assert.equal(hub.interval('thermometer/i2c0-48'), 60);
        const scan = await command({ kind: 'scan', device: 'i2c/0' });
        assert.ok(scan.ok);
        const [chips, ...others] = scan.values ?? [];
        assert.deepEqual([chips?.quantity, typeof chips?.value, others], ['slaves', 'number', []]);
        const list = await command({ kind: 'list' });
        assert.ok(list.ok && list.values?.length === 3);
        assert.deepEqual(await command({ kind: 'text', device: 'i2c0-3c', payload: 'Hello' }), { ok: true });
        assert.deepEqual(await command({ kind: 'message', device: 'relay/i2c0-3f/set', payload: 1 }), {
            ok: true,
            values: [{ quantity: 'state', value: true }],
        });
        assert.deepEqual(await command({ kind: 'message', device: 'unknown/-/set', payload: {} }), { ok: true });
        assert.deepEqual(await command({ kind: 'raw', payload: '["led/-/set", {"state": "on"}]' }), { ok: true });
        await until(() => hub.led === 'on', 'the light of the LED');
    });

    it('of raw text with a line of more than 2,048 bytes: it is sent, and the log warns once', async () => {
        await hubReady();
        await command({ kind: 'raw', payload: 'x'.repeat(2_048) });
        for (let time = 0; time < 2; time++) {
            assert.deepEqual(await command({ kind: 'raw', payload: 'x'.repeat(2_049) }), { ok: true });
        }
        const warned = translate('clown-hub.log.raw-long', { bytes: 2_049, limit: 2_048 });
        assert.deepEqual(logged('hub', WARN), [warned]);
    });

    it('that the hub does not carry out', async () => {
        quicken(20);
        const hub = await hubReady();
        hub.jam('relay/i2c0-3b', 10);
        const done = await command({ kind: 'relay', device: 'i2c0-3b', payload: true });
        assert.ok(!done.ok);
        assert.deepEqual(done.reason, {
            code: 'not-confirmed',
            detail: 'unconfirmed-listed',
            params: { device: 'relay/i2c0-3b', seconds: 2, tries: 3 },
        });
    });

    const refused: [name: string, body: unknown, code: string][] = [
        ['a state that no relay has', { kind: 'relay', device: 'i2c0-3b', payload: 'perhaps' }, 'relay-state'],
        ['a relay without an address', { kind: 'relay', payload: true }, 'device-missing'],
        ['too much text', { kind: 'text', device: 'i2c0-3c', payload: 'x'.repeat(30) }, 'display-text'],
        ['a topic that is none', { kind: 'message', device: '#', payload: {} }, 'topic-wildcard'],
        ['no raw text', { kind: 'raw', payload: 5 }, 'raw-text'],
        ['too short an interval', { kind: 'interval', device: 'co2-sensor/i2c0-38', payload: 1 }, 'interval-co2'],
    ];
    it('that no hub would understand: the reason, and nothing is sent', async () => {
        const hub = await hubReady();
        const before = hub.received.length;
        for (const [name, body, code] of refused) {
            const done = await command(body);
            assert.equal(done.ok ? 'ok' : done.reason.code, code, name);
        }
        assert.equal(hub.received.length, before);
    });

    const wrong: [name: string, body: unknown, code: string][] = [
        ['no body', '', 'setting-choice'],
        ['a list', [], 'setting-choice'],
        ['no kind', {}, 'setting-choice'],
        ['an unknown kind', { kind: 'toString' }, 'setting-choice'],
        ['a kind that is none', { kind: { a: 1 } }, 'setting-choice'],
        ['a device that is none', { kind: 'relay', device: 5 }, 'setting-choice'],
        ['too much', { kind: 'raw', payload: 'x'.repeat(MAX_BODY) }, 'payload-large'],
    ];
    it('that is none: a bad request, with a reason', async () => {
        await load([tab(), hubNode({ place: 'simulated' })]);
        for (const [name, body, code] of wrong) {
            const reply = await callHere(at(ROUTES.command), { method: 'POST', body });
            assert.equal(reply.status, 400, name);
            assert.equal((JSON.parse(reply.text) as Refusal).reason.code, code, name);
        }
    });

    it('to a hub that is not connected, or cannot be', async () => {
        await load([tab(), hubNode({ place: 'simulated' }), hubNode({ id: 'bad' })]);
        const done = await command({ kind: 'led', payload: 'on' });
        assert.equal(done.ok ? 'ok' : done.reason.code, 'not-connected');
        const none = await postHere<CommandDone>(at(ROUTES.command, 'bad'), { kind: 'led', payload: 'on' });
        assert.equal(none.ok ? 'ok' : none.reason.code, 'address-missing');
    });

    it('fails if it is pending when the hub node closes, and only a few may be pending', async () => {
        const hub = await hubReady();
        const ask = { kind: 'get', device: 'soil-sensor/i2c0-10' };
        const waiting = Array.from({ length: MAX_COMMANDS }, () => command(ask));
        const asked = (): number => hub.received.filter((line) => line.includes('soil-sensor')).length;
        await until(() => asked() === MAX_COMMANDS, 'the questions');
        const one = await command(ask);
        assert.deepEqual(one, { ok: false, reason: { code: 'requests-full', params: { limit: MAX_COMMANDS } } });
        await deploy([tab()], 'full');
        for (const done of await Promise.all(waiting)) assert.equal(done.ok ? 'ok' : done.reason.code, 'stopped');
        await deploy([tab(), hubAt(hub), ...inNode()], 'full');
        await linked(hub, 2);
        assert.equal((await command({ kind: 'led', payload: 'on' })).ok, true);
    });
});

describe('the editor requests diagnostics [P7]', () => {
    afterEach(unload);

    it('and gets all that helps, with times that a person reads, and no value of a device', async () => {
        const hub = await startSilentHub({ refuses: ['thermometer/i2c0-48'] });
        const intervals = [{ device: 'thermometer/i2c0-48', seconds: 5 }];
        const users = [...inNode(), ...inNode('in2'), outNode(), ...requestNode()];
        const startFrames = '["secret/-/set", {"key": "S3cr3t"}]';
        await load([tab(), hubAt(hub, { intervals, startFrames }), ...users], {
            hub: { user: 'owner', password: 'S3cr3t' },
        });
        await listed(hub);
        hub.print('no frame with the value 4711');
        const registry = registryOf({ httpAdmin: adminApp() } as never);
        const kinds = (): string[] => (registry.get('hub')?.parts.journal.events ?? []).map(({ kind }) => kind);
        await until(() => kinds().includes('fault') && kinds().includes('interval'), 'the fault and the interval');
        const found = await getHere<Record<string, unknown> & { hub: Record<string, unknown> }>(at(ROUTES.diagnostics));
        const text = JSON.stringify(found);
        assert.doesNotMatch(text, /4711|S3cr3t|owner/);
        assert.match(String(found.pack), /^@clown-hub\/node-red-clown-hub \d/);
        assert.equal(found.nodejs, process.version);
        assert.match(String(found.time), /^\d{4}-\d\d-\d\dT/);
        const { settings, events, users: counts, devices, state } = found.hub;
        assert.deepEqual(counts, { 'clown-in': 2, 'clown-out': 1, 'clown-request': 1 });
        assert.match(String((state as { since: string }).since), /T.*Z$/);
        assert.ok((events as { time: string; kind: string }[]).every(({ time }) => /T.*Z$/.test(time)));
        assert.ok((devices as { device: string }[]).some(({ device }) => device === 'thermometer/i2c0-48'));
        assert.deepEqual(settings, {
            path: '/auth/clown-talk-server_nodes_bridge_0',
            place: 'address',
            proxy: 'none',
            headers: 0,
            subprotocol: false,
            address: new URL(hub.url).origin.replace('null', `ws://${new URL(hub.url).host}`),
            user: true,
            password: true,
            tls: { node: false, verified: true },
            handshakeMs: 10_000,
            heartbeatMs: 15_000,
            ceilingMs: 60_000,
            maxBytes: 1_048_576,
            intervals,
            autoConnect: true,
            requestStates: false,
            keepValues: '',
            showStatus: true,
            quiet: false,
            gapMs: 0,
            silenceMs: 60_000,
            startFrames: 1,
            goodbyeFrames: 0,
        });
    });

    it('also of a hub whose settings make none, and of one that is simulated', async () => {
        await load(
            [tab(), hubNode({ address: 'ws://h', handshake: 'S3cr3t' }), hubNode({ id: 'sim', place: 'simulated' })],
            {
                hub: { password: 'x' },
            },
        );
        const text = (await callHere(at(ROUTES.diagnostics))).text;
        assert.doesNotMatch(text, /S3cr3t/);
        const bad = JSON.parse(text) as { hub: { settings: unknown } };
        assert.deepEqual(bad.hub.settings, {
            user: false,
            password: true,
            invalid: { code: 'setting-number', params: { setting: 'handshake', least: 1, most: 300 } },
        });
        const simulated = await getHere<{ hub: { settings: { place: string } } }>(at(ROUTES.diagnostics, 'sim'));
        assert.equal(simulated.hub.settings.place, 'simulated');
    });
});
