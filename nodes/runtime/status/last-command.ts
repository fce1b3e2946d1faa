// The last message of a clown out that has ended, for the status under the node.

import type { NodeAPI } from 'node-red';
import { DeviceNames } from '../../../src/protocol/device-names';
import { type CommandOutcome, type CommandSummary, outcomeStatus } from './command-status';
import { type AgedStatus, agedStatus } from './status';

/** Age from which a command is shown with it, in milliseconds. */
const OLD_MS = 60_000;

interface Ended extends CommandOutcome {
    readonly summary: CommandSummary | undefined;
    /** By the monotonic clock, at most as much too early as a status may be late. */
    readonly at: number;
}

export class LastCommand {
    #last: Ended | undefined = undefined;
    #isShown = false;

    /**
     * The commands of a message have ended. `isStatusPending` is whether a status waits to be shown: outcomes that follow one
     * that waits keep its time, because reading `clock` costs as much as a check.
     */
    ended(
        summary: CommandSummary | undefined,
        outcome: CommandOutcome,
        isStatusPending: boolean,
        clock: () => number,
    ): void {
        const waiting = isStatusPending && !this.#isShown ? this.#last : undefined;
        const at = waiting ? waiting.at : clock();
        const { fault, isConfirmed = false } = outcome;
        // Not `{ ...outcome }`: what V8 makes of it outlives many collections, and with it all that follows.
        this.#last = { summary, fault, isConfirmed, at };
        this.#isShown = false;
    }

    /**
     * The status to show now; undefined before the first message. With `isNamed`, its values have their device, by its name in
     * `names` if it has one.
     */
    statusAt(RED: NodeAPI, now: number, isNamed: boolean, names = DeviceNames.NONE): AgedStatus | undefined {
        if (!this.#last) return undefined;
        this.#isShown = true;
        const { summary, at } = this.#last;
        const shown = summary && { ...summary, place: names.shown(summary.place) };
        return agedStatus(RED, outcomeStatus(RED, shown, this.#last, isNamed), now - at, OLD_MS);
    }
}
