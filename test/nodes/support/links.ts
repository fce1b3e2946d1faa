// What a simulated hub sees of our links: the measure for how many there are.

import assert from 'node:assert/strict';
import type { Simulator } from '../../../src/simulator';
import { LIST, START } from '../../support/lines.js';
import { firstValue, until } from '../../support/wait.js';

/**
 * Waits until the hub has received that many start messages: from then on the last connection receives all its frames.
 */
export async function linked(hub: Simulator, count = 1): Promise<void> {
    const starts = (): number => hub.received.filter((line) => line === START).length;
    if (starts() >= count) return;
    // The event precedes the handling of the line.
    await firstValue(
        (listener) => hub.on('line', listener),
        `start message ${count}`,
        () => starts() >= count,
    );
    await new Promise((resolve) => setImmediate(resolve));
}

/**
 * Waits until the hub node has requested the device list that often; it sends no further request to a silent hub.
 * Gives what the hub receives from then on, which are the commands of flows.
 */
export async function listed(hub: Simulator, count = 1): Promise<() => string[]> {
    const requests = (): number => hub.received.filter((line) => line === LIST).length;
    await until(() => requests() >= count, `device list request ${count}`);
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

/** The commands of flows so far, if none of them has requested the device list. */
export function flowCommands(hub: Simulator): string[] {
    return commands(hub).filter((line) => line !== LIST);
}

/** Waits until there are as many lines as these, and for what must not come after them, and compares. */
export async function assertCommands(received: () => readonly string[], lines: readonly string[]): Promise<void> {
    // On a timeout, the comparison below shows what arrived instead.
    await until(() => received().length >= lines.length, 'the lines').catch(() => {});
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(received(), lines);
}
