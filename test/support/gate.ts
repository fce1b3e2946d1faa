// A TCP proxy in front of a hub that forwards every byte until a test changes its behaviour: a network that loses data, a hub
// that is absent, one that sends something else. `pass` ends each of them.

import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Handles a new connection instead of the hub. */
export type Behaviour = (socket: Socket) => void;

/** One connection through the gate. */
interface GatedConnection {
    readonly near: Socket;
    far: Socket | undefined;
    /** Connects to the hub; set for a connection that was opened while the network was cut. */
    go?: () => void;
}

const open = new Set<Gate>();

/** A TCP proxy on 127.0.0.1 in front of the hub at `hubPort`; see `startGate`. */
export class Gate {
    readonly #server: Server;
    readonly #connections = new Set<GatedConnection>();
    #hubPort: number;
    #behaviour: Behaviour | undefined;
    #frozen = false;
    #chunk: number | undefined;
    #port: number;
    /** Connections accepted so far. */
    connections = 0;

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
    get openConnections(): number {
        return this.#connections.size;
    }

    listen(): Promise<void> {
        return new Promise((resolve) => {
            this.#server.listen(this.#port, '127.0.0.1', () => {
                this.#port = (this.#server.address() as AddressInfo).port;
                resolve();
            });
        });
    }

    /** Stops listening and ends every connection. */
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

    /** The network drops silently: no byte and no close of any connection passes, present or new. */
    cut(): void {
        this.#frozen = true;
        for (const { near, far } of this.#connections) {
            near.pause();
            far?.pause();
        }
    }

    /** Delivers what was held back since the cut, including new connections. */
    thaw(): void {
        this.#frozen = false;
        for (const connection of this.#connections) {
            connection.go?.();
            connection.near.resume();
            connection.far?.resume();
        }
    }

    /** Data from the hub arrives in pieces of this size. */
    split(bytes: number): void {
        this.#chunk = bytes;
    }

    /** The hub stops reading. */
    deafen(): void {
        for (const { near } of this.#connections) near.pause();
    }

    /** Data from the hub on these connections is lost from now on; data to the hub still arrives. */
    mute(): void {
        for (const { far } of this.#connections) far?.pause();
    }

    /** Bytes that look as if the hub had sent them. */
    inject(bytes: Uint8Array): void {
        for (const { near } of this.#connections) near.write(bytes);
    }

    /** Ends every connection, politely or with a reset. */
    drop(how: 'end' | 'reset' = 'end'): void {
        for (const { near, far } of this.#connections) {
            if (how === 'reset') near.resetAndDestroy();
            else near.destroy();
            far?.destroy();
        }
    }

    #accept(near: Socket): void {
        this.connections++;
        const connection: GatedConnection = { near, far: undefined };
        this.#connections.add(connection);
        near.setNoDelay(true);
        near.on('error', () => {});
        near.on('close', () => {
            this.#connections.delete(connection);
            connection.far?.destroy();
        });
        if (this.#frozen) this.#hold(connection);
        else if (this.#behaviour) this.#behaviour(near);
        else this.#join(connection);
    }

    /** Holds the connection until `thaw`; the hub never sees one that its client closed before. */
    #hold(connection: GatedConnection): void {
        const { near } = connection;
        const held: Buffer[] = [];
        const keep = (data: Buffer): void => void held.push(data);
        const forget = (): void => void near.destroy();
        near.on('data', keep).on('end', forget);
        connection.go = () => {
            near.off('data', keep).off('end', forget);
            delete connection.go;
            this.#join(connection).write(Buffer.concat(held));
        };
    }

    #join(connection: GatedConnection): Socket {
        const { near } = connection;
        const far = connect({ port: this.#hubPort, host: '127.0.0.1' });
        connection.far = far;
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
