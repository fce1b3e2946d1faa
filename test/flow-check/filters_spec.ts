// Topics of clown in that match nothing, and quantities that no device reports.

import type { FlowNode } from '../../src/flow-check/flow';
import { variable } from '../nodes/support/flows';
import { checks } from './checks';
import { HOME, known, reading } from './flows';

const one = (topic: string, quantity: string): FlowNode => reading('in', topic, { output: 'quantity', quantity });

checks('filter-unmatched', {
    found: [
        ['another spelling', [reading('in', 'Thermometer/i2c0-48')], HOME],
        ['the base topic of MQTT', [reading('in', 'nodes/bridge/0/thermometer/+')], HOME],
        ['a sensor that is not there', [reading('in', 'thermometer/i2c0-49')], HOME],
    ],
    none: [
        ['a topic that matches', [reading('in', 'thermometer/+')], HOME],
        ['no device list', [reading('in', 'Thermometer/i2c0-48')]],
        ['slow devices', [reading('in', 'thermometer/i2c0-49')], { ...HOME, isSettled: false }],
        ['a report that was turned off', [reading('in', 'thermometer/i2c0-49', { warnUnmatched: false })], HOME],
        ['a variable', [reading('in', `Thermometer/${variable('ADDRESS')}`)], HOME],
        ['a node that is disabled', [reading('in', 'thermometer/i2c0-49', { d: true })], HOME],
        ['connection changes', [reading('in', 'thermometer/i2c0-49', { listen: 'state' })], HOME],
    ],
});

checks('quantity-unreported', {
    found: [
        ['what the device has not reported', [one('thermometer/+', 'humidity')], HOME],
        ['another spelling, without a hub', [one('humidity-sensor/+', 'relative_humidity')]],
        ['a quantity of another type, without a hub', [one('thermometer/i2c0-48', 'pressure')]],
    ],
    none: [
        ['what the device has reported', [one('thermometer/+', 'temperature')], HOME],
        ['what another matching device reports', [one('+/+', 'relative-humidity')], HOME],
        ['a device without a reading', [one('thermometer/+', 'x')], known({ 'thermometer/i2c0-48': [] })],
        ['a quantity that no type has', [one('thermometer/+', 'battery')]],
        ['a device of an unknown type', [one('gate/+', 'pressure')]],
        [
            'a quantity that the type usually reports',
            [one('humidity-sensor/+', 'relative-humidity')],
            known({ 'humidity-sensor/i2c0-40': ['temperature'] }),
        ],
        ['a device of another type', [one('relay/+', 'energy')], HOME],
        ['devices of several types', [one('+/i2c0-3b', 'energy')], HOME],
        ['slow devices', [one('thermometer/+', 'battery')], { ...HOME, isSettled: false }],
        [
            'what a slow device has reported',
            [one('thermometer/+', 'pressure')],
            known({ 'thermometer/i2c0-48': ['pressure'] }, { isSettled: false }),
        ],
        ['a quantity that is not selected', [reading('in', 'thermometer/+', { quantity: 'pressure' })], HOME],
    ],
});
