// The states of a connection: what belongs to each of them, and what other modules see of it.

import { type Clock, type Dispose, wallTime } from '../base/clock';
import type { Reason } from '../base/errors';
import type { Socket } from './socket-types';
import type { Writer } from './writer';

/** The state for other modules. Times in milliseconds since 1970. */
export type ConnectionState =
    | { readonly name: 'disconnected' }
    | { readonly name: 'connecting'; readonly attempt: number }
    | { readonly name: 'connected'; readonly since: number }
    | { readonly name: 'waiting'; readonly attempt: number; readonly retryAt: number; readonly cause: Reason };

/** A socket with what belongs to it. */
export interface ActiveSocket {
    readonly socket: Socket;
    readonly writer: Writer;
    readonly timers: Record<'deadline' | 'heartbeat', Dispose>;
}

/** The state of a connection, with what belongs to it. Times are those of the monotonic clock. */
export type State =
    | { readonly name: 'disconnected' }
    | { readonly name: 'connecting'; readonly attempt: number; readonly active: ActiveSocket }
    | { readonly name: 'connected'; readonly since: number; readonly active: ActiveSocket }
    | {
          readonly name: 'waiting';
          readonly attempt: number;
          readonly retryAt: number;
          readonly cause: Reason;
          readonly timer: Dispose;
      }
    /** Reported as `disconnected`; `reopen` if a connection was requested again meanwhile. */
    | { readonly name: 'closing'; readonly active: ActiveSocket; readonly reopen: boolean };

/** A state as other modules see it. */
export function visible(state: State, clock: Clock): ConnectionState {
    switch (state.name) {
        case 'connecting':
            return { name: 'connecting', attempt: state.attempt };
        case 'connected':
            return { name: 'connected', since: wallTime(clock, state.since) };
        case 'waiting': {
            const { name, attempt, retryAt, cause } = state;
            return { name, attempt, retryAt: wallTime(clock, retryAt), cause };
        }
        case 'closing':
        case 'disconnected':
            return { name: 'disconnected' };
    }
}
