// Who uses a hub, and what becomes of the link: over real sockets, against the simulator. What is
// sent on the connection is in hub_link_spec.ts and hub_frames_spec.ts, commands are in hub_publish_spec.ts, deploys in
// hub_hold_spec.ts.

import assert from 'node:assert/strict';
import { ClientHub, endClientHubs } from '../support/client-hub';
import { endHubs, startSilentHub } from '../support/hub';
import { leavesNothing } from '../support/leaks';
import { afterRequest, endServers, listen, upgradeResponse } from '../support/servers';
import { within } from '../support/test-socket';
import { firstValue, until } from '../support/wait';

const LIST = '["-/-/config/list", {}]\n';

describe('hub', () => {
    leavesNothing(endClientHubs, endServers, endHubs);

    describe('users', () => {
        it('none: nothing is connected [C2]', async () => {
            const simulator = await startSilentHub();
            const { hub, names } = new ClientHub(simulator.url);
            hub.subscribe('#', { onFrame: () => {} });
            hub.hold();
            hub.resume();
            await new Promise((resolve) => setImmediate(resolve));
            assert.equal(simulator.attempts, 0);
            assert.deepEqual(names, ['disconnected']);
        });

        it('the first connects, and all share one socket [C1]', async () => {
            const simulator = await startSilentHub();
            const client = new ClientHub(simulator.url);
            for (let i = 0; i < 20; i++) client.hub.join();
            await client.state('connected');
            client.hub.join();
            assert.equal(simulator.attempts, 1);
            assert.deepEqual(client.names, ['disconnected', 'connecting', 'connected']);
        });

        it('the last disconnects, and leaving twice counts once', async () => {
            const simulator = await startSilentHub();
            const client = new ClientHub(simulator.url);
            const first = await client.connect();
            const second = client.hub.join();
            first();
            first();
            assert.deepEqual(client.names.at(-1), 'connected');
            const gone = firstValue(
                (listener: (event: { code: number }) => void) => simulator.on('disconnect', listener),
                'the end',
            );
            second();
            assert.deepEqual(client.names.at(-1), 'disconnected');
            assert.equal((await gone).code, 1000);
        });

        it('one who joins while the last is leaving gets a new socket, after the old one', async () => {
            const simulator = await startSilentHub();
            const client = new ClientHub(simulator.url);
            const leave = await client.connect();
            let most = 0;
            simulator.on('connect', () => {
                most = Math.max(most, simulator.clients);
            });
            leave();
            await client.connect();
            assert.equal(simulator.connections, 2);
            assert.equal(most, 1, 'one socket at a time');
        });

        it('a watcher receives the present state at once, every change, and nothing after its end', async () => {
            const simulator = await startSilentHub();
            const client = new ClientHub(simulator.url);
            const names: string[] = [];
            const end = client.hub.watch(({ name }) => names.push(name));
            assert.deepEqual(names, ['disconnected']);
            const leave = await client.connect();
            end();
            leave();
            assert.deepEqual(names, ['disconnected', 'connecting', 'connected']);
        });

        it('a watcher that throws is reported, and the others are called all the same', async () => {
            const simulator = await startSilentHub();
            const client = new ClientHub(simulator.url);
            const names: string[] = [];
            client.hub.watch(({ name }) => {
                if (name !== 'disconnected') throw new Error(name);
            });
            client.hub.watch(({ name }) => names.push(name));
            await client.connect();
            assert.deepEqual(client.failures.map(String), ['Error: connecting', 'Error: connected']);
            assert.deepEqual(names, ['disconnected', 'connecting', 'connected']);
        });

        it('a watcher that leaves out of a report does not make others receive an old state last', async () => {
            const simulator = await startSilentHub();
            const client = new ClientHub(simulator.url);
            const names: string[] = [];
            let leave: () => void = () => {};
            client.hub.watch(({ name }) => {
                if (name === 'connected') leave();
            });
            client.hub.watch(({ name }) => names.push(name));
            leave = client.hub.join();
            await until(() => simulator.connections === 1 && simulator.clients === 0, 'a socket that came and went');
            assert.equal(names.at(-1), 'disconnected');
        });
    });

    describe('close', () => {
        it('resolves within 2 s when the hub never answers our close [C16]', async () => {
            const port = await listen((socket) =>
                afterRequest(socket, (head) => {
                    socket.write(upgradeResponse(head));
                    socket.pause();
                }),
            );
            const client = new ClientHub(`ws://127.0.0.1:${port}/`);
            await client.connect();
            const began = performance.now();
            await within(client.hub.close(), 'the end of close()', 2300);
            assert.ok(performance.now() - began > 1900, 'it gave the hub its two seconds');
        });

        it('resolves at once while connecting and while waiting', async () => {
            const simulator = await startSilentHub({ fault: { kind: 'stall' } });
            const connecting = new ClientHub(simulator.url);
            connecting.hub.join();
            await until(() => simulator.attempts === 1, 'the attempt');
            await within(connecting.hub.close(), 'the end of close()', 500);
            simulator.fault({ kind: 'refuse', status: 502 });
            const waiting = new ClientHub(simulator.url, { ceilingMs: 60_000, random: () => 1 });
            waiting.hub.join();
            await waiting.state('waiting');
            await within(waiting.hub.close(), 'the end of close()', 500);
        });

        it('is for good: no callback, connection or write follows [C17]', async () => {
            const simulator = await startSilentHub();
            const client = new ClientHub(simulator.url, { startFrames: [LIST] });
            const leave = await client.connect();
            const closed = client.hub.close();
            const names = [...client.names];
            simulator.send('["late", {}]');
            leave();
            client.hub.hold();
            client.hub.resume();
            await Promise.all([closed, client.hub.close()]);
            client.hub.join();
            client.hub.connect();
            client.hub.reconnect();
            client.hub.hold();
            client.hub.onReady(() => assert.fail('ready'));
            const queued = await new Promise((resolve) => {
                const policy = { kind: 'queue', size: 9, ageMs: 60_000 } as const;
                client.hub.publish('led/-/get', {}, (fault) => resolve(fault?.code), { owner: {}, policy });
            });
            assert.equal(queued, 'not-connected', 'not even one who could wait');
            client.hub.watch(({ name }) => assert.equal(name, 'disconnected'));
            assert.equal(await client.publish('led/-/get', {}), 'not-connected');
            await until(() => simulator.clients === 0, 'the end of the socket');
            assert.deepEqual(client.names, names);
            assert.equal(names.at(-1), 'disconnected');
            assert.ok(!client.topics.includes('late'));
            assert.equal(simulator.attempts, 1);
        });
    });

    it('one who closes it out of a response receives nothing more, not even that frame', async () => {
        const simulator = await startSilentHub();
        const client = new ClientHub(simulator.url);
        await client.ready();
        await until(() => client.topics.length === 1, 'the answer to the start message');
        const requestOptions = { owner: {}, policy: { kind: 'fail' }, timeoutMs: 2000 } as const;
        const closed = new Promise((resolve) => {
            client.hub.request('led/-/get', {}, requestOptions, () => resolve(client.hub.close()));
        });
        await within(closed, 'the end of close()');
        assert.equal(client.topics.length, 1);
    });

    it('two hubs never mix frames, commands or states [C23]', async () => {
        const [a, b] = await Promise.all([startSilentHub(), startSilentHub()]);
        const [atA, atB] = [new ClientHub(a.url), new ClientHub(b.url)];
        await Promise.all([atA.connect(), atB.connect()]);
        await until(() => atA.topics.length === 1 && atB.topics.length === 1, 'the answers to the start messages');
        for (let i = 0; i < 50; i++) {
            a.send(`["a/${i}", {}]`);
            b.send(`["b/${i}", {}]`);
        }
        atA.hub.publish('relay/a/set', true, () => {});
        atB.hub.publish('relay/b/set', true, () => {});
        await Promise.all([atA.frame('a/49'), atB.frame('b/49')]);
        assert.deepEqual(
            atA.topics.slice(1),
            Array.from({ length: 50 }, (_, i) => `a/${i}`),
        );
        assert.deepEqual(
            atB.topics.slice(1),
            Array.from({ length: 50 }, (_, i) => `b/${i}`),
        );
        await until(() => a.received.length === 2 && b.received.length === 2, 'the commands');
        assert.deepEqual(
            [a.received[1], b.received[1]],
            ['["relay/a/set", {"state":true}]', '["relay/b/set", {"state":true}]'],
        );
        a.fault({ kind: 'drop' });
        await atA.state('waiting');
        assert.deepEqual(atB.names, ['disconnected', 'connecting', 'connected']);
        await atA.hub.close();
        assert.equal(await atB.publish('led/-/get', {}), undefined);
    });
});
