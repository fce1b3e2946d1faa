// What is known of the hubs of a flow besides the flow: from a running hub, or nothing.

/** A device that a hub has listed or that has reported. */
export interface KnownDevice {
    /** Its type and address. */
    readonly device: string;
    /** What it has reported; empty before its first reading. */
    readonly quantities: readonly string[];
    /** Its publish interval in seconds, null without regular reports; absent if it is not known. */
    readonly seconds?: number | null;
}

/** What is known of one hub. */
export interface KnownHub {
    /** The latest device list. Undefined without one, or if it may be cut: then no device is known to be missing. */
    readonly listed: readonly string[] | undefined;
    /** The topics of all frames that it has sent. */
    readonly topics: readonly string[];
    readonly devices: readonly KnownDevice[];
    /** Whether slow devices have had the time to report since the hub was connected. */
    readonly isSettled: boolean;
}

/** What is known, by the id of the hub node. */
export type Knowledge = ReadonlyMap<string, KnownHub>;
