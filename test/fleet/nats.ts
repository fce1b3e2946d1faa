// NATS at the sites and at the centre, with the configurations of examples/fleet/. Without TLS.

import { join } from 'node:path';
import { configured } from '../support/fleet.js';
import { NatsTestClient } from '../support/nats-client.js';
import { freePort } from '../support/ports.js';
import { Broker, type Engine } from './broker';
import { PASSWORD } from './mosquitto';
import { StreamReader } from './stream-reader';

const PROGRAM = '/usr/sbin/nats-server';

const CENTRE_TLS = `
    tls {
        cert_file: "/etc/nats/centre.crt"
        key_file: "/etc/nats/centre.key"
    }`;

const [SITE = ''] = /^ {8}\{\n {12}user: prague$[\s\S]*?^ {8}\}$/m.exec(configured('centre-nats.conf', {})) ?? [];

export const nats: Engine = {
    name: 'NATS',
    packages: ['nats-server'],
    protocolVersion: '4',
    // An acknowledged message has been read, and is written to its stream some milliseconds later.
    unsavedMs: 250,
    // MQTT clients at the centre receive new readings at once; the centre asks for the stored ones again after a pause.
    stragglingMs: 30_000,

    async centre(folder, sites) {
        const ports = { mqtt: await freePort(), sites: await freePort(), own: await freePort() };
        const conf = configured('centre-nats.conf', {
            '127.0.0.1:4222': `127.0.0.1:${ports.own}`,
            '"0.0.0.0"': '"127.0.0.1"',
            8883: `${ports.mqtt}`,
            7422: `${ports.sites}`,
            [CENTRE_TLS]: '',
            '/var/lib/nats': join(folder, 'store'),
            [SITE]: sites.map((site) => SITE.replaceAll('prague', site)).join('\n'),
            'CHANGE-ME': PASSWORD,
        });
        return { ports, broker: await brokerIn(folder, conf, ports.mqtt) };
    },

    async edge(folder, site, centre) {
        const [port, own] = [await freePort(), await freePort()];
        const conf = configured('site-nats.conf', {
            '127.0.0.1:4222': `127.0.0.1:${own}`,
            'port: 1883': `port: ${port}`,
            '/var/lib/nats': join(folder, 'store'),
            'tls://prague:CHANGE-ME@centre.example.org:7422': `nats-leaf://${site}:${PASSWORD}@127.0.0.1:${centre.sites}`,
            'tls { ca_file: "/etc/nats/centre-ca.crt" }': '',
            prague: site,
        });
        const stream = JSON.parse(configured('site-stream.conf', { prague: site }));
        return brokerIn(folder, conf, port, async (isNew) => {
            if (!isNew) return;
            const client = await NatsTestClient.connect(own);
            await client.request(`$JS.API.STREAM.CREATE.${site}`, stream);
            client.end();
        });
    },

    collector: (ports, sites) => new StreamReader(ports.own ?? 0, sites),
};

function brokerIn(
    folder: string,
    conf: string,
    port: number,
    started?: (isNew: boolean) => Promise<void>,
): Promise<Broker> {
    const file = join(folder, 'nats.conf');
    const more = started ? { started } : {};
    return Broker.make({ command: PROGRAM, args: ['-c', file], folder, files: { 'nats.conf': conf }, port, ...more });
}
