// What is said after each connect: the start message, again and again until the hub is heard (clown-talk, section 4),
// then the owner's start frames, and then the hub is ready for commands. A hub that stays silent gets them after a while
// all the same: one in broker mode need not answer.

import type { Clock, Dispose } from './clock';
import { START_MESSAGE } from './frame';

/** Between two start messages. A bridge answers within 2.2 s, if it answers at all. */
export const REPEAT_MS = 4_000;

type State =
    | { readonly name: 'idle' }
    | { readonly name: 'calling'; readonly framesSent: boolean; readonly timer: Dispose }
    | { readonly name: 'heard' };

export class Greeting {
    readonly #clock: Clock;
    readonly #frames: readonly string[];
    readonly #write: (text: string) => void;
    readonly #ready: () => void;
    #state: State = { name: 'idle' };

    /**
     * `frames` are whole texts; `write` may lose them, and nothing is made of that: they are said again next time.
     * `ready` is called once for each link, after the start frames: now the hub takes commands.
     */
    constructor(clock: Clock, frames: readonly string[], write: (text: string) => void, ready: () => void) {
        this.#clock = clock;
        this.#frames = frames;
        this.#write = write;
        this.#ready = ready;
    }

    /** The link is open: calls the hub. */
    start(): void {
        this.end();
        this.#call(false);
    }

    /** A frame has arrived: the hub listens. */
    heard(): void {
        if (this.#state.name !== 'calling') return;
        const { framesSent, timer } = this.#state;
        timer();
        this.#state = { name: 'heard' };
        if (!framesSent) this.#sendFrames();
    }

    /** The link is gone. */
    end(): void {
        if (this.#state.name === 'calling') this.#state.timer();
        this.#state = { name: 'idle' };
    }

    #call(framesSent: boolean): void {
        const timer = this.#clock.after(REPEAT_MS, () => {
            this.#call(true);
            if (!framesSent) this.#sendFrames();
        });
        this.#state = { name: 'calling', framesSent, timer };
        this.#write(START_MESSAGE);
    }

    #sendFrames(): void {
        // The link may break within any of these.
        const isUp = (): boolean => this.#state.name !== 'idle';
        for (const text of this.#frames) if (isUp()) this.#write(text);
        if (isUp()) this.#ready();
    }
}
