// Topic, device and payload from wherever a typed input can take them: which wins, what is refused, and that the order
// of the messages is kept, for clown out and clown request.

import assert from 'node:assert/strict';
import type { Simulator } from '../../src/simulator';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { until } from '../support/wait.js';
import { reason, sentenceOf } from './support/catalogue';
import { hubAt, listeners, outNode, requestNode, tab, variable } from './support/flows';
import { assertCommands, listed } from './support/links';
import { errorOf, give, load, messagesAt, node, received, settled, shows, unload } from './support/runtime';

type Settings = Readonly<Record<string, unknown>>;

const RELAY = '["relay/i2c0-3b/set", {"state":true}]';
const LED = '["led/-/set", {"state":"3-dot"}]';
const relay = { command: 'relay', device: 'i2c0-3b' };

const ROWS: readonly (readonly [name: string, settings: Settings, msg: object, line: string])[] = [
    ['topic: msg', { topic: 'to', topicType: 'msg' }, { to: 'relay/i2c0-3b/set', topic: 'x', payload: 1 }, RELAY],
    [
        'topic: deeper in msg',
        { topic: 'to[0].a', topicType: 'msg' },
        { to: [{ a: 'led/-/set' }], payload: '3-dot' },
        LED,
    ],
    ['topic: str', { topic: 'led/-/set', topicType: 'str' }, { topic: 'relay/i2c0-3b/set', payload: '3-dot' }, LED],
    [
        'topic: an empty str is the one of the message',
        { topic: '', topicType: 'str' },
        { topic: 'led/-/set', payload: '3-dot' },
        LED,
    ],
    [
        'topic: as the first release stored it',
        { topic: 'led/-/set' },
        { topic: 'relay/i2c0-3b/set', payload: '3-dot' },
        LED,
    ],
    ['topic: flow', { topic: 'where', topicType: 'flow' }, { topic: 'x', payload: true }, RELAY],
    ['topic: global', { topic: 'where.led', topicType: 'global' }, { payload: '3-dot' }, LED],
    ['topic: env', { topic: 'CLOWN_TOPIC', topicType: 'env' }, { payload: '3-dot' }, LED],
    [
        'topic: a variable within a str',
        { topic: `${variable('CLOWN_TYPE')}/-/set`, topicType: 'str' },
        { payload: '3-dot' },
        LED,
    ],
    [
        'topic: jsonata',
        { topic: '"relay/" & address & "/set"', topicType: 'jsonata' },
        { address: 'i2c0-3b', payload: 1 },
        RELAY,
    ],
    ['device: str', { ...relay, deviceType: 'str' }, { device: 'i2c0-3f', topic: 'led/-/set', payload: true }, RELAY],
    [
        'device: msg',
        { ...relay, device: 'device', deviceType: 'msg' },
        { device: 'relay/i2c0-3B', payload: true },
        RELAY,
    ],
    ['device: flow', { ...relay, device: 'relay', deviceType: 'flow' }, { payload: true }, RELAY],
    ['device: env', { ...relay, device: 'CLOWN_RELAY', deviceType: 'env' }, { payload: true }, RELAY],
    ['device: jsonata', { ...relay, device: '"i2c0-" & n', deviceType: 'jsonata' }, { n: '3b', payload: true }, RELAY],
    ['device: a fixed one with blanks', { ...relay, device: ' i2c0-3b ' }, { payload: true }, RELAY],
    ['payload: msg', { ...relay, payload: 'on', payloadType: 'msg' }, { on: 1, payload: 0 }, RELAY],
    ['payload: str', { ...relay, payload: 'on', payloadType: 'str' }, { payload: false }, RELAY],
    ['payload: num', { ...relay, payload: '1', payloadType: 'num' }, { payload: false }, RELAY],
    ['payload: bool', { ...relay, payload: 'true', payloadType: 'bool' }, { payload: false }, RELAY],
    ['payload: json', { ...relay, payload: '{"state": true}', payloadType: 'json' }, { payload: false }, RELAY],
    ['payload: flow', { ...relay, payload: 'state', payloadType: 'flow' }, { payload: false }, RELAY],
    ['payload: global', { command: 'led', payload: 'dots', payloadType: 'global' }, { payload: false }, LED],
    ['payload: env', { ...relay, payload: 'CLOWN_STATE', payloadType: 'env' }, { payload: false }, RELAY],
    ['payload: jsonata', { ...relay, payload: 'payload > 20', payloadType: 'jsonata' }, { payload: 21.5 }, RELAY],
    ['payload: as the first release stored it', relay, { payload: 'on' }, RELAY],
    [
        'payload: an empty one without a type is the one of the message',
        { ...relay, payload: '' },
        { payload: 1 },
        RELAY,
    ],
    [
        'payload: an empty path is nothing',
        { topic: 'led/-/get', payload: '', payloadType: 'msg' },
        { payload: { a: 1 } },
        '["led/-/get", {}]',
    ],
    [
        'all three at once, from different places',
        { topic: 'where', topicType: 'flow', payload: '$not(payload)', payloadType: 'jsonata' },
        { topic: 'led/-/set', payload: false },
        RELAY,
    ],
    // Settings that the dialog hides are ignored.
    [
        'a device that the command has not',
        { topic: 'led/-/set', device: '(', deviceType: 'jsonata' },
        { payload: '3-dot' },
        LED,
    ],
    [
        'a payload that the command has not',
        { command: 'get', device: 'led/-', payload: '{', payloadType: 'json' },
        {},
        '["led/-/get", {}]',
    ],
    [
        'a payload of the message that the command has not',
        { command: 'list', payload: '1 + "a"', payloadType: 'jsonata', device: '$x(', deviceType: 'jsonata' },
        { payload: 1700000000000 },
        '["-/-/config/list", {}]',
    ],
];

const REFUSED: readonly (readonly [name: string, settings: Settings, msg: object, code: string])[] = [
    ['no such property', { topic: 'to', topicType: 'msg' }, { topic: 'led/-/set', payload: 'on' }, 'topic-missing'],
    [
        'nothing in the context',
        { topic: 'nowhere', topicType: 'flow' },
        { topic: 'led/-/set', payload: 1 },
        'topic-missing',
    ],
    ['no such variable', { ...relay, device: 'CLOWN_NONE', deviceType: 'env' }, { payload: 1 }, 'device-missing'],
    ['no device in the message', { ...relay, device: 'device', deviceType: 'msg' }, { payload: 1 }, 'device-missing'],
    [
        'an LED as a relay',
        { ...relay, device: 'device', deviceType: 'msg' },
        { device: 'led/-', payload: 1 },
        'device-type',
    ],
    [
        'an expression without a result',
        { ...relay, payload: 'nothing', payloadType: 'jsonata' },
        { payload: 1 },
        'relay-state',
    ],
    [
        'an expression that fails',
        { ...relay, payload: '1 + "a"', payloadType: 'jsonata' },
        { payload: 1 },
        'expression',
    ],
];

const BROKEN: readonly (readonly [name: string, settings: Settings, code: string])[] = [
    ['an expression with a mistake', { ...relay, payload: '(', payloadType: 'jsonata' }, 'expression'],
    ['JSON with a mistake', { ...relay, payload: '{', payloadType: 'json' }, 'expression'],
    ['a path with a mistake', { topic: 'a[', topicType: 'msg' }, 'expression'],
    ['a number that is none', { ...relay, payload: 'x', payloadType: 'num' }, 'setting-choice-number'],
    ['a type that is none', { ...relay, payload: 'x', payloadType: 're' }, 'setting-choice'],
    ['a fixed topic with a wildcard', { topic: 'relay/+/set', topicType: 'str' }, 'topic-wildcard'],
    ['a fixed device that is none', { ...relay, device: 'a/b/c' }, 'device-name'],
    ['a fixed device that would be a wildcard', { command: 'get', device: 'relay/+' }, 'topic-wildcard'],
    ['a fixed bus that is none', { command: 'scan', device: '2' }, 'i2c-topic'],
    ['a variable that is not set', { topic: `${variable('CLOWN_NONE')}/-/set`, topicType: 'str' }, 'variable-missing'],
];

const ENV = [
    { name: 'CLOWN_TOPIC', type: 'str', value: 'led/-/set' },
    { name: 'CLOWN_TYPE', type: 'str', value: 'led' },
    { name: 'CLOWN_RELAY', type: 'str', value: 'i2c0-3b' },
    { name: 'CLOWN_STATE', type: 'bool', value: 'true' },
];

describe('settings worked out for each message [O1, O2]', () => {
    let hub: Simulator;
    let commands: () => string[];

    leavesNothing(unload);

    beforeEach(async () => {
        hub = await startSilentHub();
    });

    async function start(settings: Settings): Promise<void> {
        const nodes = [outNode('out', settings), ...requestNode('request', settings)];
        await load([tab('f1', { env: ENV }), hubAt(hub), ...nodes, ...listeners(['out', 'request'])]);
        const { flow, global } = node('out').context();
        flow.set('where', 'relay/i2c0-3b/set');
        flow.set('relay', 'i2c0-3b');
        flow.set('state', { state: true });
        global.set('where', { led: 'led/-/set' });
        global.set('dots', '3-dot');
    }

    for (const id of ['out', 'request']) {
        describe(`clown ${id}`, () => {
            for (const [name, settings, msg, line] of ROWS) {
                it(name, async () => {
                    await start(settings);
                    commands = await listed(hub);
                    give(id, { ...msg });
                    await messagesAt('f1-complete-sink', 1);
                    await settled();
                    await assertCommands(commands, [line]);
                    assert.deepEqual(received('f1-catch-sink'), []);
                });
            }

            for (const [name, settings, msg, code] of REFUSED) {
                it(`${name}: ${code}`, async () => {
                    await start(settings);
                    commands = await listed(hub);
                    give(id, { ...msg });
                    const [caught] = await messagesAt('f1-catch-sink', 1);
                    assert.match(errorOf(caught).message, sentenceOf(code));
                    await settled();
                    await assertCommands(commands, []);
                    assert.equal(received('f1-catch-sink').length, 1);
                    assert.deepEqual(received('f1-complete-sink'), []);
                });
            }

            for (const [name, settings, code] of BROKEN) {
                it(`${name}: red from the start, and each message is refused with ${code}`, async () => {
                    await start(settings);
                    await shows('invalid', id);
                    give(id, { topic: 'led/-/set', payload: true });
                    const [caught] = await messagesAt('f1-catch-sink', 1);
                    assert.match(errorOf(caught).message, sentenceOf(code));
                    assert.deepEqual(received('f1-complete-sink'), []);
                });
            }
        });
    }

    it('messages leave in the order in which they came, however long an expression takes', async () => {
        const slow = '($slow := $sum([1..payload]); payload)';
        await start({ topic: 'window/-/set', payload: `{"n": ${slow}}`, payloadType: 'jsonata' });
        commands = await listed(hub);
        const numbers = [20_000, 1, 5_000, 2, 3];
        for (const payload of numbers) give('out', { payload });
        await until(() => commands().length === numbers.length, 'the last command');
        await assertCommands(
            commands,
            numbers.map((n) => `["window/-/set", {"n":${n}}]`),
        );
        await messagesAt('f1-complete-sink', numbers.length);
    });

    it('what waits for an expression when its node is removed ends as stopped, and nothing of it is sent', async () => {
        await start({ topic: 'window/-/set', payload: '{"n": $sum([1..payload])}', payloadType: 'jsonata' });
        commands = await listed(hub);
        const ends: unknown[] = [];
        const out = node('out');
        // Catch nodes are closed by then: this checks what is reported to Node-RED.
        out.error = (message: unknown) => ends.push(`${String(message)}`);
        give('out', { topic: 'kept', payload: 100_000 });
        await unload();
        assert.deepEqual(ends, [reason('stopped', { topic: '"kept"' })]);
        await assertCommands(commands, []);
    });
});
