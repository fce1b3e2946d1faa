// What the nodes have in common: the messages they send, the settings they are stored with, the hub node as its users
// see it. Types only.

import type { Node, NodeDef } from 'node-red';
import type { DeviceEntry } from '../../src/device-list';
import type { ReasonCode, Result } from '../../src/errors';
import type { Json } from '../../src/frame';
import type { Hub } from '../../src/hub';
import type { CommandKind } from '../../src/kinds';

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
    /** With a value that was told again when the flow started: that it was, and its age in milliseconds. */
    readonly cached?: true;
    readonly age?: number;
}

/** What `clown in` sends; `quantity` and `unit` come with a single value only, `unit` where the hub gives one. */
export interface ClownMessage {
    readonly topic: string;
    readonly payload: Json;
    readonly quantity?: string;
    readonly unit?: string;
    readonly clown: ClownDetails;
}

/** What `clown request` adds to a message: the topic of the answer stands here, `msg.topic` is kept. */
export interface AnswerDetails extends ClownDetails {
    readonly topic: string;
}

/** The state of a hub in one word; `silent` is connected, with nothing heard for too long. */
export type StateWord = 'disconnected' | 'connecting' | 'connected' | 'silent' | 'waiting';

/** A hub's state with what belongs to it. Times in milliseconds since 1970. */
export interface StateDetails {
    readonly state: StateWord;
    /** Connected since. */
    readonly since?: number;
    /** Milliseconds without a frame. */
    readonly silentMs?: number;
    /** Waiting: number and time of the next try, and why the last one failed. */
    readonly attempt?: number;
    readonly retryAt?: number;
    readonly code?: ReasonCode;
    readonly message?: string;
}

/** What `msg.action` `status` gives. */
export interface HubStatus extends StateDetails {
    readonly hub: string;
    readonly counters: Hub['counters'];
    readonly devices: readonly DeviceEntry[];
}

/** What `clown in` sends for a topic that has fallen silent, or is back; times in milliseconds. */
export interface SilenceDetails extends Pick<ClownDetails, 'type' | 'address' | 'bus' | 'event' | 'hub' | 'time'> {
    /** When it was last heard before the silence; absent where it never was. */
    readonly heardAt?: number;
    readonly silentMs: number;
}

/** What `clown in` listens to. */
export type Listen = 'topic' | 'dynamic' | 'state';

/** What `clown in` makes of a frame. */
export type Output = 'payload' | 'values' | 'quantity' | 'each' | 'text';

export interface ClownHubDef extends NodeDef {
    readonly place?: string;
    readonly tls?: string;
    readonly quiet?: boolean;
    readonly showStatus?: boolean;
}

export interface ClownInDef extends NodeDef {
    readonly hub: string;
    readonly listen?: Listen;
    readonly topic: string;
    readonly output: Output;
    readonly quantity: string;
    readonly replay?: boolean;
    /** Nodes of the first releases have none. */
    readonly showValue?: boolean;
    /** Seconds, as text. */
    readonly silentAfter?: string;
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
    readonly long?: 'refuse' | 'cut';
    readonly confirm?: boolean;
    readonly tries?: string;
}

export interface ClownOutDef extends CommandDef {
    readonly offline?: 'fail' | 'newest' | 'queue';
    readonly queueSize?: string;
    readonly queueAge?: string;
    readonly outputs?: number;
}

export interface ClownRequestDef extends CommandDef {
    readonly answer?: string;
    readonly timeout?: string;
    readonly outputs?: number;
}

/** What a hub node offers to the nodes that use it. */
export interface HubShare {
    /** The hub, or why its settings make none. */
    readonly hub: Result<Hub>;
    /** Name for labels and messages; never holds a secret. */
    readonly label: string;
    /** Whether the nodes show the state of the hub; what is wrong with their own settings they always show. */
    readonly showStatus: boolean;
    /** Devices that the hub has listed or that were heard. */
    devices(): readonly DeviceEntry[];
    /** Registers a node for errors and status of the hub, until the disposer is called. */
    adopt(user: Node): () => void;
}

export type ClownHubNode = Node & HubShare;
