// The ledger of a test: every message of the flow and every frame of the hub, and what became of each. The end of a
// message is taken from Node-RED's own hook, so that it counts also when no Catch node is there to hear of it.

import assert from 'node:assert/strict';
import type { Simulator } from '../../../src/simulator';
import { give, requireFromNodeRed } from '../../nodes/support/runtime';
import { until } from '../../support/wait.js';

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

const { hooks } = requireFromNodeRed('@node-red/util') as { hooks: Hooks };

/** A message without confirmation, one that is kept while the hub is away, and a question. */
export type Way = 'out' | 'keeper' | 'ask' | 'raw';
const WAYS_OF_ALL: readonly string[] = ['out', 'keeper', 'ask', 'raw'];
export const WAYS: readonly Way[] = ['out', 'keeper', 'ask'];

export const COMMAND = 'ledger/-/set';
export const QUESTION = 'ledger/-/ask';
export const ANSWER = 'ledger/-/answer';
export const READING = 'ledger/-';

/** Failures after which nobody can know whether the hub had the message: it was on its way. */
const UNSURE = ['no-answer', 'link-lost', 'not-written', 'stopped'];

interface Entry {
    readonly way: Way;
    /** `done`, or the code of the error; one for each time that Node-RED was told. */
    readonly ends: string[];
    answers: number;
}

export class Ledger {
    readonly #hub: Simulator;
    readonly #entries: Entry[] = [];
    /** How often the hub has had each message. */
    readonly #arrived = new Map<number, number>();
    /** Numbers of the frames that `in` has sent on, in order. */
    readonly heard: number[] = [];
    /** Frames that have to arrive and have not. */
    readonly #owed = new Set<number>();
    #said = 0;
    readonly #stopAnswering: () => void;

    constructor(hub: Simulator) {
        this.#hub = hub;
        hooks.add('onComplete.ledger', ({ msg, error, node }) => {
            const isOurs = typeof msg.entry === 'number' && WAYS_OF_ALL.includes(node.id);
            if (isOurs) this.#entries[Number(msg.entry)]?.ends.push(error ? codeOf(error) : 'done');
        });
        hooks.add('onSend.ledger', (sends) => {
            for (const { source, msg } of sends) this.#sent(source.id, msg);
        });
        this.#stopAnswering = hub.on('line', ({ text }) => {
            const asked = numberIn(text, QUESTION);
            const had = asked ?? numberIn(text, COMMAND);
            if (had !== undefined) this.#arrived.set(had, (this.#arrived.get(had) ?? 0) + 1);
            // The line is told before the hub has taken it in.
            if (asked !== undefined) setImmediate(() => hub.print(`["${ANSWER}", {"n": ${asked}}]`));
        });
    }

    /** Gives a message to the flow for each way, that often. */
    send(rounds: number, ways: readonly Way[] = WAYS): void {
        for (let round = 0; round < rounds; round++) {
            for (const way of ways) {
                const entry = this.#entries.push({ way, ends: [], answers: 0 }) - 1;
                const topic = way === 'ask' ? QUESTION : COMMAND;
                give(way, { _msgid: `m${entry}`, entry, topic, payload: { n: entry } });
            }
        }
    }

    /** Gives a message as raw text with so many more characters. */
    sendLong(length: number): void {
        const entry = this.#entries.push({ way: 'raw', ends: [], answers: 0 }) - 1;
        const payload = `["${COMMAND}", {"n": ${entry}, "pad": "${'x'.repeat(length)}"}]\n`;
        give('raw', { _msgid: `m${entry}`, entry, payload });
    }

    /** Lets the hub say so many numbered frames; `owed` ones have to arrive, others may be lost with the link. */
    say(count: number, isOwed = true): void {
        for (let index = 0; index < count; index++) this.#hub.print(this.frame('', isOwed));
    }

    /** The next numbered frame, for who says it in another way; with a text of its own in it. */
    frame(pad = '', isOwed = true): string {
        const n = this.#said++;
        if (isOwed) this.#owed.add(n);
        return `["${READING}", {"n": ${n}${pad && `, "pad": ${JSON.stringify(pad)}`}}]`;
    }

    /** Waits until every message has ended and every frame that is owed is there. */
    async settle(ms = 8000): Promise<void> {
        const open = (): number => this.#entries.filter(({ ends }) => ends.length === 0).length;
        await until(() => open() === 0, 'the end of every message', ms).catch((error: Error) => {
            const ways = this.#entries.filter(({ ends }) => ends.length === 0).map(({ way }) => way);
            throw new Error(`${error.message}; open: ${ways}`);
        });
        await until(() => this.#owed.size === 0, 'every frame', ms).catch((error: Error) => {
            throw new Error(`${error.message}; missing: ${[...this.#owed].slice(0, 20)}`);
        });
    }

    /**
     * Compares both sides. `swallowed` is for faults of a network that takes messages and loses them without a word, which
     * nothing without an answer can notice: a message that was sent on without a confirmation may then not arrive.
     */
    balance(swallowed: boolean): string {
        const arrived = this.#arrived;
        const failures = new Map<string, number>();
        let lost = 0;
        this.#entries.forEach(({ way, ends, answers }, n) => {
            const name = `message ${n} through ${way} (${ends}, arrived ${arrived.get(n) ?? 0} times)`;
            assert.equal(ends.length, 1, `${name} has ended ${ends.length} times`);
            const [end = ''] = ends;
            const times = arrived.get(n) ?? 0;
            assert.ok(times <= 1, `${name} has arrived ${times} times`);
            assert.equal(answers, way === 'ask' && end === 'done' ? 1 : 0, `${name} was answered ${answers} times`);
            if (end === 'done') {
                const isSure = !swallowed || way === 'ask';
                if (times === 0) lost++;
                assert.ok(times === 1 || !isSure, `${name} is said to be done`);
            } else {
                failures.set(end, (failures.get(end) ?? 0) + 1);
                assert.notEqual(end, '', `${name} has failed without a code`);
                assert.ok(times === 0 || UNSURE.includes(end), `${name} has failed and arrived`);
            }
        });
        assert.ok(
            this.heard.every((n, index) => index === 0 || n > (this.heard[index - 1] ?? -1)),
            `frames came twice or out of order: ${this.heard.slice(0, 100)}`,
        );
        const codes = [...failures].map(([code, count]) => `${code} ${count}`).join(', ');
        const done = this.#entries.length - [...failures.values()].reduce((sum, count) => sum + count, 0);
        const parts = [`${this.#entries.length} sent = ${done - lost} arrived`];
        if (lost > 0) parts.push(`${lost} swallowed by the network`);
        if (codes) parts.push(`failed: ${codes}`);
        return `${parts.join(' + ')}; ${this.heard.length} of ${this.#said} frames heard`;
    }

    end(): void {
        hooks.remove('*.ledger');
        this.#stopAnswering();
    }

    #sent(id: string, msg: Send['msg']): void {
        const n = (msg.payload as { n?: unknown } | undefined)?.n;
        if (typeof n !== 'number') return;
        if (id === 'in') {
            this.heard.push(n);
            this.#owed.delete(n);
        }
        if (id !== 'ask' || typeof msg.entry !== 'number') return;
        assert.equal(n, msg.entry, 'an answer to another question');
        const entry = this.#entries[n];
        if (entry) entry.answers++;
    }
}

function codeOf(error: { readonly code?: string }): string {
    return error.code ?? '';
}

function numberIn(line: string, topic: string): number | undefined {
    const [, digits] = line.startsWith(`["${topic}"`) ? (/"n": ?(\d+)/.exec(line) ?? []) : [];
    return digits === undefined ? undefined : Number(digits);
}
