// The examples that show a recipe each, in a real Node-RED on a simulated hub: what they do.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Simulator } from '../../src/simulator';
import { endClients } from '../support/client.js';
import { endHubs, startSilentHub } from '../support/hub.js';
import type { NodeRed } from '../support/node-red.js';
import { until } from '../support/wait.js';
import { reason } from './support/catalogue';
import { examples, NO_NUMBERS, type Running, runAt, runExamples } from './support/examples';
import { tab } from './support/flows';
import { linked } from './support/links';
import { deployReal, press, startReal, stopReal } from './support/real';

const RELAY = 'relay/i2c0-3b';

/** What a hub prints; one line for each value. */
function report(hub: Simulator, topic: string, quantity: string, unit: string, ...values: number[]): void {
    for (const value of values) hub.print(`["${topic}", {"${quantity}": [${value.toFixed(2)}, "${unit}"]}]`);
}

function relaySets(hub: Simulator): boolean[] {
    return hub.received
        .filter((line) => line.startsWith(`["${RELAY}/set"`))
        .map((line) => JSON.parse(line)[1].state as boolean);
}

describe('the recipes among the examples at work [D3]', function () {
    this.timeout(30_000);

    let nodeRed: NodeRed;
    before(async () => {
        nodeRed = await startReal({ flows: [tab()] });
    });
    after(stopReal);
    afterEach(async () => {
        await deployReal(nodeRed, [tab()], 'full');
        await endClients();
        await endHubs();
    });

    it('Climate station: each value with its unit, and all of them in words', async () => {
        const hub = await startSilentHub();
        const { shows, texts } = await runAt(nodeRed, 'Climate station', hub.url);
        await linked(hub);
        hub.print('["thermometer/i2c0-48", {"temperature": [17.50, "\\u2103"]}]');
        await shows('readings', 'temperature: 17.5 °C');
        hub.print('["humidity-sensor/i2c0-5f", {"relative-humidity": [72.5, "%"]}]');
        hub.print('["barometer/i2c0-60", {"altitude": [295.5, "m"], "pressure": [96.716, "kPa"]}]');
        await shows('readings', 'pressure: 96.716 kPa');
        await until(() => texts('summary').length > 0, 'a summary');
        assert.equal(texts('summary')[0], 'It is cool: 17.5 °C.');
        hub.print('["co2-sensor/i2c0-38", {"concentration": [1350, "ppm"]}]');
        await shows('readings', 'concentration: 1350 ppm');
        const whole =
            'It is cool: 17.5 °C. The air is damp: 72.5 %. Open a window now: 1350 ppm of CO2. The pressure is 96.716 kPa.';
        const again = setInterval(() => report(hub, 'thermometer/i2c0-48', 'temperature', '℃', 17.5), 200);
        await shows('summary', whole, 8000).finally(() => clearInterval(again));
        assert.deepEqual(texts('reason'), []);
    });

    describe('Thermostat that is off when in doubt', () => {
        const NAME = 'Thermostat that is off when in doubt';
        const warm = (hub: Simulator, ...values: number[]): void =>
            report(hub, 'thermometer/i2c0-48', 'temperature', '℃', ...values);

        it('switches at its two limits, and not between them', async () => {
            const hub = await startSilentHub();
            const { shows, texts } = await runAt(nodeRed, NAME, hub.url);
            await linked(hub);
            await shows('heating', 'false');
            for (const [values, state] of [
                [[22.5, 22.0, 21.9, 21.0, 22.9], true],
                [[23.0, 23.1, 22.5, 22.1], false],
                [[20.0], true],
            ] as const) {
                warm(hub, ...values);
                await shows('heating', String(state));
            }
            assert.deepEqual(relaySets(hub), [false, true, false, true]);
            assert.deepEqual(texts('reason'), []);
        });

        it('takes its set-point from a button, and keeps it when a value is not one', async () => {
            const hub = await startSilentHub();
            const flow = (examples.get(NAME) ?? []).map((item) => {
                if (item.type === 'clown-hub') return { ...item, place: 'address', address: hub.url };
                return item;
            });
            const entry = flow.find(({ name }) => name === '5 to 30 °C?');
            // In place of a slider.
            const wrong = [...NO_NUMBERS, '4.9', '31'].map((value, index) => ({
                id: `wrong-${index}`,
                type: 'inject',
                z: entry?.z,
                props: [{ p: 'payload', v: value, vt: 'json' }],
                x: 100,
                y: 100,
                wires: [[entry?.id]],
            }));
            const { press: pressButton, shows, texts } = (await runExamples(nodeRed, [...flow, ...wrong]))(NAME);
            await linked(hub);
            await shows('heating', 'false');
            warm(hub, 21.9);
            await shows('heating', 'true');
            await pressButton('20 °C');
            await shows('set-point', '20');
            warm(hub, 20.4, 20.6);
            await shows('heating', 'false');
            for (const [index, { id }] of wrong.entries()) {
                await press(nodeRed, id);
                await until(() => texts('no set-point').length > index, `the value of ${id}`);
            }
            warm(hub, 20.6, 19.6, 19.4);
            await shows('heating', 'true');
            assert.deepEqual(relaySets(hub), [false, true, false, true]);
            await pressButton('24 °C');
            await shows('set-point', '24');
            warm(hub, 24.4, 24.6);
            await shows('heating', 'false');
            assert.deepEqual(texts('set-point'), ['20', '24']);
        });

        it('is off when a reading is not a number', async () => {
            const hub = await startSilentHub();
            const { shows } = await runAt(nodeRed, NAME, hub.url);
            await linked(hub);
            await shows('heating', 'false');
            for (const value of NO_NUMBERS) {
                warm(hub, 20);
                await shows('heating', 'true');
                hub.print(`["thermometer/i2c0-48", {"temperature": [${value}, "\\u2103"]}]`);
                await shows('heating', 'false');
            }
        });

        it('is off when the thermometer falls silent, and on again when it is back and cold', async () => {
            const hub = await startSilentHub();
            const flow = (examples.get(NAME) ?? []).map((item) => {
                if (item.type === 'clown-hub') return { ...item, place: 'address', address: hub.url };
                return item.name === 'temperature' ? { ...item, silentAfter: '1' } : item;
            });
            const { shows } = (await runExamples(nodeRed, flow))(NAME);
            await linked(hub);
            await shows('heating', 'false');
            warm(hub, 20);
            await shows('heating', 'true');
            await shows('heating', 'false');
            warm(hub, 20);
            await shows('heating', 'true');
        });

        it('reports it when the hub is away, and starts with off when it is back', async () => {
            const hub = await startSilentHub();
            const { shows, texts } = await runAt(nodeRed, NAME, hub.url);
            await linked(hub);
            await shows('heating', 'false');
            warm(hub, 20);
            await shows('heating', 'true');
            hub.dropAll();
            await until(() => texts('hub is offline').includes('waiting'), 'the hub is away');
            await linked(hub, 2);
            await shows('heating', 'false', 8000);
            warm(hub, 22.5);
            warm(hub, 20);
            await shows('heating', 'true');
            assert.deepEqual(relaySets(hub), [false, true, false, true]);
        });
    });

    it('CO2 traffic light on the LED: by the sensor and by the buttons', async () => {
        const hub = await startSilentHub();
        const { press, shows, texts } = await runAt(nodeRed, 'CO2 traffic light on the LED', hub.url);
        await linked(hub);
        for (const [ppm, led] of Object.entries({ 799: 'off', 1000: '1-dot', 1200: '3-dot' })) {
            hub.print(`["co2-sensor/i2c0-38", {"concentration": [${ppm}, "ppm"]}]`);
            await shows('LED', led);
        }
        for (const [button, led] of Object.entries({ '1000 ppm': '1-dot', '1500 ppm': '3-dot', '700 ppm': 'off' })) {
            await press(button);
            await until(() => hub.led === led, `the LED at ${led}`);
        }
        assert.deepEqual(texts('reason'), []);
    });

    it('CO2 traffic light on the LED: a reading that is not a number is not shown as fresh air', async () => {
        const hub = await startSilentHub();
        const { shows } = await runAt(nodeRed, 'CO2 traffic light on the LED', hub.url);
        await linked(hub);
        for (const value of NO_NUMBERS) {
            hub.print('["co2-sensor/i2c0-38", {"concentration": [700, "ppm"]}]');
            await shows('LED', 'off');
            hub.print(`["co2-sensor/i2c0-38", {"concentration": [${value}, "ppm"]}]`);
            await shows('LED', '2-dot');
        }
    });

    it('Two hubs: the light of one switches the relay of the other, and each message names its hub', async () => {
        const [house, garden] = [await startSilentHub(), await startSilentHub()];
        const { shows, texts } = await runAt(nodeRed, 'Two hubs', house.url, garden.url);
        await Promise.all([linked(house), linked(garden)]);
        report(house, 'lux-meter/i2c0-44', 'illuminance', 'lux', 3);
        report(garden, 'lux-meter/i2c0-44', 'illuminance', 'lux', 300);
        await shows('lamp', 'false');
        report(garden, 'lux-meter/i2c0-44', 'illuminance', 'lux', 3);
        await shows('lamp', 'true');
        assert.deepEqual([relaySets(house), relaySets(garden)], [[false, true], []]);
        report(house, 'thermometer/i2c0-48', 'temperature', '℃', 21);
        await shows('temperatures', 'simulated hub (house): 21 °C');
        report(garden, 'thermometer/i2c0-48', 'temperature', '℃', 9);
        await shows('temperatures', 'simulated hub (garden): 9 °C');
        assert.deepEqual(texts('reason'), []);
    });

    it('Two hubs: the lamp goes off when the light is not a number', async () => {
        const [house, garden] = [await startSilentHub(), await startSilentHub()];
        const { shows } = await runAt(nodeRed, 'Two hubs', house.url, garden.url);
        await Promise.all([linked(house), linked(garden)]);
        for (const value of NO_NUMBERS) {
            report(garden, 'lux-meter/i2c0-44', 'illuminance', 'lux', 3);
            await shows('lamp', 'true');
            garden.print(`["lux-meter/i2c0-44", {"illuminance": [${value}, "lux"]}]`);
            await shows('lamp', 'false');
        }
    });

    it('Only readings that have changed: repeats and small changes stay behind', async () => {
        const hub = await startSilentHub();
        const { shows, texts } = await runAt(nodeRed, 'Only readings that have changed', hub.url);
        await linked(hub);
        await until(() => texts('changed').length === 3, 'the states of the relays and the LED');
        report(hub, 'thermometer/i2c0-48', 'temperature', '℃', 21, 21);
        report(hub, 'thermometer/i2c0-49', 'temperature', '℃', 5, 5);
        report(hub, 'thermometer/i2c0-48', 'temperature', '℃', 21, 21.06);
        report(hub, 'lux-meter/i2c0-44', 'illuminance', 'lux', 100, 105, 109, 111, 111, 115, 90);
        hub.print('["barometer/i2c0-60", {"altitude": [295.5, "m"], "pressure": [96.716, "kPa"]}]');
        hub.print('["barometer/i2c0-60", {"altitude": [296.5, "m"], "pressure": [96.716, "kPa"]}]');
        await shows('changed', 'barometer/i2c0-60/altitude 296.5');
        assert.deepEqual(texts('every temperature'), ['21', '21', '5', '5', '21', '21.06']);
        assert.deepEqual(texts('changed temperature'), ['21', '5', '21.06']);
        assert.deepEqual(texts('changed light'), ['100', '111', '90']);
        assert.deepEqual(texts('changed').slice(-3), [
            'barometer/i2c0-60/altitude 295.5',
            'barometer/i2c0-60/pressure 96.716',
            'barometer/i2c0-60/altitude 296.5',
        ]);
    });

    describe('Store readings in a database', () => {
        const NAME = 'Store readings in a database';

        /** Runs the example with a database that sends this response; `bodies` are the requests it received. */
        async function storing(
            answer: { status: number; body?: string },
            story: (hub: Simulator, running: Running, bodies: string[]) => Promise<void>,
        ): Promise<void> {
            const bodies: string[] = [];
            const database = createServer((request, response) => {
                let body = '';
                request.setEncoding('utf8');
                request.on('data', (text: string) => {
                    body += text;
                });
                request.on('end', () => {
                    bodies.push(body);
                    response.writeHead(answer.status).end(answer.body);
                });
            });
            await new Promise<void>((resolve) => database.listen(0, '127.0.0.1', resolve));
            try {
                const hub = await startSilentHub();
                const url = `http://127.0.0.1:${(database.address() as AddressInfo).port}/write`;
                const flow = (examples.get(NAME) ?? []).map((item) => {
                    if (item.type === 'clown-hub') return { ...item, place: 'address', address: hub.url };
                    return item.name === 'database' ? { ...item, d: false, url } : item;
                });
                assert.ok(flow.some(({ name, d }) => name === 'database' && d === false));
                const running = (await runExamples(nodeRed, flow))(NAME);
                await linked(hub);
                await story(hub, running, bodies);
            } finally {
                database.close();
            }
        }

        it('ten rows of the line protocol in one request', async () => {
            await storing({ status: 204 }, async (hub, { shows, texts }, bodies) => {
                hub.print(`["${RELAY}", {"state": null}]`);
                hub.print(`["${RELAY}", {"state": true}]`);
                hub.print('["led/-", {"state": "3-dot"}]');
                hub.print('["thermometer/i2c0-48/config/ok", {"publish-interval": 5}]');
                hub.print('["barometer/i2c0-60", {"altitude": [295.5, "m"], "pressure": [96.716, "kPa"]}]');
                report(hub, 'thermometer/i2c0-48', 'temperature', '℃', 1, 2, 3, 4, 5, 6.25);
                await shows('response', '204');
                assert.equal(bodies.length, 1);
                assert.deepEqual(texts('rows'), bodies);
                const rows = bodies[0]?.split('\n') ?? [];
                for (const row of rows) assert.match(row, / \d{13}$/);
                const by = (rest: string): string => `hub=simulated_hub_(storage),device=${rest}`;
                assert.deepEqual(
                    rows.map((row) => row.replace(/ \d+$/, '')).filter((_, index) => index < 4 || index === 9),
                    [
                        `state,${by(RELAY)} state=true`,
                        `state,${by('led/-')} state="3-dot"`,
                        `altitude,${by('barometer/i2c0-60')},unit=m value=295.5`,
                        `pressure,${by('barometer/i2c0-60')},unit=kPa value=96.716`,
                        `temperature,${by('thermometer/i2c0-48')},unit=°C value=6.25`,
                    ],
                );
                await shows('rows', bodies[0] ?? '');
                assert.deepEqual(texts('reason'), []);
            });
        });

        for (const status of [302, 400, 404, 503]) {
            it(`status ${status} is reported as not stored`, async () => {
                await storing({ status, body: 'no such bucket' }, async (hub, { shows, texts }) => {
                    report(hub, 'thermometer/i2c0-48', 'temperature', '℃', 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
                    await shows('reason', `The database responded with status ${status}: no such bucket`);
                    assert.deepEqual(texts('response'), []);
                });
            });
        }
    });

    it('a command that cannot be sent is reported by the Catch node of each that sends commands', async () => {
        const dead = 'ws://127.0.0.1:9/';
        const { press, shows } = await runAt(nodeRed, 'CO2 traffic light on the LED', dead);
        await press('1500 ppm');
        await shows('reason', reason('not-connected'));
    });
});
