// How fast a hub accepts commands, and toggle, which no hub knows.

import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { checkCommand, commandGapMs, isToggle } from '../../src/protocol/commands';
import { HOSTILE } from '../support/hostile';
import { outcome } from '../support/results';

const RELAY = 'relay/i2c0-3b/set';

describe('commands: pauses [O7]', () => {
    const PAUSES: readonly (readonly [topic: string, ms: number])[] = [
        [RELAY, 100],
        ['relay/-/set', 100],
        ['relay/i2c0-3b/get', 0],
        ['relay/i2c0-3b/config/update', 0],
        ['i2c/0/set', 20],
        ['i2c/1/get', 20],
        ['i2c/0/config/scan', 200],
        ['thermometer/i2c0-48/config/scan', 0],
        ['led/-/set', 0],
        ['display-oled/i2c0-3c/set', 0],
        ['window/-/set', 0],
        ['relay', 0],
        ['', 0],
    ];
    for (const [topic, ms] of PAUSES)
        it(`${topic || 'no topic'}: ${ms} ms`, () => assert.equal(commandGapMs(topic), ms));
});

describe('commands: toggle', () => {
    const bytes = runInNewContext('new Uint8Array([116, 111, 103, 103, 108, 101])') as unknown;
    const TOGGLES: readonly (readonly [name: string, payload: unknown])[] = [
        ['word', 'toggle'],
        ['upper case and blanks', ' Toggle\n'],
        ['Buffer', Buffer.from('TOGGLE')],
        ['bytes of a Function node', bytes],
        ['state', { state: 'toggle' }],
        ['state, upper case and blanks', { state: ' TOGGLE ' }],
        ['JSON text', ' {"state": "toggle"}'],
        ['JSON text in a Buffer', Buffer.from('{"state": "toggle"}')],
    ];
    const OTHERS: readonly (readonly [name: string, topic: unknown, payload: unknown])[] = [
        ['a state', RELAY, true],
        ['nothing', RELAY, undefined],
        ['null', RELAY, null],
        ['another word', RELAY, 'toggled'],
        ['two words', RELAY, 'to ggle'],
        ['list', RELAY, ['toggle']],
        ['a key beside the state', RELAY, { state: 'toggle', x: 1 }],
        ['a key before the state', RELAY, { x: 1, state: 'toggle' }],
        ['another key', RELAY, { power: 'toggle' }],
        ['state within state', RELAY, { state: { state: 'toggle' } }],
        ['bytes as a state', RELAY, { state: Buffer.from('toggle') }],
        ['LED', 'led/-/set', 'toggle'],
        ['question', 'relay/i2c0-3b/get', 'toggle'],
        ['setting', 'relay/i2c0-3b/config/set', 'toggle'],
        ['filter', 'relay/+/set', 'toggle'],
        ['no topic', undefined, 'toggle'],
        ['bad topic', 'relay//set', 'toggle'],
    ];
    for (const [name, payload] of TOGGLES) {
        it(`${name}: yes, and no hub accepts it`, () => {
            assert.equal(isToggle(RELAY, payload), true);
            assert.equal(isToggle('relay/-/set', payload), true);
            assert.equal(outcome(checkCommand(RELAY, payload)), 'relay-state');
        });
    }
    for (const [name, topic, payload] of OTHERS) {
        it(`${name}: no`, () => assert.equal(isToggle(topic, payload), false));
    }
    for (const [name, make] of HOSTILE) {
        it(`${name}: no`, () => {
            for (const payload of [make(), { state: make() }]) assert.equal(isToggle(RELAY, payload), false);
            assert.equal(isToggle(make(), 'toggle'), false);
        });
    }
});
