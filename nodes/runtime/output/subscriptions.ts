// The filters of one clown in: what arrives under them becomes messages, each frame once, and what falls silent is told.

import type { NodeMessage } from 'node-red';
import { ok, type Result, refuse, shorten } from '../../../src/base/errors';
import { topicParts } from '../../../src/protocol/model';
import { checkFilter } from '../../../src/protocol/topic';
import type { ReceivedFrame } from '../../../src/receive/received-frame';
import type { Listener, Subscription } from '../../../src/receive/subscriptions';
import { type LeftOut, MAX_QUANTITIES, type MessageFactory } from '../../shared/message-factory';
import { messageId } from '../../shared/message-ids';
import type { Attached } from '../node/hub-node';
import { valueStatus } from '../status/status';
import { reasonError } from '../text';
import { SilentTopics } from './silent-topics';

/** Filters of one node. */
export const MAX_FILTERS = 1_000;

export interface ListeningSettings {
    readonly make: MessageFactory;
    /** Whether the last values are told again at the start. */
    readonly replay: boolean;
    /** Whether responses to the hub node's own state requests are left out. */
    readonly skipRequested: boolean;
    /** Whether the last value is shown under the node; of this quantity only, where there is one. */
    readonly showValue: boolean;
    readonly quantity: string | undefined;
    /** A topic that says nothing for this long is reported; 0 for never. */
    readonly silentMs: number;
}

export class Listening implements Listener<ReceivedFrame>, LeftOut {
    readonly #attached: Attached<ListeningSettings>;
    #subscriptions: Subscription<ReceivedFrame>[] = [];
    /** Undefined where silence is not told, as in most nodes. */
    readonly #silent: SilentTopics | undefined;
    /** The frame told last: filters that overlap give it once. */
    #last: ReceivedFrame | undefined = undefined;
    /** The first topic whose value was shown, and whether there were others. */
    #valued: string | undefined = undefined;
    #isMany = false;
    #ended = false;
    /** Reported once: such a device sends frames like that all the time. */
    #isLeftOutReported = false;

    constructor(attached: Attached<ListeningSettings>) {
        this.#attached = attached;
        this.#silent = attached.settings.silentMs > 0 ? new SilentTopics(attached) : undefined;
    }

    get filters(): string[] {
        return this.#subscriptions.map(({ filter }) => filter);
    }

    /** Listens under these filters too, all of them or none. */
    add(filters: readonly unknown[]): Result<undefined> {
        const fresh = new Set<string>();
        const known = new Set(this.filters);
        for (const filter of filters) {
            const checked = checkFilter(filter);
            if (!checked.ok) return checked;
            if (!known.has(checked.value)) fresh.add(checked.value);
        }
        if (known.size + fresh.size > MAX_FILTERS) return refuse('filter-many', { limit: MAX_FILTERS });
        const { hub, settings } = this.#attached;
        const more = [...fresh].map((filter) => hub.subscribe(filter, this.#silent?.watch(filter, this) ?? this));
        // A list that grows takes room for sixteen, and most nodes have one.
        this.#subscriptions = this.#subscriptions.concat(more);
        if (settings.replay) hub.whenFlowing(() => this.#replay(fresh));
        return ok(undefined);
    }

    /** Listens under these filters no longer; one that is no filter leaves all as they are. */
    remove(filters: readonly unknown[]): Result<undefined> {
        const gone = new Set<string>();
        for (const filter of filters) {
            const checked = checkFilter(filter);
            if (!checked.ok) return checked;
            gone.add(checked.value);
        }
        this.#end(({ filter }) => gone.has(filter));
        return ok(undefined);
    }

    /** Hears nothing any more. */
    end(): void {
        this.#ended = true;
        this.#silent?.end();
        this.#end(() => true);
    }

    heard(news: ReceivedFrame, isLast: boolean): void {
        if (news === this.#last || (news.requested && this.#attached.settings.skipRequested)) return;
        // Under one filter none comes twice, and what is held on to lives long.
        this.#last = this.#subscriptions.length > 1 ? news : undefined;
        this.#tell(news, isLast);
    }

    leftOut(topic: string, count: number): void {
        if (this.#isLeftOutReported) return;
        this.#isLeftOutReported = true;
        const { RED, node, label } = this.#attached;
        const reason = refuse('quantities-many', { topic: shorten(topic), count, limit: MAX_QUANTITIES }).reason;
        node.error(reasonError(RED, reason), { topic, clown: { hub: label } });
    }

    #end(isGone: (subscription: Subscription<ReceivedFrame>) => boolean): void {
        const gone = this.#subscriptions.filter(isGone);
        this.#subscriptions = this.#subscriptions.filter((one) => !isGone(one));
        for (const subscription of gone) {
            subscription.end();
            this.#silent?.unwatch(subscription.listener);
        }
    }

    #tell(news: ReceivedFrame, isLast: boolean, age?: number): void {
        const { settings, label } = this.#attached;
        // Messages that leave together have one id, as Node-RED does it.
        const messages = settings.make(news, label, messageId(), isLast, this);
        if (messages.length === 0) return;
        // Answers and echoes of commands are no values.
        if (settings.showValue && age === undefined && messages[0]?.clown.event === '') {
            this.#attached.showValue(() => valueStatus(this.#attached.RED, news, settings.quantity, this.#whose(news)));
        }
        if (age !== undefined) for (const { clown } of messages) Object.assign(clown, { cached: true, age });
        // A single one by itself takes a shorter way through Node-RED.
        this.#attached.node.send(messages.length === 1 ? (messages[0] as NodeMessage) : [messages]);
    }

    /** Whose a value is, where several devices report: what tells them apart. */
    #whose({ frame: { topic } }: ReceivedFrame): string | undefined {
        this.#valued ??= topic;
        if (topic !== this.#valued) this.#isMany = true;
        const { type, address } = topicParts(topic);
        const isOneType = this.filters.every((filter) => !/^[+#]/.test(filter));
        return this.#isMany ? (isOneType && address !== '-' ? address : type) : undefined;
    }

    #replay(filters: ReadonlySet<string>): void {
        if (this.#ended) return;
        const { lastFrames } = this.#attached.hub;
        // One that was given up meanwhile is listened to no longer.
        const held = this.filters.filter((filter) => filters.has(filter));
        const now = Date.now();
        for (const news of lastFrames.matching(...held)) {
            // The clock may have been set back since.
            this.#tell(news, false, Math.max(0, now - news.time));
        }
    }
}
