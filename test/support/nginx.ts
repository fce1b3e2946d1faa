// A real nginx in front of a Node-RED, for a test: as its packages install it, with nothing but what the editor needs.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { makeFolder, removeFolder } from './folders.js';
import { answers, freePort } from './ports.js';

const READY_MS = 10_000;
const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

export interface Nginx {
    readonly port: number;
    stop(): Promise<void>;
}

/** The program, which Debian keeps where ordinary users do not look. */
function findNginx(): string {
    const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
    const found = folders.map((folder) => join(folder, 'nginx')).find((file) => existsSync(file));
    if (!found) throw new Error('This test needs nginx (on Debian: apt-get install nginx-light).');
    return found;
}

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
export async function startNginx(target: number): Promise<Nginx> {
    const program = findNginx();
    const folder = await makeFolder('nginx');
    const port = await freePort();
    const file = join(folder, 'nginx.conf');
    await writeFile(file, configuration(folder, port, target));
    const child = spawn(program, ['-p', folder, '-c', file, '-e', 'stderr'], { stdio: ['ignore', 'ignore', 'pipe'] });
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
            throw new Error(`nginx took no connection at port ${port}. Its output: ${output || 'nothing'}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return { port, stop };
}
