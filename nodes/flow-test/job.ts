// What the process of a test and the one that has started it send each other.

import type { FlowTestFault, FlowTestRun } from '../../src/flow-test/report';

/** Sent once to the process of the test. Its working folder is the user folder of its Node-RED, which is removed afterwards. */
export interface TestJob {
    readonly flows: unknown;
    /** The file of the recording. */
    readonly recording: string;
    readonly hub: string | undefined;
    /** The folder of the package `node-red`. */
    readonly nodeRed: string;
}

/** Real time after which a test gives up, with the moment and the node that it could not get over. */
export const LIMIT_MS = 120_000;
/** After this, a process is ended that does not even notice its limit. */
export const KILL_MS = LIMIT_MS + 5_000;

/** Sent once by the process of the test. `nodes` are the ids of the flow. */
export type JobResult =
    | { readonly ok: true; readonly run: FlowTestRun; readonly nodes: readonly string[] }
    | { readonly ok: false; readonly fault: FlowTestFault };
