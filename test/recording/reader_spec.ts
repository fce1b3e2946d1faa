// What a recording may hold: the bounds of each field, and which bad line is named.

import assert from 'node:assert/strict';
import { MAX_LINE_CHARS, MAX_LISTED, type RecordedEvent } from '../../src/recording/format';
import { eventOf, headerOf, RecordingReader, readRecording } from '../../src/recording/reader';

const HEADER = '{"clownHubRecording":1}';
const DAY_MS = 24 * 60 * 60 * 1000;

function event(text: string, earliest = 0): RecordedEvent | string | undefined {
    const found = eventOf(text, 2, earliest);
    if (!found) return undefined;
    return found.ok ? found.value : (found.reason.detail ?? found.reason.code);
}

describe('first line of a recording', () => {
    const header = (fields: object) => headerOf(JSON.stringify({ clownHubRecording: 1, ...fields }));

    it('has a text where one is absent or is none', () => {
        const empty = { clownHubRecording: 1, pack: '', nodeRed: '', nodejs: '', started: '', hub: '', devices: [] };
        assert.deepEqual(header({}), { ok: true, value: empty });
        const other = { pack: 1, nodeRed: null, nodejs: [], started: {}, hub: true, devices: 'led/-' };
        assert.deepEqual(header(other), { ok: true, value: empty });
    });

    it('has no more of a text, of a device and of the list than fits', () => {
        const long = 'x'.repeat(1_000);
        const found = header({ hub: long, devices: [long, 7, 'led/-', null] });
        assert.ok(found.ok);
        assert.deepEqual([found.value.hub.length, found.value.devices], [200, ['x'.repeat(200), 'led/-']]);
        const many = header({ devices: Array.from({ length: MAX_LISTED + 1 }, (_, at) => `led/${at}`) });
        assert.ok(many.ok && many.value.devices.length === MAX_LISTED);
    });

    it('is none if it is nested deeper than a list, or longer than a line', () => {
        for (const [fields, isOk] of [
            [{ x: [1] }, true],
            [{ x: [[1]] }, false],
            [{ x: 'x'.repeat(MAX_LINE_CHARS) }, false],
        ] as const) {
            assert.equal(header(fields).ok, isOk);
        }
        const size = JSON.stringify({ clownHubRecording: 1, x: '' }).length;
        assert.ok(header({ x: 'x'.repeat(MAX_LINE_CHARS - size) }).ok);
    });
});

describe('events of a recording', () => {
    for (const [text, expected] of [
        ['{"at":0,"in":""}', { at: 0, kind: 'in', data: '', isBase64: false }],
        ['{"at":1,"out":"a","base64":"true"}', { at: 1, kind: 'out', data: 'a', isBase64: false }],
        ['{"at":1,"known":"a","base64":true}', { at: 1, kind: 'known', data: 'a', isBase64: true }],
        ['{"at":1,"in":null}', 'recording-line'],
        ['{"at":1,"out":null}', 'recording-line'],
        ['{"at":1,"state":"waiting","code":"x"}', { at: 1, kind: 'state', state: 'waiting', code: 'x' }],
        ['{"at":1,"state":"waiting","code":7}', { at: 1, kind: 'state', state: 'waiting', code: undefined }],
        ['{"at":1,"state":null}', 'recording-line'],
        ['{"at":1,"gap":0,"bytes":0,"from":0}', { at: 1, kind: 'gap', from: 0, messages: 0, bytes: 0 }],
        ['{"at":1,"gap":-1,"bytes":0,"from":0}', 'recording-line'],
        ['{"at":1,"gap":1,"bytes":-1,"from":0}', 'recording-line'],
        ['{"at":1,"gap":1,"bytes":0,"from":-1}', 'recording-line'],
        ['{"at":1,"gap":1,"bytes":"0","from":0}', 'recording-line'],
        ['{"at":1,"gap":1,"bytes":0}', 'recording-line'],
        ['{"at":1,"end":null}', 'recording-line'],
        ['{"at":1}', undefined],
        ['null', 'recording-line'],
        [`{"at":${DAY_MS},"end":"time"}`, { at: DAY_MS, kind: 'end', reason: 'time' }],
        [`{"at":${DAY_MS + 1},"end":"time"}`, 'recording-line'],
    ] as const) {
        it(`${text}: ${typeof expected === 'object' ? expected.kind : (expected ?? 'of a later release')}`, () => {
            assert.deepEqual(event(text), expected);
        });
    }

    it('have times that do not go back', () => {
        assert.deepEqual(event('{"at":7,"end":"time"}', 7), { at: 7, kind: 'end', reason: 'time' });
        const found = eventOf('{"at":6,"end":"time"}', 9, 7);
        assert.deepEqual(found?.ok === false && found.reason.params, { line: 9, at: 6, before: 7 });
    });

    it('have a code of at most two hundred characters, and a line of as many as are allowed', () => {
        const found = event(`{"at":1,"state":"waiting","code":"${'x'.repeat(300)}"}`);
        assert.equal(typeof found === 'object' && found.kind === 'state' && found.code?.length, 200);
        const line = (length: number): string => `{"at":1,"in":"${'x'.repeat(length - '{"at":1,"in":""}'.length)}"}`;
        assert.equal(typeof event(line(MAX_LINE_CHARS)), 'object');
        assert.equal(event(line(MAX_LINE_CHARS + 1)), 'recording-long');
    });
});

describe('bad lines of a recording', () => {
    const fault = (text: string): unknown => {
        const found = readRecording(text);
        assert.ok(found.ok);
        const { badLines, events, firstFault } = found.value;
        return [events.length, badLines, firstFault && [firstFault.detail ?? firstFault.code, firstFault.params.line]];
    };

    for (const [name, lines, expected] of [
        ['there are none', ['{"at":1,"in":"a"}', ''], [1, 0, undefined]],
        ['there are none, without an end of the last line', ['{"at":1,"in":"a"}'], [1, 0, undefined]],
        ['the first of several is named', ['x', '{"at":1,"in":"a"}', 'y', ''], [1, 2, ['recording-line', 2]]],
        ['empty lines count, and are not bad', ['', ' \t', 'x', ''], [0, 1, ['recording-line', 4]]],
        ['the last one without an end was cut', ['{"at":1,"in":"a"}', '{"at":2'], [1, 1, ['recording-cut', 3]]],
        ['the last one with an end was not cut', ['{"at":1,"in":"a"}', '{"at":2', ''], [1, 1, ['recording-line', 3]]],
        ['one before the last one that was cut is named', ['x', '{"at":2'], [0, 2, ['recording-line', 2]]],
        ['one before a good one without an end was not cut', ['x', '{"at":2,"in":"a"}'], [1, 1, ['recording-line', 2]]],
        [
            'a time counts from the last good line',
            ['{"at":5,"in":"a"}', '{"at":9', '{"at":6,"in":"b"}', ''],
            [2, 1, ['recording-line', 3]],
        ],
    ] as const) {
        it(name, () => assert.deepEqual(fault([HEADER, ...lines].join('\n')), expected));
    }

    it('a file that begins with an empty line is no recording', () => {
        const found = readRecording(`\n${HEADER}\n`);
        assert.deepEqual(found.ok || found.reason, { code: 'recording-unreadable', params: { found: '""' } });
    });

    it('a file without a line is no recording', () => {
        const found = new RecordingReader().end(false);
        assert.deepEqual(found.ok || found.reason, { code: 'recording-unreadable', params: { found: '""' } });
    });
});
