// Sends the start message after each connect, until a frame arrives that only a started bridge sends (clown-talk,
// section 4). Then the hub is ready for frames. A silent hub is ready after `READY_MS`: one in broker mode need not respond.
// A bridge that is known not to have started is not ready: it would lose every command.

import type { Clock, Dispose } from '../base/clock';
import { type Frame, formatFrame, START_MESSAGE } from '../protocol/frame';
import { startSign } from '../protocol/start-sign';

/** Pauses between start messages; after these, the longest. The first is longer than a bridge takes to respond, 2.2 s. */
export const PAUSES_MS: readonly number[] = [2_300, 2_700, 3_000, 3_500, 5_000, 8_000, 12_000, 20_000];
export const LONGEST_PAUSE_MS = 30_000;
/** From a repeated start message to the device list request that shows its effect: a bridge lists no device for 1.2 s. */
export const LIST_MS = 1_400;
/** After this time a silent hub is ready; it is enough to respond to the first list request. */
export const READY_MS = 4_000;

/**
 * Two threads of a bridge read lines in turn: only one of them accepts a start message, only the other a list request. So
 * each is sent as two equal lines.
 */
const REPEAT = START_MESSAGE + START_MESSAGE;
const LIST = formatFrame('-/-/config/list', {});
const REQUEST = LIST + LIST;

export interface StartMessageEvents {
    /** Writes to the hub; a lost text is sent again. */
    write(text: string): void;
    /**
     * The hub accepts frames. Called once for each connection, and again when a bridge starts that had not started: it has
     * lost what it received before.
     */
    ready(): void;
    /** The bridge has not started, and loses every frame until `ready` is called. */
    notStarted(): void;
}

/** The wait for one bridge. */
interface Wait {
    readonly timers: Record<'repeat' | 'list' | 'ready', Dispose>;
    /** Start messages so far. */
    sent: number;
    /** `empty`: an empty list was received, and `READY_MS` has not passed. */
    phase: 'waiting' | 'empty' | 'ready' | 'not-started';
    /** Whether the hub sends commands back: behind a broker, no bridge waits for a start message. */
    echoes: boolean;
}

const nothing: Dispose = () => {};

/** The start of one bridge after each connect. */
export class StartMessage {
    readonly #clock: Clock;
    readonly #events: StartMessageEvents;
    /** Undefined without a connection, and once the bridge has started. */
    #wait: Wait | undefined;

    constructor(clock: Clock, events: StartMessageEvents) {
        this.#clock = clock;
        this.#events = events;
    }

    /** The connection is open. */
    start(): void {
        this.end();
        const wait: Wait = {
            timers: { repeat: nothing, list: nothing, ready: nothing },
            sent: 0,
            phase: 'waiting',
            echoes: false,
        };
        this.#wait = wait;
        wait.timers.ready = this.#clock.after(READY_MS, () => this.#waited(wait));
        this.#sendStart(wait);
    }

    /** Whether the bridge is not known to have started, so that frames may show it. */
    get isWaiting(): boolean {
        return this.#wait !== undefined;
    }

    /** A frame has arrived. */
    received(frame: Frame): void {
        const wait = this.#wait;
        if (!wait) return;
        switch (startSign(frame)) {
            case 'started':
                this.end();
                if (wait.phase !== 'ready') this.#events.ready();
                break;
            case 'command':
                wait.echoes = true;
                // The empty list came from a hub behind a broker, which needs no start message.
                if (wait.phase === 'not-started') this.#isReady(wait);
                break;
            case 'empty-list':
                if (wait.echoes) break;
                if (wait.phase === 'waiting') wait.phase = 'empty';
                else if (wait.phase === 'ready') this.#notStarted(wait);
                break;
            case 'none':
        }
    }

    /** The connection has ended. */
    end(): void {
        for (const stop of Object.values(this.#wait?.timers ?? {})) stop();
        this.#wait = undefined;
    }

    #waited(wait: Wait): void {
        if (wait.phase === 'empty' && !wait.echoes) {
            this.#notStarted(wait);
            return;
        }
        this.#isReady(wait);
    }

    #isReady(wait: Wait): void {
        wait.phase = 'ready';
        this.#events.ready();
    }

    #notStarted(wait: Wait): void {
        wait.phase = 'not-started';
        this.#events.notStarted();
    }

    #sendStart(wait: Wait): void {
        const { timers, sent } = wait;
        wait.sent++;
        // Before the write, within which the connection may break.
        timers.repeat = this.#clock.after(PAUSES_MS[sent] ?? LONGEST_PAUSE_MS, () => this.#sendStart(wait));
        if (sent > 0) timers.list = this.#clock.after(LIST_MS, () => this.#events.write(REQUEST));
        this.#events.write(sent === 0 ? START_MESSAGE : REPEAT);
    }
}
