// The broker of a site or of the centre: a program that is killed, started again, and loses its store. The same for all
// engines.

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Running, startProgram } from '../support/program.js';

export interface Login {
    readonly user: string;
    readonly password: string;
}

/** What the sites need to know of the centre. */
export interface CentrePorts {
    /** For programs of the centre, with MQTT. */
    readonly mqtt: number;
    /** For the brokers of the sites. */
    readonly sites: number;
    /** For programs that use the engine's own protocol, if it has one. */
    readonly own?: number;
}

/** An engine that moves the messages of a fleet. */
export interface Engine {
    readonly name: string;
    readonly packages: readonly string[];
    /** As the broker node of Node-RED stores it. */
    readonly protocolVersion: '4' | '5';
    /** How much a broker that is killed may lose: what it has received this long before. */
    readonly unsavedMs: number;
    /** For how long a reading may be missing after later ones of its site have arrived. */
    readonly stragglingMs: number;
    centre(folder: string, sites: readonly string[]): Promise<{ broker: Broker; ports: CentrePorts }>;
    edge(folder: string, site: string, centre: CentrePorts): Promise<Broker>;
    /** Lets the centre collect what the sites store, where it does not arrive by itself. */
    collector?(centre: CentrePorts, sites: readonly string[]): Collector;
}

/** Reads the store of the centre and passes each batch on. */
export interface Collector {
    start(pass: (batch: readonly { topic: string; payload: string }[]) => Promise<void>): Promise<void>;
    /** A site's store is new: what the centre knows of the old one must not count. */
    renewed(site: string): Promise<void>;
    end(): Promise<void>;
}

interface Setup {
    readonly command: string;
    /** Its own folder; `store` is in it. */
    readonly folder: string;
    /** Files to be written into the folder. */
    readonly files: Readonly<Record<string, string>>;
    readonly args: readonly string[];
    /** Of MQTT. */
    readonly port: number;
    /** Runs after each start. */
    readonly started?: (isNew: boolean) => Promise<void>;
}

export class Broker {
    readonly #setup: Setup;
    #running: Running | undefined;
    #isNew = true;

    constructor(setup: Setup) {
        this.#setup = setup;
    }

    static async make(setup: Setup): Promise<Broker> {
        const broker = new Broker(setup);
        await mkdir(join(setup.folder, 'store'), { recursive: true });
        for (const [name, text] of Object.entries(setup.files)) await writeFile(join(setup.folder, name), text);
        return broker;
    }

    get port(): number {
        return this.#setup.port;
    }

    async start(): Promise<void> {
        const { command, args, folder, port, started } = this.#setup;
        this.#running = await startProgram({ command, args }, folder, port);
        const isNew = this.#isNew;
        this.#isNew = false;
        await started?.(isNew);
    }

    async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
        const running = this.#running;
        this.#running = undefined;
        await running?.stop(signal);
    }

    /** Only while it is stopped. */
    async loseStore(): Promise<void> {
        const store = join(this.#setup.folder, 'store');
        await rm(store, { recursive: true, force: true });
        await mkdir(store);
        this.#isNew = true;
    }
}
