// Mosquitto at the sites and at the centre, with the configurations of examples/fleet/. Without TLS, and with short pauses
// between attempts to connect.

import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configured } from '../support/fleet.js';
import { freePort } from '../support/ports.js';
import { Broker, type CentrePorts, type Engine } from './broker';

const PROGRAM = '/usr/sbin/mosquitto';

/** Started by root it would become another user, who cannot read a folder of ours. */
const USER = process.getuid?.() === 0 ? 'user root\n' : '';

export const PASSWORD = 'fleet';

export const mosquitto: Engine = {
    name: 'Mosquitto',
    packages: ['mosquitto'],
    protocolVersion: '5',
    // It saves when more than autosave_interval, in whole seconds, has passed: every two seconds if that is 1.
    unsavedMs: 2200,
    // A bridge keeps the order.
    stragglingMs: 0,

    async centre(folder, sites) {
        const ports = { mqtt: await freePort(), sites: await freePort() };
        const conf = configured('centre-mosquitto.conf', {
            'listener 8883': `listener ${ports.sites} 127.0.0.1`,
            'listener 1883 127.0.0.1': `listener ${ports.mqtt} 127.0.0.1`,
            'certfile /etc/mosquitto/certs/centre.crt': '',
            'keyfile /etc/mosquitto/certs/centre.key': '',
            '/etc/mosquitto/passwords': join(folder, 'passwords'),
            '/etc/mosquitto/centre-mosquitto.acl': join(folder, 'centre.acl'),
            '/var/lib/mosquitto/': join(folder, 'store/'),
        });
        await mkdir(folder, { recursive: true });
        const passwords = join(folder, 'passwords');
        await writeFile(passwords, ['centre', ...sites].map((user) => `${user}:${PASSWORD}\n`).join(''));
        execFileSync('/usr/bin/mosquitto_passwd', ['-U', passwords]);
        const files = {
            'mosquitto.conf': conf + USER,
            'centre.acl': configured('centre-mosquitto.acl', {}),
            passwords: await readFile(passwords, 'utf8'),
        };
        return { ports, broker: await brokerIn(folder, files, ports.mqtt) };
    },

    async edge(folder, site, centre: CentrePorts) {
        const port = await freePort();
        const conf = configured('site-mosquitto.conf', {
            'listener 1883 127.0.0.1': `listener ${port} 127.0.0.1`,
            '/var/lib/mosquitto/': join(folder, 'store/'),
            'address centre.example.org:8883': `address 127.0.0.1:${centre.sites}`,
            'bridge_cafile /etc/mosquitto/certs/centre-ca.crt': '',
            'restart_timeout 30 60': 'restart_timeout 1 2',
            'CHANGE-ME': PASSWORD,
            prague: site,
        });
        return brokerIn(folder, { 'mosquitto.conf': conf + USER }, port);
    },
};

function brokerIn(folder: string, files: Readonly<Record<string, string>>, port: number): Promise<Broker> {
    return Broker.make({ command: PROGRAM, args: ['-c', join(folder, 'mosquitto.conf')], folder, files, port });
}
