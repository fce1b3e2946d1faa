// A hub that restarts, as after a power cut: all that flows rely on is restored without a deploy.

import assert from 'node:assert/strict';
import type { Simulator } from '../../src/simulator';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { LIST, START } from '../support/lines.js';
import { until } from '../support/wait.js';
import { dynamicNode, hubAt, type Item, inNode, listeners, outNode, tab } from './support/flows';
import { listed } from './support/links';
import { retriesQuickly } from './support/quick-retries';
import { become, give, load, type Message, messagesAt, received, settled, shows, unload } from './support/runtime';

const THERMOMETER = 'thermometer/i2c0-48';
const INTERVAL = `["${THERMOMETER}/config/update", {"publish-interval":30}]`;
const FIRST = '["relay/i2c0-3b/get", {}]';
const ON = '["led/-/set", {"state":"on"}]';

describe('a hub that restarts [L3]', () => {
    retriesQuickly();
    let hub: Simulator;

    beforeEach(async () => {
        hub = await startSilentHub();
    });

    leavesNothing(unload);

    const flow = (): Item[] => [
        tab(),
        hubAt(hub, { startFrames: FIRST, intervals: [{ device: THERMOMETER, seconds: '30' }] }),
        ...inNode('fixed', { topic: 'boot' }),
        ...dynamicNode('chosen'),
        ...inNode('state', { listen: 'state' }),
        outNode('out', { command: 'led', device: '-', offline: 'queue' }),
        ...listeners(['out']),
    ];
    const topics = (id: string): unknown[] => received(id).map(({ topic }: Message) => topic);
    const states = (): unknown[] => received('state-sink').map(({ payload }) => payload);
    /** The end of the connection, from now on. Statuses change too seldom to be relied on here. */
    function lost(): Promise<void> {
        const before = states().length;
        return become(() => states().slice(before).includes('waiting'), 'the end of the connection');
    }
    const count = (line: string): number => hub.received.filter((one) => one === line).length;

    for (const [name, downMs, rounds] of [
        ['at once', 0, 1],
        ['after a while', 300, 1],
        ['three times', 50, 3],
    ] as const) {
        it(`connection, start frames, intervals, device list, topics and queued commands come back: ${name}`, async () => {
            await load(flow());
            await listed(hub);
            give('chosen', { action: 'subscribe', topic: ['lux-meter/+', 'a/-'] });
            await until(() => hub.interval(THERMOMETER) === 30, 'the interval');
            for (let round = 1; round <= rounds; round++) {
                await shows('connected', 'fixed', 'chosen', 'out');
                const before = { connections: hub.connections, starts: count(FIRST), lists: count(LIST) };
                const down = lost();
                const back = hub.restart(downMs);
                await down;
                give('out', { payload: 'on' });
                await back;
                await become(() => states().at(-1) === 'connected', 'the return');
                await until(() => count(ON) === round, 'what waited');
                await until(() => count(FIRST) > before.starts && count(LIST) > before.lists, 'the first questions');
                await until(() => hub.interval(THERMOMETER) === 30, 'the interval once more');
                assert.equal(hub.clients, 1);
                assert.ok(hub.connections > before.connections);

                for (const topic of ['boot', 'lux-meter/i2c0-44', 'a/-', 'b/-']) hub.print(`["${topic}", {"n": 1}]`);
                await messagesAt('chosen-sink', 2 * round);
                await messagesAt('fixed-sink', round);
            }
            await settled();
            const times = <T>(...all: T[]): T[] => Array.from({ length: rounds }, () => all).flat();
            assert.deepEqual(topics('chosen-sink'), times('lux-meter/i2c0-44', 'a/-'));
            assert.deepEqual(topics('fixed-sink'), times('boot'));
            assert.equal(received('f1-complete-sink').length, rounds);
            assert.equal(count(ON), rounds);
        });
    }

    it('each connection begins with the start message, start frames, intervals and the device list request', async () => {
        await load(flow());
        await listed(hub);
        await until(() => hub.interval(THERMOMETER) === 30, 'the interval');
        const first = [...hub.received];
        await hub.restart(20);
        await listed(hub, 2);
        await until(() => hub.received.length >= 2 * first.length, 'all lines of the second connection');
        await settled();
        assert.deepEqual(first.slice(0, 2), [START, FIRST]);
        assert.deepEqual([...first].sort(), [START, FIRST, INTERVAL, LIST].sort());
        assert.deepEqual(hub.received.slice(first.length), first);
    });

    it('a command that is not queued is not sent late', async () => {
        await load([...flow(), outNode('now', { command: 'led', device: '-' })]);
        await listed(hub);
        await shows('connected', 'now');
        const down = lost();
        const back = hub.restart(300);
        await down;
        give('now', { payload: 'off' });
        await messagesAt('f1-catch-sink', 1);
        await back;
        await listed(hub, 2);
        await settled();
        assert.equal(count('["led/-/set", {"state":"off"}]'), 0);
    });
});
