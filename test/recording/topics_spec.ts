// What a recording shows of its hub: the topics that came, and the devices.

import assert from 'node:assert/strict';
import { FORMAT_VERSION, type RecordedEvent } from '../../src/recording/format';
import { recordedTopics } from '../../src/recording/topics';

function topicsOf(events: readonly RecordedEvent[], devices: readonly string[] = []) {
    const header = {
        clownHubRecording: FORMAT_VERSION,
        pack: '',
        nodeRed: '',
        nodejs: '',
        started: '',
        hub: '',
        devices,
    };
    const found = recordedTopics({ header, events, badLines: 0, firstFault: undefined });
    return { topics: [...found.topics], devices: [...found.devices] };
}

const message = (kind: 'in' | 'out' | 'known', data: string, isBase64 = false): RecordedEvent => {
    return { at: 0, kind, data, isBase64 };
};

describe('topics of a recording', () => {
    it('are those that the hub has sent and the devices that it has listed', () => {
        const found = topicsOf(
            [
                message('known', '["led/-", {"state": "on"}]'),
                message('in', '["Thermometer/i2c0-48", {"temperature": [1, "\\u2103"]}]'),
                message('in', '["relay/i2c0-3b/config/ok", {}]'),
                { at: 1, kind: 'state', state: 'connected', code: undefined },
                { at: 1, kind: 'gap', from: 0, messages: 1, bytes: 1 },
                { at: 2, kind: 'end', reason: 'time' },
            ],
            ['lux-meter/-'],
        );
        assert.deepEqual(found, {
            topics: ['lux-meter/-', 'led/-', 'Thermometer/i2c0-48', 'relay/i2c0-3b/config/ok'],
            devices: ['lux-meter/-', 'led/-', 'thermometer/i2c0-48', 'relay/i2c0-3b'],
        });
    });

    it('are none of those that were sent to it, but their devices are', () => {
        const found = topicsOf([message('out', '["relay/i2c0-3b/set", {"state": true}]\n')]);
        assert.deepEqual(found, { topics: [], devices: ['relay/i2c0-3b'] });
    });

    for (const [name, data, expected] of [
        ['spaces around its parts', ' [ "a/b" , {} ]\n', ['a/b']],
        ['several frames', '["a/b", {}]\n["a/c", {}]\n', ['a/b', 'a/c']],
        ['one line after a bad one', 'garbage\n["a/c", {}]', ['a/c']],
        ['an escape in its topic', '["a\\u002fb", {}]', ['a/b']],
        ['no frame', 'garbage', []],
        ['something else before the list', 'x ["a/b", {}]', []],
    ] as const) {
        it(`a message with ${name}: ${expected.join(' and ') || 'none'}`, () => {
            assert.deepEqual(topicsOf([message('in', data)]).topics, expected);
        });
    }

    it('a message that is not UTF-8 is read by its bytes', () => {
        const line = '["a/b", {}]';
        const base64 = Buffer.concat([Buffer.from('["a/c", {"x": "'), Buffer.of(0xff), Buffer.from(`"}]\n${line}`)]);
        assert.deepEqual(topicsOf([message('in', base64.toString('base64'), true)]).topics, ['a/b']);
        assert.deepEqual(topicsOf([message('in', line, true)]).topics, [], 'these characters are no base64 of a frame');
    });
});
