// The filters of one clown in: sends each received frame once as messages, and reports silent topics.

import type { NodeAPI, NodeMessage } from 'node-red';
import type { Dispose } from '../../../src/base/clock';
import { ok, type Reason, type Result, refuse, shorten } from '../../../src/base/errors';
import { systemClock } from '../../../src/base/system-clock';
import type { FilterAdvice } from '../../../src/protocol/filter-advice';
import { type Frame, parseFrame } from '../../../src/protocol/frame';
import { copyJson } from '../../../src/protocol/json-data';
import { topicParts } from '../../../src/protocol/model';
import { checkFilter } from '../../../src/protocol/topic';
import type { Conversion } from '../../../src/protocol/units';
import type { KeptValue } from '../../../src/receive/kept-values';
import type { ReceivedFrame } from '../../../src/receive/received-frame';
import type { Listener, Subscription } from '../../../src/receive/subscriptions';
import { oldAfterMs } from '../../shared/expected-readings';
import { type LeftOut, MAX_QUANTITIES, type MessageFactory } from '../../shared/message-factory';
import { messageId } from '../../shared/message-ids';
import type { ClownDetails } from '../../shared/messages';
import type { FilterUser } from '../hub/filter-hints';
import type { Attached, ShownValue } from '../node/attached';
import { type AgedStatus, agedStatus, hintStatus, keptStatus, type Status, valueStatus } from '../status/status';
import { reasonError } from '../text';
import { SilentTopics } from './silent-topics';

/** Filters of one node. */
export const MAX_FILTERS = 1_000;

export interface SubscriptionSettings {
    readonly make: MessageFactory;
    /** Converts units, also of the value that is shown; undefined for values as received. */
    readonly convert: Conversion | undefined;
    /** Whether the last values are sent again at the start. */
    readonly replay: boolean;
    /** Whether responses to the hub node's own state requests are left out. */
    readonly skipRequested: boolean;
    /** Whether the last value is shown under the node; of this quantity only, where there is one. */
    readonly showValue: boolean;
    readonly quantity: string | undefined;
    /** Milliseconds without a frame after which a topic is reported as silent; 0 for never. */
    readonly silentMs: number;
    /** Whether the status shows a filter that matches nothing. */
    readonly warnUnmatched: boolean;
}

/** The node of the filters. */
export interface SubscriptionOwner extends Attached<SubscriptionSettings> {
    /** A filter as its owner wrote it, with its variables: a status shows no value of a variable. */
    asWritten(filter: string): string;
}

/** What marks a message of a value that is sent again, besides `cached`. */
type Cached = Pick<ClownDetails, 'age' | 'before'>;

interface ShownKept {
    readonly value: KeptValue;
    /** Whether other values match the filters, too. */
    readonly isOneOfMany: boolean;
}

/** The subscriptions of one clown in; sends what they receive through its node. */
export class NodeSubscriptions implements Listener<ReceivedFrame>, LeftOut, FilterUser, ShownValue {
    readonly #attached: SubscriptionOwner;
    #subscriptions: Subscription<ReceivedFrame>[] = [];
    /** Filters as they were given, where a name was replaced in them; undefined for none. */
    #given: Map<string, string> | undefined = undefined;
    /** Undefined if silence is not reported, as in most nodes. */
    readonly #silent: SilentTopics | undefined;
    /** The frame sent last, so that overlapping filters send it once. */
    #last: ReceivedFrame | undefined = undefined;
    /** The first topic whose value was shown, and whether there were others. */
    #valued: string | undefined = undefined;
    #isMany = false;
    /** The line of the value in the status, and its arrival by the monotonic clock. A frame would keep its payload. */
    #shown: string | undefined = undefined;
    #shownAt = 0;
    /** The value from before a deploy or restart that is shown; null if there is none, undefined before the search. */
    #kept: ShownKept | null | undefined = undefined;
    /** Filters whose values from before wait until they are read, and what ends that. */
    #awaited: Set<string> | undefined = undefined;
    #endWait: Dispose | undefined = undefined;
    #ended = false;
    /** Reported once, because such a device keeps sending such frames. */
    #isLeftOutReported = false;
    #isHinted = false;

    constructor(attached: SubscriptionOwner) {
        this.#attached = attached;
        this.#silent = attached.settings.silentMs > 0 ? new SilentTopics(attached) : undefined;
        if (attached.settings.warnUnmatched) attached.hints?.add(this);
    }

    get filters(): string[] {
        return this.#subscriptions.map(({ filter }) => filter);
    }

    /** The filters as they were given: with names. */
    get given(): string[] {
        return this.filters.map((filter) => this.#given?.get(filter) ?? filter);
    }

    /** Subscribes to these filters too, to all of them or none; refuses invalid filters, unknown names and too many. */
    add(filters: readonly unknown[]): Result<undefined> {
        const fresh = new Set<string>();
        const known = new Set(this.filters);
        const given = new Map(this.#given);
        for (const filter of filters) {
            const checked = this.#checked(filter);
            if (!checked.ok) return checked;
            if (known.has(checked.value)) continue;
            fresh.add(checked.value);
            if (checked.value !== filter) given.set(checked.value, String(filter));
        }
        if (known.size + fresh.size > MAX_FILTERS) return refuse('filter-many', { limit: MAX_FILTERS });
        if (given.size > 0) this.#given = given;
        const { hub, settings } = this.#attached;
        const more = [...fresh].map((filter) => hub.subscribe(filter, this.#silent?.watch(filter, this) ?? this));
        // `concat`, because `push` reserves room for sixteen entries, and most nodes have one.
        this.#subscriptions = this.#subscriptions.concat(more);
        this.#kept = undefined;
        if (settings.replay && fresh.size > 0) {
            this.#awaitKept(fresh);
            hub.whenFlowing(() => this.#replay(fresh));
        }
        this.#filtersChanged();
        return ok(undefined);
    }

    /** Subscribes to the valid ones at once, so that each value is sent again once; returns why not to the others. */
    addValid(filters: readonly unknown[]): Reason[] {
        const faults: Reason[] = [];
        const valid = filters.filter((filter) => {
            const checked = this.#checked(filter);
            if (!checked.ok) faults.push(checked.reason);
            return checked.ok;
        });
        const added = this.add(valid);
        return added.ok ? faults : [...faults, added.reason];
    }

    /** Unsubscribes from these filters; if one is invalid, none is removed. */
    remove(filters: readonly unknown[]): Result<undefined> {
        const removed = new Set<string>();
        for (const filter of filters) {
            const checked = this.#checked(filter);
            if (!checked.ok) return checked;
            removed.add(checked.value);
        }
        this.#end(({ filter }) => removed.has(filter));
        for (const filter of removed) this.#given?.delete(filter);
        this.#kept = undefined;
        this.#filtersChanged();
        return ok(undefined);
    }

    /** A filter with the device path in place of a name. */
    #checked(filter: unknown): Result<string> {
        const resolved = this.#attached.names.resolveAny(filter);
        return resolved.ok ? checkFilter(resolved.value) : resolved;
    }

    /** Ends all subscriptions. */
    end(): void {
        this.#ended = true;
        this.#endWait?.();
        this.#attached.hints?.remove(this);
        this.#silent?.end();
        this.#end(() => true);
    }

    onFrame(received: ReceivedFrame, isLast: boolean): void {
        if (received === this.#last || (received.requested && this.#attached.settings.skipRequested)) return;
        // Under one filter no frame arrives twice, and a reference would keep the frame in memory.
        this.#last = this.#subscriptions.length > 1 ? received : undefined;
        this.#send(received, isLast);
    }

    hinted(): void {
        const { hints, RED } = this.#attached;
        const filter = this.filters.find((one) => hints?.of(one));
        const advice = filter === undefined ? undefined : hints?.of(filter);
        const isHinted = filter !== undefined && advice !== undefined;
        if (!isHinted && !this.#isHinted) return;
        this.#isHinted = isHinted;
        this.#attached.showHint(isHinted ? this.#hintStatus(RED, filter, advice) : undefined);
    }

    #hintStatus(RED: NodeAPI, filter: string, advice: FilterAdvice): Status {
        const given = this.#given?.get(filter) ?? filter;
        const written = this.#attached.asWritten(given);
        if (written !== given) return hintStatus(RED, written, { cause: advice.cause });
        const { suggestion } = advice;
        const shown = suggestion === undefined ? {} : { suggestion: this.#attached.names.shown(suggestion) };
        return hintStatus(RED, written, { ...advice, ...shown });
    }

    leftOut(topic: string, count: number): void {
        if (this.#isLeftOutReported) return;
        this.#isLeftOutReported = true;
        const { RED, node, label } = this.#attached;
        const reason = refuse('quantities-many', { topic: shorten(topic), count, limit: MAX_QUANTITIES }).reason;
        node.error(reasonError(RED, reason), { topic, clown: { hub: label } });
    }

    #filtersChanged(): void {
        const { hints, settings } = this.#attached;
        if (!settings.warnUnmatched || !hints) return;
        hints.changed();
        this.hinted();
    }

    #end(isRemoved: (subscription: Subscription<ReceivedFrame>) => boolean): void {
        const removed = this.#subscriptions.filter(isRemoved);
        this.#subscriptions = this.#subscriptions.filter((one) => !isRemoved(one));
        for (const subscription of removed) {
            subscription.end();
            this.#silent?.unwatch(subscription.listener);
        }
    }

    /** Whether a value from before a full deploy or a restart may be shown: none was received since. */
    get hasKept(): boolean {
        const { hub, settings } = this.#attached;
        return settings.showValue && this.#shown === undefined && !hub.kept.isEmpty;
    }

    /** The status of the last such value. */
    keptStatus(): AgedStatus | undefined {
        if (!this.hasKept) return undefined;
        const { RED, hub, settings } = this.#attached;
        if (this.#kept === undefined || (this.#kept && !hub.kept.has(this.#kept.value))) this.#kept = this.#findKept();
        const cached = this.#kept && hub.kept.read(this.#kept.value);
        if (!this.#kept || !cached) return undefined;
        const { received, age } = cached;
        const whose = this.#kept.isOneOfMany ? this.#shortName(received.frame.topic) : undefined;
        return keptStatus(RED, valueStatus(RED, this.#converted(received.frame), settings.quantity, whose), age);
    }

    /** The latest of them that gives a message. */
    #findKept(): ShownKept | null {
        const { hub, settings, label } = this.#attached;
        const values = hub.kept.matching(this.filters);
        const value = values.findLast((one) => {
            const cached = hub.kept.read(one);
            return cached && settings.make(cached.received, label, '').length > 0;
        });
        return value ? { value, isOneOfMany: values.length > 1 } : null;
    }

    #send(received: ReceivedFrame, isLast: boolean, cached?: Cached): void {
        const { settings, label } = this.#attached;
        // Messages that leave together have one id, as Node-RED does it.
        const messages = settings.make(received, label, messageId(), isLast, this);
        if (messages.length === 0) return;
        // Responses and echoes of commands are no values.
        if (settings.showValue && !cached && messages[0]?.clown.event === '') {
            this.#shown = received.text;
            this.#shownAt = received.at;
            this.#attached.showValue(this);
        }
        if (cached) for (const { clown } of messages) markCached(clown, cached);
        // Node-RED handles a single message faster than a list.
        this.#attached.node.send(messages.length === 1 ? (messages[0] as NodeMessage) : [messages]);
    }

    valueAt(now: number): AgedStatus | undefined {
        const frame = parseFrame(this.#shown ?? '');
        if (!frame.ok) return undefined;
        const { RED, settings } = this.#attached;
        const { topic } = frame.value;
        const line = valueStatus(RED, this.#converted(frame.value), settings.quantity, this.#deviceName(topic));
        const limitMs = this.#attached.silenceLimits.get(topic);
        const oldMs = oldAfterMs(topicParts(topic).type, this.#attached.interval(topic), limitMs);
        return agedStatus(RED, line, now - this.#shownAt, oldMs);
    }

    /** The frame as the status shows it: with the units of the messages. */
    #converted(frame: Frame): Frame {
        const { convert } = this.#attached.settings;
        if (!convert) return frame;
        const payload = copyJson(frame.payload);
        convert(payload);
        return { topic: frame.topic, payload };
    }

    /** Distinguishes the devices of shown values: the name, address or type of this one if several report, else undefined. */
    #deviceName(topic: string): string | undefined {
        this.#valued ??= topic;
        if (topic !== this.#valued) this.#isMany = true;
        return this.#isMany ? this.#shortName(topic) : undefined;
    }

    #shortName(topic: string): string {
        const { type, address, name } = this.#attached.names.partsOf(topic);
        if (name !== undefined) return name;
        const isOneType = this.filters.every((filter) => !/^[+#]/.test(filter));
        return isOneType && address !== '-' ? address : type;
    }

    #replay(filters: ReadonlySet<string>): void {
        if (this.#ended) return;
        const { lastFrames } = this.#attached.hub;
        const now = systemClock.monotonic();
        for (const received of lastFrames.matching(...this.#current(filters))) {
            this.#send(received, false, { age: Math.round(now - received.at) });
        }
    }

    /** The same for values from before a full deploy or a restart, once they are read. */
    #awaitKept(filters: ReadonlySet<string>): void {
        const { hub } = this.#attached;
        if (hub.kept.isRestored) {
            hub.whenFlowing(() => this.#replayKept(filters));
            return;
        }
        // One wait for all: filters may be changed often while a store is slow.
        const awaited = this.#awaited ?? new Set();
        for (const filter of filters) awaited.add(filter);
        if (this.#awaited) return;
        this.#awaited = awaited;
        this.#endWait = hub.kept.whenRestored(() => {
            this.#awaited = undefined;
            this.#endWait = undefined;
            hub.whenFlowing(() => this.#replayKept(awaited));
        });
    }

    #replayKept(filters: ReadonlySet<string>): void {
        if (this.#ended) return;
        const { kept } = this.#attached.hub;
        for (const value of kept.matching(this.#current(filters))) {
            const cached = kept.read(value);
            if (!cached) continue;
            const { received, age, before } = cached;
            this.#send(received, false, age === undefined ? { before } : { age, before });
        }
    }

    /** Without filters that were removed meanwhile. */
    #current(filters: ReadonlySet<string>): string[] {
        return this.filters.filter((filter) => filters.has(filter));
    }
}

/** A value whose age is not known has no time of arrival either. */
function markCached(clown: ClownDetails, cached: Cached): void {
    Object.assign(clown, { cached: true, ...cached });
    if (cached.age === undefined) Reflect.deleteProperty(clown, 'time');
}
