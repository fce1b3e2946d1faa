// Hubs as flows use them, over real sockets, with everything they report written down.

import type { Reason, Result } from '../../src/base/errors';
import { openWebSocket } from '../../src/connection/socket';
import { Hub } from '../../src/hub';
import type { HubSettings, HubState } from '../../src/hub-types';
import type { ReceivedFrame } from '../../src/receive/received-frame';
import type { RequestOptions } from '../../src/send/request';
import { firstValue, PATIENCE_MS } from './wait';

/** The longest pause before a connection attempt. */
export const CEILING_MS = 10;

/** Quick enough for tests: the settings of a hub that retries at once and looks for no heartbeat. */
const QUICK = { handshakeMs: 2000, heartbeatMs: 0, ceilingMs: CEILING_MS, startFrames: [], goodbyeFrames: [] };

/** A response has its time, also on a busy computer. A test that expects none says how long it waits. */
const REQUEST: RequestOptions = { owner: {}, policy: { kind: 'fail' }, timeoutMs: PATIENCE_MS };

/** What a request ends with; without a frame if no hub confirms such a command. */
export type Response = Result<ReceivedFrame | undefined>;

export interface Settings extends Partial<HubSettings> {
    /** Largest message, in bytes. */
    readonly maxBytes?: number;
}

const running = new Set<ClientHub>();

/** A hub with real sockets, and the states, faults and topics that it has reported. */
export class ClientHub {
    readonly hub: Hub;
    readonly states: HubState[] = [];
    readonly faults: { readonly code: Reason['code']; readonly count: number }[] = [];
    readonly dropped: { readonly code: Reason['code']; readonly count: number }[] = [];
    readonly failures: unknown[] = [];
    /** The topics that a listener for `#` received. */
    readonly topics: string[] = [];

    constructor(url: string, { maxBytes = 1024 * 1024, ...settings }: Settings = {}) {
        this.hub = new Hub(
            { openSocket: (handlers) => openWebSocket({ url, maxBytes }, handlers), ...QUICK, ...settings },
            {
                fault: ({ code }, count) => this.faults.push({ code, count }),
                dropped: ({ code }, count) => this.dropped.push({ code, count }),
                failed: (error) => this.failures.push(error),
            },
        );
        running.add(this);
        this.hub.watch((state) => this.states.push(state));
        this.listen('#', ({ frame }) => this.topics.push(frame.topic));
    }

    /** Names of the states so far. */
    get names(): string[] {
        return this.states.map(({ name }) => name);
    }

    /** The first such state from now on, the present one included. */
    state(name: HubState['name']): Promise<HubState> {
        return firstValue<HubState>(
            (listener) => this.hub.watch(listener),
            `the state ${name}`,
            (state) => state.name === name,
        );
    }

    /** Receives what matches this filter, until the returned function is called. */
    listen(filter: string, onFrame: (received: ReceivedFrame) => void): () => void {
        const subscription = this.hub.subscribe(filter, { onFrame });
        return () => subscription.end();
    }

    /** A frame with this topic. */
    frame(topic: string): Promise<unknown> {
        return firstValue((listener) => this.listen(topic, listener), `a frame of ${topic}`);
    }

    /** Joins, and resolves once connected. */
    async connect(): Promise<() => void> {
        const leave = this.hub.join();
        await this.state('connected');
        return leave;
    }

    /** Joins, and resolves once the start frames were sent, so that commands leave at once. */
    async ready(): Promise<() => void> {
        const ready = firstValue<void>((listener) => this.hub.onReady(listener), 'the end of the greeting');
        const leave = this.hub.join();
        await ready;
        return leave;
    }

    /** Requests, and gives the response, or the reason why there is none; without other options for `PATIENCE_MS`. */
    request(topic: unknown, payload: unknown, more: Partial<RequestOptions> = {}): Promise<Response> {
        return new Promise((resolve) => this.hub.request(topic, payload, { ...REQUEST, ...more }, resolve));
    }

    /** Sets the publish interval of a device, as `request` does. */
    configure(device: string, seconds: number, more: Partial<RequestOptions> = {}): Promise<Response> {
        const payload = { 'publish-interval': seconds };
        return new Promise((resolve) => this.hub.configure(device, payload, { ...REQUEST, ...more }, resolve));
    }

    /** Publishes, and gives the code of the refusal, or undefined. */
    publish(topic: unknown, payload: unknown): Promise<Reason['code'] | undefined> {
        return new Promise((resolve) => this.hub.publish(topic, payload, (fault) => resolve(fault?.code)));
    }
}

/** Ends what a test has left; for afterEach. */
export async function endClientHubs(): Promise<void> {
    await Promise.all([...running].map(({ hub }) => hub.close()));
    running.clear();
}
