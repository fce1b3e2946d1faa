// Starts the process of a test, and ends it and what it leaves, whatever happens.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { variablesIn } from '../../src/flow-test/prepare';
import { packFolder } from './find-node-red';
import { type JobResult, KILL_MS, type TestJob } from './job';
import { makeUserFolder, removeUserFolder } from './user-folder';

/** Of what the process has printed, as much as a sentence can hold. */
const MAX_PRINTED = 300;
/** What a program needs of its environment. A flow gets those that it mentions besides. */
const USUAL_VARIABLES =
    'APPDATA HOME HOMEDRIVE HOMEPATH LANG LC_ALL LOCALAPPDATA PATH Path SystemRoot TEMP TMP TMPDIR USERPROFILE windir';

export type TestProcess = Pick<TestJob, 'flows' | 'recording' | 'hub' | 'nodeRed'> & {
    readonly timeZone: string;
    readonly signal: AbortSignal | undefined;
};

/** Runs a test in a process of its own, in a user folder of its own. */
export async function runTestProcess({ signal, timeZone, ...test }: TestProcess): Promise<JobResult> {
    const pack = packFolder();
    const userDir = makeUserFolder(pack);
    try {
        return await resultOf(join(pack, 'dist/flow-test.js'), test, { userDir, timeZone }, signal);
    } finally {
        removeUserFolder(userDir);
    }
}

/** Resolves once the process has ended. */
function resultOf(
    script: string,
    job: TestJob,
    { userDir, timeZone }: { readonly userDir: string; readonly timeZone: string },
    signal: AbortSignal | undefined,
): Promise<JobResult> {
    if (signal?.aborted) return Promise.resolve({ ok: false, fault: { code: 'stopped', values: {} } });
    return new Promise((resolve) => {
        let result: JobResult | undefined;
        let printed = '';
        const child = spawn(process.execPath, [script], {
            cwd: userDir,
            env: { ...variablesIn(`${USUAL_VARIABLES} ${JSON.stringify(job.flows)}`, process.env), TZ: timeZone },
            stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
            windowsHide: true,
        });
        const kill = (code: 'stopped' | 'child-hangs'): void => {
            result ??= { ok: false, fault: { code, values: { seconds: KILL_MS / 1000 } } };
            child.kill('SIGKILL');
        };
        const stop = (): void => kill('stopped');
        const timer = setTimeout(() => kill('child-hangs'), KILL_MS);
        signal?.addEventListener('abort', stop, { once: true });
        child.stderr?.setEncoding('utf8').on('data', (text: string) => {
            printed = (printed + text).slice(-MAX_PRINTED);
        });
        const ended = (how: string): void => {
            clearTimeout(timer);
            signal?.removeEventListener('abort', stop);
            const what = `${how} ${printed.trim()}`.trim();
            resolve(result ?? { ok: false, fault: { code: 'child-ended', values: { what } } });
        };
        child.once('message', (message) => {
            result ??= message as JobResult;
        });
        child.once('error', (error) => ended(error.message));
        child.once('close', (code, killed) => ended(killed ?? `exit code ${code}`));
        child.send(job, () => {
            // If it cannot be sent, the process has ended, which is reported as that.
        });
    });
}
