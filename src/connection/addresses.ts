// The addresses of a host name: which is tried first, and how long Node.js may try each of them. By default Node.js gives
// each but the last 250 ms, which is too short for a slow line: no attempt ever succeeds.

import dns from 'node:dns';
import type { LookupFunction } from 'node:net';

/** Assumed until the first look-up: names of a home network often have three addresses. */
const FIRST_COUNT = 3;
/** What Node.js uses by default, for a very short connection timeout. */
const LEAST_MS = 250;

/** The addresses of the hub, or of its proxy, over all attempts to connect. */
export class Addresses {
    readonly #timeoutMs: number;
    #count = FIRST_COUNT;
    #last: string | undefined;

    /** `timeoutMs` is the connection timeout, for all addresses of an attempt together. */
    constructor(timeoutMs: number) {
        this.#timeoutMs = timeoutMs;
    }

    /** The share of one address in the connection timeout; what remains is for TLS and the handshake. */
    get attemptMs(): number {
        return Math.max(LEAST_MS, Math.floor(this.#timeoutMs / (this.#count + 1)));
    }

    /** This address responded: later look-ups give it first, so that a dead one delays only the first connect. */
    responded(address: string): void {
        this.#last = address;
    }

    /** A look-up for `net.connect`; calls `found` with all addresses, in the order in which they are tried. */
    lookup(found: (addresses: readonly string[]) => void): LookupFunction {
        return (host, options, done) => {
            dns.lookup(host, options, (error, result, family) => {
                if (error) return done(error, result, family);
                if (typeof result === 'string') {
                    found([result]);
                    return done(null, result, family);
                }
                const isLast = ({ address }: dns.LookupAddress): boolean => address === this.#last;
                const sorted = [...result.filter(isLast), ...result.filter((one) => !isLast(one))];
                this.#count = sorted.length;
                found(sorted.map(({ address }) => address));
                done(null, sorted);
            });
        };
    }
}
