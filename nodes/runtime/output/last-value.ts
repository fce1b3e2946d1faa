// The last value of a clown in, as its status shows it: a received one, or else one from before a deploy or restart.

import { type Frame, parseFrame } from '../../../src/protocol/frame';
import { copyJson } from '../../../src/protocol/json-data';
import { topicParts } from '../../../src/protocol/model';
import type { KeptValue } from '../../../src/receive/kept-values';
import type { ReceivedFrame } from '../../../src/receive/received-frame';
import { oldAfterMs } from '../../shared/expected-readings';
import type { ShownValue } from '../node/attached';
import { type AgedStatus, agedStatus, keptStatus, valueStatus } from '../status/status';
import type { SubscriptionOwner } from './subscription-owner';

interface ShownKept {
    readonly value: KeptValue;
    /** Whether other values match the filters, too. */
    readonly isOneOfMany: boolean;
}

/** The value that the status of one node shows. */
export class LastValue implements ShownValue {
    readonly #attached: SubscriptionOwner;
    readonly #subscribed: { readonly filters: readonly string[] };
    /** The first topic whose value was shown, and whether there were others. */
    #valued: string | undefined = undefined;
    #isMany = false;
    /** The line of the value in the status, and its arrival by the monotonic clock. A frame would keep its payload. */
    #shown: string | undefined = undefined;
    #shownAt = 0;
    /** The value from before a deploy or restart that is shown; null if there is none, undefined before the search. */
    #kept: ShownKept | null | undefined = undefined;

    constructor(attached: SubscriptionOwner, subscribed: { readonly filters: readonly string[] }) {
        this.#attached = attached;
        this.#subscribed = subscribed;
    }

    /** Shows the value of a frame. */
    received({ text, at }: ReceivedFrame): void {
        this.#shown = text;
        this.#shownAt = at;
        this.#attached.showValue(this);
    }

    filtersChanged(): void {
        this.#kept = undefined;
    }

    /** Whether a value from before a full deploy or a restart may be shown: none was received since. */
    get hasKept(): boolean {
        return this.#shown === undefined && !this.#attached.hub.kept.isEmpty;
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
        const values = hub.kept.matching(this.#subscribed.filters);
        const value = values.findLast((one) => {
            const cached = hub.kept.read(one);
            return cached && settings.make(cached.received, label, '').length > 0;
        });
        return value ? { value, isOneOfMany: values.length > 1 } : null;
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
        const isOneType = this.#subscribed.filters.every((filter) => !/^[+#]/.test(filter));
        return isOneType && address !== '-' ? address : type;
    }
}
