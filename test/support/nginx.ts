// A real nginx in front of a Node-RED, for a test: as its packages install it, with nothing but what the editor needs.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from './folders.js';
import { freePort } from './ports.js';
import { findServer, type ServerProgram, startServerProgram } from './server-program.js';

const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

/**
 * Passes everything on to that port of this computer. `Host` is what nginx makes of it by default, the name in
 * `proxy_pass`; only the channel of the editor, a WebSocket, has the two headers that it needs.
 */
function configuration(folder: string, port: number, target: number): string {
    return `daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 1;
pid ${folder}/pid;
error_log stderr;
events {}
http {
    access_log off;
    ${TEMPORARY.map((kind) => `${kind}_temp_path ${folder}/${kind};`).join('\n    ')}
    server {
        listen 127.0.0.1:${port};
        location / {
            proxy_pass http://127.0.0.1:${target};
        }
        location ~ /comms$ {
            proxy_pass http://127.0.0.1:${target};
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection upgrade;
        }
    }
}
`;
}

/** Resolves once it takes connections; the caller stops it. */
export async function startNginx(target: number): Promise<ServerProgram> {
    const program = findServer('nginx');
    if (!program) throw new Error('This test needs nginx (on Debian: apt-get install nginx-light).');
    const folder = await makeFolder('nginx');
    const port = await freePort();
    const file = join(folder, 'nginx.conf');
    await writeFile(file, configuration(folder, port, target));
    return startServerProgram(program, ['-p', folder, '-c', file, '-e', 'stderr'], { name: 'nginx', port, folder });
}
