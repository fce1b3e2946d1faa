// One fault on one way: calm, fault with commands, end of the fault, calm; and what was seen.

import type { DeployType } from '../nodes/support/runtime';
import { type Gate, startGate } from '../support/gate.js';
import { until } from '../support/wait.js';
import { COMMAND, type Far, type FarOptions } from './far';
import { type Command, type Commands, commandsOf, LATE_MS, type Readings, readingsOf } from './ledger';
import type { NodeRedEvent, OwnNodeRed } from './node-red';
import { steadyPort } from './ports';
import type { FlowOptions, Order, Way } from './ways';

export interface Fault {
    readonly name: string;
    /** What it means, where the name does not show it. */
    readonly note?: string;
    /** Whether it is present before the first connect. */
    readonly first?: true;
    readonly far?: FarOptions;
    readonly flow?: Partial<FlowOptions>;
    /** Extra length of the calm before it, in milliseconds. */
    readonly afterMs?: number;
    /** How long it lasts, in milliseconds. */
    readonly ms: number;
    /** Interval between commands, in milliseconds; by default a tenth of `ms`. */
    readonly everyMs?: number;
    /** Extra characters in each of these commands. */
    readonly pad?: number;
    /** Whether only the old connection is broken: a new one works from the beginning. */
    readonly onlyOld?: true;
    readonly begin: (scene: Scene) => unknown;
    /** Runs until it ends. */
    readonly meanwhile?: (scene: Scene, endsAt: number) => Promise<void>;
    readonly end?: (scene: Scene) => unknown;
}

/** What was seen of a fault on a way. */
export interface Seen {
    readonly fault: string;
    readonly way: string;
    readonly commands: Commands;
    readonly requests?: Commands;
    readonly readings: Readings;
    /** From the beginning of the fault until the status showed a problem; undefined if it never did. */
    readonly noticedMs?: number;
    /** From the end of the fault until a reading sent after it was received; undefined if none was. */
    readonly backMs?: number;
    /** Colour of the status at the end, when all should be well. */
    readonly finally: string;
    /** Errors that the Catch node received and that belong to no command. */
    readonly caught: readonly string[];
    readonly statuses: readonly string[];
    readonly logged: readonly string[];
    readonly connections: number;
}

const READING_MS = 100;
/** A response to the first reading after a return may be faster than the node that sends. */
const CALM_MS = 1000;
const BACK_MS = 75_000;
const SETTLE_MS = LATE_MS + 1500;
const READY_MS = 20_000;

/** How long to wait for the return after the end of a fault; one that lasts until it is noticed has no end. */
function returnTimeout({ onlyOld }: Fault): number {
    return onlyOld ? 0 : BACK_MS;
}

/** The same from when a new connection works. */
export function limitOf(fault: Fault): number {
    return fault.onlyOld ? fault.ms : BACK_MS;
}

export const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** One run of a fault on a way; `play` runs it and returns the results. */
export class Scene {
    readonly way: Way;
    readonly far: Far;
    readonly gate: Gate;
    readonly #nodeRed: OwnNodeRed;
    #flow: FlowOptions;
    readonly #commands = new Map<number, Command>();
    readonly #requests = new Map<number, Command>();
    readonly #sentAt = new Map<number, number>();
    #next = 0;
    #isQuiet = false;

    private constructor(way: Way, far: Far, gate: Gate, nodeRed: OwnNodeRed, flow: FlowOptions) {
        this.way = way;
        this.far = far;
        this.gate = gate;
        this.#nodeRed = nodeRed;
        this.#flow = flow;
    }

    static async play(fault: Fault, way: Way, nodeRed: OwnNodeRed): Promise<Seen> {
        const arrive = (n: number, topic: string): void => {
            const list = topic === COMMAND ? scene.#commands : scene.#requests;
            list.get(n)?.arrivals.push(Date.now());
        };
        const far = await way.startFar(fault.far ?? {}, arrive);
        const gate = await startGate(far.port, await steadyPort());
        const scene = new Scene(way, far, gate, nodeRed, { port: gate.port, ...fault.flow });
        const stream = setInterval(() => scene.sendReading(), READING_MS);
        nodeRed.events = [];
        try {
            return await scene.#play(fault);
        } finally {
            clearInterval(stream);
            await nodeRed.deploy([], 'full');
            await gate.shut();
            await far.end();
        }
    }

    /** Sends the next numbered reading, unless the far end is down. */
    sendReading(): void {
        if (!this.far.isUp || this.#isQuiet) return;
        const n = this.#next++;
        this.#sentAt.set(n, Date.now());
        this.far.sendReading(n);
    }

    /** Deploys the flow again, with what differs. */
    async deploy(type: DeployType, more: Partial<FlowOptions> = {}): Promise<void> {
        this.#flow = { ...this.#flow, ...more };
        await this.#nodeRed.deploy(this.way.flow(this.#flow), type);
    }

    /** Gives the flow a command, and a request where the way has one. */
    async send(pad = 0): Promise<void> {
        const { way } = this;
        await this.#give(this.#commands, (n) => way.command(n, pad));
        if (way.request && pad === 0) await this.#give(this.#requests, (n) => way.request?.(n) as Order);
    }

    async #give(list: Map<number, Command>, order: (n: number) => Order): Promise<void> {
        const n = this.#next++;
        const { id, msg } = order(n);
        // Before it is given, because the arrival can come first.
        list.set(n, { at: Date.now(), arrivals: [] });
        if ((await this.#nodeRed.give(id, msg)) === undefined) list.delete(n);
    }

    async #play(fault: Fault): Promise<Seen> {
        const { afterMs = 0, ms, everyMs = ms / 10, pad = 0 } = fault;
        if (!fault.first) {
            await this.deploy('full');
            await until(() => this.#receivedSince(0) !== undefined, `a first reading by ${this.way.name}`, READY_MS);
            await rest(CALM_MS);
            await this.send();
            await rest(CALM_MS + afterMs);
        }
        const began = Date.now();
        await fault.begin(this);
        if (fault.first) await this.deploy('full');
        const meanwhile = fault.meanwhile?.(this, began + ms);
        for (let turn = 0; turn * everyMs < ms; turn++) {
            await rest(Math.max(0, began + (turn + 0.5) * everyMs - Date.now()));
            await this.send(pad);
        }
        await rest(Math.max(0, began + ms - Date.now()));
        await meanwhile;
        await fault.end?.(this);
        if (!fault.end) this.gate.pass();
        const ended = fault.onlyOld ? began : Date.now();
        const back = (): number | undefined => this.#receivedSince(ended, fault.onlyOld ? this.#greenAgain(began) : 0);
        await until(() => back() !== undefined, 'the way back', returnTimeout(fault)).catch(() => {});
        const backAt = back();
        await rest(CALM_MS);
        await this.send();
        this.#isQuiet = true;
        await rest(SETTLE_MS);
        return this.#seen(fault, began, backAt === undefined ? undefined : backAt - ended);
    }

    /** When, from `from` on, a reading was received that was sent after `since`. */
    #receivedSince(since: number, from = 0): number | undefined {
        const fits = (n: number): boolean => (this.#sentAt.get(n) ?? 0) > since;
        return this.#nodeRed.events.find((one) => one.kind === 'received' && one.at >= from && fits(one.n))?.at;
    }

    /** When the status was green again after another colour; infinity if it never was. */
    #greenAgain(since: number): number {
        const changes = this.#statuses(since);
        const bad = changes.findIndex(({ fill }) => fill !== 'green');
        const good = bad === -1 ? undefined : changes.slice(bad).find(({ fill }) => fill === 'green');
        return good?.at ?? Number.POSITIVE_INFINITY;
    }

    #statuses(since: number): (NodeRedEvent & { kind: 'status' })[] {
        return this.#nodeRed.events.flatMap((one) =>
            one.kind === 'status' && one.id === 'out' && one.at >= since ? [one] : [],
        );
    }

    #seen(fault: Fault, began: number, backMs: number | undefined): Seen {
        const { events } = this.#nodeRed;
        const statuses = this.#statuses(began);
        const noticed = statuses.find(({ fill, text }) => fill !== 'green' && text !== '')?.at;
        const ofCommand = new Set([...this.#commands.keys(), ...this.#requests.keys()]);
        return {
            fault: fault.name,
            way: this.way.name,
            commands: commandsOf(this.#commands, events),
            ...(this.#requests.size > 0 && { requests: commandsOf(this.#requests, events) }),
            readings: readingsOf(this.#sentAt, events),
            ...(noticed !== undefined && { noticedMs: noticed - began }),
            ...(backMs !== undefined && { backMs }),
            caught: events.flatMap((one) =>
                one.kind === 'caught' && !(one.n !== undefined && ofCommand.has(one.n)) ? [one.text] : [],
            ),
            finally: this.#statuses(0).at(-1)?.fill ?? '',
            statuses: [...new Set(statuses.map(({ text }) => text))],
            logged: [...new Set(events.flatMap((one) => (one.kind === 'log' ? [one.text] : [])))].slice(0, 8),
            connections: this.gate.connections,
        };
    }
}
