// Which frames show that a bridge has started, and which do not (clown-talk, sections 4, 6, 11 and 12).

import assert from 'node:assert/strict';
import type { JsonObject } from '../../src/protocol/json';
import { type StartSign, startSign } from '../../src/protocol/start-sign';

type Row = readonly [topic: string, payload: JsonObject, sign: StartSign];

const EMPTY = { sensors: [], actuators: [], notifications: [] };
const LIST = { sensors: [], actuators: ['led/-'], notifications: [] };

const ROWS: readonly Row[] = [
    // responses to the start message, of each dialect
    ['clown.talk/-/config/ok', { ack: false, device: 'bridge' }, 'started'],
    ['$config/clown.talk/-', {}, 'started'],
    ['$config/clown-talk', {}, 'started'],
    // readings and states
    ['thermometer/i2c0-48', { temperature: [20, '℃'] }, 'started'],
    ['thermometer', { '0/temperature': [20, '℃'] }, 'started'],
    ['relay/i2c0-3b', { state: null }, 'started'],
    ['led/-', { state: 'off' }, 'started'],
    ['boot', { 'reason-for-reset': 'power-on' }, 'started'],
    // responses to commands
    ['i2c/0', { address: '48', write: '00' }, 'started'],
    ['i2c/0/config/scan/ok', { slaves: [] }, 'started'],
    ['thermometer/i2c0-48/config/ok', { 'publish-interval': 5 }, 'started'],
    ['thermometer/-/config/set/ok', { 'publish-interval': 5 }, 'started'],
    ['thermometer/-/config', { 'publish-interval': 5 }, 'started'],
    ['led-strip/-/set/ok', {}, 'started'],
    ['relay/-/config/error', {}, 'started'],
    ['-/-/config/ok', { 'publish-interval': 5 }, 'started'],
    ['$config/devices/thermometer/i2c0-48', { 'publish-interval': 1000 }, 'started'],
    // device lists
    ['-/-/config/list/ok', LIST, 'started'],
    ['-/-/config/list/ok', { sensors: ['thermometer/i2c0-48'] }, 'started'],
    ['-/-/config/ok', LIST, 'started'],
    ['$config/devices/-/-', LIST, 'started'],
    ['-/-/config/list/ok', EMPTY, 'empty-list'],
    ['-/-/config/list/ok', { ...EMPTY, notifications: ['boot'] }, 'empty-list'],
    ['-/-/config/list/ok', { sensors: 'none' }, 'empty-list'],
    ['-/-/config/list/ok', {}, 'empty-list'],
    ['-/-/config/ok', EMPTY, 'empty-list'],
    ['-/-/config/ok', { sensors: [] }, 'empty-list'],
    ['-/-/config/ok', { actuators: [] }, 'empty-list'],
    ['$config/devices/-/-', { 'wireless-devices': ['a'] }, 'started'],
    ['$config/devices/-/-', {}, 'empty-list'],
    // commands that a broker sends back
    ['clown.talk/-/config/set', {}, 'command'],
    ['relay/i2c0-3b/set', { state: true }, 'command'],
    ['relay/i2c0-3b/get', {}, 'command'],
    ['led/-/get', {}, 'command'],
    ['i2c/0/get', { address: '48' }, 'command'],
    ['i2c/0/config/scan', {}, 'command'],
    ['-/-/config/list', {}, 'command'],
    ['thermometer/i2c0-48/config/update', { 'publish-interval': 5 }, 'command'],
    ['thermometer/-/config/set', { 'publish-interval': 5 }, 'command'],
    ['thermometer/-/config/get', {}, 'command'],
    ['$config/clown.talk/-/create', {}, 'command'],
    ['$config/devices/-/-/list', {}, 'command'],
    ['$config/devices/thermometer/i2c0-48/update', {}, 'command'],
    // nothing known
    ['window/1/open', {}, 'none'],
    ['a/b/c/d/e', {}, 'none'],
];

describe('started', () => {
    for (const [topic, payload, sign] of ROWS) {
        it(`${topic} ${JSON.stringify(payload)}: ${sign}`, () => {
            assert.equal(startSign({ topic, payload }), sign);
        });
    }
});
