// Lazy frames: each accepted line is a frame with the same values, and all that a bridge writes is accepted.

// cspell:ignore Euntx
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseFrame } from '../../src/protocol/frame';
import { lazyFrame } from '../../src/protocol/lazy-frame';
import { MAX_LAZY_LENGTH, plainTopicEnd } from '../../src/protocol/plain-line';
import { MAX_LEVELS } from '../../src/protocol/topic';
import { Decoder } from '../../src/receive/decoder';
import { linesOf, rows } from '../support/frames';
import { good, outcome } from '../support/results';
import { SettableClock } from '../support/settable-clock';

const ASCII = '["thermometer/i2c0-48", {"temperature": [23.06, "\\u2103"]}]';

const TAKEN: readonly (readonly [name: string, line: string])[] = [
    ['a reading as a bridge writes it', ASCII],
    ['without a space', '["a/b",{"n":1}]'],
    ['nothing in it', '["a",{}]'],
    ['several quantities', '["barometer/i2c0-60", {"altitude": [288.9, "m"], "pressure": [97.830, "kPa"]}]'],
    ['a state', '["relay/i2c0-3b", {"state": null}]'],
    ['numbers of all kinds', '["a/b", {"a": -0, "b": 1e999, "c": -1.5E-7, "d": 0.0}]'],
    ['escapes in a text', '["a/b", {"t": "\\"\\\\\\/\\b\\f\\n\\r\\t\\ud83d"}]'],
    ['the same key twice', '["a/b", {"n": 1, "n": 2}]'],
    [
        'all of ASCII that is printed, and one that is not',
        '["a/!$%&()*,-.:;<=>?@[]^_`{|}~\x7f", {"a !#$&[]~\x7f": "a !#$&[]~\x7f"}]',
    ],
    ['an empty key', '["a/b", {"": []}]'],
];

const LEFT: readonly (readonly [name: string, line: string])[] = [
    ['a third element', '["a/b", {}, {}]'],
    ['letters beyond ASCII in a value', '["a/b", {"t": "Žluťoučký 🐎"}]'],
    ['a letter beyond ASCII in a key', '["a/b", {"é": 1}]'],
    ['a letter beyond ASCII in the topic', '["pokoj/půda", {}]'],
    ['the first character beyond ASCII', '["a/b", {"t": "\x80"}]'],
    ['an object in a value', '["a/b", {"o": {}}]'],
    ['a list in a list', '["a/b", {"l": [[]]}]'],
    ['an escape in the topic', '["a\\u002fb", {}]'],
    ['a wildcard', '["a/+", {}]'],
    ['a hash', '["a/#", {}]'],
    ['an empty level', '["a//b", {}]'],
    ['a slash in front', '["/a", {}]'],
    ['a slash at the end', '["a/", {}]'],
    ['no topic', '["", {}]'],
    ['NUL in the topic', '["a\0b", {}]'],
    ['a control character in a text', '["a", {"t": "\u0001"}]'],
    ['a leading zero', '["a", {"n": 01}]'],
    ['a number with no end', '["a", {"n": 1.}]'],
    ['a word', '["a", {"s": on}]'],
    ['a comma too many', '["a", {"n": 1,}]'],
    ['a comma too few', '["a" {}]'],
    ['half an escape', '["a", {"t": "\\u00"}]'],
    ['an escape that JSON does not know', '["a", {"t": "\\x"}]'],
    ['an open text', '["a", {"t": "]}]'],
    ['more after it', '["a", {}] '],
    ['a byte order mark', '\ufeff["a", {}]'],
    ['two on a line', '["a", {}]["b", {}]'],
];

describe('a line at a glance', () => {
    for (const [name, line] of TAKEN) {
        it(`accepts ${name}`, () => {
            const frame = lazyFrame(line);
            const { topic, payload } = good(parseFrame(line));
            assert.deepEqual([frame?.topic, frame?.payload, frame?.meta], [topic, payload, undefined]);
        });
    }

    for (const [name, line] of LEFT) it(`leaves ${name} to be parsed`, () => assert.equal(lazyFrame(line), undefined));

    /** All that a plain line may have. */
    const FULL = [
        '["ab/c", {"t":[-10.25e+3, "\\u2103\\n"], "l": [true,false, null], "e":[] , "n": 0}]'.replace('[] ,', '[],'),
        '["a",{"x":-0.5E-07,"w":true,"f":false,"n":null,"s":"\\uaF09"}]',
        '["a/b", {}]',
    ];

    it('ends with its line, whatever follows in the message', () => {
        for (const line of FULL) {
            const { topic } = good(parseFrame(line));
            for (const more of ['', '\n', ']', '}]', '"', '5', 'e5', '.5', 'u00e9", ""]}]', 'ue"}]', line]) {
                const bytes = Buffer.from(line + more);
                assert.equal(plainTopicEnd(bytes, line.length), 2 + topic.length, line + more);
            }
            const whole = Buffer.from(line);
            for (let end = 0; end < line.length; end++) assert.equal(plainTopicEnd(whole, end), 0, line.slice(0, end));
        }
    });

    it('stays a frame with the same topic if one character of it is changed, or is left to be parsed', () => {
        for (const line of FULL) {
            for (let at = 0; at < line.length; at++) {
                for (const changed of ['', ...'"\\ ,:[]{}/+-.0eEuntx5', '""', '00', '[]']) {
                    const text = line.slice(0, at) + changed + line.slice(at + 1);
                    const end = plainTopicEnd(Buffer.from(text), text.length);
                    if (end > 0) assert.equal(good(parseFrame(text)).topic, text.slice(2, end), text);
                }
            }
        }
    });

    const CUT_VALUES = [
        '-',
        '1.',
        '1e',
        '1e+',
        '"',
        '"\\',
        '"\\u',
        '"\\u00e',
        'tru',
        'nul',
        '[',
        '[1',
        '[1,',
        '[1, ',
        '',
    ];
    for (const value of CUT_VALUES) {
        it(`leaves a line that ends after ${value || 'a colon'} to be parsed`, () => {
            const text = `["a", {"n": ${value}`;
            for (const more of ['', '0]}]', 'e5}]', '"}]', 'e}]', 'l}]', '00e9"}]']) {
                assert.equal(plainTopicEnd(Buffer.from(text + more), text.length), 0, text + more);
            }
        });
    }

    it('accepts what real bridges have written', () => {
        const captured = rows('hub->client', true).filter(({ note }) => note.includes('captured'));
        const texts = captured.map(({ frame }) => frame);
        const plain = texts.filter((text) =>
            /^\["(?:thermometer|lux-meter|relay|barometer)\/[^/"]+", \{[^{]*\}\]$/.test(text),
        );
        assert.ok(plain.length > 3, `${plain.length} readings`);
        for (const text of plain) assert.ok(lazyFrame(text), text);
    });

    it('leaves long lines, for a topic cut out of one would keep all of it in memory (L6)', () => {
        const line = (length: number): string => `["a/b", {"t": "${'x'.repeat(length - 18)}"}]`;
        assert.equal(line(MAX_LAZY_LENGTH).length, MAX_LAZY_LENGTH);
        assert.ok(lazyFrame(line(MAX_LAZY_LENGTH)));
        assert.equal(lazyFrame(line(MAX_LAZY_LENGTH + 1)), undefined);
    });

    it('leaves a topic with too many levels, also one of the fewest characters', () => {
        const line = (levels: number): string => `["${Array(levels).fill('a').join('/')}", {"n": 1}]`;
        assert.ok(line(MAX_LEVELS + 1).length < MAX_LAZY_LENGTH);
        assert.ok(lazyFrame(line(MAX_LEVELS)));
        assert.equal(lazyFrame(line(MAX_LEVELS + 1)), undefined);
        assert.equal(outcome(parseFrame(line(MAX_LEVELS + 1))), 'topic-levels');
    });

    it('has no key that changes prototypes', () => {
        for (const key of ['__proto__', '\\u005f_proto__']) {
            const payload = lazyFrame(`["a", {"${key}": [1], "n": 1}]`)?.payload;
            assert.deepEqual(Object.getOwnPropertyNames(payload), ['n']);
        }
    });

    it('accepts only frames, with the same result as parsing', () => {
        const json = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 1 })));
        const topics = fc.oneof(fc.string(), fc.constantFrom('a', 'a/b', 'relay/i2c0-3b'));
        const whole = fc
            .tuple(topics, json)
            .map(([topic, payload]) => `[${JSON.stringify(topic)}, ${JSON.stringify(payload)}]`);
        const bent = fc
            .tuple(whole, fc.nat(), fc.constantFrom('', '"', '\\', ' ', ',', '[', '}', '0', '\n', '/'))
            .map(([line, at, text]) => {
                const cut = at % (line.length + 1);
                return line.slice(0, cut) + text + line.slice(cut + 1);
            });
        fc.assert(
            fc.property(fc.oneof(whole, bent), (line) => {
                const frame = lazyFrame(line);
                if (!frame) return;
                const parsed = good(parseFrame(line));
                assert.equal(frame.topic, parsed.topic);
                assert.deepEqual(frame.payload, parsed.payload);
            }),
            { numRuns: 2_000 },
        );
    });

    it('makes no difference to what a message holds, be it UTF-8 or not', () => {
        const piece = fc.oneof(
            fc.constantFrom('["a/b", {"n": 1}]', ASCII, '["ž/b", {"t": "℃"}]', '\n', ' ', '["a/b", {"n":', '[]', '\r'),
            fc.string(),
        );
        const text = fc.array(piece, { maxLength: 4 }).map((pieces) => Buffer.from(pieces.join('')));
        const broken = fc.tuple(text, fc.nat(), fc.nat(255)).map(([bytes, at, value]) => {
            if (bytes.length > 0) bytes[at % bytes.length] = value;
            return bytes;
        });
        fc.assert(
            fc.property(fc.oneof(text, broken), (data) => {
                const read: unknown[] = [];
                const decoder = new Decoder(new SettableClock(), {
                    onFrame: ({ frame: { topic, payload }, text }) => read.push({ topic, payload, text }),
                    fault: ({ code }) => read.push(code),
                });
                const rest = decoder.read(new Uint8Array(data), () => true);
                while (rest && !rest.next().done);
                const lines = linesOf(data);
                const frames = lines.flatMap(({ text, frame }) =>
                    frame.ok ? [{ topic: frame.value.topic, payload: frame.value.payload, text }] : [],
                );
                const firstFault = lines.flatMap(({ frame }) => (frame.ok ? [] : [frame.reason.code])).slice(0, 1);
                assert.deepEqual(
                    read.filter((one) => typeof one === 'object'),
                    frames,
                );
                assert.deepEqual(
                    read.filter((one) => typeof one === 'string'),
                    firstFault,
                );
                assert.equal(decoder.counts.badFrames, lines.filter(({ frame }) => !frame.ok).length);
            }),
            { numRuns: 1_000 },
        );
    });
});

describe('a payload at a glance', () => {
    for (const key of ['__proto__', '\\u005f_proto__', '_\\u005fproto__', '__pr\\u006Fto__', '_\\u005fproto\\u005F_']) {
        it(`loses a key that would change prototypes, spelled ${key}`, () => {
            const frame = lazyFrame(`["a/b", {"${key}": {"x": 1}, "n": 2}]`.replace('{"x": 1}', '[1]'));
            assert.deepEqual(Object.keys(frame?.payload ?? {}), ['n']);
        });
    }
});

describe('a payload that is taken', () => {
    it('belongs to its caller: the next one gets another object', () => {
        const frame = lazyFrame(ASCII);
        const take = (): unknown => frame?.take?.();
        const taken = take();
        assert.deepEqual(taken, { temperature: [23.06, '℃'] });
        Object.assign(Object(taken) as object, { temperature: 'changed' });
        const later = frame?.payload;
        assert.deepEqual(later, { temperature: [23.06, '℃'] });
        assert.notEqual(later, taken);
        assert.equal(take(), later);
        assert.notEqual(take(), later);
    });
});
