// The connection of a check, opened with the socket of the product: reports for each step whether it succeeded, and why
// not. Closes with a handshake.

import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Dispose } from '../base/clock';
import { type Reason, refuse, shorten } from '../base/errors';
import { systemClock } from '../base/system-clock';
import { hostOf } from '../connection/causes';
import { CLOSE_MS, type Socket } from '../connection/socket-types';
import { probeTls } from '../connection/tls-probe';
import { hasAuthorization } from '../settings/handshake';
import { certificateOf } from './certificate-facts';
import type { CheckTarget, Seen } from './check-types';
import { linkFinding, needsLook, type Way } from './connection-findings';
import type { Report } from './report';
import { CheckSession } from './session';
import type { CheckStep, Finding } from './steps';

/** Longest wait for an open socket; with all other waits a check stays below 40 s. */
const OPEN_MS = 15_000;
const LOOK_MS = 3_000;
/** A certificate that ends within so many days is worth a warning. */
const SOON_DAYS = 14;

/** The code for an open port, by where the proxy was set. */
const PORT_OPEN = { none: 'tcp-ok', environment: 'tcp-proxy', chosen: 'tcp-proxy-chosen' } as const;

/** Addresses for a sentence. */
function listed(addresses: readonly string[]): string {
    return shorten([...new Set(addresses)].join(', '), 200);
}

/** One connection, and all that belongs to it. */
export class CheckConnection {
    readonly #target: CheckTarget;
    readonly #report: Report;
    readonly #signal: AbortSignal;
    readonly #url: URL | undefined;
    /** The error code of Node.js or the library. */
    #code = '';

    constructor(target: CheckTarget, report: Report, signal: AbortSignal) {
        this.#target = target;
        this.#report = report;
        this.#signal = signal;
        const { place } = target;
        this.#url = place.kind === 'address' ? new URL(place.url) : undefined;
    }

    /** Resolves once the socket is closed. */
    async made(): Promise<Seen | undefined> {
        // An IP address needs no look-up, nor does a simulated hub.
        if (isIP(this.#host)) this.#report.ok({ code: 'lookup-none' });
        const ended = await this.#connect();
        if (ended.session) return ended.session.seen;
        if (!this.#signal.aborted) await this.#explain(ended.cause);
        return undefined;
    }

    get #host(): string {
        return this.#url ? hostOf(this.#url.href) : '127.0.0.1';
    }

    get #isSecure(): boolean {
        return this.#url?.protocol === 'wss:';
    }

    #connect(): Promise<{ readonly session?: CheckSession; readonly cause: Reason }> {
        const { openSocket, handshakeMs, clock = systemClock } = this.#target;
        const seconds = Math.min(handshakeMs, OPEN_MS) / 1000;
        return new Promise((resolve) => {
            let session: CheckSession | undefined;
            let lost: Reason | undefined;
            let goodbye: Dispose | undefined;
            const give = (cause: Reason): void => {
                lost ??= cause;
                socket.terminate();
            };
            const leave = (): void => {
                socket.close();
                goodbye = clock.after(CLOSE_MS, () => socket.terminate());
            };
            const abort = (): void => {
                if (session) session.end();
                else give(refuse('dropped').reason);
            };
            const socket: Socket = openSocket({
                trace: {
                    found: (addresses) => this.#found(addresses),
                    connected: (address, silent) => this.#connected(address, silent),
                    secured: (stream) => this.#secured(stream),
                    failed: (code) => {
                        this.#code = code;
                    },
                },
                opened: () => {
                    deadline();
                    this.#opened();
                    session = new CheckSession(socket, this.#report, leave, clock, this.#target.running);
                    session.start();
                },
                message: (data, isSameTurn) => session?.message(data, isSameTurn),
                closed: (cause) => {
                    session?.closed(cause);
                    deadline();
                    goodbye?.();
                    this.#signal.removeEventListener('abort', abort);
                    resolve({ cause: lost ?? cause, ...(session ? { session } : {}) });
                },
            });
            const deadline = clock.after(seconds * 1000, () => give(refuse('timeout', { seconds }).reason));
            this.#signal.addEventListener('abort', abort);
            if (this.#signal.aborted) abort();
        });
    }

    #during(step: CheckStep['step'], finding: Finding): void {
        if (this.#report.step === step) this.#report.ok(finding);
    }

    #found(addresses: readonly string[]): void {
        const code = addresses.length > 1 ? 'lookup-several' : 'lookup-ok';
        this.#during('lookup', { code, params: { host: this.#host, address: listed(addresses) } });
    }

    #connected(address: string, silent: readonly string[]): void {
        // No look-up is reported for a known name, nor for one that a proxy looks up.
        this.#during('lookup', { code: this.#target.proxyFrom ? 'lookup-proxy' : 'lookup-none' });
        const port = Number(this.#url?.port) || (this.#isSecure ? 443 : 80);
        if (!this.#url) this.#during('tcp', { code: 'tcp-simulated' });
        else if (silent.length > 0) {
            this.#during('tcp', { code: 'tcp-other', params: { port, address, silent: listed(silent) } });
        } else this.#during('tcp', { code: PORT_OPEN[this.#target.proxyFrom ?? 'none'], params: { port } });
        if (!this.#isSecure) this.#during('tls', { code: 'tls-none' });
    }

    #secured(stream: TLSSocket): void {
        const found = certificateOf(stream);
        const { names = '–', issuer = '–', to = '–', days = SOON_DAYS } = found ?? {};
        if (!stream.authorized) this.#report.warn({ code: 'tls-unverified', params: { names, issuer, to } });
        else if (days < SOON_DAYS) this.#report.warn({ code: 'tls-soon', params: { names, issuer, days } });
        else this.#report.ok({ code: 'tls-ok', params: { names, issuer, days } });
    }

    #opened(): void {
        const user = this.#user;
        this.#report.ok({ code: 'upgrade-ok' });
        const without = { code: this.#hasAuthorization ? 'login-header-ok' : 'login-none' } as const;
        this.#report.ok(user === undefined ? without : { code: 'login-ok', params: { user } });
    }

    get #user(): string | undefined {
        const { place } = this.#target;
        return place.kind === 'address' ? place.login?.user : undefined;
    }

    get #hasAuthorization(): boolean {
        const { place } = this.#target;
        return place.kind === 'address' && hasAuthorization(Object.keys(place.headers ?? {}));
    }

    async #explain(cause: Reason): Promise<void> {
        const way: Way = {
            step: this.#report.step,
            host: this.#host,
            port: Number(this.#url?.port) || (this.#isSecure ? 443 : 80),
            code: shorten(this.#code),
            proxyFrom: this.#target.proxyFrom,
        };
        if (cause.code === 'login') {
            this.#report.ok({ code: 'upgrade-answered' });
            this.#report.fail({ code: 'login-failed', reason: cause });
            return;
        }
        const look =
            this.#url && !way.proxyFrom && needsLook(cause, way)
                ? await probeTls(this.#url.href, this.#target.tls, LOOK_MS, this.#signal, certificateOf)
                : undefined;
        this.#report.fail(linkFinding(cause, way, look?.seen));
    }
}
