// The Bridge Module with what is plugged into it, as the bridge's program sees it: what it has found,
// what it remembers of each device, and how soon it notices a change (clown-talk, sections 4 and 9).

import { type Cancel, type Clock, fork } from './bridge-clock';
import { builtIn, CATALOGUE, type Device, isNewTag, scanBus } from './chips';
import type { LedState } from './command-parser';
import { co2Task, idleTask, type Memory, relayTask, sensorTask, type Task } from './device-tasks';
import { formatFrame, formatReading, formatState } from './format';
import type { Hardware } from './hardware';
import { I2cQueue } from './i2c-queue';
import type { Random } from './random';
import { Screen } from './screen';
import { inTurn, type Measure } from './sensors';

export interface BoardSetup {
    /** The bridge's own clock; it stops when the bridge is switched off. */
    readonly clock: Clock;
    readonly random: Random;
    readonly measure: Measure;
    readonly hardware: Hardware;
    /** No readings until commanded. */
    readonly silent: boolean;
    /** A bridge that has been running for a while: no boot, and every step of a sensor is a reading. */
    readonly warm: boolean;
    /** A bridge of before v1.0.0, which knows fewer devices. */
    readonly early: boolean;
    /** Simulated milliseconds until the devices are found. */
    readonly bootMs: number;
    readonly print: (line: string) => void;
}

/** What exists while the module is plugged in and its devices have been found. */
interface Found {
    readonly clock: Clock;
    readonly sinceMs: number;
    readonly i2c: I2cQueue;
    /** By topic: the task of each device, and the clock that ends it. */
    readonly tasks: Map<string, { readonly task: Task; readonly clock: Clock }>;
}

const DEFAULT_INTERVAL_S = 1;
const DEFAULT_CO2_INTERVAL_S = 16;
// When the bridge sees that its module is back, and how often it looks for tags. With the steps before
// it the first reading comes within the 9 and 30 s that were measured (clown-talk, section 9).
const SEARCH_MS = 2_500;
const PROBE_MS = 26_000;

/** The devices of a bridge: found, remembered, plugged in or not. Topics name them; times are simulated milliseconds. */
export class Board {
    readonly #setup: BoardSetup;
    readonly #memories = new Map<string, Memory>();
    readonly #screens = new Map<string, Screen>();
    #state: 'off' | 'absent' | 'booting' | Found = 'off';
    #cancel: Cancel = () => {};
    #warm: boolean;
    led: LedState = 'off';

    constructor(setup: BoardSetup) {
        this.#setup = setup;
        this.#warm = setup.warm || setup.silent;
    }

    get #found(): Found | undefined {
        return typeof this.#state === 'string' ? undefined : this.#state;
    }

    /** The devices found, in the order of the list; null while it looks for them, undefined without a module. */
    get devices(): readonly Device[] | null | undefined {
        if (this.#state === 'booting') return null;
        const found = this.#found;
        return found && CATALOGUE.filter(({ topic }) => found.tasks.has(topic));
    }

    /** The bus with its queue of requests, while the module is there. */
    get i2c(): I2cQueue | undefined {
        return this.#found?.i2c;
    }

    /** The task of a device that is there. */
    task(topic: string): Task | undefined {
        return this.#found?.tasks.get(topic)?.task;
    }

    /** What is remembered of a device, also of one that is not there now. */
    memory(topic: string): Memory {
        const isCo2 = topic.startsWith('co2-sensor/');
        const asleep = this.#setup.silent && CATALOGUE.some((device) => device.topic === topic && device.sensor);
        const interval = asleep ? null : isCo2 ? DEFAULT_CO2_INTERVAL_S : DEFAULT_INTERVAL_S;
        const memory = this.#memories.get(topic) ?? { interval, state: null };
        this.#memories.set(topic, memory);
        return memory;
    }

    /** The screen of a display that is there. */
    screen(topic: string): Screen | undefined {
        if (!topic.startsWith('display-oled/') || !this.task(topic)) return undefined;
        const screen = this.#screens.get(topic) ?? new Screen();
        this.#screens.set(topic, screen);
        return screen;
    }

    /** Looks for the module; for the first moments every device is missing. */
    boot(): void {
        const { hardware, clock, warm, bootMs } = this.#setup;
        const fromRunning = this.#state === 'off' && warm;
        this.#state = hardware.module ? 'booting' : 'absent';
        if (!hardware.module) return;
        if (fromRunning || bootMs <= 0) this.#find();
        else this.#cancel = clock.after(bootMs, () => this.#find());
    }

    /** Pulls out a device, or the whole module: its settings are kept. */
    unplug(topic?: string): void {
        const { hardware } = this.#setup;
        if (topic !== undefined) {
            hardware.remove(topic);
            this.#found?.tasks.get(topic)?.clock.stop();
            this.#found?.tasks.delete(topic);
        } else {
            hardware.module = false;
            this.#cancel();
            this.#found?.clock.stop();
            if (this.#state !== 'off') this.#state = 'absent';
        }
    }

    /** Puts it back; the bridge needs some seconds to notice. */
    plug(topic?: string): void {
        const { hardware, clock } = this.#setup;
        if (topic !== undefined) {
            hardware.insert(topic);
            const found = this.#found;
            const sinceMs = found ? (clock.now() - found.sinceMs) % PROBE_MS : 0;
            found?.clock.after(PROBE_MS - sinceMs, () => this.#probe(found));
        } else if (!hardware.module) {
            hardware.module = true;
            if (this.#state === 'absent') this.#cancel = clock.after(SEARCH_MS, () => this.boot());
        }
    }

    #find(): void {
        const { clock: whole, early } = this.#setup;
        const clock = fork(whole);
        const found = { clock, sinceMs: clock.now(), i2c: this.#makeI2c(clock), tasks: new Map() };
        this.#state = found;
        for (const topic of builtIn(early)) found.tasks.set(topic, { task: idleTask(this.memory(topic)), clock });
        this.#probe(found);
        // A device plugged in later begins with its first step.
        this.#warm = this.#setup.silent;
    }

    #probe(found: Found): void {
        const { hardware, early } = this.#setup;
        for (const device of hardware.attached) {
            if (found.tasks.has(device.topic) || (early && isNewTag(device))) continue;
            const clock = fork(found.clock);
            found.tasks.set(device.topic, { task: this.#makeTask(device, clock), clock });
        }
    }

    #makeTask(device: Device, clock: Clock): Task {
        const { measure, print, silent } = this.#setup;
        const { topic, sensor } = device;
        const memory = this.memory(topic);
        if (topic.startsWith('relay/')) return relayTask(clock, memory, (state) => print(formatState(topic, state)));
        if (!sensor) return idleTask(memory);
        const values = inTurn(() => measure(device, clock.now()));
        let reading = '';
        const setup = {
            clock,
            memory,
            warm: this.#warm,
            publish: () => {
                reading = formatReading(device, values());
                print(reading);
            },
            repeat: () => print(reading),
        };
        if (sensor === 'co2-sensor') return co2Task(setup, silent && memory.interval === null);
        return sensorTask(device, setup);
    }

    #makeI2c(clock: Clock): I2cQueue {
        const { random, measure, print } = this.#setup;
        const deviceAt = (bus: number, address: number): Device | undefined =>
            this.devices?.find((device) => device.bus === bus && device.address === address);
        return new I2cQueue({
            clock,
            random,
            print,
            scan: (bus) =>
                print(formatFrame(`i2c/${bus}/config/scan/ok`, `{"slaves": [${scanBus(this.devices ?? [], bus)}]}`)),
            thermometer: (bus, address) => {
                const device = deviceAt(bus, address);
                return device?.sensor === 'thermometer' ? measure(device, clock.now())[0] : undefined;
            },
            isAttached: (bus, address) => deviceAt(bus, address) !== undefined,
        });
    }
}
