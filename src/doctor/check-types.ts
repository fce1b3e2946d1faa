// What a connection check is given, and what it finds besides its steps. Types only.

import type { ConnectionOptions as TlsOptions } from 'node:tls';
import type { Clock } from '../base/clock';
import type { ProxyOrigin } from '../connection/proxy';
import type { OpenSocket } from '../connection/socket-types';
import type { DeviceEntry } from '../devices/device-list';
import type { ReceivedFrame } from '../receive/received-frame';
import type { HubPlace } from '../settings/hub-options';

/** Checked options of a hub, as far as the connection needs them. */
export interface CheckTarget {
    readonly openSocket: OpenSocket;
    readonly place: HubPlace;
    /** TLS options of the connection. */
    readonly tls: TlsOptions;
    /** Where the proxy was set, beyond which nothing is examined; undefined without a proxy. */
    readonly proxyFrom?: ProxyOrigin | undefined;
    /** Longest wait for an open socket. */
    readonly handshakeMs: number;
    readonly clock?: Clock;
    /** A connection to the same hub that is up now, and has its list. */
    readonly running?: Running | undefined;
}

export interface Examined {
    /** No step has failed. */
    readonly ok: boolean;
    /** What was seen; absent if no connection was opened. */
    readonly seen?: Seen;
}

/** What a hub was seen to have. */
export interface Seen {
    readonly devices: readonly DeviceEntry[];
    readonly frames: readonly ReceivedFrame[];
    /** When the devices were listed, in milliseconds since 1970. */
    readonly listedAt?: number;
    /** The list is to be taken from the running connection to this hub: this one got an empty list. */
    readonly isShared?: true;
}

/** What is known of another connection to the same hub. */
export interface Running {
    /** Devices that it has listed. */
    readonly count: number;
}
