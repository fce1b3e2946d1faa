// What the sidebar is sent of a test of the deployed flows: a report that is short enough to be shown, or why there is none.
// Types only.

import type { Reason } from '../../src/base/errors';
import type {
    Difference,
    FlowTestFault,
    FlowTestReport,
    NodeError,
    StandIn,
    TestedNode,
    TestLine,
    UnmatchedNode,
} from '../../src/flow-test/report';

export type { NodeError, StandIn, TestedNode };

/** What is tested. `hub` is the id of the hub node that plays the recording, needed if there are several. */
export interface FlowTestRequest {
    readonly hub?: string;
}

/** The run that is kept for the next comparison, by its id in the `FlowTestView`. */
export interface KeepRequest {
    readonly run: string;
}

/** A list that is cut, and how many items are missing. */
export interface Cut<T> {
    readonly items: readonly T[];
    readonly more: number;
}

/** A command, or what a stand-in has received. The payload is JSON, of a long one a part of it. */
export type ShownLine = Omit<TestLine, 'payload'> & {
    readonly payload: string | undefined;
    /** Its hub, if the flow has several. */
    readonly hub?: string;
};

/** Equal lines of a node in a row, with how many they are and the moment of the last one. */
export type RepeatedLine = ShownLine & { readonly times: number; readonly lastAt: number };

/** A difference to the run that was kept. `before` is absent for an additional line, `now` for a missing one. */
export interface ShownDifference {
    readonly kind: Difference['kind'];
    readonly before?: ShownLine;
    readonly now?: ShownLine;
}

export interface FlowTestView {
    readonly ok: true;
    /** Identifies this run; absent if it is too large to be kept. */
    readonly run?: string;
    readonly result: FlowTestReport['result'];
    readonly nodeRed: string;
    readonly hub: TestedNode;
    /** Other hubs, which send nothing. */
    readonly silentHubs: Cut<TestedNode>;
    /** How many commands and inputs are compared. */
    readonly count: number;
    /** Of a run with nothing to compare with: the first of them. */
    readonly lines: Cut<RepeatedLine>;
    readonly differences: Cut<ShownDifference>;
    readonly unmatched: Cut<UnmatchedNode>;
    readonly standIns: Cut<StandIn>;
    readonly leftOut: Cut<TestedNode>;
    readonly errors: Cut<NodeError>;
    readonly badLines: number;
    readonly firstFault?: Reason;
    /** Why this run was not compared with the one that is kept. */
    readonly unread?: FlowTestFault;
    /** A time zone that an owner may not expect, and the text that says so. */
    readonly timeZone?: {
        readonly note: 'time-zone' | 'time-zone-kept';
        readonly zone: string;
        readonly kept: string;
    };
}

/** Why there is no report, besides what can go wrong in a test itself. */
export type SidebarFault =
    | FlowTestFault
    | {
          /** `busy`: another test runs. `gone`: the run to be kept is not the last one. `unwritten`: it cannot be written. */
          readonly code: 'busy' | 'failed' | 'gone' | 'unwritten';
          readonly values: Readonly<Record<string, string | number>>;
      };

export type FlowTestDone = FlowTestView | FaultView;
export type KeepDone = { readonly ok: true } | FaultView;

interface FaultView {
    readonly ok: false;
    readonly fault: SidebarFault;
}
