// The far end of each way: a simulated hub, or a real Mosquitto with a client that plays the hub. It sends numbered
// readings and records when each numbered command arrives.

import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Simulator, startSimulator } from '../../src/simulator';
import { makeFolder, removeFolder } from '../support/folders.js';
import { findMosquitto, startBroker } from '../support/mosquitto.js';
import type { ServerProgram } from '../support/server-program.js';
import { coreRequire } from './home';
import { steadyPort } from './ports';

export const READING = 'ledger/-';
export const COMMAND = 'ledger/-/set';
export const REQUEST = 'ledger/-/ask';
export const RESPONSE = 'ledger/-/answer';
/** Prefix of the topics at the broker of a hub. */
export const BASE = 'nodes/bridge/0/';

export interface Login {
    readonly user: string;
    readonly password: string;
}

export interface FarOptions {
    readonly login?: Login;
    readonly tls?: { readonly key: string; readonly cert: string };
}

/** Receives the number of a command, and its topic. */
export type Arrived = (n: number, topic: string) => void;

export interface Far {
    readonly port: number;
    /** Whether it runs; otherwise it sends nothing. */
    readonly isUp: boolean;
    sendReading(n: number): void;
    /** Sends a reading whose payload is these bytes, which need not be text. */
    sendBytes(payload: Buffer): void;
    stop(): Promise<void>;
    /** Again, after a stop. */
    start(): Promise<void>;
    end(): Promise<void>;
}

const numberIn = (text: string): number => Number(/"n": ?(\d+)/.exec(text)?.[1] ?? -1);

/** A simulated hub that sends only the readings of the test. */
export async function startHubFar({ login, tls }: FarOptions, arrived: Arrived): Promise<Far> {
    let hub: Simulator | undefined;
    const port = await steadyPort();
    const start = async (): Promise<void> => {
        hub = await startSimulator({ silent: true, port, ...login, tls });
        hub.on('line', ({ text }) => {
            const topic = /^\["([^"]+)"/.exec(text)?.[1] ?? '';
            if (topic !== COMMAND && topic !== REQUEST) return;
            const n = numberIn(text);
            arrived(n, topic);
            const now = hub;
            if (topic === REQUEST) setImmediate(() => now?.print(`["${RESPONSE}", {"n": ${n}}]`));
        });
    };
    const stop = async (): Promise<void> => {
        const old = hub;
        hub = undefined;
        await old?.close();
    };
    await start();
    return {
        port,
        get isUp() {
            return hub !== undefined;
        },
        sendReading: (n) => hub?.print(`["${READING}", {"n": ${n}}]`),
        sendBytes: (payload) =>
            hub?.send(Buffer.concat([Buffer.from(`["${READING}", `), payload, Buffer.from(']')]), false),
        stop,
        start,
        end: stop,
    };
}

/** The part that is used here of Node-RED's own MQTT client. */
interface MqttClient {
    on(event: 'message', listener: (topic: string, payload: Buffer) => void): void;
    on(event: 'error', listener: (error: Error) => void): void;
    once(event: 'connect', listener: () => void): void;
    subscribe(topics: readonly string[], options: { qos: 0 | 1 }, done: (error: Error | null) => void): void;
    publish(topic: string, payload: string | Buffer, options: { qos: 0 | 1 }): void;
    end(force: boolean, done: () => void): void;
}

const RECONNECT_MS = 100;

/**
 * A broker, and the hub connected to it directly, unaffected by faults. With `careful`, everything has QoS 1, the session
 * of the hub persists, and the broker keeps its data over a restart.
 */
export async function startBrokerFar(careful: boolean, options: FarOptions, arrived: Arrived): Promise<Far> {
    const program = findMosquitto();
    if (!program) throw new Error('there is no mosquitto on this computer');
    const { connect } = coreRequire('mqtt') as { connect(url: string, options: object): MqttClient };
    const { login, tls } = options;
    const folder = await makeFolder('broker-data');
    const lines = await brokerLines(folder, careful, options);
    const qos = careful ? 1 : 0;
    const port = await steadyPort();
    let broker: ServerProgram | undefined = await startBroker(program, port, lines);
    const client = connect(`${tls ? 'mqtts' : 'mqtt'}://127.0.0.1:${port}`, {
        clientId: 'hub',
        clean: !careful,
        reconnectPeriod: RECONNECT_MS,
        queueQoSZero: false,
        rejectUnauthorized: false,
        ...(login && { username: login.user, password: login.password }),
    });
    client.on('error', () => {});
    client.on('message', (topic, payload) => arrived(numberIn(String(payload)), topic.slice(BASE.length)));
    await new Promise<void>((resolve) => client.once('connect', resolve));
    await new Promise<void>((resolve, reject) =>
        client.subscribe([BASE + COMMAND], { qos }, (error) => (error ? reject(error) : resolve())),
    );
    const sendBytes = (payload: Buffer | string): void => {
        if (broker) client.publish(BASE + READING, payload, { qos });
    };
    const stop = async (): Promise<void> => {
        const old = broker;
        broker = undefined;
        await old?.stop();
    };
    return {
        port,
        get isUp() {
            return broker !== undefined;
        },
        sendReading: (n) => sendBytes(`{"n": ${n}}`),
        sendBytes,
        stop,
        start: async () => {
            const back = new Promise<void>((resolve) => client.once('connect', resolve));
            const started = await startBroker(program, port, lines);
            await back;
            broker = started;
        },
        end: async () => {
            await new Promise<void>((resolve) => client.end(true, resolve));
            await stop();
            await removeFolder(folder);
        },
    };
}

async function brokerLines(folder: string, careful: boolean, { login, tls }: FarOptions): Promise<string[]> {
    const lines = careful ? ['persistence true', `persistence_location ${folder}/`] : ['persistence false'];
    if (tls) {
        const files = { certfile: tls.cert, keyfile: tls.key };
        for (const [name, text] of Object.entries(files)) {
            await writeFile(join(folder, name), text);
            lines.unshift(`${name} ${join(folder, name)}`);
        }
    }
    if (!login) return [...lines, 'allow_anonymous true'];
    const file = join(folder, 'passwords');
    await writeFile(file, `${login.user}:${passwordLine(login.password)}\n`, { mode: 0o600 });
    return [...lines, 'allow_anonymous false', `password_file ${file}`];
}

/** As `mosquitto_passwd` writes it. */
function passwordLine(password: string): string {
    const salt = randomBytes(12);
    const hash = pbkdf2Sync(password, salt, 101, 64, 'sha512');
    return `$7$101$${salt.toString('base64')}$${hash.toString('base64')}`;
}
