// Types that the nodes share: their stored settings, and the hub node as its users see it. The messages they send are in
// messages.ts.

import type { Node, NodeDef } from 'node-red';
import type { Result } from '../../src/base/errors';
import type { DeviceEntry } from '../../src/devices/device-list';
import type { Hub } from '../../src/hub';
import type { CommandKind } from '../../src/protocol/kinds';
import type { Choice } from '../../src/settings/choices';
import type { HeaderRow } from '../../src/settings/handshake';
import type { FilterHints } from './hub/filter-hints';
import type { HubUsers } from './hub/hub-users';
import type { IntervalOf, SilenceLimits } from './hub/publish-intervals';
import type { RunningRecording } from './hub/recordings';
import type { StopReport } from './hub/stop-report';

export type * from '../shared/messages';

/** What `clown in` listens to. */
export type Listen = Choice<'listen'>;

/** What `clown in` makes of a frame. */
export type Output = Choice<'output'>;

export interface ClownHubDef extends NodeDef {
    readonly place?: string;
    readonly tls?: string;
    readonly proxy?: string;
    /** Hubs of the first release have neither. */
    readonly headers?: readonly HeaderRow[];
    readonly subprotocol?: string;
    readonly devices?: unknown;
    readonly quiet?: boolean;
    readonly showStatus?: boolean;
}

export interface ClownInDef extends NodeDef {
    readonly hub: string;
    readonly listen?: Listen;
    readonly topic: string;
    readonly output: Output;
    readonly quantity: string;
    /** Absent means as received. */
    readonly temperatureUnit?: Choice<'temperatureUnit'>;
    readonly pressureUnit?: Choice<'pressureUnit'>;
    /** Metres, as text. */
    readonly altitude?: string;
    readonly replay?: boolean;
    /** Nodes of the first releases have none. */
    readonly showValue?: boolean;
    readonly skipRequested?: boolean;
    /** Seconds, as text. */
    readonly silentAfter?: string;
    /** Absent means true. */
    readonly warnUnmatched?: boolean;
}

/** The settings of a command, in clown out and clown request. */
interface CommandDef extends NodeDef {
    readonly hub: string;
    readonly command: CommandKind;
    readonly topic: string;
    readonly topicType?: string;
    readonly device: string;
    readonly deviceType?: string;
    readonly payload?: string;
    readonly payloadType?: string;
    readonly long?: Choice<'long'>;
    readonly confirm?: boolean;
    readonly tries?: string;
}

export interface ClownOutDef extends CommandDef {
    readonly offline?: Choice<'offline'>;
    readonly queueSize?: string;
    readonly queueAge?: string;
    readonly outputs?: number;
}

export interface ClownRequestDef extends CommandDef {
    readonly answer?: string;
    readonly timeout?: string;
    readonly outputs?: number;
}

/** Starts and ends the recording of a hub. */
export interface HubRecordings {
    /** `minutes` is what a message or the editor gives. */
    start(minutes: unknown): Promise<Result<RunningRecording>>;
    stop(): Promise<Result<RunningRecording>>;
    readonly running: RunningRecording | undefined;
}

/** What a hub node offers to the nodes that use it. */
export interface HubShare {
    /** The hub, or why its settings are invalid. */
    readonly hub: Result<Hub>;
    /** Name for labels and messages; never holds a secret. */
    readonly label: string;
    /** Whether the nodes show the state of the hub; they always show faults of their own settings. */
    readonly showStatus: boolean;
    /** Devices that the hub has listed or that have reported. */
    devices(): readonly DeviceEntry[];
    readonly interval: IntervalOf;
    /** The silence limits of its table of devices. */
    readonly silenceLimits: SilenceLimits;
    /** What is wrong with the topic filters of its users; none with invalid settings. */
    readonly hints?: FilterHints;
    /** None with invalid settings. */
    readonly recordings?: HubRecordings;
    /** The nodes that use it, for its state and its errors. */
    readonly nodes: HubUsers;
    /** Receives the commands that a stop of the flows ends. */
    readonly stopReport: StopReport;
}

export type ClownHubNode = Node & HubShare;
