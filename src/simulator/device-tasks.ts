// The bridge's tasks, one per device: sensors that step through a small state machine, the slow
// CO2 module, relays that switch one pulse at a time. Each only calls back when due; the bridge prints.

import type { Cancel, Clock } from './bridge-clock';
import { conversionMs, type Device, stepsToReading } from './chips';

/** What the bridge remembers of a device, plugged in or not; only a restart loses it (clown-talk, section 8). */
export interface Memory {
    /** Seconds between steps; null for none. */
    interval: number | null;
    /** What a relay was last commanded; null before the first command. */
    state: boolean | null;
}

/** It lasts as long as its device is plugged in: when its clock stops, it has ended. */
export interface Task {
    /** Takes a new interval; false if the device ignores it. */
    configure(interval: number | null): boolean;
    /** What `get` does, and what a new interval does as well: one step out of turn. */
    wake(): void;
}

interface SensorSetup {
    readonly clock: Clock;
    readonly memory: Memory;
    /** True for a sensor that has been running: its next step already brings a reading. */
    readonly warm: boolean;
    /** Prints a new reading. */
    readonly publish: () => void;
    /** Prints the last reading again. */
    readonly repeat: () => void;
}

/** A sensor: every interval one step, and after the first few steps each is a reading (clown-talk, section 9). */
export function sensorTask(device: Device, { clock, memory, warm, publish }: SensorSetup): Task {
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
        if (memory.interval !== null) cancel = clock.after(memory.interval * 1000, step);
    };
    arm();
    return { configure: (next) => remember(memory, next), wake: step };
}

const CO2_FIRST_MS = 90_000;
const CO2_WORK_MS = 10_000;
const CO2_REPEAT_MS = 5_000;
const CO2_DEFAULT_S = 16;

/**
 * The CO2 module: charging and calibration before the first reading, then one about every
 * interval + 10 s. It never responds to `get`; with null it repeats its last value
 * (clown-talk, sections 8 and 9).
 *
 * @param asleep it begins when it first gets an interval
 */
export function co2Task({ clock, memory, warm, publish, repeat }: SensorSetup, asleep: boolean): Task {
    let running = false;
    const start = (firstMs: number): void => {
        running = true;
        clock.after(firstMs, measure);
    };
    const measure = (): void => {
        publish();
        const cycleMs = (memory.interval || CO2_DEFAULT_S) * 1000 + CO2_WORK_MS;
        clock.after(cycleMs, measure);
        keepRepeating(cycleMs);
    };
    const keepRepeating = (restMs: number): void => {
        if (memory.interval || restMs <= CO2_REPEAT_MS) return;
        clock.after(CO2_REPEAT_MS, () => {
            repeat();
            keepRepeating(restMs - CO2_REPEAT_MS);
        });
    };
    if (!asleep) start(warm ? CO2_WORK_MS : CO2_FIRST_MS);
    return {
        configure: (next) => {
            if (next !== null && next !== 0 && next < CO2_DEFAULT_S) return false;
            if (!running) start(CO2_WORK_MS);
            return remember(memory, next);
        },
        wake: () => {},
    };
}

/** A display or the LED: an interval that means nothing. */
export function idleTask(memory: Memory): Task {
    return { configure: (next) => remember(memory, next), wake: () => {} };
}

function remember(memory: Memory, interval: number | null): true {
    memory.interval = interval;
    return true;
}

const PULSE_MS = 15;
const SWITCH_MS = 100;

/**
 * A relay. Each wake after a command is one pulse, 100 ms apart, and a pulse switches to what was
 * commanded last: so commands within 100 ms merge (clown-talk, section 9).
 */
export function relayTask(clock: Clock, memory: Memory, publish: (state: boolean) => void): Task {
    let waiting = 0;
    let busy = false;
    const pulse = (): void => {
        if (busy || waiting === 0) return;
        waiting -= 1;
        const { state } = memory;
        if (state === null) return;
        busy = true;
        clock.after(PULSE_MS, () => publish(state));
        clock.after(SWITCH_MS, () => {
            busy = false;
            pulse();
        });
    };
    return {
        configure: (next) => remember(memory, next),
        wake: () => {
            waiting += 1;
            pulse();
        },
    };
}
