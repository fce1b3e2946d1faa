// A curve of the last minutes, as the points of a line in a box of fixed size.

import type { DeviceView } from '../../shared/views';

/** Size of the box, which the line fills from edge to edge. */
export const BOX = { width: 100, height: 20 } as const;

/** A line as SVG points, with the range of its values. */
export interface Curve {
    readonly points: string;
    readonly least: number;
    readonly most: number;
    /** Age of the oldest value. */
    readonly spanMs: number;
}

/** The line through the values, with the present at the right edge; undefined for fewer than two. */
export function curveOf(values: DeviceView['curve']): Curve | undefined {
    const known = (values ?? []).filter(([ago, value]) => Number.isFinite(ago) && Number.isFinite(value));
    const span = Math.max(...known.map(([ago]) => ago));
    if (known.length < 2 || span <= 0) return undefined;
    const numbers = known.map(([, value]) => value);
    const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
    const x = (ago: number): number => BOX.width * (1 - ago / span);
    // Halves avoid an overflow of the difference. Half of the smallest number is 0.
    const height = most / 2 - least / 2;
    const y = (value: number): number => {
        // Constant values are a line through the middle.
        const share = height > 0 ? (value / 2 - least / 2) / height : 0.5;
        return 1 + (BOX.height - 2) * (1 - share);
    };
    const points = [...known]
        .sort(([a], [b]) => b - a)
        .map(([ago, value]) => `${short(x(ago))},${short(y(value))}`)
        .join(' ');
    return { points, least, most, spanMs: span * 1000 };
}

function short(place: number): string {
    return String(Math.round(place * 10) / 10);
}
