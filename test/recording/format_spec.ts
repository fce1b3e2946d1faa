// The format of a recording: what is written is read again, and what is bad is a reason.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
    END_REASONS,
    eventLine,
    FORMAT_VERSION,
    headerLine,
    MAX_EVENTS,
    MAX_LINE_CHARS,
    RECORDED_STATES,
    type RecordedEvent,
    type RecordingHeader,
} from '../../src/recording/format';
import { MAX_NAMES } from '../../src/recording/names';
import { type Recording, readRecording } from '../../src/recording/reader';
import { FIXED_START, Shareable } from '../../src/recording/shareable';

const HEADER: RecordingHeader = {
    clownHubRecording: FORMAT_VERSION,
    pack: '1.2.3',
    nodeRed: '4.1.15',
    nodejs: 'v22.0.0',
    started: '2026-11-30T06:45:00.000Z',
    hub: 'Cellar',
    devices: ['thermometer/i2c0-48', 'relay/i2c0-3b'],
};

const message = (at: number, kind: 'in' | 'out' | 'known', data: string): RecordedEvent => {
    return { at, kind, data, isBase64: false };
};

function fileOf(events: readonly RecordedEvent[], header: object = HEADER): string {
    return [headerLine(header as RecordingHeader), ...events.map(eventLine)].map((line) => `${line}\n`).join('');
}

function read(text: string): Recording {
    const recording = readRecording(text);
    assert.ok(recording.ok, recording.ok ? '' : recording.reason.code);
    return recording.value;
}

describe('a recording', () => {
    it('is read as it was written, whatever the hub sent', () => {
        const at = fc.nat({ max: 3_600_000 });
        const events = fc.oneof(
            fc.record({
                at,
                kind: fc.constantFrom('in' as const, 'out' as const, 'known' as const),
                data: fc.oneof(fc.string(), fc.string({ unit: 'binary' })),
                isBase64: fc.boolean(),
            }),
            fc.record({
                at,
                kind: fc.constant('state' as const),
                state: fc.constantFrom(...RECORDED_STATES),
                code: fc.option(fc.constant('refused'), { nil: undefined }),
            }),
            fc.record({ at, kind: fc.constant('gap' as const), from: at, messages: fc.nat(), bytes: fc.nat() }),
            fc.record({ at, kind: fc.constant('end' as const), reason: fc.constantFrom(...END_REASONS) }),
        );
        fc.assert(
            fc.property(fc.array(events, { maxLength: 12 }), (list) => {
                const sorted = list.map((event) => ({ ...event })).sort((one, other) => one.at - other.at);
                const { header, events: found, badLines } = read(fileOf(sorted));
                assert.deepEqual([header, found, badLines], [HEADER, sorted, 0]);
            }),
        );
    });

    it('holds only text that is UTF-8, and one line for each event', () => {
        const line = eventLine(message(1, 'in', 'a\nb\u2028'));
        assert.equal(line.split('\n').length, 1);
        assert.equal(line, '{"at":1,"in":"a\\nb\u2028"}');
    });

    it('of a later version is refused, and named', () => {
        const newer = readRecording(fileOf([], { ...HEADER, clownHubRecording: FORMAT_VERSION + 1 }));
        assert.deepEqual(newer.ok || [newer.reason.code, newer.reason.detail, newer.reason.params], [
            'recording-unreadable',
            'recording-newer',
            { version: FORMAT_VERSION + 1, known: FORMAT_VERSION },
        ]);
    });

    for (const text of [
        '',
        '\n',
        '{}',
        '[1]',
        'null',
        '{"clownHubRecording":"1"}',
        '{"clownHubRecording":0}',
        '{"at":',
    ]) {
        it(`does not begin with ${JSON.stringify(text)}`, () => {
            const found = readRecording(`${text}\n`);
            assert.equal(found.ok || found.reason.code, 'recording-unreadable');
        });
    }

    const BAD: readonly (readonly [name: string, line: string, detail: string | undefined])[] = [
        ['no JSON', 'garbage', undefined],
        ['no object', '[1, 2]', undefined],
        ['no time', '{"in":"a"}', undefined],
        ['a time before the start', '{"at":-1,"in":"a"}', undefined],
        ['a time that is text', '{"at":"10","in":"a"}', undefined],
        ['a time after days', '{"at":1e12,"in":"a"}', undefined],
        ['a message that is no text', '{"at":10,"in":{"a":1}}', undefined],
        ['an unknown state', '{"at":10,"state":"dancing"}', undefined],
        ['a gap of no number', '{"at":10,"gap":"many","bytes":1,"from":0}', undefined],
        ['an unknown end', '{"at":10,"end":"boredom"}', undefined],
        ['deep nesting', `{"at":10,"in":"a","x":${'['.repeat(50)}${']'.repeat(50)}}`, undefined],
        ['a time that goes back', '{"at":4,"in":"a"}', 'recording-time'],
        ['too many characters', `{"at":10,"in":"${'x'.repeat(MAX_LINE_CHARS)}"}`, 'recording-long'],
    ];
    for (const [name, line, detail] of BAD) {
        it(`skips a line with ${name}, and says which`, () => {
            const first = message(5, 'in', 'first');
            const last = message(20, 'in', 'last');
            const { events, badLines, firstFault } = read(
                `${headerLine(HEADER)}\n${eventLine(first)}\n${line}\n${eventLine(last)}\n`,
            );
            assert.deepEqual(events, [first, last]);
            assert.deepEqual(
                [badLines, firstFault?.code, firstFault?.detail, firstFault?.params.line],
                [1, 'recording-line', detail, 3],
            );
        });
    }

    it('keeps what is before a line that was not written completely', () => {
        const first = message(5, 'in', 'first');
        const { events, badLines, firstFault } = read(`${fileOf([first])}{"at":9,"in":"hal`);
        assert.deepEqual([events, badLines, firstFault?.detail], [[first], 1, 'recording-cut']);
    });

    it('ignores what a later release may add, and keys that would change a prototype', () => {
        const { header, events, badLines } = read(
            `${JSON.stringify({ ...HEADER, colour: 'red' })}\n{"at":1,"weather":"fine"}\n{"at":2,"in":"a","__proto__":{"x":1},"y":2}\n`,
        );
        assert.deepEqual([header, events, badLines], [HEADER, [message(2, 'in', 'a')], 0]);
        assert.equal(({} as { x?: number }).x, undefined);
    });

    it('has a limit of events', () => {
        const found = readRecording(`${headerLine(HEADER)}\n${'{"at":1,"in":""}\n'.repeat(MAX_EVENTS + 1)}`);
        assert.equal(found.ok || found.reason.detail, 'recording-large');
    });
});

describe('a recording to show to others', () => {
    const shown = (events: readonly RecordedEvent[], what = { names: true, times: true }): Recording => {
        const shareable = new Shareable(what);
        const lines = fileOf(events).trimEnd().split('\n');
        for (const line of lines) shareable.learn(line);
        return read(lines.map((line) => `${shareable.line(line)}\n`).join(''));
    };
    const messages = (texts: readonly string[]): string[] =>
        shown(texts.map((text, at) => message(at, 'in', text))).events.map((event) =>
            'data' in event ? event.data : event.kind,
        );

    it('has numbers for addresses, the same in each message, and a fixed start', () => {
        const { header, events } = shown([
            message(1, 'out', '["relay/i2c0-3b/set", {"state": true}]\n'),
            message(2, 'in', '["relay/i2c0-3b", {"state": true}]'),
            message(3, 'in', '["thermometer/living-room", {"temperature": [23.00, "\\u2103"]}]'),
            message(4, 'in', '["barn/owl", {"speed": [1, "m/s"], "seen": "barn/owl"}]'),
            message(
                5,
                'in',
                '["-/-/config/list/ok", {"sensors": ["thermometer/living-room"], "actuators": ["led/-"]}]',
            ),
        ]);
        assert.deepEqual(header, { ...HEADER, hub: '', started: FIXED_START, devices: ['thermometer/1', 'relay/2'] });
        assert.deepEqual(
            events.map((event) => ('data' in event ? event.data : event.kind)),
            [
                '["relay/2/set", {"state": true}]\n',
                '["relay/2", {"state": true}]',
                '["thermometer/3", {"temperature": [23.00, "\\u2103"]}]',
                '["4/5", {"speed": [1, "m/s"], "seen": "4/5"}]',
                '["-/-/config/list/ok", {"sensors": ["thermometer/3"], "actuators": ["led/-"]}]',
            ],
        );
    });

    it('leaves out what may hold a name anywhere', () => {
        const { events } = shown([
            message(1, 'in', 'Anna is at home'),
            { at: 3, kind: 'in', data: '/w==', isBase64: true },
        ]);
        assert.deepEqual(
            events.map(({ kind }) => kind),
            ['gap', 'gap'],
        );
    });

    it('has no name in any form, wherever a hub may write it', () => {
        const texts = [
            '["-/-/config/list/ok", {"sensors": ["soil-sensor/annas-room", "Living Room/x"], "actuators": ["led/-"]}]',
            '["led/-", {"state": "on", "by": "soil-sensor/Annas-Room", "name": "annas-room", "b\\u00e1r": 1}]',
            '["thermometer/b\\u00e1r", {"temperature": [1, "\\u2103"], "a": "b\\\\c"}]',
            '["Thermometer/annas-room", {"temperature": [2, "\\u2103"]}]',
            '["annas-room", {"text": "annas-room: ON at 12:05"}]',
            '["annas-room/thermometer/b\u00e1r/set", {}, {"from": "only/here"}]',
            '["display-oled/-/set", {"line-0": "B\u00e1r, living room", "line-1": "30/11/2026 1/2"}]',
            '["soil-sensor/annas-room", {"speed": [1.5e1, "m/s"]}]',
        ];
        const all = messages(texts);
        assert.doesNotMatch(all.join('\n'), /anna|soil|living|00e1|\u00e1|only|here/i);
        assert.deepEqual(all.slice(2), [
            '["thermometer/7", {"temperature": [1, "\\u2103"], "a": "b\\\\c"}]',
            '["Thermometer/4", {"temperature": [2, "\\u2103"]}]',
            '["4", {"text": "4: ON at 12:05"}]',
            '["4/thermometer/7/set", {}, {"from": "8/9"}]',
            '["display-oled/-/set", {"line-0": "7, 5 5", "line-1": "30/11/2026 1/2"}]',
            '["3/4", {"speed": [1.5e1, "m/s"]}]',
        ]);
    });

    it('leaves out all messages, if there are more names than are told apart', () => {
        const texts = Array.from({ length: MAX_NAMES + 1 }, (_, count) => `["led/name-${count}", {}]`);
        assert.deepEqual([...new Set(messages(texts))], ['gap']);
    });

    it('has nothing that was recorded after its names were learned', () => {
        const shareable = new Shareable({ names: true, times: false });
        shareable.learn(headerLine(HEADER));
        assert.ok(shareable.line(headerLine(HEADER)));
        assert.equal(shareable.line(eventLine(message(1, 'in', '["led/-", {}]'))), undefined);
    });

    it('counts lines that are bad or of a later release as gaps', () => {
        const shareable = new Shareable({ names: false, times: true });
        const lines = ['{"at":5,"in":"a"}', 'garbage', '{"at":9,"weather":"fine"}', '{"at":4,"in":"b"}', ''];
        const gap = (bytes: number) => ({ at: 5, kind: 'gap', from: 5, messages: 1, bytes });
        const shares = [headerLine(HEADER), ...lines].map((line) => shareable.line(line)).filter(Boolean);
        const { events, badLines } = read(`${shares.join('\n')}\n`);
        assert.deepEqual([badLines, events], [0, [message(5, 'in', 'a'), gap(7), gap(25), gap(17)]]);
    });

    it('keeps what is not to be replaced', () => {
        const events = [message(1, 'in', '["relay/i2c0-3b", {"state": true}]'), message(2, 'in', 'garbage')];
        const named = shown(events, { names: false, times: true });
        assert.deepEqual([named.header.hub, named.header.started, named.events], ['Cellar', FIXED_START, events]);
        assert.equal(shown(events, { names: true, times: false }).header.started, HEADER.started);
    });
});
