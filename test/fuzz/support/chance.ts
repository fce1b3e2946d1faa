// Chance that can be repeated: the same seed gives the same lines.

/** Random numbers from a seed. */
export class Chance {
    #state: number;

    constructor(seed: number) {
        this.#state = seed >>> 0;
    }

    /** A whole number from 0 up to, but not including, `limit` (mulberry32). */
    below(limit: number): number {
        this.#state = (this.#state + 0x6d2b79f5) >>> 0;
        let mixed = this.#state;
        mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
    }

    /** Once in so many times. */
    once(times: number): boolean {
        return this.below(times) === 0;
    }

    of<T>(list: readonly T[]): T {
        return list[this.below(list.length)] as T;
    }

    bytes(length: number): Buffer {
        const bytes = Buffer.alloc(length);
        for (let index = 0; index < length; index++) bytes[index] = this.below(256);
        return bytes;
    }
}
