// What the stored settings of nodes mean: what they send and to which device, which hub and topic they have, their names.

import assert from 'node:assert/strict';
import { dismissedIn } from '../../src/flow-check/check';
import { relayOf, type Sent, sentBy, switchesRelay, writesDisplay } from '../../src/flow-check/commanders';
import { asNumber, asText, type FlowNode, idsIn, nameOf } from '../../src/flow-check/flow';
import { Graph } from '../../src/flow-check/graph';
import { deviceOf, filterOf, hubOf, silenceLimitsOf, tableOf } from '../../src/flow-check/hub-of';
import { variable } from '../nodes/support/flows';
import { HOME, hub, on, reading, relay } from './flows';

const out = (settings: object): FlowNode => on('x', 'clown-out', { ...settings });

describe('flow check: what a node sends', () => {
    const message = { kind: 'message', isFromPayload: true } as const;
    const LAMP = 'relay/i2c0-3b';
    const rows: readonly (readonly [title: string, node: FlowNode, sent: Sent | undefined])[] = [
        ['nothing, of clown in', reading('in', 'relay/i2c0-3b/set'), undefined],
        ['nothing known, of an unknown command', out({ command: 'fly' }), undefined],
        ['a message whose topic is not set', out({}), message],
        ['a message with an empty topic', out({ topic: '' }), message],
        ['a message of an empty command', out({ command: '', topic: '' }), message],
        [
            'a message to a topic',
            out({ topic: 'relay/I2C0-3B/set' }),
            { ...message, topic: 'relay/I2C0-3B/set', device: LAMP },
        ],
        [
            'a message to a topic of one level',
            out({ topic: 'relay' }),
            { ...message, topic: 'relay', device: 'relay/' },
        ],
        ['a message to the topic of each message', out({ topic: 'topic', topicType: 'msg' }), message],
        [
            'a message to a topic whose type is empty',
            out({ topic: 'a/b/set', topicType: '' }),
            { ...message, topic: 'a/b/set', device: 'a/b' },
        ],
        ['a message to a topic with a variable', out({ topic: `relay/${variable('A')}/set` }), message],
        ['a message to a topic that is no text', out({ topic: 5 }), message],
        [
            'a request',
            on('x', 'clown-request', { topic: 'led/-/get' }),
            { ...message, topic: 'led/-/get', device: 'led/-' },
        ],
        ['raw text', out({ command: 'raw', topic: 'a/b/set' }), { kind: 'raw', isFromPayload: true }],
        ['the list', out({ command: 'list', device: 'led/-' }), { kind: 'list', isFromPayload: true }],
        ['a relay command', relay('x'), { kind: 'relay', device: LAMP, isFromPayload: true }],
        [
            'a relay command, with an empty type',
            relay('x', { deviceType: '' }),
            { kind: 'relay', device: LAMP, isFromPayload: true },
        ],
        [
            'a relay command to the device of each message',
            relay('x', { deviceType: 'msg' }),
            { kind: 'relay', isFromPayload: true },
        ],
        [
            'a relay command to a variable',
            relay('x', { device: variable('A') }),
            { kind: 'relay', isFromPayload: true },
        ],
        ['a relay command without a device', relay('x', { device: undefined }), { kind: 'relay', isFromPayload: true }],
        [
            'a LED command without a device',
            out({ command: 'led' }),
            { kind: 'led', device: 'led/-', isFromPayload: true },
        ],
        [
            'a fixed value',
            relay('x', { payload: 'on', payloadType: 'str' }),
            { kind: 'relay', device: LAMP, isFromPayload: false },
        ],
        [
            'a fixed value that is the name of a property',
            relay('x', { payload: 'payload', payloadType: 'str' }),
            { kind: 'relay', device: LAMP, isFromPayload: false },
        ],
        [
            'another property',
            relay('x', { payload: 'state', payloadType: 'msg' }),
            { kind: 'relay', device: LAMP, isFromPayload: false },
        ],
        [
            'the payload, of empty settings',
            relay('x', { payload: '', payloadType: '' }),
            { kind: 'relay', device: LAMP, isFromPayload: true },
        ],
    ];
    for (const [title, node, sent] of rows) it(title, () => assert.deepEqual(sentBy(node), sent));

    it('switches a relay by its kind, or by a topic', () => {
        const relays: readonly (readonly [node: FlowNode, relay: string | undefined, switches: boolean])[] = [
            [relay('x'), LAMP, true],
            [relay('x', { deviceType: 'msg' }), undefined, true],
            [out({ topic: 'relay/i2c0-3b/set' }), LAMP, true],
            [out({ topic: 'relay/i2c0-3b/pulse/set' }), undefined, false],
            [out({ topic: 'my/relay/i2c0-3b/set' }), undefined, false],
            [out({ topic: 'relay/i2c0-3b/get' }), undefined, false],
            [out({ topic: 'relay/i2c0-3b/set/x' }), undefined, false],
            [out({ command: 'led' }), undefined, false],
            [out({ command: 'led', topic: 'relay/i2c0-3b/set' }), undefined, false],
            [out({}), undefined, false],
            [reading('in', 'relay/i2c0-3b/set'), undefined, false],
        ];
        for (const [node, name, switches] of relays) {
            assert.deepEqual([relayOf(node), switchesRelay(node)], [name, switches], JSON.stringify(node));
        }
    });

    it('writes a display by its kind, or by a topic', () => {
        const displays: readonly (readonly [settings: object, writes: boolean])[] = [
            [{ command: 'text', device: 'i2c0-3c' }, true],
            [{ command: 'picture' }, true],
            [{ topic: 'display-oled/i2c0-3c/set' }, true],
            [{ topic: 'my/display-oled/i2c0-3c/set' }, false],
            [{ topic: 'display-oled/i2c0-3c/set/x' }, false],
            [{ topic: 'display-oled/set' }, false],
            [{ command: 'led' }, false],
            [{}, false],
        ];
        for (const [settings, writes] of displays)
            assert.equal(writesDisplay(out(settings)), writes, JSON.stringify(settings));
        assert.equal(writesDisplay(on('x', 'debug')), false);
    });

    it('commands a device that its field names, also if the value would not do', () => {
        assert.equal(deviceOf('text', 'I2C0-3C'), 'display-oled/i2c0-3c');
        assert.equal(deviceOf('picture', 'i2c0-3c'), 'display-oled/i2c0-3c');
        assert.equal(deviceOf('interval', 'thermometer/i2c0-48'), 'thermometer/i2c0-48');
        assert.equal(deviceOf('i2c-read', ''), 'i2c/0');
        assert.equal(deviceOf('interval', 'thermometer'), undefined);
        assert.equal(deviceOf('relay', { device: 'i2c0-3b' }), undefined);
        assert.equal(deviceOf('interval', `thermometer/${variable('A')}`), undefined);
    });
});

describe('flow check: the hub of a node', () => {
    it('is the node of its setting, with what is known of it', () => {
        const graph = new Graph([hub(), { id: 'b', type: 'mqtt-broker' }]);
        const of = (setting: unknown) => hubOf(reading('in', '#', { hub: setting }), graph, new Map([['hub', HOME]]));
        assert.deepEqual(of('hub'), { node: hub(), known: HOME });
        for (const setting of ['b', '', undefined, variable('HUB'), 5]) assert.equal(of(setting), undefined);
    });

    it('sends what the topic of clown in selects, unless that is invalid or a variable', () => {
        assert.equal(filterOf(reading('in', 'thermometer/+')), 'thermometer/+');
        assert.equal(filterOf(reading('in', 'relay/+', { listen: '' })), 'relay/+');
        assert.equal(filterOf(reading('in', 'relay/+', { listen: 'state' })), undefined);
        for (const topic of [`relay/${variable('A')}`, 'a//b', 'a/#/b', 5])
            assert.equal(filterOf(reading('in', topic as string)), undefined);
    });

    it('has the publish intervals of its table', () => {
        const table = (...intervals: unknown[]) => tableOf(hub({ intervals }));
        const device = 'thermometer/i2c0-48';
        assert.deepEqual(
            table({ device: ` ${device} `, seconds: '60' }, { device, seconds: 5 }, { device, seconds: null }),
            [
                { device, seconds: 60 },
                { device, seconds: 5 },
                { device, seconds: null },
            ],
        );
        assert.deepEqual(table({ device, seconds: 'soon' }), [{ device, seconds: Number.NaN }]);
        const none = [{ device, seconds: '' }, { device, seconds: ' ' }, { device }, { device, seconds: true }];
        const odd = [
            null,
            5,
            { seconds: 5 },
            { device: variable('A'), seconds: 5 },
            { device, seconds: variable('S') },
        ];
        assert.deepEqual(table(...none, ...odd), []);
        assert.deepEqual(tableOf(hub({ intervals: { device, seconds: 5 } })), []);
    });

    it('has the silence limits of its table', () => {
        const devices = [
            { device: 'thermometer/i2c0-48', silentAfter: '60' },
            { device: 'relay/i2c0-3b', name: 'Pump' },
            { device: 'lux-meter/i2c0-44', silentAfter: 0 },
        ];
        assert.deepEqual(
            [...silenceLimitsOf(hub({ devices }))],
            [
                ['thermometer/i2c0-48', 60],
                ['lux-meter/i2c0-44', 0],
            ],
        );
    });
});

describe('flow check: stored values', () => {
    it('name a node by its name, its label or its type', () => {
        assert.equal(nameOf({ id: 'a', type: 'clown-out', name: ' Lamp ' }), 'Lamp');
        assert.equal(nameOf({ id: 'a', type: 'tab', label: 'Home' }), 'Home');
        assert.equal(nameOf({ id: 'a', type: 'tab', name: ' ', label: 'Home' }), 'Home');
        assert.equal(nameOf({ id: 'a', type: 'clown-out', name: '' }), 'clown out');
        assert.equal(nameOf({ id: 'a', type: 'clown-in', name: 5, label: null }), 'clown in');
    });

    it('are texts and numbers as far as they can be converted', () => {
        const odd = { toString: null, valueOf: null };
        assert.deepEqual(['a', 5, true, null, undefined, odd, [1]].map(asText), ['a', '5', 'true', '', '', '', '']);
        assert.deepEqual(['5', 5, '', 'x', true, odd, [1], null].map(asNumber), [
            5,
            5,
            ...Array<number>(6).fill(Number.NaN),
        ]);
        assert.deepEqual([['a', 5, null, 'b'], 'ab', { 0: 'a' }, undefined].map(idsIn), [['a', 'b'], [], [], []]);
    });

    it('name the rules that an owner has dismissed', () => {
        assert.deepEqual(dismissedIn({ dismissed: ' no-catch  relay-two ' }), ['no-catch', 'relay-two']);
        assert.deepEqual(dismissedIn({ dismissed: ['no-catch'] }), []);
        assert.deepEqual(dismissedIn({}), []);
    });
});
