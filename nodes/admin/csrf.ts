// The secret of this run, required in each request that changes something. A page of another site can send requests, but
// cannot read the response that holds the secret.

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { CSRF_HEADER } from '../shared/views';

/** A random secret; `isIn` compares the one of a request in constant time. */
export class CsrfToken {
    readonly value = randomBytes(32).toString('base64url');
    readonly #digest = digest(this.value);

    isIn({ headers }: IncomingMessage): boolean {
        const given = headers[CSRF_HEADER];
        return typeof given === 'string' && timingSafeEqual(digest(given), this.#digest);
    }
}

/** Has the same length for every text, as `timingSafeEqual` requires. */
function digest(text: string): Buffer {
    return createHash('sha256').update(text).digest();
}
