// Programs for a test, each in a process group of its own, so that its workers end with it. A watchman ends those of a test
// that was interrupted.

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { makeFolder, removeFolder } from './folders.js';
import { answers } from './ports.js';

const READY_MS = 30_000;
/** A program that does not follow SIGTERM within this time is killed. Apache takes 10 s while a WebSocket is open. */
const STOP_MS = 20_000;

export interface Running {
    stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

export interface Command {
    readonly command: string;
    readonly args: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
}

let watchman: ChildProcess | undefined;

/** Adds something to what the watchman removes, or takes it back. */
function note(sign: '+' | '-', kind: 'group' | 'folder', name: string | number | undefined): void {
    if (!watchman) {
        // In a session of its own, out of reach of a Ctrl-C.
        watchman = spawn(process.execPath, [join(__dirname, 'watchman.mjs')], {
            detached: true,
            stdio: ['pipe', 'ignore', 'ignore'],
        });
        watchman.unref();
        (watchman.stdin as unknown as { unref(): void }).unref();
    }
    watchman.stdin?.write(`${sign}${kind} ${name}\n`);
}

/** A temporary folder that is removed also if the test is interrupted. */
export async function watchedFolder(purpose: string): Promise<{ path: string; remove(): Promise<void> }> {
    const path = await makeFolder(purpose);
    note('+', 'folder', path);
    const remove = async (): Promise<void> => {
        await removeFolder(path);
        note('-', 'folder', path);
    };
    return { path, remove };
}

/** Resolves once the program accepts connections at this port; rejects with the end of its output if it does not. */
export async function startProgram({ command, args, env }: Command, cwd: string, port: number): Promise<Running> {
    const options = { cwd, env: { ...process.env, ...env }, detached: true } as const;
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    note('+', 'group', child.pid);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
            output = (output + text).slice(-3000);
        });
    }
    const ended = new Promise<void>((resolve) => {
        child.once('error', (error) => {
            output += error.message;
            resolve();
        });
        child.once('exit', () => resolve());
    });
    const hasEnded = (): boolean => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
    const stop = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
        // Only the program itself, which ends its workers in good order; what is left of the group is killed.
        if (!hasEnded()) child.kill(signal);
        const limit = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
        await ended;
        clearTimeout(limit);
        killGroup(child.pid);
        note('-', 'group', child.pid);
    };
    const end = Date.now() + READY_MS;
    while (!(await answers(port))) {
        if (hasEnded() || Date.now() > end) {
            await stop('SIGKILL');
            throw new Error(`${command} accepted no connection at port ${port}. Its output: ${output || 'none'}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return { stop };
}

function killGroup(pid: number | undefined): void {
    try {
        if (pid !== undefined) process.kill(-pid, 'SIGKILL');
    } catch {
        // All of it has ended.
    }
}
