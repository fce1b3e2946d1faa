import { join } from 'node:path';
import { startProgram } from '../support/program';
import { HUBS } from './support/hubs';
import { interop } from './support/interop';
import { CAPABLE } from './support/server';

interop({
    ...CAPABLE,
    name: 'websocketd',
    packages: ['websocketd'],
    light: true,
    login: { not: 'has no login' },
    ping: { not: 'sends none' },
    fragments: { not: 'sends none' },
    close: { not: 'cannot set a close code' },
    idle: { not: 'has no limit' },
    reports: 'first',
    start: ({ port, tls, folder }) => {
        const own = tls ? ['--ssl', `--sslcert=${tls.cert}`, `--sslkey=${tls.key}`] : [];
        const program = ['/usr/bin/python3', '-B', join(HUBS, 'websocketd_program.py')];
        return startProgram(
            {
                command: 'websocketd',
                args: ['--address=127.0.0.1', `--port=${port}`, '--loglevel=error', ...own, ...program],
            },
            folder,
            port,
        );
    },
});
