// Starts the process in which flows are tested, and waits for its result.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { packFolder } from '../flow-test/find-node-red';
import type { SidebarJob, SidebarResult } from '../flow-test/sidebar-job';

/** A test ends itself before. In milliseconds. */
const LIMIT_MS = 150_000;
/** Time for a process to remove what it has written. */
const END_MS = 10_000;
/** Of what the process has printed, as much as a sentence can hold. */
const MAX_PRINTED = 300;

/** Resolves once the process has ended. `signal` ends it. */
export function runSidebarTest(job: SidebarJob, signal: AbortSignal): Promise<SidebarResult> {
    if (signal.aborted) return Promise.resolve({ fault: { code: 'stopped', values: {} } });
    return new Promise((resolve) => {
        let result: SidebarResult | undefined;
        let printed = '';
        let kill: ReturnType<typeof setTimeout> | undefined;
        const { NODE_OPTIONS: _ownOptions, ...env } = process.env;
        const child = spawn(process.execPath, [join(packFolder(), 'dist/test-flow-sidebar.js')], {
            env,
            // Large texts are sent as bytes.
            serialization: 'advanced',
            stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
            windowsHide: true,
        });
        const ended = (how: string): void => {
            clearTimeout(limit);
            clearTimeout(kill);
            signal.removeEventListener('abort', stop);
            const what = `${how} ${printed.trim()}`.trim();
            resolve(result ?? { fault: { code: 'child-ended', values: { what } } });
        };
        const stop = (): void => {
            result ??= { fault: { code: 'stopped', values: {} } };
            kill = setTimeout(() => child.kill('SIGKILL'), END_MS);
            // Node.js emits no `close` once the parent has disconnected.
            child.once('exit', () => ended(''));
            // The process notices this, ends the test, and removes its folder.
            if (child.connected) child.disconnect();
        };
        const limit = setTimeout(stop, LIMIT_MS);
        signal.addEventListener('abort', stop, { once: true });
        child.stderr?.setEncoding('utf8').on('data', (text: string) => {
            printed = (printed + text).slice(-MAX_PRINTED);
        });
        child.once('message', (message) => {
            result ??= message as SidebarResult;
        });
        child.once('error', (error) => ended(error.message));
        child.once('close', (code, killed) => ended(killed ?? `exit code ${code}`));
        child.send(job, () => {
            // If it cannot be sent, the process has ended, which is reported as that.
        });
    });
}
