// The last value under a clown in: short, in place of `connected` only, and never too often.

import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import fc from 'fast-check';
import type { NodeAPI, NodeStatus } from 'node-red';
import { outcomeStatus, summaryOf } from '../../nodes/runtime/status/command-status';
import { silentTopicStatus, valueStatus } from '../../nodes/runtime/status/status';
import { cut, namedLine, readingText } from '../../nodes/shared/value-text';
import type { JsonObject } from '../../src/protocol/frame';
import { quantities } from '../../src/protocol/model';
import type { Simulator } from '../../src/simulator';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { hubAt, inNode, listeners, tab, watchingNode } from './support/flows';
import { linked } from './support/links';
import { retriesQuickly } from './support/quick-retries';
import { become, load, messagesAt, received, shows, statuses, statusesOf, unload } from './support/runtime';

/** Between two changes of a status; timers of Node.js may be early by less than a millisecond. */
const LEAST_MS = 499;

const stateText = (isOn: boolean): string => (isOn ? 'on' : 'off');

describe('status: the last value [E11]', () => {
    retriesQuickly();
    let hub: Simulator;

    beforeEach(async () => {
        hub = await startSilentHub();
    });

    leavesNothing(unload);

    const textOf = (id = 'in'): string | undefined => statusesOf(id).at(-1)?.text;
    const showsText = (text: string, id = 'in'): Promise<void> =>
        become(() => textOf(id) === text, `the status text ${text} at ${id}; it is ${textOf(id)}`);

    async function begin(more: Record<string, unknown> = {}, hubMore: Record<string, unknown> = {}): Promise<void> {
        await load([
            tab(),
            hubAt(hub, { ...hubMore }),
            ...inNode('in', { showValue: true, ...more }),
            ...listeners([]),
        ]);
        await linked(hub);
    }

    it('replaces connected, for Status nodes too', async () => {
        await begin();
        await shows('connected', 'in');
        hub.print('["thermometer/i2c0-48", {"temperature": [21.4, "\\u2103"]}]');
        await showsText('21.4 °C');
        const { fill, shape, state, text } = statusesOf('in').at(-1) ?? {};
        assert.deepEqual([fill, shape, state, text], ['green', 'dot', 'connected', '21.4 °C']);
        await become(
            () => received('f1-status-sink').some((msg) => (msg.status as NodeStatus).text === '21.4 °C'),
            'the value at a Status node',
        );
        hub.print('["relay/i2c0-3b", {"state": true}]');
        await showsText('relay: on');
        assert.equal(statusesOf('in').at(-1)?.state, 'connected');
    });

    it('is in the units of the messages', async () => {
        await begin({ temperatureUnit: '°F', output: 'values' });
        await shows('connected', 'in');
        hub.print('["thermometer/i2c0-48", {"temperature": [21.4, "\\u2103"]}]');
        await showsText('70.52 °F');
        assert.deepEqual(received('in-sink').at(-1)?.payload, { temperature: 70.52 });
    });

    it('names the device once there are several: its address under one type, its type under all', async () => {
        await begin({ topic: 'thermometer/+' });
        await shows('connected', 'in');
        const report = (address: string, value: number): void =>
            hub.print(`["thermometer/${address}", {"temperature": [${value}, "\\u2103"]}]`);
        report('i2c0-48', 21);
        await showsText('21 °C');
        report('i2c1-49', 22);
        await showsText('i2c1-49: 22 °C');
        report('i2c0-48', 23);
        await showsText('i2c0-48: 23 °C');
    });

    it('only of readings and states: responses and echoes of commands are no values', async () => {
        await begin();
        await shows('connected', 'in');
        hub.print('["relay/i2c0-3b", {"state": false}]');
        await showsText('off');
        for (const topic of ['relay/i2c0-3b/set', 'a/-/config/ok']) hub.print(`["${topic}", {"n": 7}]`);
        await become(() => received('in-sink').at(-1)?.topic === 'a/-/config/ok', 'the last of them');
        await new Promise((resolve) => setTimeout(resolve, 700));
        assert.equal(textOf(), 'off');
    });

    it('only of the quantity that the node gives', async () => {
        await begin({ output: 'quantity', quantity: 'pressure' });
        await shows('connected', 'in');
        hub.print('["barometer/i2c0-60", {"altitude": [12, "m"], "pressure": [97.8, "kPa"]}]');
        await showsText('97.8 kPa');
        hub.print('["barometer/i2c0-60", {"altitude": [13, "m"]}]');
        hub.print('["barometer/i2c0-60", {"altitude": [14, "m"], "pressure": [97.9, "kPa"]}]');
        await showsText('97.9 kPa');
        assert.ok(statusesOf('in').every(({ text }) => !text?.includes(' m')));
    });

    it('not in nodes that were stored without the setting', async () => {
        await begin({ showValue: undefined });
        hub.print('["thermometer/i2c0-48", {"temperature": [21.4, "°C"]}]');
        await messagesAt('in-sink', 1);
        await new Promise((resolve) => setTimeout(resolve, 700));
        assert.deepEqual(
            statusesOf('in').map(({ text }) => text),
            ['connecting', 'connected'],
        );
    });

    it('not where the hub keeps its state to itself [P3]', async () => {
        await begin({}, { showStatus: false });
        hub.print('["thermometer/i2c0-48", {"temperature": [21.4, "°C"]}]');
        await messagesAt('in-sink', 1);
        await new Promise((resolve) => setTimeout(resolve, 700));
        assert.ok(statusesOf('in').every((status) => Object.keys(status).length === 0));
    });

    it('a lost hub shows its state, and so does one that is back, until the next value', async () => {
        await begin({}, { retryCeiling: '1' });
        await shows('connected', 'in');
        hub.print('["a/-", {"n": 1}]');
        await showsText('1');
        const before = statusesOf('in').length;
        hub.fault({ kind: 'refuse', status: 503 });
        hub.dropAll();
        await shows('waiting', 'in');
        assert.ok(textOf()?.startsWith('HTTP 503'), textOf());
        hub.fault(null);
        await showsText('connected');
        assert.ok(
            statusesOf('in')
                .slice(before)
                .every(({ text }) => text !== '1'),
        );
        hub.print('["a/-", {"n": 2}]');
        await showsText('2');
    });

    it('a silent hub, and a silent topic, go before it', async () => {
        const watching = watchingNode('in', { showValue: true, topic: 'a/-' });
        await load([tab(), hubAt(hub, { silence: '2' }), ...watching, ...inNode('all', { showValue: true })]);
        await linked(hub);
        hub.print('["a/-", {"n": 1}]');
        await Promise.all([showsText('1', 'in'), showsText('1', 'all')]);
        await Promise.all([showsText('silent: a/-', 'in'), shows('silent', 'all')]);
        hub.print('["a/-", {"n": 2}]');
        await Promise.all([showsText('2', 'in'), showsText('2', 'all')]);
    });

    it('turns grey and shows its age after three publish intervals, and is green again with the next reading', async () => {
        await begin({ topic: 'thermometer/+' });
        await shows('connected', 'in');
        hub.print('["thermometer/i2c0-48/config/ok", {"publish-interval": 1}]');
        hub.print('["thermometer/i2c0-48", {"temperature": [24.88, "\\u2103"]}]');
        await showsText('24.88 °C');
        const shownAt = performance.now();
        const age = (): number => Number(/^24\.88 °C · (\d+) s ago$/.exec(textOf() ?? '')?.[1] ?? 0);
        await become(() => age() >= 3, 'the age', 12_000);
        assert.ok(performance.now() - shownAt > 2_000);
        const { fill, shape, state } = statusesOf('in').at(-1) ?? {};
        assert.deepEqual([fill, shape, state], ['grey', 'dot', 'connected']);
        await become(() => age() >= 5, 'the next step of the age', 12_000);
        hub.print('["thermometer/i2c0-48", {"temperature": [24.88, "\\u2103"]}]');
        await showsText('24.88 °C');
        assert.equal(statusesOf('in').at(-1)?.fill, 'green');
    });

    it('never ages where a device reports only when something happens', async () => {
        await begin();
        await shows('connected', 'in');
        hub.print('["relay/i2c0-3b/config/ok", {"publish-interval": 1}]');
        hub.print('["relay/i2c0-3b", {"state": true}]');
        await showsText('on');
        await new Promise((resolve) => setTimeout(resolve, 3_700));
        assert.equal(textOf(), 'on');
    });

    it('a flood changes it twice a second, and the last value is the one that stays', async () => {
        const begun = performance.now();
        await begin();
        await shows('connected', 'in');
        for (let n = 0; n < 2_000; n++) hub.print(`["a/-", {"n": ${n}}]`);
        await messagesAt('in-sink', 2_000);
        await showsText('1999');
        const own = statuses.filter((one) => one.id === 'in');
        for (const [at, { time }] of own.entries()) {
            // From the beginning: a single pause may look shorter, as this is noted a little later than it happens.
            assert.ok(time - begun > at * LEAST_MS, `change ${at + 1} came ${time - begun} ms after the beginning`);
        }
    });
});

describe('status: the text of a value [E11]', () => {
    const rows: [name: string, payload: Record<string, unknown>, expected: string][] = [
        ['one with its unit', { temperature: [21.4, '°C'] }, '21.4 °C'],
        ['the other spelling of the unit', { temperature: [21.4, '\u2103'] }, '21.4 °C'],
        ['several', { altitude: [12, 'm'], pressure: [97.8, 'kPa'] }, '12 m, 97.8 kPa'],
        ['a state that is on', { state: true }, 'on'],
        ['a state that is off', { state: false }, 'off'],
        ['the state of an LED', { state: '1-dot' }, '1-dot'],
        ['a state that is not known', { state: null }, '–'],
        ['another truth', { open: true }, 'true'],
        ['a count, however large', { 'event-count': 12345678 }, '12345678'],
        ['rounding errors', { temperature: [0.1 + 0.2, '°C'] }, '0.3 °C'],
        ['a number as text', { pressure: ['97.80', 'kPa'] }, '97.80 kPa'],
        ['nested values', { list: [1, 2, 3], more: { a: 1 } }, '[…], {…}'],
        ['a long text', { text: 'x'.repeat(500) }, `${'x'.repeat(27)}…`],
        ['lines', { text: 'one\ntwo\u2028three' }, 'one two three'],
        ['nothing', {}, ''],
    ];
    for (const [name, payload, expected] of rows) {
        it(name, () => assert.equal(readingText(quantities(payload as never), stateText), expected));
    }

    it('is short and on one line, whatever a hub sends', () => {
        fc.assert(
            fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (payload) => {
                const text = readingText(quantities(payload as never), stateText);
                assert.ok([...text].length <= 28, text);
                assert.doesNotMatch(text, /\p{Cc}/u);
            }),
        );
    });

    it('translates nothing for values without a state', () => {
        const translated: string[] = [];
        const RED = { _: (key: string) => translated.push(key) && key } as unknown as NodeAPI;
        const statusOf = (payload: JsonObject): string | undefined => {
            return valueStatus(RED, { topic: 'thermometer/a', payload }).text;
        };
        assert.equal(statusOf({ temperature: [21.4, '°C'] }), '21.4 °C');
        assert.deepEqual(translated, []);
        statusOf({ state: true });
        assert.equal(translated.length, 1);
    });

    const LONG = 'Bedroom window thermometer North';

    it('a long name is shortened, and its value is not', () => {
        assert.equal(namedLine(LONG, '21.4 °C'), 'Bedroom window the…: 21.4 °C');
        assert.equal(namedLine('Lamp', 'on'), 'Lamp: on');
        assert.equal(namedLine(LONG, '295.5 m, 96.716 kPa, 21.4 °C'), 'Bedroom w…: 295.5 m, 96.716…');
        const RED = { _: (key: string, { topic = '' } = {}) => `${key} ${topic}` } as unknown as NodeAPI;
        const payload: JsonObject = { temperature: [21.4, '°C'] };
        const status = valueStatus(RED, { topic: 'thermometer/a', payload }, undefined, LONG);
        assert.equal(status.text, 'Bedroom window the…: 21.4 °C');
        const command = summaryOf([{ kind: 'command', topic: `${LONG}/set`, payload: { level: 50 } }]);
        assert.match(String(outcomeStatus(RED, command, { fault: undefined }).text), /^Bedroom window .*…: 50, /);
        assert.match(String(silentTopicStatus(RED, LONG).text), / Bedroom window thermometer …$/);
    });

    it('a cut leaves no half of a character', () => {
        const text = cut('😀'.repeat(40));
        assert.equal(text, `${'😀'.repeat(27)}…`);
    });
});
