// A real site: a simulated hub, a Node-RED with this pack and the example as it is shipped, and a broker beside it.

import type { MqttClient } from 'mqtt';
import type { Simulator } from '../../src/simulator';
import { flowOf } from '../nodes/support/examples';
import { startReal } from '../nodes/support/real';
import { startSilentHub } from '../support/hub.js';
import type { NodeRed } from '../support/node-red.js';
import { firstValue } from '../support/wait.js';
import type { Broker, Engine } from './broker';
import { connectClient } from './clients';
import { ADDRESSES, COMMANDED, HUB, reading } from './readings';
import type { Site, SiteEvents } from './site';

const EXAMPLE = 'Bridge to an MQTT broker';
const READY_MS = 60_000;

/** So many readings at most are on their way from the hub to the broker. */
const WINDOW = 100 * ADDRESSES.length;

/** While the broker is away, the hub goes on reporting, if more slowly. */
const AWAY_MS = 200;

interface Setup {
    readonly engine: Engine;
    readonly name: string;
    readonly edge: Broker;
    readonly events: SiteEvents;
}

export class RealSite implements Site {
    readonly name: string;
    readonly edge: Broker;
    readonly #events: SiteEvents;
    readonly #hub: Simulator;
    readonly nodeRed: NodeRed;
    /** Milliseconds from the hub to this program at its broker, of the first device. */
    readonly toBroker: number[] = [];
    count = 0;
    /** Readings that the broker is known to have: all up to one of the first device. */
    #taken = 0;

    private constructor({ name, edge, events }: Setup, hub: Simulator, nodeRed: NodeRed, monitor: MqttClient) {
        this.name = `${name}/${HUB}`;
        this.edge = edge;
        this.#events = events;
        this.#hub = hub;
        this.nodeRed = nodeRed;
        monitor.on('message', (topic, payload) => {
            if (topic.includes('/status/')) return;
            const { temperature: number, sent } = JSON.parse(payload.toString()).values;
            this.toBroker.push(Date.now() - sent);
            this.#taken = Math.max(this.#taken, number * ADDRESSES.length);
        });
        hub.on('line', ({ text }) => {
            const [topic, payload] = JSON.parse(text);
            if (topic === COMMANDED.path) events.executed(this.name, payload[COMMANDED.quantity], Date.now());
        });
    }

    static async start(setup: Setup): Promise<RealSite> {
        const { engine, name, edge } = setup;
        const hub = await startSilentHub();
        const nodeRed = await startReal({
            flows: siteFlow({ engine, name, hub, port: edge.port }),
            settings: { mqttReconnectTime: 500 },
        });
        const monitor = await connectClient(engine, edge.port, `monitor-${name}`);
        await monitor.subscribeAsync(`${name}/${HUB}/data/thermometer/${ADDRESSES[0]}`, { qos: 0 });
        const site = new RealSite(setup, hub, nodeRed, monitor);
        const online = firstValue<string>(
            (listener) => {
                const pass = (topic: string, payload: Buffer): void => listener(`${topic} ${payload}`);
                monitor.on('message', pass);
                return () => monitor.off('message', pass);
            },
            `the state of the hub of ${name}`,
            (message) => message.endsWith('/status/hub online'),
            READY_MS,
        );
        await monitor.subscribeAsync(`${name}/${HUB}/status/hub`, { qos: 1 });
        await online;
        return site;
    }

    async send(count: number, onHalf?: () => void): Promise<void> {
        const end = this.count + count;
        const half = this.count + count / 2;
        let isHalf = false;
        let since = Date.now();
        let taken = this.#taken;
        while (this.count < end) {
            if (!isHalf && this.count >= half) {
                isHalf = true;
                onHalf?.();
            }
            if (taken !== this.#taken) {
                taken = this.#taken;
                since = Date.now();
            }
            const isAway = Date.now() - since > AWAY_MS;
            if (this.count - taken < WINDOW || isAway) {
                for (let one = 0; one < ADDRESSES.length && this.count < end; one++) this.#print();
                if (isAway) since = Date.now();
                if (this.count % (10 * ADDRESSES.length) !== 0) continue;
            }
            await new Promise((resolve) => setTimeout(resolve, 2));
        }
    }

    sendRound(): void {
        for (const _ of ADDRESSES) this.#print();
    }

    #print(): void {
        const { device, number } = reading(this.count++);
        const at = Date.now();
        this.#hub.print(`["${device}", {"temperature": [${number}, "\\u2103"], "sent": [${at}, "ms"]}]`);
        this.#events.sent(this.name, device, number, at);
    }
}

interface Places {
    readonly engine: Engine;
    readonly name: string;
    readonly hub: Simulator;
    readonly port: number;
}

/** The example with the names of its site, its hub and its broker. */
function siteFlow({ engine, name, hub, port }: Places): object[] {
    const names: Readonly<Record<string, string>> = { SITE: name, HUB };
    return flowOf(EXAMPLE).map((item) => {
        if (item.type === 'clown-hub') return { ...item, place: 'address', address: hub.url };
        if (item.type === 'mqtt-broker') {
            return { ...item, port: String(port), protocolVersion: engine.protocolVersion };
        }
        if (item.type !== 'tab') return item;
        const env = (item.env as { name: string; value: string }[]).map((one) => ({
            ...one,
            value: names[one.name] ?? one.value,
        }));
        return { ...item, env };
    });
}
