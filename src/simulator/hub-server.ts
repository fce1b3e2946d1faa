// What a client meets of a hub on the network: its web server with a port of its own, and the clients of a program.

import { type ClientProgram, Clients } from './clients';
import type { Listener, SimulatorEvents } from './events';
import type { Fault } from './simulated-faults';
import type { CheckedOptions } from './simulator-options';
import { Web } from './web';

export class HubServer {
    readonly #options: CheckedOptions;
    readonly #web: Web;
    readonly clients: Clients;
    #port = 0;

    constructor(options: CheckedOptions, program: ClientProgram, fault?: Fault) {
        const { pingSeconds, pongSeconds } = options;
        this.#options = options;
        this.clients = new Clients({ program, pingSeconds, pongSeconds, fault });
        this.#web = new Web({
            options,
            effect: () => this.clients.effect,
            attempted: () => this.clients.attempted(),
            opened: (socket) => this.clients.add(socket),
        });
    }

    get host(): string {
        return this.#options.host;
    }

    /** Zero before it has listened. */
    get port(): number {
        return this.#port;
    }

    /** Where to connect, by one of the names of its host, without the login. */
    urlFor(host: string): string {
        return this.#web.urlFor(host, this.#port);
    }

    on<E extends keyof SimulatorEvents>(event: E, listener: Listener<E>): () => void {
        return this.clients.listeners.on(event, listener);
    }

    /** Listens: again at the port that it had, if it has listened before. Rejects if it cannot. */
    async listen(): Promise<void> {
        this.#port = await this.#web.listen(this.host, this.#port || this.#options.port);
    }

    /** The same, for the first time: calls `close` if it cannot. */
    async start(close: () => Promise<void>): Promise<void> {
        try {
            await this.listen();
        } catch (error) {
            await close();
            throw error;
        }
    }

    /** Stops listening, and ends every socket at once. */
    stopListening(): Promise<void> {
        return this.#web.close();
    }

    /** The same; resolves once all sockets have ended. */
    async end(): Promise<void> {
        await this.stopListening();
        await this.clients.ended();
    }
}
