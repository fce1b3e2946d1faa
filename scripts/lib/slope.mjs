// How much something grows: the best straight line through what was measured, by least squares.

/**
 * The growth of `y` for each 1 of `x`; 0 if it is undefined.
 *
 * @param {readonly { readonly x: number, readonly y: number }[]} points
 */
export function slopeOf(points) {
    const mean = (/** @type {number[]} */ values) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const [left, low] = [mean(points.map(({ x }) => x)), mean(points.map(({ y }) => y))];
    const square = points.reduce((sum, { x }) => sum + (x - left) ** 2, 0);
    return square === 0 ? 0 : points.reduce((sum, { x, y }) => sum + (x - left) * (y - low), 0) / square;
}

/**
 * The growth of memory in words, after a warm-up: the second half of what was measured.
 *
 * @param {readonly { readonly minute: number, readonly rss: number }[]} looks in bytes
 */
export function growth(looks) {
    const half = looks.slice(Math.floor(looks.length / 2));
    if (half.length < 3) return `RSS slope: too short, after ${looks.length} looks`;
    const slope = slopeOf(half.map(({ minute, rss }) => ({ x: minute, y: rss })));
    const minutes = (half.at(-1)?.minute ?? 0) - (half[0]?.minute ?? 0);
    const last = ((half.at(-1)?.rss ?? 0) / 2 ** 20).toFixed(1);
    return `RSS slope: ${Math.round(slope).toLocaleString('en')} bytes a minute over the last ${minutes.toFixed(1)} min, up to ${last} MiB`;
}
