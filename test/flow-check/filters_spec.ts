// Topics of clown in that match nothing, and quantities that no device reports.

import assert from 'node:assert/strict';
import { FlowCheckTexts } from '../../nodes/flow-check/texts';
import { checkFlow } from '../../src/flow-check/check';
import type { FlowNode } from '../../src/flow-check/flow';
import { variable } from '../nodes/support/flows';
import { checks } from './checks';
import { asked, HOME, hub, known, reading, relay, tab } from './flows';

const one = (topic: string, quantity: string): FlowNode => reading('in', topic, { output: 'quantity', quantity });

checks('filter-unmatched', {
    found: [
        ['another spelling', [reading('in', 'Thermometer/i2c0-48')], HOME, 'use'],
        ['the base topic of MQTT', [reading('in', 'nodes/bridge/0/thermometer/+')], HOME, 'base-topic'],
        ['a sensor that is not there', [reading('in', 'thermometer/i2c0-49')], HOME, 'use'],
        ['a type that is not there', [reading('in', 'barometer/i2c0-60')], HOME],
        ['blanks around a topic', [reading('in', ' Thermometer/i2c0-48 ')], HOME, 'use'],
    ],
    none: [
        ['a topic that matches', [reading('in', 'thermometer/+')], HOME],
        ['one with blanks around it', [reading('in', ' thermometer/+ ')], HOME],
        ['no device list', [reading('in', 'Thermometer/i2c0-48')]],
        ['slow devices', [reading('in', 'thermometer/i2c0-49')], { ...HOME, isSettled: false }],
        ['a report that was turned off', [reading('in', 'thermometer/i2c0-49', { warnUnmatched: false })], HOME],
        ['a variable', [reading('in', `Thermometer/${variable('ADDRESS')}`)], HOME],
        ['a node that is disabled', [reading('in', 'thermometer/i2c0-49', { d: true })], HOME],
        ['connection changes', [reading('in', 'thermometer/i2c0-49', { listen: 'state' })], HOME],
        ['a hub that a variable names', [reading('in', 'Thermometer/i2c0-48', { hub: variable('HUB') })], HOME],
    ],
});

const NAMED = hub({ devices: [{ device: 'thermometer/i2c0-48', name: 'Kitchen' }] });
const TWICE = hub({ devices: ['48', '49'].map((at) => ({ device: `thermometer/i2c0-${at}`, name: 'Kitchen' })) });

checks('name-unknown', {
    found: [
        ['a topic', [NAMED, reading('in', 'kitchens')]],
        ['a topic with a quantity, without a known hub', [NAMED, reading('in', 'kitchens/temperature')]],
        ['the device of a command', [NAMED, relay('lamp', { device: 'Lamp of nobody' })]],
        ['the topic of a command', [NAMED, relay('lamp', { command: 'message', topic: 'Lamp of nobody/set' })]],
        ['a name of several devices', [TWICE, reading('in', 'kitchen')], undefined, 'twice'],
        ['the device of a request', [NAMED, asked({ command: 'get', device: 'kitchens' })]],
    ],
    none: [
        ['a name', [NAMED, reading('in', 'KITCHEN')]],
        ['a device path', [NAMED, reading('in', 'thermometer/i2c0-49'), relay('lamp')]],
        ['a hub without names', [reading('in', 'kitchens')]],
        ['a variable', [NAMED, reading('in', variable('ROOM'))]],
        ['raw text', [NAMED, relay('lamp', { command: 'raw', device: 'Lamp of nobody' })]],
        ['the device list', [NAMED, asked({ command: 'list', device: 'Lamp of nobody' })]],
        ['a command that is not known', [NAMED, relay('lamp', { command: 'fly', device: 'Lamp of nobody' })]],
        ['the topic of each message', [NAMED, relay('lamp', { command: 'message', topic: 'x', topicType: 'msg' })]],
        ['connection changes', [NAMED, reading('in', 'kitchens', { listen: 'state' })]],
        ['a device that each message names', [NAMED, relay('lamp', { device: 'theDevice', deviceType: 'msg' })]],
        ['a node that is disabled', [NAMED, reading('in', 'kitchens', { d: true })]],
    ],
});

describe('flow check: the sentences about topics', () => {
    const said = (node: FlowNode): readonly string[] =>
        checkFlow([tab, NAMED, node], new Map([['hub', HOME]])).map((one) => new FlowCheckTexts().sentence(one));

    it('name a topic as its owner wrote it', () => {
        assert.deepEqual(said(reading('in', 'kitchen/temperature')), [
            'The topic "kitchen/temperature" matches nothing that the hub has listed or sent. Use "Kitchen".',
        ]);
        assert.deepEqual(said(reading('in', 'Thermometer/i2c0-48/temperature')), [
            'The topic "Thermometer/i2c0-48/temperature" matches nothing that the hub has listed or sent. Use "Kitchen".',
        ]);
        assert.deepEqual(said(one(' kitchen ', 'pressure')), [
            'The devices of the topic "kitchen" do not report "pressure". Select one of these quantities: temperature.',
        ]);
    });

    it('name what a name may be', () => {
        assert.deepEqual(said(reading('in', 'kitchens')), [
            'No device of "cellar" has the name "kitchens", which "clown in" uses. Use one of its names: Kitchen. Or use the device as type/address.',
        ]);
    });
});

checks('quantity-unreported', {
    found: [
        ['what the device has not reported', [one('thermometer/+', 'humidity')], HOME],
        ['another spelling, without a hub', [one('humidity-sensor/+', 'relative_humidity')]],
        ['a part of its name, without a hub', [one('humidity-sensor/+', 'humidity')]],
        ['a short form, without a hub', [one('thermometer/i2c0-48', 'temp')]],
        ['a spelling without blanks', [one('humidity-sensor/+', 'relativeHumidity')]],
        ['a quantity of another type, without a hub', [one('thermometer/i2c0-48', 'pressure')]],
        ['the same of all topics of a device', [one('thermometer/i2c0-48/#', 'pressure')]],
        ['the same of all topics of a type', [one('thermometer/#', 'pressure')]],
        ['another spelling with blanks and upper case', [one('humidity-sensor/+', 'Relative Humidity')]],
    ],
    none: [
        ...[5, ''].map(
            (quantity) =>
                [
                    `a quantity that is ${JSON.stringify(quantity)}`,
                    [reading('in', 'thermometer/+', { output: 'quantity', quantity })],
                    HOME,
                ] as const,
        ),
        ['a variable', [one('thermometer/+', variable('QUANTITY'))], HOME],
        [
            'connection changes',
            [reading('in', 'thermometer/+', { output: 'quantity', quantity: 'x', listen: 'state' })],
            HOME,
        ],
        ['a level of its own below the device', [one('thermometer/i2c0-48/x', 'pressure')]],
        ['a single level below any device', [one('thermometer/+/x/#', 'pressure')]],
        ['all levels below the type', [one('thermometer/#/x', 'pressure')]],
        ['a hub without a reading of such a device', [one('lux-meter/+', 'x')], HOME],
        ['what the device has reported', [one('thermometer/+', 'temperature')], HOME],
        ['the same with blanks around it', [one('thermometer/+', ' temperature ')], HOME],
        ['a letter that its name has', [one('thermometer/+', 't')]],
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
