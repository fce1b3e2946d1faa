// The diagnostics of a hub for remote support, without Node-RED: what is in them, and that no secret, reported value or
// name of a device is.

import assert from 'node:assert/strict';
import { diagnostics, nodeRedVersion } from '../../nodes/admin/diagnostics';
import { labelWithin } from '../../nodes/admin/subflow-label';
import type { Reason } from '../../src/base/errors';
import { hubNode } from './support/flows';
import { RouteRig } from './support/route-rig';
import { assertNoSecret, HEADER_VALUE, PASSWORD, USER } from './support/secrets';

interface Shown {
    readonly [key: string]: unknown;
    readonly hub: Record<string, unknown> & { settings: Record<string, unknown> };
}

const SINCE = Date.UTC(2026, 0, 2, 3, 4, 5);
const iso = (time: number): string => new Date(time).toISOString();
/** A reason with what was found, which may be anything. */
const found = (code: Reason['code']): Reason => ({ code, params: { setting: 'x', found: PASSWORD } }) as Reason;

describe('the diagnostics of a hub [P7]', () => {
    function shown(settings: object = {}, head: object = {}, more: object = {}, credentials: object = {}): Shown {
        const rig = new RouteRig();
        const def = hubNode({ address: 'ws://house.example/path', ...settings });
        const node = { id: 'hub', type: 'clown-hub' };
        rig.deployed.push(def);
        rig.credentials.set('hub', credentials);
        rig.running.set('tls', { verifyservercert: false });
        const { events = [], users = [], entries = [], lastCheck } = more as Record<string, never[]>;
        const record = {
            parts: { node, def, journal: { events }, users: { nodes: users } },
            head: () => ({ id: 'hub', label: 'Attic', state: { word: 'disconnected' }, ...head }),
            entries: () => entries,
        };
        const all = diagnostics(rig.RED, record as never, lastCheck as never);
        assertNoSecret(all, 'the diagnostics');
        return JSON.parse(JSON.stringify(all)) as Shown;
    }

    it('name the versions, and the hub', () => {
        const { time, hub, ...versions } = shown();
        assert.ok(Math.abs(Date.parse(String(time)) - Date.now()) < 60_000);
        assert.match(String(versions.pack), /^@clown-hub\/node-red-clown-hub \d+\.\d+\.\d+/);
        const { nodeRed, nodejs, platform } = versions;
        const { version, platform: system, arch } = process;
        assert.deepEqual([nodeRed, nodejs, platform], ['4.1.15', version, `${system} ${arch}`]);
        const { settings: _settings, ...rest } = hub;
        assert.deepEqual(rest, {
            ...{ id: 'hub', label: 'Attic', state: { word: 'disconnected' } },
            ...{ events: [], users: {}, devices: [] },
        });
        assert.equal(nodeRedVersion({} as never), '');
    });

    it('have every time as a date, and each reason without what was found', () => {
        const event = { time: SINCE, kind: 'fault', reason: found('frame-flood') };
        const state = { word: 'waiting', since: SINCE, retryAt: SINCE + 1000, attempt: 3, cause: found('refused') };
        const head = { state, lastError: { ...event, kind: 'state', word: 'waiting' }, listedAt: SINCE };
        const lastCheck = {
            time: SINCE,
            ok: false,
            steps: [{ step: 'address', outcome: 'failed', codes: ['a', 'b'] }],
        };
        const { hub } = shown({}, head, {
            events: [event, { time: SINCE, kind: 'state', word: 'connected' }],
            lastCheck,
        });
        const time = iso(SINCE);
        const fault = { time, kind: 'fault', reason: { code: 'frame-flood', params: { setting: 'x' } } };
        assert.deepEqual(
            [hub.state, hub.lastError, hub.listedAt, hub.lastCheck, hub.events],
            [
                {
                    ...{ word: 'waiting', attempt: 3, since: time, retryAt: iso(SINCE + 1000) },
                    cause: { code: 'refused', params: { setting: 'x' } },
                },
                { ...fault, kind: 'state', word: 'waiting' },
                time,
                { ...lastCheck, time },
                [fault, { time, kind: 'state', word: 'connected' }],
            ],
        );
        const since0 = shown({}, { state: { word: 'connected', since: 0 } }).hub.state;
        assert.deepEqual(since0, { word: 'connected', since: iso(0) });
    });

    it('have when each device last reported, not what', () => {
        const sensor = { device: 'thermometer/-', kind: 'sensor', listed: true };
        const entries = [
            { ...sensor, type: 'thermometer', address: '-', name: 'Bedroom', heardAt: Date.now() - 90_000 },
            { device: 'led/-', kind: 'actuator', listed: false },
        ];
        const { devices } = shown({}, {}, { entries }).hub;
        const [{ heardSecondsAgo, ...first }, second] = devices as [{ heardSecondsAgo: number }, object];
        assert.ok(heardSecondsAgo >= 90 && heardSecondsAgo < 150);
        assert.deepEqual([first, second], [sensor, entries[1]]);
    });

    it('have the number of nodes of each type that use the hub', () => {
        const users = ['clown-in', 'clown-out', 'clown-in'].map((type) => ({ type }));
        assert.deepEqual(shown({}, {}, { users }).hub.users, { 'clown-in': 2, 'clown-out': 1 });
    });

    it('have of a secret only whether it is set, and of tables and frames only how long they are', () => {
        const credentials = { user: USER, password: PASSWORD, header1: HEADER_VALUE };
        const { settings } = shown(
            {
                headers: [{ name: 'X-Key', slot: 'header1' }],
                subprotocol: 'S3cr3t',
                startFrames: '["secret/-/set", {"x": "S3cr3t"}]\n["a/-/set", {}]',
                goodbyeFrames: '["b/-/set", {}]',
                intervals: [{ device: 'thermometer/-', seconds: 5 }, { device: 5 }],
                devices: [
                    { device: 'thermometer/-', name: 'S3cr3t' },
                    { device: '#', name: 'S3cr3t' },
                ],
            },
            {},
            {},
            credentials,
        ).hub;
        const { place, address, path, user, password, headers, subprotocol } = settings;
        assert.deepEqual(
            [place, address, path, user, password, headers, subprotocol],
            ['address', 'ws://house.example', '/…', true, true, 1, true],
        );
        const { startFrames, goodbyeFrames, badIntervals, namedDevices, badDevices } = settings;
        assert.deepEqual([startFrames, goodbyeFrames, badIntervals, namedDevices, badDevices], [2, 1, 1, 1, 1]);
    });

    it('leave out what is not there', () => {
        const { settings } = shown().hub;
        const { user, password, headers, subprotocol, tls, proxy } = settings;
        assert.deepEqual(
            [user, password, headers, subprotocol, tls, proxy],
            [false, false, 0, false, { node: false, verified: true }, 'none'],
        );
        for (const name of [
            'badIntervals',
            'namedDevices',
            'badDevices',
            'intervalFaults',
            'deviceFaults',
            'devices',
        ]) {
            assert.ok(!(name in settings), name);
        }
    });

    it('have whether the certificate of the hub is checked', () => {
        const tlsOf = (tls: unknown): unknown => shown({ address: 'wss://house.example/', tls }).hub.settings.tls;
        for (const none of ['', undefined, 5]) assert.deepEqual(tlsOf(none), { node: false, verified: true });
        assert.deepEqual(tlsOf('tls'), { node: true, verified: false });
        assert.deepEqual(tlsOf('none'), { node: true, verified: true });
    });

    it('have where the proxy comes from, or that it is invalid', () => {
        const before = process.env.http_proxy;
        try {
            process.env.http_proxy = `http://${USER}:S3cr3t@proxy.example:1`;
            assert.equal(shown().hub.settings.proxy, 'environment');
            assert.equal(shown({ proxy: 'none' }).hub.settings.proxy, 'invalid');
        } finally {
            if (before === undefined) delete process.env.http_proxy;
            else process.env.http_proxy = before;
        }
    });

    it('of a simulated hub have no address, and of invalid settings the reason without what was found', () => {
        const { settings } = shown({ place: 'simulated', devices: [{ device: 'a/b', name: 'x' }] }).hub;
        assert.deepEqual([settings.place, settings.namedDevices, settings.startFrames], ['simulated', 1, 0]);
        assert.ok(!('address' in settings) && !('user' in settings));
        const bad = shown({ handshake: PASSWORD }, {}, {}, { user: USER, password: PASSWORD }).hub.settings;
        const { invalid, ...rest } = bad;
        assert.deepEqual(rest, { user: true, password: true });
        assert.equal((invalid as Reason).code, 'setting-number');
        assert.deepEqual(invalid, {
            code: 'setting-number',
            params: { setting: 'handshake', least: 1, most: 300 },
        });
    });
});

describe('the label of a hub inside subflows', () => {
    const inside = (...names: object[]): object =>
        names.reduce<object>((parent, name) => ({ ...name, parent }), { flow: 'the tab' });

    it('is after the names of the subflow nodes, the outermost first', () => {
        const outer = { subflowInstance: { id: 'o', name: 'House' }, subflowDef: { name: 'Building' } };
        const room = { subflowInstance: { id: 'r', name: '' }, subflowDef: { name: 'Room' } };
        const nameless = { subflowInstance: { id: 'n' }, subflowDef: {} };
        const label = (flow: object | undefined, own = 'Attic'): string => labelWithin({ _flow: flow } as never, own);
        assert.equal(label(undefined), 'Attic');
        assert.equal(label(inside()), 'Attic');
        assert.equal(label(inside(outer)), 'House / Attic');
        assert.equal(label(inside(outer, room, nameless)), 'House / Room / n / Attic');
        assert.equal(label(inside(outer), ''), 'House');
        assert.equal(label(inside({ subflowInstance: { id: 'x' } })), 'x / Attic');
    });
});
