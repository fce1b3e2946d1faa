// What is sent within one turn of the event loop: the first text leaves at once, and all others together as one message of
// several lines, for a message each would cost more than all else. Hubs read lines and know nothing of messages
// (clown-talk, sections 3 and 5).

type Done = (error?: Error | null) => void;

/** Characters that wait for the end of a turn; more leave at once, so that the operating system takes them. */
const MOST_LENGTH = 16 * 1024;

export class Batch {
    readonly #send: (text: string, done: Done) => void;
    /** Whether something has left in this turn already. */
    #isOpen = false;
    #text = '';
    #dones: Done[] = [];

    /** `send` sends one message, and tells when the operating system took it. */
    constructor(send: (text: string, done: Done) => void) {
        this.#send = send;
    }

    /** Characters that wait. */
    get length(): number {
        return this.#text.length;
    }

    /**
     * Takes a text that leaves in this turn, or `atOnce` with what was sent before it. One that does not end its line
     * leaves alone, and as it is. `done` is called for each, in order.
     */
    add(text: string, done: Done, atOnce: boolean): void {
        const isLine = text.endsWith('\n');
        if (!isLine || this.#text.length + text.length > MOST_LENGTH) this.flush();
        this.#text += text;
        this.#dones.push(done);
        if (!isLine || atOnce) this.flush();
        else if (!this.#isOpen) this.#begin();
    }

    /** Sends now what waits. */
    flush(): void {
        if (this.#dones.length === 0) return;
        const text = this.#text;
        const dones = this.#dones;
        this.#text = '';
        this.#dones = [];
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
