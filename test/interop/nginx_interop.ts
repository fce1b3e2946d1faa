import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startProgram } from '../support/program';
import { interop } from './support/interop';
import { IDLE_S, LOGIN, PROXY } from './support/server';

interop({
    ...PROXY,
    name: 'nginx',
    packages: ['nginx-light'],
    light: true,
    start: async ({ folder, port, backend, tls, idle }) => {
        const hash = createHash('sha1').update(LOGIN.password).digest('base64');
        await writeFile(join(folder, 'users'), `${LOGIN.user}:{SHA}${hash}\n`);
        const own = tls
            ? `listen 127.0.0.1:${port} ssl; ssl_certificate ${tls.cert}; ssl_certificate_key ${tls.key};`
            : '';
        const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
        const file = join(folder, 'nginx.conf');
        await writeFile(
            file,
            `daemon off;
            master_process off;
            pid ${folder}/pid;
            error_log stderr warn;
            events {}
            http {
                access_log off;
                ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n')}
                server {
                    ${own || `listen 127.0.0.1:${port};`}
                    location / {
                        auth_basic hub;
                        auth_basic_user_file users;
                        proxy_pass http://127.0.0.1:${backend};
                        proxy_http_version 1.1;
                        proxy_set_header Upgrade $http_upgrade;
                        proxy_set_header Connection upgrade;
                        ${idle ? `proxy_read_timeout ${IDLE_S}s;` : ''}
                    }
                }
            }`,
        );
        return startProgram(
            { command: '/usr/sbin/nginx', args: ['-p', folder, '-c', file, '-e', 'stderr'] },
            folder,
            port,
        );
    },
});
