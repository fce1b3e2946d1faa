// What is said after each connect: the start message, again and again until the hub is heard (clown-talk, section 4). Then
// it is ready for frames. So is a hub that stays silent, after a while: one in broker mode need not answer.

import type { Clock, Dispose } from './clock';
import { START_MESSAGE } from './frame';

/** Between two start messages. A bridge answers within 2.2 s, if it answers at all. */
export const REPEAT_MS = 4_000;

type State =
    | { readonly name: 'idle' }
    | { readonly name: 'calling'; readonly isReady: boolean; readonly timer: Dispose }
    | { readonly name: 'heard' };

export class Greeting {
    readonly #clock: Clock;
    readonly #write: (text: string) => void;
    readonly #ready: () => void;
    #state: State = { name: 'idle' };

    /**
     * `write` may lose what it is given, and nothing is made of that: it is said again. `ready` is called once for each
     * link: now the hub takes frames.
     */
    constructor(clock: Clock, write: (text: string) => void, ready: () => void) {
        this.#clock = clock;
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
        const { isReady, timer } = this.#state;
        timer();
        this.#state = { name: 'heard' };
        if (!isReady) this.#ready();
    }

    /** The link is gone. */
    end(): void {
        if (this.#state.name === 'calling') this.#state.timer();
        this.#state = { name: 'idle' };
    }

    #call(isReady: boolean): void {
        const timer = this.#clock.after(REPEAT_MS, () => {
            this.#call(true);
            // The link may break within a call.
            if (!isReady && this.#state.name !== 'idle') this.#ready();
        });
        this.#state = { name: 'calling', isReady, timer };
        this.#write(START_MESSAGE);
    }
}
