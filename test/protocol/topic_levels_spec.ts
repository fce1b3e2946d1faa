// The sentence for a topic that has not as many levels as a command.

import assert from 'node:assert/strict';
import { checkCommandTopic } from '../../src/protocol/commands';

/** A topic, the detail of its reason, and the parameters besides the topic and the number of levels. */
const ROWS: readonly (readonly [topic: string, detail: string | undefined, params?: object])[] = [
    ['lamp/set', 'command-no-device', { first: 'lamp' }],
    ['Living room/get', 'command-no-device', { first: 'Living room' }],
    ['relay/config', 'command-no-device', { first: 'relay' }],
    ['lamp', 'command-no-device', { first: 'lamp' }],
    ['nodes/bridge/0/relay/i2c0-3b/set', 'command-base-topic', { plain: 'relay/i2c0-3b/set' }],
    ['nodes/bridge/0/i2c/0/config/scan', 'command-base-topic', { plain: 'i2c/0/config/scan' }],
    ['nodes/bridge/0/thermometer/i2c0-48', 'command-base-topic', { plain: 'thermometer/i2c0-48' }],
    ['thermometer/i2c0-48', 'command-reading'],
    ['co2-sensor/i2c0-38', 'command-reading'],
    ['relay/i2c0-3b', undefined],
    ['nodes/bridge', undefined],
    ['lamp/sets', undefined],
    ['lamp/reset', undefined],
    ['a/b/c/d/e', undefined],
    ['thermometer/i2c0-48/a/b/c', undefined],
];

describe('topic with too few or too many levels', () => {
    for (const [topic, detail, params = {}] of ROWS) {
        it(`${topic}: ${detail ?? 'only their number'}`, () => {
            const count = topic.split('/').length;
            const reason = { code: 'command-levels', params: { topic, count, ...params } };
            assert.deepEqual(checkCommandTopic(topic), {
                ok: false,
                reason: detail === undefined ? reason : { ...reason, detail },
            });
        });
    }
});
