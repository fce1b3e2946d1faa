import { createHash } from 'node:crypto';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startProgram } from '../support/program';
import { interop } from './support/interop';
import { IDLE_S, LOGIN, PROXY } from './support/server';

/** Modules that Debian builds as files of their own. */
const MODULES = ['mpm_event', 'authn_core', 'authn_file', 'authz_core', 'authz_user', 'auth_basic', 'proxy'];

for (const way of ['wstunnel', 'http'] as const) {
    interop({
        ...PROXY,
        name: way === 'wstunnel' ? 'Apache (proxy_wstunnel)' : 'Apache (proxy_http, upgrade)',
        packages: ['apache2'],
        ...(way === 'wstunnel' ? { idle: { not: 'has no limit' } } : {}),
        start: async ({ folder, port, backend, tls, idle }) => {
            const hash = createHash('sha1').update(LOGIN.password).digest('base64');
            await writeFile(join(folder, 'users'), `${LOGIN.user}:{SHA}${hash}\n`);
            const modules = [...MODULES, way === 'wstunnel' ? 'proxy_wstunnel' : 'proxy_http', ...(tls ? ['ssl'] : [])];
            const target = way === 'wstunnel' ? `ws://127.0.0.1:${backend}/` : `http://127.0.0.1:${backend}/`;
            const file = join(folder, 'apache.conf');
            await writeFile(
                file,
                `ServerRoot "${folder}"
ServerName localhost
PidFile "${folder}/pid"
DefaultRuntimeDir "${folder}"
User www-data
Group www-data
ErrorLog "|/usr/bin/cat"
StartServers 1
ServerLimit 1
ThreadsPerChild 25
MaxRequestWorkers 25
Listen 127.0.0.1:${port}
${modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
${idle ? `Timeout ${IDLE_S}\nProxyTimeout ${IDLE_S}` : ''}
${tls ? `SSLEngine on\nSSLCertificateFile "${tls.cert}"\nSSLCertificateKeyFile "${tls.key}"` : ''}
<Location "/">
    AuthType Basic
    AuthName hub
    AuthUserFile "${folder}/users"
    Require valid-user
</Location>
ProxyPass "/" "${target}" retry=0${way === 'http' ? ' upgrade=websocket' : ''}
`,
            );
            // Started by root, its workers are another user, who has to read the logins.
            await chmod(folder, 0o755);
            const args = ['-f', file, '-D', 'FOREGROUND'];
            return startProgram({ command: '/usr/sbin/apache2', args }, folder, port);
        },
    });
}
