// Host names that a test resolves itself.

import dns from 'node:dns';

const real = dns.lookup;

/** Lets a name have these IPv4 addresses, until `forgetNames`. */
export function resolve(name: string, addresses: readonly string[]): void {
    const found = addresses.map((address) => ({ address, family: 4 }));
    const lookup = (host: string, options: object, done: (...args: unknown[]) => void): void => {
        if (host === name) process.nextTick(done, null, found);
        else (real as (...args: unknown[]) => void)(host, options, done);
    };
    dns.lookup = lookup as unknown as typeof dns.lookup;
}

/** Resolves names as before; for afterEach. */
export function forgetNames(): void {
    dns.lookup = real;
}
