// What a process uses: processor time and memory, as Linux counts them.

import { readdirSync, readFileSync } from 'node:fs';

/** Nanoseconds on a processor so far, of all its threads. */
export function cpuNs(pid: number): number {
    let sum = 0;
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
        try {
            sum += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
        } catch {
            // The thread has ended meanwhile.
        }
    }
    return sum;
}

/** Resident memory in megabytes. */
export function memoryMb(pid: number): number {
    const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) / 1024;
}

export function median(values: readonly number[]): number {
    return percentile(values, 0.5);
}

/** The smallest value that is not below this share of all. */
export function percentile(values: readonly number[], share: number): number {
    const sorted = values.toSorted((one, two) => one - two);
    return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
