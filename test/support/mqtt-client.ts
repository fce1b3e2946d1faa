// An MQTT client for tests that keeps what it receives; `endMqttClients` disconnects all of them.

import { connectAsync, type IClientOptions, type IClientPublishOptions, type MqttClient } from 'mqtt';
import { PATIENCE_MS, until } from './wait.js';

export interface MqttMessage {
    readonly topic: string;
    readonly text: string;
    readonly retain: boolean;
    readonly qos: number;
    /** Seconds, if the message has an expiry. */
    readonly expiry?: number;
}

const living = new Set<MqttClient>();

export class MqttTestClient {
    /** Everything received so far, oldest first. */
    readonly received: MqttMessage[] = [];
    readonly client: MqttClient;

    constructor(client: MqttClient) {
        this.client = client;
        living.add(client);
        client.on('error', () => {});
        client.on('message', (topic, payload, { retain, qos, properties }) => {
            const expiry = properties?.messageExpiryInterval;
            const message = { topic, text: payload.toString(), retain, qos };
            this.received.push(expiry === undefined ? message : { ...message, expiry });
        });
    }

    publish(topic: string, message: unknown, options: IClientPublishOptions = {}): Promise<unknown> {
        const text = typeof message === 'string' ? message : JSON.stringify(message);
        return this.client.publishAsync(topic, text, { qos: 1, ...options });
    }

    /** What has been received under a topic. */
    under(topic: string): MqttMessage[] {
        return this.received.filter((one) => one.topic === topic);
    }

    /** The same as JSON. */
    jsonUnder(topic: string): Record<string, unknown>[] {
        return this.under(topic).map(({ text }) => JSON.parse(text));
    }

    /** The first message that is accepted, also if it has arrived before. */
    async message(
        topic: string,
        accept: (message: MqttMessage) => boolean = () => true,
        ms = PATIENCE_MS,
    ): Promise<MqttMessage> {
        const find = (): MqttMessage | undefined => this.under(topic).find(accept);
        await until(() => find() !== undefined, `the message at ${topic}`, ms);
        return find() as MqttMessage;
    }

    async end(): Promise<void> {
        living.delete(this.client);
        await this.client.endAsync(true);
    }
}

/** Connects with MQTT 5 unless the options give another version, and subscribes with QoS 1. */
export async function connectMqtt(
    port: number,
    filters: readonly string[] = [],
    options: IClientOptions = {},
): Promise<MqttTestClient> {
    const client = await connectAsync({
        ...{ host: '127.0.0.1', port, protocolVersion: 5, reconnectPeriod: 200, connectTimeout: 5000 },
        ...options,
    });
    const one = new MqttTestClient(client);
    for (const filter of filters) await client.subscribeAsync(filter, { qos: 1 });
    return one;
}

/** Disconnects all clients; for after. */
export async function endMqttClients(): Promise<void> {
    const clients = [...living];
    living.clear();
    await Promise.all(clients.map((client) => client.endAsync(true)));
}
