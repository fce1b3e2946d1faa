// A frame on its way to the flows. Types only.

import type { Frame } from './frame';

/** A frame that has arrived. It is shared: whoever passes its payload on passes a copy. */
export interface News {
    readonly frame: Frame;
    /** The line as the hub sent it. */
    readonly text: string;
    /** Arrival, in milliseconds since 1970. */
    readonly time: number;
}
