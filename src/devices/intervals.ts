// Keeps the owner's publish intervals in force: a bridge forgets them when it restarts, and takes them only from
// devices that it has found by then (clown-talk, sections 8 to 10). How to configure is given as a function.

import type { Clock, Dispose } from '../base/clock';
import type { Reason, ReasonCode } from '../base/errors';
import type { ReceivedFrame } from '../receive/received-frame';
import type { DeviceInterval } from '../settings/hub-options';
import { isDefaultPace, isWithin, quickMs, type ReadingPace } from './default-pace';

export interface IntervalsOptions {
    readonly clock: Clock;
    readonly rows: readonly DeviceInterval[];
    /** Sends one row and calls `done` once: with nothing when the hub has confirmed it, otherwise why it has not. */
    readonly configure: (device: string, seconds: number | null, done: (fault?: Reason) => void) => void;
    /** Called for a row that could not be configured. Neither it nor `configure` may throw. */
    readonly report: (reason: Reason) => void;
}

type State =
    /** Until the next connect, or, when absent, until a frame of the device. */
    | { readonly name: 'down' | 'refused' | 'absent' }
    /** Due waits for its turn. */
    | { readonly name: 'due' | 'asking'; readonly tries: number }
    | { readonly name: 'pausing'; readonly timer: Dispose }
    | ({ readonly name: 'confirmed' } & ReadingPace);

interface Row extends DeviceInterval {
    readonly quickMs: number;
    state: State;
    /** On this connection: whether its absence was reported, and when its own frames last made it due. */
    reported: boolean;
    stirredAt: number;
}

/** A row at the beginning of a connection. */
const FRESH = { state: { name: 'due', tries: 0 }, reported: false, stirredAt: Number.NEGATIVE_INFINITY } as const;
/** A hub sends this after each connect, and after a restart. */
const START_ANSWER = 'clown.talk/-/config/ok';
/** The start answer of a connect comes within this time; and at most one restart counts within it. */
const RESTART_MS = 10_000;
/** Between tries: a tag appears within 30 s (clown-talk, section 9). */
const PAUSES_MS = [5_000, 15_000, 30_000];
/** Between two times that frames of a device make its row due. */
const STIR_MS = 60_000;
/** After these the row is tried again: the queue may be long. All others but those below would occur again. */
const PASSING: readonly ReasonCode[] = [
    ...(['no-answer', 'not-confirmed', 'write-full', 'requests-full', 'expired'] as const),
    'not-started',
];
/** After these it waits for the next connection: this one is closed, or a flow has set another interval. */
const LINK: readonly ReasonCode[] = [
    ...(['not-connected', 'not-written', 'write-timeout', 'link-lost', 'stopped'] as const),
    'displaced',
];

/**
 * Configures every row after each connect, one at a time, and again when the hub has forgotten them. That shows in two
 * ways: a start answer that no connect explains, and readings at the default pace. These are three readings in a row,
 * each closer to the one before than half the interval of the row. Gaps of 3 s and more (CO2: 40 s) never count, for
 * flows request such readings. Rows below 3 s cannot be distinguished from the default, so a
 * table of 1 or 2 s starts nothing. A barometer or lux meter is no exception: its steps delay the first reading only
 * (clown-talk, section 9), and the next ones come every second. A CO2 sensor is distinguished from 53 s on.
 */
export class Intervals {
    readonly #options: IntervalsOptions;
    readonly #rows: readonly Row[];
    /** By the topics that show the device to be there. */
    readonly #byTopic = new Map<string, Row>();
    #link: { readonly name: 'down' | 'ended' } | { readonly name: 'up'; appliedAt: number } = { name: 'down' };

    constructor(options: IntervalsOptions) {
        this.#options = options;
        this.#rows = options.rows.map((row) => ({ ...row, ...FRESH, state: { name: 'down' }, quickMs: quickMs(row) }));
        for (const row of this.#rows) {
            // The hub understands upper case and answers in lower case (clown-talk, section 6).
            for (const device of [row.device, row.device.toLowerCase()]) {
                this.#byTopic.set(device, row).set(`${device}/config/ok`, row);
            }
        }
    }

    /** The hub takes frames, on a new connection. */
    ready(): void {
        if (this.#link.name === 'ended') return;
        this.lost();
        this.#link = { name: 'up', appliedAt: this.#options.clock.monotonic() };
        for (const row of this.#rows) Object.assign(row, FRESH);
        this.#next();
    }

    /** The connection is closed: nothing counts as confirmed. */
    lost(): void {
        if (this.#link.name === 'up') this.#link = { name: 'down' };
        for (const row of this.#rows) change(row, { name: 'down' });
    }

    /** Stops for good. */
    end(): void {
        this.lost();
        this.#link = { name: 'ended' };
    }

    /** A flow has set another interval: it holds for this connection, or until the hub forgets it. */
    overruled(device: string): void {
        const row = this.#byTopic.get(device);
        if (row) change(row, { name: 'down' });
        this.#next();
    }

    /** Topics of the frames that it needs, each once. */
    get topics(): string[] {
        return [START_ANSWER, ...this.#byTopic.keys()];
    }

    /** Any frame of the hub, or those of its topics. */
    onFrame({ frame: { topic }, at }: ReceivedFrame): void {
        if (topic === START_ANSWER) this.#restarted(at);
        const row = this.#byTopic.get(topic);
        const isAbsent = row?.state.name === 'absent';
        if (!row || (!isAbsent && (topic.endsWith('/config/ok') || !hasForgotten(row, at)))) return;
        if (isWithin(STIR_MS, row.stirredAt, at)) return;
        row.stirredAt = at;
        this.#due(row, isAbsent ? PAUSES_MS.length : 0);
    }

    #restarted(at: number): void {
        if (this.#link.name !== 'up' || isWithin(RESTART_MS, this.#link.appliedAt, at)) return;
        this.#link.appliedAt = at;
        const rows = this.#rows.filter(({ state }) => state.name !== 'refused' && state.name !== 'asking');
        for (const row of rows) change(row, { name: 'due', tries: 0 });
        this.#next();
    }

    #due(row: Row, tries: number): void {
        change(row, { name: 'due', tries });
        this.#next();
    }

    /** A loop, not a recursion: `configure` may end at once, for every row of a long table. */
    #next(): void {
        while (this.#rows.every(({ state }) => state.name !== 'asking')) {
            const row = this.#rows.find(({ state }) => state.name === 'due');
            if (row?.state.name !== 'due') return;
            this.#ask(row, row.state.tries);
        }
    }

    #ask(row: Row, tries: number): void {
        let isAtOnce = true;
        const requestOptions: State = { name: 'asking', tries };
        change(row, requestOptions);
        this.#options.configure(row.device, row.seconds, (fault) => {
            // The connection was lost or replaced meanwhile, or this was reported already.
            if (row.state !== requestOptions) return;
            this.#answered(row, tries, fault);
            if (!isAtOnce) this.#next();
        });
        isAtOnce = false;
    }

    #answered(row: Row, tries: number, fault?: Reason): void {
        const { clock, report } = this.#options;
        const pauseMs = PAUSES_MS[tries];
        if (!fault) {
            change(row, { name: 'confirmed', since: clock.monotonic(), lastAt: Number.NEGATIVE_INFINITY, quick: 0 });
        } else if (LINK.includes(fault.code)) change(row, { name: 'down' });
        else if (!PASSING.includes(fault.code)) {
            change(row, { name: 'refused' });
            report(fault);
        } else if (pauseMs !== undefined) {
            change(row, { name: 'pausing', timer: clock.after(pauseMs, () => this.#due(row, tries + 1)) });
        } else {
            const { reported } = row;
            row.reported = true;
            change(row, { name: 'absent' });
            if (!reported) report(fault);
        }
    }
}

function change(row: Row, state: State): void {
    if (row.state.name === 'pausing') row.state.timer();
    row.state = state;
}

/** Counts a reading of a confirmed row; returns whether the device has forgotten its interval. */
function hasForgotten({ state, quickMs }: Row, time: number): boolean {
    return state.name === 'confirmed' && isDefaultPace(state, quickMs, time);
}
