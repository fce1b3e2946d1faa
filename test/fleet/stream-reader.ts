// Reads the stream of the centre, as a program of the centre has to: an MQTT client there receives only what arrives while it
// is connected. A batch is acknowledged after it was passed on.

import { configured } from '../support/fleet.js';
import { NatsTestClient } from '../support/nats-client.js';
import type { Collector } from './broker';
import { PASSWORD } from './mosquitto';

const BATCH = 500;
/** How long the server waits for a batch to become full, and how long we wait for the server. */
const EXPIRES_MS = 250;
const LATEST_MS = 2000;
const PAUSE_MS = 200;

type Pass = Parameters<Collector['start']>[0];

interface Found {
    readonly topic: string;
    readonly payload: string;
    readonly reply: string;
}

export class StreamReader implements Collector {
    readonly #port: number;
    /** The streams, and the sites of each. */
    readonly #streams: Map<string, readonly string[]>;
    readonly #known = new Set<string>();
    #isEnded = true;
    #reading: Promise<unknown> = Promise.resolve();
    #pass: Pass = async () => {};

    constructor(port: number, sites: readonly string[]) {
        this.#port = port;
        this.#streams = new Map([['FLEET', sites]]);
    }

    async start(pass: Pass): Promise<void> {
        this.#isEnded = false;
        this.#pass = pass;
        // Before the first reading is sent, so that the sources are there.
        const client = await this.#connect();
        for (const [name, sites] of this.#streams) await this.#create(client, name, sites);
        client.end();
        this.#reading = Promise.all([...this.#streams.keys()].map((stream) => this.#read(stream)));
    }

    async renewed(site: string): Promise<void> {
        const name = `RENEWED-${this.#streams.size}`;
        this.#streams.set(name, [site]);
        this.#reading = Promise.all([this.#reading, this.#read(name)]);
    }

    async end(): Promise<void> {
        this.#isEnded = true;
        await this.#reading;
    }

    #connect(): Promise<NatsTestClient> {
        return NatsTestClient.connect(this.#port, { user: 'centre', pass: PASSWORD, headers: false });
    }

    async #create(client: NatsTestClient, name: string, sites: readonly string[]): Promise<void> {
        if (this.#known.has(name)) return;
        const stream = JSON.parse(configured('centre-stream.conf', {}));
        const [{ external }] = stream.sources;
        const sources = sites.map((site) => ({
            name: site,
            external: { ...external, api: external.api.replace('prague', site) },
        }));
        await client.request(`$JS.API.STREAM.CREATE.${name}`, { ...stream, name, sources, max_bytes: 2_000_000_000 });
        const config = {
            durable_name: 'reader',
            ack_policy: 'all',
            deliver_policy: 'all',
            filter_subject: '*.*.data.>',
        };
        await client.request(`$JS.API.CONSUMER.DURABLE.CREATE.${name}.reader`, { stream_name: name, config });
        this.#known.add(name);
    }

    /** Until the end; connects again while the server is away. */
    async #read(stream: string): Promise<void> {
        while (!this.#isEnded) {
            let client: NatsTestClient | undefined;
            try {
                client = await this.#connect();
                await this.#create(client, stream, this.#streams.get(stream) ?? []);
                await this.#readWith(client, stream);
            } catch {
                // The server or the Node-RED of the centre is away.
                await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
            } finally {
                client?.end();
            }
        }
    }

    async #readWith(client: NatsTestClient, stream: string): Promise<void> {
        const found: Found[] = [];
        let isComplete: () => void = () => {};
        client.subscribe('fleet-reader', ({ subject, text, reply }) => {
            if (text !== '') found.push({ topic: subject.replaceAll('.', '/'), payload: text, reply: reply ?? '' });
            // Without a text: the server has no more for now.
            if (text === '' || found.length >= BATCH) isComplete();
        });
        while (!this.#isEnded && client.isConnected) {
            const complete = new Promise<void>((resolve) => {
                const limit = setTimeout(resolve, LATEST_MS);
                isComplete = () => {
                    clearTimeout(limit);
                    resolve();
                };
            });
            const request = { batch: BATCH, expires: EXPIRES_MS * 1_000_000 };
            client.publish(`$JS.API.CONSUMER.MSG.NEXT.${stream}.reader`, request, 'fleet-reader');
            await complete;
            const batch = found.splice(0);
            const last = batch.at(-1);
            if (!last) continue;
            await this.#pass(batch.map(({ topic, payload }) => ({ topic, payload })));
            client.publish(last.reply, '+ACK');
        }
    }
}
