// The messages that the nodes send, for flows and programs that are checked by TypeScript: these are the types that the
// package publishes. They name no type of Node-RED, so that nothing else has to be installed for them.

import type { ReasonCode } from '../../src/base/reason-codes';
import type { Json } from '../../src/protocol/json';

/** `msg.clown`: the details of a frame besides topic and payload. */
export interface ClownDetails {
    /** Device type, such as `thermometer`. */
    readonly type: string;
    /** Device address, such as `i2c0-48` or `-`; empty for a notification. */
    readonly address: string;
    /** The I2C bus, where the address names one. */
    readonly bus?: number;
    /** What follows the address, such as `config/ok`; empty for a reading or a state. */
    readonly event: string;
    /** The owner's name of the device, if it has one. */
    readonly name?: string;
    /** The third element of the frame, where there is one. */
    readonly meta?: Json;
    /** Name of the hub node, or its host. */
    readonly hub: string;
    /** Arrival, in milliseconds since 1970; absent if `before` is set and the age is not known. */
    readonly time?: number;
    /** With the response to the state request that the hub node makes after each connect. */
    readonly requested?: true;
    /**
     * With a value that was sent again when the flow started, with its age in milliseconds. The age is absent if the clock of the
     * computer was wrong.
     */
    readonly cached?: true;
    readonly age?: number;
    /** With such a value from before a full deploy, or from before a restart of Node-RED. */
    readonly before?: 'deploy' | 'restart';
}

/** What `clown in` sends; `quantity` and `unit` come with a single value only, `unit` where the hub gives one. */
export interface ClownMessage {
    readonly topic: string;
    readonly payload: Json;
    readonly quantity?: string;
    readonly unit?: string;
    /** With one message per quantity. */
    readonly parts?: MessageParts;
    readonly clown: ClownDetails;
}

/** `msg.parts` as Node-RED's split node makes them for an object. `id` is the same for all messages of one frame. */
export interface MessageParts {
    readonly id: string;
    readonly type: 'object';
    /** Name of the quantity. */
    readonly key: string;
    readonly index: number;
    readonly count: number;
}

/** What `clown request` adds to a message: the topic of the response is in `topic`, and `msg.topic` is kept. */
export interface AnswerDetails extends ClownDetails {
    readonly topic: string;
}

/**
 * The state of a hub in one word. Three are connected hubs: `silent` has sent nothing for too long, the bridge program of
 * `not-started` has not started, so that commands wait, and from `one-way` readings arrive and commands do not reach it.
 */
export type StateWord = 'disconnected' | 'connecting' | 'connected' | 'silent' | 'not-started' | 'one-way' | 'waiting';

/** A hub's state with what belongs to it. Times in milliseconds since 1970. */
export interface StateDetails {
    readonly state: StateWord;
    /** Connected since. */
    readonly since?: number;
    /** Milliseconds without a frame. */
    readonly silentMs?: number;
    /** Waiting: number and time of the next attempt, and why the last one failed. */
    readonly attempt?: number;
    readonly retryAt?: number;
    readonly code?: ReasonCode;
    readonly message?: string;
}

/** Counts since the hub was deployed; `asked` and `waiting` are the requests and commands pending now. */
export interface HubCounters {
    readonly framesIn: number;
    readonly badFrames: number;
    /** Good frames that were dropped because the flows took too long to start. */
    readonly droppedFrames: number;
    readonly framesOut: number;
    readonly waiting: number;
    readonly asked: number;
    /** Milliseconds until the latest response; undefined before the first. */
    readonly roundTripMs: number | undefined;
    readonly reconnects: number;
}

/** A device that the hub has listed or that has reported. */
export interface ListedDevice {
    /** `type/address`. */
    readonly device: string;
    readonly type: string;
    readonly address: string;
    /** Its kind in the latest list that held it; `heard` if no list did. */
    readonly kind: 'sensor' | 'actuator' | 'heard';
    /** Whether the latest list holds it. */
    readonly listed: boolean;
    /** When a frame of it last came, in milliseconds since 1970. */
    readonly heardAt?: number;
    /** The owner's name of it, if it has one. */
    readonly name?: string;
}

/** The payload that `msg.action` `status` gives. */
export interface HubStatus extends StateDetails {
    readonly hub: string;
    /** When the last frame came, in milliseconds since 1970; absent if none has since the hub was deployed. */
    readonly heardAt?: number;
    readonly counters: HubCounters;
    readonly devices: readonly ListedDevice[];
}

/** What the actions `record` and `stop recording` return in `msg.payload`. */
export interface RecordingDetails {
    readonly hub: string;
    /** Its name in the folder of recordings. */
    readonly file: string;
    readonly state: 'recording' | 'stopped';
    /** After `record`: its longest time. */
    readonly minutes?: number;
    /** After `stop recording`: its size. */
    readonly bytes?: number;
}

/** What `clown in` sends for a topic that has fallen silent, or is back; times in milliseconds. */
export interface SilenceDetails extends Pick<ClownDetails, 'type' | 'address' | 'bus' | 'event' | 'name' | 'hub'> {
    readonly time: number;
    /** When it last reported before the silence; absent if it never did. */
    readonly heardAt?: number;
    readonly silentMs: number;
}

export type { Json, ReasonCode };
