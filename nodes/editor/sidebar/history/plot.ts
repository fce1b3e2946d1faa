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

/** The plot of a quantity, with the present at the right edge; undefined without a value. A state has steps from off to on. */
export function plotOf({ runs, isState }: Pick<QuantityHistory, 'runs' | 'isState'>): Plot | undefined {
    const points = runs.flat();
    const [first] = points;
    if (!first) return undefined;
    const least = Math.min(...points.map(([, value]) => value));
    const most = Math.max(...points.map(([, , , value]) => value));
    const mean = points.reduce((sum, [, , value]) => sum + value / points.length, 0);
    const spanS = Math.max(LEAST_SPAN_S, first[0] + HALF_S);
    const x = (agoS: number): number => short(PLOT.width * (1 - Math.max(0, agoS) / spanS));
    const [bottom, top] = isState ? [0, 1] : [least, most];
    const height = top / 2 - bottom / 2;
    // Constant values are a line through the middle.
    const y = (value: number): number =>
        short(1 + (PLOT.height - 2) * (1 - (height > 0 ? (value / 2 - bottom / 2) / height : 0.5)));
    const lines = runs.map((run) => {
        const wide = isState ? run.flatMap(sidesOf) : widened(run);
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

/** For how long a state was on, about: by the last state of every five minutes. */
export function secondsOn(runs: QuantityHistory['runs']): number {
    return runs.flat().reduce((seconds, [, , last]) => seconds + 2 * HALF_S * last, 0);
}

/** From the beginning of the first five minutes to the end of the last ones, so that a single point can be seen. */
function widened(run: readonly DayPoint[]): readonly DayPoint[] {
    const [first, last] = [run[0], run.at(-1)];
    if (!first || !last) return run;
    return [moved(first, HALF_S), ...run, moved(last, -HALF_S)];
}

/** The beginning and the end of five minutes. */
function sidesOf(point: DayPoint): readonly DayPoint[] {
    return [moved(point, HALF_S), moved(point, -HALF_S)];
}

function moved([agoS, ...values]: DayPoint, byS: number): DayPoint {
    return [agoS + byS, ...values];
}

function short(place: number): number {
    return Math.round(place * 10) / 10;
}
