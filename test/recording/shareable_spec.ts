// A recording to show to others, line by line: what is replaced, what is left out, and what stays as it was written.

import assert from 'node:assert/strict';
import { eventLine, FORMAT_VERSION, headerLine, type RecordedEvent } from '../../src/recording/format';
import { FIXED_START, Shareable } from '../../src/recording/shareable';

const HEADER = headerLine({
    clownHubRecording: FORMAT_VERSION,
    pack: '1',
    nodeRed: '4',
    nodejs: '22',
    started: '2026-11-30T06:45:00.000Z',
    hub: 'Cellar',
    devices: ['relay/pump'],
});
const message = (data: string, isBase64 = false): string => eventLine({ at: 7, kind: 'in', data, isBase64 });

/** Each line as it is shown, after all of them were learned. */
function shown(lines: readonly string[], what = { names: true, times: true }): (string | undefined)[] {
    const shareable = new Shareable(what);
    for (const line of lines) shareable.learn(line);
    return lines.map((line) => shareable.line(line));
}

/** The data of a message that is shown after the header, or its kind if it is none. */
function data(text: string, isBase64 = false): unknown {
    const event = JSON.parse(shown([HEADER, message(text, isBase64)])[1] ?? 'null') as { in?: string; gap?: number };
    return event.in ?? event;
}

describe('lines to show to others', () => {
    it('begin with a header, in which only names and times are replaced', () => {
        const header = JSON.parse(HEADER) as object;
        const first = (names: boolean, times: boolean): unknown =>
            JSON.parse(shown([HEADER], { names, times })[0] ?? 'null');
        assert.deepEqual(first(true, false), { ...header, hub: '', devices: ['relay/1'] });
        assert.deepEqual(first(false, true), { ...header, started: FIXED_START });
        assert.deepEqual(first(false, false), header);
        assert.deepEqual(shown(['garbage', HEADER]).slice(0, 1), [undefined]);
    });

    it('have no empty ones', () => {
        assert.deepEqual(shown([HEADER, '', ' \t']).slice(1), [undefined, undefined]);
    });

    it('keep what is no message', () => {
        const events: RecordedEvent[] = [
            { at: 1, kind: 'state', state: 'waiting', code: 'refused' },
            { at: 2, kind: 'gap', from: 1, messages: 3, bytes: 4 },
            { at: 3, kind: 'end', reason: 'time' },
        ];
        const lines = events.map(eventLine);
        assert.deepEqual(shown([HEADER, ...lines]).slice(1), lines);
    });

    it('count as a gap what may hold a name anywhere', () => {
        const gap = (bytes: number): object => ({ at: 7, gap: 1, bytes, from: 7 });
        assert.deepEqual(data('Anna'), gap(4));
        assert.deepEqual(data('["led/-", {}]\nAnna'), gap(18));
        assert.deepEqual(data('["led/-", {}]', true), gap(13));
    });

    it('keep a message that is not read, if only times are replaced', () => {
        for (const line of [message('Anna'), message('/w==', true)]) {
            assert.deepEqual(shown([HEADER, line], { names: false, times: true }).slice(1), [line]);
        }
    });

    it('learn from each line, the first one included', () => {
        const lines = [HEADER, message('["led/-", {"text": "attic, pump"}]'), message('["relay/attic", {}]')];
        assert.deepEqual(shown(lines).slice(1), [message('["led/-", {"text": "2, 1"}]'), message('["relay/2", {}]')]);
    });

    for (const [text, expected] of [
        ['["relay/a", {}]\n', '["relay/2", {}]\n'],
        ['["relay/a", {}]\n\n["relay/b", {}]\n', '["relay/2", {}]\n\n["relay/3", {}]\n'],
        // What is not replaced stays as it was written.
        ['[ "led/-" ,{"t":["\\u2103","\\"x\\""]}]', '[ "led/-" ,{"t":["\\u2103","\\"x\\""]}]'],
        ['["led/-", {"a\\"b": "say \\"pump\\""}]', '["led/-", {"a\\"b": "say \\"1\\""}]'],
        // All texts of a list are topics, its keys are words of Clown.Talk.
        ['["-/-/config/list/ok", {"sensors": ["a b/c d"]}]', '["-/-/config/list/ok", {"sensors": ["2/3"]}]'],
        ['["-/-/CONFIG/List", {"sensors": ["a b"]}]', '["-/-/CONFIG/List", {"sensors": ["2"]}]'],
        ['["-/-/config/listing", {"text": "a b"}]', '["-/-/config/2", {"text": "a b"}]'],
        // A unit is no topic.
        ['["led/-", {"v": [1, "w/s"]}]', '["led/-", {"v": [1, "w/s"]}]'],
        ['["led/-", {"v": [ -1.5E-3 , "w/s"]}]', '["led/-", {"v": [ -1.5E-3 , "w/s"]}]'],
        ['["led/-", {"v": [2e+1,"w/s"]}]', '["led/-", {"v": [2e+1,"w/s"]}]'],
        ['["led/-", {"v": [null, "w/s"]}]', '["led/-", {"v": [null, "w/s"]}]'],
        ['["led/-", {"v": [true, "w/s"]}]', '["led/-", {"v": [true, "2/3"]}]'],
        ['["led/-", {"v": ["w/s"]}]', '["led/-", {"v": ["2/3"]}]'],
        ['["led/-", {"v": [1, 2, "w/s"]}]', '["led/-", {"v": [1, 2, "2/3"]}]'],
        ['["led/-", {"v": "w/s"}]', '["led/-", {"v": "2/3"}]'],
        ['["led/-", {"v": {"1, w/s": 1}}]', '["led/-", {"v": {"1, w/s": 1}}]'],
    ] as const) {
        it(`${JSON.stringify(text)} is shown as ${JSON.stringify(expected)}`, () => assert.equal(data(text), expected));
    }

    it('times count from the last line that could be read', () => {
        const lines = [HEADER, '{"at":5,"in":"a"}', '{"at":4,"in":"b"}', '{"at":6,"in":"c"}'];
        assert.deepEqual(shown(lines, { names: false, times: true }).slice(1), [
            lines[1],
            '{"at":5,"gap":1,"bytes":17,"from":5}',
            lines[3],
        ]);
    });
});
