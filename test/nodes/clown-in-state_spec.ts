// clown in: changes of the connection as messages.

import assert from 'node:assert/strict';
import type { Simulator } from '../../src/simulator';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { reason } from './support/catalogue';
import { hubAt, hubNode, type Item, inNode, outNode, sink, tab } from './support/flows';
import { clients, linked } from './support/links';
import { quicken } from './support/quick-clock';
import { retriesQuickly } from './support/quick-retries';
import {
    become,
    clownOf,
    deploy,
    give,
    load,
    type Message,
    messagesAt,
    node,
    received,
    settled,
    statusesOf,
    unload,
} from './support/runtime';

describe('clown in: changes of the connection [R15]', () => {
    retriesQuickly();
    let hub: Simulator;

    beforeEach(async () => {
        hub = await startSilentHub();
    });

    leavesNothing(unload);

    const states = (id = 'state'): unknown[] => received(`${id}-sink`).map(({ payload }) => payload);
    const last = (id = 'state'): Message | undefined => received(`${id}-sink`).at(-1);
    const stateNode = (id = 'state', more: object = {}): Item[] => inNode(id, { listen: 'state', topic: '', ...more });

    /** Waits until the last message is of this state. */
    const becomes = (word: string, ms?: number): Promise<void> =>
        become(() => last()?.payload === word, `the message ${word}`, ms);

    async function begin(more: Readonly<Record<string, unknown>> = {}): Promise<void> {
        await load([tab(), hubAt(hub, more), ...stateNode(), outNode()]);
    }

    it('from the start of the flow on, in the order of the changes', async () => {
        const begun = Date.now();
        await begin();
        await becomes('connected');
        assert.deepEqual(states(), ['connecting', 'connected']);
        const [connecting, connected] = received('state-sink');
        for (const msg of [connecting, connected]) {
            assert.equal(msg?.topic, 'Attic');
            assert.equal(clownOf(msg).hub, 'Attic');
            const time = Number(clownOf(msg).time);
            assert.ok(time >= begun && time <= Date.now(), `${time}`);
        }
        assert.equal(clownOf(connecting).attempt, 1);
        assert.ok(Number(clownOf(connected).since) <= Number(clownOf(connected).time));
    });

    it('a hub that no node connects: not connected, reported once', async () => {
        await begin({ autoConnect: false });
        await messagesAt('state-sink', 1);
        await settled();
        assert.deepEqual(states(), ['disconnected']);
        assert.deepEqual(Object.keys(clownOf(last())).sort(), ['hub', 'time']);
    });

    it('a lost connection: the cause and the next try, then the return', async () => {
        await begin();
        await becomes('connected');
        hub.fault({ kind: 'refuse', status: 503 });
        const before = Date.now();
        hub.dropAll();
        await become(() => states().filter((word) => word === 'waiting').length >= 3, 'three waits');
        hub.fault(null);
        await becomes('connected');
        const waits = received('state-sink').filter(({ payload }) => payload === 'waiting');
        assert.equal(clownOf(waits[0]).code, 'dropped');
        assert.equal(clownOf(waits[0]).message, reason('dropped'));
        for (const [at, msg] of waits.slice(1).entries()) {
            const { code, message, attempt, retryAt } = clownOf(msg);
            assert.deepEqual([code, message], ['status', reason('http-unavailable', { status: 503 })]);
            assert.equal(attempt, at + 3);
            assert.ok(Number(retryAt) >= before && Number(retryAt) < before + 10_000);
        }
        const [first, second, ...rest] = states();
        assert.deepEqual([first, second], ['connecting', 'connected']);
        // Each wait is followed by a try, and the last try holds.
        const wanted = waits.flatMap(() => ['waiting', 'connecting']);
        assert.deepEqual(rest, [...wanted, 'connected']);
    });

    it('disconnected and connected by a message', async () => {
        await begin();
        await becomes('connected');
        give('out', { action: 'disconnect' });
        await clients(hub, 0);
        give('out', { action: 'disconnect' });
        await becomes('disconnected');
        give('out', { action: 'connect' });
        await becomes('connected');
        assert.deepEqual(states(), ['connecting', 'connected', 'disconnected', 'connecting', 'connected']);
        give('out', { action: 'connect' });
        await settled();
        assert.equal(states().length, 5);
    });

    it('silence, and its end', async () => {
        const begun = Date.now();
        await begin({ silence: '1' });
        await becomes('silent');
        const { silentMs, since, time } = clownOf(last());
        // Not longer than the test.
        assert.ok(Number(silentMs) >= 1_000 && Number(silentMs) <= Date.now() - begun + 1, `${silentMs}`);
        assert.ok(Number(time) - Number(since) >= 1_000);
        hub.print('["a/-", {}]');
        await becomes('connected');
        assert.equal(clownOf(last()).silentMs, undefined);
        assert.deepEqual(states(), ['connecting', 'connected', 'silent', 'connected']);
    });

    it('a silence that lasts is reported once, though the status counts on', async () => {
        quicken(50);
        await begin({ silence: '1' });
        const counted = (): boolean => statusesOf('hub').some(({ text }) => /silent for [3-9]\d s/.test(text ?? ''));
        await become(() => counted(), 'a later status');
        await settled();
        // Responses that are still on their way end a silence, and another one begins.
        const last = states().slice(states().lastIndexOf('connected') + 1);
        assert.deepEqual(last, ['silent']);
    });

    it('a node that joins a hub that is connected receives just that', async () => {
        const flow = [tab(), hubAt(hub), outNode()];
        await load(flow);
        await linked(hub);
        await deploy([...flow, ...stateNode()]);
        await messagesAt('state-sink', 1);
        await settled();
        assert.deepEqual(states(), ['connected']);
    });

    it('deploys of other nodes report nothing', async () => {
        await begin();
        await becomes('connected');
        for (const name of ['a', 'b', 'c']) {
            await deploy([tab(), hubAt(hub), ...stateNode(), outNode('out', { name }), sink('other')]);
        }
        await settled();
        assert.deepEqual(states(), ['connecting', 'connected']);
        assert.equal(hub.attempts, 1);
    });

    it('a removed node reports nothing more, also not the end of its own connection', async () => {
        await begin();
        await becomes('connected');
        await deploy([tab(), hubAt(hub), sink('state-sink')]);
        await clients(hub, 0);
        await settled();
        assert.deepEqual(states(), ['connecting', 'connected']);
    });

    it('it counts as a user of its hub, and frames are none of its business', async () => {
        await load([tab(), hubAt(hub), ...stateNode()]);
        await becomes('connected');
        hub.print('["a/-", {"n": 1}]');
        hub.dropAll();
        await messagesAt('state-sink', 5);
        assert.deepEqual(states(), ['connecting', 'connected', 'waiting', 'connecting', 'connected']);
    });

    it('of its own hub only [C23]', async () => {
        const other = await startSilentHub();
        const hubs = [hubAt(hub), hubAt(other, { id: 'other', name: 'Cellar' })];
        await load([tab(), ...hubs, ...stateNode(), ...stateNode('second', { hub: 'other' })]);
        await becomes('connected');
        await become(() => states('second').includes('connected'), 'the other connection');
        await linked(other);
        other.dropAll();
        await become(() => states('second').length >= 5, 'the return of the other');
        assert.deepEqual(states(), ['connecting', 'connected']);
        assert.equal(last('second')?.topic, 'Cellar');
        assert.equal(clownOf(last('second')).hub, 'Cellar');
    });

    it('each node sends its own message', async () => {
        await load([tab(), hubAt(hub), ...stateNode(), ...stateNode('second')]);
        node('state-sink').on('input', (msg, _send, done) => {
            Object.assign((msg as unknown as Message).clown as object, { spoilt: true });
            done();
        });
        await becomes('connected');
        await become(() => states('second').length >= 2, 'the messages of the other');
        assert.doesNotMatch(JSON.stringify(received('second-sink')), /spoilt/);
    });

    it('a hub that cannot work has no state to report', async () => {
        await load([tab(), hubNode(), ...stateNode()]);
        await settled();
        assert.deepEqual(states(), []);
    });
});
