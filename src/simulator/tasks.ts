// The bridge's tasks, one per device: sensors that step through a small state machine, the slow
// CO2 module, relays that switch one pulse at a time. Each only says "now"; the bridge prints.

import { conversionMs, type Device, stepsToReading } from './chips';
import type { Cancel, Clock } from './clock';

export interface Task {
    /** Seconds between steps; null for none. */
    readonly interval: number | null;
    /** Takes a new interval; false if the device ignores it. */
    configure(interval: number | null): boolean;
    /** What `get` does, and what a new interval does as well: one step out of turn. */
    wake(): void;
}

interface SensorSetup {
    readonly clock: Clock;
    readonly interval: number | null;
    /** True for a sensor that has been running: its next step already brings a reading. */
    readonly warm: boolean;
    /** Prints a new reading. */
    readonly publish: () => void;
    /** Prints the last reading again. */
    readonly repeat: () => void;
}

/** A sensor: every interval one step, and after the first few steps each is a reading (clown-talk, section 9). */
export function sensorTask(device: Device, { clock, interval, warm, publish }: SensorSetup): Task {
    let seconds = interval;
    let stepsLeft = warm ? 1 : stepsToReading(device);
    let readyMs = 0;
    let cancel: Cancel = () => {};
    const step = (): void => {
        cancel();
        if (clock.now() >= readyMs) {
            stepsLeft = Math.max(stepsLeft - 1, 0);
            readyMs = clock.now() + conversionMs(device);
            if (stepsLeft === 0) publish();
        }
        arm();
    };
    const arm = (): void => {
        if (seconds !== null) cancel = clock.after(seconds * 1000, step);
    };
    arm();
    return {
        get interval() {
            return seconds;
        },
        configure: (next) => {
            seconds = next;
            return true;
        },
        wake: step,
    };
}

const CO2_FIRST_MS = 90_000;
const CO2_WORK_MS = 10_000;
const CO2_REPEAT_MS = 5_000;
const CO2_DEFAULT_S = 16;

/**
 * The CO2 module: charging and calibration before the first reading, then one about every
 * interval + 10 s. It never answers `get`; with 0 and null it repeats its last value
 * (clown-talk, sections 8 and 9).
 */
export function co2Task({ clock, interval, warm, publish, repeat }: SensorSetup): Task {
    let seconds = interval;
    let running = false;
    const start = (firstMs: number): void => {
        running = true;
        clock.after(firstMs, measure);
    };
    const measure = (): void => {
        publish();
        const cycleMs = (seconds || CO2_DEFAULT_S) * 1000 + CO2_WORK_MS;
        clock.after(cycleMs, measure);
        keepRepeating(cycleMs);
    };
    const keepRepeating = (restMs: number): void => {
        if (seconds || restMs <= CO2_REPEAT_MS) return;
        clock.after(CO2_REPEAT_MS, () => {
            repeat();
            keepRepeating(restMs - CO2_REPEAT_MS);
        });
    };
    if (interval !== null) start(warm ? CO2_WORK_MS : CO2_FIRST_MS);
    return {
        get interval() {
            return seconds;
        },
        configure: (next) => {
            if (next !== null && next !== 0 && next < CO2_DEFAULT_S) return false;
            seconds = next;
            // A silent hub's module begins when it is told to.
            if (!running) start(CO2_WORK_MS);
            return true;
        },
        wake: () => {},
    };
}

/** A relay or the LED: an interval that means nothing, and whatever happens on waking. */
export function actuatorTask(wake: () => void): Task {
    let seconds: number | null = 1;
    return {
        get interval() {
            return seconds;
        },
        configure: (next) => {
            seconds = next;
            return true;
        },
        wake,
    };
}

const PULSE_MS = 15;
const SWITCH_MS = 100;

export interface Relay extends Task {
    /** What was last commanded; null before the first command. */
    readonly state: boolean | null;
    set(state: boolean): void;
}

/**
 * A relay. Each command is one pulse, 100 ms apart, and a pulse switches to what was commanded
 * last: so commands within 100 ms merge (clown-talk, section 9).
 */
export function relayTask(clock: Clock, publish: (state: boolean) => void): Relay {
    let commanded: boolean | null = null;
    let waiting = 0;
    let busy = false;
    const pulse = (): void => {
        if (busy || waiting === 0) return;
        waiting -= 1;
        const state = commanded;
        if (state === null) return;
        busy = true;
        clock.after(PULSE_MS, () => publish(state));
        clock.after(SWITCH_MS, () => {
            busy = false;
            pulse();
        });
    };
    const task = actuatorTask(() => {
        waiting += 1;
        pulse();
    });
    return {
        get interval() {
            return task.interval;
        },
        configure: task.configure,
        wake: task.wake,
        get state() {
            return commanded;
        },
        set: (state) => {
            commanded = state;
            task.wake();
        },
    };
}
