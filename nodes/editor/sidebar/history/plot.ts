// The last day of a quantity as lines in a box of fixed size, and in numbers.

import type { DayPoint, QuantityHistory } from '../../../shared/views';

/** Size of the box. The width is a day of five minutes each. */
export const PLOT = { width: 288, height: 60 } as const;
/** A shorter time is drawn as long as this. */
const LEAST_SPAN_S = 3_600;
/** Half of five minutes, in seconds. */
const HALF_S = 150;

/** A time without data, in seconds before now. */
export interface Gap {
    readonly fromS: number;
    readonly toS: number;
}

export interface Plot {
    /** For each run, the mean values, and the area between the least and the largest ones. */
    readonly lines: readonly { readonly line: string; readonly area: string }[];
    readonly spanS: number;
    readonly least: number;
    readonly mean: number;
    readonly most: number;
    /** The oldest first. */
    readonly gaps: readonly Gap[];
}

/** The plot of a quantity, with the present at the right edge; undefined without a value. */
export function plotOf({ runs }: Pick<QuantityHistory, 'runs'>): Plot | undefined {
    const points = runs.flat();
    const [first] = points;
    if (!first) return undefined;
    const least = Math.min(...points.map(([, value]) => value));
    const most = Math.max(...points.map(([, , , value]) => value));
    const mean = points.reduce((sum, [, , value]) => sum + value / points.length, 0);
    const spanS = Math.max(LEAST_SPAN_S, first[0] + HALF_S);
    const x = (agoS: number): number => short(PLOT.width * (1 - Math.max(0, agoS) / spanS));
    const height = most / 2 - least / 2;
    // Constant values are a line through the middle.
    const y = (value: number): number =>
        short(1 + (PLOT.height - 2) * (1 - (height > 0 ? (value / 2 - least / 2) / height : 0.5)));
    const lines = runs.map((run) => {
        const wide = widened(run);
        const line = wide.map(([agoS, , value]) => `${x(agoS)},${y(value)}`).join(' ');
        const upper = wide.map(([agoS, , , value]) => `${x(agoS)},${y(value)}`);
        const lower = wide.map(([agoS, value]) => `${x(agoS)},${y(value)}`).reverse();
        return { line, area: [...upper, ...lower].join(' ') };
    });
    const gaps = runs.slice(1).map((run, index) => {
        const fromS = (runs[index]?.at(-1)?.[0] ?? 0) - HALF_S;
        return { fromS, toS: (run[0]?.[0] ?? 0) + HALF_S };
    });
    return { lines, spanS, least, mean, most, gaps };
}

/** From the beginning of the first five minutes to the end of the last ones, so that a single point can be seen. */
function widened(run: readonly DayPoint[]): readonly DayPoint[] {
    const [first, last] = [run[0], run.at(-1)];
    if (!first || !last) return run;
    const moved = ([agoS, ...values]: DayPoint, byS: number): DayPoint => [agoS + byS, ...values];
    return [moved(first, HALF_S), ...run, moved(last, -HALF_S)];
}

function short(place: number): number {
    return Math.round(place * 10) / 10;
}
