// What a flow has and a recording has not.

import assert from 'node:assert/strict';
import { prepareFlow } from '../../src/flow-test/prepare';
import { unmatchedNodes } from '../../src/flow-test/unmatched';
import { readRecording } from '../../src/recording/reader';
import { recordedTopics } from '../../src/recording/topics';

const HEADER = { clownHubRecording: 1, started: '', hub: '', devices: ['relay/i2c0-3b', 'thermometer/i2c0-49'] };
const EVENTS = [
    { at: 0, state: 'connected' },
    { at: 1, known: '["led/-", {"state": "on"}]' },
    { at: 2, in: '["thermometer/i2c0-48", {"temperature": [20, "C"]}]\n["humidity-sensor/i2c0-40", {}]\n' },
    { at: 3, in: '["lux\\u002dmeter/i2c0-44", {}]' },
    { at: 4, in: Buffer.from('["co2-sensor/i2c0-38", {}]').toString('base64'), base64: true },
    { at: 5, in: 'no frame' },
    { at: 6, out: '["display-oled/i2c0-3c/set", {"line": [0, "a"]}]' },
];

function recorded() {
    const recording = readRecording([HEADER, ...EVENTS].map((line) => JSON.stringify(line)).join('\n'));
    assert.ok(recording.ok);
    return recordedTopics(recording.value);
}

type Settings = Readonly<Record<string, unknown>>;

/** The topics that are reported for nodes with these settings. */
function unmatched(settings: readonly Settings[], more: readonly Settings[] = []): string[] {
    const hub = { id: 'hub', type: 'clown-hub', devices: [{ device: 'relay/i2c0-3d', name: 'Pump' }] };
    const nodes = settings.map((one, index) => ({ id: `n${index}`, x: 1, y: 1, z: 'tab', hub: 'hub', ...one }));
    const flow = prepareFlow([hub, { id: 'tab', type: 'tab' }, ...more, ...nodes]);
    assert.ok(flow.ok);
    return unmatchedNodes(flow.value.running, 'hub', recorded()).map(({ topic }) => topic);
}

const listen = (topic: string, more: Settings = {}): Settings => ({ type: 'clown-in', topic, ...more });
const relay = (device: string, more: Settings = {}): Settings => {
    return { type: 'clown-out', command: 'relay', device, ...more };
};

describe('what matches nothing in a recording', () => {
    it('is each topic of clown in that the hub neither sent nor listed', () => {
        const there = ['#', '+/+', 'thermometer/i2c0-48/#', 'humidity-sensor/+', 'lux-meter/+', 'co2-sensor/i2c0-38'];
        assert.deepEqual(
            unmatched([...there, 'led/-', 'relay/i2c0-3b', 'thermometer/i2c0-49'].map((one) => listen(one))),
            [],
        );
        const none = ['lux-meter/i2c0-45', 'barometer/+', 'thermometer/i2c0-48/+', 'display-oled/#'];
        assert.deepEqual(unmatched(none.map((one) => listen(one))), none);
    });

    it('is each device of a command that does not occur', () => {
        const request = { type: 'clown-request', command: 'get' };
        const message = { type: 'clown-out', topicType: 'str' };
        assert.deepEqual(
            unmatched([
                relay('i2c0-3b'),
                relay('I2C0-3B'),
                relay('i2c0-3c'),
                relay('-'),
                { ...request, device: 'thermometer/i2c0-48' },
                { ...request, device: 'barometer/i2c0-60' },
                { ...message, topic: 'display-oled/i2c0-3c/set' },
                { ...message, topic: 'display-oled/i2c0-3f/set' },
                { type: 'clown-out', command: '', topic: 'display-oled/i2c0-3e/set', topicType: '' },
                { type: 'clown-out', command: 'relay', device: 'i2c0-3e', deviceType: '' },
                { ...message, topic: '$config/devices/get' },
                { ...message, topic: 'clown.talk/x/get' },
                { ...message, topic: 'led/-/set' },
                { ...message, topic: 'config' },
                { type: 'clown-request', command: 'list' },
                { type: 'clown-request', command: 'i2c-read', device: '0' },
            ]),
            ['relay/i2c0-3c', 'barometer/i2c0-60', 'display-oled/i2c0-3f', 'display-oled/i2c0-3e', 'relay/i2c0-3e'],
        );
    });

    it('is a device by its name, and the report names its path', () => {
        assert.deepEqual(unmatched([relay('Pump'), listen('Pump')]), ['relay/i2c0-3d', 'relay/i2c0-3d']);
    });

    it('is nothing that is set by messages or variables, and nothing of other hubs or of nodes that do not run', () => {
        const variable = ['$', '{A}'].join('');
        assert.deepEqual(
            unmatched(
                [
                    listen('x/y', { hub: 'other' }),
                    listen('x/y', { d: true }),
                    listen('x/y', { z: 'off' }),
                    listen('x/y', { z: 'unused' }),
                    listen(`x/${variable}`),
                    listen('x/y', { listen: 'state' }),
                    relay('topic', { deviceType: 'msg' }),
                    relay(variable),
                    { type: 'clown-out', topic: 'topic/x', topicType: 'msg' },
                    { type: 'clown-out', topic: `x/${variable}/set` },
                    { type: 'clown-out', topic: 5 },
                    { type: 'clown-out', command: 'raw', topic: 'x/y/set', device: 'x/y' },
                    { type: 'clown-out', command: 'fly', device: 'x/y' },
                    { type: 'debug', topic: 'x/y/set', command: 'relay', device: 'i2c0-3f' },
                    { type: 'clown-in', topic: 'a//b' },
                    listen('in/used', { z: 'used' }),
                    { type: 'subflow:used' },
                ],
                [
                    { id: 'off', type: 'tab', disabled: true },
                    { id: 'unused', type: 'subflow' },
                    { id: 'used', type: 'subflow' },
                ],
            ),
            ['in/used'],
        );
    });
});
