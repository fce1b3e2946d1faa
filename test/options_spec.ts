// Settings of a hub: each field good, bad, absent, as text and as number; nothing stored makes the check throw.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
    checkFrames,
    checkNumber,
    checkVersion,
    HUB_DEFAULTS,
    HUB_RANGES,
    type HubOptions,
    hubOptions,
    SETTINGS_VERSION,
    type Stored,
} from '../src/options';
import { HOSTILE } from './support/hostile';
import { good, outcome } from './support/results';

const ADDRESS = 'ws://hub.local/auth/clown-talk-server_nodes_bridge_0';
const DEFAULTS: HubOptions = {
    place: { kind: 'address', url: ADDRESS },
    handshakeMs: 10_000,
    heartbeatMs: 15_000,
    ceilingMs: 60_000,
    maxBytes: 1_048_576,
    startFrames: [],
    goodbyeFrames: [],
};
const LIST = '["-/-/config/list", {}]';
/** What a value cannot be, though JSON can say it. */
const NO_NUMBER = { toString: 1, valueOf: 1 };

/** The options on top of the defaults, or the code of the refusal. */
type Rows = readonly (readonly [name: string, stored: Stored, result: Partial<HubOptions> | string])[];

const PLACES: Rows = [
    ['nothing but the address', {}, {}],
    ['by address', { place: 'address' }, {}],
    ['simulated', { place: 'simulated' }, { place: { kind: 'simulated' } }],
    ['simulated, with a bad address', { place: 'simulated', address: 'x' }, { place: { kind: 'simulated' } }],
    ['unknown', { place: 'moon' }, 'setting-choice'],
    ['null', { place: null }, 'setting-choice'],
    ['object', { place: {} }, 'setting-choice'],
    ['no address', { address: undefined }, 'address-missing'],
    ['bad address', { address: 'ws://' }, 'address-invalid'],
    ['address of the wrong scheme', { address: 'http://hub.local' }, 'address-scheme'],
];

const VERSIONS: Rows = [
    ['this one', { settingsVersion: SETTINGS_VERSION }, {}],
    ['as text', { settingsVersion: `${SETTINGS_VERSION}` }, {}],
    ['null', { settingsVersion: null }, {}],
    ['the next one', { settingsVersion: SETTINGS_VERSION + 1 }, 'version-newer'],
    ['the next one as text', { settingsVersion: `${SETTINGS_VERSION + 1}` }, 'version-newer'],
    ['no number', { settingsVersion: 'x' }, 'version-newer'],
    ['object', { settingsVersion: {} }, 'version-newer'],
    ['object that is no primitive', { settingsVersion: NO_NUMBER }, 'version-newer'],
    ['before anything else', { settingsVersion: 9, place: 'moon' }, 'version-newer'],
];

const NUMBERS: Rows = [
    ['all as numbers', { handshake: 5, heartbeat: 30, retryCeiling: 10, maxSize: 2 }, numbers(5, 30, 10, 2)],
    ['all as text', { handshake: '5', heartbeat: ' 30 ', retryCeiling: '1e1', maxSize: '2.0' }, numbers(5, 30, 10, 2)],
    ['all empty', { handshake: '', heartbeat: '', retryCeiling: '', maxSize: '' }, {}],
    ['all null', { handshake: null, heartbeat: null, retryCeiling: null, maxSize: null }, {}],
    ['a fraction', { handshake: 1.5 }, { handshakeMs: 1_500 }],
    ['no heartbeat', { heartbeat: 0 }, { heartbeatMs: 0 }],
    ['no heartbeat, as text', { heartbeat: '0' }, { heartbeatMs: 0 }],
    ...(Object.keys(HUB_RANGES) as (keyof typeof HUB_RANGES)[]).flatMap((name): Rows => {
        const { least, most, off } = HUB_RANGES[name];
        const bad = [
            least - 0.5,
            -1,
            most + 1,
            Number.NaN,
            Number.POSITIVE_INFINITY,
            'x',
            ' ',
            '5 s',
            '1,5',
            true,
            false,
            [5],
            {},
            NO_NUMBER,
        ];
        return [
            ...[least, most].flatMap(
                (value): Rows => [
                    [`${name} ${value}`, { [name]: value }, numberOf(name, value)],
                    [`${name} "${value}"`, { [name]: `${value}` }, numberOf(name, value)],
                ],
            ),
            ...(off ? [] : [0, '0', -0]).map((value): Rows[number] => [
                `${name} ${value}, off`,
                { [name]: value },
                'setting-number',
            ]),
            ...bad.map((value): Rows[number] => [
                `${name} ${JSON.stringify(value)}`,
                { [name]: value },
                'setting-number',
            ]),
        ];
    }),
];

const FRAMES: readonly (readonly [name: string, value: unknown, texts: readonly string[] | number])[] = [
    ['absent', undefined, []],
    ['empty', '', []],
    ['null', null, []],
    ['blank lines', '\n \r\n\t', []],
    ['one', LIST, [`${LIST}\n`]],
    ['two, CRLF, blank lines', `\r\n${LIST}\r\n\r\n["led/-/get", {}]\r\n`, [`${LIST}\n`, '["led/-/get", {}]\n']],
    ['mended', ' ["relay/i2c0-3b/set", {"x": 1, "state": "ON"}] ', ['["relay/i2c0-3b/set", {"state":true,"x":1}]\n']],
    ['no frame in line 2', `${LIST}\nlist`, 2],
    ['a question with a payload', '\n\n["-/-/config/list", {"a": 1}]', 3],
    ['an interval of 0', '["pir/-/config/update", {"publish-interval": 0}]', 1],
    ['a third element', '["led/-/get", {}, {}]', 1],
    ['no payload', '["led/-/get"]', 1],
    ['a list of lines', [LIST], 1],
    ['a number', 7, 1],
    ['a frame of two mebibytes', `["window/-/set", {"a": "${'x'.repeat(2 ** 21)}"}]`, 1],
];

function numbers(handshake: number, heartbeat: number, ceiling: number, maxSize: number): Partial<HubOptions> {
    return {
        handshakeMs: handshake * 1_000,
        heartbeatMs: heartbeat * 1_000,
        ceilingMs: ceiling * 1_000,
        maxBytes: maxSize * 1_024,
    };
}

function numberOf(name: keyof typeof HUB_DEFAULTS, value: number): Partial<HubOptions> {
    const all: Record<keyof typeof HUB_DEFAULTS, number> = { ...HUB_DEFAULTS };
    all[name] = value;
    const { handshake, heartbeat, retryCeiling, maxSize } = all;
    return numbers(handshake, heartbeat, retryCeiling, maxSize);
}

for (const [title, table] of Object.entries({ place: PLACES, version: VERSIONS, numbers: NUMBERS })) {
    describe(`options: ${title}`, () => {
        for (const [name, stored, expected] of table) {
            it(name, () => {
                const options = hubOptions({ address: ADDRESS, ...stored }, {});
                if (typeof expected === 'string') assert.equal(outcome(options), expected);
                else assert.deepEqual(good(options), { ...DEFAULTS, ...expected });
            });
        }
    });
}

describe('options: frames', () => {
    for (const [name, value, expected] of FRAMES) {
        it(name, () => {
            const result = checkFrames(value);
            if (typeof expected !== 'number') return assert.deepEqual(good(result), expected);
            assert.equal(outcome(result), 'setting-frames');
            assert.equal(!result.ok && result.reason.params.line, expected);
        });
    }

    it('stand in the options of a hub, both kinds', () => {
        const options = good(
            hubOptions({ address: ADDRESS, startFrames: LIST, goodbyeFrames: '["led/-/get", {}]' }, {}),
        );
        assert.deepEqual(options.startFrames, [`${LIST}\n`]);
        assert.deepEqual(options.goodbyeFrames, ['["led/-/get", {}]\n']);
        for (const field of ['startFrames', 'goodbyeFrames']) {
            assert.equal(outcome(hubOptions({ address: ADDRESS, [field]: 'x' }, {})), 'setting-frames');
        }
    });
});

describe('options: reasons', () => {
    it('a bad number names its setting and bounds', () => {
        assert.deepEqual(hubOptions({ address: ADDRESS, maxSize: 'big' }, {}), {
            ok: false,
            reason: { code: 'setting-number', params: { setting: 'maxSize', found: '"big"', least: 1, most: 65_536 } },
        });
    });

    it('a newer version names both', () => {
        assert.deepEqual(checkVersion({ settingsVersion: 2 }), {
            ok: false,
            reason: { code: 'version-newer', params: { version: '2', known: 1 } },
        });
    });

    it('nothing stored makes the checks throw', () => {
        const fields = ['settingsVersion', 'place', 'address', 'handshake', 'maxSize', 'startFrames', 'goodbyeFrames'];
        for (const [, make] of HOSTILE) {
            for (const field of fields) outcome(hubOptions({ address: ADDRESS, [field]: make() }, {}));
            assert.deepEqual(good(hubOptions({ address: ADDRESS }, { user: make(), password: make() })), DEFAULTS);
        }
        const stored = fc.dictionary(fc.constantFrom(...fields), fc.oneof(fc.jsonValue(), fc.string(), fc.anything()));
        fc.assert(
            fc.property(stored, stored, (settings, credentials) => void outcome(hubOptions(settings, credentials))),
        );
    });

    it('numbers within their range are taken, all others are not', () => {
        fc.assert(
            fc.property(fc.double({ min: -10, max: 100_000, noNaN: true }), (value) => {
                for (const name of Object.keys(HUB_RANGES) as (keyof typeof HUB_RANGES)[]) {
                    const { least, most, off } = HUB_RANGES[name];
                    const fits = (value >= least && value <= most) || (value === 0 && off === true);
                    for (const form of [value, `${value}`])
                        assert.equal(outcome(checkNumber(name, form)) === 'ok', fits);
                }
            }),
        );
    });
});
