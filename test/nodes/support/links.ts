// What a simulated hub sees of our links: the measure for how many there are.

import assert from 'node:assert/strict';
import type { Simulator } from '../../../src/simulator';
import { START } from '../../support/client.js';
import { firstValue, until } from '../../support/wait.js';

/** Waits until the hub has heard that many start messages: from then on the last link hears all it says. */
export async function linked(hub: Simulator, count = 1): Promise<void> {
    const calls = (): number => hub.received.filter((line) => line === START).length;
    if (calls() >= count) return;
    // The line is told before the hub has taken it in.
    await firstValue(
        (listener) => hub.on('line', listener),
        `start message ${count}`,
        () => calls() >= count,
    );
    await new Promise((resolve) => setImmediate(resolve));
}

/** The question for the device list: the hub node asks it by itself after each connect. */
export const LIST = '["-/-/config/list", {}]';

/**
 * Waits until the hub node has asked for the devices that often: the hub listens, and a silent one is asked no more.
 * Gives what the hub hears from then on, which is what flows say.
 */
export async function listed(hub: Simulator, count = 1): Promise<() => string[]> {
    const asked = (): number => hub.received.filter((line) => line === LIST).length;
    await until(() => asked() >= count, `question ${count} for the devices`);
    const before = hub.received.length;
    return () => hub.received.slice(before);
}

/** Waits until that many clients are connected to the hub. */
export function clients(hub: Simulator, count: number, ms?: number): Promise<void> {
    return until(() => hub.clients === count, `${count} client(s) at the hub`, ms);
}

/** Waits until the hub has had this line, and gives all it has had but the start messages. */
export async function commanded(hub: Simulator, line: string): Promise<string[]> {
    await until(() => hub.received.includes(line), `the line ${line}`);
    return commands(hub);
}

/** What the hub has had so far, but for start messages. */
export function commands(hub: Simulator): string[] {
    return hub.received.filter((line) => line !== START);
}

/** What flows have said to the hub so far, where none of them has asked for the device list. */
export function flowCommands(hub: Simulator): string[] {
    return commands(hub).filter((line) => line !== LIST);
}

/** Waits until there are as many lines as these, and for what must not come after them, and compares. */
export async function hears(heard: () => readonly string[], lines: readonly string[]): Promise<void> {
    // What has come instead tells more than that something has not come.
    await until(() => heard().length >= lines.length, 'the lines').catch(() => {});
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(heard(), lines);
}
