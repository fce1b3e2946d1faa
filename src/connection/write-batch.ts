// What is sent within one turn of the event loop: the first text leaves at once, and all others together, for a system call
// for each would cost more than all else. Lines share a message, as hubs read lines and know nothing of messages
// (clown-talk, sections 3 and 5); what does not end its line has a message of its own.

type Done = (error?: Error | null) => void;

/** One message, and who is told of its end. */
interface Message {
    text: string;
    readonly isLines: boolean;
    readonly dones: Done[];
}

/** Characters that wait for the end of a turn; more leave at once, so that the operating system takes them. */
const MOST_LENGTH = 16 * 1024;

export class WriteBatch {
    readonly #send: (text: string, done: Done) => void;
    readonly #together: (run: () => void) => void;
    /** Whether something has left in this turn already. */
    #isOpen = false;
    #messages: Message[] = [];
    #length = 0;

    /** `send` sends one message, and tells when the operating system took it; what it is given within `together` leaves as one. */
    constructor(send: (text: string, done: Done) => void, together: (run: () => void) => void) {
        this.#send = send;
        this.#together = together;
    }

    /** Characters that wait. */
    get length(): number {
        return this.#length;
    }

    /** Takes a text that leaves in this turn, or `atOnce` with what was sent before it. `done` is called for each, in order. */
    add(text: string, done: Done, atOnce: boolean): void {
        if (this.#length + text.length > MOST_LENGTH) this.flush();
        const isLines = text.endsWith('\n');
        const last = this.#messages.at(-1);
        if (last?.isLines && isLines) {
            last.text += text;
            last.dones.push(done);
        } else this.#messages.push({ text, isLines, dones: [done] });
        this.#length += text.length;
        if (atOnce) this.flush();
        else if (!this.#isOpen) this.#begin();
    }

    /** Sends now what waits. */
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
        this.#send(text, (error) => tellAll(dones, error));
    }

    #begin(): void {
        this.#isOpen = true;
        setImmediate(() => {
            this.#isOpen = false;
            this.flush();
        });
        this.flush();
    }
}

/** One that throws keeps no other from being told. */
function tellAll(dones: readonly Done[], error?: Error | null): void {
    const thrown: unknown[] = [];
    for (const done of dones) {
        try {
            done(error);
        } catch (fault) {
            thrown.push(fault);
        }
    }
    if (thrown.length > 0) throw thrown[0];
}
