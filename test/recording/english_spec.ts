// The reasons of recordings for commands: each names what is wrong, with what was found and what is allowed.

import assert from 'node:assert/strict';
import { detailed, type Reason, refuse } from '../../src/base/errors';
import { englishOf } from '../../src/recording/english';
import { FORMAT_VERSION, MAX_LINE_CHARS } from '../../src/recording/format';
import { readRecording } from '../../src/recording/reader';

const HEADER = '{"clownHubRecording":1}';

/** The reason for which a text is no recording, or for the first of its bad lines. */
function reasonOf(text: string): Reason {
    const found = readRecording(text);
    return found.ok ? (found.value.firstFault ?? assert.fail('no reason')) : found.reason;
}

describe('reasons of recordings in English', () => {
    for (const [reason, expected] of [
        [() => detailed('recording-missing', { found: 'ENOENT' }), 'it is missing, or cannot be read (ENOENT).'],
        [
            () => reasonOf('{"clownHubRecording":7}\n'),
            `it has the format version 7, and this release reads versions up to ${FORMAT_VERSION}.`,
        ],
        [
            () => detailed('recording-large', { limit: 300_000 }),
            'it is larger than the limit of 300000 (bytes or events).',
        ],
        [() => reasonOf(`${HEADER}\n{"at":1,"in`), 'line 2, the last one, was not written completely.'],
        [
            () => reasonOf(`${HEADER}\n{"at":5,"in":"a"}\n{"at":4,"in":"b"}\n`),
            'the time of line 3 is before that of an earlier line.',
        ],
        [
            () => reasonOf(`${HEADER}\n${'x'.repeat(MAX_LINE_CHARS + 1)}\n`),
            `line 2 has more than ${MAX_LINE_CHARS} characters.`,
        ],
        [() => reasonOf(`${HEADER}\ngarbage\n`), 'line 2 is not an event: "garbage".'],
        [
            () => reasonOf('garbage\n'),
            'it is not a recording. Its first line must have "clownHubRecording"; got "garbage".',
        ],
        [
            () => refuse('recording-unreadable', { found: '""' }).reason,
            'it is not a recording. Its first line must have "clownHubRecording"; got "".',
        ],
    ] as const) {
        it(expected, () => assert.equal(englishOf(reason()), expected));
    }
});
