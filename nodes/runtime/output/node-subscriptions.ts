// The filters of one clown in: sends each received frame once as messages, and reports silent topics.

import type { NodeMessage } from 'node-red';
import { ok, type Reason, type Result, refuse, shorten } from '../../../src/base/errors';
import type { ReceivedFrame } from '../../../src/receive/received-frame';
import type { Listener, Subscription } from '../../../src/receive/subscriptions';
import { type LeftOut, MAX_QUANTITIES } from '../../shared/message-factory';
import { messageId } from '../../shared/message-ids';
import type { ClownDetails } from '../../shared/messages';
import type { AgedStatus } from '../status/status';
import { reasonError } from '../text';
import { LastValue } from './last-value';
import { NodeHint } from './node-hint';
import { type Cached, ResentValues, type SubscribedNode } from './resent-values';
import { SilentTopics } from './silent-topics';
import type { SubscriptionOwner } from './subscription-owner';

/** Filters of one node. */
export const MAX_FILTERS = 1_000;

/** The subscriptions of one clown in; sends what they receive through its node. */
export class NodeSubscriptions implements Listener<ReceivedFrame>, LeftOut, SubscribedNode {
    readonly #attached: SubscriptionOwner;
    #subscriptions: Subscription<ReceivedFrame>[] = [];
    /** Filters as they were given, where a name was replaced in them; undefined for none. */
    #given: Map<string, string> | undefined = undefined;
    /** Undefined if silence is not reported, as in most nodes. */
    readonly #silent: SilentTopics | undefined;
    /** The frame sent last, so that overlapping filters send it once. */
    #last: ReceivedFrame | undefined = undefined;
    /** Undefined if the status shows no value. */
    readonly #value: LastValue | undefined;
    /** Undefined if no values are sent again. */
    readonly #resent: ResentValues | undefined;
    /** Reported once, because such a device keeps sending such frames. */
    #isLeftOutReported = false;
    /** Undefined if the status shows no hint. */
    readonly #hint: NodeHint | undefined;

    constructor(attached: SubscriptionOwner) {
        this.#attached = attached;
        this.#silent = attached.settings.silentMs > 0 ? new SilentTopics(attached) : undefined;
        this.#value = attached.settings.showValue ? new LastValue(attached, this) : undefined;
        this.#resent = attached.settings.replay ? new ResentValues(attached.hub, this) : undefined;
        const { hints } = attached;
        this.#hint = hints && attached.settings.warnUnmatched ? new NodeHint(attached, this, hints) : undefined;
    }

    get filters(): string[] {
        return this.#subscriptions.map(({ filter }) => filter);
    }

    /** The filters as they were given: with names. */
    get given(): string[] {
        return this.filters.map((filter) => this.givenAs(filter));
    }

    givenAs(filter: string): string {
        return this.#given?.get(filter) ?? filter;
    }

    /** Subscribes to these filters too, to all of them or none; refuses invalid filters, unknown names and too many. */
    add(filters: readonly unknown[]): Result<undefined> {
        const fresh = new Set<string>();
        const known = new Set(this.filters);
        const given = new Map(this.#given);
        for (const filter of filters) {
            const checked = this.#attached.names.resolveFilter(filter);
            if (!checked.ok) return checked;
            if (known.has(checked.value)) continue;
            fresh.add(checked.value);
            if (checked.value !== filter) given.set(checked.value, String(filter));
        }
        if (known.size + fresh.size > MAX_FILTERS) return refuse('filter-many', { limit: MAX_FILTERS });
        if (given.size > 0) this.#given = given;
        const { hub } = this.#attached;
        const more = [...fresh].map((filter) => hub.subscribe(filter, this.#silent?.watch(filter, this) ?? this));
        // `concat`, because `push` reserves room for sixteen entries, and most nodes have one.
        this.#subscriptions = this.#subscriptions.concat(more);
        if (fresh.size === 0) return ok(undefined);
        this.#filtersChanged();
        this.#resent?.start(fresh);
        return ok(undefined);
    }

    /** Subscribes to the valid ones at once, so that each value is sent again once; returns why not to the others. */
    addValid(filters: readonly unknown[]): Reason[] {
        const faults: Reason[] = [];
        const valid = filters.filter((filter) => {
            const checked = this.#attached.names.resolveFilter(filter);
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
            const checked = this.#attached.names.resolveFilter(filter);
            if (!checked.ok) return checked;
            removed.add(checked.value);
        }
        const before = this.#subscriptions.length;
        this.#end(({ filter }) => removed.has(filter));
        for (const filter of removed) this.#given?.delete(filter);
        if (this.#subscriptions.length < before) this.#filtersChanged();
        return ok(undefined);
    }

    /** Ends all subscriptions. */
    end(): void {
        this.#resent?.end();
        this.#hint?.end();
        this.#silent?.end();
        this.#end(() => true);
    }

    onFrame(received: ReceivedFrame, isLast: boolean): void {
        if (received === this.#last || (received.requested && this.#attached.settings.skipRequested)) return;
        // Under one filter no frame arrives twice, and a reference would keep the frame in memory.
        this.#last = this.#subscriptions.length > 1 ? received : undefined;
        this.send(received, isLast);
    }

    leftOut(topic: string, count: number): void {
        if (this.#isLeftOutReported) return;
        this.#isLeftOutReported = true;
        const { RED, node, label } = this.#attached;
        const reason = refuse('quantities-many', { topic: shorten(topic), count, limit: MAX_QUANTITIES }).reason;
        node.error(reasonError(RED, reason), { topic, clown: { hub: label } });
    }

    #filtersChanged(): void {
        this.#value?.filtersChanged();
        this.#hint?.filtersChanged();
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
        return this.#value?.hasKept === true;
    }

    /** The status of the last such value. */
    keptStatus(): AgedStatus | undefined {
        return this.#value?.keptStatus();
    }

    /** Sends the messages of a frame; `cached` marks them if it is sent again. */
    send(received: ReceivedFrame, isLast: boolean, cached?: Cached): void {
        const { settings, label } = this.#attached;
        // Messages that leave together have one id, as Node-RED does it.
        const messages = settings.make(received, label, messageId(), isLast, this);
        if (messages.length === 0) {
            // A sensor from before a deploy or restart may be gone.
            if (!cached?.before) this.#hint?.lacking(received);
            return;
        }
        this.#hint?.sent();
        // Responses and echoes of commands are no values.
        if (!cached && messages[0]?.clown.event === '') this.#value?.received(received);
        if (cached) for (const { clown } of messages) markCached(clown, cached);
        // Node-RED handles a single message faster than a list.
        this.#attached.node.send(messages.length === 1 ? (messages[0] as NodeMessage) : [messages]);
    }
}

/** A value whose age is not known has no time of arrival either. */
function markCached(clown: ClownDetails, cached: Cached): void {
    Object.assign(clown, { cached: true, ...cached });
    if (cached.age === undefined) Reflect.deleteProperty(clown, 'time');
}
