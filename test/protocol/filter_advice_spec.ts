// Which topic filters match nothing that a hub has, and what to use instead; and which ones must not be reported.

// cspell:ignore termometer thermometre sensar humidty sensr thremmeter
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type FilterAdvice, filterAdvice, filterAdvices, isCertain } from '../../src/protocol/filter-advice';
import { checkFilter, FilterTree } from '../../src/protocol/topic';

/** As a bridge lists its devices (clown-talk, section 8). */
const LISTED = [
    'thermometer/i2c0-48',
    'thermometer/i2c0-49',
    'lux-meter/i2c0-44',
    'humidity-sensor/i2c0-5f',
    'relay/i2c0-3b',
    'led/-',
    'display-oled/i2c0-3c',
    'i2c/0',
];
/** What it has sent, with responses. */
const SENT = ['-/-/config/list/ok', 'clown.talk/-/config/ok', 'thermometer/i2c0-48', 'lux-meter/i2c0-44', 'led/-'];

const ofBridge = (filter: string): FilterAdvice | undefined => filterAdvice(filter, { listed: LISTED, topics: SENT });

describe('a filter that matches nothing', () => {
    const WRONG: readonly (readonly [filter: string, cause: FilterAdvice['cause'], suggestion?: string])[] = [
        // The base topic of the vendor's MQTT documentation.
        ['nodes/bridge/0/thermometer/+', 'base-topic', 'thermometer/+'],
        ['nodes/bridge/+/thermometer/i2c0-48', 'base-topic', 'thermometer/i2c0-48'],
        ['nodes/bridge/0/#', 'base-topic', '#'],
        ['nodes/#', 'base-topic', '#'],
        ['nodes/bridge/0/relay/i2c0-3b/set', 'base-topic', 'relay/i2c0-3b/set'],
        ['nodes/bridge/0/Luxmeter/+/illuminance', 'base-topic', 'lux-meter/+'],
        // The spelling of a type or an address.
        ['Thermometer/+', 'spelling', 'thermometer/+'],
        ['luxmeter/+', 'spelling', 'lux-meter/+'],
        ['luxmeter/i2c0-44', 'spelling', 'lux-meter/i2c0-44'],
        ['LED/-', 'spelling', 'led/-'],
        ['humidity_sensor/#', 'spelling', 'humidity-sensor/#'],
        ['Relay/+/set', 'spelling', 'relay/+/set'],
        ['co2sensor/+', 'spelling', 'co2-sensor/+'],
        ['relays/+', 'spelling', 'relay/+'],
        ['thermometers/+', 'spelling', 'thermometer/+'],
        ['termometer/+', 'spelling', 'thermometer/+'],
        ['thermometre/i2c0-48', 'spelling', 'thermometer/i2c0-48'],
        ['humidity-sensar/+', 'spelling', 'humidity-sensor/+'],
        ['temperature/+', 'spelling', 'thermometer/+'],
        ['illuminance/i2c0-44', 'spelling', 'lux-meter/i2c0-44'],
        ['relay/i2c0-3B', 'spelling', 'relay/i2c0-3b'],
        ['Thermometer/+/temperature', 'spelling', 'thermometer/+'],
        ['relay-/+', 'spelling', 'relay/+'],
        ['Humidity Sensor/i2c0-5f', 'spelling', 'humidity-sensor/i2c0-5f'],
        ['humidity/+', 'spelling', 'humidity-sensor/+'],
        ['Humidity/i2c0-5f', 'spelling', 'humidity-sensor/i2c0-5f'],
        ['lux/#', 'spelling', 'lux-meter/#'],
        // The wildcard of other programs.
        ['humidity-sensor/*', 'spelling', 'humidity-sensor/+'],
        ['Thermometer/*', 'spelling', 'thermometer/+'],
        ['*/i2c0-48', 'spelling', '+/i2c0-48'],
        // The address without its bus.
        ['humidity-sensor/5f', 'spelling', 'humidity-sensor/i2c0-5f'],
        ['relay/3B/set', 'spelling', 'relay/i2c0-3b/set'],
        // The levels and their order.
        ['thermometer/i2c0-48/temperature/+', 'levels', 'thermometer/i2c0-48'],
        ['-/thermometer', 'order', 'thermometer/-'],
        ['thermometer/+/temperature', 'levels', 'thermometer/+'],
        ['thermometer/i2c0-48/temperature', 'levels', 'thermometer/i2c0-48'],
        ['thermometer/+/temperature/#', 'levels', 'thermometer/+'],
        ['humidity-sensor/+/relative-humidity', 'levels', 'humidity-sensor/+'],
        ['relay/+/state', 'levels', 'relay/+'],
        ['thermometer/temperature', 'levels', 'thermometer/+'],
        ['thermometer', 'levels', 'thermometer/+'],
        ['i2c0-48/thermometer', 'order', 'thermometer/i2c0-48'],
        ['+/thermometer', 'order', 'thermometer/+'],
        ['i2c0-48/Thermometer/temperature', 'order', 'thermometer/i2c0-48'],
        // What the bridge would list.
        ['co2-sensor/i2c0-38', 'unlisted'],
        ['barometer/i2c1-60', 'unlisted'],
        ['thermometer/i2c1-48', 'unlisted', 'thermometer/i2c0-48'],
        ['thermometer/i2c1-4a', 'unlisted'],
        ['lux-meter/i2c0-45', 'unlisted', 'lux-meter/i2c0-44'],
        ['relay/i2c0-3f', 'unlisted', 'relay/i2c0-3b'],
    ];
    for (const [filter, cause, suggestion] of WRONG) {
        it(`${filter}: ${cause}, use ${suggestion ?? 'nothing'}`, () => {
            assert.deepEqual(ofBridge(filter), suggestion === undefined ? { cause } : { cause, suggestion });
        });
    }

    it('a type of the hub itself is offered, too', () => {
        const listed = ['wind-meter/-', 'led/-'];
        assert.deepEqual(filterAdvice('wind_meter/+', { listed, topics: [] }), {
            cause: 'spelling',
            suggestion: 'wind-meter/+',
        });
    });

    it('an address without its bus that two devices have, or one with more letters, has no suggestion', () => {
        const twice = ['thermometer/i2c0-48', 'thermometer/i2c1-48'];
        assert.equal(filterAdvice('thermometer/48', { listed: twice, topics: [] }), undefined);
        assert.equal(filterAdvice('thermometer/48', { listed: ['thermometer/i2c0-48a'], topics: [] }), undefined);
    });

    it('a name that may be one of two types of the hub has no suggestion', () => {
        const listed = ['thermometer/i2c0-48', 'barometer/i2c0-60', 'relay/i2c0-3b'];
        assert.equal(filterAdvice('pressure/+', { listed, topics: [] })?.suggestion, 'barometer/+');
        assert.equal(
            filterAdvice('altitude/+', { listed, topics: ['barometer/i2c0-60/x'] })?.suggestion,
            'barometer/+',
        );
    });

    it('the node itself, the start message and the topics of the first bridges are no devices', () => {
        for (const sent of ['-/x', '$config/x', 'clown.talk/x', 'a/b/c', 'boot']) {
            const known = { listed: LISTED, topics: [sent] };
            assert.equal(filterAdvice('relay/i2c0-3f', known)?.cause, 'unlisted', sent);
        }
    });

    it('many at once, each as by itself', () => {
        const filters = WRONG.map(([filter]) => filter);
        const found = filterAdvices([...filters, '#', 'thermometer/+', 'a//b'], { listed: LISTED, topics: SENT });
        assert.deepEqual([...found.keys()].sort(), [...filters].sort());
        for (const [filter, advice] of found) assert.deepEqual(advice, ofBridge(filter));
    });
});

describe('a filter that matches, or may match later', () => {
    const RIGHT = [
        // Listed or sent.
        '#',
        '+/+',
        'thermometer/+',
        'thermometer/i2c0-49',
        'humidity-sensor/#',
        'relay/+',
        'led/-',
        'display-oled/+',
        '-/-/config/list/ok',
        'clown.talk/-/config/ok',
        '+/+/config/ok',
        // Events, responses and commands that other clients send.
        'boot',
        'relays',
        'temperature',
        'state/+',
        '+',
        'thermometer/+/config/ok',
        // Not only a reading.
        'thermometer/+/temperature/ok',
        'thermometer/i2c0-48/config/+',
        'relay/+/set',
        'relay/i2c0-3b/get',
        'relay/+/+',
        'i2c/1',
        'i2c/0/config/scan/ok',
        '-/-/#',
        'clown.talk/#',
        // The first bridges.
        '$config/#',
        '$config/clown.talk/-',
        '$system/#',
        // Devices that no bridge lists, and that report rarely.
        'relay/-',
        'light/-',
        'push-button/+',
        'pushbutton/-',
        'push_button/+',
        '-/push_button',
        'co2-sensor/+',
        'barometer/#',
        '+/i2c1-60',
        'pir/-',
        'led-strip/#',
        'thermometer/-',
        '+/-',
        'display-oled/i2c0-3d',
        '-/i2c0-3d',
        // Of another client of the broker.
        'heating/boiler',
        'humidity',
        'sensor/+',
        'display/+',
        'thermometer/living room',
        'thermometer/4',
        'lux-meter/48',
        'co2/+',
        '*',
        'heating/*',
        'thermometer2/-',
        'relay2/+',
        'lamp/-',
        'thermostat/+',
        'flux-meter/+',
        'display-led/-',
        'state/-',
        'room/thermometer/+',
        // Not filters: reported elsewhere.
        '',
        'a//b',
        'a/#/b',
        '+a/b',
    ];
    for (const filter of RIGHT) {
        it(`${JSON.stringify(filter)} is not reported`, () => assert.equal(ofBridge(filter), undefined));
    }

    const FOUR = ['nodes/bridge/0/thermometer/+', 'Thermometer/+', 'luxmeter/+', 'thermometer/+/temperature'];
    for (const filter of [...FOUR, 'co2-sensor/i2c0-38']) {
        it(`${filter} is not reported of a hub that has listed no devices`, () => {
            assert.equal(filterAdvice(filter, { listed: undefined, topics: SENT }), undefined);
            assert.equal(filterAdvice(filter, { listed: [], topics: SENT }), undefined);
        });
    }

    const ODD: readonly (readonly [filter: string, sent: string])[] = [
        ['nodes/bridge/0/thermometer/+', 'nodes/bridge/0/thermometer/i2c0-48'],
        ['nodes/bridge/1/thermometer/+', 'nodes/bridge/0/thermometer/i2c0-48'],
        ['Thermometer/+', 'Thermometer/x'],
        ['luxmeter/+', 'luxmeter/i2c0-44'],
        ['thermometer/+/temperature', 'thermometer/x/temperature'],
        ['co2-sensor/i2c0-38', 'co2-sensor/i2c0-38'],
    ];
    for (const [filter, sent] of ODD) {
        it(`${filter} is not reported of a hub that has sent ${sent}`, () => {
            assert.equal(filterAdvice(filter, { listed: LISTED, topics: [sent] }), undefined);
        });
    }

    it('a device whose type reads like an address is no address before a type', () => {
        const known = { listed: ['i2c0-48/x', 'led/-'], topics: [] };
        assert.equal(filterAdvice('i2c0-48/i2c0-48', known), undefined);
    });

    it('no device is missing from a list that leaves out one that has reported', () => {
        const known = { listed: LISTED, topics: [...SENT, 'thermometer/-'] };
        assert.equal(filterAdvice('co2-sensor/i2c0-38', known), undefined);
        assert.equal(filterAdvice('luxmeter/+', known)?.suggestion, 'lux-meter/+');
    });

    const HEALTHY: readonly (readonly [filter: string, hasOnly: string])[] = [
        ['door-b/-', 'door-a/-'],
        ['valve-b/+', 'valve-a/-'],
        ['kitchen-window/-', 'kitchen-windows/-'],
        ['pyrometer/-', 'barometer/-'],
        ['manometer/+', 'barometer/i2c0-60'],
        ['delay/-', 'relay/i2c0-3b'],
        ['display-led/-', 'display-oled/i2c0-3c'],
        ['flux-meter/-', 'lux-meter/i2c0-44'],
        ['fluxmeter/-', 'lux-meter/i2c0-44'],
        ['state/-', 'relay/i2c0-3b'],
        ['thermometer/+', 'relay/i2c0-3b'],
        // Two errors, or one in a short word.
        ['humidty-sensr/-', 'humidity-sensor/-'],
        ['luy-meter/-', 'lux-meter/-'],
        ['thremmeter/-', 'thermometer/-'],
        ['lux-meter-x/-', 'lux-meter/-'],
        ['thermometer-in/-', 'thermometer/-'],
    ];
    for (const [filter, hasOnly] of HEALTHY) {
        it(`${filter} beside ${hasOnly} is a device that has not reported yet`, () => {
            assert.equal(filterAdvice(filter, { listed: [hasOnly], topics: [hasOnly] }), undefined);
        });
    }

    it('whatever is listed and sent: no filter that matches is reported, and each suggestion is another valid filter', () => {
        const level = fc.constantFrom(
            ...['thermometer', 'Thermometer', 'luxmeter', 'nodes', 'bridge', '0', 'i2c0-48', '-', 'led', 'temperature'],
            ...['$config', 'clown.talk', 'config', 'ok', 'set', '__proto__', 'constructor', 'x'],
        );
        const topic = fc.array(level, { minLength: 1, maxLength: 6 }).map((levels) => levels.join('/'));
        const wild = fc.constantFrom('+', 'thermometer', 'Led', 'nodes', 'i2c0-48', 'state', 'constructor', '$config');
        const filter = fc
            .tuple(fc.array(wild, { minLength: 1, maxLength: 6 }), fc.boolean())
            .map(([levels, isOpen]) => [...levels, ...(isOpen ? ['#'] : [])].join('/'));
        fc.assert(
            fc.property(fc.array(topic), fc.array(topic), fc.array(filter), (listed, topics, filters) => {
                for (const [one, { suggestion }] of filterAdvices(filters, { listed, topics })) {
                    const tree = new FilterTree<true>();
                    tree.add(one, true);
                    assert.ok(
                        [...listed, ...topics].every((sent) => tree.match(sent).length === 0),
                        one,
                    );
                    if (suggestion === undefined) continue;
                    assert.ok(checkFilter(suggestion).ok, suggestion);
                    assert.notEqual(suggestion, one);
                }
            }),
        );
    });
});

describe('what is certain before slow devices have reported', () => {
    const CERTAIN = [
        ...['nodes/bridge/0/thermometer/+', 'Thermometer/+', 'LED/-', 'relay/i2c0-3B'],
        ...['thermometer/+/temperature', 'thermometer'],
    ];
    const UNCERTAIN = [
        ...['luxmeter/+', 'thermometers/+', 'temperature/+', 'co2sensor/+', '+/thermometer', 'i2c0-48/thermometer'],
        'co2-sensor/i2c0-38',
    ];
    const isCertainOf = (filter: string): boolean | undefined => {
        const advice = ofBridge(filter);
        return advice && isCertain(filter, advice);
    };
    for (const filter of CERTAIN) it(`${filter}: certain`, () => assert.equal(isCertainOf(filter), true));
    for (const filter of UNCERTAIN) it(`${filter}: not certain`, () => assert.equal(isCertainOf(filter), false));
});
