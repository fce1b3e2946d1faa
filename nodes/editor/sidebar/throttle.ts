// Holds calls apart: the first at once, those that come too soon as one, later. Time is given, as to all that waits.

type After = (ms: number, act: () => void) => () => void;

export interface Paced {
    /** Calls now, or when the pause is over. */
    (): void;
    /** What still waits will not be called. */
    stop(): void;
}

/** The call, at most once in `ms`. */
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
