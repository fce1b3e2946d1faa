// Probes a TLS port on a separate connection, which verifies nothing and sends no data.

import { isIP } from 'node:net';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { hostOf } from './causes';
import { alertOf } from './tls-causes';

export interface TlsProbe<T> {
    /** Whether the port uses TLS, even if the handshake failed. */
    readonly isTls: boolean;
    /** What was read from the connection; absent if the handshake failed. */
    readonly seen?: T;
}

/** Connects to the host of an address, calls `read` with the socket and ends it. Resolves in any case, within `ms`. */
export function probeTls<T>(
    url: string,
    tls: ConnectionOptions,
    ms: number,
    signal: AbortSignal,
    read: (socket: TLSSocket) => T,
): Promise<TlsProbe<T>> {
    const host = hostOf(url);
    return new Promise((resolve) => {
        // The client certificate is not sent: the peer is not verified.
        const { cert: _cert, key: _key, pfx: _pfx, passphrase: _passphrase, ...rest } = tls;
        let socket: TLSSocket;
        try {
            socket = connect({
                servername: isIP(host) ? '' : host,
                ...rest,
                host,
                port: Number(new URL(url).port) || (url.startsWith('ws:') ? 80 : 443),
                rejectUnauthorized: false,
                checkServerIdentity: () => undefined,
            });
        } catch {
            resolve({ isTls: false });
            return;
        }
        const end = (probe: TlsProbe<T>): void => {
            clearTimeout(timer);
            signal.removeEventListener('abort', stop);
            socket.destroy();
            resolve(probe);
        };
        const stop = (): void => end({ isTls: false });
        const timer = setTimeout(stop, ms);
        signal.addEventListener('abort', stop);
        socket.on('error', (error) => end({ isTls: alertOf(error) !== undefined }));
        socket.once('close', stop);
        socket.once('secureConnect', () => end({ isTls: true, seen: read(socket) }));
        if (signal.aborted) stop();
    });
}
