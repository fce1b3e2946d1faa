// The program behind the web server: it takes the start message, passes commands to the one shared
// bridge, and hands the bridge's lines to the clients; with a broker in between it also echoes.

import type { Board } from './board';
import { Bridge } from './bridge';
import { type Clock, fork } from './bridge-clock';
import { DIALECTS } from './bridge-dialects';
import { republish } from './broker-echo';
import { understand } from './command-parser';
import { formatList, HUB_RESPONSE } from './format';
import { Hardware } from './hardware';
import { isStartMessage } from './line-parser';
import type { Random } from './random';
import type { Measure } from './sensors';
import type { CheckedOptions } from './simulator-options';
import { StartupReaders } from './startup-readers';
import { Wireless } from './wireless';

/** One client as the program sees it. */
export interface Client {
    /** False while a fault stops its frames in both directions. */
    readonly passesFrames: boolean;
    /** False while a fault keeps its commands from the bridge. */
    readonly obeys: boolean;
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
    readonly readers: StartupReaders;
    /** Start messages seen so far. */
    attempts: number;
    /** A response written but not flushed: it leaves with the next frame (clown-talk, section 4). */
    held: string | undefined;
}

const HUB_RESPONSE_MS = 115;
const NONE: ReadonlySet<string> = new Set();

/** The program that all clients share: the bridge, the wireless nodes and, with `broker`, the echo of commands. */
export class Program {
    readonly #setup: ProgramSetup;
    readonly #clients = new Map<Client, Progress>();
    readonly #wireless: Wireless | undefined;
    /** The hardware, which no restart changes. */
    readonly hardware: Hardware;
    #bridge: Bridge;

    constructor(setup: ProgramSetup) {
        this.#setup = setup;
        const { wireless, silent, refuses, devices, broker } = setup.options;
        const { clock, measure } = setup;
        const print = (line: string): void => this.output(line);
        this.#wireless = wireless ? new Wireless({ clock, measure, silent, refuses, print }) : undefined;
        this.hardware = new Hardware(devices);
        this.#bridge = this.#makeBridge(broker);
    }

    /** What the present bridge knows of its devices. */
    get board(): Board {
        return this.#bridge.board;
    }

    /** Seconds between readings of a device that is there; null for none, undefined without such a device. */
    interval(topic: string): number | null | undefined {
        if (this.#wireless && topic === 'thermometer/-') return this.#wireless.interval;
        return this.board.task(topic) && this.board.memory(topic).interval;
    }

    join(client: Client): void {
        const { options, random } = this.#setup;
        const readers = new StartupReaders(random);
        this.#clients.set(client, { started: options.broker, readers, attempts: 0, held: undefined });
    }

    leave(client: Client): void {
        this.#clients.delete(client);
    }

    input(client: Client, line: string): void {
        const progress = this.#clients.get(client);
        if (!progress || !client.passesFrames) return;
        if (this.#setup.options.broker) this.#publish(client, line);
        else if (progress.started) this.#obey(client, line);
        else this.#wait(client, progress, line);
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

    /** Starts a new bridge without the state of the old one; clients get no frame. */
    restart(): void {
        this.#bridge.off();
        this.#bridge = this.#makeBridge(false);
    }

    /**
     * The same for a bridge that needs no start message, as with `-f`, while the clients stay connected: each of them gets
     * the response to a start message, or nothing (clown-talk, section 4).
     */
    restartBridge(answer: boolean): void {
        this.restart();
        for (const [client, progress] of this.#clients) {
            progress.started = true;
            if (answer) this.#respond(client, progress);
        }
        this.#bridge.power();
    }

    /** Ends everything; no timer is left. */
    close(): void {
        this.#setup.clock.stop();
    }

    #obey(client: Client, line: string): void {
        this.#wireless?.input(line);
        if (client.obeys) this.#bridge.input(line);
    }

    #makeBridge(warm: boolean): Bridge {
        const { options, clock, random, measure } = this.#setup;
        const { broker, silent, bootMs, dialect, refuses } = options;
        const bridge = new Bridge({
            clock: fork(clock),
            random,
            measure,
            hardware: this.hardware,
            dialect,
            refuses,
            silent,
            warm,
            bootMs,
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

    // Before the start message, a device list request gets an empty list, and everything else is lost.
    #wait(client: Client, progress: Progress, line: string): void {
        const { startAnswer, dialect } = this.#setup.options;
        const reader = startAnswer === 'late' ? progress.readers.next() : undefined;
        const traits = DIALECTS[dialect];
        if (reader !== 'commands' && isStartMessage(line)) this.#start(client, progress);
        else if (reader !== 'start' && understand(line, traits, NONE).act === 'list') {
            client.write(formatList(null, traits));
        }
    }

    #start(client: Client, progress: Progress): void {
        progress.attempts += 1;
        if (progress.attempts === 1 && this.#setup.options.startAnswer === 'lost') return;
        progress.started = true;
        this.#bridge.power();
        this.#respond(client, progress);
    }

    #respond(client: Client, progress: Progress): void {
        const { startAnswer, dialect } = this.#setup.options;
        const { response } = DIALECTS[dialect];
        if (startAnswer === 'late') progress.held = response;
        else client.write(response);
    }

    // Through the broker: all clients receive every command, its sender included; the start message stays
    // with the web side (clown-talk, section 12).
    #publish(client: Client, line: string): void {
        if (isStartMessage(line)) {
            this.#setup.clock.after(HUB_RESPONSE_MS, () => client.write(HUB_RESPONSE));
            return;
        }
        const echo = republish(line);
        if (echo === undefined) return;
        this.output(echo);
        this.#obey(client, echo);
    }
}
