import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startProgram } from '../support/program';
import { compile } from './support/compile';
import { HUBS } from './support/hubs';
import { interop } from './support/interop';
import { CAPABLE, IDLE_S, LOGIN } from './support/server';

interop({
    ...CAPABLE,
    name: 'libwebsockets',
    packages: ['libwebsockets-dev', 'gcc', 'libc6-dev'],
    idle: 'pings',
    start: async ({ folder, port, tls, idle }) => {
        const program = join(folder, 'hub');
        await compile('gcc', ['-O1', join(HUBS, 'lws_server.c'), '-o', program, '-lwebsockets']);
        const users = join(folder, 'users');
        await writeFile(users, `${LOGIN.user}:${LOGIN.password}\n`);
        const args = [`${port}`, idle ? `${IDLE_S}` : '0', tls?.cert ?? '', tls?.key ?? '', users];
        return startProgram({ command: program, args }, folder, port);
    },
});
