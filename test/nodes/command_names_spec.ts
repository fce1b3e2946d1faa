// Names in commands, without Node-RED: where a message goes, and which settings of a node hold a name.

import assert from 'node:assert/strict';
import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { CommandReader } from '../../nodes/runtime/node/command-message';
import { withDevices } from '../../nodes/runtime/node/command-node';
import type { Result } from '../../src/base/errors';
import { DeviceNames } from '../../src/protocol/device-names';
import { COMMAND_KINDS } from '../../src/protocol/kinds';
import { good, outcome } from '../support/results';
import { requireFromNodeRed } from './support/runtime';

const { util } = requireFromNodeRed('node-red') as { util: NodeAPI['util'] };
const RED = { util } as unknown as NodeAPI;
const RELAY = 'relay/i2c0-3b';
const NAMES = new DeviceNames([
    { device: RELAY, name: 'boiler' },
    { device: 'lamp/0', name: 'lamp' },
]);

function commandsOf(stored: object, msg: object, names: DeviceNames): Result<unknown> {
    const options = { kinds: COMMAND_KINDS, batches: true };
    const reader = good(CommandReader.make(RED, {} as Node, { ...stored }, options));
    const commands = reader.now(msg as NodeMessage, names);
    assert.ok(commands);
    return commands;
}

const topicsOf = (commands: Result<unknown>): unknown[] =>
    (good(commands) as readonly { topic: unknown }[]).map(({ topic }) => topic);

describe('a message for a hub without names', () => {
    for (const device of ['thermometer/i2c0-48', 'shed/lamp', 'boiler']) {
        it(`goes nowhere because of its device ${device}`, () => {
            assert.deepEqual(topicsOf(commandsOf({}, { device, payload: {} }, DeviceNames.NONE)), [undefined]);
            const batch = { payload: [{ device, payload: { state: true } }] };
            assert.equal(outcome(commandsOf({}, batch, DeviceNames.NONE)), 'batch-item');
        });
    }
});

describe('a message for a hub with names', () => {
    it('goes to its device', () => {
        assert.deepEqual(topicsOf(commandsOf({}, { device: 'Boiler', payload: true }, NAMES)), [`${RELAY}/set`]);
        const batch = { payload: [{ device: 'boiler', payload: true }] };
        assert.deepEqual(topicsOf(commandsOf({}, batch, NAMES)), [`${RELAY}/set`]);
    });

    for (const topic of ['boiler', RELAY, 'Boiler/set', `${RELAY}/set`]) {
        it(`may have the topic ${topic} beside the name of the same device`, () => {
            const path = topic.replace(/boiler/i, RELAY);
            assert.deepEqual(topicsOf(commandsOf({}, { topic, device: 'boiler', payload: true }, NAMES)), [path]);
        });
    }

    for (const topic of ['relay/i2c0-3b0/set', 'lamp/set', 'relay', 7]) {
        it(`is refused with the topic ${topic} beside the name of another device`, () => {
            const msg = { topic, device: 'boiler', payload: true };
            assert.equal(outcome(commandsOf({}, msg, NAMES)), 'device-conflict');
        });
    }
});

describe('the name in a setting', () => {
    it('is replaced once, when the node starts', () => {
        const stored = good(withDevices({ topic: 'lamp/set' }, NAMES));
        assert.equal(stored.topic, 'lamp/0/set');
        assert.deepEqual(topicsOf(commandsOf(stored, { payload: {} }, NAMES)), ['lamp/0/set']);
        const fixed = { command: 'relay', device: RELAY };
        assert.deepEqual(topicsOf(commandsOf(fixed, { payload: true }, NAMES)), [`${RELAY}/set`]);
    });

    for (const command of ['raw', 'list', 'message', undefined]) {
        it(`is ignored in the device of the command ${command}, which has none`, () => {
            const stored = { command, device: 'Old lamp', payload: 'x' };
            assert.deepEqual(withDevices(stored, NAMES), { ok: true, value: stored });
        });
    }

    it('is refused where the command has a device', () => {
        assert.equal(outcome(withDevices({ command: 'relay', device: 'Old lamp' }, NAMES)), 'name-unknown');
        assert.equal(outcome(withDevices({ command: 'other', device: 'Old lamp' }, NAMES)), 'name-unknown');
    });
});
