// Short waits between attempts to connect, for tests whose hub goes away and comes back.

/**
 * For a `describe`: the random part of a wait, which is nearly all of it, is a hundredth of what it is otherwise. Gives
 * a function that ends this for the rest of a test.
 */
export function retriesQuickly(): () => void {
    const { random } = Math;
    const restore = (): void => {
        Math.random = random;
    };
    beforeEach(() => {
        Math.random = () => random() / 100;
    });
    afterEach(restore);
    return restore;
}
