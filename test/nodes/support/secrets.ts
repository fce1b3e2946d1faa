// Logins and a header value that are awkward to write, and every spelling in which a program might give one away.

import assert from 'node:assert/strict';
import { inspect } from 'node:util';

export const USER = 'clown-owner';
export const PASSWORD = 'S3cr3t p@ss/wörd%41"&<';
/** Of an extra header, which is sent as plain ASCII. */
export const HEADER_VALUE = 'id=H3ad3rS3cr3t p@ss/%41"&<';
export const PROXY_USER = 'pr0xy-owner';
export const PROXY_PASSWORD = "Pr0xyS3cr3t p@ss:wörd%41'&<";

/** A word of all of them that needs no escape: cutting or splitting one leaves it whole. */
const WORD = 'S3cr3t';

/** How a text is written in an address, in JSON, and in the header of a login. */
function spellingsOf(text: string): string[] {
    return [
        text,
        encodeURIComponent(text),
        encodeURI(text),
        JSON.stringify(text).slice(1, -1),
        Buffer.from(text).toString('base64'),
        Buffer.from(text).toString('base64url'),
        Buffer.from(text).toString('hex'),
    ];
}

const SPELLINGS = [
    WORD,
    ...[PASSWORD, PROXY_PASSWORD, HEADER_VALUE, `${USER}:${PASSWORD}`, `${PROXY_USER}:${PROXY_PASSWORD}`].flatMap(
        spellingsOf,
    ),
];

/** Text as it is; anything else as JSON, and with all that is hidden in it, such as the cause of an error. */
export function assertNoSecret(shown: unknown, where: string): void {
    const texts = typeof shown === 'string' ? [shown] : [JSON.stringify(shown), all(shown)];
    for (const text of texts) {
        for (const spelling of SPELLINGS) assert.ok(!text.includes(spelling), `${spelling} is in ${where}: ${text}`);
    }
}

function all(value: unknown): string {
    const whole = { maxArrayLength: null, maxStringLength: null } as const;
    return inspect(value, { depth: 12, showHidden: true, ...whole });
}
