// Settings, events and states of a hub. Types only.

import type { Clock } from './base/clock';
import type { ConnectionState } from './connection/connection-state';
import type { OpenSocket } from './connection/socket-types';
import type { DeviceNames } from './protocol/device-names';
import type { ReceiverReports } from './receive/receiver';

/** How to connect to a hub and how to treat the connection; durations in milliseconds. */
export interface HubSettings {
    readonly openSocket: OpenSocket;
    readonly handshakeMs: number;
    readonly heartbeatMs: number;
    readonly ceilingMs: number;
    readonly startFrames: readonly string[];
    readonly goodbyeFrames: readonly string[];
    /** Whether the first user connects; otherwise `connect` does. Default true. */
    readonly autoConnect?: boolean;
    /** Least time between two frames to the hub; default 0. */
    readonly gapMs?: number;
    /** A connected hub that sends nothing for this long is silent; 0, the default, for never. */
    readonly silenceMs?: number;
    /** By default none. */
    readonly names?: DeviceNames;
    readonly clock?: Clock;
    readonly random?: () => number;
}

/** What the hub reports besides states and frames. */
export type HubEvents = ReceiverReports;

/** What is wrong with a hub that is connected all the same. */
export interface HubProblems {
    /** For how long it has been silent, where that is too long. */
    readonly silentMs?: number;
    /** It has listed no device and sent nothing that a started bridge sends: commands wait. */
    readonly notStarted?: true;
    /** Readings arrive, and commands do not. */
    readonly isOneWay?: true;
}

/** The state of the connection, and what is wrong with a connected hub. */
export type HubState =
    | Exclude<ConnectionState, { name: 'connected' }>
    | (Extract<ConnectionState, { name: 'connected' }> & HubProblems);

/** A device that has confirmed a command, or has not responded in time. */
export interface Outcome {
    readonly device: string;
    readonly isConfirmed: boolean;
}

/** A publish interval that a device has confirmed. */
export interface Configured {
    /** `type/address`, as it was requested. */
    readonly device: string;
    readonly owner: object;
}
