// A hub that plays a recording: the web server, its clients and the player behind them. In an outage of the recording its port is
// closed.

import { setTimeout as delay } from 'node:timers/promises';
import type { Recording } from '../recording/reader';
import { realClock } from './bridge-clock';
import { Clients } from './clients';
import type { Listener, SimulatorEvents } from './events';
import { Player } from './player';
import type { Simulator } from './simulator';
import { type CheckedOptions, checkOptions, type SimulatorOptions } from './simulator-options';
import { Web } from './web';

/** Time until a port is tried again. */
const AGAIN_MS = 200;

/** What a running hub has for its command and for the hub node. */
export type RunningHub = Pick<Simulator, 'host' | 'url' | 'urlFor' | 'port' | 'on' | 'close'>;

/** Those of the simulator's options that a played recording has. */
export type ReplayOptions = Pick<SimulatorOptions, 'host' | 'port' | 'path' | 'user' | 'password' | 'tls' | 'speed'>;

export class Replay implements RunningHub {
    readonly #options: CheckedOptions;
    readonly #player: Player;
    readonly #clients: Clients;
    readonly #web: Web;
    readonly host: string;
    #port = 0;
    #isClosing = false;
    #work: Promise<void> = Promise.resolve();

    private constructor(recording: Recording, options: ReplayOptions) {
        this.#options = checkOptions(options);
        const { host, speed, pingSeconds, pongSeconds } = this.#options;
        this.host = host;
        this.#player = new Player(recording, realClock(speed), {
            down: (done) => this.#enqueue(() => this.#end(), done),
            up: (done) => this.#enqueue(() => this.#listen(), done),
            ended: () => this.#clients.listeners.emit('played', {}),
        });
        this.#clients = new Clients({ program: this.#player, pingSeconds, pongSeconds, fault: undefined });
        this.#web = new Web({
            options: this.#options,
            effect: () => this.#clients.effect,
            attempted: () => this.#clients.attempted(),
            opened: (socket) => this.#clients.add(socket),
        });
    }

    /** Resolves when it listens; rejects if it cannot. It plays from the first connection on. */
    static async start(recording: Recording, options: ReplayOptions): Promise<Replay> {
        const replay = new Replay(recording, options);
        try {
            replay.#port = await replay.#web.listen(replay.host, replay.#options.port);
        } catch (error) {
            await replay.close();
            throw error;
        }
        return replay;
    }

    get url(): string {
        return this.urlFor(this.host);
    }

    urlFor(host: string): string {
        return this.#web.urlFor(host, this.#port);
    }

    get port(): number {
        return this.#port;
    }

    on<E extends keyof SimulatorEvents>(event: E, listener: Listener<E>): () => void {
        return this.#clients.listeners.on(event, listener);
    }

    async close(): Promise<void> {
        this.#isClosing = true;
        await this.#work;
        await this.#end();
        this.#player.close();
        this.#clients.listeners.clear();
    }

    /** While another program has the port, the outage lasts on. */
    async #listen(): Promise<void> {
        for (let tries = 0; !this.#isClosing; tries++) {
            try {
                await this.#web.listen(this.host, this.#port);
                return;
            } catch {
                if (tries === 0) this.#clients.listeners.emit('blocked', { port: this.#port });
                await delay(AGAIN_MS);
            }
        }
    }

    /** Closes the port and all sockets. */
    async #end(): Promise<void> {
        await this.#web.close();
        await this.#clients.ended();
    }

    #enqueue(work: () => Promise<void>, done: () => void): void {
        this.#work = this.#work.then(work).then(done);
    }
}
