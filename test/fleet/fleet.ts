// Some sites and their centre on one engine, and the ledger of all that they send.

import { join } from 'node:path';
import { stopReal } from '../nodes/support/real';
import { endHubs } from '../support/hub.js';
import { watchedFolder } from '../support/program.js';
import type { Broker, CentrePorts, Engine } from './broker';
import { Centre, type Row } from './centre';
import { endClients } from './clients';
import { type Balance, Ledger, type Outcome } from './ledger';
import { LightSite } from './light-site';
import { ADDRESSES, COMMANDED, reading } from './readings';
import { RealSite } from './real-site';
import type { Site } from './site';

/** A site without any news for so long has no more readings to send. */
const QUIET_MS = 20_000;

/** Not below this, so that no hub reports within the test because of it. */
const FIRST_COMMAND = 1000;

/** So many brokers are started or sites fed at the same time: more would only compete for the processors. */
const AT_ONCE = 8;

export interface Sizes {
    readonly real: number;
    readonly light: number;
}

export class Fleet {
    readonly engine: Engine;
    readonly ledger = new Ledger();
    readonly sites: Site[] = [];
    /** Milliseconds from the hub of a real site to the flow of the centre, of the readings since it was emptied. */
    readonly latencies: number[] = [];
    readonly errors: string[] = [];
    readonly #folder: Awaited<ReturnType<typeof watchedFolder>>;
    readonly #executed: [site: string, number: number, at: number][] = [];
    /** Commands of the centre: their numbers by id. */
    readonly #numbers = new Map<string, number>();
    readonly #commanded = new Set<number>();
    readonly #realNames = new Set<string>();
    readonly #brokers: Broker[] = [];
    #centre: Centre | undefined;
    #commands = FIRST_COMMAND;
    #arrivedAt = Date.now();

    private constructor(engine: Engine, folder: Awaited<ReturnType<typeof watchedFolder>>) {
        this.engine = engine;
        this.#folder = folder;
    }

    static async start(engine: Engine, sizes: Sizes): Promise<Fleet> {
        const fleet = new Fleet(engine, await watchedFolder('fleet'));
        try {
            await fleet.#start(sizes);
            return fleet;
        } catch (error) {
            await fleet.end();
            throw error;
        }
    }

    async #start({ real, light }: Sizes): Promise<void> {
        const names = Array.from({ length: real + light }, (_, index) => `site-${String(index + 1).padStart(3, '0')}`);
        const { broker, ports } = await this.engine.centre(join(this.#folder.path, 'centre'), names);
        this.#brokers.push(broker);
        this.#centre = new Centre(
            { engine: this.engine, folder: this.#folder.path, broker, ports, sites: names },
            (row) => this.#onRow(row),
        );
        const events = {
            sent: (site: string, device: string, number: number, at: number) =>
                this.ledger.sent(site, device, number, at),
            executed: (...command: [string, number, number]) => void this.#executed.push(command),
        };
        const starting = inGroups(names, async (name) => {
            const edge = await this.#startEdge(name, ports);
            const Kind = names.indexOf(name) < real ? RealSite : LightSite;
            const site = await Kind.start({ engine: this.engine, name, edge, events });
            this.sites.push(site);
            if (site instanceof RealSite) this.#realNames.add(site.name);
        });
        // All of them, so that nothing is still starting while the rest is ended.
        const results = await Promise.allSettled([this.#centre.start(), starting]);
        for (const result of results) if (result.status === 'rejected') throw result.reason;
        this.sites.sort((one, two) => one.name.localeCompare(two.name));
    }

    get centre(): Centre {
        if (!this.#centre) throw new Error('The fleet has no centre.');
        return this.#centre;
    }

    get real(): RealSite[] {
        return this.sites.filter((site) => site instanceof RealSite);
    }

    /** Milliseconds from the hub of a real site to a program at its broker. */
    get toBroker(): number[] {
        return this.real.flatMap(({ toBroker }) => toBroker);
    }

    get light(): LightSite[] {
        return this.sites.filter((site) => site instanceof LightSite);
    }

    /** Sends a command to a site; resolves with its number once the centre has sent it, or tried to. */
    async command(site: Site): Promise<number> {
        const number = this.#commands++;
        await this.centre.command(`${site.name}/command/${COMMANDED.path}`, { [COMMANDED.quantity]: number });
        await this.#wait(() => this.#commanded.has(number), `command ${number} of the centre`);
        return number;
    }

    /** Waits until each of these commands has an outcome. */
    async outcomes(numbers: readonly number[]): Promise<void> {
        await this.#wait(
            () => numbers.every((number) => this.ledger.hasOutcome(`${number}`)),
            `the outcome of the commands ${numbers.join(', ')}`,
        );
    }

    /** Kills the broker of a site and starts it again. A Node-RED sends again what the broker had not saved, a light site does not. */
    async killEdge(site: Site): Promise<void> {
        const from = Date.now() - this.engine.unsavedMs;
        const disconnected = site instanceof LightSite ? site.disconnected() : Promise.resolve();
        await site.edge.stop('SIGKILL');
        await disconnected;
        if (site instanceof LightSite) this.ledger.killed(site.name, from, Date.now());
        await site.edge.start();
    }

    /** Sends a last reading of each device, and waits until those of all sites have arrived: nothing is on its way. */
    async settle(sites: readonly Site[] = this.sites): Promise<void> {
        for (const site of sites) site.sendRound();
        const last = sites.flatMap(({ name, count }) =>
            ADDRESSES.map((_, index) => ({ name, ...reading(count - 1 - index) })),
        );
        const pending = new Set(last);
        await this.#wait(
            () => {
                for (const one of pending) {
                    if (this.ledger.hasArrived(one.name, one.device, one.number)) pending.delete(one);
                }
                return pending.size === 0;
            },
            () => {
                const names = [...new Set([...pending].map(({ name }) => name))];
                return `the last readings of ${names.length} sites (${names.slice(0, 5).join(', ')})`;
            },
        );
        await this.#straggle();
    }

    /** Where a stream brings what the live messages have overtaken: waits until all of it has arrived, or nothing arrives. */
    async #straggle(): Promise<void> {
        this.#arrivedAt = Date.now();
        while (Date.now() - this.#arrivedAt < this.engine.stragglingMs && this.balance().findings.length > 0) {
            await new Promise((resolve) => setTimeout(resolve, 300));
        }
    }

    balance(): Balance {
        this.centre.read();
        for (const [site, number, at] of this.#executed.splice(0)) this.ledger.commandExecuted(`${number}`, site, at);
        return this.ledger.balance();
    }

    async end(): Promise<void> {
        await this.#centre?.stopNodeRed();
        await endClients();
        await stopReal();
        await endHubs();
        await Promise.all(this.#brokers.map((broker) => broker.stop('SIGKILL')));
        await this.#folder.remove();
    }

    async #startEdge(name: string, ports: CentrePorts): Promise<Broker> {
        const edge = await this.engine.edge(join(this.#folder.path, name), name, ports);
        this.#brokers.push(edge);
        await edge.start();
        return edge;
    }

    /** Rejects once nothing has arrived for a while. */
    async #wait(condition: () => boolean, what: string | (() => string)): Promise<void> {
        this.#arrivedAt = Date.now();
        for (;;) {
            this.centre.read();
            if (condition()) return;
            if (Date.now() - this.#arrivedAt > QUIET_MS) {
                const { findings } = this.balance();
                const lost = findings.length > 0 ? ` Findings: ${findings.slice(0, 3).join('; ')}.` : '';
                const missing = typeof what === 'string' ? what : what();
                const errors =
                    this.errors.length > 0 ? ` Errors of the centre: ${this.errors.slice(0, 3).join(' ')}` : '';
                throw new Error(`Nothing has arrived for ${QUIET_MS / 1000} s, and not ${missing}.${lost}${errors}`);
            }
            await new Promise((resolve) => setTimeout(resolve, 20));
        }
    }

    #onRow(row: Row): void {
        this.#arrivedAt = Date.now();
        if (row[0] === 'reading') {
            const [, site, device, time, number, sent, at] = row;
            if (this.#realNames.has(site)) this.latencies.push(at - sent);
            this.ledger.arrived({ site, device, time, number });
        } else if (row[0] === 'command') {
            const [, topic, id, payload, expires] = row;
            const number = payload[COMMANDED.quantity] as number;
            this.#numbers.set(id, number);
            this.#commanded.add(number);
            this.ledger.commandSent(`${number}`, siteOf(topic), expires);
        } else if (row[0] === 'outcome') {
            const [, , id, result] = row;
            this.ledger.commandReported(`${this.#numbers.get(id) ?? id}`, result as Outcome);
        } else if (row[0] === 'dropped') {
            this.ledger.reportedDropped(siteOf(row[1]), row[2]);
        } else this.errors.push(row[1]);
    }
}

function siteOf(topic: string): string {
    return topic.split('/').slice(0, 2).join('/');
}

/** Some at a time, in their order. After a failure no other one begins. */
export async function inGroups<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
    const left = [...items];
    const worker = async (): Promise<void> => {
        try {
            for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
        } finally {
            left.length = 0;
        }
    };
    const results = await Promise.allSettled(Array.from({ length: AT_ONCE }, worker));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
}
