// clown hub without a Node-RED: what it offers to its nodes, what it reports, and what is left when it closes.

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { install } from '@sinonjs/fake-timers';
import type { Node, NodeStatus } from 'node-red';
import { registryOf } from '../../nodes/admin';
import { PACK } from '../../nodes/admin/pack-version';
import clownHub from '../../nodes/clown-hub';
import type { ClownHubNode } from '../../nodes/runtime/types';
import { recordingsFolder } from '../../src/recording/folder';
import { makeFolder, removeFolder } from '../support/folders';
import { leavesNothing } from '../support/leaks';
import { until } from '../support/wait';
import { translate } from './support/catalogue';
import { hubNode, variable } from './support/flows';
import { usesManualClock } from './support/manual-system-clock';
import { endPeers, type Peer, startPeer } from './support/peer';
import { RouteRig } from './support/route-rig';

type Settings = Readonly<Record<string, unknown>>;
type HubNode = ClownHubNode & EventEmitter & { readonly users: Readonly<Record<string, Node>> };

/** Nothing listens there, and no test connects to it. */
const NOWHERE = { address: 'ws://127.0.0.1:1/' };
const READING = '["thermometer/-", {"temperature": [21, "°C"]}]';

/** A Node-RED with hub nodes only. */
class HubRig {
    readonly routes: RouteRig;
    readonly statuses: NodeStatus[] = [];
    /** Each line of the log and each error, with its level. */
    readonly lines: string[] = [];
    /** The code and the message of each error. */
    readonly errors: { readonly code: unknown; readonly msg: unknown }[] = [];
    registered: { readonly credentials?: Readonly<Record<string, { readonly type: string }>> } = {};
    readonly #running = new Set<HubNode>();
    #construct: (this: object, settings: object) => void = () => {};

    constructor(settings: Settings = {}) {
        this.routes = new RouteRig(settings);
        const { RED } = this.routes;
        Object.assign(RED, { _: translate });
        Object.assign(RED.nodes, {
            createNode: (node: object, { id, type, name, z }: Settings) => Object.assign(node, { id, type, name, z }),
            registerType: (type: string, construct: () => void, options: object) => {
                assert.equal(type, 'clown-hub');
                this.#construct = construct;
                this.registered = options;
            },
        });
        clownHub(RED);
    }

    get events(): EventEmitter {
        return this.routes.events;
    }

    get registry() {
        return registryOf(this.routes.RED);
    }

    /** Starts a hub node; `more` is what else Node-RED has given it. */
    start(settings: Settings, more: object = {}): HubNode {
        const stored = hubNode(settings);
        this.routes.credentials.set(stored.id, {});
        const note =
            (level: string) =>
            (text: unknown): void =>
                void this.lines.push(`${level} ${text}`);
        const node = Object.assign(new EventEmitter(), {
            ...{ log: note('log'), debug: note('debug'), warn: note('warn') },
            status: (status: NodeStatus) => this.statuses.push(status),
            error: (error: unknown, msg: unknown) => {
                this.lines.push(`error ${error}`);
                this.errors.push({ code: (error as { code?: string }).code, msg });
            },
            context: () => ({}),
            ...more,
        });
        this.#construct.call(node, stored);
        const hub = node as unknown as HubNode;
        this.#running.add(hub);
        return hub;
    }

    /** The flows start. */
    flow(): void {
        this.events.emit('flows:started');
    }

    close(node: HubNode, isRemoved = false): Promise<void> {
        this.#running.delete(node);
        return new Promise((resolve) => {
            // A node with invalid settings has nothing to wait for.
            if (node.listenerCount('close') < 2) {
                node.emit('close', isRemoved, resolve);
                resolve();
            } else node.emit('close', isRemoved, resolve);
        });
    }

    async end(): Promise<void> {
        for (const node of this.#running) await this.close(node);
    }
}

/** A node that uses a hub. */
function user(id: string, z: string, more: object = {}): { node: Node; changed(): void } {
    return { node: { id, z, type: 'clown-in', error: assert.fail, ...more } as unknown as Node, changed: () => {} };
}

describe('clown hub without a Node-RED', () => {
    let rig: HubRig;
    beforeEach(() => {
        rig = new HubRig();
    });
    leavesNothing(() => rig.end(), endPeers);

    /** A bridge, and a hub node that is connected to it with a user. */
    async function connected(settings: Settings = {}): Promise<{ peer: Peer; node: HubNode }> {
        const peer = await startPeer();
        const node = rig.start({ address: peer.url, ...settings });
        node.nodes.add(user('u', 'f1'));
        rig.flow();
        await until(() => peer.lines.length > 0, 'the start message');
        return { peer, node };
    }

    const hubOf = (node: HubNode) => (node.hub.ok ? node.hub.value : assert.fail('invalid settings'));

    it('keeps its login and the values of its headers as credentials, and shows none but the user in the editor', () => {
        const { credentials = {} } = rig.registered;
        const names = ['user', 'password', ...Array.from({ length: 8 }, (_, at) => `header${at + 1}`)];
        assert.deepEqual(Object.keys(credentials).sort(), names.sort());
        const shown = Object.entries(credentials).filter(([, { type }]) => type !== 'password');
        assert.deepEqual(shown, [['user', { type: 'text' }]]);
    });

    describe('with valid settings', () => {
        it('offers to its nodes what they need', () => {
            const intervals = [{ device: 'thermometer/i2c0-48', seconds: 30 }];
            const devices = [{ device: 'thermometer/i2c0-48', name: 'Attic window', silentAfter: 90 }];
            const node = rig.start({ ...NOWHERE, name: 'Attic', intervals, devices });
            assert.deepEqual([node.label, node.showStatus, node.devices()], ['Attic', true, []]);
            assert.deepEqual(node.interval('thermometer/i2c0-48'), { seconds: 30, source: 'configured' });
            assert.deepEqual([...node.silenceLimits], [['thermometer/i2c0-48', 90_000]]);
            assert.equal(hubOf(node).names.nameOf('thermometer/i2c0-48'), 'Attic window');
            assert.ok(node.hints && node.recordings);
            assert.deepEqual([node.hints.of('a/b'), node.recordings.running], [undefined, undefined]);
            const [record] = rig.registry.records;
            assert.deepEqual([record?.id, record?.parts.label, record?.parts.running.ok], ['hub', 'Attic', true]);
            assert.equal(rig.start({ ...NOWHERE, id: 'other', showStatus: false }).showStatus, false);
        });

        it('shows its devices in the editor with what its table says of them', () => {
            const intervals = [{ device: 'thermometer/i2c0-48', seconds: 30 }];
            rig.start({ ...NOWHERE, intervals });
            const { running } = rig.registry.records[0]?.parts ?? assert.fail();
            assert.ok(running.ok);
            assert.deepEqual(
                running.value.intervals.map(({ device, seconds }) => [device, seconds]),
                [['thermometer/i2c0-48', 30]],
            );
            assert.deepEqual(running.value.place.kind, 'address');
        });

        it('has one user of each flow for a Node-RED whose flows it does not know: a Catch node receives an error once', () => {
            const node = rig.start({ ...NOWHERE, autoConnect: false });
            assert.deepEqual(node.users, {});
            for (const [id, z] of [
                ['a', 'f1'],
                ['b', 'f1'],
                ['c', 'f2'],
            ] as const)
                node.nodes.add(user(id, z));
            assert.deepEqual(
                Object.entries(node.users).map(([id, { z }]) => [id, z]),
                [
                    ['b', 'f1'],
                    ['c', 'f2'],
                ],
            );
        });

        it('reports mistakes in its tables once the flows run, twenty of each at most', () => {
            const rows = (count: number, row: (at: number) => object): object[] =>
                Array.from({ length: count }, (_, at) => row(at));
            const intervals = rows(25, () => ({ device: 'x', seconds: 5 }));
            const devices = rows(23, (at) => ({ device: `light/${at}`, name: 'a/b' }));
            rig.start({ ...NOWHERE, intervals, devices });
            assert.equal(rig.errors.length, 0);
            rig.flow();
            const codes = rig.errors.map(({ code }) => code);
            const count = (code: string): number => codes.filter((one) => one === code).length;
            assert.deepEqual([count('interval-device'), count('name-invalid'), codes.length], [20, 20, 40]);
            assert.ok(rig.lines.every((line) => line.includes('Attic') && !line.includes('undefined')));
            assert.deepEqual(rig.errors[0]?.msg, { clown: { hub: 'Attic' } });
            const { events } = rig.registry.records[0]?.parts.journal ?? assert.fail();
            assert.ok(events.every(({ kind, reason }) => kind === 'interval' && reason?.code === 'interval-device'));
            assert.equal(events.length, 20);
        });
    });

    describe('with invalid settings', () => {
        it('says so once, and offers its nodes nothing but the reason', () => {
            const node = rig.start({ name: 'Attic', address: 'http://hub/', showStatus: false });
            assert.deepEqual(
                rig.errors.map(({ code }) => code),
                [node.hub.ok ? '' : node.hub.reason.code],
            );
            assert.deepEqual([node.label, node.showStatus, node.devices()], ['Attic', true, []]);
            assert.deepEqual([node.interval('thermometer/-'), node.silenceLimits.size], [undefined, 0]);
            assert.deepEqual(['hints' in node, 'recordings' in node], [false, false]);
            node.nodes.add(user('a', 'f1'));
            assert.deepEqual(Object.keys(node.users), ['a']);
            const [record] = rig.registry.records;
            assert.deepEqual([record?.parts.label, record?.parts.running.ok], ['Attic', false]);
            assert.deepEqual(record?.parts.users.nodes.length, 1);
        });

        it('quotes a variable as it is written', () => {
            process.env.CLOWN_TEST_SECRET = 'S3cr3t';
            try {
                const settings = hubNode({ ...NOWHERE, heartbeat: variable('CLOWN_TEST_SECRET') });
                rig.routes.deployed.push({ ...settings });
                rig.start(settings);
                assert.ok(rig.lines[0]?.includes(variable('CLOWN_TEST_SECRET')), rig.lines[0]);
                assert.ok(!rig.lines.join().includes('S3cr3t'));
            } finally {
                delete process.env.CLOWN_TEST_SECRET;
            }
        });

        it('names itself in the report of commands that end with it', async () => {
            const node = rig.start({ name: 'Attic', address: 'http://hub/' });
            node.stopReport.add('led/-/set');
            await until(() => rig.lines.some((line) => line.startsWith('warn')), 'the report');
            assert.ok(rig.lines.at(-1)?.includes('Attic'), rig.lines.at(-1));
        });
    });

    describe('a connection', () => {
        it('shows its state, and logs it, once the flows run', async () => {
            const peer = await startPeer();
            const node = rig.start({ address: peer.url });
            node.nodes.add(user('u', 'f1'));
            await until(() => peer.lines.length > 0, 'the start message');
            await until(() => hubOf(node).state.name === 'connected', 'the connection');
            assert.deepEqual(rig.statuses, [], 'no Status node would receive it');
            rig.flow();
            assert.deepEqual(
                rig.statuses.map(({ text }) => text),
                ['connected'],
            );
            assert.ok(rig.lines.includes(`log ${translate('clown-hub.log.connected', { hub: 'Attic' })}`));
        });

        it('logs nothing of a hub that is off at times, apart from what is only for the search for faults', async () => {
            await connected({ quiet: true });
            await until(() => rig.lines.length > 0, 'a line');
            assert.ok(
                rig.lines.every((line) => line.startsWith('debug')),
                rig.lines.join(),
            );
        });

        it('reports bad lines with the hub, how many they are, and why', async () => {
            const { peer } = await connected();
            peer.send('no frame');
            await until(() => rig.errors.length > 0, 'the error');
            const [{ code, msg } = assert.fail()] = rig.errors;
            assert.deepEqual(msg, { clown: { hub: 'Attic' } });
            const line = rig.lines.find((one) => one.startsWith('error')) ?? '';
            assert.ok(line.includes('Attic') && line.includes('1'), line);
            const last = rig.registry.records[0]?.parts.journal.events.at(-1);
            assert.deepEqual([last?.kind, last?.reason?.code], ['fault', code]);
        });

        it('reports that frames were dropped in a long deploy, and how many', async () => {
            const { peer, node } = await connected();
            rig.events.emit('flows:stopping');
            peer.send('["a/b",{}]\n'.repeat(10_003));
            await until(() => hubOf(node).counters.framesIn >= 10_003, 'all frames');
            rig.flow();
            await until(() => rig.errors.length > 0, 'the error');
            assert.equal(rig.errors[0]?.code, 'frame-held');
            const line = rig.lines.find((one) => one.startsWith('error')) ?? '';
            assert.ok(line.includes('Attic') && /\b\d+\b/.test(line) && !line.includes('undefined'), line);
        });

        it('is reported as lost, with its code', async () => {
            await connected();
            await until(() => rig.lines.length > 0, 'the connection');
            await endPeers();
            await until(() => rig.errors.length > 0, 'the error');
            const line = rig.lines.find((one) => one.startsWith('error')) ?? '';
            assert.match(line, /^error No connection to Attic: .+\. Retrying\.$/);
            assert.equal(rig.registry.records[0]?.parts.journal.lastError?.reason?.code, rig.errors[0]?.code);
        });

        it('reports to the Catch nodes of its users in place of the log, if this Node-RED has such flows', async () => {
            const caught: unknown[] = [];
            const flowOf = (id: string, catchNodes: object[]): object => ({
                ...{ id, TYPE: 'flow', catchNodes, statusNodes: [] },
                handleStatus: () => false,
                handleError(this: { catchNodes: { receive(msg: object): void }[] }, _source: object, error: object) {
                    for (const one of this.catchNodes) one.receive(error);
                    return true;
                },
            });
            const peer = await startPeer();
            const node = rig.start({ address: peer.url }, { _flow: flowOf('global', []) });
            const flow = flowOf('f1', [{ scope: null, receive: (error: object) => caught.push(String(error)) }]);
            node.nodes.add(user('u', 'f1', { _flow: flow }));
            rig.flow();
            await until(() => peer.lines.length > 0, 'the start message');
            peer.send('no frame');
            await until(() => caught.length > 0, 'the error');
            assert.deepEqual([caught.length, rig.errors], [1, []]);
        });

        it('reports what a listener throws, and goes on', async () => {
            const { peer, node } = await connected();
            const topics: string[] = [];
            hubOf(node).subscribe('#', {
                onFrame: () => {
                    throw new Error('of a listener');
                },
            });
            hubOf(node).subscribe('#', { onFrame: ({ frame }) => topics.push(frame.topic) });
            peer.send(READING);
            await until(() => topics.length > 0, 'the frame');
            assert.ok(rig.lines.some((line) => line.startsWith('error') && line.includes('of a listener')));
        });

        it('holds frames while flows stop and start', async () => {
            const { peer, node } = await connected();
            const topics: string[] = [];
            hubOf(node).subscribe('thermometer/+', { onFrame: ({ frame }) => topics.push(frame.topic) });
            rig.events.emit('flows:stopping');
            peer.send(READING);
            await until(() => hubOf(node).counters.framesIn > 0, 'the frame');
            await new Promise(setImmediate);
            assert.deepEqual(topics, []);
            rig.flow();
            await until(() => topics.length > 0, 'the frame after the deploy');
        });

        it('shows no state while flows start', async () => {
            const timers = install({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
            try {
                const node = rig.start(NOWHERE);
                rig.flow();
                timers.tick(1_000);
                assert.deepEqual(
                    rig.statuses.map(({ text }) => text),
                    ['not connected'],
                );
                rig.events.emit('flows:starting');
                node.nodes.add(user('u', 'f1'));
                timers.tick(1_000);
                assert.equal(rig.statuses.length, 1);
                rig.flow();
                assert.equal(rig.statuses.length, 2);
            } finally {
                timers.uninstall();
            }
        });

        it('logs what Node-RED throws at a status', async () => {
            const timers = install({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
            try {
                const node = rig.start(NOWHERE);
                rig.flow();
                node.nodes.add(user('u', 'f1'));
                node.status = () => {
                    throw new RangeError('of an editor');
                };
                timers.tick(1_000);
                assert.equal(rig.lines.length, 1);
                assert.ok(rig.lines[0]?.startsWith('error RangeError: of an editor'), rig.lines[0]);
            } finally {
                timers.uninstall();
            }
        });

        it('keeps errors for the Catch nodes of the next flows', async () => {
            const { peer } = await connected();
            await until(() => rig.statuses.length > 0, 'the first status');
            const { length } = rig.errors;
            rig.events.emit('flows:stopping');
            rig.events.emit('flows:starting');
            peer.send('no frame');
            await endPeers();
            await until(() => rig.registry.records[0]?.state.word === 'waiting', 'the loss');
            assert.equal(rig.errors.length, length);
            rig.flow();
            assert.ok(rig.errors.length > length);
        });
    });

    describe('its end', () => {
        it('leaves nothing that a deploy or a frame could reach, and is done once', async () => {
            const before = rig.events.eventNames().map((name) => [name, rig.events.listenerCount(name)]);
            const { node, peer } = await connected();
            await until(() => rig.statuses.length > 0, 'the first status');
            const statuses = rig.statuses.length;
            let count = 0;
            const done = new Promise<void>((resolve) => {
                node.emit('close', true, () => {
                    count++;
                    resolve();
                });
            });
            await done;
            assert.deepEqual([count, hubOf(node).state.name, rig.registry.records.length], [1, 'disconnected', 0]);
            rig.flow();
            // The editor would go on to show that it is connected.
            assert.deepEqual(rig.statuses.slice(statuses), [{}]);
            assert.deepEqual(
                rig.events.eventNames().map((name) => [name, rig.events.listenerCount(name)]),
                before,
            );
            peer.send(READING);
        });

        it('logs errors that no flow has received, because it ends before the flows run', async () => {
            const { peer, node } = await connected();
            rig.events.emit('flows:stopping');
            rig.events.emit('flows:starting');
            const before = rig.registry.records[0]?.parts.journal.events.length ?? 0;
            peer.send('no frame');
            const events = () => rig.registry.records[0]?.parts.journal.events ?? [];
            await until(() => events().length > before, 'the error');
            assert.equal(rig.errors.length, 0);
            await rig.close(node);
            assert.equal(rig.errors.length, 1);
        });

        it('shows nothing of a node that had no status, nor of one that the next flows have again', async () => {
            const node = rig.start(NOWHERE);
            await rig.close(node);
            rig.flow();
            assert.equal(rig.statuses.length, 0);
            const { peer, node: shown } = await connected();
            await until(() => rig.statuses.length > 0, 'the first status');
            const { length } = rig.statuses;
            await rig.close(shown);
            rig.start({ address: peer.url, autoConnect: false });
            rig.flow();
            assert.ok(rig.statuses.slice(length).every(({ text }) => text !== undefined));
        });

        describe('by a clock of the test', () => {
            const clock = usesManualClock();

            it('leaves no timer, whether it was connected or has lost the connection', async () => {
                for (const isLost of [false, true]) {
                    const { node, peer } = await connected();
                    await until(() => hubOf(node).state.name === 'connected', 'the connection');
                    peer.send('["boot", {}]');
                    await until(() => peer.lines.length > 1, 'the request of the devices');
                    peer.send('["-/-/config/list/ok", {"sensors": [], "actuators": ["led/-"], "notifications": []}]');
                    peer.send(READING);
                    await until(() => hubOf(node).counters.framesIn > 2, 'the list');
                    node.hints?.add({ filters: ['LED/-'], hinted() {} });
                    clock().advance(5_000);
                    assert.ok(node.hints?.of('LED/-'), 'it is led/- in the list');
                    if (isLost) {
                        await endPeers();
                        await until(() => hubOf(node).state.name === 'waiting', 'the loss');
                    }
                    assert.ok(clock().pending > 0);
                    await rig.close(node);
                    assert.equal(clock().pending, 0);
                    const { length } = rig.lines;
                    clock().advance(3_600_000);
                    assert.deepEqual(rig.lines.slice(length), [], 'it reports nothing from now on');
                }
            });
        });

        it('changes no status from then on', async () => {
            const timers = install({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
            let closed: Promise<void> | undefined;
            try {
                const node = rig.start(NOWHERE);
                rig.flow();
                node.nodes.add(user('u', 'f1'));
                const { length } = rig.statuses;
                closed = rig.close(node);
                timers.tick(1_000);
                assert.equal(rig.statuses.length, length);
            } finally {
                timers.uninstall();
            }
            await closed;
        });

        it('completes a recording, which has the name of the hub and the versions', async () => {
            const userDir = await makeFolder('lone-hub');
            try {
                rig = new HubRig({ userDir });
                for (const [name, part] of [
                    ['Attic', 'Attic'],
                    ['', ''],
                    [undefined, ''],
                ]) {
                    const node = rig.start({ ...NOWHERE, name });
                    const started = await node.recordings?.start(5);
                    assert.ok(started?.ok);
                    await node.recordings?.stop();
                    const text = await readFile(join(recordingsFolder(userDir), started.value.file), 'utf8');
                    const { hub, pack, nodeRed } = JSON.parse(text.split('\n', 1).join()) as Settings;
                    assert.deepEqual([hub, pack, nodeRed], [part, PACK, '4.1.15']);
                    await rig.close(node);
                }
            } finally {
                await rig.end();
                await removeFolder(userDir);
            }
        });

        it('keeps its last values for the node after it, unless it was removed', async () => {
            for (const [isRemoved, count] of [
                [false, 1],
                [true, 0],
            ] as const) {
                const { peer, node } = await connected();
                peer.send(READING);
                await until(() => hubOf(node).lastFrames.matching('thermometer/-').length > 0, 'the value');
                await rig.close(node, isRemoved);
                const next = rig.start({ address: peer.url });
                assert.equal(hubOf(next).kept.matching(['#']).length, count);
                await rig.close(next, true);
                rig.flow();
            }
        });

        it('has values for the next flows only', async () => {
            const { peer, node } = await connected();
            peer.send(READING);
            await until(() => hubOf(node).lastFrames.matching('thermometer/-').length > 0, 'the value');
            await rig.close(node);
            rig.flow();
            assert.equal(hubOf(rig.start({ address: peer.url })).kept.isEmpty, true);
        });

        it('reports the commands that end with it, once the hub has closed', async () => {
            const { node } = await connected();
            node.stopReport.add('led/-/set');
            await rig.close(node);
            const report = rig.lines.filter((line) => line.startsWith('warn'));
            assert.equal(report.length, 1);
            assert.ok(report[0]?.includes('led/-/set') && report[0].includes('Attic'), report[0]);
        });
    });
});
