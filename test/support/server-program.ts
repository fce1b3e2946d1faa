// A server of another project that a test starts as a program, on this computer only.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { removeFolder } from './folders.js';
import { answers } from './ports.js';

const READY_MS = 10_000;

export interface ServerProgram {
    readonly port: number;
    /** Ends it, and removes its folder. */
    stop(): Promise<void>;
}

/** The file of a server, which Debian keeps where ordinary users do not look; undefined where there is none. */
export function findServer(name: string): string | undefined {
    const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
    return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}

/** Resolves once the program takes connections at this port; the caller stops it. The folder is the program's own. */
export async function startServerProgram(
    file: string,
    args: readonly string[],
    { name, port, folder }: { readonly name: string; readonly port: number; readonly folder: string },
): Promise<ServerProgram> {
    const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let output = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-2000);
    });
    const ended = new Promise<void>((resolve) => {
        child.once('exit', () => resolve());
        child.once('error', () => resolve());
    });
    const stop = async (): Promise<void> => {
        child.kill();
        await ended;
        await removeFolder(folder);
    };
    const end = Date.now() + READY_MS;
    while (!(await answers(port))) {
        if (child.exitCode !== null || Date.now() > end) {
            await stop();
            throw new Error(`${name} took no connection at port ${port}. Its output: ${output || 'nothing'}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return { port, stop };
}
