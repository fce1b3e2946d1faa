// Collects what a test reports: commands, what stand-ins received, and errors of nodes.

import { createHash } from 'node:crypto';
import {
    MAX_ERRORS,
    MAX_LINES,
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

export class TestLog {
    readonly lines: TestLine[] = [];
    readonly errors: NodeError[] = [];
    moreErrors = 0;
    readonly #now: () => number;
    /** Why the test cannot go on. */
    fault: TestFault | undefined;

    constructor(now: () => number) {
        this.#now = now;
    }

    /** A command begins; the result takes how it has ended. */
    command(node: Named, topic: unknown, payload: unknown): (outcome: Outcome) => void {
        const line = { ...this.#line(node, node.type, topic, payload), kind: 'command' as const, outcome: 'pending' };
        this.#add(node, line);
        return (outcome) => {
            line.outcome = outcome;
        };
    }

    /** A stand-in has received a message. */
    input(node: Named, type: string, topic: unknown, payload: unknown): void {
        this.#add(node, { ...this.#line(node, type, topic, payload), kind: 'input', outcome: undefined });
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

    #add(node: Named, line: TestLine): void {
        if (this.lines.length < MAX_LINES) this.lines.push(line);
        else this.fault ??= faultOf('too-many-lines', { limit: MAX_LINES, at: this.#now(), node: placeOf(node) });
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
