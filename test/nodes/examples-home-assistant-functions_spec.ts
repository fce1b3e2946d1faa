// The Function nodes of the example for Home Assistant as functions of their messages.

import assert from 'node:assert/strict';
import { flowOf } from './support/examples';
import { type FunctionNode, functionNode, type Sent } from './support/function-node';

const NAME = 'Home Assistant';
const ENV = { HUB: 'attic' };
const THERMOMETER = {
    device: 'thermometer/i2c0-48',
    type: 'thermometer',
    address: 'i2c0-48',
    kind: 'sensor',
    listed: true,
};
const LED = { device: 'led/-', type: 'led', address: '-', kind: 'actuator', listed: true };
const BUTTON = { device: 'push-button/-', type: 'push-button', address: '-', kind: 'heard', listed: false };
const config = (id: string): string => `homeassistant/device/clown_attic_${id}/config`;

describe(`the function "announce and remove" of ${NAME} [D3]`, () => {
    const start = (): FunctionNode => functionNode(NAME, 'announce and remove', { env: ENV });
    const list = (node: FunctionNode, devices: readonly object[], more = {}): Sent[] =>
        node.receive({ payload: { devices }, ...more })[0] ?? [];
    const topics = (sent: readonly Sent[]): unknown[] => sent.map(({ topic }) => topic);

    it('announces a device once, and again only on request or when its name has changed', () => {
        const node = start();
        assert.deepEqual(topics(list(node, [THERMOMETER])), [config('thermometer_i2c0-48')]);
        assert.deepEqual(list(node, [THERMOMETER]), []);
        assert.equal(list(node, [THERMOMETER], { all: true }).length, 1);
        const [renamed] = list(node, [{ ...THERMOMETER, name: 'cellar' }]);
        assert.equal(JSON.parse(String(renamed?.payload)).device.name, 'cellar');
    });

    it('does not announce again what the broker has retained', () => {
        const [message] = list(start(), [THERMOMETER]);
        const node = start();
        node.receive({ ...message, retained: true });
        assert.deepEqual(list(node, [THERMOMETER]), []);
    });

    it('removes a device that is missing from six lists at their interval, also one from before a restart', () => {
        const [message] = list(start(), [THERMOMETER]);
        const node = start();
        node.receive({ ...message, retained: true });
        list(node, [LED], { regular: true });
        for (let time = 2; time < 6; time++) assert.deepEqual(list(node, [LED], { regular: true }), [], `${time}`);
        // After a reconnect, for example.
        for (let time = 0; time < 20; time++) assert.deepEqual(list(node, [LED]), []);
        const removed = list(node, [LED], { regular: true });
        assert.deepEqual(topics(removed), [config('thermometer_i2c0-48'), config('thermometer_i2c0-48')]);
        const [reduced, empty] = removed.map(({ payload }) => payload);
        assert.deepEqual(JSON.parse(String(reduced)).components, { temperature: { platform: 'sensor' } });
        assert.equal(empty, '');
        assert.deepEqual(list(node, [LED]), []);
    });

    it('keeps a device that returns meanwhile, and all of them while the list is empty', () => {
        const node = start();
        list(node, [THERMOMETER, LED]);
        for (let time = 0; time < 20; time++) {
            assert.deepEqual(list(node, time % 5 === 0 ? [THERMOMETER, LED] : [LED], { regular: true }), []);
            assert.deepEqual(list(node, [], { regular: true }), []);
        }
    });

    it('removes a wireless node on request only, because no list has it', () => {
        const node = start();
        list(node, [BUTTON, LED]);
        for (let time = 0; time < 20; time++) assert.deepEqual(list(node, [LED], { regular: true }), []);
        assert.equal(list(node, [LED], { remove: true }).at(-1)?.payload, '');
    });

    it('leaves the devices of other hubs and programs alone', () => {
        const node = start();
        for (const id of ['clown_cellar_led_-', 'clown_attic_odd', 'other']) {
            node.receive({ topic: `homeassistant/device/${id}/config`, payload: '{}', retained: true });
        }
        assert.equal(list(node, [LED], { remove: true }).length, 1);
    });

    it('leaves the devices of a hub alone whose name begins with that of this one', () => {
        const node = start();
        const [other] = list(functionNode(NAME, 'announce and remove', { env: { HUB: 'attic_2' } }), [THERMOMETER]);
        assert.equal(other?.topic, config('2_thermometer_i2c0-48'));
        node.receive({ ...other, retained: true });
        assert.deepEqual(topics(list(node, [LED], { remove: true })), [config('led_-')]);
    });

    it('removes a device also if it was stopped between the two steps', () => {
        const before = start();
        list(before, [THERMOMETER]);
        const [reduced] = list(before, [LED], { remove: true }).slice(-2);
        const node = start();
        node.receive({ ...reduced, retained: true });
        assert.equal(list(node, [LED], { remove: true }).at(-1)?.payload, '');
    });

    it('counts a missing device at the interval of the inject node only', () => {
        const marked = flowOf(NAME).filter(({ props }) => JSON.stringify(props ?? '').includes('"regular"'));
        assert.deepEqual(
            marked.map(({ type, repeat }) => [type, repeat]),
            [['inject', '600']],
        );
    });

    it('warns if two devices get the same id', () => {
        const node = start();
        const odd = (address: string): object => ({ ...THERMOMETER, device: `thermometer/${address}`, address });
        list(node, [odd('a.b'), odd('a b')]);
        assert.match(node.reports.join(), /Two devices have the id clown_attic_thermometer_a_b/);
    });

    it('announces nothing with a name that topics do not accept, and suggests another one', () => {
        const node = functionNode(NAME, 'announce and remove', { env: { HUB: 'my attic' } });
        assert.deepEqual(list(node, [LED]), []);
        assert.match(
            node.reports.join(),
            /HUB of this flow is "my attic".*for example my_attic\. Nothing is announced or published/,
        );
    });
});

describe(`the function "states" of ${NAME} [D3]`, () => {
    const state = (payload: object, topic = 'relay/i2c0-3b'): Sent | undefined => {
        const [type = '', address = '', ...event] = topic.split('/');
        const node = functionNode(NAME, 'states', { env: ENV });
        return node.receive({ topic, payload, clown: { type, address, event: event.join('/') } })[0]?.[0];
    };
    const texts: [object, string][] = [
        [{ state: true }, 'ON'],
        [{ state: false }, 'OFF'],
        [{ state: null }, 'None'],
        [{ state: '2-dot' }, '2-dot'],
    ];
    for (const [payload, text] of texts) {
        it(`${JSON.stringify(payload)} is ${text}, retained`, () => {
            assert.deepEqual(state(payload), { topic: 'clown/attic/relay/i2c0-3b', payload: text, retain: true });
        });
    }

    it('publishes nothing with a name that topics do not accept', () => {
        const clown = { type: 'relay', address: 'i2c0-3b', event: '' };
        for (const env of [{ HUB: 'my attic' }, { HUB: '+' }, {}]) {
            const states = functionNode(NAME, 'states', { env });
            assert.deepEqual(states.receive({ topic: 'relay/i2c0-3b', payload: { state: true }, clown }), [[]]);
            assert.deepEqual(states.receive({ again: true }), [[]]);
            const availability = functionNode(NAME, 'availability', { env });
            assert.deepEqual(availability.receive({ payload: 'connected' }), [[]]);
            const command = functionNode(NAME, 'command', { env });
            assert.deepEqual(command.receive({ topic: 'clown/cellar/relay/i2c0-3b/set', payload: 'ON' }), [[]]);
        }
    });

    it('publishes no response to a setting, no repeated command and no notification', () => {
        for (const topic of ['relay/i2c0-3b/config/ok', 'relay/i2c0-3b/set', 'boot']) {
            assert.equal(state({ state: true }, topic), undefined, topic);
        }
    });
});
