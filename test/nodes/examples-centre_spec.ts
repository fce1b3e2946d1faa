// The flow for the centre of several sites: its Function nodes as functions of their messages.

import assert from 'node:assert/strict';
import { flowOf } from './support/examples';
import { type FunctionNode, functionNode, type Sent } from './support/function-node';

const NAME = 'Centre of several sites';
const TOPIC = 'prague/attic/data/thermometer/i2c0-48';

describe(`the flow ${NAME} [D3]`, () => {
    it('has nodes with names, and a broker of its own', () => {
        const flow = flowOf(NAME);
        const [tab] = flow;
        for (const item of flow.filter(({ x }) => x !== undefined)) assert.ok(item.name, item.id);
        assert.equal(flow.find(({ type }) => type === 'mqtt-broker')?.z, tab?.id);
    });

    describe('drop repeats', () => {
        const start = (): FunctionNode => functionNode(NAME, 'drop repeats');
        const reading = (time: number, device = 'thermometer/i2c0-48'): string =>
            JSON.stringify({ time, device, values: { temperature: time } });
        const passed = (node: FunctionNode, payload: string, topic = TOPIC): number =>
            node.receive({ topic, payload })[0]?.length ?? 0;

        it('passes each reading of a device once, also out of order', () => {
            const node = start();
            const times = [100, 101, 99, 100, 98, 101, 102];
            assert.deepEqual(
                times.map((time) => passed(node, reading(time))),
                [1, 1, 1, 0, 1, 0, 1],
            );
        });

        it('tells devices, hubs and sites apart', () => {
            const node = start();
            const topics = [TOPIC, TOPIC.replace('attic', 'cellar'), TOPIC.replace('prague', 'brno')];
            for (const topic of topics) assert.equal(passed(node, reading(1), topic), 1, topic);
            assert.equal(passed(node, reading(1, 'thermometer/i2c0-49')), 1);
        });

        it('passes readings of a clock that was set back', () => {
            const node = start();
            passed(node, reading(10_000_000));
            assert.equal(passed(node, reading(1000)), 1);
        });

        it('remembers the times of a minute, and at least the last 100', () => {
            const node = start();
            for (let second = 0; second < 1000; second++) passed(node, reading(second * 1000));
            const [times] = (node.context.get('seen') as Map<string, Set<number>>).values();
            assert.equal(times?.size, 100);
        });

        it('does not receive responses and notifications, which have further levels', () => {
            const topics = flowOf(NAME).flatMap(({ type, topic }) => (type === 'mqtt in' ? [String(topic)] : []));
            const data = topics.filter((topic) => topic.includes('/data/'));
            assert.deepEqual(data, ['+/+/data/+/+']);
        });

        it('ignores what is no reading, with a warning', () => {
            const node = start();
            const odd = ['', 'online', '{}', 'null', '{"time": 1, "device": 2, "values": {}}'];
            for (const text of odd) assert.equal(passed(node, text), 0);
            assert.equal(node.reports.length, odd.length);
        });
    });

    describe('commands', () => {
        const start = (): FunctionNode => functionNode(NAME, 'commands');
        const resultOf = (sent: Sent | undefined): unknown =>
            (sent?.payload as { result?: unknown } | undefined)?.result;
        const command = { command: 'prague/attic/command/relay/i2c0-3b/set', payload: true };

        it('sends a command with an id, a deadline and an expiry', () => {
            const [[sent] = [], outcome] = start().receive(command);
            const { id, payload, expires } = JSON.parse(String(sent?.payload));
            assert.equal(payload, true);
            assert.ok(id.length > 8 && id.length <= 64);
            assert.ok(expires > Date.now() + 8000 && expires < Date.now() + 12_000);
            assert.deepEqual([sent?.topic, sent?.messageExpiryInterval, outcome], [command.command, 10, []]);
        });

        it('reports the result once, and ignores those of other senders', () => {
            const node = start();
            const [[sent] = []] = node.receive(command);
            const { id } = JSON.parse(String(sent?.payload));
            const result = {
                topic: 'prague/attic/result',
                payload: JSON.stringify({ id, result: 'accepted', topic: 'a/b/set' }),
            };
            const other = { ...result, payload: JSON.stringify({ id: 'other', result: 'accepted' }) };
            assert.deepEqual(node.receive(other), [[], []]);
            const [, [outcome] = []] = node.receive(result);
            assert.equal(resultOf(outcome), 'accepted');
            assert.equal(outcome?.topic, 'prague/attic/command/a/b/set');
            assert.deepEqual(node.receive(result), [[], []]);
        });

        it('reports a command without a result', () => {
            const node = start();
            node.receive(command);
            const [missing] = node.later();
            assert.equal(resultOf(missing), 'none');
        });
    });

    describe('available?', () => {
        const start = () => {
            const node = functionNode(NAME, 'available?');
            const send = (topic: string, payload: string): unknown[] =>
                (node.receive({ topic, payload })[0] ?? []).map((msg) => [msg.topic, msg.payload]);
            return send;
        };
        const BRIDGE = '$SYS/broker/connection/prague/state';

        it('reports a hub as available only while it and its Node-RED are', () => {
            const send = start();
            assert.deepEqual(send('prague/attic/status/hub', 'online'), [['prague/attic', false]]);
            assert.deepEqual(send('prague/attic/status/node-red', 'online'), [['prague/attic', true]]);
            assert.deepEqual(send('prague/attic/status/node-red', 'online'), []);
            assert.deepEqual(send('prague/attic/status/node-red', 'offline'), [['prague/attic', false]]);
        });

        it('reports all hubs of a site as not available while its bridge is not connected', () => {
            const send = start();
            const hubs = ['prague/attic', 'prague/cellar', 'brno/attic'];
            for (const hub of hubs) {
                for (const which of ['hub', 'node-red']) send(`${hub}/status/${which}`, 'online');
            }
            assert.deepEqual(send(BRIDGE, '1'), []);
            assert.deepEqual(send(BRIDGE, '0'), [
                ['prague/attic', false],
                ['prague/cellar', false],
            ]);
            assert.deepEqual(send('prague/attic/status/hub', 'online'), []);
            assert.deepEqual(send(BRIDGE, '1'), [
                ['prague/attic', true],
                ['prague/cellar', true],
            ]);
        });

        it('knows the bridge of a site before its hubs, as after a start of this Node-RED', () => {
            const send = start();
            assert.deepEqual(send(BRIDGE, '0'), []);
            assert.deepEqual(send('prague/attic/status/hub', 'online'), [['prague/attic', false]]);
            assert.deepEqual(send('prague/attic/status/node-red', 'online'), []);
        });

        it('receives the state of the bridges of all sites', () => {
            const topics = flowOf(NAME).flatMap(({ type, topic }) => (type === 'mqtt in' ? [topic] : []));
            assert.ok(topics.includes('$SYS/broker/connection/+/state'), String(topics));
        });
    });
});
