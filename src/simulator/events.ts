// The events of a simulator: clients that connect and disconnect, and their lines; and the last lines it received.

export interface SimulatorEvents {
    /** A client's socket has opened; clients are numbered from 1. */
    connect: { client: number };
    /** A client's socket has ended, with its close code. */
    disconnect: { client: number; code: number };
    /** A client has sent a line; blank ones are left out. */
    line: { client: number; text: string };
    /** A recording was played to its end. */
    played: object;
    /** An outage of a recording is over, but another program has taken the port; it is tried again. */
    blocked: { port: number };
    /** A handshake has begun, also one that is refused or gets no response. */
    attempt: { count: number };
}

export type Listener<E extends keyof SimulatorEvents> = (event: SimulatorEvents[E]) => void;

/** The listeners of a simulator, by event; each is called in the order of registration. */
export class Listeners {
    readonly #listeners = new Map<keyof SimulatorEvents, Set<(event: never) => void>>();

    on<E extends keyof SimulatorEvents>(event: E, listener: Listener<E>): () => void {
        const listeners = this.#listeners.get(event) ?? new Set();
        this.#listeners.set(event, listeners.add(listener));
        return () => listeners.delete(listener);
    }

    emit<E extends keyof SimulatorEvents>(event: E, value: SimulatorEvents[E]): void {
        for (const listener of this.#listeners.get(event) ?? []) (listener as Listener<E>)(value);
    }

    clear(): void {
        this.#listeners.clear();
    }
}

const KEPT_LINES = 10_000;
const KEPT_CHARS = 4 * 1024 * 1024;

/** The last lines, oldest first: 10,000, or fewer long ones. */
export class ReceivedLines {
    readonly lines: string[] = [];
    #chars = 0;

    add(text: string): void {
        this.lines.push(text);
        this.#chars += text.length;
        while (this.lines.length > KEPT_LINES || this.#chars > KEPT_CHARS) {
            this.#chars -= this.lines.shift()?.length ?? 0;
        }
    }
}
