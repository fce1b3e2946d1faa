// The latest command of each topic, for a repeated one must not put back what a newer one has changed. Bounded.

import type { Command } from './commands';
import { ok, type Result, refuse } from './errors';

/** Topics whose latest command is remembered. */
const MAX_LATEST = 1_000;

export class LatestCommands {
    readonly #latest = new Map<string, Command>();

    /** A command is leaving. */
    keep(command: Command): void {
        this.#latest.delete(command.topic);
        this.#latest.set(command.topic, command);
        const [oldest = ''] = this.#latest.keys();
        if (this.#latest.size > MAX_LATEST) this.#latest.delete(oldest);
    }

    /** The same command once more, unless a newer one for its topic has left meanwhile. */
    again(command: Command): Result<Command> {
        const { topic } = command;
        return this.#latest.get(topic) === command ? ok(command) : refuse('displaced', { topic });
    }
}
