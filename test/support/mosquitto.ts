// A real MQTT broker for a test: Mosquitto, where it is installed, on a free port of this machine only.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { makeFolder, removeFolder } from './folders';
import { answers, freePort } from './ports';

const READY_MS = 10_000;

export interface Broker {
    readonly port: number;
    stop(): Promise<void>;
}

/** The program, which Debian keeps where ordinary users do not look; undefined where there is none. */
export function findMosquitto(): string | undefined {
    const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
    return folders.map((folder) => join(folder, 'mosquitto')).find((file) => existsSync(file));
}

/** Accepts every client, and stores nothing. */
const OPEN: readonly string[] = ['allow_anonymous true', 'persistence false'];

/**
 * Resolves once it takes connections, at a free port unless one is given; the lines are those of its configuration after
 * the port. The caller stops it.
 */
export async function startBroker(program: string, at?: number, lines = OPEN): Promise<Broker> {
    const folder = await makeFolder('broker');
    const port = at ?? (await freePort());
    const file = join(folder, 'mosquitto.conf');
    // Started by root it would become another user, who cannot read a folder of ours.
    const user = process.getuid?.() === 0 ? ['user root'] : [];
    await writeFile(file, `${[`listener ${port} 127.0.0.1`, ...lines, ...user].join('\n')}\n`);
    const child = spawn(program, ['-c', file], { stdio: ['ignore', 'ignore', 'pipe'] });
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
            throw new Error(`Mosquitto took no connection at port ${port}. Its output: ${output || 'nothing'}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return { port, stop };
}
