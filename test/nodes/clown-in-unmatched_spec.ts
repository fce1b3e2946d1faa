// The status of a clown in whose topic filter matches nothing that the hub has listed or sent.

import assert from 'node:assert/strict';
import type { Simulator } from '../../src/simulator';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { until } from '../support/wait.js';
import { dynamicNode, hubAt, inNode, tab, variable } from './support/flows';
import { linked } from './support/links';
import { quicken } from './support/quick-clock';
import { retriesQuickly } from './support/quick-retries';
import { become, deploy, give, load, messagesAt, received, shows, statusesOf, unload } from './support/runtime';

/** The filters of the nodes, by their ids, and what the status suggests. */
const WRONG: readonly (readonly [id: string, topic: string, suggestion: string])[] = [
    ['base', 'nodes/bridge/0/thermometer/+', 'thermometer/+'],
    ['case', 'Thermometer/+', 'thermometer/+'],
    ['type', 'luxmeter/+', 'lux-meter/+'],
    ['quantity', 'thermometer/+/temperature', 'thermometer/+'],
];

describe('clown in: a topic that matches nothing', () => {
    retriesQuickly();
    let hub: Simulator;
    let readings: NodeJS.Timeout;

    beforeEach(async () => {
        quicken(20);
        hub = await startSilentHub();
        // A silent hub is shown instead of a hint.
        readings = setInterval(() => hub.print('["led/-", {"state": "on"}]'), 300);
    });

    leavesNothing(async () => {
        clearInterval(readings);
        await unload();
    });

    const textOf = (id: string): string | undefined => statusesOf(id).at(-1)?.text;
    // The nodes look at their topics five seconds after the list, and again after two minutes, of the quick clock.
    const showsText = (id: string, text: string): Promise<void> =>
        become(() => textOf(id) === text, `the status ${text} at ${id}`, 20_000);

    it('is a yellow hint once the hub has listed its devices, until a frame matches, and again after a reconnect', async () => {
        const wrong = WRONG.flatMap(([id, topic]) => inNode(id, { topic, showValue: true }));
        await load([
            tab(),
            hubAt(hub),
            ...wrong,
            ...inNode('off', { topic: 'luxmeter/+', warnUnmatched: false }),
            ...inNode('right', { topic: 'thermometer/+' }),
            ...inNode('all'),
        ]);
        await linked(hub);
        await Promise.all(WRONG.map(([id, , topic]) => showsText(id, `nothing matches, try ${topic}`)));
        for (const [id] of WRONG) {
            const { fill, shape, state } = statusesOf(id).at(-1) ?? {};
            assert.deepEqual([fill, shape, state], ['yellow', 'dot', 'connected'], id);
        }
        for (const id of ['off', 'right', 'all']) assert.equal(textOf(id), 'connected', id);

        hub.print('["luxmeter/i2c0-44", {"illuminance": [3, "lux"]}]');
        await showsText('type', '3 lux');
        assert.equal(textOf('case'), 'nothing matches, try thermometer/+');

        const before = statusesOf('case').length;
        hub.dropAll();
        await become(() => statusesOf('case').length > before, 'the end of the connection');
        await showsText('case', 'nothing matches, try thermometer/+');
        assert.notEqual(textOf('type'), 'nothing matches, try lux-meter/+', 'what the hub has sent stays known');
        assert.deepEqual(
            statusesOf('off').filter(({ text }) => text?.startsWith('nothing')),
            [],
        );
    });

    it('is one of several that messages set, for as long as the node has it', async () => {
        await load([tab(), hubAt(hub), ...dynamicNode()]);
        await linked(hub);
        await shows('connected', 'in');
        give('in', { action: 'subscribe', topic: ['thermometer/+', 'Thermometer/+', 'luxmeter/+'] });
        await showsText('in', 'nothing matches, try thermometer/+');
        give('in', { action: 'unsubscribe', topic: 'Thermometer/+' });
        await showsText('in', 'nothing matches, try lux-meter/+');
        give('in', { action: 'unsubscribe', topic: true });
        await showsText('in', 'connected');
        give('in', { action: 'list' });
        await messagesAt('in-sink', 1);
    });

    it('shows the name of a variable in it, not its value', async () => {
        process.env.CLOWN_PIN = '4711';
        try {
            await load([
                tab('f1', { env: [{ name: 'ROOM', type: 'str', value: 'Thermometer/4712' }] }),
                hubAt(hub),
                ...inNode('part', { topic: `Thermometer/${variable('CLOWN_PIN')}` }),
                ...inNode('whole', { topic: variable('ROOM') }),
                ...inNode('none', { topic: 'Thermometer/4713' }),
            ]);
            await showsText('part', `nothing matches Thermometer/${variable('CLOWN_PIN')}`);
            await showsText('whole', `nothing matches ${variable('ROOM')}`);
            await showsText('none', 'nothing matches, try thermometer/4713');
            const texts = ['part', 'whole'].flatMap(statusesOf).map(({ text }) => text ?? '');
            assert.deepEqual(
                texts.filter((text) => /471/.test(text)),
                [],
            );
        } finally {
            delete process.env.CLOWN_PIN;
        }
    });

    it('is shown at once by a node that is deployed with a known one, and not where the hub shows no status', async () => {
        const flow = [tab(), hubAt(hub), ...inNode('in', { topic: 'luxmeter/+' })];
        await load(flow);
        await showsText('in', 'nothing matches, try lux-meter/+');
        await deploy([...flow, ...inNode('next', { topic: 'luxmeter/+' })]);
        await showsText('next', 'nothing matches, try lux-meter/+');
        await deploy([tab(), hubAt(hub, { showStatus: false }), ...inNode('in', { topic: 'luxmeter/+' })]);
        await linked(hub, 2);
        assert.deepEqual(statusesOf('in').at(-1), {});
    });

    it('a quantity that the sensors do not report is a hint as well, until they do, and again after a deploy', async () => {
        const wanted = { topic: 'humidity-sensor/+', output: 'quantity', quantity: 'humidity', showValue: true };
        const node = inNode('in', wanted);
        await load([tab(), hubAt(hub), ...node, ...inNode('off', { ...wanted, warnUnmatched: false })]);
        await linked(hub);
        const printReading = (quantity: string): void =>
            hub.print(`["humidity-sensor/i2c0-40", {"${quantity}": [40.5, "%"]}]`);
        printReading('relative-humidity');
        await showsText('in', 'no such quantity, try relative-humidity');
        assert.deepEqual(statusesOf('in').at(-1)?.fill, 'yellow');
        assert.equal(textOf('off'), 'connected');
        printReading('humidity');
        await showsText('in', '40.5 %');

        await deploy([tab(), hubAt(hub), ...node], 'full');
        await linked(hub, 2);
        printReading('relative-humidity');
        await showsText('in', 'no such quantity, try relative-humidity');
    });

    it('a value that is sent again at a subscription shows that its quantity is missing', async () => {
        const wanted = { output: 'quantity', quantity: 'humidity', replay: true };
        await load([tab(), hubAt(hub), ...dynamicNode('in', wanted), ...inNode('all')]);
        await linked(hub);
        hub.print('["humidity-sensor/i2c0-40", {"relative-humidity": [40.5, "%"]}]');
        await until(() => received('all-sink').some(({ topic }) => topic === 'humidity-sensor/i2c0-40'), 'the reading');
        give('in', { action: 'subscribe', topic: 'humidity-sensor/+' });
        await showsText('in', 'no such quantity, try relative-humidity');
    });
});
