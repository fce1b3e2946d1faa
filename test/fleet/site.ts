// A site of the fleet, as its test sees it: it sends so many readings, and reports what became of commands there.

import type { Broker } from './broker';

export interface SiteEvents {
    /** A reading was sent; the same one once more as soon as the broker is known to have it. */
    sent(site: string, device: string, number: number, at: number): void;
    /** The hub has received a command with this number. */
    executed(site: string, number: number, at: number): void;
}

export interface Site {
    /** Its name, and the name of its only hub: `site-001/attic`. */
    readonly name: string;
    readonly edge: Broker;
    /** How many readings it has sent so far. */
    readonly count: number;
    /** Sends so many readings, as fast as its broker takes them; `onHalf` is called in the middle. */
    send(count: number, onHalf?: () => void): Promise<void>;
    /** Sends one reading of each device, without waiting for the broker. */
    sendRound(): void;
}
