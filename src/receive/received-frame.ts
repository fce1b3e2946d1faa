// A frame on its way to the flows. Types only.

import type { Frame } from '../protocol/frame';
import type { TopicParts } from '../protocol/model';

/** What is known of a topic, once for all of its frames. */
export interface TopicPlace {
    readonly topic: string;
    readonly parts: TopicParts;
}

/** A frame that has arrived. It is shared: pass on copies of its payload only. */
export interface ReceivedFrame {
    readonly frame: Frame;
    /** The line as the hub sent it. */
    readonly text: string;
    /** Arrival, in milliseconds since 1970, to be displayed. */
    readonly time: number;
    /** Arrival, in milliseconds of the monotonic clock, for durations. */
    readonly at: number;
    /** Set on the response to the pack's own request for the state of a device. */
    requested?: true;
    /** What is known of its topic, where that is kept, once it is delivered. */
    place?: TopicPlace | undefined;
}
