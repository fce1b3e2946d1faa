// The example that bridges a hub to an MQTT broker: a real Mosquitto between the Node-RED that runs it and another one
// that has nothing of this pack but knows the topics.

import assert from 'node:assert/strict';
import type { Simulator } from '../../src/simulator';
import { endClients } from '../support/client.js';
import { endHubs, startSilentHub } from '../support/hub.js';
import { findMosquitto, startBroker } from '../support/mosquitto.js';
import type { NodeRed } from '../support/node-red.js';
import type { ServerProgram } from '../support/server-program.js';
import { until } from '../support/wait.js';
import { reason } from './support/catalogue';
import { demanding, type Running, runExamples } from './support/examples';
import { type Item, tab } from './support/flows';
import { linked } from './support/links';
import { deployReal, press, probe, probed, probedOnce, startReal, stopReal } from './support/real';
import type { Message } from './support/runtime';

const NAME = 'Bridge to an MQTT broker';
const THERMOMETER = 'thermometer/i2c0-48';
const mosquitto = findMosquitto();
const AT = { x: 100, y: 100 };

/** What the other Node-RED can publish, by the name of its button. */
const PUBLISHED = {
    on: { topic: 'clown/relay/i2c0-3b/set', payload: '{"state":true}' },
    off: { topic: 'clown/relay/i2c0-3b/set', payload: 'false' },
    kept: { topic: 'clown/relay/i2c0-3f/set', payload: 'true', retain: true },
    pace: { topic: `clown/${THERMOMETER}/config/update`, payload: '{"publish-interval":30}' },
    nonsense: { topic: 'clown/relay/i2c0-3b/set', payload: 'maybe' },
    ask: { topic: 'clown/led/-/get', payload: '' },
};

function broker(id: string, port: number): Item {
    return { id, type: 'mqtt-broker', broker: '127.0.0.1', port: String(port), protocolVersion: '4', keepalive: '60' };
}

/** Receives everything under the prefix, and publishes at the press of a button. */
function otherFlow(port: number): Item[] {
    const subscription = { topic: 'clown/#', qos: '0', datatype: 'auto-detect', broker: 'b', nl: false, inputs: 0 };
    const buttons = Object.entries(PUBLISHED).map(([id, { topic, payload, ...more }]) => ({
        ...{ id, type: 'inject', z: 'f1', name: id, topic, payload, payloadType: 'str', ...AT },
        props: [
            { p: 'topic', vt: 'str' },
            { p: 'payload' },
            ...('retain' in more ? [{ p: 'retain', v: 'true', vt: 'bool' }] : []),
        ],
        wires: [['out']],
    }));
    return [
        tab(),
        broker('b', port),
        { id: 'in', type: 'mqtt in', z: 'f1', ...subscription, ...AT, wires: [['received']] },
        { id: 'out', type: 'mqtt out', z: 'f1', topic: '', qos: '', retain: '', broker: 'b', ...AT, wires: [] },
        probe('received'),
        ...buttons,
    ];
}

describe(`the example ${NAME} at work [D3]`, function () {
    this.timeout(60_000);

    const brokers: ServerProgram[] = [];
    let mqtt: ServerProgram;
    let hub: Simulator;
    let bridge: NodeRed;
    let other: NodeRed;
    let running: Running;

    before(async function () {
        if (!mosquitto) {
            console.log('      skipped: Mosquitto is not installed here (Debian: apt-get install mosquitto).');
            this.skip();
        }
        mqtt = await startBroker(mosquitto);
        brokers.push(mqtt);
        // One that repeats the commands of its clients, as a hub with a broker of its own may do.
        hub = await startSilentHub({ broker: true });
        const settings = { mqttReconnectTime: 300 };
        [bridge, other] = await Promise.all([
            startReal({ flows: [tab()], settings }),
            startReal({ flows: otherFlow(mqtt.port), settings }),
        ]);
        running = (await runExamples(bridge, bridged()))(NAME);
        await linked(hub);
        await receives('clown/connection', 'connected');
    });

    after(async () => {
        await stopReal();
        await endClients();
        await endHubs();
        await Promise.all(brokers.map((one) => one.stop()));
    });

    function bridged(): Item[] {
        return (demanding.get(NAME) ?? []).map((item) => {
            if (item.type === 'clown-hub') return { ...item, place: 'address', address: hub.url };
            return item.type === 'mqtt-broker' ? { ...item, port: String(mqtt.port) } : item;
        });
    }

    const same = (one: unknown, two: unknown): boolean => JSON.stringify(one) === JSON.stringify(two);
    const receives = (topic: string, payload: unknown): Promise<Message> =>
        probedOnce(other, 'received', (msg) => msg.topic === topic && same(msg.payload, payload));
    const under = (topic: string): Message[] => probed(other, 'received').filter((msg) => msg.topic === topic);
    const commands = (topic: string): string[] => hub.received.filter((line) => line.startsWith(`["${topic}"`));

    it('publishes readings under the prefix, retained, and the state of the connection', async () => {
        hub.print(`["${THERMOMETER}", {"temperature": [21.50, "\\u2103"]}]`);
        await receives(`clown/${THERMOMETER}`, { temperature: [21.5, '℃'] });
        await deployReal(other, otherFlow(mqtt.port), 'full');
        await probedOnce(other, 'received', ({ topic, retain }) => topic === `clown/${THERMOMETER}` && retain === true);
        await probedOnce(other, 'received', ({ topic, retain }) => topic === 'clown/connection' && retain === true);
    });

    it('receives commands, and responds with the state', async () => {
        await press(other, 'on');
        await receives('clown/relay/i2c0-3b', { state: true });
        assert.equal(hub.relay('relay/i2c0-3b'), true);
        await press(other, 'off');
        await receives('clown/relay/i2c0-3b', { state: false });
        await press(other, 'ask');
        await receives('clown/led/-', { state: 'off' });
    });

    it('sends each command once, whatever the hub and the broker repeat', async () => {
        await press(other, 'pace');
        await receives(`clown/${THERMOMETER}/config/ok`, { 'publish-interval': 30 });
        // Whatever went round would have overtaken this.
        await press(other, 'ask');
        await until(() => commands('led/-/get').length === 2, 'the second question');
        assert.deepEqual(commands('relay/i2c0-3b/set'), [
            '["relay/i2c0-3b/set", {"state":true}]',
            '["relay/i2c0-3b/set", {"state":false}]',
        ]);
        assert.equal(commands(`${THERMOMETER}/config/update`).length, 1);
        assert.equal(hub.received.filter((line) => line.includes('/ok')).length, 0);
        assert.equal(under('clown/relay/i2c0-3b/set').length, 2);
    });

    it('responds to a command that cannot be sent with the reason', async () => {
        await press(other, 'nonsense');
        const { payload } = await probedOnce(other, 'received', ({ topic }) => topic === 'clown/refused');
        assert.deepEqual(payload, {
            topic: 'relay/i2c0-3b/set',
            payload: 'maybe',
            reason: reason('relay-state', { topic: 'relay/i2c0-3b/set', found: '"maybe"' }),
        });
        await running.shows('reason', String((payload as Message).reason));
    });

    it('drops a command that the broker has retained when it starts again', async () => {
        await press(other, 'kept');
        await until(() => commands('relay/i2c0-3f/set').length === 1, 'the command');
        const before = under('clown/connection').length;
        await deployReal(bridge, bridged(), 'full');
        // Published over the connection to the broker that has just been made, after it has subscribed to commands.
        const fresh = (): Message[] => under('clown/connection').slice(before);
        await until(() => fresh().some(({ payload }) => payload === 'connected'), 'the state of the hub', 5000);
        const asked = commands('led/-/get').length;
        await press(other, 'ask');
        await until(() => commands('led/-/get').length > asked, 'the question', 5000);
        assert.equal(commands('relay/i2c0-3f/set').length, 1);
    });

    it('publishes the state of the hub again when the broker comes back', async () => {
        const count = (): number => under('clown/connection').filter(({ payload }) => payload === 'connected').length;
        await mqtt.stop();
        await until(() => bridge.log().includes('Disconnected from broker'), 'the loss of the broker', 5000);
        const before = count();
        mqtt = await startBroker(String(mosquitto), mqtt.port);
        brokers.push(mqtt);
        await until(() => count() > before, 'the state of the hub', 10_000);
    });

    it('publishes that it is gone when its Node-RED ends', async () => {
        await bridge.stop();
        await receives('clown/connection', 'gone');
    });
});
