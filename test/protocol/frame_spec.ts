// Reading and writing frames: every kind of bad line by its code, bytes that are no text, and what no line can do.

// cspell:ignore ncdef nefgh
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
    formatFrame,
    type JsonObject,
    longestLine,
    MAX_FAULTS,
    parseFrame,
    readMessage,
    START_MESSAGE,
} from '../../src/protocol/frame';
import { isObject, MAX_DEPTH } from '../../src/protocol/json-data';
import { MAX_LEVELS, MAX_TOPIC_BYTES } from '../../src/protocol/topic';
import { anyText } from '../support/any-text';
import { bytes, linesOf } from '../support/frames';
import { assertPrototypesUnchanged, good, outcome } from '../support/results';

const nest = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
const objects = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

const LINES: readonly (readonly [name: string, line: string, code: string])[] = [
    ['topic and payload', '["a", {}]', 'ok'],
    ['white space between all tokens', ' [ "a" ,\t{ "b" : 1 } ] \r', 'ok'],
    ['no white space', '["a",{}]', 'ok'],
    ['third element', '["a", {}, {}]', 'ok'],
    ['no text at all', '', 'frame-not-json'],
    ['cut off', '["a", {"b', 'frame-not-json'],
    ['two arrays', '["a", {}]["b", {}]', 'frame-not-json'],
    ['single quotes', "['a', {}]", 'frame-not-json'],
    ['byte order mark', '\ufeff["a", {}]', 'frame-not-json'],
    ['no-break space around', '\u00a0["a", {}]', 'frame-not-json'],
    ['bare tab in a text', '["a", {"b": "\t"}]', 'frame-not-json'],
    ['object', '{"a": {}}', 'frame-not-array'],
    ['text', '"a"', 'frame-not-array'],
    ['number', '1', 'frame-not-array'],
    ['null', 'null', 'frame-not-array'],
    ['nothing in the array', '[]', 'frame-length'],
    ['topic alone', '["a"]', 'frame-length'],
    ['four elements', '["a", {}, {}, {}]', 'frame-length'],
    ['topic null', '[null, {}]', 'frame-topic'],
    ['topic a number', '[1, {}]', 'frame-topic'],
    ['topic an object with a length', '[{"length": 1}, {}]', 'frame-topic'],
    ['payload null', '["a", null]', 'frame-payload'],
    ['payload a list', '["a", []]', 'frame-payload'],
    ['payload a text', '["a", "{}"]', 'frame-payload'],
    ['third element null', '["a", {}, null]', 'frame-meta'],
    ['third element a list', '["a", {}, []]', 'frame-meta'],
    ['empty topic', '["", {}]', 'topic-missing'],
    ['wildcard in the topic', '["a/+", {}]', 'topic-wildcard'],
    ['empty level', '["a//b", {}]', 'topic-empty-level'],
    ['NUL in the topic', '["a\\u0000", {}]', 'topic-character'],
    ['as deep as can be', `["a", {"b": ${nest(MAX_DEPTH - 2)}}]`, 'ok'],
    ['one level deeper', `["a", {"b": ${nest(MAX_DEPTH - 1)}}]`, 'frame-deep'],
    ['objects as deep as can be', `["a", ${objects(MAX_DEPTH - 1)}]`, 'ok'],
    ['objects one level deeper', `["a", ${objects(MAX_DEPTH)}]`, 'frame-deep'],
    ['deep in the third element', `["a", {}, {"b": ${nest(MAX_DEPTH)}}]`, 'frame-deep'],
    ['half a million levels', `["a", {"b": ${nest(500_000)}}]`, 'frame-deep'],
    ['half a million open brackets', '['.repeat(500_000), 'frame-deep'],
    ['brackets in a text', `["a", {"b": "${'['.repeat(1_000)}"}]`, 'ok'],
    ['brackets after an escaped quote', `["a", {"b": "\\"${'{'.repeat(1_000)}"}]`, 'ok'],
    ['brackets after an escaped backslash', `["a", {"b\\\\": ${nest(MAX_DEPTH)}}]`, 'frame-deep'],
    ['brackets in a topic', `["${'[{'.repeat(400)}", {}]`, 'ok'],
    ['many lists beside each other', `["a", {"b": [${'[],'.repeat(10_000)}[]]}]`, 'ok'],
    ['lists that close before they open', `]]]]${nest(1_000)}`, 'frame-deep'],
    ['as many closing brackets first', `${']'.repeat(1_000)}${'['.repeat(1_000)}`, 'frame-not-json'],
    ['half a million elements', `[${'1,'.repeat(500_000)}1]`, 'frame-length'],
    ['topic of a million elements', `[[${'1,'.repeat(1_000_000)}1], {}]`, 'frame-topic'],
    ['topic of as many levels as can be', `["${'a/'.repeat(MAX_LEVELS - 1)}a", {}]`, 'ok'],
    ['topic of one level more', `["${'a/'.repeat(MAX_LEVELS)}a", {}]`, 'topic-levels'],
    ['topic as long as can be', `["${'a'.repeat(MAX_TOPIC_BYTES)}", {}]`, 'ok'],
    ['topic of one byte more', `["${'a'.repeat(MAX_TOPIC_BYTES + 1)}", {}]`, 'topic-long'],
    ['topic of a million levels', `["${'a/'.repeat(1_000_000)}a", {}]`, 'topic-long'],
];

const BOTH = ['["a", {}]', '["b", {}]'] as const;
const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));
const join = (...parts: Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));

const MESSAGES: readonly (readonly [name: string, data: Uint8Array, codes: readonly string[]])[] = [
    ['nothing', new Uint8Array(), []],
    ['newlines alone', bytes('\n\r\n \t\n'), []],
    ['a newline at the end', bytes('["a", {}]\n'), ['ok']],
    ['two lines', bytes(BOTH.join('\n')), ['ok', 'ok']],
    ['two lines, CRLF and a blank one', bytes(`${BOTH.join('\r\n\r\n')}\r\n`), ['ok', 'ok']],
    ['good, bad, good', bytes(BOTH.join('\nbad\n')), ['ok', 'frame-not-json', 'ok']],
    ['carriage returns alone are no line ends', bytes(BOTH.join('\r')), ['frame-not-json']],
    ['bytes that are no text', Uint8Array.of(0xff, 0xfe, 0x00), ['frame-not-utf8']],
    ['Latin-1', latin1('["a", {"unit": "\u00b0C"}]'), ['frame-not-utf8']],
    [
        'Latin-1 between good lines',
        join(bytes(`${BOTH[0]}\n`), latin1('\u00b0\n'), bytes(BOTH[1])),
        ['ok', 'frame-not-utf8', 'ok'],
    ],
    ['Latin-1 in the last line', join(bytes('["a", {"u": "\u2103"}]\n'), latin1('\u00b0')), ['ok', 'frame-not-utf8']],
    ['a character cut by the end', bytes('["a", {"u": "\u2103"}]').subarray(0, -4), ['frame-not-utf8']],
    [
        'bad bytes beside blank and bad lines',
        join(bytes('\nbad\n'), latin1('\xff\n\n')),
        ['frame-not-json', 'frame-not-utf8'],
    ],
    [
        'surrogates written as bytes',
        join(bytes('["a", {"u": "'), Uint8Array.of(0xed, 0xa0, 0x80), bytes('"}]')),
        ['frame-not-utf8'],
    ],
    ['UTF-16', Uint8Array.from(Buffer.from('["a", {}]', 'utf16le')), ['frame-not-json']],
    ['byte order mark', join(Uint8Array.of(0xef, 0xbb, 0xbf), bytes(BOTH[0])), ['frame-not-json']],
];

describe('frame: one line', () => {
    for (const [name, line, code] of LINES) {
        it(name, () => assert.equal(outcome(parseFrame(line)), code));
    }

    it('names what was received', () => {
        assert.deepEqual(parseFrame('["a/b", [1]]'), {
            ok: false,
            reason: { code: 'frame-payload', params: { found: '[1]', topic: 'a/b' } },
        });
    });

    it('keeps the third element', () => {
        assert.deepEqual(good(parseFrame('["a", {"b": 1}, {"qos": 1}]')), {
            topic: 'a',
            payload: { b: 1 },
            meta: { qos: 1 },
        });
        assert.equal('meta' in good(parseFrame('["a", {}]')), false);
    });
});

describe('frame: one message', () => {
    for (const [name, data, codes] of MESSAGES) {
        it(name, () =>
            assert.deepEqual(
                linesOf(data).map((line) => outcome(line.frame)),
                codes,
            ),
        );
    }

    it('continues after many bad lines up to a limit, whether they are text or not', () => {
        for (const bad of [bytes('x\n'), Buffer.from([0xff, 0x0a])]) {
            const flood = (count: number): string[] => {
                const data = Buffer.concat([bytes(`${BOTH[0]}\n`), ...Array(count).fill(bad), bytes(BOTH[1])]);
                return linesOf(data).map((line) => outcome(line.frame));
            };
            const read = flood(MAX_FAULTS);
            assert.deepEqual([read.length, read[0], read.at(-1)], [MAX_FAULTS + 2, 'ok', 'ok']);
            const cut = flood(100 * MAX_FAULTS);
            assert.deepEqual([cut.length, cut[0], cut.at(-1)], [MAX_FAULTS + 2, 'ok', 'frame-flood']);
        }
    });

    it('reports as many bad lines as the limit, and then once that there are more', () => {
        const codes = (count: number): unknown[] =>
            [...readMessage(Buffer.from('x\n'.repeat(count)))].map(({ frame, text }) => `${text} ${outcome(frame)}`);
        const fault = 'x frame-not-json';
        assert.deepEqual(codes(MAX_FAULTS), Array(MAX_FAULTS).fill(fault));
        assert.deepEqual(codes(MAX_FAULTS + 1), [...Array(MAX_FAULTS).fill(fault), ' frame-flood']);
    });

    it('the longest line of a command is measured in bytes, where it may be too long', () => {
        const rows: readonly (readonly [data: string, most: number, longest: number])[] = [
            ['abc', 9, 0],
            ['abc', 8, 3],
            ['abc\n', 2, 3],
            ['\nabcd', 2, 4],
            ['ab\ncdef\ngh', 2, 4],
            ['ab\ncd\nefgh\n', 2, 4],
            ['žžž', 2, 6],
            ['\n\n', 1, 0],
        ];
        for (const [data, most, longest] of rows) assert.equal(longestLine(data, most), longest, data);
        assert.equal(longestLine(new Uint8Array([97, 98, 99]), 3), 0);
        assert.equal(longestLine(new Uint8Array([97, 98, 99]), 2), 3);
        assert.equal(longestLine(new Uint8Array([97, 10, 98, 99, 100]), 2), 3);
    });

    it('returns the text of each line as received', () => {
        const lines = linesOf(bytes(' ["a",  {}]\r\n\nbad'));
        assert.deepEqual(
            lines.map((line) => line.text),
            [' ["a",  {}]\r', 'bad'],
        );
    });

    it('reads part of a larger buffer', () => {
        const data = bytes(`xx${BOTH[0]}\nxx`).subarray(2, -2);
        assert.deepEqual(
            linesOf(data).map((line) => outcome(line.frame)),
            ['ok'],
        );
        assert.deepEqual(
            linesOf(Buffer.from(data)).map((line) => outcome(line.frame)),
            ['ok'],
        );
    });
});

describe('frame: prototypes', () => {
    it('a null beside a key that would change prototypes stays', () => {
        assert.deepEqual(good(parseFrame('["a", {"__proto__": 1, "x": null, "y": [null]}]')).payload, {
            x: null,
            y: [null],
        });
    });

    const spellings = [
        '__proto__',
        '__PROTO__',
        '\\u005f_proto__',
        '__\\u0070roto__',
        '__pr\\u006Ft\\u006f__',
        '_\\u005Fproto__',
        '_\\u005Fprot\\u006f_\\u005F',
    ];
    for (const spelling of spellings) {
        it(`${spelling} changes none`, () => {
            const inner = `{"${spelling}": {"x": 1}, "y": 2}`;
            const { payload, meta } = good(parseFrame(`["a", {"${spelling}": {"x": 1}, "in": [${inner}]}, ${inner}]`));
            for (const object of [payload, (payload.in as JsonObject[])[0], meta]) {
                assert.ok(object);
                assert.equal(Object.getPrototypeOf(object), Object.prototype);
                assert.equal(Object.hasOwn(object, '__proto__'), false);
                assert.equal(object.x, undefined);
            }
            assert.equal(meta?.y, 2);
            assertPrototypesUnchanged();
        });
    }

    it('names of built-in members are plain data', () => {
        const text =
            '["toString/-", {"constructor": {"prototype": {"x": 1}}, "hasOwnProperty": 1, "toString": 2, "length": 3}]';
        const { topic, payload } = good(parseFrame(text));
        assert.equal(topic, 'toString/-');
        assert.deepEqual(Object.keys(payload), ['constructor', 'hasOwnProperty', 'toString', 'length']);
        assertPrototypesUnchanged();
    });
});

describe('frame: properties', () => {
    const topic = fc
        .array(fc.stringMatching(/^[^/+#\0]+$/), { minLength: 1, maxLength: 6 })
        .map((levels) => levels.join('/'));
    const plain = (value: unknown): unknown =>
        JSON.parse(JSON.stringify(value), (key, inner: unknown) => (key === '__proto__' ? undefined : inner));
    const payload = fc.dictionary(fc.string(), fc.jsonValue()).map((value) => plain(value) as JsonObject);

    it('what is formatted is parsed back, in one line', () => {
        fc.assert(
            fc.property(topic, payload, (name, data) => {
                const text = formatFrame(name, data);
                assert.equal(text.indexOf('\n'), text.length - 1);
                assert.deepEqual(good(parseFrame(text)), { topic: name, payload: data });
                assert.deepEqual(
                    linesOf(bytes(text)).map((line) => outcome(line.frame)),
                    ['ok'],
                );
            }),
        );
    });

    it('no text makes it throw', () => {
        const piece = fc.constantFrom(
            '[',
            ']',
            '{',
            '}',
            '"',
            ':',
            ',',
            '\\',
            '\\u',
            '\n',
            '\0',
            '__proto__',
            'a/+',
            '"a"',
            '{}',
            '1e999',
            '\ud800',
        );
        const text = fc.oneof(
            anyText(),
            fc.array(piece).map((pieces) => pieces.join('')),
            fc.json(),
        );
        fc.assert(fc.property(text, (line) => void outcome(parseFrame(line))));
        assertPrototypesUnchanged();
    });

    it('no bytes make it throw, and good lines around them are read', () => {
        fc.assert(
            fc.property(fc.uint8Array({ maxLength: 200 }), (rubbish) => {
                const lines = linesOf(join(bytes(`${BOTH[0]}\n`), rubbish, bytes(`\n${BOTH[1]}`)));
                for (const { frame, text } of lines) {
                    outcome(frame);
                    assert.equal(text.includes('\n'), false);
                    if (frame.ok) assert.ok(isObject(frame.value.payload));
                }
                assert.equal(lines[0]?.text, BOTH[0]);
                assert.equal(lines.at(-1)?.text, BOTH[1]);
            }),
        );
    });

    it('caches of topics and states change no frame, however many there are', () => {
        const payloads: JsonObject[] = [
            ...[
                true,
                'true',
                false,
                'false',
                null,
                1,
                'on',
                '1-dot',
                '',
                '"',
                'x'.repeat(21),
                [true],
                { state: true },
            ].map((state) => ({
                state: state as JsonObject[string],
            })),
            {},
            { state: true, more: 1 },
            { more: 1, state: true },
            { state: 'on', more: 'on' },
            ...Array.from({ length: 300 }, (_, index) => ({ state: `state ${index % 150}` })),
        ];
        for (let round = 0; round < 2; round++) {
            for (const payload of payloads) {
                const text = formatFrame('relay/-/set', payload);
                assert.equal(text, `["relay/-/set", ${JSON.stringify(payload)}]\n`);
            }
            for (let index = 0; index < 2_500; index++) {
                const topic = `"${index % 1_250}"/${'x'.repeat(index % 300)}`;
                assert.equal(formatFrame(topic, {}), `[${JSON.stringify(topic)}, {}]\n`);
            }
        }
    });

    it('the start message is the documented one and a frame', () => {
        assert.equal(START_MESSAGE, '["clown.talk/-/config/set", {}]\n');
        assert.equal(START_MESSAGE, formatFrame('clown.talk/-/config/set', {}));
    });
});
