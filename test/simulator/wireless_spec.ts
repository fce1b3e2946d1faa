// Wireless nodes beside the bridge: the commands they accept, their responses, and their own reports
// (clown-talk, sections 6, 8 and 11).

import assert from 'node:assert/strict';
import { Wireless, type WirelessSetup } from '../../src/simulator/wireless';
import { line } from '../support/lines';
import { ManualClock } from '../support/manual-clock';

let clock: ManualClock;
let printed: { at: number; line: string }[];

function make(changes: Partial<WirelessSetup> = {}): Wireless {
    clock = new ManualClock();
    printed = [];
    return new Wireless({
        clock,
        measure: () => [21.5],
        silent: true,
        refuses: [],
        print: (line) => printed.push({ at: clock.now(), line }),
        ...changes,
    });
}

const lines = (): string[] => printed.map(({ line }) => line);
const timesOf = (topic: string): number[] =>
    printed.filter(({ line }) => line.startsWith(`["${topic}"`)).map(({ at }) => at);

const ROWS: readonly (readonly [name: string, request: string, answer?: string])[] = [
    [
        'config/set gets its own payload in response, as it was written',
        '["led-strip/-/config/set", {"mode":"rgbw",  "count":144}]',
        '["led-strip/-/config/set/ok", {"mode":"rgbw",  "count":144}]',
    ],
    [
        'config/set of the thermometer',
        '["thermometer/-/config/set", {"publish-interval": 60}]',
        '["thermometer/-/config/set/ok", {"publish-interval": 60}]',
    ],
    ['config/set without an interval', line('thermometer/-/config/set')],
    ['config/set with a text for an interval', line('thermometer/-/config/set', { 'publish-interval': '60' })],
    ['config/set with a negative number', line('thermometer/-/config/set', { 'publish-interval': -5 })],
    ['config/set with 0', line('thermometer/-/config/set', { 'publish-interval': 0 })],
    ['config/update', line('thermometer/-/config/update', { 'publish-interval': 60 })],
    ['config/set of another level', line('light/-/config/set/x', { a: 1 })],
    ['light', line('light/-/set', { state: true }), '["light/-", {"state": true}]'],
    ['light, query', line('light/-/get'), '["light/-", {"state": false}]'],
    ['light, state not first', line('light/-/set', { x: 1, state: true })],
    ['light, text', line('light/-/set', { state: 'true' })],
    ['relay: switches silently', line('relay/-/set', { state: true })],
    ['relay, query', line('relay/-/get'), '["relay/-", {"state": false}]'],
    ['LED strip: accepts its pixels silently', line('led-strip/-/set', { pixels: '/wA=' })],
    ['LED strip, query', line('led-strip/-/get')],
    ['thermometer, query', line('thermometer/-/get'), '["thermometer/-", {"temperature": [21.50, "\\u2103"]}]'],
    ['button, query', line('push-button/-/get'), '["push-button/-", {"event-count": 0}]'],
    ['movement, query', line('pir/-/get'), '["pir/-", {"event-count": 0}]'],
    ['button, command', line('push-button/-/set', { state: true })],
    ['config/set of an unknown device', line('window/-/config/set', { a: 1 })],
    ['config/set of a device of the bridge', line('thermometer/i2c0-48/config/set', { 'publish-interval': 60 })],
    ['a device of the bridge', line('relay/i2c0-3b/get')],
    ['an unknown device', line('window/-/get')],
    ['a reading, as an echo of its own', line('thermometer/-', { temperature: 5 })],
    ['no frame', 'garbage'],
    ['more tokens than it can take', `["light/-/set", {"state": true${', "a": 1'.repeat(9)}}]`],
];

describe('simulator: wireless nodes', () => {
    for (const [name, request, answer] of ROWS) {
        it(`${name}${answer === undefined ? ': silence' : ''}`, () => {
            make().input(request);
            clock.advance(1000);
            assert.deepEqual(lines(), answer === undefined ? [] : [answer]);
        });
    }

    it('switches keep their state', () => {
        const nodes = make();
        for (const topic of ['light/-', 'relay/-']) {
            nodes.input(line(`${topic}/set`, { state: true }));
            printed = [];
            nodes.input(line(`${topic}/get`));
            assert.deepEqual(lines(), [`["${topic}", {"state": true}]`]);
        }
    });

    it('report by themselves, but rarely', () => {
        make({ silent: false });
        clock.advance(120_000);
        assert.deepEqual(timesOf('thermometer/-'), [30_000, 60_000, 90_000, 120_000]);
        assert.deepEqual(timesOf('push-button/-'), [60_000, 120_000]);
        assert.deepEqual(timesOf('pir/-'), [45_000, 90_000]);
        assert.ok(lines().includes('["push-button/-", {"event-count": 2}]'));
    });

    it('a silent one sends nothing by itself', () => {
        make();
        clock.advance(1_000_000);
        assert.deepEqual(lines(), []);
    });

    it('a new interval counts from now on, and null ends the readings', () => {
        const nodes = make({ silent: false });
        assert.equal(nodes.interval, 30);
        clock.advance(20_000);
        nodes.input(line('thermometer/-/config/set', { 'publish-interval': 5 }));
        assert.equal(nodes.interval, 5);
        clock.advance(10_000);
        nodes.input(line('thermometer/-/config/set', { 'publish-interval': null }));
        assert.equal(nodes.interval, null);
        clock.advance(100_000);
        assert.deepEqual(timesOf('thermometer/-'), [25_000, 30_000]);
    });

    it('a device that refuses configuration obeys, and is silent about anything else', () => {
        const nodes = make({ refuses: ['light/-'] });
        for (const request of ['config', 'config/set/x', 'get/x', 'set/config'])
            nodes.input(line(`light/-/${request}`));
        assert.deepEqual(lines(), []);
        nodes.input(line('light/-/set', { state: true }));
        assert.deepEqual(lines(), ['["light/-", {"state": true}]']);
    });

    it('a device that refuses responds with config/error and changes nothing', () => {
        const nodes = make({ refuses: ['thermometer/-'] });
        nodes.input(line('thermometer/-/config/set', { 'publish-interval': 5 }));
        nodes.input(line('thermometer/-/config/update', { 'publish-interval': 5 }));
        nodes.input(line('thermometer/-/get'));
        nodes.input(line('led-strip/-/config/set', { count: 5 }));
        const error = '["thermometer/-/config/error", {"error": "refused"}]';
        assert.deepEqual(lines().slice(0, 2), [error, error]);
        assert.equal(lines().length, 4);
        assert.equal(nodes.interval, null);
    });
});
