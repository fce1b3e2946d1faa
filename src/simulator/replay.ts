// A hub that plays a recording: the web server, its clients and the player behind them. In an outage of the recording its port is
// closed.

import { setTimeout as delay } from 'node:timers/promises';
import type { Recording } from '../recording/reader';
import { realClock } from './bridge-clock';
import type { Listener, SimulatorEvents } from './events';
import { HubServer } from './hub-server';
import { Player } from './player';
import type { Simulator } from './simulator';
import { checkOptions, type SimulatorOptions } from './simulator-options';

/** Time until a port is tried again. */
const AGAIN_MS = 200;

/** What a running hub has for its command and for the hub node. */
export type RunningHub = Pick<Simulator, 'host' | 'url' | 'urlFor' | 'port' | 'on' | 'close'>;

/** Those of the simulator's options that a played recording has. */
export type ReplayOptions = Pick<SimulatorOptions, 'host' | 'port' | 'path' | 'user' | 'password' | 'tls' | 'speed'>;

export class Replay implements RunningHub {
    readonly #player: Player;
    readonly #server: HubServer;
    #isClosing = false;
    #work: Promise<void> = Promise.resolve();

    private constructor(recording: Recording, given: ReplayOptions) {
        const options = checkOptions(given);
        this.#player = new Player(recording, realClock(options.speed), {
            down: (done) => this.#enqueue(() => this.#server.end(), done),
            up: (done) => this.#enqueue(() => this.#listen(), done),
            ended: () => this.#server.clients.listeners.emit('played', {}),
        });
        this.#server = new HubServer(options, this.#player);
    }

    /** Resolves when it listens; rejects if it cannot. It plays from the first connection on. */
    static async start(recording: Recording, options: ReplayOptions): Promise<Replay> {
        const replay = new Replay(recording, options);
        await replay.#server.start(() => replay.close());
        return replay;
    }

    get host(): string {
        return this.#server.host;
    }

    get url(): string {
        return this.urlFor(this.host);
    }

    urlFor(host: string): string {
        return this.#server.urlFor(host);
    }

    get port(): number {
        return this.#server.port;
    }

    on<E extends keyof SimulatorEvents>(event: E, listener: Listener<E>): () => void {
        return this.#server.on(event, listener);
    }

    async close(): Promise<void> {
        this.#isClosing = true;
        await this.#work;
        await this.#server.end();
        this.#player.close();
        this.#server.clients.listeners.clear();
    }

    /** While another program has the port, the outage lasts on. */
    async #listen(): Promise<void> {
        for (let tries = 0; !this.#isClosing; tries++) {
            try {
                await this.#server.listen();
                return;
            } catch {
                if (tries === 0) this.#server.clients.listeners.emit('blocked', { port: this.port });
                await delay(AGAIN_MS);
            }
        }
    }

    #enqueue(work: () => Promise<void>, done: () => void): void {
        this.#work = this.#work.then(work).then(done);
    }
}
