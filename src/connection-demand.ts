// Users of a hub, and whether its connection is wanted: it is open while there is a user and no flow has disconnected it.

import type { Dispose } from './base/clock';
import type { Connection } from './connection/connection';

export class ConnectionDemand {
    readonly #connection: Connection;
    readonly #goodbye: readonly string[];
    readonly #isKeeping: () => boolean;
    readonly #users = new Set<symbol>();
    #isWanted: boolean;
    #isClosed = false;

    /** `goodbye` is sent before a planned disconnect; while `isKeeping`, the end of the last user does not disconnect. */
    constructor(connection: Connection, goodbye: readonly string[], isWanted: boolean, isKeeping: () => boolean) {
        this.#connection = connection;
        this.#goodbye = goodbye;
        this.#isWanted = isWanted;
        this.#isKeeping = isKeeping;
    }

    /** Counts as a user until disposed of. */
    join(): Dispose {
        const user = Symbol();
        if (this.#isClosed) return () => {};
        this.#users.add(user);
        this.update();
        return () => {
            if (this.#users.delete(user)) this.update();
        };
    }

    connect(): void {
        this.#isWanted = true;
        if (this.#users.size > 0) this.#connection.request();
    }

    disconnect(): void {
        this.#isWanted = false;
        this.update();
    }

    reconnect(): void {
        this.#isWanted = true;
        if (this.#users.size > 0) this.#connection.reconnect(this.#goodbye);
    }

    /** Opens or closes the connection, as its users and flows want it. */
    update(): void {
        if (this.#isClosed) return;
        if (this.#isWanted && this.#users.size > 0) this.#connection.open();
        else if (!this.#isWanted || !this.#isKeeping()) void this.#connection.close(this.#goodbye);
    }

    /** Accepts no further user or change. */
    end(): void {
        this.#isClosed = true;
        this.#users.clear();
    }

    /** Closes the connection for good; resolves once the socket is closed. */
    close(): Promise<void> {
        return this.#connection.close(this.#goodbye);
    }
}
