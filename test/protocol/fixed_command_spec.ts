// What is fixed in the settings of a command is checked before the first message.

import assert from 'node:assert/strict';
import { checkFixedPayload, checkFixedPlace, fixedValue } from '../../src/protocol/fixed-command';
import { COMMAND_KINDS, type CommandKind, KINDS, knownDevices } from '../../src/protocol/kinds';
import { LIMITS } from '../../src/protocol/payloads';
import { outcome } from '../support/results';

const code = (result: ReturnType<typeof checkFixedPlace>): unknown => (result.ok ? 'accepted' : outcome(result));

describe('a fixed place of a command', () => {
    const rows: readonly (readonly [kind: CommandKind, place: unknown, code: string])[] = [
        ['relay', 'i2c0-3b', 'accepted'],
        ['relay', 'I2C0-3B', 'accepted'],
        ['relay', 'i2c0-3z', 'i2c-topic'],
        ['relay', 'i2c2-3b', 'i2c-topic'],
        ['relay', '', 'device-missing'],
        ['led', '', 'accepted'],
        ['text', 'i2c0-3z', 'i2c-topic'],
        ['interval', 'thermometer/i2c0-4z', 'i2c-topic'],
        ['interval', 'thermometer', 'device-missing'],
        ['get', 'co2-sensor/i2c0-38', 'no-effect'],
        ['scan', '2', 'i2c-topic'],
        ['message', 'relay/i2c0-3b/set', 'accepted'],
        ['message', 'relay/+/set', 'topic-wildcard'],
        ['raw', 'anything', 'accepted'],
    ];
    for (const [kind, place, expected] of rows) {
        it(`${kind} ${String(place)}: ${expected}`, () => assert.equal(code(checkFixedPlace(kind, place)), expected));
    }

    it('every known device of every kind is accepted', () => {
        for (const kind of COMMAND_KINDS) {
            for (const device of knownDevices(kind)) assert.ok(checkFixedPlace(kind, device).ok, `${kind} ${device}`);
        }
    });
});

describe('a fixed payload of a command', () => {
    const rows: readonly (readonly [kind: CommandKind, place: unknown, payload: unknown, code: string])[] = [
        ['relay', 'i2c0-3b', 'on', 'accepted'],
        ['relay', 'i2c0-3b', 'toggle', 'accepted'],
        ['relay', 'i2c0-3b', 'open', 'relay-state'],
        ['relay', undefined, 'open', 'relay-state'],
        ['relay', 'i2c0-3z', 'open', 'relay-state'],
        ['relay', 'i2c0-3z', 'on', 'accepted'],
        ['led', '-', '4-dot', 'led-state'],
        ['led', '-', '', 'led-state'],
        ['text', 'i2c0-3c', 'x'.repeat(LIMITS.displayChars + 1), 'display-text'],
        ['picture', 'i2c0-3c', 'AAAA', 'display-raw'],
        ['interval', 'thermometer/i2c0-48', 0, 'interval'],
        ['interval', 'thermometer/i2c0-48', '', 'interval'],
        ['interval', 'co2-sensor/i2c0-38', 5, 'interval-co2'],
        ['interval', undefined, 5, 'accepted'],
        ['i2c-read', '0', {}, 'i2c-address'],
        ['message', 'relay/i2c0-3b/set', 'open', 'relay-state'],
        ['message', 'relay/i2c0-3b/set', 'toggle', 'accepted'],
        ['message', 'led/-/state/set', 3, 'payload-not-object'],
        ['message', 'relay/+/set', 3, 'accepted'],
        ['message', undefined, 'open', 'accepted'],
        ['message', 'relay/i2c0-3b/set', [{ topic: 'led/-/set', payload: 'on' }], 'accepted'],
        ['raw', undefined, '', 'raw-text'],
        ['raw', undefined, 5, 'raw-text'],
        ['raw', undefined, '["a/b/c", {}]', 'accepted'],
    ];
    for (const [kind, place, payload, expected] of rows) {
        it(`${kind} ${String(place)} ${JSON.stringify(payload)}: ${expected}`, () => {
            const fixed = place === undefined ? undefined : { value: place };
            assert.equal(code(checkFixedPayload(kind, fixed, payload)), expected);
        });
    }

    it('cuts text that is too long, if the node does', () => {
        const text = 'x'.repeat(LIMITS.displayChars + 1);
        assert.equal(code(checkFixedPayload('text', { value: 'i2c0-3c' }, text, 'cut')), 'accepted');
    });

    it('accepts the example of each kind', () => {
        for (const kind of COMMAND_KINDS) {
            if (KINDS[kind].payload) assert.ok(checkFixedPayload(kind, undefined, KINDS[kind].example).ok, kind);
        }
    });
});

describe('the value of a typed input', () => {
    const rows: readonly (readonly [type: unknown, stored: unknown, value: unknown])[] = [
        ['str', 'on', 'on'],
        ['str', undefined, ''],
        ['str', null, ''],
        ['num', '5', 5],
        ['num', 5, 5],
        ['bool', 'True', true],
        ['bool', false, false],
        ['json', 'null', null],
        ['json', '{"state": "on"}', { state: 'on' }],
    ];
    for (const [type, stored, value] of rows) {
        it(`${String(type)} ${String(stored)}`, () => {
            assert.deepEqual(fixedValue('payload', type, stored), { ok: true, value: { value } });
        });
    }

    for (const type of ['msg', 'env', undefined]) {
        it(`${type}: each message has its own`, () => assert.equal(fixedValue('payload', type, 'payload'), undefined));
    }

    const odd: readonly (readonly [type: unknown, stored: unknown, code: string, detail?: string])[] = [
        ['num', '', 'setting-choice', 'setting-choice-number'],
        ['num', ' ', 'setting-choice', 'setting-choice-number'],
        ['num', undefined, 'setting-choice', 'setting-choice-number'],
        ['num', 'Infinity', 'setting-choice', 'setting-choice-number'],
        ['bool', 'maybe', 'setting-choice'],
        ['bool', '', 'setting-choice'],
        ['bool', 'true!', 'setting-choice'],
        ['bool', 'untrue', 'setting-choice'],
        ['json', '{', 'expression'],
        ['str', { toString: 1 }, 'setting-choice', 'setting-choice-text'],
    ];
    for (const [type, stored, expected, detail] of odd) {
        it(`${String(type)} ${JSON.stringify(stored)}: ${detail ?? expected}`, () => {
            const value = fixedValue('payload', type, stored);
            assert.ok(value && !value.ok);
            assert.deepEqual([value.reason.code, value.reason.detail], [expected, detail]);
            assert.equal(value.reason.params.setting, 'payload');
        });
    }
});
