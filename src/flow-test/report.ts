// What a test of a flow reports. Types and limits only: the command prints it, the sidebar shows it.

import type { Reason } from '../base/errors';

/** A node of the tested flow. */
export interface TestedNode {
    /** Its id in the flow; for a node in a subflow, those of the instance and of the node, such as `a1/b2`. */
    readonly node: string;
    readonly type: string;
    /** Its name; may be empty. */
    readonly name: string;
}

/**
 * How a command has ended: a word of `ENDS`, or the code of the reason for which it failed. `pending`: not before the end of
 * the test. Undefined for what a stand-in has received.
 */
export type Outcome = string;
export const ENDS = ['sent', 'confirmed', 'responded', 'pending'] as const;

/** A command of a node of Clown.Hub, or a message that a stand-in has received. */
export interface TestLine extends TestedNode {
    /** Milliseconds since the start of the recording. */
    readonly at: number;
    readonly kind: 'command' | 'input';
    /** Undefined for raw text, and for a message without a topic. */
    readonly topic: string | undefined;
    /** A JSON value; of a long one, its beginning and a hash. */
    readonly payload: unknown;
    readonly outcome: Outcome | undefined;
}

/**
 * A difference to the run that was kept. `moved` is one of time only. `reordered`: at this place in the order of commands to one
 * device, another one is now, possibly of another node.
 */
export type Difference =
    | { readonly kind: 'missing'; readonly before: TestLine }
    | { readonly kind: 'additional'; readonly now: TestLine }
    | { readonly kind: 'changed' | 'moved' | 'reordered'; readonly before: TestLine; readonly now: TestLine };

/** A node that was replaced, because it could have an effect outside of the test. */
export interface StandIn extends TestedNode {
    /** How many messages it has received. */
    readonly messages: number;
    /** From this moment on they are not compared; undefined if all are. */
    readonly cutAt: number | undefined;
}

/** An error that a node has logged. */
export interface NodeError extends TestedNode {
    readonly at: number;
    readonly message: string;
}

/** A node whose topic or device does not occur in the recording. */
export interface UnmatchedNode extends TestedNode {
    readonly topic: string;
}

/** What one run of the flow has shown. */
export interface FlowTestRun {
    /** Version of the Node-RED in which the flow ran. */
    readonly nodeRed: string;
    /** The hub node that played the recording. */
    readonly hub: TestedNode;
    /** The other hub nodes, which send nothing. */
    readonly silentHubs: readonly TestedNode[];
    /** If there are several hub nodes: what the hub of a node is called, by the id of the node (`hubOfLine`). */
    readonly hubOf: Readonly<Record<string, string>>;
    /** Length of the recording, and of the test with what followed. */
    readonly recordingMs: number;
    readonly testedMs: number;
    /** Lines of the recording that could not be read, and the reason of the first. */
    readonly badLines: number;
    readonly firstFault: Reason | undefined;
    /** In the order of time. */
    readonly lines: readonly TestLine[];
    /** Stand-ins that have received more than `lines` has, by the id of a line, with the moment of the first that it lacks. */
    readonly cuts: Readonly<Record<string, number>>;
    readonly unmatched: readonly UnmatchedNode[];
    readonly standIns: readonly StandIn[];
    /** Config nodes of other packs, which were removed. */
    readonly leftOut: readonly TestedNode[];
    /** At most `MAX_ERRORS`, and how many more there were. */
    readonly errors: readonly NodeError[];
    readonly moreErrors: number;
}

export interface FlowTestReport extends FlowTestRun {
    /** `new`: no run was kept. */
    readonly result: 'same' | 'different' | 'new';
    /** At most `MAX_DIFFERENCES`, in the order of time, and how many more there are. */
    readonly differences: readonly Difference[];
    readonly moreDifferences: number;
    /** The file of expected lines, and whether this run was written to it. */
    readonly expected: string;
    readonly isUpdated: boolean;
    /** The time zone of this run, of the run that was kept if that is known, and of the computer. */
    readonly timeZone: string;
    readonly keptTimeZone: string | undefined;
    readonly ownTimeZone: string;
}

/** Most differences, and most errors of nodes, of a report. */
export const MAX_DIFFERENCES = 50;
export const MAX_ERRORS = 50;
/** Most commands of a run. */
export const MAX_COMMANDS = 60_000;
/**
 * Most messages of stand-ins that are compared: twelve readings a second, for an hour, and more. Then those of a stand-in that
 * has received few are still compared, up to twice as many.
 */
export const MAX_INPUTS = 60_000;
export const FEW_INPUTS = 1_000;
/** Most lines of a run. */
export const MAX_LINES = MAX_COMMANDS + 2 * MAX_INPUTS;

/**
 * Why there is no report. Its sentence is in the catalogue `on-demand/flow-test.json`, except for `recording`, which has that
 * of its reason.
 */
export type FlowTestFault =
    | { readonly code: 'recording'; readonly reason: Reason }
    | { readonly code: FaultCode; readonly values: Readonly<Record<string, string | number>> };

export const FAULT_CODES = [
    // The flow.
    'flow-no-list',
    'flow-no-node',
    'flow-too-many',
    'flow-no-hub',
    'hub-unknown',
    'hub-many',
    // What runs it.
    'node-red-missing',
    'node-red-old',
    'nodejs-old',
    'node-red-failed',
    'pack-failed',
    'child-ended',
    'child-hangs',
    'stopped',
    // While it runs.
    'no-rest',
    'too-slow',
    'too-many-lines',
    'crashed',
    'time-zone-unknown',
    // The file of expected lines.
    'expected-unreadable',
    'expected-newer',
    'expected-line',
    'expected-large',
    'expected-unwritten',
] as const;
export type FaultCode = (typeof FAULT_CODES)[number];

/** The outcome of a test. */
export type FlowTestResult =
    | { readonly ok: true; readonly report: FlowTestReport }
    | { readonly ok: false; readonly fault: FlowTestFault };

/** What is tested, and against what. */
export interface FlowTestOptions {
    /** The flow: what `flows.json` or an export holds. */
    readonly flows: unknown;
    /** The file of the recording. */
    readonly recording: string;
    /** The file of expected lines; by default beside the recording (`expectedFileOf`). */
    readonly expected?: string | undefined;
    /** Writes the lines of this run to that file. */
    readonly update?: boolean | undefined;
    /** Name or id of the hub node that plays the recording; needed if there are several of them. */
    readonly hub?: string | undefined;
    /** The time zone of the flow; by default that of the run that was kept, or else of the computer. */
    readonly timeZone?: string | undefined;
    /** A folder from which `node-red` is found; by default it is searched for. */
    readonly nodeRed?: string | undefined;
    /** Ends the test. */
    readonly signal?: AbortSignal | undefined;
}
