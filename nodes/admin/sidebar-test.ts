// Starts the process in which flows are tested, and waits for its result.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Clock } from '../../src/base/clock';
import { systemClock } from '../../src/base/system-clock';
import { packFolder } from '../flow-test/find-node-red';
import type { SidebarJob, SidebarResult } from '../flow-test/sidebar-job';

/** A test ends itself before. In milliseconds. */
const LIMIT_MS = 150_000;
/** Time for a process to remove what it has written. */
const END_MS = 10_000;
const STOPPED: SidebarResult = { fault: { code: 'stopped', values: {} } };
/** Of what the process has printed, as much as a sentence can hold. */
const MAX_PRINTED = 300;

/** Resolves once the process has ended. `signal` ends it. Tests have another `start` and clock. */
export function runSidebarTest(
    job: SidebarJob,
    signal: AbortSignal,
    start: typeof spawn = spawn,
    clock: Clock = systemClock,
): Promise<SidebarResult> {
    if (signal.aborted) return Promise.resolve(STOPPED);
    return new Promise((resolve) => {
        let result: SidebarResult | undefined;
        let printed = '';
        const { NODE_OPTIONS: _ownOptions, ...env } = process.env;
        const child = start(process.execPath, [join(packFolder(), 'dist/test-flow-sidebar.js')], {
            env,
            // Large texts are sent as bytes.
            serialization: 'advanced',
            stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
            windowsHide: true,
        });
        const ended = (how: unknown): void => {
            endTimer();
            signal.removeEventListener('abort', stop);
            resolve(result ?? { fault: { code: 'child-ended', values: { what: `${how} ${printed.trim()}`.trim() } } });
        };
        const stop = (): void => {
            result ??= STOPPED;
            endTimer();
            endTimer = clock.after(END_MS, () => child.kill('SIGKILL'));
            // Node.js emits no `close` once the parent has disconnected.
            child.once('exit', ended);
            // The process notices this, ends the test, and removes its folder.
            if (child.connected) child.disconnect();
        };
        let endTimer = clock.after(LIMIT_MS, stop);
        signal.addEventListener('abort', stop);
        child.stderr?.setEncoding('utf8').on('data', (text: string) => {
            printed = (printed + text).slice(-MAX_PRINTED);
        });
        child.once('message', (message) => {
            result ??= message as SidebarResult;
        });
        child.once('error', (error) => ended(error.message));
        child.once('close', (code, killed) => ended(killed ?? `exit code ${code}`));
        // If no file handle is free, nothing is started and there is no `send`. If it fails, the process has ended. Both are reported.
        (child as Partial<typeof child>).send?.(job, () => {});
    });
}
