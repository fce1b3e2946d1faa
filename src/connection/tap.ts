// What a recording and the live view see of a connection. Types only.

import type { ConnectionState } from './connection-state';

/** Receives what passes a connection, for recordings and for display. Must not throw. */
export interface ConnectionTap {
    /** A message from the hub, before anything is made of it. Its bytes may change later. */
    received(data: Uint8Array): void;
    /** Text or bytes that were handed to the socket. */
    sent(data: string | Uint8Array): void;
    /** Called after every change. */
    state(state: ConnectionState): void;
}
