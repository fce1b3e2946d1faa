// clown in: topics that fall silent, and are back.

import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Simulator } from '../../src/simulator';
import { startHub, startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { afterRequest, endServers, listen, upgradeResponse } from '../support/servers.js';
import { hubAt, hubNode, type Item, inNode, outNode, tab, watchingNode } from './support/flows';
import { linked } from './support/links';
import { quicken } from './support/quick-clock';
import { retriesQuickly } from './support/quick-retries';
import {
    become,
    clownOf,
    deploy,
    load,
    type Message,
    messagesAt,
    received,
    settled,
    shows,
    statusesOf,
    unload,
} from './support/runtime';

const THERMOMETER = 'thermometer/i2c0-48';
/** Topics of one filter that are watched. */
const LIMIT = 1_000;

describe('clown in: silent topics [R16]', () => {
    retriesQuickly();
    let hub: Simulator;

    beforeEach(async () => {
        hub = await startSilentHub();
    });

    leavesNothing(unload, endServers);

    /** What came out of the second output: what fell silent, or is back. */
    const silences = (id = 'in'): string[] =>
        received(`${id}-silence`).map(({ topic, payload }) => `${topic} ${payload}`);
    const sendFrame = (topic: string): void => hub.print(`["${topic}", {"n": 1}]`);

    async function begin(...nodes: Item[]): Promise<void> {
        await load([tab(), hubAt(hub), ...nodes]);
        await linked(hub);
    }

    describe('the topic of the node', () => {
        it('is watched before its first frame', async () => {
            const before = Date.now();
            await begin(...watchingNode('in', { topic: THERMOMETER }));
            await messagesAt('in-silence', 1);
            const [msg] = received('in-silence') as [Message];
            const { time, silentMs, ...clown } = clownOf(msg);
            assert.deepEqual(
                { ...msg, _msgid: '', clown },
                {
                    _msgid: '',
                    topic: THERMOMETER,
                    payload: 'silent',
                    clown: { type: 'thermometer', address: 'i2c0-48', bus: 0, event: '', hub: 'Attic' },
                },
            );
            // Not longer than the test.
            assert.ok(Number(silentMs) >= 1_000 && Number(silentMs) <= Date.now() - before + 1, `${silentMs}`);
            assert.ok(Number(time) >= before + 1_000);
            assert.deepEqual(received('in-sink'), []);
        });

        it('is reported once, and once when it is back, with the frame on the first output', async () => {
            await begin(...watchingNode('in', { topic: THERMOMETER }));
            await linked(hub);
            const sentAt = Date.now();
            sendFrame(THERMOMETER);
            await messagesAt('in-sink', 1);
            const receivedAt = Date.now();
            await messagesAt('in-silence', 1);
            const [silent] = received('in-silence');
            const { heardAt, time } = clownOf(silent);
            assert.ok(Number(heardAt) >= sentAt - 1 && Number(heardAt) <= receivedAt + 1, `${heardAt}`);
            assert.ok(Number(time) - Number(heardAt) >= 999);
            await pause(300);
            sendFrame(THERMOMETER);
            await messagesAt('in-silence', 2);
            await messagesAt('in-sink', 2);
            assert.deepEqual(silences(), [`${THERMOMETER} silent`, `${THERMOMETER} back`]);
            const back = clownOf(received('in-silence')[1]);
            assert.ok(Number(back.silentMs) >= 1_290, `${back.silentMs}`);
            assert.equal(back.heardAt, heardAt);
            await messagesAt('in-silence', 3);
            assert.deepEqual(silences().at(-1), `${THERMOMETER} silent`);
        });

        it('does not fall silent while frames arrive often enough', async () => {
            await begin(...watchingNode('in', { topic: THERMOMETER }), ...watchingNode('other', { topic: 'a/-' }));
            const timer = setInterval(() => sendFrame(THERMOMETER), 200);
            try {
                // The other one has had all its time twice.
                await messagesAt('other-silence', 1);
                sendFrame('a/-');
                await messagesAt('other-silence', 3);
            } finally {
                clearInterval(timer);
            }
            assert.deepEqual(silences(), []);
        });
    });

    it('with a filter: each topic for itself, from its first frame on', async () => {
        await begin(...watchingNode('in', { topic: 'thermometer/+' }), ...watchingNode('clock', { topic: 'a/-' }));
        await messagesAt('clock-silence', 1);
        assert.deepEqual(silences(), []);
        sendFrame('thermometer/one');
        await pause(500);
        sendFrame('thermometer/two');
        sendFrame('lux-meter/i2c0-44');
        await messagesAt('in-silence', 1);
        assert.deepEqual(silences(), ['thermometer/one silent']);
        await messagesAt('in-silence', 2);
        sendFrame('thermometer/two');
        await messagesAt('in-silence', 3);
        sendFrame('thermometer/one');
        await messagesAt('in-silence', 4);
        const wanted = ['one silent', 'two silent', 'two back', 'one back'];
        assert.deepEqual(
            silences(),
            wanted.map((text) => `thermometer/${text}`),
        );
    });

    it('every output counts frames, also those that give no message', async () => {
        const settings = { topic: THERMOMETER, output: 'quantity', quantity: 'pressure' };
        await begin(...watchingNode('in', settings), ...watchingNode('clock', { topic: 'a/-' }));
        await pause(600);
        sendFrame(THERMOMETER);
        await messagesAt('clock-silence', 1);
        await settled();
        assert.deepEqual(silences(), []);
        await messagesAt('in-silence', 1);
        assert.deepEqual(received('in-sink'), []);
    });

    it('off unless it is set, by a number', async () => {
        const off = [undefined, '', '0', 0].flatMap((silentAfter, at) =>
            watchingNode(`off${at}`, { topic: 'a/-', silentAfter }),
        );
        const unwatched = watchingNode('state', { listen: 'state' });
        await begin(...off, ...unwatched, ...watchingNode('on', { topic: 'a/-' }));
        await messagesAt('on-silence', 1);
        await pause(100);
        for (const id of ['off0', 'off1', 'off2', 'off3', 'state']) assert.deepEqual(silences(id), [], id);
    });

    it('each node has its own time', async () => {
        await begin(
            ...watchingNode('one', { topic: 'a/-' }),
            ...watchingNode('two', { topic: 'a/-', silentAfter: 1.5 }),
        );
        await messagesAt('one-silence', 1);
        assert.deepEqual(silences('two'), []);
        await messagesAt('two-silence', 1);
        assert.ok(Number(clownOf(received('two-silence')[0]).silentMs) >= 1_500);
    });

    describe('status [P2]', () => {
        it('shows the topic that has been silent longest, and the state of the hub when none is', async () => {
            await begin(...watchingNode('in', { topic: 'a/+' }), outNode());
            sendFrame('a/one');
            await pause(100);
            sendFrame('a/two');
            await messagesAt('in-silence', 2);
            await shows('silent', 'in');
            // Time for a second status, if there were one.
            await pause(600);
            assert.deepEqual(statusesOf('in').at(-1), {
                fill: 'yellow',
                shape: 'ring',
                text: 'silent: a/one',
                state: 'silent',
            });
            sendFrame('a/one');
            await become(() => statusesOf('in').at(-1)?.text === 'silent: a/two', 'the other topic');
            sendFrame('a/two');
            await shows('connected', 'in');
            assert.ok(statusesOf('out').every(({ state }) => state !== 'silent'));
        });

        it('a lost connection counts for more, and the silence shows again after it', async () => {
            await begin(...watchingNode('in', { topic: 'a/b' }));
            await shows('silent', 'in');
            hub.fault({ kind: 'refuse', status: 503 });
            hub.dropAll();
            await shows('waiting', 'in');
            hub.fault(null);
            await become(() => statusesOf('in').at(-1)?.text === 'silent: a/b', 'the status after the return');
            assert.deepEqual(silences(), ['a/b silent']);
        });

        it('is not shown where the state of the hub is not', async () => {
            await load([tab(), hubAt(hub, { showStatus: false }), ...watchingNode('in', { topic: 'a/b' })]);
            await messagesAt('in-silence', 1);
            assert.deepEqual(statusesOf('in'), [{}]);
        });
    });

    it('while the connection is down topics fall silent', async () => {
        await begin(...watchingNode('in', { topic: 'a/b' }));
        sendFrame('a/b');
        await messagesAt('in-sink', 1);
        hub.fault({ kind: 'refuse', status: 503 });
        hub.dropAll();
        await messagesAt('in-silence', 1);
        assert.deepEqual(silences(), ['a/b silent']);
    });

    it('a sensor that is pulled out and put back [R16]', async () => {
        // Ten times as fast as life: a reading every tenth of a second, and a tag is found within three.
        const real = await startHub({ speed: 10, bootMs: 0, startAnswer: 'at-once' });
        await load([tab(), hubAt(real), ...watchingNode('in', { topic: 'thermometer/+' })]);
        await messagesAt('in-sink', 2);
        real.unplug(THERMOMETER);
        await messagesAt('in-silence', 1);
        assert.deepEqual(silences(), [`${THERMOMETER} silent`]);
        real.plug(THERMOMETER);
        await messagesAt('in-silence', 2);
        assert.deepEqual(silences().slice(0, 2), [`${THERMOMETER} silent`, `${THERMOMETER} back`]);
    });

    it('continues over deploys of other nodes; a deployed node starts again', async () => {
        const flow = (name: string, out: string): Item[] => [
            tab(),
            hubAt(hub),
            ...watchingNode('in', { topic: 'a/b', name }),
            outNode('out', { name: out }),
        ];
        await load(flow('', ''));
        await pause(700);
        const deployedAt = Date.now();
        await deploy(flow('', 'changed'));
        await messagesAt('in-silence', 1);
        // The deploy has not begun the time anew.
        assert.ok(Number(clownOf(received('in-silence')[0]).time) < deployedAt + 1_000);
        await deploy(flow('changed', 'changed'));
        await pause(300);
        assert.deepEqual(silences(), ['a/b silent']);
        await messagesAt('in-silence', 2);
        assert.deepEqual(silences(), ['a/b silent', 'a/b silent']);
    });

    it('nothing after the end of the node [C17]', async () => {
        const nodes = watchingNode('in', { topic: 'a/b' });
        const other = watchingNode('other', { topic: 'a/b' });
        await begin(...nodes, ...other);
        // Where it would send to is still there.
        await deploy([tab(), hubAt(hub), ...other, ...nodes.slice(1)]);
        await messagesAt('other-silence', 1);
        await pause(100);
        assert.deepEqual(silences(), []);
    });

    it('a hub that invents topics: what is kept is bounded, and no status stays indefinitely [L6]', async () => {
        await begin(...watchingNode('in', { topic: 'a/+' }));
        // The first is forgotten for the later ones, after it was reported as silent.
        sendFrame('a/first');
        await messagesAt('in-silence', 1);
        for (let n = 0; n < LIMIT; n++) sendFrame(`a/${n}`);
        await messagesAt('in-silence', LIMIT + 1);
        assert.equal(silences().at(-1), `a/${LIMIT - 1} silent`);
        await become(() => /^silent: a\/\d+$/.test(statusesOf('in').at(-1)?.text ?? ''), 'another topic in the status');
        // A busy machine needs longer for all of them than one may be silent.
        quicken(0.1);
        for (let n = 0; n < LIMIT; n++) sendFrame(`a/${n}`);
        await shows('connected', 'in');
    });

    it('a topic that was forgotten and reports again is not shown as silent [L6]', async () => {
        await begin(...watchingNode('in', { topic: 'a/+' }));
        sendFrame('a/first');
        await messagesAt('in-silence', 1);
        quicken(0.1);
        for (let n = 0; n < LIMIT; n++) sendFrame(`a/${n}`);
        sendFrame('a/first');
        await become(() => statusesOf('in').at(-1)?.text !== 'silent: a/first', 'another status');
        assert.deepEqual(silences(), ['a/first silent']);
    });

    it('a deploy that takes its time makes no topic silent that reports again after it', async () => {
        // Its hub never responds to a goodbye, so that its node needs two seconds to close.
        const port = await listen((socket) =>
            afterRequest(socket, (head) => {
                socket.write(upgradeResponse(head));
                socket.pause();
            }),
        );
        const slow = (name: string): Item[] => [
            hubNode({ id: 'slow', name, address: `ws://127.0.0.1:${port}/` }),
            ...inNode('other', { hub: 'slow' }),
        ];
        const nodes = [tab(), hubAt(hub), ...watchingNode('in', { topic: THERMOMETER })];
        await load([...nodes, ...slow('a')]);
        await linked(hub);
        await shows('connected', 'other');
        const frames = setInterval(() => sendFrame(THERMOMETER), 100);
        try {
            await messagesAt('in-sink', 1);
            const begun = performance.now();
            await deploy([...nodes, ...slow('b')]);
            assert.ok(performance.now() - begun > 1_500, 'it took its time');
            const before = received('in-sink').length;
            await messagesAt('in-sink', before + 3);
        } finally {
            clearInterval(frames);
        }
        assert.deepEqual(silences(), []);
        // It is watched as before.
        await become(() => silences().length === 1, 'the silence');
    });
});
