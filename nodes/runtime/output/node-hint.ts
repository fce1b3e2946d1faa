// The hint in the status of one clown in: a filter that matches nothing, or a quantity that its devices do not report.

import { shorten } from '../../../src/base/errors';
import type { FilterAdvice } from '../../../src/protocol/filter-advice';
import { quantities, SENSOR_TYPES, topicParts } from '../../../src/protocol/model';
import type { ReceivedFrame } from '../../../src/receive/received-frame';
import type { FilterHints, FilterUser } from '../hub/filter-hints';
import { hintStatus, quantityStatus, type Status } from '../status/status';
import type { SubscriptionOwner } from './subscription-owner';

/** Quantities in one status; there is no room for more. */
const MAX_KNOWN = 3;
/** The quantity that only responses have. */
const OF_RESPONSES = 'publish-interval';

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
    /**
     * Whether the devices report what the node sends, as far as it matters, or else what they report instead; undefined until
     * a frame shows it.
     */
    #reported: 'enough' | { readonly instead: string } | undefined = undefined;

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
        this.#reported = undefined;
        this.#hints.changed();
        this.hinted();
    }

    /** A frame gave no message. */
    lacking({ frame, place }: ReceivedFrame): void {
        const { quantity } = this.#attached.settings;
        if (this.#reported !== undefined || quantity === undefined) return;
        const { type, event } = place?.parts ?? topicParts(frame.topic);
        // A sensor reports all its quantities in each frame; other devices and responses do not.
        if (event !== '' || !SENSOR_TYPES.includes(type)) return;
        const names = quantities(frame.payload, MAX_KNOWN).map((one) => one.quantity);
        const instead = names.filter((name) => name.trim() !== '').join(', ');
        if (instead === '') return;
        this.#reported = this.#mayArrive(quantity, type) ? 'enough' : { instead: shorten(instead) };
        this.hinted();
    }

    /** A frame gave a message. */
    sent(): void {
        const before = this.#reported;
        this.#reported = 'enough';
        if (typeof before === 'object') this.hinted();
    }

    /** Whether other devices than those of this type may report a quantity, or one of these has. */
    #mayArrive(quantity: string, type: string): boolean {
        const { filters } = this;
        if (quantity === OF_RESPONSES || !filters.every((filter) => filter.startsWith(`${type}/`))) return true;
        const { lastFrames, kept } = this.#attached.hub;
        const before = kept.matching(filters).flatMap((value) => kept.read(value)?.received ?? []);
        const known = [...lastFrames.matching(...filters), ...before];
        return known.some(({ frame }) => Object.hasOwn(frame.payload, quantity));
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
        const reported = this.#reported;
        return typeof reported === 'object' ? quantityStatus(this.#attached.RED, reported.instead) : undefined;
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
