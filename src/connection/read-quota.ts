// What arrives is handed on in portions: so much in one turn of the event loop and no more, for what flows make of it comes
// on top. The rest waits, in its order, and meanwhile no more is read from the socket.

/** What is left of a message: each step reads a piece of it. */
export type Remainder = Iterator<unknown>;

/** Takes a message, all of it at once or, where it has many pieces, a piece with each step of what it gives back. */
export type MessageHandler = (data: Uint8Array) => Remainder | undefined;

/** Where messages come from. */
export interface Source {
    pause(): void;
    resume(): void;
}

/**
 * Frames of one turn: so few that flows that take a millisecond for each are late by no more than a blink, and so many that
 * the turn itself, which costs about as much as one frame, does not count.
 */
export const MAX_FRAMES_PER_TURN = 25;
/** So many bytes count as one more frame. */
const BYTES_SHIFT = 10;

export class ReadQuota {
    readonly #take: MessageHandler;
    readonly #source: Source;
    /** What is still free of this portion. */
    #left = MAX_FRAMES_PER_TURN;
    /** Until when the portion is used up. */
    #isResting = false;
    #isPaused = false;
    #isEnded = false;
    #rest: Remainder | undefined;
    #waiting: Uint8Array[] = [];
    /** The first of those that wait. */
    #next = 0;
    #finished: (() => void) | undefined;
    #handed = 0;

    constructor(take: MessageHandler, source: Source) {
        this.#take = take;
        this.#source = source;
    }

    /** Pieces that were handed on late: grows as long as there are such. */
    get handed(): number {
        return this.#handed;
    }

    /** Hands a message on, now or when its turn has come. */
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

    /** Calls `run` when all that was added is handed on; at once where that is so. */
    finish(run: () => void): void {
        if (this.#isEmpty) run();
        else this.#finished = run;
    }

    /** Hands on nothing from now on. */
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
        this.#left -= 1 + (data.length >> BYTES_SHIFT);
        const rest = this.#take(data);
        // Whoever was told may have ended it all.
        if (!this.#isEnded) this.#rest = rest;
    }

    /** Goes on until the portion is used up, or nothing is left. */
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
        this.#left--;
        if (rest.next().done) this.#rest = undefined;
    }

    #again(): void {
        this.#isResting = false;
        this.#left = MAX_FRAMES_PER_TURN;
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
