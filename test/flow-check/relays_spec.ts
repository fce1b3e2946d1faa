// Relays that are switched by two sensors, by their own state, or by a sensor that may fail.

import type { FlowNode } from '../../src/flow-check/flow';
import { checks } from './checks';
import { above, asked, follows, hub, inject, on, reading, relay, set, switchOn } from './flows';

const state = (settings: object, ...to: string[]): FlowNode =>
    reading('state', 'relay/i2c0-3b', { output: 'quantity', quantity: 'state', ...settings }, ...to);

/** A sensor whose silence is reported to something. */
const watched = (id: string, topic: string, settings: object = {}): FlowNode[] => [
    reading(id, topic, { silentAfter: '60', wires: [[], ['told']], ...settings }),
    on('told', 'debug'),
];

checks('relay-two', {
    found: [
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
    ],
    none: [
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
    ],
    none: [
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
            [...follows('in', 'thermometer/+', 'fan'), reading('quiet', 'thermometer/+', { silentAfter: '60' })],
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
