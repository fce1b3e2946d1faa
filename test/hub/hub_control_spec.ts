// Who decides whether there is a link, how silence shows in its state, and what is remembered of its frames.

import assert from 'node:assert/strict';
import type { HubState } from '../../src/hub-types';
import { ClientHub, endClientHubs } from '../support/client-hub';
import { endHubs, startSilentHub } from '../support/hub';
import { leavesNothing } from '../support/leaks';
import { ManualClock } from '../support/manual-clock';
import { until } from '../support/wait';

const SILENCE_MS = 30_000;

describe('hub: connect and disconnect [C11, C12]', () => {
    leavesNothing(endClientHubs, endHubs);

    it('without autoConnect a user does not connect, connect does, and only for a user', async () => {
        const simulator = await startSilentHub();
        const client = new ClientHub(simulator.url, { autoConnect: false });
        const leave = client.hub.join();
        assert.deepEqual(client.names, ['disconnected']);
        leave();
        client.hub.connect();
        assert.deepEqual(client.names, ['disconnected']);
        client.hub.join();
        await client.state('connected');
        assert.equal(simulator.attempts, 1);
    });

    it('disconnect holds for users that come later, until connect', async () => {
        const simulator = await startSilentHub();
        const client = new ClientHub(simulator.url);
        await client.connect();
        client.hub.disconnect();
        client.hub.disconnect();
        assert.equal(client.names.at(-1), 'disconnected');
        await until(() => simulator.clients === 0, 'the end of the socket');
        client.hub.join();
        assert.equal(client.names.at(-1), 'disconnected');
        client.hub.connect();
        client.hub.connect();
        await client.state('connected');
        assert.equal(simulator.connections, 2);
    });

    it('disconnect ends a wait for a retry, and connect connects at once', async () => {
        const simulator = await startSilentHub({ fault: { kind: 'refuse', status: 503 } });
        const client = new ClientHub(simulator.url, { ceilingMs: 60_000, random: () => 1 });
        client.hub.join();
        await client.state('waiting');
        client.hub.disconnect();
        assert.equal(client.names.at(-1), 'disconnected');
        simulator.fault(null);
        client.hub.connect();
        await client.state('connected');
    });

    it('reconnect makes one new socket, from whatever state', async () => {
        const simulator = await startSilentHub();
        const client = new ClientHub(simulator.url, { ceilingMs: 60_000, random: () => 1 });
        client.hub.reconnect();
        assert.deepEqual(client.names, ['disconnected'], 'it has no user');
        await client.connect();
        let most = 0;
        simulator.on('connect', () => {
            most = Math.max(most, simulator.clients);
        });
        client.hub.reconnect();
        client.hub.reconnect();
        await client.state('connected');
        assert.equal(simulator.connections, 2);
        assert.equal(most, 1);
        simulator.fault({ kind: 'refuse', status: 503 });
        simulator.dropAll();
        await client.state('waiting');
        simulator.fault(null);
        client.hub.reconnect();
        await client.state('connected');
        assert.equal(simulator.connections, 3);
        assert.equal(client.hub.counters.reconnects, 2);
    });
});

describe('hub: silence [R16]', () => {
    leavesNothing(endClientHubs, endHubs);

    async function silent() {
        const clock = new ManualClock();
        const simulator = await startSilentHub();
        const client = new ClientHub(simulator.url, { clock, silenceMs: SILENCE_MS });
        await client.connect();
        await until(() => client.topics.length === 1, 'the answer to the start message');
        clock.advance(SILENCE_MS);
        return { clock, simulator, client };
    }

    it('shows in the state once it is too long, and goes with the next frame', async () => {
        const { simulator, client } = await silent();
        const since = 0;
        assert.deepEqual(client.hub.state, { name: 'connected', since, silentMs: SILENCE_MS });
        assert.deepEqual(client.states.at(-1), client.hub.state);
        const late: HubState[] = [];
        client.hub.watch((state) => late.push(state));
        assert.deepEqual(late, [client.hub.state], 'also for who comes later');
        simulator.send('no frame');
        await until(() => client.faults.length === 1, 'the bad frame');
        assert.equal(client.states.length, 4);
        simulator.send('["a", {}]');
        await until(() => client.topics.length === 2, 'the frame');
        assert.deepEqual(client.hub.state, { name: 'connected', since });
        assert.deepEqual(client.states.at(-1), client.hub.state);
    });

    it('is reported again while it lasts', async () => {
        const { clock, client } = await silent();
        clock.advance(60_000);
        assert.deepEqual(client.states.at(-1), { name: 'connected', since: 0, silentMs: SILENCE_MS + 60_000 });
    });

    it('ends with the link, and counts from the beginning on the next', async () => {
        const { clock, simulator, client } = await silent();
        simulator.dropAll();
        await client.state('waiting');
        clock.advance(SILENCE_MS - 1);
        const again = await client.state('connected');
        assert.ok(!('silentMs' in again));
        await until(() => client.topics.length === 2, 'the answer to the start message');
        clock.advance(SILENCE_MS - 1);
        assert.ok(!('silentMs' in client.hub.state));
        clock.advance(1);
        assert.ok('silentMs' in client.hub.state);
        client.hub.disconnect();
        assert.deepEqual(client.hub.state, { name: 'disconnected' });
        await until(() => clock.pending === 0, 'the end of all timers');
    });

    it('never shows without a limit', async () => {
        const clock = new ManualClock();
        const simulator = await startSilentHub();
        const client = new ClientHub(simulator.url, { clock });
        await client.connect();
        await until(() => client.topics.length === 1, 'the answer to the start message');
        clock.advance(86_400_000);
        assert.deepEqual(client.names, ['disconnected', 'connecting', 'connected']);
    });
});

describe('hub: last frames [R12]', () => {
    leavesNothing(endClientHubs, endHubs);

    it('are those that the flows received, and outlive a connection', async () => {
        const simulator = await startSilentHub();
        const client = new ClientHub(simulator.url);
        await client.connect();
        simulator.send('["a", {"n": 1}]\n["a", {"n": 2}]');
        await until(() => client.topics.includes('a'), 'the frames');
        client.hub.hold();
        simulator.send('["a", {"n": 3}]\nno frame');
        await until(() => client.faults.length === 1, 'the bad frame');
        assert.deepEqual(client.hub.lastFrames.of('a')?.frame.payload, { n: 2 });
        client.hub.resume();
        assert.deepEqual(client.hub.lastFrames.of('a')?.frame.payload, { n: 3 });
        simulator.dropAll();
        await client.state('waiting');
        assert.deepEqual(client.hub.lastFrames.of('a')?.frame.payload, { n: 3 });
    });

    it('hold a frame before its listeners receive it', async () => {
        const simulator = await startSilentHub();
        const client = new ClientHub(simulator.url);
        await client.connect();
        let known: unknown;
        client.listen('a', ({ text }) => {
            known = client.hub.lastFrames.of('a')?.text === text;
        });
        simulator.send('["a", {}]');
        await until(() => known !== undefined, 'the frame');
        assert.equal(known, true);
    });
});
