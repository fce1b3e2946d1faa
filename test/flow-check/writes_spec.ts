// Displays and databases that are written every second.

import assert from 'node:assert/strict';
import { checkFlow } from '../../src/flow-check/check';
import { checks } from './checks';
import { HOME, hub, on, reading, set, tab, timed, toDisplay } from './flows';

checks('display-often', {
    found: [
        ['each reading', [reading('in', 'thermometer/+', {}, 'show'), toDisplay('show')]],
        [
            'each reading as text',
            [reading('in', 'thermometer/+', {}, 't'), on('t', 'template', {}, 'show'), toDisplay('show')],
        ],
        ['an interval that the hub knows', [reading('in', 'thermometer/+', {}, 'show'), toDisplay('show')], timed(1)],
        [
            'an interval in the table of the hub',
            [
                hub({ intervals: [{ device: 'thermometer/i2c0-48', seconds: 1 }] }),
                reading('in', 'thermometer/+', {}, 'show'),
                toDisplay('show'),
            ],
            HOME,
        ],
        [
            'one of several intervals in the table of the hub',
            [
                hub({
                    intervals: [
                        { device: 'thermometer/i2c0-49', seconds: 60 },
                        { device: 'thermometer/i2c0-48', seconds: 1 },
                    ],
                }),
                reading('in', 'thermometer/+', {}, 'show'),
                toDisplay('show'),
            ],
        ],
        [
            'one of several intervals that the hub knows',
            [reading('in', 'thermometer/+', {}, 'show'), toDisplay('show')],
            {
                ...HOME,
                devices: [60, 1].map((seconds) => ({ device: `thermometer/i2c0-${seconds}`, quantities: [], seconds })),
            },
        ],
        [
            'each reading, beside a command that changes no interval',
            [
                reading('in', 'thermometer/+', {}, 'show'),
                toDisplay('show'),
                on('x', 'clown-out', { hub: 'hub', topic: 'led/-/set' }),
                on('y', 'clown-out', { hub: 'hub', command: 'fly' }),
            ],
        ],
    ],
    none: [
        ...[
            ['raw text', { command: 'raw' }],
            ['messages whose topic is not fixed', { command: 'message', topic: 'topic', topicType: 'msg' }],
            ['an interval', { command: 'interval', device: 'thermometer/i2c0-48' }],
            ['a message with an interval', { topic: 'thermometer/i2c0-48/config/update' }],
        ].flatMap(([title, settings]) =>
            ['clown-out', 'clown-request'].map(
                (type) =>
                    [
                        `a flow that may send ${title as string} by ${type}`,
                        [
                            reading('in', 'thermometer/+', {}, 'show'),
                            toDisplay('show'),
                            on('x', type, { hub: 'hub', ...(settings as object) }),
                        ],
                    ] as const,
            ),
        ),
        [
            'a hub that sets intervals after connecting',
            [
                hub({ startFrames: '["thermometer/i2c0-48/config/update", {"publish-interval": 60}]' }),
                reading('in', 'thermometer/+', {}, 'show'),
                toDisplay('show'),
            ],
        ],
        [
            'a longer interval in the table of the hub',
            [
                hub({
                    intervals: [
                        { device: 'thermometer/i2c0-48', seconds: 60 },
                        { device: 'lux-meter/i2c0-44', seconds: 1 },
                    ],
                }),
                reading('in', 'thermometer/+', {}, 'show'),
                toDisplay('show'),
            ],
        ],
        [
            'no regular reports, in the table of the hub',
            [
                hub({ intervals: [{ device: 'thermometer/i2c0-48', seconds: null }] }),
                reading('in', 'thermometer/+', {}, 'show'),
                toDisplay('show'),
            ],
        ],
        ['no regular reports', [reading('in', 'thermometer/+', {}, 'show'), toDisplay('show')], timed(null)],
        ['the second output of a node', [reading('in', 'thermometer/+', { wires: [[], ['show']] }), toDisplay('show')]],
        ['a level below the devices', [reading('in', 'thermometer/+/x', {}, 'show'), toDisplay('show')]],
        ['a level above the devices', [reading('in', 'home/thermometer/+', {}, 'show'), toDisplay('show')]],
        ['connection changes', [reading('in', 'thermometer/+', { listen: 'state' }, 'show'), toDisplay('show')]],
        [
            'a limited rate',
            [
                reading('in', 'thermometer/+', {}, 'slow'),
                on('slow', 'delay', { pauseType: 'rate' }, 'show'),
                toDisplay('show'),
            ],
        ],
        [
            'a function node between',
            [reading('in', 'thermometer/+', {}, 'f'), on('f', 'function', {}, 'show'), toDisplay('show')],
        ],
        ['a button', [reading('in', 'push-button/-', {}, 'show'), toDisplay('show')]],
        ['a CO2 sensor', [reading('in', 'co2-sensor/+', {}, 'show'), toDisplay('show')]],
        [
            'an interval that the hub does not know',
            [reading('in', 'thermometer/+', {}, 'show'), toDisplay('show')],
            HOME,
        ],
        ['a longer interval', [reading('in', 'thermometer/+', {}, 'show'), toDisplay('show')], timed(10)],
        [
            'an interval that the flow sets',
            [
                reading('in', 'thermometer/+', {}, 'show'),
                toDisplay('show'),
                on('x', 'clown-out', { hub: 'hub', command: 'interval', device: 'topic', deviceType: 'msg' }),
            ],
        ],
    ],
});

checks('store-often', {
    found: [
        ['each reading', [reading('in', 'thermometer/+', {}, 'db'), on('db', 'influxdb out')]],
        [
            'each reading to a server',
            [reading('in', 'lux-meter/i2c0-44', {}, 'c'), set('c', 'payload', 'msg', 'web'), on('web', 'http request')],
        ],
    ],
    none: [
        [
            'ten readings at once',
            [reading('in', 'thermometer/+', {}, 'j'), on('j', 'join', {}, 'db'), on('db', 'influxdb batch')],
        ],
        [
            'only changes',
            [reading('in', 'thermometer/+', {}, 'rbe'), on('rbe', 'rbe', {}, 'db'), on('db', 'influxdb out')],
        ],
        [
            'an interval that the hub does not know',
            [reading('in', 'thermometer/+', {}, 'db'), on('db', 'influxdb out')],
            HOME,
        ],
        ['a broker', [reading('in', 'thermometer/+', {}, 'mqtt'), on('mqtt', 'mqtt out')]],
    ],
});

describe('flow check: the pace of a sensor', () => {
    const sentences = (about?: ReturnType<typeof timed>): readonly string[] => {
        const nodes = [tab, hub(), reading('in', 'thermometer/+', {}, 'db'), on('db', 'influxdb out')];
        return checkFlow(nodes, about && new Map([['hub', about]])).map(({ sentence }) => sentence);
    };

    it('is called a default unless the hub knows it', () => {
        assert.deepEqual(sentences(), ['store-often.default']);
        assert.deepEqual(sentences(timed(1)), ['store-often']);
    });
});
