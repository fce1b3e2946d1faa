// The requests and responses of the admin routes, and the messages of the feed.
// Types only, and free of Node-RED, for both halves use them. Reasons travel as codes: each side has its own language.

import type { Reason } from '../../src/base/errors';
import type { QuantityHistory } from '../../src/devices/day-series';
import type { DeviceEntry } from '../../src/devices/device-list';
import type { Hub } from '../../src/hub';
import type { CommandKind } from '../../src/protocol/kinds';
import type { HEADER_SLOTS } from '../../src/settings/handshake';
import type { StateWord } from '../runtime/types';
import type { KnownInterval } from './expected-readings';

/** On its own, because the first script of the editor has no other route. */
export const SCRIPT_ROUTE = 'clown-hub/script/:version';

/**
 * Below the admin root of Node-RED. Reading needs the permission `clown-hub.read`, all else `clown-hub.write`. Each POST
 * needs the secret of this run in `CSRF_HEADER`, or the response is 403.
 */
export const ROUTES = {
    /** GET, `nodes.read`: the script of the dialogs, for an editor with the first script of the same build. */
    script: SCRIPT_ROUTE,
    /** GET, every user: `TokenView`. */
    token: 'clown-hub/token',
    /** GET, read: `HubsView`. */
    hubs: 'clown-hub/hubs',
    /** POST, read: keeps the feed running for this editor for `LEASE_MS`. */
    feed: 'clown-hub/feed',
    /** GET, read: `TopicsView` of a hub that runs, or that was checked before its first deploy; empty for any other. */
    topics: 'clown-hub/hubs/:id/topics',
    /** GET with `device` in the query, read: `HistoryView` of a device. */
    history: 'clown-hub/hubs/:id/history',
    /** POST, write: requests the device list; `TopicsView` after the response of the hub, or `Refusal`. */
    refresh: 'clown-hub/hubs/:id/refresh',
    /** GET, read: `NodeHubView` of a node that names its hub by a variable. */
    hubOfNode: 'clown-hub/nodes/:id/hub',
    /** GET, read: `object`, for the clipboard of an owner who needs support. */
    diagnostics: 'clown-hub/hubs/:id/diagnostics',
    /** POST `CommandRequest`, write: `CommandDone`. */
    command: 'clown-hub/hubs/:id/command',
    /** GET, read: `RecordingsView`. */
    recordings: 'clown-hub/recordings',
    /** POST `{ minutes }`, write: starts a recording; `RecordingDone`. */
    record: 'clown-hub/hubs/:id/record',
    /** POST, write: ends it; `RecordingDone`. */
    stopRecording: 'clown-hub/hubs/:id/record/stop',
    /** GET, write: the file; `replace` is `-`, or `n` for names, `t` for times, or both. */
    download: 'clown-hub/recordings/:replace/:name',
    /** POST, write: removes the file, and the run that is kept beside it; `RecordingDone`. */
    removeRecording: 'clown-hub/recordings/:name/remove',
    /** POST `FlowTestRequest`, write: tests the deployed flows with a recording; `FlowTestDone`. Disconnecting ends the test. */
    testFlow: 'clown-hub/recordings/:name/test',
    /** POST `KeepRequest`, write: keeps a run for the next comparison; `KeepDone`. */
    keepRun: 'clown-hub/recordings/:name/keep',
    /** GET, read: `LiveView` of a hub after the message of this number; repeated while it is shown, within `LEASE_MS`. */
    messages: 'clown-hub/hubs/:id/messages/:after',
    /** POST `CheckRequest`, `flows.write`: one line of JSON for each `CheckStep`, and a last one with `CheckEnd`. */
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
/** How long an editor receives changes after its latest request, in milliseconds. */
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
    /** The line as the hub sent it; absent if it is long. */
    readonly text?: string;
    readonly values: readonly ValueView[];
}

/** A device, with the values of its last reading or state. */
export interface DeviceView extends DeviceEntry {
    readonly values: readonly ValueView[];
    /** The owner's name of it, and the silence limit in milliseconds, 0 for none, if there are any. */
    readonly name?: string;
    readonly limitMs?: number;
    /** Its publish interval, as far as it is known. */
    readonly interval?: KnownInterval;
    /** Milliseconds of silence; absent while the device is within its limit. */
    readonly silentMs?: number;
    /** The first numeric quantity over the last minutes: seconds before now, and the value. */
    readonly curve?: readonly (readonly [agoS: number, value: number])[];
}

/** The state of a hub; times in milliseconds since 1970. `invalid`: its settings are invalid for the reason `cause`. */
export interface StateView {
    readonly word: StateWord | 'invalid';
    /** Connected since. */
    readonly since?: number;
    readonly silentMs?: number;
    /** Number of this attempt, or number and time of the next one. */
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

/** A file of the folder of recordings. */
export interface RecordingView {
    readonly name: string;
    readonly bytes: number;
    /** The name of the hub, and when it started; absent if this release cannot read it. */
    readonly hub?: string;
    readonly started?: string;
    /** Why it ended; absent if nothing shows it. */
    readonly end?: string;
    readonly ms?: number;
    readonly isRunning: boolean;
    /** Whether a run of a flow test is kept beside it. */
    readonly hasRun: boolean;
}

export interface RecordingsView {
    /** Most files that are kept. */
    readonly limit: number;
    /** The latest first. */
    readonly files: readonly RecordingView[];
}

export type RecordingDone = { readonly ok: true } | Refusal;

/** Most messages of a `LiveView`. */
export const MAX_LIVE = 200;

/** A message of a hub or to it, or a state of its connection. */
export interface LiveMessage {
    readonly time: number;
    readonly kind: 'in' | 'out' | 'state';
    readonly text: string;
}

export interface LiveView {
    readonly messages: readonly LiveMessage[];
    /** The number of the last one. */
    readonly last: number;
}

export interface HubView {
    readonly id: string;
    /** Of a hub inside a subflow: the id that it has in the editor. */
    readonly template?: string;
    /** Name or host, inside a subflow after the name of the subflow node; never holds a secret. */
    readonly label: string;
    readonly state: StateView;
    /** The latest reason for which the connection was lost or could not be opened. */
    readonly lastError?: HubEvent;
    readonly counters?: Hub['counters'];
    /** The recording that runs. */
    readonly recording?: { readonly file: string; readonly leftMs: number; readonly bytes: number };
    /** When the hub last listed its devices. */
    readonly listedAt?: number;
    /** All of them; in a `FeedMessage` those that have changed. */
    readonly devices: readonly DeviceView[];
}

/** The id of the hub that a running node uses, if it uses one. */
export interface NodeHubView {
    readonly hub?: string;
}

export interface HubsView {
    /** The runtime's clock, for ages. */
    readonly now: number;
    readonly hubs: readonly HubView[];
}

/** Changes since the last one. A hub missing in `ids` was removed. */
export interface FeedMessage extends HubsView {
    readonly ids: readonly string[];
}

export interface TopicsView {
    readonly now: number;
    /** Absent for a hub that does not run. */
    readonly state?: StateView;
    /** When the devices were last listed, by the hub or at a check before the first deploy. */
    readonly listedAt?: number;
    /** What a check has seen: the `checkedPlace` of its form. Nothing of it counts for another place. */
    readonly checked?: string;
    readonly devices: readonly DeviceView[];
    /** The last frame of every topic received, readings first. */
    readonly topics: readonly TopicView[];
    /** Whether devices or topics are left out, because there are too many. */
    readonly isCut?: true;
}

/** The last day of a device, as far as its values were numbers. */
export interface HistoryView {
    readonly quantities: readonly QuantityHistory[];
}

export interface Refusal {
    readonly ok: false;
    readonly reason: Reason;
}

/** A command from the editor; `payload` is that of a message. */
export interface CommandRequest {
    readonly kind: CommandKind;
    readonly device: string;
    readonly payload?: unknown;
}

/** `values`: the response of the hub, if any; for a scan, the number of chips as `slaves`. */
export type CommandDone = { readonly ok: true; readonly values?: readonly ValueView[] } | Refusal;

/**
 * The form of a hub as shown in the dialog, deployed or not. A password that was not typed again is left out; a header
 * value that was not typed again comes as Node-RED's placeholder for it.
 */
export interface CheckRequest {
    readonly id: string;
    readonly settings: Readonly<Record<string, unknown>>;
    readonly credentials: Readonly<Partial<Record<'user' | 'password' | (typeof HEADER_SLOTS)[number], string>>>;
    /** Whether the stored password counts where none is given. */
    readonly storedPassword: boolean;
    /** The selected TLS settings and proxy by their ids, as the editor has them. */
    readonly nodes?: Readonly<Record<string, CheckNode>>;
}

/** A config node in the editor, deployed or not; only credentials that were typed. */
export interface CheckNode {
    readonly type: string;
    readonly settings: Readonly<Record<string, unknown>>;
    readonly credentials: Readonly<Record<string, string>>;
}

export type { DayPoint, QuantityHistory } from '../../src/devices/day-series';
export { CHECK_STEPS, type CheckStep, type CheckStepName } from '../../src/doctor/steps';

export interface CheckEnd {
    readonly ok: boolean;
    readonly ms: number;
    /** The topics received, if the connection was opened. */
    readonly topics?: TopicsView;
    /** Why nothing was checked at all. */
    readonly reason?: Reason;
}
