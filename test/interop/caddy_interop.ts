import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startProgram } from '../support/program';
import { interop } from './support/interop';
import { LOGIN, PROXY } from './support/server';

interop({
    ...PROXY,
    name: 'Caddy',
    packages: ['caddy'],
    idle: { not: 'has no limit' },
    start: async ({ folder, port, backend, tls }) => {
        const hash = execFileSync('caddy', ['hash-password', '--plaintext', LOGIN.password], { encoding: 'utf8' });
        const file = join(folder, 'Caddyfile');
        await writeFile(
            file,
            `{
    admin off
    auto_https off
}
${tls ? `https://localhost:${port}` : `http://:${port}`} {
    bind 127.0.0.1
    ${tls ? `tls ${tls.cert} ${tls.key}` : ''}
    basicauth {
        ${LOGIN.user} ${hash.trim()}
    }
    reverse_proxy 127.0.0.1:${backend}
}
`,
        );
        const args = ['run', '--config', file, '--adapter', 'caddyfile'];
        return startProgram({ command: 'caddy', args, env: { HOME: folder, XDG_DATA_HOME: folder } }, folder, port);
    },
});
