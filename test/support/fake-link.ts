// A link to a hub that records the texts written to it, and confirms them when the test calls `takes`.

import { refuse } from '../../src/base/errors';
import type { WriteCallback } from '../../src/connection/writer';
import type { OutboxLink } from '../../src/send/outbox';

/** A link without a socket: full, closed or open as the test sets it. */
export class FakeLink implements OutboxLink {
    /** Texts that the socket took, oldest first; bytes as `Buffer` text. */
    readonly texts: string[] = [];
    isFull = false;
    isOpen = true;
    #unconfirmed: WriteCallback[] = [];
    readonly #onText: (text: string) => void;

    /** `onText` is called with every accepted text. */
    constructor(onText: (text: string) => void = () => {}) {
        this.#onText = onText;
    }

    write(data: string | Uint8Array, written: WriteCallback): void {
        if (!this.isOpen || this.isFull) {
            written(refuse(this.isOpen ? 'write-full' : 'not-connected').reason);
            return;
        }
        const text = typeof data === 'string' ? data.trimEnd() : Buffer.from(data).toString('latin1');
        this.texts.push(text);
        this.#unconfirmed.push(written);
        this.#onText(text);
    }

    /** Confirms all accepted texts, or reports them as lost. */
    takes(isLost = false): void {
        for (const written of this.#unconfirmed.splice(0)) written(isLost ? refuse('not-written').reason : undefined);
    }
}
