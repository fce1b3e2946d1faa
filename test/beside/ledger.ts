// What became of each numbered command and reading of one scene, according to the far end and to Node-RED.

import type { NodeRedEvent } from './node-red';

/** In milliseconds: a command that arrives later than this counts as late. */
export const LATE_MS = 5000;

export interface Command {
    readonly at: number;
    readonly arrivals: number[];
}

/** Each command is in one of these; `twice` counts those that came more than once. */
export interface Commands {
    readonly sent: number;
    /** Arrived in time, and no error was reported. */
    readonly arrived: number;
    readonly late: number;
    /** Reported to the Catch node. */
    readonly failed: number;
    /** Neither arrived nor failed. */
    readonly lost: number;
    readonly twice: number;
    /** Arrived although an error was reported. */
    readonly unsure: number;
    /** The longest from sending to arrival, in milliseconds. */
    readonly latest: number;
    /** Messages that never completed in Node-RED. */
    readonly endless: number;
}

export interface Readings {
    readonly sent: number;
    readonly received: number;
    /** Sent while the status of the node was green, and not received. */
    readonly lostWhileGreen: number;
    readonly late: number;
    readonly twice: number;
    /** Messages of the flow that are not numbered readings. */
    readonly odd: number;
}

/** Counts the commands of a scene by what became of them. */
export function commandsOf(commands: ReadonlyMap<number, Command>, events: readonly NodeRedEvent[]): Commands {
    const failed = new Set(events.flatMap((one) => (one.kind === 'caught' && one.n !== undefined ? [one.n] : [])));
    const ended = new Set(events.flatMap((one) => (one.kind === 'end' ? [one.n] : [])));
    const counts = { arrived: 0, late: 0, failed: 0, lost: 0, twice: 0, unsure: 0, latest: 0, endless: 0 };
    for (const [n, { at, arrivals }] of commands) {
        const [first] = arrivals;
        const late = first !== undefined && first - at > LATE_MS;
        if (arrivals.length > 1) counts.twice++;
        if (late) counts.latest = Math.max(counts.latest, first - at);
        if (!ended.has(n)) counts.endless++;
        if (failed.has(n)) {
            counts.failed++;
            if (first !== undefined) counts.unsure++;
        } else if (first === undefined) counts.lost++;
        else if (late) counts.late++;
        else counts.arrived++;
    }
    return { sent: commands.size, ...counts };
}

/** Counts the readings of a scene; `sent` has the time of each number, in milliseconds. */
export function readingsOf(sent: ReadonlyMap<number, number>, events: readonly NodeRedEvent[]): Readings {
    const received = new Map<number, number[]>();
    let odd = 0;
    for (const one of events) {
        if (one.kind !== 'received') continue;
        if (!sent.has(one.n)) odd++;
        else received.set(one.n, [...(received.get(one.n) ?? []), one.at]);
    }
    const isGreen = greenness(events, 'in');
    const counts = { lostWhileGreen: 0, late: 0, twice: 0 };
    for (const [n, at] of sent) {
        const times = received.get(n) ?? [];
        if (times.length === 0 && isGreen(at)) counts.lostWhileGreen++;
        if (times.length > 1) counts.twice++;
        if (times[0] !== undefined && times[0] - at > LATE_MS) counts.late++;
    }
    return { sent: sent.size, received: received.size, odd, ...counts };
}

/** Whether the status of a node was green at a time. */
function greenness(events: readonly NodeRedEvent[], id: string): (at: number) => boolean {
    const changes = events.flatMap((one) => (one.kind === 'status' && one.id === id ? [one] : []));
    return (at) => changes.findLast((one) => one.at <= at)?.fill === 'green';
}
