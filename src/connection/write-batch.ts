// Sends the first text of a turn of the event loop at once and all others together: system calls are expensive. After a
// busy turn, the first one leaves with the others, too.
// Lines share a message, because hubs read lines (clown-talk, sections 3 and 5). A text without a line end gets its own.

import type { SendCallback } from './socket-types';

type Done = (error?: Error | null) => void;

/** One message, and the callbacks of its texts. */
interface Message {
    text: string;
    readonly isLines: boolean;
    readonly dones: (SendCallback | undefined)[];
}

/** Most characters that are buffered until the end of a turn; with more, all are sent at once. */
const MOST_LENGTH = 16 * 1024;

/** Texts from which on a turn is busy: a system call costs as much as ten of them. */
const BUSY = 16;

/** Collects the texts of one turn into messages. */
export class WriteBatch {
    readonly #send: (text: string, done: Done) => void;
    readonly #together: (run: () => void) => void;
    /** Whether something was already sent in this turn. */
    #isOpen = false;
    #messages: Message[] = [];
    #length = 0;
    /** Texts in this turn. */
    #count = 0;
    /** Whether the turn before was busy. */
    #isBusy = false;
    readonly #endTurn = (): void => {
        this.#isOpen = false;
        this.#isBusy = this.#count >= BUSY;
        if (this.#isBusy) setImmediate(this.#endBusy);
        this.flush();
    };
    /** After a turn without any text. Otherwise that turn is still open, and its end decides. */
    readonly #endBusy = (): void => {
        this.#isBusy = false;
    };

    /** `send` sends one message and calls `done` when the operating system took it; `together` sends all within it in one write. */
    constructor(send: (text: string, done: Done) => void, together: (run: () => void) => void) {
        this.#send = send;
        this.#together = together;
    }

    /** Buffered characters. */
    get length(): number {
        return this.#length;
    }

    /** Sends a text in this turn, or `atOnce` together with all before it. `done` is called for each, in order. */
    add(text: string, done: SendCallback, atOnce: boolean): void {
        if (this.#length + text.length > MOST_LENGTH) this.flush();
        const isLines = text.endsWith('\n');
        const last = this.#messages.at(-1);
        if (last?.isLines && isLines) {
            last.text += text;
            last.dones.push(done);
        } else this.#messages.push({ text, isLines, dones: [done] });
        this.#length += text.length;
        this.#count++;
        if (atOnce) this.flush();
        else if (!this.#isOpen) this.#begin();
    }

    /** Sends all buffered texts now. */
    flush(): void {
        const messages = this.#messages;
        const [only] = messages;
        if (!only) return;
        this.#messages = [];
        this.#length = 0;
        if (messages.length === 1) this.#write(only);
        else {
            this.#together(() => {
                for (const message of messages) this.#write(message);
            });
        }
    }

    #write({ text, dones }: Message): void {
        this.#send(text, (error) => callAll(dones, error));
    }

    #begin(): void {
        this.#isOpen = true;
        this.#count = 1;
        // First, because nothing is to delay a lone command.
        try {
            if (!this.#isBusy) this.flush();
        } finally {
            setImmediate(this.#endTurn);
        }
    }
}

/** Calls each callback even if another throws, then throws the first error. Lets go of each, as `InFlight` does. */
function callAll(dones: (SendCallback | undefined)[], error?: Error | null): void {
    const thrown: unknown[] = [];
    for (let at = 0; at < dones.length; at++) {
        try {
            const done = dones[at];
            dones[at] = undefined;
            done?.(error, at < dones.length - 1);
        } catch (fault) {
            thrown.push(fault);
        }
    }
    if (thrown.length > 0) throw thrown[0];
}
