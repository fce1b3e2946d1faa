// Wireless nodes beside the bridge: devices without a bus address, which share the hub with it and
// nothing else, neither list nor module nor restart (clown-talk, sections 8 and 11).

import type { Cancel, Clock } from './bridge-clock';
import type { Device } from './chips';
import { formatError, formatFrame, formatReading, formatState } from './format';
import type { Token } from './json-tokenizer';
import { readLine } from './line-parser';
import { firstBoolean, readIntervals } from './payload-values';
import type { Measure } from './sensors';

export interface WirelessSetup {
    readonly clock: Clock;
    readonly measure: Measure;
    /** Sends only in response to requests. */
    readonly silent: boolean;
    /** Topics of devices that refuse every configuration with an error. */
    readonly refuses: readonly string[];
    readonly print: (line: string) => void;
}

const THERMOMETER: Device = { topic: 'thermometer/-', bus: 0, address: 0, sensor: 'thermometer' };
/** What counts its events, and how often one happens by itself, in simulated milliseconds. */
const COUNTERS: ReadonlyMap<string, number> = new Map([
    ['push-button/-', 60_000],
    ['pir/-', 45_000],
]);
const SWITCHES: readonly string[] = ['light/-', 'relay/-'];

/** The topics of all of them. */
export const WIRELESS: readonly string[] = [THERMOMETER.topic, ...COUNTERS.keys(), ...SWITCHES, 'led-strip/-'];

const DEFAULT_INTERVAL_S = 30;

/** The wireless nodes: `input` takes a line, `print` of the setup gets responses and own reports. */
export class Wireless {
    readonly #setup: WirelessSetup;
    readonly #counts = new Map<string, number>();
    readonly #states = new Map<string, boolean>();
    #cancel: Cancel = () => {};
    #interval: number | null;

    constructor(setup: WirelessSetup) {
        this.#setup = setup;
        this.#interval = setup.silent ? null : DEFAULT_INTERVAL_S;
        this.#arm();
        for (const [topic, everyMs] of setup.silent ? [] : COUNTERS) this.#keepCounting(topic, everyMs);
    }

    /** Seconds between readings of the thermometer; null for none. */
    get interval(): number | null {
        return this.#interval;
    }

    /** Obeys one line; unknown ones are ignored silently. */
    input(line: string): void {
        const read = readLine(line);
        if (!read.ok) return;
        const { levels, tokens } = read;
        const topic = levels.slice(0, 2).join('/');
        const request = levels.slice(2).join('/');
        if (!WIRELESS.includes(topic)) return;
        const { refuses, print } = this.#setup;
        if (levels.length === 4 && levels[2] === 'config' && refuses.includes(topic)) print(formatError(topic));
        else if (request === 'config/set') this.#configure(topic, tokens);
        else if (request === 'set') this.#set(topic, firstBoolean(tokens));
        else if (request === 'get') this.#report(topic);
    }

    // The response repeats the accepted payload: the only one with five levels (clown-talk, section 6).
    #configure(topic: string, tokens: readonly Token[]): void {
        const payload = tokens[2]?.text ?? '{}';
        if (topic === THERMOMETER.topic) {
            const seconds = readIntervals(tokens).at(-1);
            if (seconds === undefined || seconds === 0) return;
            this.#interval = seconds;
            this.#arm();
        }
        this.#setup.print(formatFrame(`${topic}/config/set/ok`, payload));
    }

    #set(topic: string, state: boolean | undefined): void {
        if (!SWITCHES.includes(topic) || state === undefined) return;
        this.#states.set(topic, state);
        // The relay switches silently, and reports its state on request.
        if (topic === 'light/-') this.#report(topic);
    }

    #report(topic: string): void {
        const { clock, measure, print } = this.#setup;
        if (topic === THERMOMETER.topic) print(formatReading(THERMOMETER, measure(THERMOMETER, clock.now())));
        else if (SWITCHES.includes(topic)) print(formatState(topic, this.#states.get(topic) ?? false));
        else if (COUNTERS.has(topic)) print(formatFrame(topic, `{"event-count": ${this.#counts.get(topic) ?? 0}}`));
    }

    #arm(): void {
        this.#cancel();
        if (this.#interval === null) return;
        this.#cancel = this.#setup.clock.after(this.#interval * 1000, () => {
            this.#report(THERMOMETER.topic);
            this.#arm();
        });
    }

    #keepCounting(topic: string, everyMs: number): void {
        this.#setup.clock.after(everyMs, () => {
            this.#counts.set(topic, (this.#counts.get(topic) ?? 0) + 1);
            this.#report(topic);
            this.#keepCounting(topic, everyMs);
        });
    }
}
