// A link to a hub that writes down what it is given, and confirms it when the test says so.

import { refuse } from '../../src/base/errors';
import type { WriteCallback } from '../../src/connection/writer';
import type { OutboxLink } from '../../src/send/outbox';

export class FakeLink implements OutboxLink {
    /** Texts that the socket took, oldest first; bytes as `Buffer` text. */
    readonly texts: string[] = [];
    isFull = false;
    isOpen = true;
    #unconfirmed: WriteCallback[] = [];
    readonly #told: (text: string) => void;

    /** `told` hears of every text that is taken. */
    constructor(told: (text: string) => void = () => {}) {
        this.#told = told;
    }

    write(data: string | Uint8Array, written: WriteCallback): void {
        if (!this.isOpen || this.isFull) {
            written(refuse(this.isOpen ? 'write-full' : 'not-connected').reason);
            return;
        }
        const text = typeof data === 'string' ? data.trimEnd() : Buffer.from(data).toString('latin1');
        this.texts.push(text);
        this.#unconfirmed.push(written);
        this.#told(text);
    }

    /** Confirms all that was taken so far, or tells that it was lost. */
    takes(isLost = false): void {
        for (const written of this.#unconfirmed.splice(0)) written(isLost ? refuse('not-written').reason : undefined);
    }
}
