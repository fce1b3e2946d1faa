// A real MQTT broker for a test: Mosquitto, where it is installed, on a free port of this machine only.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from './folders';
import { freePort } from './ports';
import { findServer, type ServerProgram, startServerProgram } from './server-program';

/** The program; undefined where there is none. */
export function findMosquitto(): string | undefined {
    return findServer('mosquitto');
}

/** Accepts every client, and stores nothing. */
const OPEN: readonly string[] = ['allow_anonymous true', 'persistence false'];

/**
 * Resolves once it takes connections, at a free port unless one is given; the lines are those of its configuration after
 * the port. The caller stops it.
 */
export async function startBroker(program: string, at?: number, lines = OPEN): Promise<ServerProgram> {
    const folder = await makeFolder('broker');
    const port = at ?? (await freePort());
    const file = join(folder, 'mosquitto.conf');
    // Started by root it would become another user, who cannot read a folder of ours.
    const user = process.getuid?.() === 0 ? ['user root'] : [];
    await writeFile(file, `${[`listener ${port} 127.0.0.1`, ...lines, ...user].join('\n')}\n`);
    return startServerProgram(program, ['-c', file], { name: 'Mosquitto', port, folder });
}
