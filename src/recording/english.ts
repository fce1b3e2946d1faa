// The reasons of recordings in English, for commands. Those of the editor are in the catalogues.

import type { Reason } from '../base/errors';

/** Why a recording or a line of it cannot be read. */
export function englishOf({ code, detail, params }: Reason): string {
    const { line, found, version, known, limit } = params;
    const kind: string = detail ?? code;
    switch (kind) {
        case 'recording-missing':
            return `it is missing, or cannot be read (${found}).`;
        case 'recording-newer':
            return `it has the format version ${version}, and this release reads versions up to ${known}.`;
        case 'recording-large':
            return `it is larger than the limit of ${limit} (bytes or events).`;
        case 'recording-cut':
            return `line ${line}, the last one, was not written completely.`;
        case 'recording-time':
            return `the time of line ${line} is before that of an earlier line.`;
        case 'recording-long':
            return `line ${line} has more than ${limit} characters.`;
        case 'recording-line':
            return `line ${line} is not an event: ${found}.`;
        default:
            return `it is not a recording. Its first line must have "clownHubRecording"; got ${found}.`;
    }
}
