// One server under test: started and stopped, with a network before it that can be cut, and the flow that is connected.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeCertificate } from '../../../src/simulator/self-signed-certificate';
import { connect as connectRaw } from '../../support/client.js';
import { endGates, type Gate, startGate } from '../../support/gate.js';
import { freePort } from '../../support/ports.js';
import { type Running, watchedFolder } from '../../support/program';
import { until } from '../../support/wait.js';
import { Backend } from './backend';
import { Flow, WITHIN_MS } from './flow';
import { LOGIN, type Server, type Setup } from './server';

interface Report {
    /** The first message of the connection, in hex. */
    readonly first: string;
    /** The code that the last connection has ended with. */
    readonly closed: number | null;
}

/** One server, its gate, its backend and the connected flow; shared by the scenarios of that server. */
export class Bench {
    readonly flow = new Flow();
    readonly server: Server;
    #folder: Awaited<ReturnType<typeof watchedFolder>> | undefined;
    #setup: Setup | undefined;
    #running: Running | undefined;
    #gate: Gate | undefined;
    #backend: Backend | undefined;
    #isConnected = false;

    constructor(server: Server) {
        this.server = server;
    }

    async open(): Promise<void> {
        this.#folder = await watchedFolder('interop');
        const [port, backend] = [await freePort(), await freePort()];
        this.#setup = { folder: this.#folder.path, port, backend, idle: false };
        this.#backend = new Backend(backend);
        if (this.server.proxy) await this.#backend.start();
        await this.start();
        this.#gate = await startGate(port);
    }

    async end(): Promise<void> {
        await this.flow.end();
        this.#isConnected = false;
        await endGates();
        await this.stop('SIGTERM');
        await this.#backend?.stop();
        await this.#folder?.remove();
        this.#folder = undefined;
    }

    async start(): Promise<void> {
        this.#running = await this.server.start(this.setup);
    }

    async stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
        const running = this.#running;
        this.#running = undefined;
        await running?.stop(signal);
    }

    get setup(): Setup {
        assert.ok(this.#setup);
        return this.#setup;
    }

    get gate(): Gate {
        assert.ok(this.#gate);
        return this.#gate;
    }

    get backend(): Backend {
        assert.ok(this.#backend);
        return this.#backend;
    }

    /** Through the network that can be cut. */
    get url(): string {
        return `ws://127.0.0.1:${this.gate.port}${this.server.path}`;
    }

    /** Connects the flow, unless it is; resolves once the hub has carried out a command. */
    async connect(): Promise<void> {
        if (this.#isConnected) return;
        await this.flow.load({ url: this.url });
        this.#isConnected = true;
        await this.back();
    }

    /** The flow has no hub, or another one, from now on. */
    left(): void {
        this.#isConnected = false;
    }

    /** Waits until the connection is up, and carries commands. */
    async back(): Promise<void> {
        await this.flow.state('connected');
        if (this.server.passesFrames) await this.flow.relay(true);
    }

    /** What ends the connection, and what mends it; gives the cause, once the connection is back. */
    async outage(begin: () => unknown, mend: () => unknown = () => {}): Promise<string> {
        const cause = await this.flow.outage(begin);
        await mend();
        await this.back();
        return `${cause}, back`;
    }

    async report(): Promise<Report> {
        const from = this.flow.arrived;
        await this.flow.do('first');
        const [report] = await this.flow.payloads('interop/-', 1, from);
        return report as Report;
    }

    /** Waits until the server reports that the last connection has ended with this code. */
    async closedWith(code: number): Promise<void> {
        const authorization = `Basic ${btoa(`${LOGIN.user}:${LOGIN.password}`)}`;
        const client = await connectRaw(this.url, { headers: { authorization } });
        try {
            const reported = (text: string): boolean =>
                (JSON.parse(text) as [string, Partial<Report>])[1].closed === code;
            await until(
                () => {
                    client.send('["interop/-/first", {}]');
                    return client.messages.some(reported);
                },
                `the close code ${code}`,
                WITHIN_MS,
            );
        } finally {
            client.socket.terminate();
        }
    }

    /** Runs another instance of the server, with a certificate for localhost or a low idle limit. */
    async beside<T>(what: 'tls' | 'idle', run: (port: number, ca: string) => Promise<T>): Promise<T> {
        const { key, cert } = makeCertificate({ names: ['localhost'] });
        const { path, remove } = await watchedFolder('interop');
        const tls = { cert: join(path, 'cert.pem'), key: join(path, 'key.pem') };
        const port = await freePort();
        let running: Running | undefined;
        try {
            await writeFile(tls.cert, cert);
            await writeFile(tls.key, key);
            const special = what === 'tls' ? { tls, idle: false } : { idle: true };
            running = await this.server.start({ folder: path, port, backend: this.setup.backend, ...special });
            return await run(port, cert);
        } finally {
            await this.flow.end();
            this.left();
            await running?.stop('SIGTERM');
            await remove();
        }
    }
}
