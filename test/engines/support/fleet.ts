// Brokers of a site and of the centre, started with the files of examples/fleet/, and the example that bridges a hub.

import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Simulator } from '../../../src/simulator';
import { makeCertificate } from '../../../src/simulator/self-signed-certificate';
import { demanding } from '../../nodes/support/examples';
import { type Item, tab } from '../../nodes/support/flows';
import { linked } from '../../nodes/support/links';
import { deployReal, startReal } from '../../nodes/support/real';
import { configured } from '../../support/fleet.js';
import { startSilentHub } from '../../support/hub.js';
import type { NodeRed } from '../../support/node-red.js';
import { freePort } from '../../support/ports.js';
import { type Running, startProgram, watchedFolder } from '../../support/program';
import { findServer } from '../../support/server-program.js';

export const SITE = 'prague';
export const HUB = 'attic';
export const BASE = `${SITE}/${HUB}`;
export const PASSWORD = 'site-password';

/** A program that is stopped and started again on its port and with its files. */
export class Engine {
    readonly port: number;
    readonly #command: string;
    readonly #args: readonly string[];
    readonly #folder: string;
    #running: Running | undefined;

    constructor(port: number, command: string, args: readonly string[], folder: string) {
        this.port = port;
        this.#command = command;
        this.#args = args;
        this.#folder = folder;
    }

    async start(): Promise<void> {
        const command = findServer(this.#command) ?? this.#command;
        this.#running = await startProgram({ command, args: this.#args }, this.#folder, this.port);
    }

    async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
        const running = this.#running;
        this.#running = undefined;
        await running?.stop(signal);
    }
}

/** The folders and ports of one test. */
export interface Place {
    readonly folder: string;
    readonly certificate: string;
    readonly key: string;
    remove(): Promise<void>;
}

export async function makePlace(): Promise<Place> {
    const { path, remove } = await watchedFolder('fleet');
    const { key, cert } = makeCertificate({ names: ['localhost'] });
    const place = { folder: path, certificate: join(path, 'cert.pem'), key: join(path, 'key.pem'), remove };
    await writeFile(place.certificate, cert);
    await writeFile(place.key, key);
    return place;
}

/** Started by root it would become another user, who cannot read a folder of the test. */
const AS_ROOT = process.getuid?.() === 0 ? '\nuser root\n' : '\n';

/** A folder for what Mosquitto saves, with the slash that it needs at the end. */
async function storeIn({ folder }: Place, name: string): Promise<string> {
    const path = join(folder, `${name}-store`);
    await mkdir(path);
    return `${path}/`;
}

async function mosquitto(name: string, port: number, text: string, { folder }: Place): Promise<Engine> {
    const file = join(folder, `${name}.conf`);
    await writeFile(file, text + AS_ROOT);
    return new Engine(port, 'mosquitto', ['-c', file], folder);
}

/** The Mosquitto of the site, whose bridge leads to this port. */
export async function siteMosquitto(
    place: Place,
    centre: number,
    file = 'site-mosquitto.conf',
    more: Readonly<Record<string, string>> = {},
): Promise<Engine> {
    const port = await freePort();
    const text = configured(file, {
        'listener 1883 127.0.0.1': `listener ${port} 127.0.0.1`,
        '/var/lib/mosquitto/': await storeIn(place, file),
        'centre.example.org:8883': `localhost:${centre}`,
        '/etc/mosquitto/certs/centre-ca.crt': place.certificate,
        'CHANGE-ME': PASSWORD,
        // The test does not wait for half a minute.
        'restart_timeout 30 60': 'restart_timeout 1',
        ...more,
    });
    return mosquitto('site', port, text, place);
}

export async function centreMosquitto(place: Place): Promise<Engine> {
    const port = await freePort();
    const passwords = join(place.folder, 'passwords');
    const acl = join(place.folder, 'acl');
    await writeFile(passwords, '');
    for (const user of [SITE, 'brno', 'centre']) {
        execFileSync(findServer('mosquitto_passwd') ?? 'mosquitto_passwd', ['-b', passwords, user, PASSWORD]);
    }
    await writeFile(acl, configured('centre-mosquitto.acl', {}), { mode: 0o600 });
    const text = configured('centre-mosquitto.conf', {
        'listener 8883': `listener ${port} 127.0.0.1`,
        '/etc/mosquitto/certs/centre.crt': place.certificate,
        '/etc/mosquitto/certs/centre.key': place.key,
        'password_file /etc/mosquitto/passwords': `password_file ${passwords}`,
        '/etc/mosquitto/centre-mosquitto.acl': acl,
        '/var/lib/mosquitto/': await storeIn(place, 'centre'),
    });
    return mosquitto('centre', port, text, place);
}

/** nats-server with one of the files of a site or centre; `ports` are those in the file, and what they become. */
export async function natsServer(
    place: Place,
    file: 'site-nats.conf' | 'centre-nats.conf',
    more: Readonly<Record<string, string>>,
): Promise<Engine> {
    const port = await freePort();
    const text = configured(file, {
        '127.0.0.1:4222': `127.0.0.1:${port}`,
        '/var/lib/nats': join(place.folder, file.replace('.conf', '-store')),
        'CHANGE-ME': PASSWORD,
        ...more,
    });
    const path = join(place.folder, file);
    await writeFile(path, text);
    return new Engine(port, 'nats-server', ['-c', path], place.folder);
}

/** A site at work: a simulated hub, and a Node-RED with the example at the broker of the site. */
export interface Site {
    readonly hub: Simulator;
    readonly nodeRed: NodeRed;
}

/** `version` is that of MQTT: 4 for 3.1.1. */
export async function startSite(broker: number, version: '4' | '5'): Promise<Site> {
    const hub = await startSilentHub();
    const nodeRed = await startReal({ flows: [tab()], settings: { mqttReconnectTime: 200 } });
    const names: Record<string, string> = { SITE, HUB };
    const flow = (demanding.get('Bridge to an MQTT broker') ?? []).map((item): Item => {
        if (item.type === 'clown-hub') return { ...item, place: 'address', address: hub.url };
        if (item.type === 'mqtt-broker') return { ...item, port: String(broker), protocolVersion: version };
        if (item.type !== 'tab') return item;
        const env = item.env as { name: string; value: string }[];
        return { ...item, env: env.map((one) => ({ ...one, value: names[one.name] ?? one.value })) };
    });
    await deployReal(nodeRed, flow, 'full');
    await linked(hub);
    return { hub, nodeRed };
}

/** Has the hub report these temperatures. */
export function print(hub: Simulator, from: number, to: number): void {
    for (let value = from; value < to; value++) {
        hub.print(`["thermometer/i2c0-48", {"temperature": [${value}.00, "\\u2103"]}]`);
    }
}

/** The message of a reading, as the example publishes it. */
export function reading(number: number): string {
    const time = 1_764_460_800_000 + number;
    return JSON.stringify({ time, device: 'thermometer/i2c0-48', values: { temperature: number }, units: {} });
}

/** The numbers from 0 that are not among these. */
export function missing(count: number, found: Iterable<unknown>): number[] {
    const all = new Set(found);
    return Array.from({ length: count }, (_, number) => number).filter((number) => !all.has(number));
}
