// A gate on the way to a hub: TCP that passes every byte until a test says otherwise. A network that swallows, a hub that
// is not there, one that says something else: each is a way for the gate to behave, and ends when it passes again.

import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What becomes of a connection that is made while the gate behaves so. */
export type Behaviour = (socket: Socket) => void;

/** One connection through the gate. */
interface Line {
    readonly near: Socket;
    readonly far: Socket | undefined;
}

const open = new Set<Gate>();

export class Gate {
    readonly #server: Server;
    readonly #lines = new Set<Line>();
    #hubPort: number;
    #behaviour: Behaviour | undefined;
    #frozen = false;
    #chunk: number | undefined;
    #port = 0;
    /** Connections that were made so far. */
    dials = 0;

    constructor(hubPort: number) {
        this.#hubPort = hubPort;
        this.#server = createServer({ allowHalfOpen: true }, (near) => this.#accept(near));
        open.add(this);
    }

    get port(): number {
        return this.#port;
    }

    /** Connections that are open now. */
    get lines(): number {
        return this.#lines.size;
    }

    listen(): Promise<void> {
        return new Promise((resolve) => {
            this.#server.listen(this.#port, '127.0.0.1', () => {
                this.#port = (this.#server.address() as AddressInfo).port;
                resolve();
            });
        });
    }

    /** Nobody listens at the port any more, and every connection is gone. */
    async shut(): Promise<void> {
        const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
        this.drop();
        await closed;
    }

    /** From the next connection on. */
    behave(behaviour: Behaviour): void {
        this.#behaviour = behaviour;
    }

    /** From the next connection on, to the hub at this port or the one so far; those that are frozen stay so. */
    pass(hubPort = this.#hubPort): void {
        this.#hubPort = hubPort;
        this.#behaviour = undefined;
        this.#frozen = false;
        this.#chunk = undefined;
    }

    /** The network is cut without a word: no byte and no end of any connection passes, of present or new ones. */
    cut(): void {
        this.#frozen = true;
        for (const { near, far } of this.#lines) {
            near.pause();
            far?.pause();
        }
    }

    /** What has been held back since the cut arrives after all. */
    thaw(): void {
        this.#frozen = false;
        for (const { near, far } of this.#lines) {
            near.resume();
            far?.resume();
        }
    }

    /** What comes from the hub arrives in pieces of this size. */
    split(bytes: number): void {
        this.#chunk = bytes;
    }

    /** The hub reads nothing any more. */
    deafen(): void {
        for (const { near } of this.#lines) near.pause();
    }

    /** Bytes that look as if the hub had sent them. */
    inject(bytes: Uint8Array): void {
        for (const { near } of this.#lines) near.write(bytes);
    }

    /** Ends every connection, politely or with a reset. */
    drop(how: 'end' | 'reset' = 'end'): void {
        for (const { near, far } of this.#lines) {
            if (how === 'reset') near.resetAndDestroy();
            else near.destroy();
            far?.destroy();
        }
    }

    #accept(near: Socket): void {
        this.dials++;
        const behaviour = this.#frozen ? () => near.pause() : this.#behaviour;
        const far = behaviour ? undefined : connect({ port: this.#hubPort, host: '127.0.0.1' });
        const line: Line = { near, far };
        this.#lines.add(line);
        near.setNoDelay(true);
        near.on('error', () => {});
        near.on('close', () => {
            this.#lines.delete(line);
            far?.destroy();
        });
        if (behaviour) behaviour(near);
        if (far) this.#join(line, far);
    }

    #join({ near }: Line, far: Socket): void {
        far.setNoDelay(true);
        near.on('data', (data) => far.write(data));
        near.on('end', () => far.end());
        far.on('data', (data) => this.#deliver(near, data));
        far.on('end', () => near.end());
        // The hub has reset it, or is not there.
        far.on('error', () => near.destroy());
        far.on('close', () => near.destroySoon());
    }

    #deliver(near: Socket, data: Buffer): void {
        const size = this.#chunk ?? data.length;
        for (let from = 0; from < data.length; from += size) near.write(data.subarray(from, from + size));
    }
}

/** A gate that passes to the hub at this port. */
export async function startGate(hubPort: number): Promise<Gate> {
    const gate = new Gate(hubPort);
    await gate.listen();
    return gate;
}

/** Ends them all; for afterEach. */
export async function endGates(): Promise<void> {
    await Promise.all([...open].map((gate) => gate.shut()));
    open.clear();
}
