// A gate on the way to a hub: TCP that passes every byte until a test says otherwise. A network that swallows, a hub that
// is not there, one that says something else: each is a way for the gate to behave, and ends when it passes again.

import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What becomes of a connection that is made while the gate behaves so. */
export type Behaviour = (socket: Socket) => void;

/** One connection through the gate. */
interface Line {
    readonly near: Socket;
    far: Socket | undefined;
    /** Goes on to the hub, for one that was made while the network was cut. */
    go?: () => void;
}

const open = new Set<Gate>();

export class Gate {
    readonly #server: Server;
    readonly #lines = new Set<Line>();
    #hubPort: number;
    #behaviour: Behaviour | undefined;
    #frozen = false;
    #chunk: number | undefined;
    #port: number;
    /** Connections that were made so far. */
    dials = 0;

    constructor(hubPort: number, port: number) {
        this.#port = port;
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

    /** What has been held back since the cut arrives after all, new connections as well. */
    thaw(): void {
        this.#frozen = false;
        for (const line of this.#lines) {
            line.go?.();
            line.near.resume();
            line.far?.resume();
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

    /** What the hub says on these connections is lost from now on; what it is told still arrives. */
    mute(): void {
        for (const { far } of this.#lines) far?.pause();
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
        const line: Line = { near, far: undefined };
        this.#lines.add(line);
        near.setNoDelay(true);
        near.on('error', () => {});
        near.on('close', () => {
            this.#lines.delete(line);
            line.far?.destroy();
        });
        if (this.#frozen) this.#hold(line);
        else if (this.#behaviour) this.#behaviour(near);
        else this.#join(line);
    }

    /** Until the thaw, if its client waits as long: the hub never hears of one that was given up before. */
    #hold(line: Line): void {
        const { near } = line;
        const held: Buffer[] = [];
        const keep = (data: Buffer): void => void held.push(data);
        const forget = (): void => void near.destroy();
        near.on('data', keep).on('end', forget);
        line.go = () => {
            near.off('data', keep).off('end', forget);
            delete line.go;
            this.#join(line).write(Buffer.concat(held));
        };
    }

    #join(line: Line): Socket {
        const { near } = line;
        const far = connect({ port: this.#hubPort, host: '127.0.0.1' });
        line.far = far;
        far.setNoDelay(true);
        near.on('data', (data) => far.write(data));
        near.on('end', () => far.end());
        far.on('data', (data) => this.#deliver(near, data));
        far.on('end', () => near.end());
        // The hub has reset it, or is not there.
        far.on('error', () => near.destroy());
        far.on('close', () => near.destroySoon());
        return far;
    }

    #deliver(near: Socket, data: Buffer): void {
        const size = this.#chunk ?? data.length;
        for (let from = 0; from < data.length; from += size) near.write(data.subarray(from, from + size));
    }
}

/** A gate that passes to the hub at this port, itself at any free one unless one is given. */
export async function startGate(hubPort: number, port = 0): Promise<Gate> {
    const gate = new Gate(hubPort, port);
    await gate.listen();
    return gate;
}

/** Ends them all; for afterEach. */
export async function endGates(): Promise<void> {
    await Promise.all([...open].map((gate) => gate.shut()));
    open.clear();
}
