// The parts of the sidebar that need no browser: curves, commands, and devices as nodes.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BOX, curveOf } from '../../nodes/editor/sidebar/curve';
import { commandsFor, readSeconds } from '../../nodes/editor/sidebar/device-commands';
import { copiesOf, copyOf, type Defaults } from '../../nodes/editor/sidebar/device-node';
import type { DeviceView, ValueView } from '../../nodes/shared/views';
import { commandText, isToggle } from '../../src/protocol/commands';
import { kindCommand } from '../../src/protocol/kinds';

const device = (name: string, ...values: ValueView[]): DeviceView => {
    const [type = '', address = ''] = name.split('/');
    return { device: name, type, address, kind: 'sensor', listed: true, values };
};

describe('sidebar curve', () => {
    it('runs from the oldest value to the present, with the maximum at the top', () => {
        const curve = curveOf([
            [60, 10],
            [0, 20],
            [30, 30],
        ]);
        assert.deepEqual(curve, { points: '0,19 50,1 100,10', least: 10, most: 30, spanMs: 60_000 });
    });

    const none: readonly (readonly [string, DeviceView['curve']])[] = [
        ['nothing', undefined],
        ['no value', []],
        ['a single value', [[5, 1]]],
        [
            'values of one moment',
            [
                [0, 1],
                [0, 2],
            ],
        ],
        [
            'no numbers',
            [
                [5, Number.NaN],
                [0, 1],
            ],
        ],
    ];
    for (const [name, values] of none) it(`does not exist for ${name}`, () => assert.equal(curveOf(values), undefined));

    it('is a line through the middle for constant values', () => {
        assert.equal(
            curveOf([
                [9, 5],
                [0, 5],
            ])?.points,
            '0,10 100,10',
        );
    });

    it('is a line through the middle for the smallest difference', () => {
        assert.equal(
            curveOf([
                [9, 0],
                [0, Number.MIN_VALUE],
            ])?.points,
            '0,10 100,10',
        );
    });

    it('stays in its box for all numbers', () => {
        const value = fc.tuple(fc.double({ min: 0, max: 1e6 }), fc.double());
        fc.assert(
            fc.property(fc.array(value), (values) => {
                const points = curveOf(values)?.points.split(' ') ?? [];
                for (const point of points) {
                    const [x = -1, y = -1] = point.split(',').map(Number);
                    assert.ok(x >= 0 && x <= BOX.width && y >= 0 && y <= BOX.height, point);
                }
            }),
        );
    });
});

describe('sidebar commands', () => {
    const rows: readonly (readonly [string, string[]])[] = [
        ['relay/i2c0-3b', ['relay', 'get']],
        ['led/-', ['led', 'get']],
        ['display-oled/i2c0-3c', ['text']],
        ['thermometer/i2c0-48', ['get', 'interval']],
        ['co2-sensor/i2c0-38', ['interval']],
        ['push-button/-', []],
        ['i2c/0', ['scan']],
        ['<img>/x', []],
        ['constructor/x', []],
        [`relay/${'x'.repeat(60)}`, []],
    ];
    for (const [name, kinds] of rows) {
        it(`${name.slice(0, 30)} takes ${kinds.join(', ') || 'none'}`, () => {
            assert.deepEqual(
                commandsFor(device(name)).map(({ kind }) => kind),
                kinds,
            );
        });
    }

    it('every button sends a command that a hub accepts', () => {
        for (const name of ['relay/i2c0-3f', 'led/-']) {
            const [offer] = commandsFor(device(name));
            assert.ok(offer?.form === 'choices');
            for (const { payload, word } of offer.choices) {
                assert.ok(offer.kind === 'relay' || offer.kind === 'led');
                const made = kindCommand(offer.kind, name, payload);
                assert.ok(made.ok);
                const { topic } = made.value;
                assert.ok(isToggle(topic, payload) || commandText(topic, made.value.payload).ok, word);
            }
        }
    });

    it('the readings of a sensor can be stopped, except those of the CO2 sensor', () => {
        const stops = (name: string): boolean[] =>
            commandsFor(device(name)).flatMap((offer) => (offer.form === 'seconds' ? [offer.stops] : []));
        assert.deepEqual([stops('thermometer/i2c0-48'), stops('co2-sensor/i2c0-38')], [[true], [false]]);
    });

    const typed: readonly (readonly [string, string, number | 'none' | 'bad'])[] = [
        ['thermometer', '', 'none'],
        ['thermometer', '  ', 'none'],
        ['thermometer', ' 30 ', 30],
        ['thermometer', '1', 1],
        ['thermometer', '86400', 86_400],
        ['thermometer', '0', 'bad'],
        ['thermometer', '86401', 'bad'],
        ['thermometer', '1.5', 'bad'],
        ['thermometer', '1,5', 'bad'],
        ['thermometer', 'null', 'bad'],
        ['thermometer', 'soon', 'bad'],
        ['co2-sensor', '15', 'bad'],
        ['co2-sensor', '16', 16],
    ];
    for (const [type, text, expected] of typed) {
        it(`"${text}" seconds for a ${type}: ${expected} [E12]`, () => {
            const read = readSeconds(type, text);
            assert.equal(read.ok ? read.seconds : read.problem, expected);
            const least = type === 'co2-sensor' ? 16 : 1;
            if (!read.ok && read.problem === 'bad') assert.deepEqual([read.least, read.most], [least, 86_400]);
        });
    }

    it('accepted seconds are those that a hub accepts', () => {
        const numbers = fc.oneof(
            fc.integer({ min: -5, max: 90_000 }).map(String),
            fc.double().map(String),
            fc.string(),
        );
        fc.assert(
            fc.property(fc.constantFrom('thermometer', 'co2-sensor'), numbers, (type, text) => {
                const read = readSeconds(type, text);
                const seconds = read.ok ? read.seconds : Number(text.trim() || Number.NaN);
                const made = kindCommand('interval', `${type}/i2c0-38`, seconds);
                const isTaken = made.ok && commandText(made.value.topic, made.value.payload).ok;
                // Notations such as 0x10 are refused although a hub accepts the number.
                assert.ok(isTaken === read.ok || (isTaken && !/^[\s\d.+-]+$/.test(text)), text);
            }),
        );
    });
});

describe('sidebar copy', () => {
    const defaults: Defaults = { name: { value: '' }, topic: { value: '#' }, output: { value: 'payload' }, long: {} };
    const copy = (type: 'clown-in' | 'clown-out', one: DeviceView): Record<string, unknown> =>
        copyOf(type, one, 'h1', defaults);

    it('receives a single quantity as a plain value, several as an object', () => {
        const known = copy('clown-in', device('thermometer/i2c0-48'));
        assert.deepEqual(known, {
            name: '',
            topic: 'thermometer/i2c0-48',
            output: 'quantity',
            quantity: 'temperature',
            long: undefined,
            hub: 'h1',
            type: 'clown-in',
            wires: [],
        });
        const { output } = copy('clown-in', device('barometer/i2c0-60'));
        assert.equal(output, 'payload');
        const own = copy('clown-in', device('flood/-', { quantity: 'alarm', value: true }));
        assert.deepEqual([own.output, own.quantity], ['quantity', 'alarm']);
    });

    const types: readonly (readonly [string, string[]])[] = [
        ['relay/i2c0-3b', ['clown-out', 'clown-in']],
        ['led/-', ['clown-out', 'clown-in']],
        ['display-oled/i2c0-3c', ['clown-out']],
        ['thermometer/i2c0-48', ['clown-in']],
        ['flood/-', ['clown-in']],
    ];
    for (const [name, expected] of types) {
        it(`${name} becomes ${expected.join(' or ')}`, () => assert.deepEqual(copiesOf(device(name)), expected));
    }

    const UNCHANGED = ['hub', 'long', 'name', 'output', 'topic', 'type', 'wires'];

    it('commands the device; nothing else differs from a new node, which sends the payload of the message', () => {
        const rows = ['relay/i2c0-3b', 'led/-', 'display-oled/i2c0-3c'].map((name) => copy('clown-out', device(name)));
        assert.deepEqual(
            rows.map(({ command, device, ...others }) => [command, device, Object.keys(others).sort()]),
            [
                ['relay', 'i2c0-3b', UNCHANGED],
                ['led', '-', UNCHANGED],
                ['text', 'i2c0-3c', UNCHANGED],
            ],
        );
    });
});
