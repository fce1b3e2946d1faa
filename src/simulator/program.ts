// The program behind the web server: it takes the start message, passes commands to the one shared
// bridge, and hands the bridge's lines to the clients; with a broker in between it also echoes.

import { Bridge } from './bridge';
import type { Clock } from './clock';
import { isStartMessage } from './commands';
import { BRIDGE_ANSWER, HUB_ANSWER } from './format';
import type { CheckedOptions } from './options';
import type { Random } from './random';
import type { Measure } from './sensors';
import { tokenize } from './tokens';

/** One client as the program sees it. */
export interface Client {
    /** False while a fault keeps it from hearing and being heard. */
    readonly speaks: boolean;
    write(line: string): void;
    drop(): void;
}

interface ProgramSetup {
    readonly options: CheckedOptions;
    readonly clock: Clock;
    readonly random: Random;
    readonly measure: Measure;
}

/** How far a client is with its start message. */
interface Progress {
    started: boolean;
    /** Start messages seen so far. */
    attempts: number;
    /** An answer written but not flushed: it leaves with the next frame (clown-talk, section 4). */
    held: string | undefined;
}

const LOST_STARTS = 0.1;
const HUB_ANSWER_MS = 115;
// Far more than any bridge survives; only keeps one absurd line from holding up the host process.
const MOST_ECHOED_TOKENS = 100_000;

export class Program {
    readonly #setup: ProgramSetup;
    readonly #clients = new Map<Client, Progress>();
    #bridge: Bridge;

    constructor(setup: ProgramSetup) {
        this.#setup = setup;
        this.#bridge = this.#makeBridge(setup.options.broker);
    }

    relay(topic: string): boolean | null {
        return this.#bridge.relay(topic);
    }

    join(client: Client): void {
        this.#clients.set(client, { started: this.#setup.options.broker, attempts: 0, held: undefined });
    }

    leave(client: Client): void {
        this.#clients.delete(client);
    }

    input(client: Client, line: string): void {
        const progress = this.#clients.get(client);
        if (!progress || !client.speaks) return;
        if (this.#setup.options.broker) this.#publish(client, line);
        else if (progress.started) this.#bridge.input(line);
        else if (isStartMessage(line)) this.#start(client, progress);
    }

    /** An output line of the bridge, real or made up, to every client that has started. */
    output(line: string): void {
        for (const [client, progress] of this.#clients) {
            if (!progress.started) continue;
            if (progress.held !== undefined) client.write(progress.held);
            progress.held = undefined;
            client.write(line);
        }
    }

    /** A new bridge that knows nothing of the old one; clients are not told. */
    restart(): void {
        this.#bridge.off();
        this.#bridge = this.#makeBridge(false);
    }

    close(): void {
        this.#bridge.off();
    }

    #makeBridge(warm: boolean): Bridge {
        const { options, clock, random, measure } = this.#setup;
        const { broker, silent, devices, bootMs } = options;
        const bridge = new Bridge({
            clock: clock.fork(),
            random,
            measure,
            devices,
            silent,
            warm: warm || silent,
            bootMs: warm ? 0 : bootMs,
            print: (line) => this.output(line),
            died: () => this.#died(),
        });
        if (broker) bridge.power();
        return bridge;
    }

    // Without a broker the bridge is the client's own program, so its end is the end of the socket.
    #died(): void {
        this.restart();
        if (this.#setup.options.broker) return;
        for (const client of [...this.#clients.keys()]) client.drop();
    }

    #start(client: Client, progress: Progress): void {
        const { startAnswer } = this.#setup.options;
        progress.attempts += 1;
        if (progress.attempts === 1) {
            if (startAnswer === 'lost') return;
            if (startAnswer === 'late' && this.#setup.random() < LOST_STARTS) return;
        }
        progress.started = true;
        this.#bridge.power();
        if (startAnswer === 'late') progress.held = BRIDGE_ANSWER;
        else client.write(BRIDGE_ANSWER);
    }

    // Through the broker: everyone hears every command, its sender included; the start message stays
    // with the web side (clown-talk, section 12).
    #publish(client: Client, line: string): void {
        if (isStartMessage(line)) {
            this.#setup.clock.after(HUB_ANSWER_MS, () => client.write(HUB_ANSWER));
            return;
        }
        const echo = republish(line);
        if (echo === undefined) return;
        this.output(echo);
        this.#bridge.input(echo);
    }
}

// What is left of a line after it has been a topic and a message body; undefined for no frame.
function republish(line: string): string | undefined {
    let frame: unknown;
    try {
        frame = JSON.parse(line);
    } catch {
        return undefined;
    }
    if (!Array.isArray(frame) || typeof frame[0] !== 'string' || typeof frame[1] !== 'object') return undefined;
    // The body travels as it was written, so its text is kept and not made anew.
    const { ok, list } = tokenize(line, MOST_ECHOED_TOKENS);
    const [, topic, payload] = list;
    return ok && topic && payload ? `["${topic.text}", ${payload.text}]` : undefined;
}
