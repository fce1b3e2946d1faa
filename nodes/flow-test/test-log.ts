// Collects what a test reports: commands, what stand-ins received, and errors of nodes.

import { createHash } from 'node:crypto';
import {
    FEW_INPUTS,
    MAX_COMMANDS,
    MAX_ERRORS,
    MAX_INPUTS,
    type NodeError,
    type Outcome,
    type TestedNode,
    type TestLine,
} from '../../src/flow-test/report';
import { idOf, type Named, placeOf } from './busiest';
import { faultOf, type TestFault } from './test-fault';

/** Longest payload that is kept as it is, in characters of JSON; of a longer one, a beginning and a hash. */
const MAX_PAYLOAD = 4_000;
const BEGINNING = 200;
const MAX_TOPIC = 1_000;
const MAX_MESSAGE = 1_000;
/** Deepest payload that is kept as it is. */
const MAX_DEPTH = 50;

/** What a stand-in has received. */
interface Received {
    messages: number;
    /** The moment of the first message that is not in the lines. */
    cutAt: number | undefined;
}

export class TestLog {
    readonly lines: TestLine[] = [];
    /** By the id of a line. */
    readonly received = new Map<string, Received>();
    readonly errors: NodeError[] = [];
    moreErrors = 0;
    readonly #now: () => number;
    #commands = 0;
    #inputs = 0;
    /** Why the test cannot go on. */
    fault: TestFault | undefined;

    constructor(now: () => number) {
        this.#now = now;
    }

    /** A command begins; the result takes how it has ended. */
    command(node: Named, topic: unknown, payload: unknown): (outcome: Outcome) => void {
        const line = { ...this.#line(node, node.type, topic, payload), kind: 'command' as const, outcome: 'pending' };
        if (this.#commands++ < MAX_COMMANDS) this.lines.push(line);
        else this.fault ??= faultOf('too-many-lines', { limit: MAX_COMMANDS, at: this.#now(), node: placeOf(node) });
        return (outcome) => {
            line.outcome = outcome;
        };
    }

    /** A stand-in has received a message. A busy one ends no test: from a limit on, its messages are only counted. */
    input(node: Named, type: string, topic: unknown, payload: unknown): void {
        const id = idOf(node);
        const received = this.received.get(id) ?? { messages: 0, cutAt: undefined };
        this.received.set(id, received);
        received.messages++;
        if (received.cutAt !== undefined) return;
        const limit = received.messages <= FEW_INPUTS ? 2 * MAX_INPUTS : MAX_INPUTS;
        if (this.#inputs >= limit) {
            received.cutAt = this.#now();
            return;
        }
        this.#inputs++;
        this.lines.push({ ...this.#line(node, type, topic, payload), kind: 'input', outcome: undefined });
    }

    /** The stand-ins whose messages are not all in the lines, and from when on. */
    get cuts(): Readonly<Record<string, number>> {
        const cut = [...this.received].flatMap(([id, { cutAt }]) =>
            cutAt === undefined ? [] : [[id, cutAt] as const],
        );
        return Object.fromEntries(cut);
    }

    /** A node has logged an error. */
    error(node: TestedNode, message: string): void {
        if (this.errors.length >= MAX_ERRORS) this.moreErrors++;
        else this.errors.push({ at: this.#now(), ...node, message: message.slice(0, MAX_MESSAGE) });
    }

    #line(node: Named, type: string, topic: unknown, payload: unknown) {
        return {
            at: this.#now(),
            node: idOf(node),
            type,
            name: node.name ?? '',
            topic: typeof topic === 'string' ? topic.slice(0, MAX_TOPIC) : undefined,
            payload: pictureOf(payload),
        };
    }
}

/** A payload of a flow as JSON, whatever it is. */
export function pictureOf(payload: unknown): unknown {
    if (payload instanceof Uint8Array) return limited({ base64: Buffer.from(payload).toString('base64') });
    if (payload === undefined) return undefined;
    try {
        return limited(payload);
    } catch {
        // A cycle, a getter that throws, or too deep for JSON.
        return { unreadable: typeof payload };
    }
}

function limited(value: unknown): unknown {
    const text = JSON.stringify(value) as string | undefined;
    if (text === undefined) return { unreadable: typeof value };
    if (text.length <= MAX_PAYLOAD && depthOf(text) <= MAX_DEPTH) return JSON.parse(text) as unknown;
    const sha256 = createHash('sha256').update(text).digest('hex').slice(0, 16);
    return { characters: text.length, beginning: text.slice(0, BEGINNING), sha256 };
}

/** At least how deep a text is nested. */
function depthOf(text: string): number {
    let [depth, most] = [0, 0];
    for (const char of text.replace(/"(?:[^"\\]|\\.)*"/g, '')) {
        if (char === '[' || char === '{') most = Math.max(most, ++depth);
        else if (char === ']' || char === '}') depth--;
    }
    return most;
}
