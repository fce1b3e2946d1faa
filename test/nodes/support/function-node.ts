// A Function node of an example without Node-RED: its text runs as it is shipped.

import assert from 'node:assert/strict';
import { compileFunction } from 'node:vm';
import { flowOf } from './examples';

export type Sent = Readonly<Record<string, unknown>>;

interface FunctionNodeOptions {
    /** Environment variables of its flow. */
    readonly env?: Readonly<Record<string, string>>;
    /** Numbers in place of those of the constants with these names. */
    readonly constants?: Readonly<Record<string, number>>;
    /** What a context store holds from before. */
    readonly stored?: Map<string, unknown>;
    /** The context of its flow. */
    readonly shared?: Map<string, unknown>;
    /** The context of all flows. */
    readonly global?: Map<string, unknown>;
    /** In place of the one in its file, for a copy of its flow. */
    readonly id?: string;
}

export interface FunctionNode {
    /** What it sends at each output for a message: a list for each. */
    receive(msg: object): Sent[][];
    /** The text of its latest status. */
    status(): string;
    readonly context: Map<string, unknown>;
    /** What it has warned of and reported as an error. */
    readonly reports: readonly string[];
    /** Runs the timers that are pending, and gives what it has sent since the last call without being asked by a message. */
    later(): Sent[];
    /** Lets one period of each of its intervals pass. */
    tick(): void;
    /** Runs its code for the end. */
    close(): void;
}

/** The Function node of this name in an example; its code for the start has run. */
export function functionNode(
    example: string,
    name: string,
    {
        env = {},
        constants = {},
        stored = new Map(),
        shared = new Map(),
        global: common = new Map(),
        id,
    }: FunctionNodeOptions = {},
): FunctionNode {
    const node = flowOf(example).find((item) => item.type === 'function' && item.name === name);
    assert.ok(node, `no Function node ${name} in ${example}`);
    let [code, start] = [String(node.func), String(node.initialize ?? '')];
    for (const [constant, value] of Object.entries(constants)) {
        const pattern = new RegExp(`(?<=const ${constant} = )\\d+`);
        assert.match(code + start, pattern);
        [code, start] = [code.replace(pattern, String(value)), start.replace(pattern, String(value))];
    }
    let status = '';
    const reports: string[] = [];
    const sent: Sent[] = [];
    const timers: (() => void)[] = [];
    const intervals: (() => void)[] = [];
    const surroundings = {
        node: {
            id: id ?? node.id,
            status: ({ text }: { text: string }) => (status = text),
            warn: (text: string) => reports.push(text),
            error: (text: string) => reports.push(text),
            send: (result: unknown) => {
                for (let output = 0; output < Number(node.outputs); output++) {
                    sent.push(...(listOf(result, output) as Sent[]));
                }
            },
        },
        context: contextOf(stored),
        flow: contextOf(shared),
        global: contextOf(common),
        env: { get: (key: string) => env[key] },
        setTimeout: (timer: () => void) => timers.push(timer),
        clearTimeout: () => {},
        setInterval: (timer: () => void) => intervals.push(timer),
    };
    const names = Object.keys(surroundings);
    const values = Object.values(surroundings);
    compileFunction(start, names)(...values);
    const run = compileFunction(code, ['msg', ...names]);
    return {
        receive: (msg) => {
            const result: unknown = run(structuredClone(msg), ...values);
            const outputs = Array.from({ length: Number(node.outputs) }, (_, index) => listOf(result, index));
            return outputs as Sent[][];
        },
        status: () => status,
        context: stored,
        reports,
        tick: () => {
            for (const timer of intervals) timer();
        },
        later: () => {
            for (const timer of timers.splice(0)) timer();
            return sent.splice(0);
        },
        close: () => compileFunction(String(node.finalize ?? ''), names)(...values),
    };
}

function contextOf(values: Map<string, unknown>): object {
    return {
        get: (key: string) => values.get(key),
        set: (key: string, value: unknown) => values.set(key, value),
    };
}

/** What a Function node returns for an output: a message, a list of messages, or nothing. */
function listOf(sent: unknown, index: number): unknown[] {
    const output: unknown = Array.isArray(sent) ? sent[index] : index === 0 ? sent : null;
    return [output ?? []].flat();
}
