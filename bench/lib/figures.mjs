// Figures of a measurement: each variant has samples, one list for each set of fresh processes, with one entry for each
// window. A set counts with the median of its windows, a measurement with the median of its sets.

/** @typedef {{ middle: number, least: number, most: number, each: number[] }} Span */

/** @param {number[]} values */
export function median(values) {
    const sorted = [...values].sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The value below which this part (0 to 1) of the values lies. */
export function quantile(values, part) {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

/** A figure over the sets; undefined where no set has it. @returns {Span | undefined} */
export function over(variant, key) {
    return spanOf(variant.samples.map((windows) => middleOf(windows.map((one) => one[key]))));
}

/** The ratio to another variant, window by window; undefined where the two have no set in common. @returns {Span | undefined} */
export function ratio(variant, other, key) {
    return spanOf(
        variant.samples.map((windows, set) =>
            middleOf(windows.map((one, at) => one[key] / other.samples[set]?.[at]?.[key])),
        ),
    );
}

/** The same of the difference to another variant. @returns {Span | undefined} */
export function difference(variant, other, key) {
    return spanOf(
        variant.samples.map((windows, set) =>
            middleOf(windows.map((one, at) => one[key] - other.samples[set]?.[at]?.[key])),
        ),
    );
}

function middleOf(values) {
    const known = values.filter((value) => Number.isFinite(value));
    return known.length > 0 ? median(known) : undefined;
}

/** @returns {Span | undefined} */
function spanOf(values) {
    const each = values.filter((value) => Number.isFinite(value));
    if (each.length === 0) return undefined;
    return { middle: median(each), least: Math.min(...each), most: Math.max(...each), each };
}
