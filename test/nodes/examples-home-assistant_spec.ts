// The example for Home Assistant with a real Mosquitto and MQTT 5: its messages by the rules of MQTT discovery. Home
// Assistant refuses a whole device for one key that it does not know, and an entity for a unit spelled otherwise.

import assert from 'node:assert/strict';
import type { Simulator } from '../../src/simulator';
import { endClients } from '../support/client.js';
import { endHubs, startSilentHub } from '../support/hub.js';
import { findMosquitto, startBroker } from '../support/mosquitto.js';
import { connectMqtt, endMqttClients, type MqttMessage, type MqttTestClient } from '../support/mqtt-client.js';
import type { NodeRed } from '../support/node-red.js';
import type { ServerProgram } from '../support/server-program.js';
import { until } from '../support/wait.js';
import { demanding, type Running, runExamples } from './support/examples';
import { type Item, tab } from './support/flows';
import { linked } from './support/links';
import { startReal, stopReal } from './support/real';

const NAME = 'Home Assistant';
const mosquitto = findMosquitto();
const DISCOVERY = 'homeassistant/device/';
const RELAY = 'relay/i2c0-3b';
const HUB_TOPIC = 'clown/attic/availability/hub';
const NODE_RED_TOPIC = 'clown/attic/availability/node-red';

type Json = Record<string, unknown>;
interface Announcement extends Json {
    readonly device: Json;
    readonly origin: Json;
    readonly components: Record<string, Json>;
}

/** The keys that Home Assistant accepts on each level, of those that make sense for a hub. */
const KEYS = {
    root: ['device', 'origin', 'components', 'availability', 'state_topic', 'command_topic', 'qos', 'encoding'],
    device: ['identifiers', 'name', 'manufacturer', 'model', 'sw_version', 'hw_version', 'via_device'],
    origin: ['name', 'sw_version', 'support_url'],
    entity: ['platform', 'unique_id', 'name', 'availability', 'availability_mode', 'device_class', 'icon'],
};
const PLATFORMS: Readonly<Record<string, readonly string[]>> = {
    sensor: ['unit_of_measurement', 'state_class', 'value_template'],
    switch: ['command_topic', 'payload_on', 'payload_off', 'state_on', 'state_off', 'retain'],
    select: ['command_topic', 'options', 'retain'],
    event: ['event_types'],
};
/** Spellings by device class. */
const UNITS: Readonly<Record<string, readonly string[]>> = {
    temperature: ['°C'],
    humidity: ['%'],
    illuminance: ['lx'],
    carbon_dioxide: ['ppm'],
    atmospheric_pressure: ['kPa', 'Pa'],
    distance: ['m'],
};

describe(`the example ${NAME} at work [D3]`, function () {
    let mqtt: ServerProgram | undefined;
    let hub: Simulator;
    let nodeRed: NodeRed;
    let running: Running;
    let assistant: MqttTestClient;

    before(async function () {
        if (!mosquitto) {
            console.log('      skipped: Mosquitto is not installed here (Debian: apt-get install mosquitto).');
            this.skip();
        }
        mqtt = await startBroker(mosquitto);
        hub = await startSilentHub();
        assistant = await connectMqtt(mqtt.port, ['homeassistant/#', 'clown/#']);
        nodeRed = await startReal({ flows: [tab()] });
        running = (await runExamples(nodeRed, flow(mqtt.port)))(NAME);
        await linked(hub);
        await assistant.message(`${DISCOVERY}clown_attic_relay_i2c0-3b/config`, () => true);
        await assistant.message(`${DISCOVERY}clown_attic_led_-/config`, () => true);
    });

    after(async () => {
        await endMqttClients();
        await stopReal();
        await endClients();
        await endHubs();
        await mqtt?.stop();
    });

    function flow(port: number): Item[] {
        return (demanding.get(NAME) ?? []).map((item) => {
            if (item.type === 'clown-hub') {
                const devices = [{ device: RELAY, name: 'boiler' }];
                return { ...item, place: 'address', address: hub.url, devices };
            }
            if (item.type === 'mqtt-broker') return { ...item, port: String(port) };
            if (item.type === 'delay') return { ...item, timeout: '0.2' };
            if (item.type !== 'tab') return item;
            const env = item.env as { name: string; value: string }[];
            return { ...item, env: env.map((one) => (one.name === 'HUB' ? { ...one, value: 'attic' } : one)) };
        });
    }

    const configs = (): MqttMessage[] => assistant.received.filter(({ topic }) => topic.startsWith(DISCOVERY));
    const announced = (): Map<string, Announcement> => {
        const texts = new Map(configs().map(({ topic, text }) => [topic.split('/')[2] ?? '', text]));
        return new Map([...texts].filter(([, text]) => text !== '').map(([id, text]) => [id, JSON.parse(text)]));
    };
    const commands = (topic: string): string[] => hub.received.filter((line) => line.startsWith(`["${topic}"`));

    /** Checks that an object has no other keys than these. */
    function assertKeys(found: Json, ...allowed: readonly (readonly string[])[]): void {
        const odd = Object.keys(found).filter((key) => !allowed.flat().includes(key));
        assert.deepEqual(odd, [], JSON.stringify(found));
    }

    it('announces each device that Home Assistant has something for, in a message of its own', () => {
        const ids = [...announced().keys()].map((id) => id.replace('clown_attic_', '')).sort();
        for (const id of ['thermometer_i2c0-48', 'lux-meter_i2c0-44', 'barometer_i2c0-60', 'relay_i2c0-3b', 'led_-']) {
            assert.ok(ids.includes(id), `${id} is not among ${ids}`);
        }
        assert.ok(!ids.some((id) => id.startsWith('display')), `${ids}`);
        for (const { topic } of configs()) assert.match(topic, /^homeassistant\/device\/[A-Za-z0-9_-]+\/config$/);
    });

    it('uses only keys that are allowed on each level', () => {
        for (const message of announced().values()) {
            const { device, origin, components } = message;
            const entities = Object.values(components);
            assertKeys(message, KEYS.root);
            assertKeys(device, KEYS.device);
            assertKeys(origin, KEYS.origin);
            assert.ok(origin.name && device.name && device.identifiers);
            assert.ok(entities.length > 0);
            for (const [key, entity] of Object.entries(components)) {
                assert.match(key, /^[A-Za-z0-9_-]+$/);
                const own = PLATFORMS[String(entity.platform)];
                assert.ok(own, `the platform ${entity.platform}`);
                assertKeys(entity, KEYS.entity, own);
                assert.deepEqual(entity.availability, [{ topic: HUB_TOPIC }, { topic: NODE_RED_TOPIC }]);
                assert.equal(entity.availability_mode, 'all');
            }
        }
        const ids = [...announced().values()].flatMap(({ components }) =>
            Object.values(components).map(({ unique_id }) => unique_id),
        );
        assert.equal(new Set(ids).size, ids.length);
    });

    it("spells units as Home Assistant does, and uses the owner's names of devices", () => {
        for (const { components } of announced().values()) {
            for (const { platform, device_class, unit_of_measurement } of Object.values(components)) {
                if (platform !== 'sensor') continue;
                assert.ok(UNITS[String(device_class)]?.includes(String(unit_of_measurement)), String(device_class));
            }
        }
        assert.equal(announced().get('clown_attic_relay_i2c0-3b')?.device.name, 'boiler');
    });

    it('reports readings, and states as texts that compare exactly', async () => {
        hub.print('["thermometer/i2c0-48", {"temperature": [21.50, "\\u2103"]}]');
        const reading = await assistant.message('clown/attic/thermometer/i2c0-48');
        assert.deepEqual([JSON.parse(reading.text), reading.retain, reading.qos], [{ temperature: 21.5 }, false, 1]);
        hub.print('["relay/i2c0-3f", {"state": null}]');
        await assistant.message('clown/attic/relay/i2c0-3f', ({ text }) => text === 'None');
        await assistant.message(HUB_TOPIC, ({ text }) => text === 'online');
        await assistant.message(NODE_RED_TOPIC, ({ text }) => text === 'online');
    });

    it('switches a relay, sets the LED, and reports the new states', async () => {
        const relay = announced().get('clown_attic_relay_i2c0-3b');
        const { command_topic, payload_on, state_on } = relay?.components.switch ?? {};
        await assistant.publish(String(command_topic), String(payload_on));
        await assistant.message(String(relay?.state_topic), ({ text }) => text === state_on);
        assert.equal(hub.relay(RELAY), true);
        const led = announced().get('clown_attic_led_-');
        const { command_topic: topic, options } = led?.components.select ?? {};
        assert.ok((options as string[]).includes('2-dot'));
        await assistant.publish(String(topic), '2-dot');
        await assistant.message(String(led?.state_topic), ({ text }) => text === '2-dot');
    });

    it('ignores a retained command with a reason, and reports one that the hub would not understand', async () => {
        await assistant.publish('clown/attic/relay/i2c0-3f/set', 'ON', { retain: true });
        await running.shows('reason', /^A retained command is ignored/);
        await assistant.publish('clown/attic/relay/i2c0-3f/set', '', { retain: true });
        await assistant.publish('clown/attic/relay/i2c0-3f/set', 'maybe');
        await running.shows('reason', /maybe/);
        assert.deepEqual(commands('relay/i2c0-3f/set'), []);
    });

    it('reports a button as an event, which is never retained, and not the first count', async () => {
        const topic = 'clown/attic/push-button/-';
        for (const count of [7, 8, 8]) hub.print(`["push-button/-", {"event-count": ${count}}]`);
        hub.print('["push-button/-", {"event-count": 9}]');
        await assistant.message(topic, ({ text }) => text.includes('9'));
        assert.deepEqual(
            assistant.under(topic).map(({ text, retain }) => [JSON.parse(text), retain]),
            [
                [{ event_type: 'press', count: 8 }, false],
                [{ event_type: 'press', count: 9 }, false],
            ],
        );
    });

    it('announces all devices again when Home Assistant starts, and publishes the states after them', async () => {
        const before = assistant.received.length;
        const since = (): MqttMessage[] => assistant.received.slice(before);
        const expected = announced().size;
        await assistant.publish('homeassistant/status', 'online');
        const relay = 'clown/attic/relay/i2c0-3b';
        await until(() => since().some(({ topic }) => topic === relay), 'the state of the relay');
        const order = since().map(({ topic }) => topic);
        const again = new Set(order.slice(0, order.indexOf(relay)).filter((topic) => topic.startsWith(DISCOVERY)));
        // The push button has reported meanwhile.
        assert.ok(again.size >= expected, `${again.size} of ${expected}`);
        assert.ok(again.has(`${DISCOVERY}clown_attic_push-button_-/config`));
    });

    it('removes a device that is gone in two steps: its components, then the device', async () => {
        const topic = `${DISCOVERY}clown_attic_thermometer_i2c0-48/config`;
        const full = JSON.parse(assistant.under(topic).at(-1)?.text ?? '');
        const before = assistant.under(topic).length;
        hub.unplug('thermometer/i2c0-48');
        await running.press('remove absent devices');
        await until(() => assistant.under(topic).at(-1)?.text === '', 'the empty message');
        const [reduced, empty, ...others] = assistant
            .under(topic)
            .slice(before)
            .map(({ text }) => text);
        assert.deepEqual(JSON.parse(reduced ?? ''), {
            ...full,
            components: { temperature: { platform: 'sensor' } },
        });
        assert.deepEqual([empty, others], ['', []]);
        // All other devices stay, and nothing of the removed one is retained.
        const late = await connectMqtt(mqtt?.port ?? 0, [`${DISCOVERY}#`]);
        await late.message(`${DISCOVERY}clown_attic_led_-/config`, ({ retain }) => retain);
        assert.deepEqual(late.under(topic), []);
    });

    it('is unavailable when its Node-RED ends', async () => {
        await nodeRed.stop();
        await assistant.message(NODE_RED_TOPIC, ({ text }) => text === 'offline');
    });
});
