// A connection check on a bench: the test plays the hub at a fake socket and advances the clock.

import type { TLSSocket } from 'node:tls';
import { ok, type Reason, type ReasonCode, refuse } from '../../src/base/errors';
import type { SocketHandlers, SocketTrace } from '../../src/connection/socket-types';
import type { CheckTarget, Examined } from '../../src/doctor/check-types';
import { examine } from '../../src/doctor/doctor';
import type { CheckStep } from '../../src/doctor/steps';
import { ManualClock } from './manual-clock';

/** What a test sets of a check; `url` is that of an address. */
export interface CheckSettings extends Partial<CheckTarget> {
    readonly url?: string;
}

export class CheckBench {
    readonly clock = new ManualClock();
    /** The calls of its socket, in order; a text that it sends at once is shown as it is. */
    readonly calls: string[] = [];
    readonly steps: CheckStep[] = [];
    /** Resolves when the check has ended. */
    readonly ended: Promise<Examined>;
    readonly #abort = new AbortController();
    #handlers: SocketHandlers | undefined;
    readonly #unconfirmed: ((error?: Error) => void)[] = [];

    constructor({ url = 'ws://127.0.0.1:1111/', ...target }: CheckSettings = {}) {
        const checked: CheckTarget = {
            openSocket: (handlers) => {
                this.#handlers = handlers;
                return {
                    send: (text, done, atOnce) => {
                        this.calls.push(`${String(text).trim()}${atOnce ? '' : ' (later)'}`);
                        this.#unconfirmed.push(done);
                    },
                    ping: () => void this.calls.push('ping'),
                    bytesReceived: 0,
                    bytesWaiting: 0,
                    close: () => void this.calls.push('close'),
                    terminate: () => void this.calls.push('terminate'),
                };
            },
            place: { kind: 'address', url },
            tls: {},
            handshakeMs: 10_000,
            clock: this.clock,
            ...target,
        };
        this.ended = examine(ok(checked), (step) => this.steps.push(step), this.#abort.signal);
    }

    /** The steps so far, each with its outcome and code. */
    get codes(): string[] {
        return this.steps.map(({ step, outcome, code }) => `${step} ${outcome} ${code}`);
    }

    /** The parameters of a step. */
    params(step: CheckStep['step']): CheckStep['params'] | undefined {
        return this.steps.find((one) => one.step === step)?.params;
    }

    get trace(): SocketTrace {
        return this.#live.trace as SocketTrace;
    }

    get #live(): SocketHandlers {
        if (!this.#handlers) throw new TypeError('No socket was opened.');
        return this.#handlers;
    }

    /** The hub accepts the connection. */
    opens(): this {
        this.trace.connected('127.0.0.1', []);
        this.#live.opened();
        return this;
    }

    /** The TLS handshake has succeeded, with a certificate of these fields. */
    secures(isAuthorized: boolean, certificate: object = {}): void {
        this.trace.secured({ authorized: isAuthorized, getPeerCertificate: () => certificate } as unknown as TLSSocket);
    }

    /** Only the WebSocket is open now, after the steps before it. */
    upgrades(): void {
        this.#live.opened();
    }

    /** The operating system takes all texts so far, or cannot. */
    takes(error?: Error): void {
        for (const done of this.#unconfirmed.splice(0)) done(error);
    }

    receives(...lines: readonly string[]): void {
        for (const line of lines) {
            const rest = this.#live.message(Buffer.from(line), false);
            while (rest && !rest.next().done);
        }
    }

    closes(code: ReasonCode = 'dropped', params: Reason['params'] = {}): Promise<Examined> {
        this.#live.closed(refuse(code, params).reason);
        return this.ended;
    }

    /** The owner closes the dialog. */
    abort(): void {
        this.#abort.abort();
    }
}
