// Ends the process of a test and removes its folder when the process that has started it has died, or does not end it in time. It
// runs in a thread, which has real clocks of its own, and also runs while a function node never returns.

import { Worker } from 'node:worker_threads';
import { KILL_MS } from './job';

/** How often it looks for the process that has started this one. */
const LOOK_MS = 500;
/** Later than the process that has started this one. */
const END_MS = KILL_MS + 5_000;

/** Text, because the script of the process is only one file. */
const SCRIPT = `
const { workerData } = require('node:worker_threads');
const { rmSync } = require('node:fs');
const end = () => {
    try { rmSync(workerData.userDir, { recursive: true, force: true }); } catch {}
    process.kill(process.pid, 'SIGKILL');
};
setTimeout(end, workerData.limitMs);
setInterval(() => {
    try { process.kill(workerData.parent, 0); } catch { end(); }
}, workerData.lookMs);
`;

export function startWatchdog(userDir: string): void {
    const workerData = { userDir, limitMs: END_MS, parent: process.ppid, lookMs: LOOK_MS };
    new Worker(SCRIPT, { eval: true, workerData });
}
