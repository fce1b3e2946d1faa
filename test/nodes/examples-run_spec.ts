// The examples in a real Node-RED: each does what its comment describes.

import assert from 'node:assert/strict';
import { endClients } from '../support/client.js';
import { endHubs, startHub, startSilentHub } from '../support/hub.js';
import type { NodeRed } from '../support/node-red.js';
import { packageName } from '../support/pack.js';
import { until } from '../support/wait.js';
import { reason } from './support/catalogue';
import { demanding, examples, FIRST, folderOf, NO_NUMBERS, type Running, runAt, runExamples } from './support/examples';
import { hubNode, tab } from './support/flows';
import { linked } from './support/links';
import { deployReal, probe, probed, startReal, stopReal } from './support/real';
import { errorOf } from './support/runtime';

const NUMBER = /^\d+(\.\d+)?$/;
const everything = [...examples.values()].flat();
const switches = (lines: readonly string[]): boolean[] =>
    lines.filter((line) => line.includes('/set", {"state"')).map((line) => JSON.parse(line)[1].state);

describe('the examples at work [D3]', function () {
    let nodeRed: NodeRed;
    before(async () => {
        nodeRed = await startReal({ flows: [tab()] });
    });
    after(stopReal);

    async function clear(): Promise<void> {
        await deployReal(nodeRed, [tab()], 'full');
        await endClients();
        await endHubs();
    }

    it('consist of our nodes and of those that every Node-RED has', async () => {
        const sets = (await nodeRed.getJson('nodes')) as { module: string; types: string[] }[];
        const usual = sets.filter(({ module }) => module === 'node-red' || module === packageName);
        const known = new Set(['tab', ...usual.flatMap(({ types }) => types)]);
        const strange = everything.filter(({ type }) => !known.has(type));
        assert.deepEqual(strange, []);
        // Nodes of other packages are only where the folder names the package.
        for (const [name, flow] of demanding) {
            const isForeign = flow.some(({ type }) => !known.has(type));
            assert.equal(/^needs \S*node-red-\S+$/.test(folderOf(name)), isForeign, name);
        }
    });

    describe('imported together, each on its own simulated hub', () => {
        let running: (name: string) => Running;
        before(async () => {
            running = await runExamples(nodeRed, everything);
            const links = (): number => nodeRed.log().match(/Connected to simulated hub \(/g)?.length ?? 0;
            const hubs = everything.filter(({ type }) => type === 'clown-hub').length;
            await until(() => links() === hubs, 'a connection for each hub');
        });
        after(clear);

        it('Light switches a relay: readings come, and the relay is commanded', async () => {
            const { shows, texts } = running(FIRST);
            await shows('illuminance', NUMBER);
            await shows('relay', Number(texts('illuminance').at(-1)) < 50 ? 'true' : 'false');
        });

        it('Show readings on the display: the latest of each sensor in one text', async () => {
            const { shows, texts } = running('Show readings on the display');
            await shows('shown', /^Clown\.Hub\n\nTemp {2}[\d.]+ C\nLight [\d.]+ lux\nPress [\d.]+ kPa$/, 10_000);
            assert.deepEqual(texts('reason'), []);
        });

        it('Ask for the device list: the list, and each device by itself', async () => {
            const { press, shows, shown, texts } = running('Ask for the device list');
            await press('ask');
            await shows('device', 'display-oled/i2c0-3c');
            const list = JSON.parse(texts('whole list')[0] ?? '') as Record<string, string[]>;
            const devices = Object.entries(list).flatMap(([kind, names]) => names.map((name) => `${kind} ${name}`));
            const lines = shown('device').map(({ topic, msg }) => `${topic} ${msg}`);
            assert.deepEqual(lines, devices);
            assert.ok(devices.includes('sensors thermometer/i2c0-48'));
        });

        it('Relay with confirmation: a toggle that cannot be, then on, off, and toggles', async () => {
            const { press, shows, texts } = running('Relay with confirmation');
            await press('toggle');
            await shows('reason', reason('relay-unswitched', { relay: 'relay/i2c0-3b' }));
            for (const [index, button] of ['on', 'off', 'toggle', 'toggle'].entries()) {
                await press(button);
                await until(() => texts('done').length > index, `${button} done`);
            }
            assert.deepEqual(texts('done'), ['true', 'false', 'toggle', 'toggle']);
            assert.deepEqual(texts('state'), ['true', 'false', 'true', 'false']);
            assert.equal(texts('reason').length, 1);
        });

        it('Set publish intervals: what the buttons set is confirmed', async () => {
            const { press, shows, texts } = running('Set publish intervals');
            await shows('every 10 s', NUMBER);
            for (const [index, button] of ['5 s', '30 s', 'stop'].entries()) {
                await press(button);
                await until(() => texts('confirmed').length > index, `${button} confirmed`);
            }
            assert.deepEqual(texts('confirmed').slice(0, 2), ['5', '30']);
            assert.deepEqual(texts('reason'), []);
        });

        it('React when a sensor falls silent: the LED blinks after 5 s, and goes off when it is back', async () => {
            const { press, shows, shown, texts } = running('React when a sensor falls silent');
            await shows('reading', NUMBER);
            await press('stop');
            await shows('state of the LED', '3-dot');
            const [reading, silent] = [shown('reading').at(-1), shown('silence')[0]];
            const afterMs = Number(silent?.at) - Number(reading?.at);
            assert.ok(Math.abs(afterMs - 5000) < 500, `${afterMs} ms`);
            await press('start');
            await shows('state of the LED', 'off');
            assert.deepEqual(texts('silence'), ['silent', 'back']);
        });
    });

    describe('on a hub at an address', () => {
        afterEach(clear);

        it('Light switches a relay: the relay follows the light, both ways', async () => {
            const hub = await startSilentHub();
            const { shows } = await runAt(nodeRed, FIRST, hub.url);
            await linked(hub);
            for (const [lux, state] of [
                [606.56, false],
                [49.99, true],
                [12, true],
                [50, false],
                [0, true],
            ] as const) {
                hub.print(`["lux-meter/i2c0-44", {"illuminance": [${lux.toFixed(2)}, "lux"]}]`);
                await until(() => hub.relay('relay/i2c0-3b') === state, `the relay ${state ? 'on' : 'off'}`);
            }
            assert.deepEqual(switches(hub.received), [false, true, false, true]);
            await shows('relay', 'true');
        });

        it('Light switches a relay: the relay goes off when the light is not a number', async () => {
            const hub = await startSilentHub();
            await runAt(nodeRed, FIRST, hub.url);
            await linked(hub);
            for (const value of NO_NUMBERS) {
                hub.print('["lux-meter/i2c0-44", {"illuminance": [12.00, "lux"]}]');
                await until(() => hub.relay('relay/i2c0-3b') === true, 'the relay on');
                hub.print(`["lux-meter/i2c0-44", {"illuminance": [${value}, "lux"]}]`);
                await until(() => hub.relay('relay/i2c0-3b') === false, `the relay off at ${value}`);
            }
        });

        it('Light switches a relay: a command that cannot be sent is tried again with the next reading, and only then', async () => {
            const hub = await startSilentHub();
            const gone = hubNode({ id: 'gone', address: 'ws://127.0.0.1:9/' });
            const flow = (examples.get(FIRST) ?? []).map((item) => {
                if (item.type === 'clown-hub') return { ...item, place: 'address', address: hub.url };
                if (item.type === 'clown-out') return { ...item, hub: 'gone' };
                return item.type === 'catch'
                    ? { ...item, wires: [[...((item.wires as string[][])[0] ?? []), 'tries']] }
                    : item;
            });
            await runExamples(nodeRed, [...flow, tab(), gone, probe('tries')]);
            await linked(hub);
            // Catch also receives that the hub cannot be reached.
            const tries = (): number =>
                probed(nodeRed, 'tries').filter((msg) => errorOf(msg).source.id !== 'gone').length;
            for (const count of [1, 2]) {
                hub.print('["lux-meter/i2c0-44", {"illuminance": [10.00, "lux"]}]');
                await until(() => tries() >= count, `try ${count}`);
            }
            assert.equal(tries(), 2);
            assert.doesNotMatch(nodeRed.log(), /maximum number of catches/);
        });

        it('Ask for the device list: without a connection, the reason leaves by the second output', async () => {
            const { press, shows, texts } = await runAt(nodeRed, 'Ask for the device list', 'ws://127.0.0.1:9/');
            await press('ask');
            await shows('reason', reason('not-connected'));
            assert.deepEqual(texts('whole list'), []);
        });

        it('Relay with confirmation: a relay that does not switch receives the command three times, then it is an error', async () => {
            const hub = await startSilentHub();
            hub.jam('relay/i2c0-3b', 99);
            const { press, shows, texts } = await runAt(nodeRed, 'Relay with confirmation', hub.url);
            await linked(hub);
            await press('on');
            const not = { device: 'relay/i2c0-3b', seconds: 2, tries: 3 };
            await shows('reason', reason('unconfirmed-listed', not), 10_000);
            assert.deepEqual(switches(hub.received), [true, true, true]);
            assert.deepEqual(texts('done'), []);
        });

        it('Set publish intervals: the table after each connect, and the buttons', async () => {
            const hub = await startHub({ speed: 10 });
            const { press } = await runAt(nodeRed, 'Set publish intervals', hub.url);
            const paced = (device: string, seconds: number | null): Promise<void> =>
                until(() => hub.interval(device) === seconds, `${device} every ${seconds} s`);
            await paced('thermometer/i2c0-48', 10);
            await paced('barometer/i2c0-60', 20);
            assert.equal(hub.interval('lux-meter/i2c0-44'), 1);
            for (const [button, seconds] of Object.entries({ '5 s': 5, '30 s': 30, stop: null })) {
                await press(button);
                await paced('lux-meter/i2c0-44', seconds);
            }
        });

        it('Show readings on the display: there they are, every 2 s at most', async () => {
            const hub = await startHub({ speed: 10 });
            const { shown } = await runAt(nodeRed, 'Show readings on the display', hub.url);
            const lines = (): string[] => hub.display('display-oled/i2c0-3c')?.map((line) => line.trimEnd()) ?? [];
            const full = /^Clown\.Hub\n\nTemp {2}[\d.]+ C\nLight [\d.]+ lux\nPress [\d.]+ kPa\n\n\n$/;
            await until(() => full.test(lines().join('\n')), 'the readings on the display');
            await until(() => shown('shown').length > 1, 'the second text');
            const [first = 0, second = 0] = shown('shown').map(({ at }) => at);
            assert.ok(second - first > 1800, `${second - first} ms`);
        });

        it('React when a sensor falls silent: without a connection the LED cannot be switched', async () => {
            const hub = await startHub({ speed: 10 });
            const { shows } = await runAt(nodeRed, 'React when a sensor falls silent', hub.url);
            await shows('reading', NUMBER);
            hub.fault({ kind: 'refuse', status: 503 });
            hub.dropAll();
            await shows('reason', reason('not-connected'));
            await shows('silence', 'silent');
        });
    });
});
