// Durations in a few characters, for statuses, dialogs and the sidebar.

/** A duration in the largest unit that leaves some of it, rounded down: 9 s, 5 min, 3 h. */
export function durationText(ms: number): string {
    return inUnits(Math.max(0, Math.round(ms / 1000)), Math.floor);
}

/** The same rounded up, at least 1 s: what is due within this time is due no later than the text states. */
export function boundText(ms: number): string {
    return inUnits(Math.max(1, Math.ceil(ms / 1000)), Math.ceil);
}

function inUnits(seconds: number, round: (value: number) => number): string {
    if (seconds < 120) return `${seconds} s`;
    const minutes = round(seconds / 60);
    return minutes < 120 ? `${minutes} min` : `${round(minutes / 60)} h`;
}
