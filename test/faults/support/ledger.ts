// The ledger of a test: every message of the flow and every frame of the hub, and what became of each. The end of a
// message comes from Node-RED's own hook, so that it counts without a Catch node too. A failure counts only where its owner
// can see it: at a Catch node that runs, or in the log.

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Simulator } from '../../../src/simulator';
import { give, requireFromNodeRed, sinks } from '../../nodes/support/runtime';
import { PATIENCE_MS, until } from '../../support/wait.js';

interface Completion {
    readonly msg: { readonly entry?: unknown };
    readonly error?: { readonly code?: string };
    readonly node: { readonly id: string };
}

interface Send {
    readonly source: { readonly id: string };
    readonly msg: { readonly payload?: unknown; readonly entry?: unknown };
}

interface Hooks {
    add(name: 'onComplete.ledger', hook: (completion: Completion) => void): void;
    add(name: 'onSend.ledger', hook: (sends: readonly Send[]) => void): void;
    remove(name: string): void;
}

interface Log {
    addHandler(handler: EventEmitter): void;
    removeHandler(handler: EventEmitter): void;
}

const { hooks, log } = requireFromNodeRed('@node-red/util') as { hooks: Hooks; log: Log };

/** The line for commands that were pending when flows stopped. */
export const STOPPED = /^Hub .* pending when the flows stopped \(count: (\d+)\)/;

/** `out` without confirmation, `keeper` queued while the hub is offline, `ask` a request, `raw` a raw text. */
export type Way = 'out' | 'keeper' | 'ask' | 'raw';
const WAYS_OF_ALL: readonly string[] = ['out', 'keeper', 'ask', 'raw'];
export const WAYS: readonly Way[] = ['out', 'keeper', 'ask'];

export const COMMAND = 'ledger/-/set';
export const REQUEST = 'ledger/-/ask';
export const RESPONSE = 'ledger/-/answer';
export const READING = 'ledger/-';

/** Failures of messages in flight: the hub may have received them. */
const UNSURE = ['no-answer', 'link-lost', 'not-written', 'stopped'];

interface Entry {
    readonly way: Way;
    /** `done`, or the code of the error, for each completion that Node-RED reported. */
    readonly ends: string[];
    responses: number;
}

/** Numbers messages and frames, counts their arrivals and ends; `balance` asserts and summarizes them. */
export class Ledger {
    readonly #hub: Simulator;
    readonly #entries: Entry[] = [];
    /** How often the hub received each message. */
    readonly #arrived = new Map<number, number>();
    /** Numbers of the frames that `in` has sent on, in order. */
    readonly received: number[] = [];
    /** Frames that must arrive and have not yet. */
    readonly #owed = new Set<number>();
    #framesSent = 0;
    readonly #stopResponding: () => void;
    /** Messages whose failure reached a Catch node and the node behind it. */
    readonly #caught = new Set<unknown>();
    /** Failures that the log names, together. */
    #logged = 0;
    readonly #log = new EventEmitter();
    /** Responses that belong to another request; an assertion in a hook of Node-RED would go unseen. */
    readonly #misplaced: string[] = [];
    readonly #onCaught = ({ entry }: { entry?: unknown }): void => void this.#caught.add(entry);

    constructor(hub: Simulator) {
        this.#hub = hub;
        hooks.add('onComplete.ledger', ({ msg, error, node }) => {
            const isOurs = typeof msg.entry === 'number' && WAYS_OF_ALL.includes(node.id);
            if (isOurs) this.#entries[Number(msg.entry)]?.ends.push(error ? codeOf(error) : 'done');
        });
        hooks.add('onSend.ledger', (sends) => {
            for (const { source, msg } of sends) this.#sent(source.id, msg);
        });
        sinks.on('f1-catch-sink', this.#onCaught);
        this.#log.on('log', ({ msg }: { msg: unknown }) => {
            const [, count = 0] = STOPPED.exec(String(msg)) ?? [];
            this.#logged += Number(count);
        });
        log.addHandler(this.#log);
        this.#stopResponding = hub.on('line', ({ text }) => {
            const requested = numberIn(text, REQUEST);
            const had = requested ?? numberIn(text, COMMAND);
            if (had !== undefined) this.#arrived.set(had, (this.#arrived.get(had) ?? 0) + 1);
            // The event comes before the hub handles the line.
            if (requested !== undefined) setImmediate(() => hub.print(`["${RESPONSE}", {"n": ${requested}}]`));
        });
    }

    /** Gives a message to the flow for each way, that often. */
    send(rounds: number, ways: readonly Way[] = WAYS): void {
        for (let round = 0; round < rounds; round++) {
            for (const way of ways) {
                const entry = this.#entries.push({ way, ends: [], responses: 0 }) - 1;
                const topic = way === 'ask' ? REQUEST : COMMAND;
                give(way, { _msgid: `m${entry}`, entry, topic, payload: { n: entry } });
            }
        }
    }

    /** Gives a message as raw text with so many more characters. */
    sendLong(length: number): void {
        const entry = this.#entries.push({ way: 'raw', ends: [], responses: 0 }) - 1;
        const payload = `["${COMMAND}", {"n": ${entry}, "pad": "${'x'.repeat(length)}"}]\n`;
        give('raw', { _msgid: `m${entry}`, entry, payload });
    }

    /** Has the hub send `count` numbered frames; owed ones must arrive, others may be lost with the connection. */
    sendFrames(count: number, isOwed = true): void {
        for (let index = 0; index < count; index++) this.#hub.print(this.frame('', isOwed));
    }

    /** The next numbered frame, for a caller that sends it differently; `pad` is put into it. */
    frame(pad = '', isOwed = true): string {
        const n = this.#framesSent++;
        if (isOwed) this.#owed.add(n);
        return `["${READING}", {"n": ${n}${pad && `, "pad": ${JSON.stringify(pad)}`}}]`;
    }

    /** Waits until every message has ended and every frame that is owed is there. */
    async settle(ms = PATIENCE_MS): Promise<void> {
        const open = (): number => this.#entries.filter(({ ends }) => ends.length === 0).length;
        await until(() => open() === 0, 'the end of every message', ms).catch((error: Error) => {
            const ways = this.#entries.filter(({ ends }) => ends.length === 0).map(({ way }) => way);
            throw new Error(`${error.message}; open: ${ways}`);
        });
        await until(() => this.#owed.size === 0, 'every frame', ms).catch((error: Error) => {
            throw new Error(`${error.message}; missing: ${[...this.#owed].slice(0, 20)}`);
        });
    }

    /** Waits until the hub has received every message that has left: a response that is still to come may be late for its request. */
    async arrive(): Promise<void> {
        const isOnItsWay = ({ ends: [end = 'done'] }: Entry, n: number): boolean =>
            !this.#arrived.has(n) && (end === 'done' || UNSURE.includes(end));
        await until(() => !this.#entries.some(isOnItsWay), 'every message at the hub');
    }

    /**
     * Compares both sides. `swallowed` is for a network that accepts messages and loses them silently, which only a request
     * can detect: a message without confirmation may then not arrive.
     */
    balance(swallowed: boolean): string {
        assert.deepEqual(this.#misplaced, [], 'responses to other requests');
        const arrived = this.#arrived;
        const failures = new Map<string, number>();
        let lost = 0;
        let unseen = 0;
        this.#entries.forEach(({ way, ends, responses }, n) => {
            const name = `message ${n} through ${way} (${ends}, arrived ${arrived.get(n) ?? 0} times)`;
            assert.equal(ends.length, 1, `${name} has ended ${ends.length} times`);
            const [end = ''] = ends;
            const times = arrived.get(n) ?? 0;
            assert.ok(times <= 1, `${name} has arrived ${times} times`);
            assert.equal(responses, way === 'ask' && end === 'done' ? 1 : 0, `${name} had ${responses} responses`);
            if (end === 'done') {
                const isSure = !swallowed || way === 'ask';
                if (times === 0) lost++;
                assert.ok(times === 1 || !isSure, `${name} was reported as done`);
            } else {
                failures.set(end, (failures.get(end) ?? 0) + 1);
                if (!this.#caught.has(n)) unseen++;
                assert.notEqual(end, '', `${name} has failed without a code`);
                assert.ok(times === 0 || UNSURE.includes(end), `${name} has failed and arrived`);
            }
        });
        assert.ok(
            unseen <= this.#logged,
            `${unseen} failures reached no Catch node, and the log names ${this.#logged}`,
        );
        assert.ok(
            this.received.every((n, index) => index === 0 || n > (this.received[index - 1] ?? -1)),
            `frames came twice or out of order: ${this.received.slice(0, 100)}`,
        );
        const codes = [...failures].map(([code, count]) => `${code} ${count}`).join(', ');
        const done = this.#entries.length - [...failures.values()].reduce((sum, count) => sum + count, 0);
        const parts = [`${this.#entries.length} sent = ${done - lost} arrived`];
        if (lost > 0) parts.push(`${lost} swallowed by the network`);
        if (codes) parts.push(`failed: ${codes}`);
        return `${parts.join(' + ')}; ${this.received.length} of ${this.#framesSent} frames received`;
    }

    end(): void {
        hooks.remove('*.ledger');
        sinks.off('f1-catch-sink', this.#onCaught);
        log.removeHandler(this.#log);
        this.#stopResponding();
    }

    #sent(id: string, msg: Send['msg']): void {
        const n = (msg.payload as { n?: unknown } | undefined)?.n;
        if (typeof n !== 'number') return;
        if (id === 'in') {
            this.received.push(n);
            this.#owed.delete(n);
        }
        if (id !== 'ask' || typeof msg.entry !== 'number') return;
        if (n !== msg.entry) this.#misplaced.push(`the response to ${n} for ${msg.entry}`);
        const entry = this.#entries[msg.entry];
        if (entry) entry.responses++;
    }
}

function codeOf(error: { readonly code?: string }): string {
    return error.code ?? '';
}

function numberIn(line: string, topic: string): number | undefined {
    const [, digits] = line.startsWith(`["${topic}"`) ? (/"n": ?(\d+)/.exec(line) ?? []) : [];
    return digits === undefined ? undefined : Number(digits);
}
