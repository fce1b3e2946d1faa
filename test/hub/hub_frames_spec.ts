// What a hub sends, as listeners receive it: over real sockets, with messages of every kind.

import assert from 'node:assert/strict';
import { ClientHub, endClientHubs } from '../support/client-hub';
import { endHubs, startSilentHub } from '../support/hub';
import { leavesNothing } from '../support/leaks';
import { ManualClock } from '../support/manual-clock';
import { until } from '../support/wait';

const A = '["a", {"n": 1}]';
const B = '["b", {"n": 2}]';
const ANSWER = 'clown.talk/-/config/ok';

async function connected(settings: ConstructorParameters<typeof ClientHub>[1] = {}): Promise<{
    simulator: Awaited<ReturnType<typeof startSilentHub>>;
    client: ClientHub;
}> {
    const simulator = await startSilentHub();
    const client = new ClientHub(simulator.url, settings);
    await client.connect();
    await until(() => client.topics.length === 1, 'the answer to the start message');
    assert.deepEqual(client.topics.splice(0), [ANSWER]);
    return { simulator, client };
}

describe('hub: frames', () => {
    leavesNothing(endClientHubs, endHubs);

    const MESSAGES: readonly (readonly [name: string, message: string | Buffer, topics: string[], faults: number])[] = [
        ['one line', A, ['a'], 0],
        ['several lines [R10]', `${A}\n${B}\n${A}`, ['a', 'b', 'a'], 0],
        ['a newline at the end', `${A}\n`, ['a'], 0],
        ['CRLF', `${A}\r\n${B}\r\n`, ['a', 'b'], 0],
        ['blank lines', `\n\n ${A}\n \t\r\n${B}\n\n`, ['a', 'b'], 0],
        ['nothing', '', [], 0],
        ['only white space', ' \r\n\t', [], 0],
        ['binary', Buffer.from(`${A}\n${B}`), ['a', 'b'], 0],
        ['three elements', '["a", {}, {"qos": 1}]', ['a'], 0],
        ['a bad line between good ones', `${A}\ngarbage\n${B}`, ['a', 'b'], 1],
        [
            'a line that is no UTF-8 between good ones',
            Buffer.concat([Buffer.from(`${A}\n`), Buffer.from([0xff, 0x0a]), Buffer.from(B)]),
            ['a', 'b'],
            1,
        ],
        ['half a line', '["a", {"n": ', [], 1],
        ['a NUL', '\u0000', [], 1],
        ['no object', '["a", 1]', [], 1],
        ['an object', '{"a": 1}', [], 1],
    ];
    for (const [name, message, topics, faults] of MESSAGES) {
        it(`${name}: ${topics.join(', ') || 'no frame'}, ${faults} at fault`, async () => {
            const { simulator, client } = await connected();
            simulator.send(message);
            simulator.send('["end", {}]');
            await until(() => client.topics.includes('end'), 'the last frame');
            assert.deepEqual(client.topics, [...topics, 'end']);
            assert.equal(client.faults.length, faults);
            assert.equal(simulator.connections, 1, 'a bad frame ends no link');
        });
    }

    it('text that is no UTF-8 is a bad frame and ends no link', async () => {
        const { simulator, client } = await connected();
        simulator.send(Buffer.from([0x5b, 0xff, 0x5d]), false);
        simulator.send(A);
        await until(() => client.topics.length === 1, 'the frame after it');
        assert.deepEqual(client.faults, [{ code: 'frame-not-utf8', count: 1 }]);
        assert.equal(simulator.clients, 1);
    });

    it('listeners receive the frame, the unchanged line and the time', async () => {
        const clock = new ManualClock();
        const { simulator, client } = await connected({ clock });
        const frames: object[] = [];
        client.listen('thermometer/+', ({ place, ...rest }) => frames.push({ ...rest, parts: place?.parts }));
        clock.advance(1234);
        simulator.send(`\n ["thermometer/i2c0-48",  {"temperature": [23.06, "\\u2103"]}]\r\n`);
        await until(() => frames.length === 1, 'the frame');
        assert.deepEqual(frames, [
            {
                frame: { topic: 'thermometer/i2c0-48', payload: { temperature: [23.06, '℃'] } },
                text: ' ["thermometer/i2c0-48",  {"temperature": [23.06, "\\u2103"]}]\r',
                time: 1234,
                at: 1234,
                parts: { type: 'thermometer', address: 'i2c0-48', bus: 0, event: '' },
            },
        ]);
    });

    it('bad frames are reported at most once a minute, with their number [R9]', async () => {
        const clock = new ManualClock();
        const { simulator, client } = await connected({ clock });
        const sendBad = async (count: number): Promise<void> => {
            for (let i = 0; i < count; i++) simulator.send('garbage');
            const before = client.topics.length;
            simulator.send(A);
            await until(() => client.topics.length > before, 'the frame after the bad ones');
        };
        await sendBad(5);
        assert.deepEqual(client.faults, [{ code: 'frame-not-json', count: 1 }]);
        clock.advance(59_999);
        await sendBad(1);
        assert.equal(client.faults.length, 1);
        clock.advance(1);
        await sendBad(3);
        assert.deepEqual(client.faults[1], { code: 'frame-not-json', count: 6 });
        assert.equal(client.faults.length, 2);
        clock.advance(60_000);
        await sendBad(1);
        assert.deepEqual(client.faults[2], { code: 'frame-not-json', count: 3 });
    });

    it('a hub that mixes rubbish into everything is understood all the same', async () => {
        const { simulator, client } = await connected();
        simulator.fault({ kind: 'rubbish' });
        for (let i = 0; i < 40; i++) simulator.print(`["a/${i}", {}]`);
        await until(() => client.topics.includes('a/39'), 'the last frame');
        assert.deepEqual(
            client.topics,
            Array.from({ length: 40 }, (_, i) => `a/${i}`),
        );
        assert.equal(simulator.connections, 1);
    });

    it('order is kept over thousands of frames', async () => {
        const { simulator, client } = await connected();
        const expected = Array.from({ length: 3000 }, (_, i) => `a/${i}`);
        for (const topic of expected) simulator.send(`["${topic}", {}]`);
        await until(() => client.topics.length >= expected.length, 'the last frame');
        assert.deepEqual(client.topics, expected);
    });

    it('what came before a connection broke off within a frame is received, and it reconnects', async () => {
        const { simulator, client } = await connected();
        simulator.fault({ kind: 'half-burst', frames: [A, B, '["c", {"n": 3}]'] });
        client.hub.publish('any/thing/get', {}, () => {});
        await client.state('waiting');
        assert.deepEqual(client.topics, ['a', 'b']);
        simulator.fault(null);
        await client.state('connected');
    });

    it('a message that is too large ends the link with that cause, and it comes back', async () => {
        const { simulator, client } = await connected({ maxBytes: 1000 });
        simulator.send(`["big", {"text": "${'x'.repeat(1000)}"}]`);
        const state = await client.state('waiting');
        assert.ok(state.name === 'waiting');
        assert.deepEqual(state.cause, { code: 'too-large', params: { limit: 1000 } });
        await client.state('connected');
        simulator.send(A);
        await until(() => client.topics.includes('a'), 'a frame over the new link');
    });

    it('a line that breaks the hub’s own web server ends the link, and it comes back', async () => {
        const { simulator, client } = await connected();
        simulator.print(`["big", {"text": "${'x'.repeat(65_536)}"}]`);
        const state = await client.state('waiting');
        assert.ok(state.name === 'waiting');
        assert.deepEqual(state.cause, {
            code: 'closed',
            params: {
                code: 1001,
                reason: 'bufio.Scanner: token too long',
                closing: '1001: bufio.Scanner: token too long',
            },
        });
        await client.state('connected');
    });

    it('a listener that throws is reported and harms neither others nor later frames', async () => {
        const { simulator, client } = await connected();
        const late: string[] = [];
        client.listen('#', ({ frame }) => {
            throw new Error(frame.topic);
        });
        client.listen('#', ({ frame }) => late.push(frame.topic));
        simulator.send(`${A}\n${B}`);
        await until(() => late.length === 2, 'both frames');
        assert.deepEqual(client.failures.map(String), ['Error: a', 'Error: b']);
        assert.deepEqual(client.topics, ['a', 'b']);
    });

    it('after a listener disconnected, the rest of its message is not delivered', async () => {
        for (const end of ['leave', 'close'] as const) {
            const simulator = await startSilentHub();
            const client = new ClientHub(simulator.url);
            const leave = await client.connect();
            client.listen('a', () => (end === 'leave' ? leave() : void client.hub.close()));
            simulator.send(`${A}\n${B}`);
            await until(() => simulator.clients === 0, 'the end of the socket');
            assert.ok(!client.topics.includes('b'), end);
        }
    });

    it('an ended subscription receives nothing more', async () => {
        const { simulator, client } = await connected();
        const frames: string[] = [];
        const end = client.listen('#', ({ frame }) => {
            frames.push(frame.topic);
            end();
        });
        simulator.send(`${A}\n${B}`);
        await until(() => client.topics.length === 2, 'both frames');
        assert.deepEqual(frames, ['a']);
    });
});
