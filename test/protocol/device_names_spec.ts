// Names of devices: what a topic, a filter or a device field becomes, and what is refused.

// cspell:ignore οδόσ οδός obývák obývac lving rom boilr bolier boilerr lamb porcj hallx halk obiler biler kitchne atti
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DeviceNames } from '../../src/protocol/device-names';
import { kindCommand } from '../../src/protocol/kinds';
import { DEVICE_TYPES, topicParts } from '../../src/protocol/model';
import { good, outcome } from '../support/results.js';

const THERMOMETER = 'thermometer/i2c0-48';
const RELAY = 'relay/i2c0-3b';
const names = new DeviceNames([
    { device: THERMOMETER, name: 'Living room' },
    { device: RELAY, name: 'boiler' },
    { device: 'lux-meter/i2c0-44', name: 'Obývák' },
    { device: 'led/-', name: 'lamp' },
    { device: 'relay/i2c0-3f', name: 'Lamp' },
]);

describe('names of devices', () => {
    const RESOLVED: readonly (readonly [given: string, path: string])[] = [
        ['Living room', THERMOMETER],
        ['living ROOM', THERMOMETER],
        ['living room/temperature', `${THERMOMETER}/temperature`],
        ['living room/#', `${THERMOMETER}/#`],
        ['living room/config/ok', `${THERMOMETER}/config/ok`],
        ['Boiler/set', `${RELAY}/set`],
        // The same letters, encoded in two ways.
        ['obývák'.normalize('NFD'), 'lux-meter/i2c0-44'],
        // What looks the same.
        ['living\u00a0room', THERMOMETER],
        ['living  ro\u200bom/set', `${THERMOMETER}/set`],
        // What is no name stays as it is.
        [`${THERMOMETER}/#`, `${THERMOMETER}/#`],
        ['thermometer/+', 'thermometer/+'],
        ['+/i2c0-48', '+/i2c0-48'],
        ['#', '#'],
        ['', ''],
        ['-', '-'],
        ['0', '0'],
        ['I2C0-3B', 'I2C0-3B'],
        [' i2c0-3b ', ' i2c0-3b '],
        ['Relay/i2c0-3b/set', 'Relay/i2c0-3b/set'],
        ['$config/devices', '$config/devices'],
        ['clown.talk/-/config/ok', 'clown.talk/-/config/ok'],
        ['wireless-sensor/living room', 'wireless-sensor/living room'],
        ['boilers2/-', 'boilers2/-'],
    ];
    for (const [given, path] of RESOLVED) {
        it(`${JSON.stringify(given)} is ${path}`, () => assert.equal(good(names.resolve(given)), path));
    }

    it('the two small sigmas are one letter', () => {
        const greek = new DeviceNames([{ device: 'led/1', name: 'οδόσ' }]);
        for (const name of ['οδός', 'ΟΔΌΣ', 'οδόσ']) assert.equal(good(greek.resolve(name)), 'led/1');
    });

    it('one of several devices is refused, whatever its case', () => {
        assert.deepEqual(names.resolve('LAMP/set'), {
            ok: false,
            reason: { code: 'name-twice', params: { name: 'LAMP' } },
        });
        assert.equal(names.deviceOf('lamp'), undefined);
    });

    it('an unknown one is refused with the known ones, the most similar first', () => {
        assert.deepEqual(names.resolve('Lving rom/#'), {
            ok: false,
            reason: {
                code: 'name-unknown',
                params: { name: 'Lving rom', known: 'Living room, boiler, lamp, Lamp, Obývák' },
            },
        });
    });

    for (const mistyped of ['boilr', 'bolier', 'boilerr', 'garden shed', 'Kitchen', 'obývac']) {
        it(`${mistyped} is taken for a name, because no device type is spelled like this`, () => {
            assert.equal(outcome(names.resolve(`${mistyped}/#`)), 'name-unknown');
        });
    }

    for (const plain of ['lam', 'lamb', 'lam/set', 'boil3r']) {
        it(`${plain} stays as it is: a short level, or one with a digit, may be a type`, () => {
            assert.equal(good(names.resolve(plain)), plain);
        });
    }

    it('five letters are enough for a typing error', () => {
        const rows = new DeviceNames([{ device: 'led/-', name: 'porch' }]);
        assert.equal(outcome(rows.resolve('porcj')), 'name-unknown');
        assert.equal(good(new DeviceNames([{ device: 'led/-', name: 'hall' }]).resolve('halk')), 'halk');
    });

    const RANKED: readonly (readonly [typed: string, names: readonly string[]])[] = [
        // The number of errors counts: two neighbours swapped are one, and so is a letter too many, too few or wrong.
        ['Bolier', ['boiler', 'bowler', 'parlour']],
        ['Obiler', ['boiler', 'tiles', 'tile']],
        ['Hall', ['hallx', 'smaller', 'stairs']],
        ['Kitchne', ['kitchen', 'kitchenette', 'cellar']],
        ['AB', ['ba', 'cd']],
        ['Attic', ['atti', 'attic xy', 'a']],
    ];
    for (const [typed, ranked] of RANKED) {
        it(`${typed} is most similar to ${ranked[0]}, whatever the order of the names`, () => {
            const list = [...ranked];
            for (const order of [list, [...list].reverse()]) {
                const rows = new DeviceNames(order.map((name, at) => ({ device: `a/${at}`, name })));
                const { params } = rows.unknown(typed);
                assert.equal(String(params.known).split(', ')[0], ranked[0]);
            }
        });
    }

    it('names that begin with the same 64 characters are equally similar', () => {
        const long = 'x'.repeat(64);
        const rows = new DeviceNames([`${long}abc`, `${long}y`].map((name, at) => ({ device: `a/${at}`, name })));
        const { known } = rows.unknown(`${long.toUpperCase()}y`).params;
        assert.equal(known, `${'x'.repeat(30)}…, ${'x'.repeat(30)}…`);
    });

    it('a name has a device, and what is no text has none', () => {
        assert.equal(names.deviceOf('BOILER'), RELAY);
        assert.equal(names.deviceOf('cellar'), undefined);
        assert.equal(good(names.resolveAny('boiler/set')), `${RELAY}/set`);
        assert.equal(outcome(names.resolveAny('garden shed')), 'name-unknown');
        for (const value of [7, null, undefined, ['boiler']]) assert.equal(good(names.resolveAny(value)), value);
    });

    it('a topic that begins with a slash has no name', () => {
        assert.equal(good(names.resolve('/boiler')), '/boiler');
        const empty = new DeviceNames([{ device: RELAY, name: '' }]);
        assert.equal(good(empty.resolve('/set')), `${RELAY}/set`);
    });

    it('a typing error is found among names up to a number of them, and a list of similar ones has its limit', () => {
        const many = (count: number): DeviceNames => {
            const rows = Array.from({ length: count }, (_, at) => ({ device: `a/${at}`, name: `room ${at}` }));
            return new DeviceNames([...rows, { device: 'b/0', name: 'boiler' }]);
        };
        assert.equal(outcome(many(999).resolve('boilr')), 'name-unknown');
        assert.equal(good(many(1_000).resolve('boilr')), 'boilr');
        const { params } = many(200).unknown('boilr');
        assert.ok(!String(params.known).includes('boiler'));
        assert.ok(String(many(199).unknown('boilr').params.known).startsWith('boiler, '));
    });

    it('a reason lists the five most similar names of many', () => {
        const many = new DeviceNames(
            Array.from({ length: 300 }, (_, at) => ({ device: `relay/${at}`, name: `room ${'x'.repeat(60)} ${at}` })),
        );
        const unknown = many.resolve('room 7');
        assert.equal(outcome(unknown), 'name-unknown');
        assert.ok(!unknown.ok && String(unknown.reason.params.known).endsWith(', …'));
    });

    it('a reason for a device of another type lists the names of those of the right type first', () => {
        const reasonWith = (rows: DeviceNames): unknown => {
            const found = kindCommand('relay', 'thermometer/i2c0-48', true);
            return found.ok ? undefined : rows.named(found.reason).params;
        };
        const own = new DeviceNames([
            { device: THERMOMETER, name: 'Living room' },
            { device: 'relay/i2c0-3f', name: 'Boiler' },
        ]);
        const type = 'relay';
        assert.deepEqual(reasonWith(own), {
            ...{ type, device: `Living room (${THERMOMETER})`, known: 'Boiler, i2c0-3b, i2c0-3f' },
        });
        assert.deepEqual(reasonWith(DeviceNames.NONE), { type, device: THERMOMETER, known: 'i2c0-3b, i2c0-3f' });
    });

    it('a reason lists at most five names of the right type', () => {
        const rows = new DeviceNames(
            Array.from({ length: 7 }, (_, at) => ({ device: `relay/${at}`, name: `pump ${at}` })),
        );
        const found = kindCommand('relay', 'led/-', true);
        const known = found.ok ? undefined : rows.named(found.reason).params.known;
        assert.equal(known, 'pump 0, pump 1, pump 2, pump 3, pump 4, i2c0-3b, i2c0-3f');
    });

    it('a number in a reason is no device, and a reason stays the same object without names', () => {
        const reason = { code: 'not-confirmed', params: { topic: 7, device: RELAY } } as const;
        assert.deepEqual(names.named(reason).params, { topic: 7, device: `boiler (${RELAY})` });
        assert.equal(DeviceNames.NONE.named(reason), reason);
    });

    it('the parts of a topic have the name of its device', () => {
        const { name, ...parts } = names.partsOf(`${THERMOMETER}/config/ok`);
        assert.equal(name, 'Living room');
        assert.deepEqual(parts, topicParts(`${THERMOMETER}/config/ok`));
        assert.deepEqual(names.partsOf('thermometer/i2c0-49'), topicParts('thermometer/i2c0-49'));
        assert.equal(names.nameOf('boot'), undefined);
    });

    it('texts show the name, errors also the device', () => {
        assert.equal(names.shown(`${RELAY}/set`), 'boiler/set');
        assert.equal(names.shown('relay/i2c0-40/set'), 'relay/i2c0-40/set');
        const { params } = names.named({
            code: 'not-confirmed',
            params: { topic: `${RELAY}/set`, count: 3, found: RELAY },
        });
        assert.deepEqual(params, { topic: `boiler (${RELAY}/set)`, count: 3, found: RELAY });
    });

    it('without names everything stays as it is', () => {
        const level = fc.oneof(
            fc.constantFrom(...DEVICE_TYPES.keys(), '+', '#', '-', 'i2c0-48', 'Living room', '__proto__'),
            fc.string({ unit: 'grapheme' }),
        );
        const text = fc.array(level, { maxLength: 5 }).map((levels) => levels.join('/'));
        fc.assert(
            fc.property(text, (topic) => {
                assert.equal(good(DeviceNames.NONE.resolve(topic)), topic);
                assert.deepEqual(DeviceNames.NONE.partsOf(topic), topicParts(topic));
                assert.equal(DeviceNames.NONE.shown(topic), topic);
            }),
        );
    });

    it('no device path and no filter for one is ever changed or refused', () => {
        const type = fc.constantFrom(...DEVICE_TYPES.keys(), 'led-strip', 'clown.talk', '+', 'flood-detector');
        const address = fc.constantFrom('i2c0-48', 'I2C1-3F', '-', '0', '+', '#', '0:1', 'kitchen');
        const event = fc.constantFrom('', '/set', '/config/ok', '/#', '/+');
        fc.assert(
            fc.property(type, address, event, (one, at, rest) => {
                const topic = `${one}/${at}${rest}`;
                assert.equal(good(names.resolve(topic)), topic);
            }),
        );
    });
});
