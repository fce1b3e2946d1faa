// The hardware: which devices are plugged in and which relays are stuck. Independent of the bridge's program; a restart
// does not change it.

import { CATALOGUE, type Device } from './chips';

/** The devices that are plugged in, and the commands that stuck relays still lose. */
export class Hardware {
    readonly #devices: readonly Device[];
    readonly #removed = new Set<string>();
    readonly #jams = new Map<string, number>();
    /** False while the whole Bridge Module is unplugged. */
    module = true;

    /** Topics of what there is to plug in; see CATALOGUE. */
    constructor(topics: readonly string[]) {
        this.#devices = CATALOGUE.filter((device) => topics.includes(device.topic));
    }

    /** The devices that are plugged into the module, in the order of its list. */
    get attached(): readonly Device[] {
        return this.#devices.filter(({ topic }) => !this.#removed.has(topic));
    }

    /** Throws a TypeError for a device that this hub never had, as `insert` and `jam` do. */
    remove(topic: string): void {
        this.#check(topic);
        this.#removed.add(topic);
    }

    insert(topic: string): void {
        this.#check(topic);
        this.#removed.delete(topic);
    }

    /** Makes a relay lose its next `times` commands; 0 frees it. */
    jam(topic: string, times: number): void {
        this.#check(topic, 'relay/');
        this.#jams.set(topic, times);
    }

    /** Whether a relay obeys the command that reaches it now; each call counts as one command. */
    takes(topic: string): boolean {
        const left = this.#jams.get(topic) ?? 0;
        this.#jams.set(topic, left - 1);
        return left <= 0;
    }

    #check(topic: string, type = ''): void {
        const known = topic.startsWith(type) && this.#devices.some((device) => device.topic === topic);
        if (!known) throw new TypeError(`this hub has no such ${type ? 'relay' : 'device'}: ${JSON.stringify(topic)}`);
    }
}
