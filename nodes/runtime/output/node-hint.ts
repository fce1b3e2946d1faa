// The hint in the status of one clown in: a filter that matches nothing.

import type { NodeAPI } from 'node-red';
import type { FilterAdvice } from '../../../src/protocol/filter-advice';
import type { FilterHints, FilterUser } from '../hub/filter-hints';
import { hintStatus, type Status } from '../status/status';
import type { SubscriptionOwner } from './subscription-owner';

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
        this.#hints.changed();
        this.hinted();
    }

    hinted(): void {
        const filter = this.filters.find((one) => this.#hints.of(one));
        const advice = filter === undefined ? undefined : this.#hints.of(filter);
        const isHinted = filter !== undefined && advice !== undefined;
        if (!isHinted && !this.#isHinted) return;
        this.#isHinted = isHinted;
        this.#attached.showHint(isHinted ? this.#unmatched(this.#attached.RED, filter, advice) : undefined);
    }

    #unmatched(RED: NodeAPI, filter: string, advice: FilterAdvice): Status {
        const given = this.#owner.givenAs(filter);
        const written = this.#attached.asWritten(given);
        if (written !== given) return hintStatus(RED, written, { cause: advice.cause });
        const { suggestion } = advice;
        const shown = suggestion === undefined ? {} : { suggestion: this.#attached.names.shown(suggestion) };
        return hintStatus(RED, written, { ...advice, ...shown });
    }
}
