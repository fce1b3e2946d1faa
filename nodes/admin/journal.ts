// Recent events of a hub: changes of its state, faults, and intervals that could not be set. Bounded; reasons are kept
// unchanged, because they never hold a secret.

import type { Clock } from '../../src/base/clock';
import type { Reason } from '../../src/base/errors';
import { systemClock } from '../../src/base/system-clock';
import type { HubState } from '../../src/hub-types';
import { stateWord } from '../shared/state-word';
import type { HubEvent, StateView } from '../shared/views';

export const MAX_EVENTS = 20;

/** The latest `MAX_EVENTS` events of one hub. */
export class Journal {
    readonly #clock: Clock;
    readonly #events: HubEvent[] = [];
    /** The latest recorded state. */
    #state: { readonly word: StateView['word']; readonly code?: Reason['code'] | undefined } | undefined;
    #lastError: HubEvent | undefined;

    constructor(clock: Clock = systemClock) {
        this.#clock = clock;
    }

    /** The oldest first. */
    get events(): readonly HubEvent[] {
        return this.#events;
    }

    /** Why the connection was last lost, or could not be opened. */
    get lastError(): HubEvent | undefined {
        return this.#lastError;
    }

    /** Call after every change of state. An outage is one event for each cause, however many tries it takes. */
    state(state: HubState): void {
        const { name } = state;
        if (name === 'waiting') {
            const event = { time: this.#clock.now(), kind: 'state', word: name, reason: state.cause } as const;
            this.#lastError = event;
            if (this.#state?.word !== name || this.#state.code !== state.cause.code) this.#change(event);
            return;
        }
        if (name === 'connecting' && this.#state?.word === 'waiting') return;
        const word = stateWord(state);
        if (this.#state?.word !== word) this.#change({ time: this.#clock.now(), kind: 'state', word });
    }

    /** The settings of the hub are invalid. */
    invalid(reason: Reason): void {
        this.#change({ time: this.#clock.now(), kind: 'state', word: 'invalid', reason });
    }

    fault(reason: Reason): void {
        this.#add({ time: this.#clock.now(), kind: 'fault', reason });
    }

    interval(reason: Reason): void {
        this.#add({ time: this.#clock.now(), kind: 'interval', reason });
    }

    #change(event: HubEvent & { readonly word: StateView['word'] }): void {
        this.#state = { word: event.word, code: event.reason?.code };
        this.#add(event);
    }

    #add(event: HubEvent): void {
        this.#events.push(event);
        if (this.#events.length > MAX_EVENTS) this.#events.shift();
    }
}
