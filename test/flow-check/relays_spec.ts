// Relays that are switched by two sensors, by their own state, or by a sensor that may fail.

import type { FlowNode } from '../../src/flow-check/flow';
import { variable } from '../nodes/support/flows';
import { checks } from './checks';
import { above, asked, follows, hub, inject, on, reading, relay, set, subflow, switchOn } from './flows';

const state = (settings: object, ...to: string[]): FlowNode =>
    reading('state', 'relay/i2c0-3b', { output: 'quantity', quantity: 'state', ...settings }, ...to);

/** A sensor whose silence is reported to something. */
const watched = (id: string, topic: string, settings: object = {}): FlowNode[] => [
    reading(id, topic, { silentAfter: '60', wires: [[], ['told']], ...settings }),
    on('told', 'debug'),
];

/** The same nodes on another tab. */
const upstairs = (nodes: readonly FlowNode[]): FlowNode[] => nodes.map((node) => ({ ...node, z: 'upstairs' }));

checks('relay-two', {
    found: [
        [
            'one sensor, in two flows',
            [...follows('a', 'thermometer/+', 'x'), ...upstairs(follows('b', 'thermometer/+', 'y'))],
            undefined,
            'flows',
        ],
        [
            'two sensors, in two flows',
            [...follows('a', 'thermometer/+', 'x'), ...upstairs(follows('b', 'lux-meter/+', 'y'))],
        ],
        [
            'two sensors',
            [
                ...follows('warm', 'thermometer/+', 'fan'),
                ...follows('wet', 'humidity-sensor/+', 'fan 2', { command: 'message', topic: 'relay/I2C0-3B/set' }),
            ],
        ],
        [
            'two sensors of one type',
            [...follows('one', 'thermometer/i2c0-48', 'a'), ...follows('two', 'thermometer/i2c0-49', 'b')],
        ],
        [
            'a command and a request, each after a node that computes a value',
            [
                reading('warm', 'thermometer/+', {}, 'range'),
                on('range', 'range', {}, 'a'),
                relay('a'),
                reading('wet', 'humidity-sensor/+', {}, 'wait'),
                on('wait', 'trigger', {}, 'ask'),
                asked({ command: 'relay', device: 'i2c0-3b' }),
            ],
        ],
    ],
    none: [
        [
            'relays that each message names',
            ['thermometer/+', 'lux-meter/+'].flatMap((topic) =>
                follows(topic, topic, `${topic} lamp`, { deviceType: 'msg' }),
            ),
        ],
        [
            'a hub that a variable names',
            ['thermometer/+', 'lux-meter/+'].flatMap((topic) =>
                follows(topic, topic, `${topic} lamp`, { hub: variable('HUB') }),
            ),
        ],
        [
            'one node of a subflow with two instances',
            [
                reading('warm', 'thermometer/+', {}, 's1'),
                reading('wet', 'humidity-sensor/+', {}, 's2'),
                on('s1', 'subflow:sub'),
                on('s2', 'subflow:sub'),
                ...subflow([relay('lamp')], 'lamp'),
            ],
        ],
        [
            'a function node between',
            [
                ...follows('warm', 'thermometer/+', 'a'),
                reading('wet', 'humidity-sensor/+', {}, 'f'),
                on('f', 'function', {}, 'b'),
                relay('b'),
            ],
        ],
        [
            'a sensor that may reach both nodes',
            [
                ...follows('warm', 'thermometer/+', 'a'),
                ...follows('wet', 'humidity-sensor/+', 'b'),
                reading('wet 2', 'humidity-sensor/+', {}, 'f'),
                on('f', 'function', {}, 'a'),
            ],
        ],
        [
            'a switch node that asks for the season',
            [
                ...follows('warm', 'thermometer/+', 'a'),
                reading('wet', 'humidity-sensor/+', {}, 'season'),
                on('season', 'switch', { property: 'season', propertyType: 'flow', rules: [{ t: 'true' }] }, 'b'),
                relay('b'),
            ],
        ],
        [
            'another flow that does not follow the sensor by itself',
            [
                ...follows('a', 'thermometer/+', 'x'),
                ...upstairs([reading('b', 'thermometer/+', {}, 'f'), on('f', 'function', {}, 'y'), relay('y')]),
            ],
        ],
        [
            'another flow with a button',
            [...follows('a', 'thermometer/+', 'x'), ...upstairs([inject('b', 'true', 'bool', 'y'), relay('y')])],
        ],
        ['two nodes on one topic', [...follows('a', 'thermometer/+', 'x'), ...follows('b', 'thermometer/+', 'y')]],
        [
            'a topic and one that contains it',
            [...follows('a', 'thermometer/+', 'x'), ...follows('b', 'thermometer/i2c0-48', 'y')],
        ],
        [
            'two topics with a device in common',
            [...follows('a', 'thermometer/#', 'x'), ...follows('b', 'thermometer/+', 'y')],
        ],
        [
            'two relays',
            [...follows('warm', 'thermometer/+', 'a'), ...follows('wet', 'lux-meter/+', 'b', { device: 'i2c0-3f' })],
        ],
        [
            'one sensor',
            [
                on('is', 'switch', { wires: [['a'], ['b']] }),
                reading('in', 'thermometer/+', {}, 'is'),
                relay('a'),
                relay('b'),
            ],
        ],
        [
            'buttons beside a sensor',
            [...follows('warm', 'thermometer/+', 'a'), inject('go', 'true', 'bool', 'b'), relay('b')],
        ],
        [
            'a push button beside a sensor',
            [...follows('warm', 'thermometer/+', 'a'), ...follows('go', 'push-button/-', 'b')],
        ],
        ['one node for two sensors', [...follows('a', 'thermometer/+', 'fan'), reading('b', 'lux-meter/+', {}, 'fan')]],
        [
            'two hubs',
            [
                ...follows('a', 'thermometer/+', 'x'),
                ...follows('b', 'lux-meter/+', 'y', { hub: 'other' }),
                { id: 'other', type: 'clown-hub' },
            ],
        ],
    ],
});

checks('relay-loop', {
    found: [
        ['its own state', [state({}, 'lamp'), relay('lamp')]],
        ['its state as an object', [state({ output: 'values' }, 'lamp'), relay('lamp')]],
        ['toggle', [state({}, 'to'), set('to', 'toggle', 'str', 'lamp'), relay('lamp')]],
        [
            'the opposite state',
            [
                state({}, 'is'),
                switchOn('is', [{ t: 'true' }, { t: 'else' }], ['off'], ['on']),
                set('off', 'false', 'bool', 'lamp'),
                set('on', 'true', 'bool', 'lamp'),
                relay('lamp'),
            ],
        ],
        ['a fixed state', [state({}, 'lamp'), relay('lamp', { payload: 'on', payloadType: 'str' })]],
        ['only off', [state({}, 'is'), switchOn('is', [{ t: 'false' }], ['lamp']), relay('lamp')]],
        [
            'one of its values, each of which is sent alone',
            [state({ output: 'each' }, 'is'), switchOn('is', [{ t: 'true' }], ['lamp']), relay('lamp')],
        ],
        ['only on', [state({}, 'is'), switchOn('is', [{ t: 'true' }], ['lamp']), relay('lamp')]],
        ['each of its values', [state({ output: 'each' }, 'lamp'), relay('lamp')]],
        ['a state as a number', [state({}, 'to'), set('to', '1', 'num', 'lamp'), relay('lamp')]],
        ['a state as an object', [state({}, 'to'), set('to', '{"state":"on"}', 'json', 'lamp'), relay('lamp')]],
        [
            'its state a while later, through nodes that keep it',
            [
                state({}, 'j'),
                on('j', 'junction', {}, 'wait'),
                on('wait', 'delay', {}, 'to'),
                on('to', 'change', { rules: [{ t: 'set', p: 'topic', pt: 'msg', to: '', tot: 'str' }] }, 'lamp'),
                relay('lamp'),
            ],
        ],
        [
            'its state, beside a loop that sets an object',
            [
                state({}, 'to'),
                set('to', '{}', 'json', 'j'),
                on('j', 'junction', {}, 'to', 'set'),
                set('set', 'true', 'bool', 'lamp'),
                relay('lamp'),
            ],
        ],
    ],
    none: [
        [
            'toggle after on only',
            [
                state({}, 'is'),
                switchOn('is', [{ t: 'true' }], ['to']),
                set('to', 'toggle', 'str', 'lamp'),
                relay('lamp'),
            ],
        ],
        ['its state as text', [state({ output: 'text' }, 'lamp'), relay('lamp')]],
        ['another of its values', [state({ quantity: 'pulse' }, 'lamp'), relay('lamp')]],
        [
            'another value, whose name has no meaning for the other outputs',
            [state({ output: 'text', quantity: 'state' }, 'lamp'), relay('lamp')],
        ],
        ['a report that it is silent', [state({ silentAfter: '60', wires: [[], ['lamp']] }), relay('lamp')]],
        [
            'what a delay node sends to a second output',
            [state({}, 'wait'), on('wait', 'delay', { wires: [[], ['lamp']] }), relay('lamp')],
        ],
        [
            'a node of another pack with rules',
            [state({}, 'x'), on('x', 'change-more', { rules: [] }, 'lamp'), relay('lamp')],
        ],
        [
            'the LED, which follows it',
            [reading('in', '#', { output: 'values' }, 'led'), on('led', 'clown-out', { hub: 'hub', command: 'led' })],
        ],
        [
            'a hub that a variable names',
            [state({ hub: variable('HUB') }, 'lamp'), relay('lamp', { hub: variable('HUB') })],
        ],
        ['a node of no hub', [state({}, 'lamp'), relay('lamp', { hub: '' })]],
        [
            'connection changes',
            [state({ listen: 'state' }, 'lamp'), relay('lamp', { payload: 'on', payloadType: 'str' })],
        ],
        ['another relay', [state({}, 'lamp'), relay('lamp', { device: 'i2c0-3f' })]],
        ['another hub', [state({}, 'lamp'), relay('lamp', { hub: 'b' }), { id: 'b', type: 'clown-hub' }]],
        [
            'off a while after on',
            [
                state({}, 'is'),
                switchOn('is', [{ t: 'true' }], ['wait']),
                on('wait', 'delay', {}, 'off'),
                set('off', 'false', 'bool', 'lamp'),
                relay('lamp'),
            ],
        ],
        ['only changes', [state({}, 'rbe'), on('rbe', 'rbe', {}, 'lamp'), relay('lamp')]],
        ['a function node between', [state({}, 'f'), on('f', 'function', {}, 'lamp'), relay('lamp')]],
        ['a dashboard switch between', [state({}, 'ui'), on('ui', 'ui-switch', {}, 'lamp'), relay('lamp')]],
        [
            'a comparison that is not known',
            [state({}, 'is'), switchOn('is', [{ t: 'jsonata_exp' }], ['lamp']), relay('lamp')],
        ],
    ],
});

checks('relay-unguarded', {
    found: [
        ['a threshold', follows('in', 'thermometer/+', 'fan')],
        ['a relay whose commands the hub confirms', follows('in', 'thermometer/+', 'fan', { confirm: true })],
        ['a request', [reading('in', 'thermometer/+', {}, 'ask'), asked({ command: 'relay', device: 'i2c0-3b' })]],
        [
            'after a filter node',
            [
                reading('in', 'thermometer/+', {}, 'is'),
                switchOn('is', [above], ['rbe']),
                on('rbe', 'rbe', {}, 'fan'),
                relay('fan'),
            ],
        ],
        [
            'a limit for silence of some of its sensors',
            [...follows('in', 'thermometer/+', 'fan'), ...watched('quiet', 'thermometer/i2c0-48')],
        ],
        [
            'a report of silence that goes nowhere',
            [
                ...follows('in', 'thermometer/+', 'fan'),
                reading('quiet', 'thermometer/+', { silentAfter: '60' }, 'told'),
                on('told', 'debug'),
            ],
        ],
        ...['0', 0, ''].map(
            (silentAfter) =>
                [
                    `a limit for silence of ${JSON.stringify(silentAfter)}`,
                    [...follows('in', 'thermometer/+', 'fan'), ...watched('quiet', 'thermometer/+', { silentAfter })],
                ] as const,
        ),
        [
            'a report of the silence of one sensor that only sends its readings to the relay',
            [
                ...follows('in', 'thermometer/+', 'fan'),
                ...watched('quiet', 'thermometer/i2c0-48', { wires: [['f'], ['told']] }),
                on('f', 'function', {}, 'fan'),
            ],
        ],
        [
            'a report of silence to another relay',
            [
                ...follows('in', 'thermometer/+', 'fan'),
                reading('quiet', 'thermometer/i2c0-48', { silentAfter: '60', wires: [[], ['other']] }),
                relay('other', { device: 'i2c0-3f' }),
            ],
        ],
        [
            'a relay that each message names, with a report of silence to another such node',
            [
                ...follows('in', 'thermometer/+', 'fan', { deviceType: 'msg' }),
                reading('quiet', 'thermometer/i2c0-48', { silentAfter: '60', wires: [[], ['other']] }),
                relay('other', { deviceType: 'msg' }),
            ],
        ],
        [
            'a limit for silence of a sensor of another hub',
            [
                ...follows('in', 'thermometer/+', 'fan'),
                ...watched('quiet', 'thermometer/+', { hub: 'b' }),
                { id: 'b', type: 'clown-hub' },
            ],
        ],
        [
            'the silence of another sensor at its relay',
            [
                ...follows('in', 'thermometer/+', 'fan'),
                reading('quiet', 'lux-meter/+', { silentAfter: '60', wires: [[], ['off']] }),
                set('off', 'false', 'bool', 'fan'),
            ],
        ],
        [
            'a limit for silence that the hub turns off for the device',
            [
                ...follows('in', 'thermometer/i2c0-48', 'fan'),
                ...watched('quiet', 'thermometer/i2c0-48'),
                hub({ devices: [{ device: 'thermometer/i2c0-48', silentAfter: 0 }] }),
            ],
        ],
    ],
    none: [
        ['the second output of a node', [reading('in', 'thermometer/+', { wires: [[], ['fan']] }), relay('fan')]],
        [
            'a second node that reports the silence of everything',
            [...follows('in', 'thermometer/+', 'fan'), ...watched('quiet', '#')],
        ],
        [
            'a limit for silence that is stored as a number',
            [...follows('in', 'thermometer/+', 'fan'), ...watched('quiet', 'thermometer/+', { silentAfter: 60 })],
        ],
        [
            'a limit for silence from a variable',
            [
                ...follows('in', 'thermometer/+', 'fan'),
                ...watched('quiet', 'thermometer/+', { silentAfter: variable('S') }),
            ],
        ],
        [
            'a report of silence to a request for the same relay',
            [
                ...follows('in', 'thermometer/+', 'fan'),
                reading('quiet', 'thermometer/i2c0-48', { silentAfter: '60', wires: [[], ['ask']] }),
                asked({ command: 'relay', device: 'i2c0-3b' }),
            ],
        ],
        [
            'a trigger node that waits behind any other node',
            [
                reading('in', 'thermometer/+', {}, 'fan', 'f'),
                on('f', 'function', {}, 'wait'),
                on('wait', 'trigger'),
                relay('fan'),
            ],
        ],
        ['a sensor without a relay', [reading('in', 'thermometer/+', {}, 'show'), on('show', 'debug')]],
        [
            'a limit of 0 for another device of the hub',
            [
                ...follows('in', 'thermometer/i2c0-48', 'fan'),
                ...watched('quiet', 'thermometer/i2c0-48'),
                hub({ devices: [{ device: 'thermometer/i2c1-49', silentAfter: 0 }] }),
            ],
        ],
        [
            'a second node that reports the silence of all sensors of this type',
            [...follows('in', 'thermometer/i2c0-48', 'fan'), ...watched('quiet', 'thermometer/+')],
        ],
        [
            'a second node whose report of silence reaches the relay',
            [
                ...follows('in', 'thermometer/+', 'fan'),
                reading('quiet', 'thermometer/i2c0-48', { silentAfter: '60', wires: [[], ['off']] }),
                set('off', 'false', 'bool', 'fan'),
            ],
        ],
        [
            'such a report that another node sends to the same relay',
            [
                ...follows('in', 'thermometer/+', 'fan'),
                reading('quiet', 'thermometer/i2c0-48', { silentAfter: '60', wires: [[], ['f']] }),
                on('f', 'function', {}, 'off'),
                relay('off'),
            ],
        ],
        [
            'a limit for silence',
            [
                reading('in', 'thermometer/+', { silentAfter: '60', wires: [['fan'], ['off']] }),
                set('off', 'false', 'bool', 'fan'),
                relay('fan'),
            ],
        ],
        [
            'a second node that reports silence',
            [...follows('in', 'thermometer/+', 'fan'), ...watched('quiet', 'thermometer/+')],
        ],
        [
            'a status node that may react to a silent sensor',
            [
                ...follows('in', 'thermometer/+', 'fan'),
                reading('quiet', 'thermometer/+', { silentAfter: '60' }),
                on('status', 'status'),
            ],
        ],
        [
            'a trigger node that waits',
            [reading('in', 'thermometer/+', {}, 'fan', 'wait'), on('wait', 'trigger'), relay('fan')],
        ],
        ['a button', follows('in', 'push-button/-', 'fan')],
        [
            'a function node between',
            [reading('in', 'thermometer/+', {}, 'f'), on('f', 'function', {}, 'fan'), relay('fan')],
        ],
        ['a request that switches nothing', [reading('in', 'thermometer/+', {}, 'ask'), asked({ command: 'get' })]],
    ],
});
