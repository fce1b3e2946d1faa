// While flows stop and start: frames and link are kept, within bounds.

import assert from 'node:assert/strict';
import { MAX_FRAMES_PER_TURN } from '../../src/receive/backlog';
import { ClientHub, endClientHubs } from '../support/client-hub';
import { endHubs, startSilentHub } from '../support/hub';
import { leavesNothing } from '../support/leaks';
import { ManualClock } from '../support/manual-clock';
import { until } from '../support/wait';

const MAX_HELD_FRAMES = 10_000;

describe('hub: hold and resume', () => {
    leavesNothing(endClientHubs, endHubs);

    async function connected(): Promise<{
        simulator: Awaited<ReturnType<typeof startSilentHub>>;
        client: ClientHub;
        leave: () => void;
        /** Resolves when all frames sent so far have come in, though no listener receives them yet. */
        settled: () => Promise<void>;
    }> {
        const simulator = await startSilentHub();
        const client = new ClientHub(simulator.url);
        const leave = await client.connect();
        await until(() => client.topics.length === 1, 'the answer to the start message');
        client.topics.length = 0;
        const settled = async (): Promise<void> => {
            const before = client.faults.length;
            simulator.send('a bad frame is reported although frames are held');
            await until(() => client.faults.length > before, 'the report');
        };
        return { simulator, client, leave, settled };
    }

    it('holds frames and delivers them in order', async () => {
        const { simulator, client, settled } = await connected();
        client.hub.hold();
        client.hub.hold();
        for (let i = 0; i < 100; i++) simulator.send(`["a/${i}", {}]`);
        await settled();
        assert.deepEqual(client.topics, []);
        client.hub.resume();
        const expected = Array.from({ length: 100 }, (_, i) => `a/${i}`);
        await until(() => client.topics.length >= expected.length, 'all that was kept');
        assert.deepEqual(client.topics, expected);
        simulator.send('["after", {}]');
        await until(() => client.topics.includes('after'), 'a frame after the hold');
        client.hub.resume();
        assert.deepEqual(client.topics, [...expected, 'after']);
    });

    it('resumes by itself after twenty seconds, for flows that have not started by then will not', async () => {
        const clock = new ManualClock();
        const simulator = await startSilentHub();
        const client = new ClientHub(simulator.url, { clock });
        await client.connect();
        await until(() => client.topics.length === 1, 'the answer to the start message');
        client.hub.hold();
        simulator.send('["held", {}]');
        simulator.send('no frame');
        await until(() => client.faults.length === 1, 'the report');
        clock.advance(19_999);
        assert.equal(client.topics.length, 1);
        clock.advance(1);
        assert.deepEqual(client.topics.slice(1), ['held']);
    });

    it('delivers to the listeners at the time it resumes, not to earlier ones', async () => {
        const { simulator, client, settled } = await connected();
        const received: string[] = [];
        const end = client.listen('#', () => received.push('old'));
        client.hub.hold();
        end();
        simulator.send('["a", {}]');
        await settled();
        client.listen('#', () => received.push('new'));
        client.hub.resume();
        assert.deepEqual(received, ['new']);
    });

    it('keeps the link when the last user leaves and another comes: one socket, nothing lost [C3]', async () => {
        const { simulator, client, leave, settled } = await connected();
        client.hub.hold();
        leave();
        simulator.send('["meanwhile", {}]');
        await settled();
        client.hub.join();
        client.hub.resume();
        assert.deepEqual(client.topics, ['meanwhile']);
        assert.equal(client.names.at(-1), 'connected');
        assert.equal(simulator.connections, 1);
        assert.equal(simulator.received.length, 1, 'no second start message');
    });

    it('what is to be done first is done when it resumes, before any frame; without a hold at once', async () => {
        const { simulator, client, settled } = await connected();
        const done: string[] = [];
        client.listen('#', ({ frame }) => done.push(frame.topic));
        client.hub.whenFlowing(() => done.push('at once'));
        assert.deepEqual(done, ['at once']);
        client.hub.hold();
        simulator.send('["held", {}]');
        await settled();
        client.hub.whenFlowing(() => done.push('first'));
        client.hub.whenFlowing(() => {
            throw new Error('one who throws');
        });
        client.hub.whenFlowing(() => done.push('last'));
        client.hub.resume();
        assert.deepEqual(done, ['at once', 'first', 'last', 'held']);
        assert.deepEqual(client.failures.map(String), ['Error: one who throws']);
    });

    it('a hold out of what is done first puts off the rest of it', async () => {
        const { client } = await connected();
        const done: string[] = [];
        client.hub.hold();
        client.hub.whenFlowing(() => client.hub.hold());
        client.hub.whenFlowing(() => done.push('rest'));
        client.hub.resume();
        assert.deepEqual(done, []);
        client.hub.resume();
        assert.deepEqual(done, ['rest']);
    });

    it('commands leave and are answered while frames are held', async () => {
        const { simulator, client } = await connected();
        client.hub.hold();
        const requestOptions = { owner: {}, policy: { kind: 'fail' }, timeoutMs: 2000 } as const;
        const answer = await new Promise((resolve) => client.hub.request('led/-/set', 'on', requestOptions, resolve));
        assert.ok((answer as { ok: boolean }).ok);
        assert.equal(simulator.led, 'on');
        assert.deepEqual(client.topics, []);
        client.hub.resume();
        assert.deepEqual(client.topics, ['led/-']);
    });

    it('disconnect closes the connection while frames are held, and connect opens one only for users', async () => {
        const { simulator, client, leave } = await connected();
        client.hub.hold();
        leave();
        client.hub.disconnect();
        await until(() => simulator.clients === 0, 'the end of the socket');
        client.hub.connect();
        assert.equal(client.names.at(-1), 'disconnected');
        client.hub.join();
        client.hub.resume();
        await client.state('connected');
        assert.equal(simulator.connections, 2);
    });

    it('a hub that is closed out of what is done first does and delivers no more', async () => {
        const { simulator, client, settled } = await connected();
        const done: string[] = [];
        client.hub.hold();
        simulator.send('["held", {}]');
        await settled();
        client.hub.whenFlowing(() => void client.hub.close());
        client.hub.whenFlowing(() => done.push('rest'));
        client.hub.resume();
        assert.deepEqual([...done, ...client.topics], []);
    });

    it('what a hub holds when it is closed reaches no listener, and is the last value of its topic', async () => {
        const { simulator, client, settled } = await connected();
        simulator.send('["a/b", {"n": 1}]');
        simulator.send('["a/c", {"n": 2}]');
        await until(() => client.topics.length === 2, 'the frames');
        client.hub.hold();
        simulator.send('["a/b", {"n": 3}]');
        await settled();
        await client.hub.close();
        assert.deepEqual(client.topics, ['a/b', 'a/c']);
        const last = client.hub.kept.snapshot().map(({ text }) => text);
        assert.deepEqual(last.slice(-2), ['["a/c", {"n": 2}]', '["a/b", {"n": 3}]']);
    });

    it('a hub that is closed holds nothing, and no timer', async () => {
        const clock = new ManualClock();
        const simulator = await startSilentHub();
        const client = new ClientHub(simulator.url, { clock });
        await client.connect();
        client.hub.hold();
        await client.hub.close();
        client.hub.hold();
        assert.equal(clock.pending, 0);
    });

    it('disconnects when it resumes and no user came back', async () => {
        const { simulator, client, leave } = await connected();
        client.hub.hold();
        leave();
        assert.equal(client.names.at(-1), 'connected');
        client.hub.resume();
        assert.equal(client.names.at(-1), 'disconnected');
        await until(() => simulator.clients === 0, 'the end of the socket');
    });

    it('keeps frames of a link that is lost and comes back meanwhile', async () => {
        const { simulator, client, settled } = await connected();
        client.hub.hold();
        simulator.send('["before", {}]');
        await settled();
        simulator.dropAll();
        await until(() => simulator.received.length === 2, 'the start message of the new link');
        simulator.send('["after", {}]');
        const again = client.state('connected');
        await again;
        simulator.send('["last", {}]');
        client.listen('last', () => {});
        await until(() => simulator.connections === 2, 'the new link');
        client.hub.resume();
        await until(() => client.topics.includes('last'), 'the last frame');
        assert.deepEqual(
            client.topics.filter((topic) => !topic.startsWith('clown.talk')),
            ['before', 'after', 'last'],
        );
    });

    it('is bounded: the oldest are dropped, and that is reported', async () => {
        const { simulator, client } = await connected();
        client.hub.hold();
        const lines = Array.from({ length: MAX_HELD_FRAMES + 5 }, (_, i) => `["a/${i}", {}]`);
        simulator.send(lines.join('\n'));
        await until(() => client.hub.counters.droppedFrames === 5, 'the last that is dropped');
        assert.deepEqual(client.dropped, [{ code: 'frame-held', count: 1 }]);
        // They are no bad frames of the hub.
        assert.deepEqual(client.faults, []);
        assert.equal(client.hub.counters.badFrames, 0);
        client.hub.resume();
        await until(() => client.topics.length >= MAX_HELD_FRAMES, 'all that was kept');
        assert.equal(client.topics.length, MAX_HELD_FRAMES);
        assert.equal(client.topics[0], 'a/5');
        assert.equal(client.topics.at(-1), `a/${MAX_HELD_FRAMES + 4}`);
    });

    it('many frames are delivered in portions, and what arrives meanwhile after it', async () => {
        const { simulator, client, settled } = await connected();
        const kept = Array.from({ length: 1_000 }, (_, i) => `a/${i}`);
        client.hub.hold();
        simulator.send(kept.map((topic) => `["${topic}", {}]`).join('\n'));
        await settled();
        client.hub.resume();
        assert.equal(client.topics.length, MAX_FRAMES_PER_TURN);
        simulator.send('["after", {}]');
        let most = 0;
        for (let before = client.topics.length; !client.topics.includes('after'); before = client.topics.length) {
            await new Promise((resolve) => setImmediate(resolve));
            most = Math.max(most, client.topics.length - before);
        }
        assert.ok(most <= MAX_FRAMES_PER_TURN, `${most} in a turn`);
        assert.deepEqual(client.topics, [...kept, 'after']);
    });

    it('a hold in the middle of it keeps the rest, in order, and so does a leave until all are delivered', async () => {
        const { simulator, client, leave, settled } = await connected();
        const kept = Array.from({ length: 1_000 }, (_, i) => `a/${i}`);
        client.hub.hold();
        simulator.send(kept.map((topic) => `["${topic}", {}]`).join('\n'));
        await settled();
        client.hub.resume();
        client.hub.hold();
        for (let turns = 0; turns < 3; turns++) await new Promise((resolve) => setImmediate(resolve));
        assert.equal(client.topics.length, MAX_FRAMES_PER_TURN);
        client.hub.resume();
        leave();
        assert.equal(client.names.at(-1), 'connected');
        await client.state('disconnected');
        assert.deepEqual(client.topics, kept);
    });

    it('closed in the middle of it, it delivers no more', async () => {
        const { simulator, client, settled } = await connected();
        client.hub.hold();
        simulator.send(Array.from({ length: 1_000 }, (_, i) => `["a/${i}", {}]`).join('\n'));
        await settled();
        client.hub.resume();
        await client.hub.close();
        assert.equal(client.topics.length, MAX_FRAMES_PER_TURN);
    });

    it('is bounded in size as well', async () => {
        const { simulator, client } = await connected();
        client.hub.hold();
        const text = 'x'.repeat(900_000);
        for (let i = 0; i < 10; i++) simulator.send(`["a/${i}", {"text": "${text}"}]`);
        await until(() => client.dropped.length > 0, 'the report');
        client.hub.resume();
        assert.deepEqual(
            client.topics,
            Array.from({ length: 9 }, (_, i) => `a/${i + 1}`),
        );
    });

    it('a listener that closes the hub out of a held frame receives no more of them', async () => {
        const { simulator, client, settled } = await connected();
        client.hub.hold();
        simulator.send('["a", {}]\n["b", {}]');
        await settled();
        client.listen('a', () => void client.hub.close());
        client.hub.resume();
        assert.deepEqual(client.topics, ['a']);
    });

    it('a hold out of a kept frame keeps the rest of them', async () => {
        const { simulator, client, settled } = await connected();
        client.hub.hold();
        simulator.send('["a", {}]\n["b", {}]\n["c", {}]');
        await settled();
        const end = client.listen('a', () => client.hub.hold());
        client.hub.resume();
        assert.deepEqual(client.topics, ['a']);
        end();
        client.hub.resume();
        assert.deepEqual(client.topics, ['a', 'b', 'c']);
    });
});
