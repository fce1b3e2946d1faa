// The example that bridges a hub to an MQTT broker: a real Mosquitto between the Node-RED that runs it and a client that
// knows the topics of docs/fleet.md. Its Function nodes are tested one by one in example-bridge_spec.ts.

import assert from 'node:assert/strict';
import type { Simulator } from '../../src/simulator';
import { endClients } from '../support/client.js';
import { endHubs, startSilentHub } from '../support/hub.js';
import { findMosquitto, startBroker } from '../support/mosquitto.js';
import { connectMqtt, endMqttClients, type MqttTestClient } from '../support/mqtt-client.js';
import type { NodeRed } from '../support/node-red.js';
import type { ServerProgram } from '../support/server-program.js';
import { until } from '../support/wait.js';
import { reason } from './support/catalogue';
import { demanding, type Running, runExamples } from './support/examples';
import { type Item, tab } from './support/flows';
import { linked } from './support/links';
import { startReal, stopReal } from './support/real';

const NAME = 'Bridge to an MQTT broker';
const THERMOMETER = 'thermometer/i2c0-48';
const BASE = 'prague/attic';
const RELAY = 'relay/i2c0-3b';
const mosquitto = findMosquitto();

/** How long a step may take that includes a reconnect. */
const RECONNECT_MS = 10_000;

let ids = 0;
const nextId = (): string => `test-${++ids}`;
const soon = (): number => Date.now() + 10_000;

describe(`the example ${NAME} at work [D3]`, function () {
    const brokers: ServerProgram[] = [];
    let mqtt: ServerProgram;
    let hub: Simulator;
    let nodeRed: NodeRed;
    let running: Running;
    let centre: MqttTestClient;

    before(async function () {
        if (!mosquitto) {
            console.log('      skipped: Mosquitto is not installed here (Debian: apt-get install mosquitto).');
            this.skip();
        }
        mqtt = await startBroker(mosquitto);
        brokers.push(mqtt);
        // One that repeats the commands of its clients, as a hub with a broker of its own may do.
        hub = await startSilentHub({ broker: true });
        centre = await connectMqtt(mqtt.port, [`${BASE}/#`]);
        nodeRed = await startReal({ flows: [tab()], settings: { mqttReconnectTime: 300 } });
        running = (await runExamples(nodeRed, bridged()))(NAME);
        await linked(hub);
        await centre.message(`${BASE}/status/hub`, ({ text }) => text === 'online');
    });

    after(async () => {
        await endMqttClients();
        await stopReal();
        await endClients();
        await endHubs();
        await Promise.all(brokers.map((one) => one.stop()));
    });

    function bridged(): Item[] {
        return (demanding.get(NAME) ?? []).map((item) => {
            if (item.type === 'clown-hub') {
                const devices = [{ device: RELAY, name: 'boiler room' }];
                return { ...item, place: 'address', address: hub.url, devices };
            }
            if (item.type === 'mqtt-broker') return { ...item, port: String(mqtt.port) };
            if (item.type !== 'tab') return item;
            const names: Record<string, string> = { SITE: 'prague', HUB: 'attic' };
            const env = item.env as { name: string; value: string }[];
            return { ...item, env: env.map((one) => ({ ...one, value: names[one.name] ?? one.value })) };
        });
    }

    const lines = (topic: string): string[] => hub.received.filter((line) => line.startsWith(`["${topic}"`));
    const temperatures = (): unknown[] =>
        centre
            .jsonUnder(`${BASE}/data/${THERMOMETER}`)
            .map(({ values }) => (values as { temperature: number }).temperature);

    /** Publishes a command, and gives its result. */
    async function result(command: string, message: object | string, options = {}): Promise<Record<string, unknown>> {
        const before = centre.jsonUnder(`${BASE}/result`).length;
        await centre.publish(`${BASE}/command/${command}`, message, options);
        const find = (): Record<string, unknown> | undefined => centre.jsonUnder(`${BASE}/result`)[before];
        await until(() => find() !== undefined, `the result of ${command}`);
        return find() as Record<string, unknown>;
    }

    it('publishes that it is there, and a reading with its time, device and unit', async () => {
        await centre.message(`${BASE}/status/node-red`, ({ text }) => text === 'online');
        const before = Date.now();
        hub.print(`["${THERMOMETER}", {"temperature": [21.50, "\\u2103"]}]`);
        const { text, qos } = await centre.message(`${BASE}/data/${THERMOMETER}`);
        const { time, ...message } = JSON.parse(text);
        assert.ok(time >= before - 1 && time <= Date.now(), `${time}`);
        assert.deepEqual(message, {
            device: THERMOMETER,
            values: { temperature: 21.5 },
            units: { temperature: '°C' },
        });
        assert.equal(qos, 1);
    });

    it('carries out a command by its device or its name, and responds with the result', async () => {
        const byDevice = await result(`${RELAY}/set`, { id: nextId(), payload: true, expires: soon() });
        assert.deepEqual([byDevice.result, byDevice.response], ['accepted', { state: true }]);
        assert.equal(hub.relay(RELAY), true);
        const id = nextId();
        const byName = await result('boiler_room/set', { id, payload: 'off', expires: soon() });
        assert.deepEqual(
            [byName.id, byName.topic, byName.result, byName.response],
            [id, 'boiler_room/set', 'accepted', { state: false }],
        );
        assert.equal(hub.relay(RELAY), false);
        const state = await centre.message(`${BASE}/data/${RELAY}`, ({ text }) => text.includes('"state":false'));
        assert.equal(JSON.parse(state.text).name, 'boiler room');
    });

    it('takes the message expiry of MQTT 5 for a deadline', async () => {
        const properties = { messageExpiryInterval: 10 };
        const { result: outcome } = await result('led/-/set', { id: nextId(), payload: 'on' }, { properties });
        assert.equal(outcome, 'accepted');
    });

    it('carries out a command once that arrives twice, and sends its result again', async () => {
        const id = nextId();
        const command = { id, payload: 'toggle', expires: soon() };
        const before = lines(`${RELAY}/set`).length;
        const first = await result(`${RELAY}/set`, command);
        assert.deepEqual(await result(`${RELAY}/set`, command), first);
        assert.equal(lines(`${RELAY}/set`).length, before + 1);
    });

    it('responds to a command that it does not carry out with the reason', async () => {
        const before = hub.received.length;
        const set = `${RELAY}/set`;
        const odd: [string, string | object, string, string | undefined][] = [
            [set, { id: nextId(), payload: true, expires: Date.now() - 5000 }, 'expired', 'expired'],
            [set, { id: nextId(), payload: true }, 'refused', 'deadline'],
            [set, { id: nextId(), payload: true, expires: Date.now() + 7_200_000 }, 'refused', 'deadline-far'],
            [set, 'true', 'refused', 'not-object'],
            [set, 'on', 'refused', 'not-json'],
            [set, { payload: true, expires: soon() }, 'refused', 'id'],
            ['cellar/set', { id: nextId(), payload: true, expires: soon() }, 'refused', 'name-unknown'],
            [`${RELAY}/switch`, { id: nextId(), payload: true, expires: soon() }, 'refused', 'topic'],
            [set, { id: nextId(), payload: 'maybe', expires: soon() }, 'refused', 'relay-state'],
        ];
        for (const [command, message, outcome, code] of odd) {
            const one = await result(command, message);
            assert.deepEqual([one.result, one.code, typeof one.reason], [outcome, code, 'string'], code);
        }
        assert.deepEqual(hub.received.slice(before), []);
        const last = centre.jsonUnder(`${BASE}/result`).at(-1);
        assert.equal(last?.reason, reason('relay-state', { topic: `boiler room (${set})`, found: '"maybe"' }));
    });

    it('refuses a retained command, also at once', async () => {
        const command = { id: nextId(), payload: true, expires: soon() };
        const before = lines('relay/i2c0-3f/set').length;
        const { code } = await result('relay/i2c0-3f/set', command, { retain: true });
        assert.equal(code, 'retained');
        await centre.publish(`${BASE}/command/relay/i2c0-3f/set`, '', { retain: true });
        assert.equal(lines('relay/i2c0-3f/set').length, before);
    });

    it('publishes no command that the hub repeats', () => {
        const topics = new Set(centre.received.map(({ topic }) => topic));
        for (const topic of topics) assert.doesNotMatch(topic, /data\/.*\/(get|set)$/);
        assert.ok(topics.has(`${BASE}/data/led/-`));
    });

    it('holds readings while the broker is away, and publishes them and the states when it is back', async () => {
        await mqtt.stop();
        await until(() => nodeRed.log().includes('Disconnected from broker'), 'the loss of the broker');
        for (let number = 30; number < 40; number++) {
            hub.print(`["${THERMOMETER}", {"temperature": [${number}.00, "\\u2103"]}]`);
        }
        const watch = centre.received.length;
        mqtt = await startBroker(String(mosquitto), mqtt.port);
        brokers.push(mqtt);
        await until(() => temperatures().includes(39), 'the last reading', RECONNECT_MS);
        const missing = Array.from({ length: 10 }, (_, index) => 30 + index).filter(
            (number) => !temperatures().includes(number),
        );
        assert.deepEqual(missing, []);
        // Another client finds the states of relays and LEDs and of the hub, and no reading.
        const late = await connectMqtt(mqtt.port, [`${BASE}/#`]);
        await late.message(`${BASE}/status/hub`, ({ text, retain }) => text === 'online' && retain);
        await late.message(`${BASE}/data/${RELAY}`, ({ retain }) => retain);
        await late.message(`${BASE}/data/led/-`, ({ retain }) => retain);
        assert.deepEqual(
            late.received.filter(({ topic, retain }) => retain && topic.includes('thermometer')),
            [],
        );
        assert.ok(watch < centre.received.length);
        await late.end();
    });

    it('gives each message of a device a time of its own', () => {
        const times = new Map<string, string>();
        for (const { topic, text } of centre.received.filter((one) => one.topic.startsWith(`${BASE}/data/`))) {
            const { time, device } = JSON.parse(text);
            const key = `${device} ${time}`;
            // The same message may come again; another one never has its time.
            assert.equal(times.get(key) ?? topic + text, topic + text);
            times.set(key, topic + text);
        }
        assert.ok(times.size > 10);
    });

    it('publishes that the hub is away, with the cause', async () => {
        await hub.close();
        await centre.message(`${BASE}/status/hub`, ({ text }) => text === 'offline');
        const { text } = await centre.message(`${BASE}/status/cause`, (one) => one.text.includes('"waiting"'));
        const { state, code, reason: sentence } = JSON.parse(text);
        assert.equal(state, 'waiting');
        assert.ok(code && sentence, text);
        const refused = await result(`${RELAY}/set`, { id: nextId(), payload: true, expires: soon() });
        assert.deepEqual([refused.result, refused.code], ['refused', 'not-connected']);
        await running.shows('reason', /^No connection to/);
    });

    it('publishes that it is gone when its Node-RED ends', async () => {
        await nodeRed.stop();
        await centre.message(`${BASE}/status/node-red`, ({ text }) => text === 'offline');
    });
});
