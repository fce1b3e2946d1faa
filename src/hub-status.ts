// The state of a hub: that of its connection, with what is wrong with it while it is connected. The only place that
// changes it, and passes every change on.

import type { Dispose } from './base/clock';
import { Listeners } from './base/listeners';
import type { Connection } from './connection/connection';
import type { HubProblems, HubState } from './hub-types';

export class HubStatus {
    readonly #connection: Connection;
    readonly #listeners: Listeners<HubState>;
    #problems: HubProblems = {};

    /** `failed` receives what a listener throws. */
    constructor(connection: Connection, failed: (error: unknown) => void) {
        this.#connection = connection;
        this.#listeners = new Listeners(failed);
    }

    get state(): HubState {
        const { state } = this.#connection;
        return state.name === 'connected' ? { ...state, ...this.#problems } : state;
    }

    /** Calls the listener with the state at once and after every change, until disposed of. */
    watch(listener: (state: HubState) => void): Dispose {
        const end = this.#listeners.add(listener);
        listener(this.state);
        return end;
    }

    /** The state of the connection has changed: no problem of the previous state remains. `notify` follows. */
    reset(): void {
        this.#problems = {};
    }

    /** Passes the state on, as long as the connection keeps the state of this name. */
    notify(name: HubState['name']): void {
        // A listener that joined or left has notified the others already.
        this.#listeners.notify(
            () => this.state,
            () => this.#connection.state.name === name,
        );
    }

    setSilent(silentMs: number | undefined): void {
        const { silentMs: _, ...others } = this.#problems;
        this.#problems = silentMs === undefined ? others : { ...others, silentMs };
        this.notify('connected');
    }

    /** Whether commands wait because the bridge has not started. */
    setNotStarted(notStarted: boolean): void {
        if (notStarted === (this.#problems.notStarted ?? false)) return;
        const { notStarted: _, ...others } = this.#problems;
        this.#problems = notStarted ? { ...others, notStarted } : others;
        this.notify('connected');
    }

    /** Whether readings arrive and commands do not, from now on and until the connection ends. */
    setOneWay(isOneWay: boolean): void {
        if (isOneWay === (this.#problems.isOneWay ?? false)) return;
        const { isOneWay: _, ...others } = this.#problems;
        this.#problems = isOneWay ? { ...others, isOneWay } : others;
        this.notify('connected');
    }

    /** Has no listeners from now on. */
    end(): void {
        this.#listeners.clear();
    }
}
