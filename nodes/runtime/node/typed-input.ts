// Settings that are evaluated for each message, stored as by Node-RED's typed inputs: a text and its type.
// Messages stay in order while expressions and context stores are pending.

import type { Node, NodeAPI, NodeMessage } from 'node-red';
import type { Clock, Dispose } from '../../../src/base/clock';
import { ok, type Result, refuse, sample, thrownText, words } from '../../../src/base/errors';
import { systemClock } from '../../../src/base/system-clock';
import { type Read, readOf, type Take, type TypedSetting } from './typed-readers';

type Values = Result<readonly unknown[]>;

interface Queue {
    readonly msg: NodeMessage;
    readonly then: (values: Values) => void;
    values?: Values;
    endLimit?: Dispose;
}

const MAX_PENDING = 1000;
const LIMIT_MS = 30_000;

/** Settings that are never asynchronous; any nodes with such settings may share them. */
export class QuickInputs {
    readonly #reads: readonly Read[];

    constructor(reads: readonly Read[]) {
        this.#reads = reads;
    }

    /** The values of all settings, or the reason for none. */
    now(msg: NodeMessage): Values {
        const values: unknown[] = [];
        for (const read of this.#reads) {
            try {
                values.push(read.now?.(msg));
            } catch (thrown) {
                return refuse('expression', { setting: read.setting, found: words(thrown) });
            }
        }
        return ok(values);
    }
}

/** Reads the settings of a message and hands them on, always in the order in which messages came. */
export class TypedInputs {
    readonly #node: Node;
    readonly #reads: readonly Read[];
    readonly #clock: Clock;
    /** Present if no setting is asynchronous. */
    readonly quick: QuickInputs | undefined;
    /** In the order of arrival. */
    readonly #pending: Queue[] = [];
    #ended = false;

    private constructor(node: Node, reads: readonly Read[], clock: Clock) {
        this.#node = node;
        this.#reads = reads;
        this.#clock = clock;
        this.quick = reads.every(({ now }) => now !== undefined) ? new QuickInputs(reads) : undefined;
    }

    /** Refuses what can never give a value: an unknown type, no number, a path or an expression with a mistake. */
    static make(RED: NodeAPI, node: Node, settings: readonly TypedSetting[], clock = systemClock): Result<TypedInputs> {
        const reads: Read[] = [];
        for (const typed of settings) {
            const read = readOf(RED, node, typed);
            if (!read.ok) return read;
            reads.push(read.value);
        }
        return ok(new TypedInputs(node, reads, clock));
    }

    /**
     * Reads all settings now, and calls `then` exactly once with the values in their order, or with the reason for none.
     * It does so within this call if nothing is pending. A refusal because of too many pending messages, or after `end`,
     * also comes within this call. The message is never changed. A value of type `msg` is part of it; other values share
     * nothing with it, with a store, or with another message.
     */
    read(msg: NodeMessage, then: Queue['then']): void {
        if (this.#ended) this.#deliver(then, stopped(msg));
        else if (this.#pending.length < MAX_PENDING) this.#begin({ msg, then });
        else this.#deliver(then, refuse('message-flood', { limit: MAX_PENDING }));
    }

    /** Fails pending messages as stopped; values that arrive later are dropped. */
    end(): void {
        this.#ended = true;
        for (const { msg, then, endLimit } of this.#pending.splice(0)) {
            endLimit?.();
            this.#deliver(then, stopped(msg));
        }
    }

    #begin(one: Queue): void {
        this.#pending.push(one);
        const values: unknown[] = this.#reads.map(() => undefined);
        const open = new Set(values.keys());
        const fail = (index: number, found: string): void => {
            this.#settle(one, refuse('expression', { setting: this.#reads[index]?.setting ?? '', found }));
        };
        for (const [index, read] of this.#reads.entries()) {
            const take: Take = (value) => {
                if (!open.delete(index)) return; // a context store may answer twice
                try {
                    values[index] = value();
                } catch (thrown) {
                    fail(index, words(thrown));
                }
                if (open.size === 0) this.#settle(one, ok(values));
            };
            try {
                read.later(one.msg, take);
            } catch (thrown) {
                if (open.delete(index)) fail(index, words(thrown));
            }
        }
        if (open.size === 0) this.#settle(one, ok(values)); // where there are no settings
        if (one.values) return;
        one.endLimit = this.#clock.after(LIMIT_MS, () => {
            for (const index of open) fail(index, `no result within ${LIMIT_MS / 1000} s`);
        });
    }

    /** Keeps the first result of a message, and delivers all results that are next in order. */
    #settle(one: Queue, values: Values): void {
        if (one.values) return;
        one.values = values;
        one.endLimit?.();
        for (let first = this.#pending[0]; first?.values; first = this.#pending[0]) {
            this.#pending.shift();
            this.#deliver(first.then, first.values);
        }
    }

    #deliver(then: Queue['then'], values: Values): void {
        try {
            then(values);
        } catch (thrown) {
            this.#node.error(thrownText(thrown), {});
        }
    }
}

function stopped(msg: NodeMessage): Values {
    try {
        return refuse('stopped', { topic: msg.topic === undefined ? 'msg' : sample(msg.topic) });
    } catch {
        return refuse('stopped', { topic: 'msg' }); // a getter of the flow threw
    }
}
