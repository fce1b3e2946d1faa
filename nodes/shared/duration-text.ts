// Durations in a few characters, for statuses, dialogs and the sidebar.

/** A duration in the largest unit that leaves some of it, rounded down: 9 s, 5 min, 3 h. */
export function durationText(ms: number): string {
    return inUnits(Math.max(0, Math.round(ms / 1000)), Math.floor);
}

/** The same rounded up, at least 1 s: what is due within this time is due no later than the text states. */
export function boundText(ms: number): string {
    return inUnits(Math.max(1, Math.ceil(ms / 1000)), Math.ceil);
}

/** Below these ages, the steps in which the text of an age grows; all in milliseconds. */
const STEPS: readonly (readonly [belowMs: number, stepMs: number])[] = [
    [60_000, 5_000],
    [120_000, 10_000],
    [7_200_000, 60_000],
];
const LAST_STEP_MS = 3_600_000;

/** An age in steps, so that it is not shown anew each second, and the milliseconds until its text changes. */
export function ageText(ms: number): { readonly text: string; readonly nextMs: number } {
    const stepMs = STEPS.find(([belowMs]) => ms < belowMs)?.[1] ?? LAST_STEP_MS;
    const stepsMs = Math.floor(ms / stepMs) * stepMs;
    // Rounded down, as `durationText` rounds a half up.
    return { text: durationText(stepsMs || Math.floor(ms / 1000) * 1000), nextMs: stepsMs + stepMs - ms };
}

function inUnits(seconds: number, round: (value: number) => number): string {
    if (seconds < 120) return `${seconds} s`;
    const minutes = round(seconds / 60);
    return minutes < 120 ? `${minutes} min` : `${round(minutes / 60)} h`;
}
