import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../support/ports.js';
import { startProgram } from '../support/program';
import { interop } from './support/interop';
import { CAPABLE } from './support/server';

interop({
    ...CAPABLE,
    name: 'Mosquitto (no hub)',
    packages: ['mosquitto'],
    light: true,
    passesFrames: false,
    login: { not: 'expects it in MQTT' },
    ping: { not: 'sends none' },
    fragments: { not: 'silent' },
    close: { not: 'silent' },
    reports: { not: 'silent' },
    idle: { not: 'has no limit' },
    start: async ({ folder, port, tls }) => {
        const file = join(folder, 'mosquitto.conf');
        const lines = [
            // It does not start with a listener for WebSockets alone.
            `listener ${await freePort()} 127.0.0.1`,
            `listener ${port} 127.0.0.1`,
            'protocol websockets',
            ...(tls ? [`certfile ${tls.cert}`, `keyfile ${tls.key}`] : []),
            'allow_anonymous true',
            'persistence false',
            // Started by root it would become another user, who cannot read a folder of ours.
            ...(process.getuid?.() === 0 ? ['user root'] : []),
        ];
        await writeFile(file, `${lines.join('\n')}\n`);
        return startProgram({ command: '/usr/sbin/mosquitto', args: ['-c', file] }, folder, port);
    },
});
