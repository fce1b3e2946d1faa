// One clock for all processes of the machine.

/** Milliseconds since the machine started, with fractions. */
export function monotonicMs() {
    return Number(process.hrtime.bigint()) / 1e6;
}
