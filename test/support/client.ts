// A bare WebSocket client that records what it receives, so that no message is missed between two
// waits. It knows nothing of our own client code: it is the measure for the simulator.

import { type ClientOptions, WebSocket } from 'ws';
import { firstValue, next, PATIENCE_MS } from './wait';

export interface Closed {
    readonly code: number;
    readonly reason: string;
}

const living = new Set<RawClient>();

/** A WebSocket client that keeps all messages; `receive` waits for one. */
export class RawClient {
    readonly socket: WebSocket;
    /** Every message as text, oldest first. */
    readonly messages: string[] = [];
    /** How many of them came as binary. */
    binary = 0;
    /** Set when the socket has ended, however that happened. */
    closed: Closed | undefined;
    #taken = 0;

    constructor(url: string, options: ClientOptions = {}, protocols: string[] = []) {
        this.socket = new WebSocket(url, protocols, options);
        living.add(this);
        // `ws` follows an error with 'close', and the tests look at that.
        this.socket.on('error', () => {});
        this.socket.on('message', (data, isBinary) => {
            this.messages.push(data.toString());
            if (isBinary) this.binary += 1;
        });
        this.socket.on('close', (code, reason) => {
            this.closed = { code, reason: reason.toString() };
            living.delete(this);
        });
    }

    send(...lines: string[]): void {
        this.socket.send(lines.join('\n'));
    }

    /** The next message, not counting those already taken, that contains the text or passes the test. */
    async receive(wanted: string | ((message: string) => boolean), ms: number = PATIENCE_MS): Promise<string> {
        const fits = typeof wanted === 'string' ? (message: string) => message.includes(wanted) : wanted;
        const what = typeof wanted === 'string' ? `a message with ${wanted}` : 'the message';
        const end = Date.now() + ms;
        for (;;) {
            while (this.#taken < this.messages.length) {
                const message = this.messages[this.#taken++] ?? '';
                if (fits(message)) return message;
            }
            if (this.closed) throw new Error(`${what} never came: the socket closed with ${this.closed.code}`);
            await next(this.socket, 'message', what, Math.max(end - Date.now(), 1));
        }
    }

    /** How the socket ends. */
    async end(ms: number = PATIENCE_MS): Promise<Closed> {
        if (!this.closed) await next(this.socket, 'close', 'the end of the socket', ms);
        return this.closed ?? { code: 0, reason: 'unknown' };
    }
}

/** A client whose socket is open; rejects at once where that is refused. */
export async function connect(url: string, options: ClientOptions = {}): Promise<RawClient> {
    const client = new RawClient(url, options);
    const { socket } = client;
    const isOpen = await firstValue<boolean>((listener) => {
        const opened = (): void => listener(true);
        const closed = (): void => listener(false);
        socket.on('open', opened).on('close', closed);
        return () => socket.off('open', opened).off('close', closed);
    }, `the opening of ${url}`);
    if (!isOpen) throw new Error(`${url} refused the connection`);
    return client;
}

/** The HTTP status of a handshake that is refused. */
export async function refusal(url: string, options: ClientOptions = {}): Promise<{ status: number; header: string }> {
    const client = new RawClient(url, options);
    const [, response] = await next(client.socket, 'unexpected-response', `a refusal by ${url}`);
    const { statusCode, headers } = response as { statusCode: number; headers: Record<string, string> };
    client.socket.terminate();
    return { status: statusCode, header: headers['www-authenticate'] ?? '' };
}

/** Ends all clients that a test has left; for afterEach. */
export async function endClients(): Promise<void> {
    await Promise.all(
        [...living].map((client) => {
            const ended = client.end();
            client.socket.terminate();
            return ended;
        }),
    );
}
