// What the nodes have in common: the messages they send, the settings they are stored with, the hub node as its users
// see it. Types only.

import type { Node, NodeDef } from 'node-red';
import type { Result } from '../../src/errors';
import type { Json } from '../../src/frame';
import type { Hub } from '../../src/hub';

/** `msg.clown`: what a frame says besides topic and payload. */
export interface ClownDetails {
    /** Device type, such as `thermometer`. */
    readonly type: string;
    /** Device address, such as `i2c0-48` or `-`; empty for a notification. */
    readonly address: string;
    /** The I2C bus, where the address names one. */
    readonly bus?: number;
    /** What follows the address, such as `config/ok`; empty for a reading or a state. */
    readonly event: string;
    /** The third element of the frame, where there is one. */
    readonly meta?: Json;
    /** Name of the hub node, or its host. */
    readonly hub: string;
    /** Arrival, in milliseconds since 1970. */
    readonly time: number;
}

/** What `clown in` sends; `quantity` and `unit` come with a single value only, `unit` where the hub gives one. */
export interface ClownMessage {
    readonly topic: string;
    readonly payload: Json;
    readonly quantity?: string;
    readonly unit?: string;
    readonly clown: ClownDetails;
}

/** What `clown in` makes of a frame. */
export type Output = 'payload' | 'values' | 'quantity' | 'each' | 'text';

/** What `clown out` makes of a message. */
export type CommandKind = 'message' | 'relay' | 'led';

export interface ClownHubDef extends NodeDef {
    readonly place?: string;
    readonly tls?: string;
    readonly quiet?: boolean;
    readonly showStatus?: boolean;
}

export interface ClownInDef extends NodeDef {
    readonly hub: string;
    readonly topic: string;
    readonly output: Output;
    readonly quantity: string;
}

export interface ClownOutDef extends NodeDef {
    readonly hub: string;
    readonly command: CommandKind;
    readonly topic: string;
    readonly device: string;
}

/** What a hub node offers to the nodes that use it. */
export interface HubShare {
    /** The hub, or why its settings make none. */
    readonly hub: Result<Hub>;
    /** Name for labels and messages; never holds a secret. */
    readonly label: string;
    /** Whether the nodes show the state of the hub; what is wrong with their own settings they always show. */
    readonly showStatus: boolean;
    /** Registers a node for errors and status of the hub, until the disposer is called. */
    adopt(user: Node): () => void;
}

export type ClownHubNode = Node & HubShare;
