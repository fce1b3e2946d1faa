// The secret of this run. A request that changes something has to bring it: a page of another site can send requests, but
// cannot read the answer that holds the secret.

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { CSRF_HEADER } from '../shared/views';

export class CsrfToken {
    readonly value = randomBytes(32).toString('base64url');
    readonly #digest = digest(this.value);

    isIn({ headers }: IncomingMessage): boolean {
        const given = headers[CSRF_HEADER];
        return typeof given === 'string' && timingSafeEqual(digest(given), this.#digest);
    }
}

/** Of equal length for every text, which the comparison needs. */
function digest(text: string): Buffer {
    return createHash('sha256').update(text).digest();
}
