// The node whose subscriptions receive frames, and what it sets for them.

import type { Conversion } from '../../../src/protocol/units';
import type { MessageFactory } from '../../shared/message-factory';
import type { Attached } from '../node/attached';

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
