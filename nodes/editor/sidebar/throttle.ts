// Limits the rate of calls: the first one runs at once, further ones within the pause run as one at its end. The timer is
// passed in.

type After = (ms: number, act: () => void) => () => void;

/** A function with a limited rate of calls. */
export interface Paced {
    /** Calls now, or at the end of the pause. */
    (): void;
    /** Cancels a pending call. */
    stop(): void;
}

/** Limits `act` to one call in `ms` milliseconds. */
export function paced(act: () => void, ms: number, after: After): Paced {
    let pause: (() => void) | undefined;
    let isRequested = false;
    const call = (): void => {
        if (pause) {
            isRequested = true;
            return;
        }
        pause = after(ms, () => {
            pause = undefined;
            if (!isRequested) return;
            isRequested = false;
            call();
        });
        act();
    };
    return Object.assign(call, {
        stop: () => {
            pause?.();
            pause = undefined;
            isRequested = false;
        },
    });
}
