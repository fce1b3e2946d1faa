// The commands of a message, without a hub: what each setting makes of it, what of it is refused, and a list as a batch.

import assert from 'node:assert/strict';
import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { MAX_BATCH } from '../../nodes/runtime/node/batch';
import { CommandReader } from '../../nodes/runtime/node/command-message';
import { hasDevice, topicFor } from '../../nodes/runtime/node/message-topic';
import type { Result } from '../../src/base/errors';
import { DeviceNames } from '../../src/protocol/device-names';
import { COMMAND_KINDS, REQUEST_KINDS } from '../../src/protocol/kinds';
import { INPUT_TYPES } from '../../src/settings/choices';
import { good, outcome } from '../support/results';
import { LIMITS, REFUSALS } from './support/refusal-rows';
import { requireFromNodeRed } from './support/runtime';

const { util } = requireFromNodeRed('node-red') as { util: NodeAPI['util'] };
const RED = { util } as unknown as NodeAPI;
const RELAY = 'relay/i2c0-3b';
const THERMOMETER = 'thermometer/i2c0-48';
const NAMES = new DeviceNames([
    { device: RELAY, name: 'boiler' },
    { device: THERMOMETER, name: 'attic' },
]);

const make = (stored: object, batches = true): Result<CommandReader> =>
    CommandReader.make(RED, {} as Node, { ...stored }, { kinds: COMMAND_KINDS, batches });

function commandsOf(stored: object, msg: object, names = DeviceNames.NONE, batches = true): Result<unknown> {
    const reader = make(stored, batches);
    if (!reader.ok) return reader;
    let read: Result<unknown> | undefined;
    reader.value.read(
        msg as NodeMessage,
        (commands) => {
            assert.equal(read, undefined);
            read = commands;
        },
        names,
    );
    const now = reader.value.now(msg as NodeMessage, names);
    if (reader.value.isShared) assert.deepEqual(now, read);
    else assert.equal(now, undefined);
    return read as unknown as Result<unknown>;
}

type Answer = (error: unknown, value: unknown) => void;

const plain = (topic: unknown, payload?: unknown): object => ({ kind: 'command', topic, payload });

describe('the command of a message', () => {
    const MSG = { topic: 'a/b/set', payload: 5, device: 'lamp/0', other: { deep: [7] } };
    const ROWS: readonly (readonly [string, settings: object, command: object, names?: DeviceNames])[] = [
        ['has its topic and payload', {}, plain('a/b/set', 5)],
        [
            'has them with empty settings',
            { topic: '', topicType: '', payload: '', payloadType: '' },
            plain('a/b/set', 5),
        ],
        ['has the topic of the settings', { topic: 'led/-/set' }, plain('led/-/set', 5)],
        ['has a part of it as topic', { topic: 'device', topicType: 'msg' }, plain('lamp/0', 5)],
        ['has a part of it as payload', { payload: 'other.deep[0]', payloadType: 'msg' }, plain('a/b/set', 7)],
        [
            'has a part of it by its full name',
            { payload: 'msg.other', payloadType: 'msg' },
            plain('a/b/set', { deep: [7] }),
        ],
        [
            'has no payload where that is an empty part',
            { payload: '', payloadType: 'msg' },
            plain('a/b/set', undefined),
        ],
        ['has its payload by the type alone', { payloadType: 'msg' }, plain('a/b/set', 5)],
        ['has an empty text as payload where that is set', { payloadType: 'str' }, plain('a/b/set', '')],
        ['has no topic where that is an empty part', { topic: '', topicType: 'msg' }, plain(undefined, 5)],
        ['has a fixed payload', { payload: '8', payloadType: 'num' }, plain('a/b/set', 8)],
        ['has a payload of a part without its type', { payload: 'topic' }, plain('a/b/set', 'a/b/set')],
        [
            'switches a relay',
            { command: 'relay', device: 'i2c0-3b', payload: 'true', payloadType: 'bool' },
            plain(`${RELAY}/set`, true),
        ],
        [
            'asks for the devices, whatever else is set',
            { command: 'list', device: 'x', deviceType: 'no', payload: 'y' },
            plain('-/-/config/list', {}),
        ],
        [
            'asks for a value',
            { command: 'get', device: THERMOMETER, payloadType: 'no' },
            plain(`${THERMOMETER}/get`, {}),
        ],
        [
            'is raw text',
            { command: 'raw', payload: '["a/b", 1]', payloadType: 'str', device: 'x', deviceType: 'no' },
            { kind: 'raw', data: '["a/b", 1]' },
        ],
        [
            'sets an interval',
            { command: 'interval', device: THERMOMETER },
            { kind: 'interval', device: THERMOMETER, payload: { 'publish-interval': 5 } },
        ],
        [
            'goes to the LED without a device',
            { command: 'led', payload: '1-dot', payloadType: 'str' },
            plain('led/-/set', '1-dot'),
        ],
        [
            'goes to a device of the message',
            { command: 'relay', device: 'other', deviceType: 'msg', payload: 'true', payloadType: 'bool' },
            plain(`${RELAY}/set`, true),
            NAMES,
        ],
        ['has a name in a part of it replaced', { topic: 'other', topicType: 'msg' }, plain(RELAY, 5), NAMES],
        ['keeps a device path of the settings', { topic: 'boiler/x/set' }, plain('boiler/x/set', 5), NAMES],
    ];
    for (const [name, settings, command, names] of ROWS) {
        it(name, () => {
            const msg = names ? { ...MSG, other: 'boiler', device: undefined } : MSG;
            const given = 'device' in settings && settings.device === 'other' ? { ...msg, other: 'i2c0-3b' } : msg;
            assert.deepEqual(good(commandsOf(settings, given, names)), [command]);
        });
    }

    it('goes to the device of the message only in place of its own topic', () => {
        const msg = { device: 'boiler', payload: true };
        assert.deepEqual(good(commandsOf({}, msg, NAMES)), [plain(`${RELAY}/set`, true)]);
        assert.deepEqual(good(commandsOf({ topic: 'other', topicType: 'msg' }, msg, NAMES)), [plain(undefined, true)]);
    });

    it('is refused with the name of a device that the hub does not have', () => {
        const settings = { command: 'relay', device: 'device', deviceType: 'msg' };
        assert.equal(outcome(commandsOf(settings, { device: 'Cellar', payload: true }, NAMES)), 'name-unknown');
    });

    it('has a list as its payload where lists are no batch, or where the command is another one', () => {
        const payload = [['led/-/set', 'on']];
        assert.deepEqual(good(commandsOf({}, { topic: 'a/b/set', payload }, undefined, false)), [
            plain('a/b/set', payload),
        ]);
        assert.equal(outcome(commandsOf({ command: 'led', device: '' }, { payload })), 'ok');
    });

    it('has a long text cut only where that is set for the display', () => {
        const text = 'x'.repeat(22);
        const line = (stored: object): unknown => {
            const commands = commandsOf({ command: 'text', device: 'i2c0-3c', ...stored }, { payload: text });
            const [{ payload }] = good(commands) as [{ payload: Record<string, string> }];
            return payload['line-0'];
        };
        assert.equal(line({ long: 'cut' }), 'x'.repeat(21));
        assert.equal(line({}), text);
        assert.equal(outcome(make({ command: 'text', device: 'i2c0-3c', long: 'x' })), 'setting-choice');
        assert.equal(outcome(make({ command: 'relay', device: 'i2c0-3b', long: 'x' })), 'ok');
        const fixed = { command: 'text', device: 'i2c0-3c', payload: text, payloadType: 'str' };
        assert.deepEqual([outcome(make(fixed)), outcome(make({ ...fixed, long: 'cut' }))], ['display-text', 'ok']);
    });

    const FAULTS: readonly (readonly [string, settings: object, code: string])[] = [
        ['an unknown command', { command: 'x' }, 'setting-choice'],
        ['a bad topic', { topic: 'led' }, 'command-levels'],
        ['a bad device', { command: 'relay', device: 'relay/i2c0-3b/x' }, 'device-name'],
        ['no device', { command: 'interval' }, 'device-missing'],
        ['no address of a relay', { command: 'relay' }, 'device-missing'],
        ['a bad fixed payload', { topic: `${RELAY}/set`, payload: 'maybe', payloadType: 'str' }, 'relay-state'],
        [
            'a bad fixed payload to any device',
            { command: 'led', device: 'x', deviceType: 'msg', payload: '4-dot', payloadType: 'str' },
            'led-state',
        ],
        ['a payload that is no number', { payload: 'x', payloadType: 'num' }, 'setting-choice'],
        ['an unknown type', { payload: 'x', payloadType: 'no' }, 'setting-choice'],
        [
            'an interval that is too long',
            { command: 'interval', device: THERMOMETER, payload: '86401', payloadType: 'num' },
            'interval',
        ],
    ];
    for (const [name, settings, code] of FAULTS) {
        it(`is refused before the first message with ${name}`, () => assert.equal(outcome(make(settings)), code));
    }

    const NAMED: readonly (readonly [setting: string, settings: object])[] = [
        ['topic', { topic: 'x', topicType: 'no' }],
        ['device', { command: 'relay', device: 'x', deviceType: 'no' }],
        ['payload', { payload: 'x', payloadType: 'no' }],
    ];
    for (const [setting, settings] of NAMED) {
        it(`is refused with the name of the setting whose type is unknown: ${setting}`, () => {
            const found = make(settings);
            const known = INPUT_TYPES.join(', ');
            assert.deepEqual(found.ok || found.reason.params, { setting, found: '"no"', known });
        });
    }

    it('is refused with the command that is unknown', () => {
        const found = make({ command: 'moon' });
        assert.deepEqual(found.ok || [found.reason.params.setting, found.reason.params.found], ['command', '"moon"']);
    });

    it('goes to the device of the message in place of its own topic only, and of no other that is absent', () => {
        const store = {
            ...RED,
            util: { ...util, evaluateNodeProperty: (...call: unknown[]) => (call[4] as Answer)(null, undefined) },
        } as unknown as NodeAPI;
        const options = { kinds: COMMAND_KINDS, batches: true };
        const reader = CommandReader.make(store, {} as Node, { topic: 'topic', topicType: 'flow' }, options);
        const topics: unknown[] = [];
        const msg = { topic: 'a/b/set', device: 'boiler', payload: true } as unknown as NodeMessage;
        good(reader).read(msg, (commands) => topics.push(good(commands)[0]), NAMES);
        assert.deepEqual(topics, [plain(undefined, true)]);
    });

    it('is refused where a node does not offer it', () => {
        const found = CommandReader.make(RED, {} as Node, { command: 'raw' }, { kinds: REQUEST_KINDS, batches: false });
        assert.equal(outcome(found), 'setting-choice');
    });

    it('is refused with the reason if it cannot be read', () => {
        const device = new Proxy({}, { get: () => assert.fail('a trap') });
        const msg = {
            topic: 'a/b/set',
            get payload() {
                throw new TypeError('x');
            },
        };
        const thrown = commandsOf({}, msg);
        assert.deepEqual(thrown.ok || thrown.reason.params, { setting: 'payload', found: 'x' });
        assert.equal(outcome(thrown), 'expression');
        const throwing = {
            payload: [
                {
                    get topic() {
                        throw new TypeError('x');
                    },
                },
            ],
        };
        const found = commandsOf({}, throwing);
        assert.deepEqual(found.ok || found.reason, { code: 'payload-unreadable', params: { found: 'TypeError' } });
        assert.equal(
            outcome(commandsOf({ command: 'relay', device: 'd', deviceType: 'msg' }, { d: device, payload: true })),
            'device-name',
        );
    });

    it('belongs to one node only if a setting waits for something', () => {
        const store = { ...RED, util: { ...util, evaluateNodeProperty: () => {} } } as unknown as NodeAPI;
        const waiting = (payloadType: string) =>
            good(
                CommandReader.make(
                    store,
                    {} as Node,
                    { payload: 'x', payloadType },
                    { kinds: COMMAND_KINDS, batches: true },
                ),
            );
        assert.deepEqual(
            [waiting('msg').isShared, waiting('str').isShared, waiting('flow').isShared],
            [true, true, false],
        );
        assert.equal(waiting('flow').now({} as NodeMessage, NAMES), undefined);
        const ended: Result<unknown>[] = [];
        const reader = waiting('flow');
        reader.read({ topic: 'a/b/set' } as NodeMessage, (commands) => ended.push(commands));
        assert.equal(ended.length, 0);
        reader.end();
        reader.end();
        assert.deepEqual(ended.map(outcome), ['stopped']);
    });
});

describe('a list as the payload of a message', () => {
    const PAIR = ['led/-/set', 'on'];
    const item = (found: unknown): object => ({ payload: [PAIR, found] });
    const lying = (length: unknown): unknown =>
        new Proxy([], { get: (list, key) => (key === 'length' ? length : Reflect.get(list, key)) });
    const topicsOf = (commands: Result<unknown>): unknown[] =>
        (good(commands) as readonly { topic: unknown }[]).map(({ topic }) => topic);

    it('has a command of each pair and each message, with its payload as it is sent', () => {
        const payload = [
            PAIR,
            { topic: `${RELAY}/set`, payload: 'off' },
            { topic: '-/-/config/list' },
            [`${RELAY}/set`, 'toggle'],
        ];
        assert.deepEqual(good(commandsOf({}, { payload })), [
            plain('led/-/set', { state: 'on' }),
            plain(`${RELAY}/set`, { state: false }),
            plain('-/-/config/list', {}),
            plain(`${RELAY}/set`, 'toggle'),
        ]);
    });

    it('has the devices of its items by their names', () => {
        const payload = [
            ['boiler/set', true],
            { device: 'boiler', payload: true },
            { topic: 'boiler/set', payload: true },
        ];
        assert.deepEqual(
            topicsOf(commandsOf({}, { payload }, NAMES)),
            Array.from({ length: 3 }, () => `${RELAY}/set`),
        );
        assert.equal(outcome(commandsOf({}, { payload: [['Boiler2/set', true]] }, NAMES)), 'name-unknown');
        assert.equal(outcome(commandsOf({}, { payload: [{ device: 7, payload: true }] }, NAMES)), 'batch-item');
    });

    const SIZES: readonly (readonly [string, payload: unknown, outcome: string])[] = [
        ['one item', [PAIR], 'ok'],
        ['as many as there may be', new Array(MAX_BATCH).fill(PAIR), 'ok'],
        ['one too many', new Array(MAX_BATCH + 1).fill(PAIR), 'batch-size'],
        ['none', [], 'batch-size'],
        ['an unknown number', lying(Number.NaN), 'batch-size'],
    ];
    for (const [name, payload, code] of SIZES) {
        it(`with ${name} is ${code === 'ok' ? 'read' : 'refused'}`, () =>
            assert.equal(outcome(commandsOf({}, { payload })), code));
    }

    it('that is too long is refused with its length and the longest', () => {
        const commands = commandsOf({}, { payload: new Array(MAX_BATCH + 1).fill(PAIR) });
        assert.deepEqual(commands.ok || commands.reason.params, { count: MAX_BATCH + 1, limit: MAX_BATCH });
    });

    const ITEMS: readonly unknown[] = [
        ['led/-/set'],
        [...PAIR, 1],
        [7, {}],
        { payload: true },
        null,
        'led',
        7,
        [PAIR, PAIR],
        undefined,
    ];
    for (const found of ITEMS) {
        it(`is refused as a whole with the item ${JSON.stringify(found)}, which is named`, () => {
            const commands = commandsOf({}, item(found));
            assert.deepEqual(commands.ok || [commands.reason.code, commands.reason.params.item], ['batch-item', 2]);
        });
    }

    for (const { name, settings, msg, code } of REFUSALS.filter((row) => !row.settings)) {
        it(`is refused as a whole with what a hub refuses: ${name}`, () => {
            assert.equal(settings, undefined);
            assert.equal(outcome(commandsOf({}, item({ topic: msg.topic, payload: msg.payload }))), code);
        });
    }
    for (const [name, topic, payload] of LIMITS) {
        it(`may hold the last that a hub takes: ${name}`, () =>
            assert.equal(outcome(commandsOf({}, item([topic, payload]))), 'ok'));
    }
    for (const { name, settings, msg, code } of REFUSALS.filter(
        (row) => row.settings && /^(?:interval|list)$/.test(String(row.settings.command)),
    )) {
        it(`and so are the commands of a dialog: ${name}`, () =>
            assert.equal(outcome(commandsOf(settings ?? {}, msg)), code));
    }
});

describe('the topic of a message with a device', () => {
    const ROWS: readonly (readonly [topic: unknown, device: unknown, found: unknown])[] = [
        [undefined, 'boiler', `${RELAY}/set`],
        ['', 'boiler', `${RELAY}/set`],
        [undefined, RELAY, `${RELAY}/set`],
        [undefined, '', undefined],
        [undefined, 'Cellar', 'name-unknown'],
        [undefined, 7, undefined],
        [undefined, `${RELAY}/x`, 'name-unknown'],
        [undefined, 'relay', 'name-unknown'],
        ['a/b/set', undefined, 'a/b/set'],
        ['a/b/set', 'room', 'a/b/set'],
        ['a/b/set', 'boiler', 'device-conflict'],
        [7, 'boiler', 'device-conflict'],
        [[`${RELAY}/set`], 'boiler', 'device-conflict'],
        [7, 'room', 7],
        [RELAY, 'boiler', RELAY],
        [`${RELAY}0/set`, 'boiler', 'device-conflict'],
        ['Boiler2', 'boiler', 'name-unknown'],
    ];
    for (const [topic, device, found] of ROWS) {
        it(`is ${String(found)} for the topic ${JSON.stringify(topic)} and the device ${JSON.stringify(device)}`, () => {
            const made = topicFor(topic, device, NAMES);
            assert.equal(made.ok ? made.value : made.reason.code, found);
        });
    }

    it('names the device and the topic that do not fit together', () => {
        const made = topicFor('a/b/set', 'boiler', NAMES);
        assert.deepEqual(made.ok || made.reason.params, { name: `boiler (${RELAY})`, found: '"a/b/set"' });
    });

    it('counts only where the hub has names', () => {
        assert.deepEqual(topicFor(undefined, 'boiler', DeviceNames.NONE), { ok: true, value: undefined });
        assert.deepEqual(
            [
                hasDevice({ device: 'x' }, NAMES),
                hasDevice({ device: 7 }, NAMES),
                hasDevice({ device: 'x' }, DeviceNames.NONE),
            ],
            [true, false, false],
        );
    });
});
