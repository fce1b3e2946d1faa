// A socket of the pack, opened for a test, that records every call of its handlers.

import type { Reason } from '../../src/base/errors';
import { openWebSocket, type SocketOptions } from '../../src/connection/socket';
import type { Socket } from '../../src/connection/socket-types';
import { PATIENCE_MS } from './wait';

const living = new Set<TestSocket>();

/** Opens a socket; `open` and `end` wait for its handshake and its end. */
export class TestSocket {
    readonly socket: Socket;
    readonly messages: string[] = [];
    /** How often each handler was called; `early`: before the constructor returned, `late`: after the end. */
    readonly counts = { opened: 0, closed: 0, early: 0, late: 0 };
    readonly opened: Promise<void>;
    /** Why it ended. */
    readonly closed: Promise<Reason>;

    constructor(options: Omit<SocketOptions, 'maxBytes'> & { readonly maxBytes?: number }) {
        let opening = true;
        let open: () => void = () => {};
        let end: (cause: Reason) => void = () => {};
        this.opened = new Promise((resolve) => {
            open = resolve;
        });
        this.closed = new Promise((resolve) => {
            end = resolve;
        });
        const note = (what: 'opened' | 'closed' | undefined): void => {
            if (opening) this.counts.early++;
            if (this.counts.closed > 0) this.counts.late++;
            if (what) this.counts[what]++;
        };
        living.add(this);
        this.socket = openWebSocket(
            { maxBytes: 1024 * 1024, ...options },
            {
                opened: () => {
                    note('opened');
                    open();
                },
                message: (data) => {
                    note(undefined);
                    this.messages.push(Buffer.from(data).toString('latin1'));
                    return undefined;
                },
                closed: (cause) => {
                    note('closed');
                    living.delete(this);
                    end(cause);
                },
            },
        );
        opening = false;
    }

    /** Rejects when the hub does not let us in, or takes too long. */
    async open(): Promise<this> {
        const refused = this.closed.then(({ code }) => Promise.reject(new Error(`closed instead of open: ${code}`)));
        await within(Promise.race([this.opened, refused]), 'the opening of the socket');
        return this;
    }

    end(ms = PATIENCE_MS): Promise<Reason> {
        return within(this.closed, 'the end of the socket', ms);
    }
}

/** Ends what a test has left; for afterEach. */
export async function endTestSockets(): Promise<void> {
    await Promise.all(
        [...living].map((testSocket) => {
            testSocket.socket.terminate();
            return testSocket.end();
        }),
    );
}

/** The promise, or a rejection that names what never came. */
export async function within<T>(promise: Promise<T>, what: string, ms = PATIENCE_MS): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`${what} never came within ${ms} ms`)), ms);
    });
    try {
        return await Promise.race([promise, late]);
    } finally {
        clearTimeout(timer);
    }
}
