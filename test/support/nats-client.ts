// The few words of the NATS protocol that a test needs: it publishes, and sends requests to the API of JetStream.

import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { firstValue } from './wait.js';

const WITHIN_MS = 5000;
const MESSAGE = /^MSG (\S+) (\S+) (?:(\S+) )?(\d+)\r\n/;

export interface NatsMessage {
    readonly subject: string;
    readonly text: string;
    /** Where a response or an acknowledgement goes. */
    readonly reply?: string;
}

interface ConnectOptions {
    readonly user?: string;
    readonly pass?: string;
    /** Whether messages may have headers, which this client does not read. */
    readonly headers?: boolean;
}

const living = new Set<Socket>();

export class NatsTestClient {
    readonly #socket: Socket;
    readonly #inbox = `_INBOX.${Math.random().toString(36).slice(2)}`;
    readonly #listeners = new Set<(message: NatsMessage) => void>();
    #buffer = Buffer.alloc(0);
    #requests = 0;
    #subscriptions = 1;

    private constructor(socket: Socket) {
        this.#socket = socket;
        socket.on('error', () => {});
        socket.on('close', () => living.delete(socket));
        socket.on('data', (data) => {
            this.#buffer = Buffer.concat([this.#buffer, data]);
            this.#read();
        });
    }

    static async connect(port: number, options: ConnectOptions = {}): Promise<NatsTestClient> {
        const socket = connect(port, '127.0.0.1');
        living.add(socket);
        await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
        const client = new NatsTestClient(socket);
        socket.write(`CONNECT ${JSON.stringify({ verbose: false, pedantic: false, headers: false, ...options })}\r\n`);
        socket.write(`SUB ${client.#inbox}.* 1\r\n`);
        return client;
    }

    /** Calls the listener with each message under the subject. */
    subscribe(subject: string, listener: (message: NatsMessage) => void): void {
        this.#subscriptions++;
        this.#socket.write(`SUB ${subject} ${this.#subscriptions}\r\n`);
        this.#listeners.add((message) => {
            if (!message.subject.startsWith(this.#inbox)) listener(message);
        });
    }

    publish(subject: string, message: unknown, reply = ''): void {
        this.#publish(subject, reply, message);
    }

    get isConnected(): boolean {
        return living.has(this.#socket);
    }

    /** The response of the API of JetStream; rejects if it is an error. */
    async request(subject: string, message: unknown = ''): Promise<Record<string, unknown>> {
        const reply = `${this.#inbox}.${++this.#requests}`;
        const answer = firstValue<NatsMessage>(
            (listener) => {
                this.#listeners.add(listener);
                return () => this.#listeners.delete(listener);
            },
            `the response of NATS to ${subject}`,
            (one) => one.subject === reply,
            WITHIN_MS,
        );
        this.#publish(subject, reply, message);
        const response = JSON.parse((await answer).text);
        assert.equal(response.error, undefined, `${subject}: ${JSON.stringify(response.error)}`);
        return response;
    }

    end(): void {
        this.#socket.destroy();
    }

    #publish(subject: string, reply: string, message: unknown): void {
        const text = typeof message === 'string' ? message : JSON.stringify(message);
        const head = ['PUB', subject, reply, Buffer.byteLength(text)].filter((word) => word !== '').join(' ');
        this.#socket.write(`${head}\r\n${text}\r\n`);
    }

    #read(): void {
        for (;;) {
            const end = this.#buffer.indexOf('\r\n');
            if (end < 0) return;
            const line = this.#buffer.toString('utf8', 0, end + 2);
            const found = MESSAGE.exec(line);
            if (!found) {
                this.#buffer = this.#buffer.subarray(end + 2);
                if (line.startsWith('PING')) this.#socket.write('PONG\r\n');
                continue;
            }
            const [head, subject = '', , reply, size] = found;
            const from = head.length;
            const length = Number(size);
            if (this.#buffer.length < from + length + 2) return;
            const text = this.#buffer.toString('utf8', from, from + length);
            this.#buffer = this.#buffer.subarray(from + length + 2);
            for (const listener of [...this.#listeners])
                listener(reply === undefined ? { subject, text } : { subject, text, reply });
        }
    }
}

/** Disconnects all clients; for after. */
export function endNatsClients(): void {
    for (const socket of living) socket.destroy();
}
