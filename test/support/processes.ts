// What other users of this computer can see of a process, and what its own user can. Empty where the system has no /proc.

import { existsSync, readFileSync } from 'node:fs';

/** What `ps` shows. */
export function commandLineOf(pid: number | undefined): string {
    return readOf(pid, 'cmdline');
}

/** The environment of a process; empty on systems without /proc. */
export function environmentOf(pid: number | undefined): string {
    return readOf(pid, 'environ');
}

function readOf(pid: number | undefined, name: string): string {
    if (!existsSync('/proc/self/cmdline')) return '';
    return readFileSync(`/proc/${pid ?? 0}/${name}`, 'utf8');
}
