// Intervals, limits and requests that do not fit a device.

import assert from 'node:assert/strict';
import { checkFlow } from '../../src/flow-check/check';
import { variable } from '../nodes/support/flows';
import { checks } from './checks';
import { asked, HOME, hub, inject, on, reading, relay, tab, timed, toDisplay } from './flows';

const limited = (silentAfter: number) => hub({ devices: [{ device: 'thermometer/i2c0-48', silentAfter }] });

checks('interval-short', {
    found: [
        [
            'in the table of the hub',
            [reading('in', '#'), hub({ intervals: [{ device: 'co2-sensor/i2c0-38', seconds: '5' }] })],
        ],
        [
            'in a command',
            [
                inject('go', '5', 'num', 'x'),
                on('x', 'clown-out', { hub: 'hub', command: 'interval', device: 'co2-sensor/i2c0-38' }),
            ],
        ],
        [
            'in a request, as text',
            [inject('go', '5', 'str', 'ask'), asked({ command: 'interval', device: 'co2-sensor/i2c0-38' })],
        ],
    ],
    none: [
        ...[16, null, 'soon'].map(
            (seconds) =>
                [
                    `${seconds} seconds in the table of the hub`,
                    [reading('in', '#'), hub({ intervals: [{ device: 'co2-sensor/i2c0-38', seconds }] })],
                ] as const,
        ),
        [
            'the least interval',
            [
                inject('go', '16', 'num', 'x'),
                on('x', 'clown-out', { hub: 'hub', command: 'interval', device: 'co2-sensor/i2c0-38' }),
            ],
        ],
        [
            'a number for the relay of such an address',
            [inject('go', '5', 'num', 'x'), on('x', 'clown-out', { hub: 'hub', topic: 'co2-sensor/i2c0-38/x' })],
        ],
        [
            'a fixed interval, which the node checks itself',
            [
                inject('go', '5', 'num', 'x'),
                on('x', 'clown-out', {
                    ...{ hub: 'hub', command: 'interval', device: 'co2-sensor/i2c0-38' },
                    ...{ payload: '60', payloadType: 'num' },
                }),
            ],
        ],
        [
            'the time',
            [
                inject('go', '', 'date', 'x'),
                on('x', 'clown-out', { hub: 'hub', command: 'interval', device: 'co2-sensor/i2c0-38' }),
            ],
        ],
        [
            'a boolean',
            [
                inject('go', 'true', 'bool', 'x'),
                on('x', 'clown-out', { hub: 'hub', command: 'interval', device: 'co2-sensor/i2c0-38' }),
            ],
        ],
        [
            'a number for a device that each message names',
            [
                inject('go', '0', 'num', 'x'),
                on('x', 'clown-out', { hub: 'hub', command: 'interval', device: 'topic', deviceType: 'msg' }),
            ],
        ],
        [
            'an interval that fits',
            [
                inject('go', '60', 'num', 'x'),
                on('x', 'clown-out', { hub: 'hub', command: 'interval', device: 'co2-sensor/i2c0-38' }),
            ],
        ],
        [
            'the same for another device',
            [
                inject('go', '5', 'num', 'x'),
                on('x', 'clown-out', { hub: 'hub', command: 'interval', device: 'thermometer/i2c0-48' }),
            ],
        ],
        [
            'a device of each message',
            [
                inject('go', '5', 'num', 'x'),
                on('x', 'clown-out', { hub: 'hub', command: 'interval', device: 'topic', deviceType: 'msg' }),
            ],
        ],
        [
            'no reports',
            [
                inject('go', 'null', 'json', 'x'),
                on('x', 'clown-out', { hub: 'hub', command: 'interval', device: 'thermometer/i2c0-48' }),
            ],
        ],
    ],
});

checks('request-silent', {
    found: [
        ['a reading of a CO2 sensor', [asked({ command: 'get', device: 'co2-sensor/i2c0-38' })]],
        ['a text for a display', [asked({ command: 'text', device: 'i2c0-3c' })]],
        ['a picture for a display', [asked({ command: 'picture', device: 'i2c0-3c' })]],
        ['a message for a display', [asked({ command: 'message', topic: 'display-oled/i2c0-3c/set' })]],
        [
            'a sensor that the hub does not have',
            [asked({ command: 'get', device: 'thermometer/i2c0-49' })],
            HOME,
            'use',
        ],
        [
            'a type that the hub does not have',
            [asked({ command: 'get', device: 'barometer/i2c0-60' })],
            HOME,
            'missing',
        ],
        ...[true, 'true'].map(
            (confirm) =>
                [
                    `a confirmation (${JSON.stringify(confirm)}) of a relay that the hub does not have`,
                    [relay('lamp', { device: 'i2c0-3f', confirm })],
                    HOME,
                ] as const,
        ),
    ],
    none: [
        ['a command that is not confirmed', [relay('lamp', { device: 'i2c0-3f', confirm: false })], HOME],
        [
            'a command that cannot be confirmed',
            [on('x', 'clown-out', { hub: 'hub', command: 'interval', device: 'thermometer/i2c0-49', confirm: true })],
            HOME,
        ],
        [
            'a message for a display with a confirmation',
            [on('x', 'clown-out', { hub: 'hub', topic: 'display-oled/i2c0-3c/set', confirm: true })],
        ],
        ['another message for a display', [asked({ command: 'message', topic: 'display-oled/i2c0-3c/info' })]],
        ['raw text', [asked({ command: 'raw' })], HOME],
        ['a command that is not known', [asked({ command: 'fly', device: 'thermometer/i2c0-49' })], HOME],
        [
            'a hub that a variable names',
            [asked({ command: 'get', device: 'thermometer/i2c0-49', hub: variable('HUB') })],
            HOME,
        ],
        ['a sensor that responds', [asked({ command: 'get', device: 'thermometer/i2c0-48' })], HOME],
        ['a sensor of a hub without a list', [asked({ command: 'get', device: 'thermometer/i2c0-49' })]],
        ['slow devices', [asked({ command: 'get', device: 'thermometer/i2c0-49' })], { ...HOME, isSettled: false }],
        ['a device of each message', [asked({ command: 'get', device: 'topic', deviceType: 'msg' })], HOME],
        ['a wireless CO2 sensor', [asked({ command: 'get', device: 'co2-sensor/0' })]],
        ['a response topic', [asked({ command: 'text', device: 'i2c0-3c', answer: 'display-oled/+' })]],
        ['a bus', [asked({ command: 'scan', device: '0' })], HOME],
        ['the device list', [asked({ command: 'list' })], HOME],
        ['a text for a display without a response', [toDisplay('show')], HOME],
    ],
});

checks('silence-short', {
    found: [
        ['the interval of the hub', [reading('in', 'thermometer/+', { silentAfter: '60' })], timed(60)],
        ['a CO2 sensor', [reading('in', 'co2-sensor/i2c0-38', { silentAfter: '20' })]],
        ['a CO2 sensor with upper case', [reading('in', 'co2-sensor/I2C0-38', { silentAfter: '26' })]],
        [
            'the interval in the table of the hub',
            [
                reading('in', 'thermometer/+', { silentAfter: '60' }),
                hub({
                    intervals: [
                        { device: 'lux-meter/i2c0-44', seconds: 900 },
                        { device: 'thermometer/i2c0-48', seconds: 60 },
                    ],
                }),
            ],
        ],
        ['the limit of one device', [reading('in', 'thermometer/+', { silentAfter: '300' }), limited(30)], timed(60)],
    ],
    none: [
        [
            'the interval of another device in the table of the hub',
            [
                reading('in', 'thermometer/+', { silentAfter: '60' }),
                hub({ intervals: [{ device: 'lux-meter/i2c0-44', seconds: 900 }] }),
            ],
        ],
        ['a short limit of a quick sensor', [reading('in', 'thermometer/+', { silentAfter: '10' })], timed(1)],
        ['a limit for one device alone', [reading('in', 'thermometer/+', { silentAfter: '' }), limited(30)], timed(60)],
        ['a limit that is no number', [reading('in', 'thermometer/+', { silentAfter: 'soon' })], timed(60)],
        ['connection changes', [reading('in', 'thermometer/+', { silentAfter: '30', listen: 'state' })], timed(60)],
        ['a wireless CO2 sensor', [reading('in', 'co2-sensor/0', { silentAfter: '20' })]],
        ['one quantity of a CO2 sensor', [reading('in', 'co2-sensor/i2c0-38/concentration', { silentAfter: '20' })]],
        [
            'a hub that a variable names',
            [reading('in', 'thermometer/+', { silentAfter: '20', hub: variable('HUB') })],
            timed(60),
        ],
        [
            'a CO2 sensor without regular reports',
            [reading('in', 'co2-sensor/i2c0-38', { silentAfter: '20' })],
            { ...HOME, devices: [{ device: 'co2-sensor/i2c0-38', quantities: [], seconds: null }] },
        ],
        ['a longer limit', [reading('in', 'thermometer/+', { silentAfter: '61' })], timed(60)],
        [
            'a longer limit of one device',
            [reading('in', 'thermometer/+', { silentAfter: '30' }), limited(300)],
            timed(60),
        ],
        ['a device without a limit', [reading('in', 'thermometer/+', { silentAfter: '30' }), limited(0)], timed(60)],
        ['no limit', [reading('in', 'thermometer/+', { silentAfter: '' })], timed(60)],
        ['no regular reports', [reading('in', 'thermometer/+', { silentAfter: '60' })], timed(null)],
        ['an interval that is not known', [reading('in', 'thermometer/+', { silentAfter: '1' })], HOME],
    ],
});

it('flow check: silence-short names the least limit that fits, once for each node', () => {
    const devices = ['48', '49'].map((at) => ({ device: `thermometer/i2c0-${at}`, quantities: [], seconds: 60 }));
    const nodes = [tab, hub(), reading('in', 'thermometer/+', { silentAfter: '30' })];
    const found = checkFlow(nodes, new Map([['hub', { ...HOME, devices }]]));
    assert.deepEqual(
        found.map(({ values }) => values),
        [{ device: 'thermometer/i2c0-48', seconds: 60, limit: 30, least: 190, node: 'clown in' }],
    );
});
