// One fault on one way: calm, fault, commands meanwhile, the fault ends, calm again; and what was seen.

import type { DeployType } from '../nodes/support/runtime';
import { type Gate, startGate } from '../support/gate.js';
import { until } from '../support/wait.js';
import { COMMAND, type Far, type FarOptions } from './far';
import { type Command, type Commands, commandsOf, LATE_MS, type Readings, readingsOf } from './ledger';
import type { OwnNodeRed, ReceivedFrame } from './node-red';
import { steadyPort } from './ports';
import type { FlowOptions, Order, Way } from './ways';

export interface Fault {
    readonly name: string;
    /** What it means, where the name does not say it. */
    readonly note?: string;
    /** Whether it is there before the first dial. */
    readonly first?: true;
    readonly far?: FarOptions;
    readonly flow?: Partial<FlowOptions>;
    /** How long the calm before it lasts longer than usual. */
    readonly afterMs?: number;
    /** How long it lasts. */
    readonly ms: number;
    /** A command that often meanwhile; ten in all by default. */
    readonly everyMs?: number;
    /** Characters that each of these is longer by. */
    readonly pad?: number;
    /** Whether only the connection there was is bad: the way back is open from the beginning, to whoever notices. */
    readonly onlyOld?: true;
    readonly begin: (scene: Scene) => unknown;
    /** What goes on until it ends. */
    readonly meanwhile?: (scene: Scene, endsAt: number) => Promise<void>;
    readonly end?: (scene: Scene) => unknown;
}

/** What was seen of a fault on a way. */
export interface Seen {
    readonly fault: string;
    readonly way: string;
    readonly commands: Commands;
    readonly questions?: Commands;
    readonly readings: Readings;
    /** From the beginning of the fault until the status said that something is wrong; undefined where it never did. */
    readonly noticedMs?: number;
    /** From the end of the fault until a reading was heard that was said after it; undefined where none was. */
    readonly backMs?: number;
    /** What the status was at the end, when all should be well: its colour. */
    readonly finally: string;
    /** Errors that the Catch node got and that were of no command. */
    readonly caught: readonly string[];
    readonly statuses: readonly string[];
    readonly logged: readonly string[];
    readonly dials: number;
}

const SAY_MS = 100;
/** Who answers the first reading after a return at once may be faster than the node that sends. */
const CALM_MS = 1000;
const BACK_MS = 75_000;
const SETTLE_MS = LATE_MS + 1500;
const READY_MS = 20_000;

/** How long the way back is waited for after the end of a fault; one that lasts until it is noticed has no end. */
function patience({ onlyOld }: Fault): number {
    return onlyOld ? 0 : BACK_MS;
}

/** The same from when the way back is open. */
export function limitOf(fault: Fault): number {
    return fault.onlyOld ? fault.ms : BACK_MS;
}

export const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export class Scene {
    readonly way: Way;
    readonly far: Far;
    readonly gate: Gate;
    readonly #nodeRed: OwnNodeRed;
    #flow: FlowOptions;
    readonly #commands = new Map<number, Command>();
    readonly #questions = new Map<number, Command>();
    readonly #said = new Map<number, number>();
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
            const list = topic === COMMAND ? scene.#commands : scene.#questions;
            list.get(n)?.arrivals.push(Date.now());
        };
        const far = await way.startFar(fault.far ?? {}, arrive);
        const gate = await startGate(far.port, await steadyPort());
        const scene = new Scene(way, far, gate, nodeRed, { port: gate.port, ...fault.flow });
        const stream = setInterval(() => scene.say(), SAY_MS);
        nodeRed.news = [];
        try {
            return await scene.#play(fault);
        } finally {
            clearInterval(stream);
            await nodeRed.deploy([], 'full');
            await gate.shut();
            await far.end();
        }
    }

    /** The next numbered reading, unless there is nobody to say it. */
    say(): void {
        if (!this.far.isUp || this.#isQuiet) return;
        const n = this.#next++;
        this.#said.set(n, Date.now());
        this.far.say(n);
    }

    /** Deploys the flow again, with what differs. */
    async deploy(type: DeployType, more: Partial<FlowOptions> = {}): Promise<void> {
        this.#flow = { ...this.#flow, ...more };
        await this.#nodeRed.deploy(this.way.flow(this.#flow), type);
    }

    /** Gives the flow a command, in each of the ways that it has. */
    async send(pad = 0): Promise<void> {
        const { way } = this;
        await this.#give(this.#commands, (n) => way.command(n, pad));
        if (way.question && pad === 0) await this.#give(this.#questions, (n) => way.question?.(n) as Order);
    }

    async #give(list: Map<number, Command>, order: (n: number) => Order): Promise<void> {
        const n = this.#next++;
        const { id, msg } = order(n);
        // Before it is given, for the arrival can be first.
        list.set(n, { at: Date.now(), arrivals: [] });
        if ((await this.#nodeRed.give(id, msg)) === undefined) list.delete(n);
    }

    async #play(fault: Fault): Promise<Seen> {
        const { afterMs = 0, ms, everyMs = ms / 10, pad = 0 } = fault;
        if (!fault.first) {
            await this.deploy('full');
            await until(() => this.#heardSince(0) !== undefined, `a first reading by ${this.way.name}`, READY_MS);
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
        const back = (): number | undefined => this.#heardSince(ended, fault.onlyOld ? this.#greenAgain(began) : 0);
        await until(() => back() !== undefined, 'the way back', patience(fault)).catch(() => {});
        const backAt = back();
        await rest(CALM_MS);
        await this.send();
        this.#isQuiet = true;
        await rest(SETTLE_MS);
        return this.#seen(fault, began, backAt === undefined ? undefined : backAt - ended);
    }

    /** When, from `from` on, a reading was heard that was said after `since`. */
    #heardSince(since: number, from = 0): number | undefined {
        const fits = (n: number): boolean => (this.#said.get(n) ?? 0) > since;
        return this.#nodeRed.news.find((one) => one.kind === 'heard' && one.at >= from && fits(one.n))?.at;
    }

    /** When the status was green again, after it was not; in a far future where it never was. */
    #greenAgain(since: number): number {
        const changes = this.#statuses(since);
        const bad = changes.findIndex(({ fill }) => fill !== 'green');
        const good = bad === -1 ? undefined : changes.slice(bad).find(({ fill }) => fill === 'green');
        return good?.at ?? Number.POSITIVE_INFINITY;
    }

    #statuses(since: number): (ReceivedFrame & { kind: 'status' })[] {
        return this.#nodeRed.news.flatMap((one) =>
            one.kind === 'status' && one.id === 'out' && one.at >= since ? [one] : [],
        );
    }

    #seen(fault: Fault, began: number, backMs: number | undefined): Seen {
        const { news } = this.#nodeRed;
        const statuses = this.#statuses(began);
        const noticed = statuses.find(({ fill, text }) => fill !== 'green' && text !== '')?.at;
        const ofCommand = new Set([...this.#commands.keys(), ...this.#questions.keys()]);
        return {
            fault: fault.name,
            way: this.way.name,
            commands: commandsOf(this.#commands, news),
            ...(this.#questions.size > 0 && { questions: commandsOf(this.#questions, news) }),
            readings: readingsOf(this.#said, news),
            ...(noticed !== undefined && { noticedMs: noticed - began }),
            ...(backMs !== undefined && { backMs }),
            caught: news.flatMap((one) =>
                one.kind === 'caught' && !(one.n !== undefined && ofCommand.has(one.n)) ? [one.text] : [],
            ),
            finally: this.#statuses(0).at(-1)?.fill ?? '',
            statuses: [...new Set(statuses.map(({ text }) => text))],
            logged: [...new Set(news.flatMap((one) => (one.kind === 'log' ? [one.text] : [])))].slice(0, 8),
            dials: this.gate.dials,
        };
    }
}
