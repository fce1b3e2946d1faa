// Starts a hub of hubs/ that is written in Python, with the one of the system: it has the packages.

import { join } from 'node:path';
import { type Running, startProgram } from '../../support/program';
import { IDLE_S, type Setup } from './server';

export const HUBS = join(__dirname, '../hubs');

/** Starts this Python file of hubs/ on the port of the setup. */
export function pythonHub(file: string): (setup: Setup) => Promise<Running> {
    return ({ port, tls, idle, folder }) =>
        startProgram(
            {
                command: '/usr/bin/python3',
                // -B: the sources are not ours to write to.
                args: ['-B', join(HUBS, file), `${port}`, idle ? `${IDLE_S}` : '0', tls?.cert ?? '', tls?.key ?? ''],
            },
            folder,
            port,
        );
}
