// What runtime and editor have in common, without Node-RED: the messages that are made of a frame, the line of values under a
// node, the word for a state, and for which hub a check was.

import assert from 'node:assert/strict';
import type { Node, NodeAPI } from 'node-red';
import { checkedPlace } from '../../nodes/shared/checked-place';
import { ageText } from '../../nodes/shared/duration-text';
import { silenceFault, silenceLimitS } from '../../nodes/shared/expected-readings';
import { factoryFor, MAX_QUANTITIES, stateMessage } from '../../nodes/shared/message-factory';
import { messageId } from '../../nodes/shared/message-ids';
import { warnOfLongLine } from '../../nodes/shared/raw-warning';
import { stateWord } from '../../nodes/shared/state-word';
import { cut, namedLine, readingText } from '../../nodes/shared/value-text';
import type { JsonObject } from '../../src/protocol/frame';
import { type Quantity, quantities, topicParts } from '../../src/protocol/model';
import type { ReceivedFrame } from '../../src/receive/received-frame';
import { good } from '../support/results';

type More = Partial<ReceivedFrame> & { readonly meta?: JsonObject };

describe('the messages of a frame', () => {
    const PAYLOAD = { altitude: [295.5, 'm'], count: 3 } as const;
    const TOPIC = 'barometer/i2c0-60';
    const CLOWN = { type: 'barometer', address: 'i2c0-60', bus: 0, event: '', hub: 'Attic', time: 5 };

    function received(payload: object = PAYLOAD, { meta, ...more }: More = {}, topic = TOPIC): ReceivedFrame {
        const frame = { topic, payload: structuredClone(payload) as JsonObject, ...(meta ? { meta } : {}) };
        return { frame, text: `["${topic}"]`, time: 5, at: 7, ...more };
    }

    function messages(settings: object, frame = received(), isLast?: boolean, convert?: (payload: JsonObject) => void) {
        const factory = factoryFor(settings as never, convert);
        assert.ok(factory.ok);
        const left: unknown[] = [];
        const report = { leftOut: (topic: string, count: number) => left.push([topic, count]) };
        return { made: factory.value(frame, 'Attic', 'id1', isLast, report), left, frame };
    }

    /** Doubles what is a number with a unit. */
    const double = (payload: JsonObject): void => {
        payload.altitude = [591, 'm'];
    };
    const message = { _msgid: 'id1', topic: TOPIC, clown: CLOWN };

    it('are its payload, a copy of its own unless nobody else needs it', () => {
        const { made, frame } = messages({ output: 'payload' });
        assert.deepEqual(made, [{ ...message, payload: PAYLOAD }]);
        assert.notEqual(made[0]?.payload, frame.frame.payload);
        const taken = { own: true };
        const take = { ...received(), frame: { ...received().frame, take: () => taken } };
        assert.equal(messages({ output: 'payload' }, take, true).made[0]?.payload, taken);
        assert.deepEqual(messages({ output: 'payload' }, received(), true).made[0]?.payload, PAYLOAD);
        for (const output of ['payload', 'values', 'each', 'quantity']) {
            const { made } = messages({ output, quantity: 'count' }, take);
            const { payload } = made.at(-1) ?? assert.fail();
            assert.deepEqual((payload as { count?: number }).count ?? payload, 3, output);
        }
    });

    it('in other units are converted, and the frame of the other nodes is not', () => {
        for (const [settings, expected] of [
            [{ output: 'payload' }, [{ altitude: [591, 'm'], count: 3 }]],
            [{ output: 'values' }, [{ altitude: 591, count: 3 }]],
            [{ output: 'each' }, [591, 3]],
            [{ output: 'quantity', quantity: 'altitude' }, [591]],
            [{ output: 'text' }, [`["${TOPIC}"]`]],
        ] as const) {
            const { made, frame } = messages(settings, received(), false, double);
            assert.deepEqual(
                made.map(({ payload }) => payload),
                expected,
            );
            assert.deepEqual(frame.frame.payload, PAYLOAD);
        }
    });

    it('are its text, its values without units, or one value', () => {
        assert.deepEqual(messages({ output: 'text' }).made, [{ ...message, payload: `["${TOPIC}"]` }]);
        assert.deepEqual(messages({ output: 'values' }).made, [{ ...message, payload: { altitude: 295.5, count: 3 } }]);
        const one = (quantity: string): unknown => messages({ output: 'quantity', quantity }).made;
        assert.deepEqual(one('altitude'), [{ ...message, payload: 295.5, quantity: 'altitude', unit: 'm' }]);
        assert.deepEqual(one('count'), [{ ...message, payload: 3, quantity: 'count' }]);
        assert.deepEqual(one('other'), []);
    });

    it('are one for each quantity, which a join node puts together', () => {
        const parts = (key: string, index: number): object => ({ id: 'id1', type: 'object', key, index, count: 2 });
        assert.deepEqual(messages({ output: 'each' }).made, [
            { ...message, payload: 295.5, quantity: 'altitude', unit: 'm', parts: parts('altitude', 0) },
            { ...message, payload: 3, quantity: 'count', parts: parts('count', 1) },
        ]);
    });

    it('are at most a hundred of a frame, and how many are missing is reported', () => {
        const many = (count: number): ReceivedFrame =>
            received(Object.fromEntries(Array.from({ length: count }, (_, index) => [`q${index}`, index])));
        const all = messages({ output: 'each' }, many(MAX_QUANTITIES));
        assert.deepEqual([all.made.length, all.left], [MAX_QUANTITIES, []]);
        const more = messages({ output: 'each' }, many(MAX_QUANTITIES + 2));
        assert.deepEqual([more.made.length, more.left], [MAX_QUANTITIES, [[TOPIC, 2]]]);
        const few = messages({ output: 'each' }, many(2));
        assert.deepEqual([few.made.length, few.left], [2, []]);
        const unreported = good(factoryFor({ output: 'each' }))(many(MAX_QUANTITIES + 2), 'Attic', 'id1');
        assert.equal(unreported.length, MAX_QUANTITIES);
    });

    it('have the details of their topic, of the third element, and of a request', () => {
        const details = (topic: string, more: More = {}): unknown => {
            const { made } = messages({ output: 'payload' }, received({}, more, topic));
            return made[0]?.clown;
        };
        const rest = { hub: 'Attic', time: 5 };
        assert.deepEqual(details('led/-'), { type: 'led', address: '-', event: '', ...rest });
        assert.deepEqual(details('relay/i2c1-3b/set'), {
            ...{ type: 'relay', address: 'i2c1-3b', bus: 1, event: 'set' },
            ...rest,
        });
        const meta = { qos: 0 };
        const shown = details('led/-', { meta }) as { meta: object };
        assert.deepEqual(shown, { type: 'led', address: '-', event: '', meta, ...rest });
        assert.notEqual(shown.meta, meta);
        assert.deepEqual(details('led/-', { requested: true }), {
            ...{ type: 'led', address: '-', event: '', requested: true },
            ...rest,
        });
        const place = (topic: string) => ({ topic: `${topic}`, parts: { ...topicParts(topic), name: 'Lamp' } });
        assert.deepEqual(details('led/-', { place: place('led/-') }), {
            ...{ type: 'led', address: '-', event: '', name: 'Lamp' },
            ...rest,
        });
        assert.deepEqual(details(TOPIC, { place: place(TOPIC) }), { ...CLOWN, name: 'Lamp' });
    });

    it('are refused for an output that is none, or a quantity that is missing', () => {
        const codeOf = (settings: object): unknown => {
            const factory = factoryFor(settings as never);
            return factory.ok || factory.reason.code;
        };
        assert.equal(codeOf({ output: 'other' }), 'setting-choice');
        for (const quantity of ['', undefined, 5]) {
            assert.equal(codeOf({ output: 'quantity', quantity }), 'quantity-missing');
        }
    });

    it('of a state have its word and its details', () => {
        assert.deepEqual(stateMessage('waiting', { attempt: 2 }, 'Attic', 5), {
            ...{ topic: 'Attic', payload: 'waiting' },
            clown: { hub: 'Attic', time: 5, attempt: 2 },
        });
    });

    it('have ids of 16 hexadecimal digits, each once', () => {
        const ids = Array.from({ length: 10_000 }, messageId);
        assert.ok(ids.every((id) => /^[0-9a-f]{16}$/.test(id)));
        assert.equal(new Set(ids).size, ids.length);
        // Random digits for each of them would take most of the time of a message.
        const blocks = new Set(ids.map((id) => id.slice(0, 13))).size;
        assert.ok(blocks === 3 || blocks === 4, `${blocks} blocks of 4096`);
    });
});

describe('the line of values under a node', () => {
    const stateText = (isOn: boolean): string => (isOn ? 'on' : 'off');
    const line = (payload: object): string => readingText(quantities(payload as JsonObject), stateText);
    const rows: readonly (readonly [payload: object, text: string])[] = [
        [{}, ''],
        [{ temperature: [21.4, '°C'] }, '21.4 °C'],
        [{ a: [1, 'm'], b: 2 }, '1 m, 2'],
        [{ state: true }, 'on'],
        [{ state: false }, 'off'],
        [{ state: '1-dot' }, '1-dot'],
        [{ other: true }, 'true'],
        [{ a: null, b: [1, 2, 3], c: { d: 1 } }, '–, […], {…}'],
        [{ a: 0.1 + 0.2, b: 1234567, c: 1 / 3 }, '0.3, 1234567, 0.333333'],
        [{ a: 'x\n\u202ey' }, 'x y'],
        [{ a: 'x'.repeat(28) }, 'x'.repeat(28)],
        [{ a: 'x'.repeat(29) }, `${'x'.repeat(27)}…`],
        [{ a: [1, 'u'.repeat(1_000)] }, `1 ${'u'.repeat(25)}…`],
        [{ a: '😀'.repeat(28) }, '😀'.repeat(28)],
        [{ a: '😀'.repeat(29) }, `${'😀'.repeat(27)}…`],
        [{ a: '😀'.repeat(28), b: 1 }, `${'😀'.repeat(27)}…`],
        [{ a: `${'\n'.repeat(60)}x` }, ' …'],
    ];
    for (const [payload, text] of rows)
        it(JSON.stringify(payload).slice(0, 60), () => assert.equal(line(payload), text));

    it('is not made of more values than are shown', () => {
        let read = 0;
        const many = Array.from({ length: 1_000 }, (): Quantity => {
            return {
                quantity: 'a',
                get value() {
                    read++;
                    return 'x'.repeat(20);
                },
            };
        });
        assert.equal(readingText(many, stateText), `${'x'.repeat(20)}, ${'x'.repeat(5)}…`);
        assert.ok(read < 20);
    });

    it('shortens a name before the value, but not to less than ten characters', () => {
        assert.equal(namedLine('Lamp', 'on'), 'Lamp: on');
        assert.equal(namedLine('Bedroom window in the attic', '21.4 °C'), 'Bedroom window in …: 21.4 °C');
        assert.equal(namedLine('Bedroom window', 'x'.repeat(40)), `Bedroom w…: ${'x'.repeat(15)}…`);
        assert.equal(cut('abcdef', 4), 'abc…');
        assert.equal(cut('abcd', 4), 'abcd');
    });
});

describe('the age of a value', () => {
    it('grows in steps, and is known until when it holds', () => {
        const rows: readonly (readonly [ms: number, text: string, nextMs: number])[] = [
            [0, '0 s', 5_000],
            [1_900, '1 s', 3_100],
            [5_000, '5 s', 5_000],
            [59_999, '55 s', 1],
            [60_000, '60 s', 10_000],
            [119_999, '110 s', 1],
            [120_000, '2 min', 60_000],
            [7_199_999, '119 min', 1],
            [7_200_000, '2 h', 3_600_000],
            [86_400_001, '24 h', 3_599_999],
        ];
        for (const [ms, text, nextMs] of rows) assert.deepEqual(ageText(ms), { text, nextMs }, `${ms}`);
    });
});

describe('the word for a state', () => {
    it('is the most precise one of a connected hub', () => {
        const connected = { name: 'connected', since: 1 } as const;
        const word = (more: object): string => stateWord({ ...connected, ...more } as never);
        assert.deepEqual(
            [{}, { isOneWay: true }, { silentMs: 0, isOneWay: true }, { notStarted: true, silentMs: 1 }].map(word),
            ['connected', 'one-way', 'silent', 'not-started'],
        );
        assert.equal(stateWord({ name: 'connecting', attempt: 1 }), 'connecting');
        assert.equal(stateWord({ name: 'disconnected' }), 'disconnected');
    });
});

describe('the place that was checked', () => {
    const same = (one: object, other: object): boolean => checkedPlace(one) === checkedPlace(other);

    it('is another one for another address, and for another recording', () => {
        const a = { place: 'address', address: 'ws://a/' };
        assert.ok(same(a, { place: 'address', address: ' ws://a/ ', recording: 'x' }));
        assert.ok(same(a, { address: 'ws://me:S3cr3t@a/' }));
        assert.ok(!same(a, { address: 'ws://b/' }));
        assert.ok(!same(a, {}));
        assert.ok(same({}, { address: '' }));
        const simulated = { place: 'simulated' };
        assert.ok(same(simulated, { ...simulated, address: 'ws://a/', recording: '' }));
        assert.ok(!same(simulated, { ...simulated, recording: 'a' }));
        assert.ok(!same(simulated, a));
    });

    it('does not show the address', () => {
        const texts = ['ws://a/', 'ws://b/', 'ws://a/b'].map((address) => checkedPlace({ address }));
        assert.ok(texts.every((text) => /^[0-9a-f]{1,8}$/.test(text)));
        assert.equal(new Set(texts).size, 3);
    });
});

describe('raw text with a line that is too long for a bridge', () => {
    it('is a warning, once for each node', () => {
        const RED = { _: (key: string, params: object) => `${key} ${JSON.stringify(params)}` } as unknown as NodeAPI;
        const warnings: string[] = [];
        const node = (): Node => ({ warn: (text: string) => warnings.push(text) }) as unknown as Node;
        const one = node();
        warnOfLongLine(RED, one, 'x'.repeat(2_048));
        assert.deepEqual(warnings, []);
        warnOfLongLine(RED, one, Buffer.from(`a\n${'x'.repeat(2_049)}`));
        warnOfLongLine(RED, one, 'x'.repeat(2_049));
        assert.equal(warnings.length, 1);
        assert.match(warnings.join(), /raw-long .*"bytes":2049.*"limit":2048/);
        warnOfLongLine(RED, node(), 'x'.repeat(5_000));
        assert.equal(warnings.length, 2);
    });
});

describe('a silence limit', () => {
    const sensor = (type: string, seconds?: number | null, limitMs?: number) => ({
        ...{ device: `${type}/-`, type, kind: 'sensor' as const },
        ...(seconds === undefined ? {} : { interval: { seconds, source: 'confirmed' as const } }),
        ...(limitMs === undefined ? {} : { limitMs }),
    });

    it('is the longest of the devices, a day for those that report on events, and a minute for none', () => {
        assert.equal(silenceLimitS([]), 60);
        assert.equal(silenceLimitS([sensor('push-button')]), 86_400);
        assert.equal(silenceLimitS([sensor('thermometer', null)]), 86_400);
        assert.equal(silenceLimitS([sensor('thermometer', 30), sensor('hygrometer', 100)]), 310);
        assert.equal(silenceLimitS([sensor('thermometer', 30, 5_500)]), 6);
    });

    it('is too short for a device that reports as rarely, which comes before one that reports on events', () => {
        const short = (limitS: number, ...devices: ReturnType<typeof sensor>[]): unknown =>
            silenceFault(limitS, devices);
        const thermometer = sensor('thermometer', 30);
        assert.equal(short(31, thermometer), undefined);
        const fault = { kind: 'short', device: 'thermometer/-', seconds: 30, least: 100 };
        assert.deepEqual(short(30, sensor('pir'), thermometer), fault);
        assert.deepEqual(short(31, thermometer, sensor('pir')), { kind: 'irregular', device: 'pir/-' });
        assert.deepEqual(short(31, sensor('thermometer', null)), { kind: 'irregular', device: 'thermometer/-' });
        assert.equal(short(1, sensor('thermometer')), undefined);
        assert.equal((short(20, sensor('co2-sensor', 5)) as { seconds: number }).seconds > 20, true);
    });
});
