import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startProgram } from '../support/program';
import { interop } from './support/interop';
import { IDLE_S, LOGIN, PROXY } from './support/server';

interop({
    ...PROXY,
    name: 'HAProxy',
    packages: ['haproxy'],
    light: true,
    start: async ({ folder, port, backend, tls, idle }) => {
        const pem = join(folder, 'both.pem');
        if (tls) await writeFile(pem, (await readFile(tls.cert, 'utf8')) + (await readFile(tls.key, 'utf8')));
        const file = join(folder, 'haproxy.cfg');
        await writeFile(
            file,
            `defaults
    mode http
    timeout connect 5s
    timeout client 60s
    timeout server 60s
    ${idle ? `timeout tunnel ${IDLE_S}s` : ''}
userlist users
    user ${LOGIN.user} insecure-password ${LOGIN.password}
frontend front
    bind 127.0.0.1:${port}${tls ? ` ssl crt ${pem}` : ''}
    http-request auth unless { http_auth(users) }
    default_backend back
backend back
    retries 0
    server hub 127.0.0.1:${backend}
`,
        );
        return startProgram({ command: '/usr/sbin/haproxy', args: ['-db', '-f', file] }, folder, port);
    },
});
