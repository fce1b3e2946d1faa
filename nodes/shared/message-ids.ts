// Ids for messages: as unique as those of Node-RED and as long, at a fraction of their cost, for most of it is random only
// now and then.

import { randomBytes } from 'node:crypto';

/** Ids that share their first digits. */
const BLOCK = 4096;
const LAST_DIGITS = Array.from({ length: BLOCK }, (_, at) => at.toString(16).padStart(3, '0'));

let firstDigits = '';
let next = BLOCK;

/** An id that no other message has, 16 hexadecimal digits. */
export function messageId(): string {
    if (next === BLOCK) {
        firstDigits = randomBytes(7).toString('hex').slice(1);
        next = 0;
    }
    return firstDigits + LAST_DIGITS[next++];
}
