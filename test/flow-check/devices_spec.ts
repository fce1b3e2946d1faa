// Intervals, limits and requests that do not fit a device.

import { checks } from './checks';
import { asked, HOME, hub, inject, on, reading, relay, timed, toDisplay } from './flows';

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
    ],
    none: [
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
        ['a sensor that the hub does not have', [asked({ command: 'get', device: 'thermometer/i2c0-49' })], HOME],
        [
            'a confirmation of a relay that the hub does not have',
            [relay('lamp', { device: 'i2c0-3f', confirm: true })],
            HOME,
        ],
    ],
    none: [
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
        ['the limit of one device', [reading('in', 'thermometer/+', { silentAfter: '300' }), limited(30)], timed(60)],
    ],
    none: [
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
