// A simulated hub as a whole: joins the server, the program behind it and the sensors, counts what happens, and puts faults into
// force.

import { realClock } from './bridge-clock';
import type { Clients } from './clients';
import type { LedState } from './command-parser';
import type { Listener, SimulatorEvents } from './events';
import { HubServer } from './hub-server';
import { Program } from './program';
import { seededRandom } from './random';
import { makeSensors } from './sensors';
import type { Fault } from './simulated-faults';
import { checkOptions, type SimulatorOptions } from './simulator-options';

/** A simulated hub, as `startSimulator` gives it. */
export class Simulator {
    readonly #program: Program;
    readonly #server: HubServer;
    #closing = false;
    #work: Promise<void> = Promise.resolve();

    private constructor(given: SimulatorOptions) {
        const options = checkOptions(given);
        const { seed, speed, daySeconds } = options;
        const clock = realClock(speed);
        const measure = makeSensors(seed, daySeconds * 1000 * speed);
        this.#program = new Program({ options, clock, random: seededRandom(seed), measure });
        this.#server = new HubServer(options, this.#program, given.fault);
    }

    /** For `startSimulator`. */
    static async start(options: SimulatorOptions): Promise<Simulator> {
        const simulator = new Simulator(options);
        await simulator.#server.start(() => simulator.close());
        return simulator;
    }

    get #clients(): Clients {
        return this.#server.clients;
    }

    get host(): string {
        return this.#server.host;
    }

    /** Where to connect, without the login. */
    get url(): string {
        return this.urlFor(this.host);
    }

    /** The same by another of its host's names. */
    urlFor(host: string): string {
        return this.#server.urlFor(host);
    }

    get port(): number {
        return this.#server.port;
    }

    /** Clients connected now. */
    get clients(): number {
        return this.#clients.count;
    }

    /** Sockets opened so far. */
    get connections(): number {
        return this.#clients.connections;
    }

    /** Handshakes begun so far, also those refused or without a response. */
    get attempts(): number {
        return this.#clients.attempts;
    }

    /** The lines of all clients, oldest first, without blank ones; the last 10,000 are kept, or fewer long ones. */
    get received(): readonly string[] {
        return this.#clients.received.lines;
    }

    get led(): LedState {
        return this.#program.board.led;
    }

    /** What a relay, such as `relay/i2c0-3b`, was last commanded; null before that. */
    relay(topic: string): boolean | null {
        return this.#program.board.memory(topic).state;
    }

    /** The eight lines that a display shows, each of at most 21 characters; undefined where no display is found. */
    display(topic: string): readonly string[] | undefined {
        return this.#program.board.screen(topic)?.lines;
    }

    /** The 1024 bytes of the picture that a display shows instead; undefined while it shows lines. */
    picture(topic: string): Buffer | undefined {
        return this.#program.board.screen(topic)?.picture;
    }

    /** The publish interval of a device in seconds, null for none; undefined where no such device is found. */
    interval(topic: string): number | null | undefined {
        return this.#program.interval(topic);
    }

    /** Makes a relay lose its next `times` commands silently; 0 frees it. A TypeError for an unknown relay. */
    jam(topic: string, times: number): void {
        this.#program.hardware.jam(topic, times);
    }

    /** Pulls out a tag, or the whole Bridge Module: silence, commands are lost. A TypeError for an unknown device. */
    unplug(topic?: string): void {
        this.#program.board.unplug(topic);
    }

    /** Puts it back: a tag returns within 30 simulated seconds, the module within 9 (clown-talk, section 9). */
    plug(topic?: string): void {
        this.#program.board.plug(topic);
    }

    /** Prints a line, or several, as the bridge would: to every client that has started, through all limits and faults. */
    print(text: string): void {
        for (const line of text.split('\n')) this.#program.output(line);
    }

    /** Sends one message unchecked to every client, past the bridge; a Buffer goes as binary by default. */
    send(message: string | Buffer, binary?: boolean): void {
        this.#clients.each((socket) => socket.send(message, binary));
    }

    /** Puts a fault into force, on open sockets as well, until the next call; null heals. */
    fault(fault: Fault | null): void {
        this.#clients.fault(fault);
    }

    /** Ends all sockets without a close frame. */
    dropAll(): void {
        this.#clients.each((socket) => socket.drop());
    }

    /** Closes all sockets politely. */
    closeAll(code = 1000, reason = ''): void {
        this.#clients.each((socket) => socket.close(code, reason));
    }

    /** Calls the listener for each such event until the returned function is called. */
    on<E extends keyof SimulatorEvents>(event: E, listener: Listener<E>): () => void {
        return this.#server.on(event, listener);
    }

    /**
     * Restarts the bridge alone, as with `-f`: it forgets its state, the sockets stay and count as started. With
     * `answer` every client gets the response to a start message: with the next frame, or as `startAnswer` says.
     */
    restartBridge({ answer }: { answer: boolean }): void {
        this.#program.restartBridge(answer);
    }

    /**
     * Restarts the hub: all sockets drop, the bridge forgets its state, and for `downMs` real
     * milliseconds the port is closed. Resolves when it listens again.
     */
    restart(downMs = 0): Promise<void> {
        return this.#enqueue(async () => {
            if (this.#closing) return;
            await this.#server.stopListening();
            this.#program.restart();
            if (downMs > 0) await new Promise((resolve) => setTimeout(resolve, downMs));
            await this.#server.listen();
        });
    }

    /** Ends everything; no timer, socket or listener is left. Calling it again is harmless. */
    close(): Promise<void> {
        this.#closing = true;
        return this.#enqueue(async () => {
            await this.#server.end();
            this.#program.close();
            this.#clients.listeners.clear();
        });
    }

    // One after the other: a close during a restart must find the server that it made.
    #enqueue(work: () => Promise<void>): Promise<void> {
        const done = this.#work.then(work);
        this.#work = done.catch(() => {});
        return done;
    }
}
