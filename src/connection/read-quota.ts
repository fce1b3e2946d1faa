// Limits how much is passed to flows in one turn of the event loop, because their own work comes on top.
// The rest is queued in order, and the socket is paused meanwhile.

/** The unread rest of a message: each step reads one line. */
export type Remainder = Iterator<unknown>;

/** The empty rest of a message that nothing needed: no flow has to work on it. */
export const UNWANTED: Remainder = { next: () => ({ done: true, value: undefined }) };

/**
 * Handles a message at once, or returns an iterator that handles one line with each step. `isSameTurn` if it was received
 * together with the message before it: both arrived at one time.
 */
export type MessageHandler = (data: Uint8Array, isSameTurn: boolean) => Remainder | undefined;

/** What messages are read from. */
export interface Source {
    pause(): void;
    resume(): void;
}

/**
 * Frames in one turn of the event loop. Flows that take 1 ms for each delay others by 25 ms; the turn itself costs about as
 * much as one frame.
 */
export const MAX_FRAMES_PER_TURN = 25;
/** What a frame takes of the quota, and an unwanted one, which costs no flow anything. */
const FRAME = 32;
const UNWANTED_FRAME = 1;
const QUOTA = MAX_FRAMES_PER_TURN * FRAME;
/** Each 2^10 bytes count as one more frame. */
const BYTES_SHIFT = 10;

/** Passes messages on within the quota of each turn. */
export class ReadQuota {
    readonly #take: MessageHandler;
    readonly #source: Source;
    /** What is left of the quota in this turn. */
    #left = QUOTA;
    /** The quota of this turn is used up. */
    #isResting = false;
    #isPaused = false;
    #isEnded = false;
    /** Whether a message of this turn was passed on. */
    #isSameTurn = false;
    #rest: Remainder | undefined;
    #waiting: Uint8Array[] = [];
    /** The index of the first queued message. */
    #next = 0;
    #finished: (() => void) | undefined;
    #handed = 0;

    constructor(take: MessageHandler, source: Source) {
        this.#take = take;
        this.#source = source;
    }

    /** Turns in which queued data was passed on; it grows while there is any. */
    get handed(): number {
        return this.#handed;
    }

    /** More data has arrived: what follows belongs to a new turn. */
    turn(): void {
        this.#isSameTurn = false;
    }

    /** Passes a message on, now or after those that are queued. */
    add(data: Uint8Array): void {
        if (this.#isEnded) return;
        if (!this.#isResting) {
            this.#begin(data);
            this.#proceed();
            return;
        }
        this.#waiting.push(data);
        if (this.#isPaused) return;
        this.#isPaused = true;
        this.#source.pause();
    }

    /** Calls `run` once all messages are passed on; at once if none is queued. */
    finish(run: () => void): void {
        if (this.#isEmpty) run();
        else this.#finished = run;
    }

    /** Drops what is queued, and passes nothing on from now on. */
    end(): void {
        this.#isEnded = true;
        this.#rest = undefined;
        this.#waiting = [];
        this.#flow();
    }

    get #isEmpty(): boolean {
        return this.#rest === undefined && this.#next >= this.#waiting.length;
    }

    #begin(data: Uint8Array): void {
        const handled = this.#take(data, this.#isSameTurn);
        this.#isSameTurn = true;
        const isUnwanted = handled === UNWANTED;
        this.#left -= (isUnwanted ? UNWANTED_FRAME : FRAME) + (data.length >> BYTES_SHIFT) * FRAME;
        const rest = isUnwanted ? undefined : handled;
        // The handler may have called `end`.
        if (!this.#isEnded) this.#rest = rest;
    }

    /** Passes on until the quota is used up, or nothing is left. */
    #proceed(): void {
        while (this.#left > 0 && !this.#isEmpty) {
            if (this.#rest) this.#step(this.#rest);
            else this.#begin(this.#waiting[this.#next++] as Uint8Array);
        }
        if (this.#left > 0) return;
        this.#isResting = true;
        setImmediate(() => this.#again());
    }

    #step(rest: Remainder): void {
        this.#left -= FRAME;
        if (rest.next().done) this.#rest = undefined;
    }

    #again(): void {
        this.#isResting = false;
        this.#isSameTurn = false;
        this.#left = QUOTA;
        if (!this.#isEmpty) this.#handed++;
        this.#proceed();
        if (!this.#isEmpty) return;
        this.#waiting = [];
        this.#next = 0;
        this.#flow();
        const finished = this.#finished;
        this.#finished = undefined;
        finished?.();
    }

    #flow(): void {
        if (!this.#isPaused) return;
        this.#isPaused = false;
        this.#source.resume();
    }
}
