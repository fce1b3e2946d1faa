// Which nodes receive the same sensors, by their hubs and topics.

import assert from 'node:assert/strict';
import { covers, isSensor, SensorMarks } from '../../src/flow-check/sources';
import { variable } from '../nodes/support/flows';
import { on, reading } from './flows';

const HUB = variable('HUB');

describe('flow check: the sensors of nodes', () => {
    it('are those of topics that begin with a type of sensor', () => {
        assert.equal(isSensor(reading('in', 'thermometer/+')), true);
        assert.equal(isSensor(reading('in', 'thermometer/i2c0-48')), true);
        for (const topic of ['relay/+', '+/+', '#', 'thermometers/+'])
            assert.equal(isSensor(reading('in', topic)), false, topic);
        assert.equal(isSensor(reading('in', 'thermometer/+', { listen: 'state' })), false);
        assert.equal(isSensor(on('in', 'mqtt in', { topic: 'thermometer/+' })), false);
    });

    const covered: readonly (readonly [all: string, some: string, covers: boolean])[] = [
        ['thermometer/i2c0-48', 'thermometer/i2c0-48', true],
        ['thermometer/+', 'thermometer/i2c0-48', true],
        ['thermometer/#', 'thermometer/+', true],
        ['thermometer/#', 'thermometer/#', true],
        ['#', 'thermometer/i2c0-48', true],
        ['+/+', 'thermometer/+', true],
        ['thermometer/i2c0-48', 'thermometer/+', false],
        ['thermometer/+', 'thermometer/#', false],
        ['thermometer/+', 'thermometer', false],
        ['thermometer/+', 'thermometer/i2c0-48/x', false],
        ['thermometer/+/#', 'thermometer', false],
        ['lux-meter/+', 'thermometer/+', false],
    ];
    for (const [all, some, isCovered] of covered) {
        it(`of ${some} are ${isCovered ? '' : 'not '}all of those of ${all}`, () => {
            assert.equal(covers(reading('a', all), reading('b', some)), isCovered);
            assert.equal(covers(reading('a', all, { hub: 'other' }), reading('b', some)), false);
        });
    }

    it('are none of a node whose topic is not known', () => {
        const [known, open] = [reading('a', 'thermometer/+'), reading('b', variable('TOPIC'))];
        assert.deepEqual([covers(known, open), covers(open, known), covers(open, open)], [false, false, false]);
    });

    const shared: readonly (readonly [one: string, other: string, shares: boolean])[] = [
        ['thermometer/i2c0-48', 'thermometer/i2c0-48', true],
        ['thermometer/+', 'thermometer/i2c0-48', true],
        ['thermometer/i2c0-48', '+/i2c0-48', true],
        ['thermometer/+', '+/i2c0-48', true],
        ['thermometer/i2c0-48', '#', true],
        ['thermometer/#', 'thermometer/+', true],
        ['thermometer/#', '+/+', true],
        ['thermometer/+', 'thermometer/+/x', false],
        ['thermometer/i2c0-48', 'thermometer/i2c0-49', false],
        ['thermometer/i2c0-48', 'lux-meter/+', false],
        ['thermometer/i2c0-48', 'thermometer/i2c0-48/x', false],
        ['thermometer/i2c0-48', variable('TOPIC'), true],
    ];
    for (const [one, other, isShared] of shared) {
        it(`of ${one} may ${isShared ? '' : 'not '}be among those of ${other}`, () => {
            const marks = (hubs: readonly [string, string]): boolean => {
                const node = reading('a', one, { hub: hubs[0] });
                const all = new SensorMarks([reading('c', 'barometer/i2c0-60'), node]);
                return (all.sharedWith(reading('b', other, { hub: hubs[1] })) & all.of(node)) !== 0n;
            };
            assert.equal(marks(['hub', 'hub']), isShared);
            assert.equal(marks(['hub', 'other']), false);
            // A variable may be any hub.
            assert.equal(marks([HUB, 'hub']), isShared);
            assert.equal(marks(['hub', HUB]), isShared);
            assert.equal(marks([HUB, variable('OTHER')]), isShared);
        });
    }

    it('may be any of a node whose topic is not known, and none of a node that receives no topic', () => {
        const [open, node] = [reading('a', `thermometer/${variable('A')}`), reading('b', 'thermometer/+')];
        const marks = new SensorMarks([node]);
        assert.equal(marks.of(open), 0n);
        assert.notEqual(marks.sharedWith(open), 0n);
        assert.equal(marks.sharedWith(reading('c', 'thermometer/+', { listen: 'state' })), 0n);
        assert.equal(marks.sharedWith(on('d', 'clown-request', { hub: 'hub', topic: 'thermometer/+' })), 0n);
    });

    it('have one mark for each hub and topic', () => {
        const nodes = ['thermometer/+', 'lux-meter/+', 'thermometer/+', 'relay/+'].map((topic, at) =>
            reading(`${at}`, topic),
        );
        const marks = new SensorMarks(nodes);
        const [one, two, again, none] = nodes.map((node) => marks.of(node));
        assert.equal(one, again);
        assert.notEqual(one, two);
        assert.notEqual(one, 0n);
        assert.equal(none, 0n);
        assert.equal(marks.of(reading('x', 'barometer/+')), 0n);
    });
});
