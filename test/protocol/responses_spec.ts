// Which frame is the response to which command: every command against the responses to all commands.
// Real conversations are in requests_spec.ts.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Frame, JsonObject } from '../../src/protocol/frame';
import { confirmationOf, type Matcher, responseTo, responseUnder, type Verdict } from '../../src/protocol/responses';
import { assertPrototypesUnchanged } from '../support/results';

/** A command or a frame, written as `topic {payload}`; without a payload it is empty. */
function read(text: string): Frame {
    const [topic = '', ...payload] = text.split(' ');
    return { topic, payload: JSON.parse(payload.join(' ') || '{}') as JsonObject };
}

/** The matcher of a command with a known response. */
function matcherOf(command: string): Matcher {
    const found = responseTo(read(command));
    return typeof found === 'function' ? found : assert.fail(`${command}: ${found}`);
}

const LIST = '{"sensors": [], "actuators": ["led/-"], "notifications": []}';
const RELAY = ['relay/i2c0-3b {"state": true}', 'relay/i2c0-3b {"state": null}'];
const LED = ['led/- {"state": "2-dot"}', 'LED/- {"state": "off"}'];
const CONFIG = 'thermometer/i2c0-48/config';
const intervals = (payload: string): string[] =>
    ['ok', 'set/ok', 'update/ok'].map((end) => `${CONFIG}/${end} ${payload}`);
const FIVE = intervals('{"publish-interval": 5}');
const NULL = intervals('{"publish-interval": null}');
const NONE = intervals('{"x": 1}');
const configs = (end: string): string[] =>
    [...FIVE, ...NULL, ...NONE].filter((text) => text.startsWith(`${CONFIG}/${end} `));

/** Each command with all its responses; responses to other commands must not match. */
const COMMANDS: readonly (readonly [name: string, command: string, ...answers: string[]])[] = [
    ['relay set', 'relay/i2c0-3b/set {"state": true}', ...RELAY],
    ['relay get', 'relay/i2c0-3b/get', ...RELAY],
    ['relay set, in upper case', 'relay/I2C0-3B/set {"state": false}', ...RELAY],
    ['another relay', 'relay/i2c0-3f/get', 'relay/i2c0-3f {"state": null}'],
    ['LED set', 'led/-/set {"state": "2-dot"}', ...LED],
    ['LED get', 'led/-/get', ...LED],
    ['light set', 'light/-/set {"state": true}', 'light/- {"state": true}', 'light/- {"on": 1}', 'light/-/set/ok'],
    ['sensor get', 'thermometer/i2c0-48/get', 'thermometer/i2c0-48 {"temperature": [1, "C"]}'],
    ['LED strip set', 'led-strip/-/set {"pixels": "/wA="}', 'led-strip/-/set/ok', 'led-strip/- {"x": 1}'],
    ['I2C read', 'i2c/0/get {"address": "3b", "read-length": 1}', 'i2c/0 {"address": "3B", "read": "17"}'],
    ['I2C write', 'i2c/1/set {"address": "3B", "write": "0a"}', 'i2c/1 {"address": "3B", "write": "0A"}'],
    ['bus scan', 'i2c/0/config/scan', 'i2c/0/config/scan/ok {"slaves": [["3B", "relay/i2c0-3b"], ["4D", null]]}'],
    ['configuration of the bus', 'i2c/0/config/list', 'i2c/0/config/ok {"publish-interval": 1}'],
    [
        'device list',
        '-/-/config/list',
        `-/-/config/list/ok ${LIST}`,
        '-/-/config/list/ok',
        `-/-/config/ok ${LIST}`,
        '-/-/config/ok {"sensors": []}',
        '-/-/config/ok {"actuators": []}',
    ],
    ['interval by update', `${CONFIG}/update {"publish-interval": 5}`, ...FIVE],
    ['interval by set', `${CONFIG}/set {"publish-interval": 5}`, ...FIVE, ...NONE],
    ['no interval by update', `${CONFIG}/update {"publish-interval": null}`, ...NULL],
    ['no interval by set', `${CONFIG}/set {"publish-interval": null}`, ...NULL, ...NONE],
    ['configuration get', `${CONFIG}/get`, ...configs('ok'), `${CONFIG}/get/ok`, `${CONFIG} {"mode": "rgb"}`],
    ['configuration list', `${CONFIG}/list`, ...configs('ok')],
    ['configuration by update', `${CONFIG}/update {"x": 1}`, ...configs('ok'), ...configs('update/ok')],
    ['unknown configuration', `${CONFIG}/zero`, ...configs('ok'), `${CONFIG}/zero/ok`],
    [
        'configuration set',
        'led-strip/-/config/set {"mode": "rgb", "count": 144}',
        'led-strip/-/config/set/ok {"count": 150, "mode": "rgb"}',
        'led-strip/-/config/ok',
    ],
    ['start message', 'clown.talk/-/config/set', 'clown.talk/-/config/ok {"ack": false, "device": "bridge"}'],
];

const OTHERS = [
    'boot {"reason-for-reset": "power-on"}',
    'relay/i2c0-3b',
    'relay/i2c0-3b {"x": true}',
    'relay/i2c0-3bb {"state": true}',
    'relay {"state": true}',
    'led {"state": true}',
    'relay/i2c0-3b/set/ok',
    'relay/i2c0-3b/config/ok {"publish-interval": 5}',
    'thermometer/i2c1-48 {"temperature": [1, "C"]}',
    'thermometer/i2c1-48/config/ok {"publish-interval": 5}',
    'i2c/0 {"address": "3C", "read": "17"}',
    'i2c/0 {"address": 59, "read": "17"}',
    'i2c/0 {"read": "17"}',
    'i2c/1 {"address": "3B", "read": "17"}',
    'i2c/1 {"address": "3C", "write": "0A"}',
    'i2c/1/config/scan/ok {"slaves": []}',
    'clown.talk/- {"x": 1}',
    '-/-/config/ok {"publish-interval": 1}',
    '$config/devices/-/- {"sensors": []}',
    'toString {"x": 1}',
];
const POOL = [...new Set([...COMMANDS.flatMap(([, ...texts]) => texts), ...OTHERS])].map(
    (text) => [text, read(text)] as const,
);

const REFUSALS: readonly (readonly [command: string, frame: string, verdict: Verdict])[] = [
    ['relay/i2c0-3b/set {"state": true}', 'relay/i2c0-3b/error', 'refusal'],
    ['relay/i2c0-3b/set {"state": true}', 'relay/i2c0-3b/set/error', 'refusal'],
    ['relay/I2C0-3B/set {"state": true}', 'RELAY/i2c0-3b/set/error', 'refusal'],
    ['relay/i2c0-3b/set {"state": true}', 'relay/i2c0-3b/get/error', 'other'],
    ['relay/i2c0-3b/set {"state": true}', 'relay/i2c0-3b/config/error', 'other'],
    ['relay/i2c0-3b/set {"state": true}', 'relay/i2c0-3f/error', 'other'],
    [`${CONFIG}/update {"publish-interval": 5}`, `${CONFIG}/error`, 'refusal'],
    [`${CONFIG}/update {"publish-interval": 5}`, `${CONFIG}/update/error`, 'refusal'],
    [`${CONFIG}/update {"publish-interval": 5}`, 'thermometer/i2c0-48/error', 'refusal'],
    [`${CONFIG}/update {"publish-interval": 5}`, 'thermometer/i2c0-49/config/error', 'other'],
    ['-/-/config/list', '-/-/config/error', 'refusal'],
    ['i2c/0/config/scan', 'i2c/0/config/scan/error', 'refusal'],
    ['i2c/0/config/scan', 'i2c/1/config/error', 'other'],
];

const UNASKED: readonly (readonly [name: string, command: string, answer: 'none' | undefined])[] = [
    ['display text', 'display-oled/i2c0-3c/set {"line-0": "x"}', 'none'],
    ['display get', 'display-oled/i2c0-3c/get', 'none'],
    ['CO2 get', 'co2-sensor/i2c0-38/get', 'none'],
    ['unknown verb', 'relay/i2c0-3b/toggle', undefined],
    ['configuration without a verb', 'relay/i2c0-3b/config', undefined],
    ['four levels, no configuration', 'relay/i2c0-3b/set/now', undefined],
    ['an answer', `${CONFIG}/ok {"publish-interval": 5}`, undefined],
    ['a refusal', `${CONFIG}/error`, undefined],
    ['first bridges', '$config/sensors/thermometer/update {"publish-interval": 5}', undefined],
    ['a state', 'relay/i2c0-3b {"state": true}', undefined],
    ['one level', 'boot', undefined],
    ['five levels', 'a/b/config/set/x', undefined],
];

/** Beside the address, the request and the response. */
const I2C: readonly (readonly [name: string, verb: string, asked: string, shown: string, verdict: Verdict])[] = [
    ['read', 'get', '"write": "0a"', '"write": "0A", "read": "17"', 'response'],
    ['read, nothing read', 'get', '"write": "00"', '"write": "00"', 'other'],
    ['read of another register', 'get', '"write": "00"', '"write": "01", "read": "17"', 'other'],
    ['read without a register', 'get', '"read-length": 1', '"write": "", "read": "17"', 'response'],
    ['read without a register, of one', 'get', '"read-length": 1', '"write": "01", "read": "17"', 'other'],
    ['write', 'set', '"write": "0A,ff"', '"write": "0A,FF"', 'response'],
    ['write, something read', 'set', '"write": "0A"', '"write": "0A", "read": "17"', 'other'],
    ['write of something else', 'set', '"write": "0A"', '"write": "0B"', 'other'],
    ['text', 'set', '"write": "(a,\\"b)"', '"write": "(a,\\"b)"', 'response'],
    ['text in other letters', 'set', '"write": "(a)"', '"write": "(A)"', 'other'],
    ['a list as text', 'set', '"write": "61"', '"write": "(a)"', 'response'],
    ['a list as another text', 'set', '"write": "61"', '"write": "(b)"', 'other'],
    ['a list as base64', 'set', '"write": "00,01"', '"write": "AAE="', 'response'],
    ['a list as other base64', 'set', '"write": "00,01"', '"write": "AAI="', 'other'],
    ['data left out', 'set', '"write": "00,01"', '"x": 1', 'response'],
    ['data in an unknown form', 'set', '"write": "00,01"', '"write": "?"', 'response'],
    ['data that is no text', 'set', '"write": "00"', '"write": ["00"]', 'response'],
];

type Confirmation = readonly [name: string, command: string, frame: string, verdict: Verdict | undefined];
const CONFIRMATIONS: readonly Confirmation[] = [
    ['relay as wanted', 'relay/I2C0-3b/set {"state": true}', 'relay/i2c0-3b {"state": true}', 'response'],
    ['relay otherwise', 'relay/i2c0-3b/set {"state": true}', 'relay/i2c0-3b {"state": false}', 'other'],
    ['relay unknown', 'relay/i2c0-3b/set {"state": false}', 'relay/i2c0-3b {"state": null}', 'other'],
    ['relay without a state', 'relay/i2c0-3b/set {"state": false}', 'relay/i2c0-3b {"x": false}', 'other'],
    ['another relay', 'relay/i2c0-3b/set {"state": true}', 'relay/i2c0-3f {"state": true}', 'other'],
    ['echo', 'relay/i2c0-3b/set {"state": true}', 'relay/i2c0-3b/set {"state": true}', 'other'],
    ['relay refused', 'relay/i2c0-3b/set {"state": true}', 'relay/i2c0-3b/set/error', 'refusal'],
    ['LED as wanted', 'led/-/set {"state": "2-dot"}', 'led/- {"state": "2-dot"}', 'response'],
    ['LED otherwise', 'led/-/set {"state": "2-dot"}', 'led/- {"state": "off"}', 'other'],
    ['interval by update', `${CONFIG}/update {"publish-interval": 5}`, `${FIVE[0]}`, 'response'],
    ['interval by set', `${CONFIG}/set {"publish-interval": 5}`, `${FIVE[1]}`, 'response'],
    ['other interval', `${CONFIG}/set {"publish-interval": 5}`, `${NULL[0]}`, 'other'],
    ['interval not shown', `${CONFIG}/set {"publish-interval": 5}`, `${NONE[1]}`, 'other'],
    ['no interval', `${CONFIG}/update {"publish-interval": null}`, `${NULL[0]}`, 'response'],
    ['no interval, not shown', `${CONFIG}/update {"publish-interval": null}`, `${NONE[0]}`, 'other'],
    ['interval refused', `${CONFIG}/update {"publish-interval": 5}`, `${CONFIG}/error`, 'refusal'],
    ['relay get', 'relay/i2c0-3b/get', 'relay/i2c0-3b {"state": true}', undefined],
    ['relay set without a state', 'relay/i2c0-3b/set {"x": true}', 'relay/i2c0-3b {"state": true}', undefined],
    ['another type', 'window/-/set {"state": true}', 'window/- {"state": true}', undefined],
    ['other configuration', `${CONFIG}/set {"mode": "rgb"}`, `${CONFIG}/ok {"mode": "rgb"}`, undefined],
    ['configuration get', `${CONFIG}/get`, `${FIVE[0]}`, undefined],
    ['display', 'display-oled/i2c0-3c/set {"line-0": "x"}', 'display-oled/i2c0-3c {"line-0": "x"}', undefined],
];

const SET = 'window/a/set {"x": 1}';
type Filtered = readonly [name: string, filter: string, command: string, frame: string, verdict: Verdict];
const FILTERS: readonly Filtered[] = [
    ['a topic', 'window/state', SET, 'window/state', 'response'],
    ['another topic', 'window/state', SET, 'window/states', 'other'],
    ['other letters', 'Window/A', SET, 'WINDOW/a', 'response'],
    ['wildcards', '+/#', SET, 'thermometer/i2c0-48', 'response'],
    ['the echo', 'window/#', SET, 'window/a/set {"x": 1}', 'other'],
    ['the same command of another client', '#', SET, 'WINDOW/a/set {"x": 2}', 'other'],
    ['another command of another client', '#', SET, 'window/a/get', 'response'],
    ['the echo that is asked for', 'window/A/set', SET, 'window/a/set {"x": 1}', 'response'],
    ['a refusal within the filter', '#', SET, 'window/a/set/error', 'refusal'],
    ['a refusal outside the filter', 'window/state', SET, 'window/a/error', 'refusal'],
    ['a refusal of a configuration', 'x', 'window/a/config/set', 'window/a/config/error', 'refusal'],
    ['a refusal of something else', '#', SET, 'window/b/error', 'response'],
    ['the echo of a command called error', '#', 'window/a/error', 'window/a/error', 'other'],
    ['a command that is never answered', 'x/y', 'display-oled/i2c0-3c/set', 'x/y', 'response'],
];

describe('responses', () => {
    describe('each command matches its own responses, and none of those to others', () => {
        for (const [name, command, ...answers] of COMMANDS) {
            it(name, () => {
                const matches = matcherOf(command);
                const taken = POOL.filter(([, frame]) => matches(frame) === 'response').map(([text]) => text);
                assert.deepEqual(taken.sort(), answers.sort());
                const refused = POOL.filter(([, frame]) => matches(frame) === 'refusal');
                assert.deepEqual(refused, []);
            });
        }
    });

    describe('refusals', () => {
        for (const [command, frame, verdict] of REFUSALS) {
            it(`${command}: ${frame}`, () => assert.equal(matcherOf(command)(read(frame)), verdict));
        }
    });

    describe('commands without a response, or with an unknown one', () => {
        for (const [name, command, answer] of UNASKED) {
            it(name, () => {
                assert.equal(responseTo(read(command)), answer);
                assert.equal(confirmationOf(read(command)), undefined);
            });
        }
    });

    it('depends on the payload of each command, whatever was sent to its topic before', () => {
        const topic = 'thermometer/i2c0-77/config/set';
        const verdicts = (): Verdict[] =>
            ['{"publish-interval": 30}', '{"publish-interval": 60}', '{"other": 1}'].map((payload) =>
                matcherOf(`${topic} ${payload}`)(read('thermometer/i2c0-77/config/ok {"publish-interval": 30}')),
            );
        assert.deepEqual(verdicts(), ['response', 'other', 'response']);
        assert.deepEqual(verdicts(), ['response', 'other', 'response']);
        const bus = 'i2c/0/get {"address": "3b", "write": "00"}';
        const other = 'i2c/0/get {"address": "3c", "write": "00"}';
        const frame = read('i2c/0 {"address": "3b", "write": "00", "read": "ff"}');
        assert.deepEqual(
            [bus, other, bus].map((text) => matcherOf(text)(frame)),
            ['response', 'other', 'response'],
        );
    });

    it('creates one matcher for all commands of a topic whose payload does not count', () => {
        assert.equal(responseTo(read('led/x-1/get {}')), responseTo(read('led/x-1/get {}')));
        const first = responseTo(read('led/x-2/get {}'));
        for (let index = 0; index <= 1_000; index++) responseTo(read(`led/y-${index}/get {}`));
        assert.notEqual(responseTo(read('led/x-2/get {}')), first, 'the cache is bounded');
    });

    describe('raw I2C', () => {
        for (const [name, verb, asked, shown, verdict] of I2C) {
            it(name, () => {
                const matches = matcherOf(`i2c/0/${verb} {"address": "3b", ${asked}}`);
                assert.equal(matches(read(`i2c/0 {"address": "3B", ${shown}}`)), verdict);
            });
        }
    });

    describe('confirmations', () => {
        for (const [name, command, frame, verdict] of CONFIRMATIONS) {
            it(name, () => assert.equal(confirmationOf(read(command))?.(read(frame)), verdict));
        }
    });

    describe('responses under a filter', () => {
        for (const [name, filter, command, frame, verdict] of FILTERS) {
            it(name, () => assert.equal(responseUnder(filter, read(command))(read(frame)), verdict));
        }
    });

    describe('arbitrary commands and frames', () => {
        const word = fc.constantFrom(
            ...['relay', 'led', 'i2c', '-', '0', 'i2c0-3b', 'I2C0-3B', 'set', 'get', 'config', 'list', 'scan'],
            ...['update', 'ok', 'error', 'display-oled', 'co2-sensor', '__proto__', 'constructor', 'İ'],
        );
        const topic = fc.oneof(
            fc.array(word, { minLength: 1, maxLength: 6 }).map((levels) => levels.join('/')),
            // No command has a filter for a topic.
            fc.string({ minLength: 1 }).filter((text) => !/[+#]/.test(text)),
        );
        const key = fc.oneof(
            fc.constantFrom('state', 'address', 'write', 'read', 'publish-interval', 'sensors'),
            fc.string(),
        );
        const value = fc.oneof(fc.constantFrom('3b', '00', '(a)', '(', '', true, null, 5), fc.jsonValue());
        const wild = fc.record({ topic, payload: fc.dictionary(key, value) }) as fc.Arbitrary<Frame>;
        const command = fc.oneof(wild, fc.constantFrom(...COMMANDS.map(([, text]) => read(text))));
        const frame = fc.oneof(wild, fc.constantFrom(...POOL.map(([, known]) => known)));
        /** All matchers that there are for a command, the one under a filter last. */
        const matchers = (sent: Frame): Matcher[] => {
            const found = [responseTo(sent), confirmationOf(sent), responseUnder('#', sent)];
            return found.filter((one) => typeof one === 'function');
        };

        it('returns a verdict after any frames before', () => {
            fc.assert(
                fc.property(command, fc.array(frame), (sent, frames) => {
                    const verdicts = frames.map((one) => matchers(sent).map((matches) => matches(one)));
                    const again = frames.toReversed().map((one) => matchers(sent).map((matches) => matches(one)));
                    assert.deepEqual(again.toReversed(), verdicts);
                    assert.ok(verdicts.flat().every((verdict) => ['response', 'refusal', 'other'].includes(verdict)));
                }),
            );
            assertPrototypesUnchanged();
        });

        it('never takes the command itself for a response or a refusal', () => {
            fc.assert(
                fc.property(command, (sent) => {
                    for (const matches of matchers(sent)) assert.equal(matches(sent), 'other');
                }),
            );
        });

        it('has nothing to do with another device', () => {
            fc.assert(
                fc.property(command, frame, (sent, one) => {
                    const device = sent.topic.toLowerCase().split('/', 2).join('/');
                    fc.pre(!`${one.topic.toLowerCase()}/`.startsWith(`${device}/`));
                    for (const matches of matchers(sent).slice(0, -1)) assert.equal(matches(one), 'other');
                }),
            );
        });

        it('a confirmation is a response, too', () => {
            let count = 0;
            for (const [, text] of COMMANDS) {
                const confirms = confirmationOf(read(text));
                for (const [, one] of POOL) {
                    if (confirms?.(one) !== 'response') continue;
                    assert.equal(matcherOf(text)(one), 'response');
                    count++;
                }
            }
            assert.ok(count > 10);
        });
    });
});
