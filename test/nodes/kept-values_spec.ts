// Last values over a full deploy: sent again and shown, marked with their age, and never decisive.

import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Simulator } from '../../src/simulator';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { until } from '../support/wait.js';
import { reason } from './support/catalogue';
import { dynamicNode, hubAt, type Item, inNode, listeners, outNode, tab, watchingNode } from './support/flows';
import { linked } from './support/links';
import { retriesQuickly } from './support/quick-retries';
import {
    become,
    clownOf,
    deploy,
    errorOf,
    events,
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

describe('last values over a full deploy [R12]', () => {
    retriesQuickly();
    let hub: Simulator;

    beforeEach(async () => {
        hub = await startSilentHub();
    });

    leavesNothing(unload);

    const flow = (more: object = {}, hubMore: object = {}): Item[] => [
        tab(),
        hubAt(hub, { ...hubMore }),
        ...inNode('in', { topic: 'a/#', replay: true, showValue: true, ...more }),
        ...inNode('end', { topic: 'end/-' }),
        ...listeners([]),
    ];
    const short = ({ topic, payload, clown }: Message): unknown[] => {
        const { cached, before } = clown as Record<string, unknown>;
        return [topic, payload, cached, before];
    };

    /** Sends these lines from the hub, and waits until all have arrived. */
    async function send(...lines: string[]): Promise<void> {
        const ends = received('end-sink').length;
        for (const line of [...lines, '["end/-", {}]']) hub.print(line);
        await messagesAt('end-sink', ends + 1);
    }

    /** Starts the flow, sends, deploys all of it once more, and resolves to what reaches the sink afterwards. */
    async function again(next: Item[], ...lines: string[]): Promise<Message[]> {
        await load(flow());
        await linked(hub);
        await send(...lines);
        const before = received('in-sink').length;
        await deploy(next, 'full');
        await settled();
        return received('in-sink').slice(before);
    }

    const isShown = (text: RegExp, id = 'in'): Promise<void> =>
        become(() => text.test(statusesOf(id).at(-1)?.text ?? ''), `${text} at ${id}: ${statusesOf(id).at(-1)?.text}`);

    it('the last value of each topic, in the order of arrival, marked, with age and time of arrival', async () => {
        const begin = Date.now();
        const got = await again(flow(), '["a/b", {"n": 1}]', '["a/c", {"n": 2}]', '["a/b", {"n": 3}]', '["x/y", {}]');
        assert.deepEqual(got.map(short), [
            ['a/c', { n: 2 }, true, 'deploy'],
            ['a/b', { n: 3 }, true, 'deploy'],
        ]);
        for (const msg of got) {
            const { age, time } = clownOf(msg) as { age: number; time: number };
            assert.ok(age >= 0 && age <= Date.now() - begin, `${age}`);
            assert.ok(time >= begin && time <= Date.now() - age + 50, `${time}`);
        }
    });

    it('before anything new, and once: a frame of the topic replaces the value', async () => {
        await again(flow(), '["a/b", {"n": 1}]');
        await linked(hub, 2);
        await send('["a/b", {"n": 2}]');
        const [, kept, live] = received('in-sink');
        assert.deepEqual([kept, live].map(short as never), [
            ['a/b', { n: 1 }, true, 'deploy'],
            ['a/b', { n: 2 }, undefined, undefined],
        ]);
        await deploy(flow({ name: 'changed' }));
        await messagesAt('in-sink', 4);
        assert.deepEqual(short(received('in-sink')[3] as Message), ['a/b', { n: 2 }, true, undefined]);
    });

    it('over several deploys and a modified hub, with an age that grows', async () => {
        await again(flow(), '["a/b", {"n": 1}]');
        await deploy(flow(), 'full');
        await settled();
        await deploy(flow({}, { retryCeiling: '30' }), 'nodes');
        await settled();
        const ages = received('in-sink').map((msg) => clownOf(msg).age);
        assert.equal(ages.length, 4);
        const [, first, second, third] = ages as number[];
        assert.ok(Number(first) <= Number(second) && Number(second) <= Number(third), String(ages));
    });

    it('as the chosen output makes them, and not to nodes that send no last values', async () => {
        const got = await again(flow({ output: 'quantity', quantity: 'n' }), '["a/b", {"n": [7, "m"]}]', '["a/c", {}]');
        assert.deepEqual(
            got.map(({ payload, unit }) => [payload, unit]),
            [[7, 'm']],
        );
        await deploy(flow({ replay: false }), 'full');
        await settled();
        assert.equal(received('in-sink').length, 3);
    });

    it('with chosen topics: at each subscription what is new in it', async () => {
        await again([...flow(), ...dynamicNode('chosen', { replay: true })], '["a/b", {}]', '["a/c", {}]');
        give('chosen', { action: 'subscribe', topic: 'a/b' });
        give('chosen', { action: 'subscribe', topic: ['a/b', 'a/c'] });
        await messagesAt('chosen-sink', 2);
        assert.deepEqual(
            received('chosen-sink').map(({ topic, clown }) => [topic, (clown as { before?: string }).before]),
            [
                ['a/b', 'deploy'],
                ['a/c', 'deploy'],
            ],
        );
    });

    it('no responses and no echoes of commands', async () => {
        assert.deepEqual(await again(flow(), '["a/b/config/ok", {}]', '["a/b/set", {}]'), []);
    });

    it('of the same address only: an address that comes back has nothing either', async () => {
        const other = await startSilentHub();
        assert.deepEqual(await again(flow({}, { address: other.url }), '["a/b", {}]'), []);
        await deploy(flow(), 'full');
        await settled();
        assert.equal(received('in-sink').length, 1);
    });

    it('of the same hub node only', async () => {
        const renamed = flow({ hub: 'hub2' }, { id: 'hub2' });
        assert.deepEqual(await again(renamed, '["a/b", {}]'), []);
    });

    it('a hub node that is removed, disabled or replaced leaves nothing', async () => {
        await load(flow());
        await linked(hub);
        await send('["a/b", {"n": 1}]');
        await deploy([tab()], 'full');
        await deploy(flow(), 'full');
        await linked(hub, 2);
        await send('["a/b", {"n": 2}]');
        const disabled = flow().map((item) => (item.id === 'hub' ? { ...item, d: true } : item));
        await deploy(disabled, 'full');
        await deploy(flow(), 'full');
        await settled();
        assert.deepEqual(
            received('in-sink').map(({ payload }) => payload),
            [{ n: 1 }, { n: 2 }],
        );
    });

    it('what no hub has taken when the flows have started is dropped', async () => {
        assert.deepEqual(await again(flow({}, { address: 'invalid' }), '["a/b", {}]'), []);
        await deploy(flow(), 'full');
        await settled();
        assert.equal(received('in-sink').length, 1);
    });

    it('many full deploys leave one listener', async () => {
        await load(flow());
        await linked(hub);
        await send('["a/b", {}]');
        await deploy(flow(), 'full');
        const before = events.listenerCount('flows:started');
        for (let round = 0; round < 5; round++) await deploy(flow(), 'full');
        assert.equal(events.listenerCount('flows:started'), before);
    });

    it('in each instance of a subflow its own', async () => {
        const second = await startSilentHub();
        const box = (id: string, { url }: Simulator): Item => ({
            id,
            type: 'subflow:box',
            z: 'f1',
            name: '',
            env: [{ name: 'AT', type: 'str', value: url }],
            x: 100,
            y: 100,
            wires: [],
        });
        const boxes = [
            tab(),
            { id: 'box', type: 'subflow', name: 'Box', in: [], out: [], env: [{ name: 'AT', type: 'str', value: '' }] },
            // biome-ignore lint/suspicious/noTemplateCurlyInString: an environment variable
            hubAt(hub, { z: 'box', address: '${AT}' }),
            ...inNode('in', { z: 'box', replay: true, topic: 'a/#' }),
            box('one', hub),
            box('two', second),
        ];
        await load(boxes);
        await Promise.all([linked(hub), linked(second)]);
        hub.print('["a/b", {"n": 1}]');
        second.print('["a/b", {"n": 2}]');
        await messagesAt('in-sink', 2);
        await deploy(boxes, 'full');
        await messagesAt('in-sink', 4);
        await settled();
        const kept = received('in-sink').slice(2);
        assert.deepEqual(kept.map(({ payload }) => (payload as { n: number }).n).sort(), [1, 2]);
        assert.ok(kept.every((msg) => clownOf(msg).before === 'deploy'));
    });

    describe('under the node', () => {
        it('grey with its age, from the connection on, until the first frame', async () => {
            const reading = '["a/b", {"n": 7}]';
            await again(flow({ replay: false }), reading);
            const before = statusesOf('in').length;
            await isShown(/^7 · \d+ s ago$/);
            const { fill, shape, state } = statusesOf('in').at(-1) ?? {};
            assert.deepEqual([fill, shape, state], ['grey', 'dot', 'connected']);
            await linked(hub, 2);
            await send('["a/b", {"n": 8}]');
            await isShown(/^8$/);
            assert.equal(statusesOf('in').at(-1)?.fill, 'green');
            const shown = statusesOf('in').slice(before);
            assert.ok(shown.every(({ fill: one, text = '' }) => one !== 'green' || !text.startsWith('7')));
        });

        it('its age grows', async () => {
            await again(flow(), '["a/b", {"n": 7}]');
            await isShown(/^7 · 0 s ago$/);
            await become(() => /^7 · 5 s ago$/.test(statusesOf('in').at(-1)?.text ?? ''), 'the age');
        });

        it('the latest that the node gives, named if there are several; after a lost connection too', async () => {
            const more = { output: 'quantity', quantity: 'n' };
            await again(flow(more), '["a/b", {"n": 7}]', '["a/c", {"n": 8}]', '["a/d", {"other": 9}]');
            await isShown(/^c: 8 · /);
            hub.dropAll();
            await linked(hub, 3);
            await isShown(/^c: 8 · /);
            await send('["a/b", {"n": 1}]');
            await isShown(/^1$/);
            hub.dropAll();
            await linked(hub, 4);
            await isShown(/^connected$/);
        });

        it('not in nodes that show no value, nor if the state of the hub is not shown', async () => {
            await again(flow({ showValue: false }), '["a/b", {"n": 7}]');
            await isShown(/^connected$/);
            await deploy(flow({}, { showStatus: false }), 'full');
            await linked(hub, 3);
            await send();
            assert.ok(statusesOf('in').every(({ text }) => !text?.includes('7')));
        });
    });

    describe('decide nothing', () => {
        it('a toggle fails until the hub reports the state, and is sent nowhere', async () => {
            const relay = (name: string): Item[] => [
                tab(),
                hubAt(hub),
                ...inNode('in', { topic: 'relay/+', replay: true, name }),
                outNode('out', { command: 'relay', device: 'relay/i2c0-3b' }),
                ...listeners(),
            ];
            await load(relay('x'));
            await linked(hub);
            hub.print('["relay/i2c0-3b", {"state": true}]');
            await messagesAt('in-sink', 1);
            await deploy(relay('y'), 'full');
            await messagesAt('in-sink', 2);
            await linked(hub, 2);
            assert.deepEqual(received('in-sink')[1]?.payload, { state: true });
            give('out', { payload: 'toggle' });
            const [caught] = await messagesAt('f1-catch-sink', 1);
            assert.equal(errorOf(caught).message, reason('relay-unknown', { relay: 'relay/i2c0-3b' }));
            await settled();
            const sets = (): string[] => hub.received.filter((line) => line.includes('relay/i2c0-3b/set'));
            assert.deepEqual(sets(), []);
            hub.print('["relay/i2c0-3b", {"state": true}]');
            await messagesAt('in-sink', 3);
            give('out', { payload: 'toggle' });
            await until(() => sets().length === 1, 'the toggle');
            assert.match(sets()[0] ?? '', /"state": ?false/);
        });

        it('a device that stays silent is reported as silent, and its kept value is no sign that it is back', async () => {
            const watching = (name: string): Item[] => [
                tab(),
                hubAt(hub),
                ...watchingNode('in', { topic: 'a/b', replay: true, showValue: true, name }),
            ];
            await load(watching('x'));
            await linked(hub);
            hub.print('["a/b", {"n": 7}]');
            await messagesAt('in-sink', 1);
            await deploy(watching('y'), 'full');
            await messagesAt('in-sink', 2);
            await messagesAt('in-silence', 1);
            await isShown(/^silent: a\/b$/);
            await pause(300);
            assert.deepEqual(
                received('in-silence').map(({ payload, clown }) => [payload, (clown as { heardAt?: number }).heardAt]),
                [['silent', undefined]],
            );
        });

        it('no device counts as reporting, and no interval as confirmed', async () => {
            const got = await again(flow(), '["a/b", {"n": 1}]', '["a/b/config/ok", {"publish-interval": 7}]');
            assert.equal(got.length, 1);
            const { devices, interval } = node('hub') as unknown as {
                devices(): unknown[];
                interval(device: string): unknown;
            };
            assert.deepEqual([devices(), interval('a/b')], [[], undefined]);
        });
    });
});
