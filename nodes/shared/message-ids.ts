// Message ids, as unique and as long as those of Node-RED, at a fraction of the cost: their random digits are shared by
// a block of ids.

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
