// Which word a device takes for its settings. It is unknown beforehand; a confirmed one is remembered. Bounded.

/**
 * The words with which devices take settings; bridges know the first, wireless nodes the second (clown-talk, section
 * 8).
 */
const INTERVAL_DIALECTS = ['update', 'set'] as const;
export type IntervalDialect = (typeof INTERVAL_DIALECTS)[number];
/** Devices whose word is remembered. */
const MAX_DIALECTS = 1_000;

export class IntervalDialects {
    readonly #known = new Map<string, IntervalDialect>();
    /** The word that a device of this hub took last. */
    #latest: IntervalDialect = 'update';

    /** The words to try with a device, the likeliest first. */
    wordsFor(device: string): IntervalDialect[] {
        const first = this.#known.get(device) ?? this.#latest;
        return [first, ...INTERVAL_DIALECTS.filter((word) => word !== first)];
    }

    /** A device has confirmed settings sent with this word. */
    understood(device: string, word: IntervalDialect): void {
        if (this.#known.size >= MAX_DIALECTS) this.#known.clear();
        this.#known.set(device, word);
        this.#latest = word;
    }
}
