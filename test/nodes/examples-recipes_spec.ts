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

describe('the recipes among the examples at work [D3]', () => {
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
        await shows('summary', whole).finally(() => clearInterval(again));
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
            await shows('heating', 'false');
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
        const warm = (hub: Simulator, ...values: number[]): void =>
            report(hub, 'thermometer/i2c0-48', 'temperature', '℃', ...values);

        /** A database that responds to each request with the next status; `bodies` are the requests it received. */
        async function storing(
            statuses: readonly (number | 'none')[],
            story: (hub: Simulator, running: Running, bodies: string[], open: () => number) => Promise<void>,
            tick = '0.1',
        ): Promise<void> {
            const bodies: string[] = [];
            let open = 0;
            const database = createServer((request, response) => {
                open += 1;
                response.once('close', () => {
                    open -= 1;
                });
                let body = '';
                request.setEncoding('utf8');
                request.on('data', (text: string) => {
                    body += text;
                });
                request.on('end', () => {
                    const status = statuses[bodies.length] ?? 204;
                    bodies.push(body);
                    if (status === 'none') request.socket.destroy();
                    else if (status !== 0) response.writeHead(status).end(status === 204 ? '' : `reason ${status}`);
                });
            });
            await new Promise<void>((resolve) => database.listen(0, '127.0.0.1', resolve));
            try {
                const hub = await startSilentHub();
                const url = `http://127.0.0.1:${(database.address() as AddressInfo).port}/write?precision=ms`;
                const flow = (examples.get(NAME) ?? []).map((item) => {
                    if (item.type === 'clown-hub') return { ...item, place: 'address', address: hub.url };
                    if (item.name === 'every 5 s') return { ...item, repeat: tick, onceDelay: '0.1' };
                    return item.name === 'database' ? { ...item, url } : item;
                });
                const running = (await runExamples(nodeRed, flow))(NAME);
                await linked(hub);
                await until(() => running.texts('stored').length > 0, 'the state of the LED');
                await story(hub, running, bodies, () => open);
            } finally {
                database.closeAllConnections();
                database.close();
            }
        }

        it('rows of the line protocol, with the time of arrival', async () => {
            await storing([], async (hub, { shows, texts }, bodies) => {
                const from = Date.now();
                hub.print(`["${RELAY}", {"state": null}]`);
                hub.print(`["${RELAY}", {"state": true}]`);
                hub.print('["thermometer/i2c0-48/config/ok", {"publish-interval": 5}]');
                hub.print('["barometer/i2c0-60", {"altitude": [295.5, "m"], "pressure": [96.716, "kPa"]}]');
                hub.print('["humidity-sensor/i2c0-40", {"relative-humidity": ["wet", "%"]}]');
                await shows(
                    'left out',
                    'humidity-sensor/i2c0-40 is not stored: relative-humidity is ["wet","%"], which is not a number.',
                );
                await until(() => bodies.join().includes('barometer'), 'the rows');
                const rows = bodies.join('\n').split('\n').slice(1);
                assert.deepEqual(
                    rows.map((row) => row.replace(/ \d{13}$/, '')),
                    [
                        'relay,site=home,device=i2c0-3b state=1',
                        'barometer,site=home,device=i2c0-60 altitude=295.5,pressure=96.716',
                    ],
                );
                for (const row of rows) {
                    const time = Number(row.split(' ').at(-1));
                    assert.ok(time >= from && time <= Date.now(), row);
                }
                await until(() => texts('rows').length === bodies.length, 'the requests in the sidebar');
                assert.deepEqual(texts('rows'), bodies);
                assert.deepEqual(texts('reason'), []);
            });
        });

        it('a request that fails or has no response is sent again, and only it, until it is stored', async () => {
            await storing([204, 503, 'none', 404], async (hub, { shows, texts }, bodies, open) => {
                warm(hub, 1);
                await until(() => bodies.length === 2, 'the first attempt');
                warm(hub, 2, 3);
                await shows('reason', /^The database responds/);
                const [first, second, third] = texts('reason');
                assert.equal(
                    first,
                    'Not stored, and sent again later (status 503): reason 503. If its disk is full, free some space.',
                );
                assert.match(
                    second ?? '',
                    /^Not stored, and sent again later \(no response\): .*(?:ECONNRESET|socket hang up)/,
                );
                assert.match(third ?? '', /\(status 404\): reason 404\. Create the database/);
                assert.equal(texts('reason').length, 4);
                await until(() => texts('stored').at(-1) === '3', 'the rows');
                const values = bodies
                    .slice(1)
                    .map((body) => [...body.matchAll(/temperature=(\d)/g)].map(([, value]) => value));
                assert.deepEqual(values, [['1'], ['1', '2', '3'], ['1', '2', '3'], ['1', '2', '3']]);
                assert.equal(open(), 0);
            });
        });

        it('rows that the database refuses are reported and not sent again', async () => {
            await storing([204, 400], async (hub, { shows }, bodies) => {
                warm(hub, 1);
                await shows(
                    'reason',
                    'Refused, and not sent again (status 400, 1 rows): reason 400. InfluxDB 1 stores the other rows of a request.',
                );
                warm(hub, 2);
                await until(() => bodies.length === 3, 'the next request');
                assert.match(bodies[2] ?? '', /^thermometer,[^\n]*temperature=2 \d+$/);
            });
        });

        it('a database that does not respond has one request only', async () => {
            // The twelfth tick takes a request for lost; the first may come before the state of the LED.
            const story = async (
                hub: Simulator,
                { texts }: Running,
                bodies: string[],
                open: () => number,
            ): Promise<void> => {
                warm(hub, ...Array.from({ length: 500 }, (_, index) => index));
                await until(() => bodies.length === 2, 'the request');
                warm(hub, ...Array.from({ length: 600 }, (_, index) => index));
                hub.print('["humidity-sensor/i2c0-40", {"relative-humidity": ["wet", "%"]}]');
                await until(() => texts('left out').length > 0, 'the last frame');
                assert.deepEqual([bodies.length, open()], [2, 1]);
            };
            await storing([204, 0], story, '2');
        });
    });

    it('a command that cannot be sent is reported by the Catch node of each that sends commands', async () => {
        const dead = 'ws://127.0.0.1:9/';
        const { press, shows } = await runAt(nodeRed, 'CO2 traffic light on the LED', dead);
        await press('1500 ppm');
        await shows('reason', reason('not-connected'));
    });
});
