// What the runtime tells the editor, and what the editor asks of it: the messages of the admin routes and of the feed.
// Types only, and free of Node-RED, for both halves use them. Reasons travel as codes: each side has its own language.

import type { Reason } from '../../src/base/errors';
import type { DeviceEntry } from '../../src/devices/device-list';
import type { Hub } from '../../src/hub';
import type { CommandKind } from '../../src/protocol/kinds';
import type { HEADER_SLOTS } from '../../src/settings/handshake';
import type { StateWord } from '../runtime/types';

/**
 * Below the admin root of Node-RED. Reading needs the permission `clown-hub.read`, all else `clown-hub.write`. Each POST
 * needs the secret of this run in `CSRF_HEADER`, or the answer is 403.
 */
export const ROUTES = {
    /** GET, every user: `TokenView`. */
    token: 'clown-hub/token',
    /** GET, read: `HubsView`. */
    hubs: 'clown-hub/hubs',
    /** POST, read: keeps the feed running for this editor for `LEASE_MS`. */
    feed: 'clown-hub/feed',
    /** GET, read: `TopicsView` of a hub that runs, or that was checked before its first deploy. */
    topics: 'clown-hub/hubs/:id/topics',
    /** POST, write: asks the hub for its devices; `TopicsView` once it has answered, or `Refusal`. */
    refresh: 'clown-hub/hubs/:id/refresh',
    /** GET, read: `object`, for the clipboard of an owner who asks for help. */
    diagnostics: 'clown-hub/hubs/:id/diagnostics',
    /** POST `CommandAsked`, write: `CommandDone`. */
    command: 'clown-hub/hubs/:id/command',
    /** POST `CheckAsked`, `flows.write`: one line of JSON for each `CheckStep`, and a last one with `CheckEnd`. */
    check: 'clown-hub/check',
} as const;

/** In lower case, as Node.js gives the names of headers. */
export const CSRF_HEADER = 'x-clown-hub-token';

/** The secret of this run of Node-RED, which pages of other sites cannot read. */
export interface TokenView {
    readonly token: string;
}

/** The topic of the editor's channel on which `FeedMessage` comes, at most twice a second. */
export const FEED_TOPIC = 'clown-hub/feed';
/** For how long an editor is told changes without asking again. */
export const LEASE_MS = 15_000;

/** One quantity of a frame. A value that is no plain one, or too long, comes as a short text. */
export interface ValueView {
    readonly quantity: string;
    readonly value: string | number | boolean | null;
    readonly unit?: string;
}

/** The last frame of a topic; `time` is its arrival in milliseconds since 1970. */
export interface TopicView {
    readonly topic: string;
    readonly time: number;
    readonly values: readonly ValueView[];
}

/** A device, with the values of its last reading or state. */
export interface DeviceView extends DeviceEntry {
    readonly values: readonly ValueView[];
    /** For how long it has said nothing, where that is longer than it should be. */
    readonly silentMs?: number;
    /** The first numeric quantity over the last minutes: seconds before now, and the value. */
    readonly curve?: readonly (readonly [agoS: number, value: number])[];
}

/** The state of a hub; times in milliseconds since 1970. `invalid`: its settings make no hub, and `cause` says why. */
export interface StateView {
    readonly word: StateWord | 'invalid';
    /** Connected since. */
    readonly since?: number;
    readonly silentMs?: number;
    /** Number of this try, or of the next one, and when that is. */
    readonly attempt?: number;
    readonly retryAt?: number;
    readonly cause?: Reason;
}

/** Something that happened to a hub; what it is about, by its state or by a reason. */
export interface HubEvent {
    readonly time: number;
    readonly kind: 'state' | 'fault' | 'interval';
    readonly word?: StateView['word'];
    readonly reason?: Reason;
}

export interface HubView {
    readonly id: string;
    /** Name or host; never holds a secret. */
    readonly label: string;
    readonly state: StateView;
    /** The latest reason for which the link was lost or could not be made. */
    readonly lastError?: HubEvent;
    readonly counters?: Hub['counters'];
    /** When the hub last listed its devices. */
    readonly listedAt?: number;
    /** All of them; in a `FeedMessage` those that have changed. */
    readonly devices: readonly DeviceView[];
}

export interface HubsView {
    /** The runtime's clock, for ages. */
    readonly now: number;
    readonly hubs: readonly HubView[];
}

/** Changes since the last one. A hub that is not in `ids` is gone. */
export interface FeedMessage extends HubsView {
    readonly ids: readonly string[];
}

export interface TopicsView {
    readonly now: number;
    /** Absent for a hub that does not run. */
    readonly state?: StateView;
    /** When the devices were last listed, by the hub or at a check before the first deploy. */
    readonly listedAt?: number;
    readonly devices: readonly DeviceView[];
    /** The last frame of every topic that was heard, readings first. */
    readonly topics: readonly TopicView[];
}

export interface Refusal {
    readonly ok: false;
    readonly reason: Reason;
}

/** A command as a dialog says it; `payload` is what a message would hold. */
export interface CommandRequest {
    readonly kind: CommandKind;
    readonly device: string;
    readonly payload?: unknown;
}

/** `values`: what the hub answered, where it did; to a scan, the number of chips as `slaves`. */
export type CommandDone = { readonly ok: true; readonly values?: readonly ValueView[] } | Refusal;

/**
 * The form of a hub as it stands in the dialog, deployed or not. A password that was not typed anew is left out; a header
 * value that was not typed again comes as Node-RED's placeholder for it.
 */
export interface CheckRequest {
    readonly id: string;
    readonly settings: Readonly<Record<string, unknown>>;
    readonly credentials: Readonly<Partial<Record<'user' | 'password' | (typeof HEADER_SLOTS)[number], string>>>;
    /** Whether the stored password counts where none is given. */
    readonly storedPassword: boolean;
}

export { CHECK_STEPS, type CheckStep, type CheckStepName } from '../../src/doctor/steps';

export interface CheckEnd {
    readonly ok: boolean;
    readonly ms: number;
    /** What was seen, where the link came up. */
    readonly topics?: TopicsView;
    /** Why nothing was checked at all. */
    readonly reason?: Reason;
}
