// A site without Node-RED: one MQTT client with the same topics and messages, so that many of them run in one process. It
// sends nothing twice but what MQTT itself repeats.

import type { MqttClient } from 'mqtt';
import type { Broker, Engine } from './broker';
import { connectClient } from './clients';
import { ADDRESSES, COMMANDED, HUB, reading } from './readings';
import type { Site, SiteEvents } from './site';

/** So many readings at most are without an acknowledgement of the broker. */
const WINDOW = 60;

interface Setup {
    readonly engine: Engine;
    readonly name: string;
    readonly edge: Broker;
    readonly events: SiteEvents;
}

export class LightSite implements Site {
    readonly name: string;
    readonly edge: Broker;
    readonly #events: SiteEvents;
    readonly #client: MqttClient;
    readonly #times = new Map<string, number>();
    readonly #results = new Map<string, string>();
    count = 0;
    #pending = 0;
    #resume: () => void = () => {};

    private constructor({ name, edge, events }: Setup, client: MqttClient) {
        this.name = `${name}/${HUB}`;
        this.edge = edge;
        this.#events = events;
        this.#client = client;
        client.on('message', (topic, payload) => this.#onCommand(topic, payload.toString()));
    }

    static async start(setup: Setup): Promise<LightSite> {
        const { engine, edge, name } = setup;
        const client = await connectClient(engine, edge.port, `light-${name}`);
        const site = new LightSite(setup, client);
        await client.subscribeAsync(`${site.name}/command/#`, { qos: 0 });
        client.publish(`${site.name}/status/hub`, 'online', { qos: 1, retain: true });
        client.publish(`${site.name}/status/node-red`, 'online', { qos: 1, retain: true });
        return site;
    }

    async send(count: number, onHalf?: () => void): Promise<void> {
        for (let sent = 0; sent < count; sent++) {
            if (sent === Math.floor(count / 2)) onHalf?.();
            while (this.#pending >= WINDOW) await new Promise<void>((resolve) => (this.#resume = resolve));
            this.#publish();
        }
        while (this.#pending > 0) await new Promise<void>((resolve) => (this.#resume = resolve));
    }

    /** Resolves once all that its broker has sent on the present connection was read. */
    disconnected(): Promise<void> {
        return new Promise((resolve) => this.#client.once('close', () => resolve()));
    }

    sendRound(): void {
        for (const _ of ADDRESSES) this.#publish();
    }

    #publish(): void {
        const { device, number } = reading(this.count++);
        const now = Date.now();
        const time = Math.max(now, (this.#times.get(device) ?? 0) + 1);
        this.#times.set(device, time);
        this.#events.sent(this.name, device, number, now);
        const values = { temperature: number, sent: now };
        const message = JSON.stringify({ time, device, values, units: { temperature: '°C', sent: 'ms' } });
        this.#pending++;
        this.#client.publish(`${this.name}/data/${device}`, message, { qos: 1 }, (error) => {
            this.#pending--;
            // Until the acknowledgement, MQTT repeats it.
            if (!error) this.#events.sent(this.name, device, number, Date.now());
            this.#resume();
        });
    }

    #onCommand(topic: string, text: string): void {
        const path = topic.split('/').slice(3).join('/');
        const { id, payload, expires } = JSON.parse(text);
        const now = Date.now();
        let result = this.#results.get(id);
        if (!result) {
            result = expires <= now ? 'expired' : 'accepted';
            this.#results.set(id, result);
            if (result === 'accepted') this.#events.executed(this.name, payload[COMMANDED.quantity], now);
        }
        const answer = { time: now, id, topic: path, result };
        this.#client.publish(`${this.name}/result`, JSON.stringify(answer), { qos: 1 });
    }
}
