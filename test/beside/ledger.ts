// What became of each numbered command and each numbered reading of one scene, by what the far end and Node-RED have told.

import type { ReceivedFrame } from './node-red';

/** Later than this after it was sent, a relay switches when nobody expects it any more. */
export const LATE_MS = 5000;

export interface Command {
    readonly at: number;
    readonly arrivals: number[];
}

/** Each command is in one of these; `twice` counts those that came more than once. */
export interface Commands {
    readonly sent: number;
    /** Arrived in time, and no error was told. */
    readonly arrived: number;
    readonly late: number;
    /** The Catch node has heard of it. */
    readonly failed: number;
    /** Neither arrived nor failed. */
    readonly lost: number;
    readonly twice: number;
    /** An error was told, and yet it arrived. */
    readonly unsure: number;
    /** The longest from sending to arrival, in milliseconds. */
    readonly latest: number;
    /** Messages of which Node-RED was told no end. */
    readonly endless: number;
}

export interface Readings {
    readonly said: number;
    readonly heard: number;
    /** Said while the status of the node was green, and not heard. */
    readonly lostWhileGreen: number;
    readonly late: number;
    readonly twice: number;
    /** What reached the flow and was no numbered reading. */
    readonly odd: number;
}

export function commandsOf(commands: ReadonlyMap<number, Command>, news: readonly ReceivedFrame[]): Commands {
    const failed = new Set(news.flatMap((one) => (one.kind === 'caught' && one.n !== undefined ? [one.n] : [])));
    const ended = new Set(news.flatMap((one) => (one.kind === 'end' ? [one.n] : [])));
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

export function readingsOf(said: ReadonlyMap<number, number>, news: readonly ReceivedFrame[]): Readings {
    const heard = new Map<number, number[]>();
    let odd = 0;
    for (const one of news) {
        if (one.kind !== 'heard') continue;
        if (!said.has(one.n)) odd++;
        else heard.set(one.n, [...(heard.get(one.n) ?? []), one.at]);
    }
    const isGreen = greenness(news, 'in');
    const counts = { lostWhileGreen: 0, late: 0, twice: 0 };
    for (const [n, at] of said) {
        const times = heard.get(n) ?? [];
        if (times.length === 0 && isGreen(at)) counts.lostWhileGreen++;
        if (times.length > 1) counts.twice++;
        if (times[0] !== undefined && times[0] - at > LATE_MS) counts.late++;
    }
    return { said: said.size, heard: heard.size, odd, ...counts };
}

/** Whether the status of a node was green at a time. */
function greenness(news: readonly ReceivedFrame[], id: string): (at: number) => boolean {
    const changes = news.flatMap((one) => (one.kind === 'status' && one.id === id ? [one] : []));
    return (at) => changes.findLast((one) => one.at <= at)?.fill === 'green';
}
