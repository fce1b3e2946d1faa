// The hint in the status of one clown in: a filter that matches nothing, or a quantity that its devices do not report.

import type { FilterAdvice } from '../../../src/protocol/filter-advice';
import { quantities, SENSOR_TYPES, topicParts } from '../../../src/protocol/model';
import type { ReceivedFrame } from '../../../src/receive/received-frame';
import type { FilterHints, FilterUser } from '../hub/filter-hints';
import { hintStatus, quantityStatus, type Status } from '../status/status';
import type { SubscriptionOwner } from './subscription-owner';

/** Quantities in one status; there is no room for more. */
const MAX_KNOWN = 3;

/** The filters of the node. */
interface HintedFilters {
    readonly filters: readonly string[];
    /** A filter as it was given: with names. */
    givenAs(filter: string): string;
}

/** Created only for a node that shows hints. */
export class NodeHint implements FilterUser {
    readonly #attached: SubscriptionOwner;
    readonly #owner: HintedFilters;
    readonly #hints: FilterHints;
    #isHinted = false;
    /** Whether the node has sent a message, so that its devices report what it sends. */
    #hasSent = false;
    /** What the devices report instead of the quantity; undefined if nothing is known to be wrong. */
    #reported: string | undefined = undefined;

    constructor(attached: SubscriptionOwner, owner: HintedFilters, hints: FilterHints) {
        this.#attached = attached;
        this.#owner = owner;
        this.#hints = hints;
        hints.add(this);
    }

    get filters(): readonly string[] {
        return this.#owner.filters;
    }

    end(): void {
        this.#hints.remove(this);
    }

    filtersChanged(): void {
        this.#hasSent = false;
        this.#reported = undefined;
        this.#hints.changed();
        this.hinted();
    }

    /** A frame gave no message. */
    lacking({ frame: { topic, payload } }: ReceivedFrame): void {
        if (this.#hasSent || this.#reported !== undefined || this.#attached.settings.quantity === undefined) return;
        const { type, event } = topicParts(topic);
        // A sensor reports all its quantities in each frame; other devices and responses do not.
        if (event !== '' || !SENSOR_TYPES.includes(type)) return;
        if (!this.filters.every((filter) => filter.startsWith(`${type}/`))) return;
        const known = quantities(payload, MAX_KNOWN).map(({ quantity }) => quantity);
        if (known.length === 0) return;
        this.#reported = known.join(', ');
        this.hinted();
    }

    /** A frame gave a message. */
    sent(): void {
        this.#hasSent = true;
        if (this.#reported === undefined) return;
        this.#reported = undefined;
        this.hinted();
    }

    hinted(): void {
        const hint = this.#unmatched() ?? this.#unreported();
        if (!hint && !this.#isHinted) return;
        this.#isHinted = hint !== undefined;
        this.#attached.showHint(hint);
    }

    #unmatched(): Status | undefined {
        for (const filter of this.filters) {
            const advice = this.#hints.of(filter);
            if (advice) return this.#adviceStatus(filter, advice);
        }
        return undefined;
    }

    #unreported(): Status | undefined {
        return this.#reported === undefined ? undefined : quantityStatus(this.#attached.RED, this.#reported);
    }

    #adviceStatus(filter: string, advice: FilterAdvice): Status {
        const { RED, names } = this.#attached;
        const given = this.#owner.givenAs(filter);
        const written = this.#attached.asWritten(given);
        if (written !== given) return hintStatus(RED, written, { cause: advice.cause });
        const { suggestion } = advice;
        const shown = suggestion === undefined ? {} : { suggestion: names.shown(suggestion) };
        return hintStatus(RED, written, { ...advice, ...shown });
    }
}
