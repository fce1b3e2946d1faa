// msg.action in clown out and clown request: what it does to the connection of the hub, what `status` reports, and that
// such a message sends no command.

import assert from 'node:assert/strict';
import type { Simulator, SimulatorOptions } from '../../src/simulator';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { until } from '../support/wait.js';
import { reason, translate } from './support/catalogue';
import { hubAt, hubNode, type Item, listeners, outNode, passingNode, requestNode, tab } from './support/flows';
import { assertCommands, clients, flowCommands, listed } from './support/links';
import { retriesQuickly } from './support/quick-retries';
import { errorOf, give, load, type Message, messagesAt, received, settled, shows, unload } from './support/runtime';

const LED = '["led/-/set", {"state":"on"}]';
const NODES: readonly (readonly [type: string, items: (more?: object) => Item[]])[] = [
    ['clown out', (more = {}) => passingNode('node', { ...more })],
    ['clown request', (more = {}) => requestNode('node', { ...more })],
];

for (const [type, items] of NODES) {
    describe(`${type}: msg.action [C12, P6]`, () => {
        const retryNormally = retriesQuickly();
        let hub: Simulator;

        leavesNothing(unload);

        async function start(options: SimulatorOptions = {}, hubSettings: object = {}): Promise<void> {
            hub = await startSilentHub(options);
            await load([tab(), hubAt(hub, { ...hubSettings }), ...items(), ...listeners(['node'])]);
        }

        /** Gives it an action, and the message that goes on. */
        async function act(action: string, more: object = {}): Promise<Message> {
            const count = received('node-sink').length;
            give('node', { action, ...more });
            const got = (await messagesAt('node-sink', count + 1)).at(-1);
            assert.ok(got);
            return got;
        }

        async function command(): Promise<void> {
            const count = received('node-sink').length;
            give('node', { topic: 'led/-/set', payload: 'on' });
            await messagesAt('node-sink', count + 1);
        }

        it('disconnect closes the connection until connect; commands in between are errors', async () => {
            await start();
            await listed(hub);
            await act('disconnect');
            await clients(hub, 0);
            await shows('disconnected', 'node');
            give('node', { topic: 'led/-/set', payload: 'off' });
            const [caught] = await messagesAt('f1-catch-sink', 1);
            assert.equal(errorOf(caught).message, reason('not-connected'));
            await settled();
            assert.equal(hub.attempts, 1);
            await act('connect');
            await listed(hub, 2);
            await command();
            await assertCommands(() => flowCommands(hub), [LED]);
            assert.equal(hub.connections, 2);
        });

        it('disconnect ends the waiting for another try, and connect tries at once', async () => {
            await start({ fault: { kind: 'refuse', status: 401 } });
            // A refused login is tried again in a minute.
            retryNormally();
            await until(() => hub.attempts > 0, 'the first attempt');
            await shows('waiting', 'node');
            await act('disconnect');
            await shows('disconnected', 'node');
            hub.fault(null);
            await act('connect');
            await listed(hub);
            assert.equal(hub.attempts, 2);
        });

        it('reconnect takes a new socket, once', async () => {
            await start();
            await listed(hub);
            await act('reconnect');
            await listed(hub, 2);
            await command();
            await settled();
            assert.deepEqual([hub.connections, hub.clients, hub.attempts], [2, 1, 2]);
            assert.deepEqual(received('f1-catch-sink'), []);
        });

        it('connect opens the connection if the hub node does not connect by itself', async () => {
            await start({}, { autoConnect: false });
            await settled();
            assert.equal(hub.attempts, 0);
            await act('connect');
            await listed(hub);
            await command();
            await assertCommands(() => flowCommands(hub), [LED]);
        });

        it('connect changes nothing where there is a connection, however often', async () => {
            await start();
            await listed(hub);
            for (let n = 0; n < 10; n++) await act('connect');
            await command();
            assert.deepEqual([hub.connections, hub.clients], [1, 1]);
        });

        it('the message goes on as it came, is done once, and sends no command', async () => {
            await start();
            await listed(hub);
            const res = { send: () => 'sent' };
            const msg = Object.freeze({ _msgid: 'm', action: 'connect', topic: 'led/-/set', payload: 'on', res });
            give('node', msg);
            const [got] = await messagesAt('node-sink', 1);
            assert.deepEqual(got, msg);
            assert.equal(got.res, res);
            await messagesAt('f1-complete-sink', 1);
            await settled();
            assert.equal(received('f1-complete-sink').length, 1);
            await assertCommands(() => flowCommands(hub), []);
        });

        it('acts on its own hub and on no other', async () => {
            hub = await startSilentHub();
            const other = await startSilentHub();
            const others = [hubAt(other, { id: 'other-hub' }), outNode('other', { hub: 'other-hub' })];
            await load([tab(), hubAt(hub), ...others, ...items(), ...listeners(['node'])]);
            await Promise.all([listed(hub), listed(other)]);
            await act('disconnect');
            await clients(hub, 0);
            assert.deepEqual([other.clients, other.connections], [1, 1]);
        });

        for (const action of ['dance', '', 'Status', 'connect ', 'toString', 7, true, null, {}, ['status']]) {
            it(`any other changes nothing: ${JSON.stringify(action)}`, async () => {
                await start();
                const commands = await listed(hub);
                give('node', { action, topic: 'led/-/set', payload: 'on' });
                await messagesAt('f1-complete-sink', 1);
                await assertCommands(commands, [LED]);
                assert.equal(hub.connections, 1);
            });
        }

        for (const [name, settings, code, params] of [
            ['a missing hub', { hub: 'gone' }, 'hub-missing', {}],
            [
                'a setting that does not hold',
                { command: 'relay', device: '' },
                'device-missing',
                { example: 'i2c0-3b' },
            ],
        ] as const) {
            it(`${name}: an error as for any message`, async () => {
                hub = await startSilentHub();
                await load([tab(), hubAt(hub), ...items(settings), ...listeners(['node'])]);
                give('node', { action: 'status' });
                const [caught] = await messagesAt('f1-catch-sink', 1);
                assert.equal(errorOf(caught).message, reason(code, params));
                assert.deepEqual(received('node-sink'), []);
            });
        }

        describe('status', () => {
            type Status = Record<string, unknown> & {
                counters: Record<string, number>;
                devices: Record<string, unknown>[];
            };

            async function status(more: object = {}): Promise<Status> {
                return (await act('status', more)).payload as Status;
            }

            it('of a connection: since when, the counters, the devices, and the rest of the message', async () => {
                const begun = Date.now();
                await start();
                await listed(hub);
                await command();
                hub.print('rubbish');
                await until(() => received('f1-catch-sink').length > 0, 'the bad frame');
                const msg = Object.freeze({ _msgid: 'm', action: 'status', topic: 'kept', payload: 'mine', more: [1] });
                give('node', msg);
                const got = (await messagesAt('node-sink', 2)).at(-1);
                assert.equal(got?.more, msg.more);
                assert.deepEqual([got._msgid, got.action, got.topic], ['m', 'status', 'kept']);
                assert.ok(got);
                const { hub: name, state, since, heardAt: lastAt, counters, devices, ...rest } = got.payload as Status;
                assert.deepEqual(rest, {});
                assert.ok(Number(lastAt) >= begun && Number(lastAt) <= Date.now());
                assert.deepEqual([name, state], ['Attic', 'connected']);
                assert.ok(Number(since) >= begun && Number(since) <= Date.now());
                const { roundTripMs, ...counts } = counters;
                // The responses to the start message and to the device list request, and the state of the LED.
                assert.deepEqual(counts, {
                    framesIn: 3,
                    badFrames: 1,
                    droppedFrames: 0,
                    framesOut: 2,
                    waiting: 0,
                    asked: 0,
                    reconnects: 0,
                });
                assert.ok(typeof roundTripMs === 'number' && roundTripMs >= 0 && roundTripMs < 1_000);
                const { heardAt, ...led } = devices[0] ?? {};
                assert.deepEqual(devices.map(({ device }) => device).slice(0, 3), [
                    'thermometer/i2c0-48',
                    'thermometer/i2c1-49',
                    'lux-meter/i2c0-44',
                ]);
                assert.equal(heardAt, undefined);
                assert.deepEqual(led, {
                    device: 'thermometer/i2c0-48',
                    type: 'thermometer',
                    address: 'i2c0-48',
                    kind: 'sensor',
                    listed: true,
                });
                assert.equal(typeof devices.find(({ device }) => device === 'led/-')?.heardAt, 'number');
            });

            it('holds the current values, and is not shared with other messages', async () => {
                await start();
                await listed(hub);
                const first = await status();
                const { framesOut = 0 } = first.counters;
                Object.assign(first.counters, { framesOut: 99 });
                first.devices.length = 0;
                await command();
                const second = await status();
                assert.equal(second.counters.framesOut, framesOut + 1);
                assert.ok(second.devices.length > 5);
                hub.dropAll();
                await listed(hub, 2);
                assert.equal((await status()).counters.reconnects, 1);
            });

            it('of an attempt, without the time of a last frame as long as there is none', async () => {
                await start({ fault: { kind: 'stall' } });
                const { attempt, heardAt, state } = await status();
                assert.deepEqual([state, attempt, heardAt], ['connecting', 1, undefined]);
            });

            it('of the wait for the next attempt: its time, and why the last one failed', async () => {
                await start({ fault: { kind: 'refuse', status: 401 } });
                retryNormally();
                await shows('waiting', 'node');
                const { state, attempt, retryAt, code, message } = await status();
                assert.deepEqual([state, code], ['waiting', 'login']);
                assert.equal(message, translate('clown-hub.reason.login-missing', { status: 401 }));
                assert.ok(Number(attempt) >= 2 && Number(retryAt) > 0);
            });

            it('of a hub that is disconnected', async () => {
                await start();
                await listed(hub);
                await act('disconnect');
                const { state, since, counters } = await status();
                assert.deepEqual([state, since, counters.waiting], ['disconnected', undefined, 0]);
            });

            it('of a silent hub', async () => {
                await start({}, { silence: '1' });
                await listed(hub);
                await shows('silent', 'node');
                const { state, silentMs, since } = await status();
                assert.equal(state, 'silent');
                assert.ok(Number(silentMs) >= 1_000 && Number(since) > 0);
            });
        });
    });
}

describe('clown out without an output: msg.action [C12]', () => {
    leavesNothing(unload);

    it('status is an error because no node would receive it, and all others are done', async () => {
        const hub = await startSilentHub();
        await load([tab(), hubNode({ address: hub.url }), outNode(), ...listeners()]);
        await listed(hub);
        give('out', { action: 'status', topic: 'led/-/set', payload: 'on' });
        const [caught] = await messagesAt('f1-catch-sink', 1);
        assert.equal(errorOf(caught).message, reason('action-output', { action: 'status' }));
        give('out', { action: 'reconnect' });
        await messagesAt('f1-complete-sink', 1);
        await listed(hub, 2);
        give('out', { action: 'disconnect' });
        await messagesAt('f1-complete-sink', 2);
        await clients(hub, 0);
        await assertCommands(() => flowCommands(hub), []);
        assert.equal(received('f1-catch-sink').length, 1);
    });

    it('queued commands are sent after a connect action', async () => {
        const hub = await startSilentHub();
        const out = outNode('out', { offline: 'queue' });
        await load([tab(), hubAt(hub, { autoConnect: false }), out, ...listeners()]);
        give('out', { topic: 'led/-/set', payload: 'on' });
        await settled();
        assert.equal(hub.attempts, 0);
        give('out', { action: 'connect' });
        await messagesAt('f1-complete-sink', 2);
        await assertCommands(() => flowCommands(hub), [LED]);
    });
});
