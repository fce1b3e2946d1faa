// The clock of the computer is set while a hub waits for something, and everything happens as if it was not.

import assert from 'node:assert/strict';
import { Upkeep } from '../../src/devices/upkeep';
import { Hub } from '../../src/hub';
import type { HubState } from '../../src/hub-types';
import type { Policy } from '../../src/send/queue';
import { FakeSocket } from '../support/connection-bench';
import { SettableClock } from '../support/settable-clock';

const TICK_MS = 250;
const END_MS = 150_000;
const STEPS = [-259_200_000, -7_200_000, -1_500, 1_500, 7_200_000, 259_200_000];
const READING = '["thermometer/i2c0-48", {"temperature": [20, "C"]}]';
const RELAY = 'relay/i2c0-3b';

/** A hub on fake sockets, and a log of all that it does, each with its time. */
class Story {
    readonly clock = new SettableClock();
    readonly log: string[] = [];
    readonly #calls: string[] = [];
    readonly #sockets: FakeSocket[] = [];
    readonly #hub: Hub;

    constructor() {
        const { clock } = this;
        this.#hub = new Hub(
            {
                openSocket: (handlers) => {
                    const socket = new FakeSocket(this.#sockets.length + 1, handlers, this.#calls);
                    this.#sockets.push(socket);
                    return socket;
                },
                clock,
                handshakeMs: 5_000,
                heartbeatMs: 7_000,
                ceilingMs: 20_000,
                startFrames: [],
                goodbyeFrames: [],
                gapMs: 300,
                silenceMs: 10_000,
                random: () => 0.5,
            },
            {
                fault: ({ code }, count) => this.note(`fault ${code} ${count}`),
                dropped: () => {},
                failed: assert.ifError,
            },
        );
        const intervals = [{ device: 'thermometer/i2c0-48', seconds: 60 }];
        new Upkeep(this.#hub, { intervals, requestStates: true, report: ({ code }) => this.note(code), clock });
        this.#hub.watch((state) => this.note(`state ${this.#described(state)}`));
        this.#hub.join();
    }

    note(event: string): void {
        this.log.push(`${this.clock.monotonic()} ${event}`);
    }

    /** One tick, with what the story has for its time. */
    tick(): void {
        const { clock } = this;
        clock.advance(TICK_MS);
        const now = clock.monotonic();
        const socket = this.#sockets.at(-1);
        if (now === 500 || now === 70_000) socket?.opens();
        if (now === 50_000) socket?.ends('dropped');
        if (socket?.living) this.#live(now, socket);
        this.#act(now);
    }

    #live(now: number, socket: FakeSocket): void {
        const between = (from: number, to: number): boolean => now >= from && now < to;
        const isDeaf = between(90_000, 110_000);
        for (let writes = 0; writes < 5 && !isDeaf; writes++) socket.takes();
        const isSilent = between(20_000, 42_000) || between(112_000, 140_000) || between(50_000, 70_250);
        if (now % 2_000 === 0 && now > 500 && !isSilent) socket.receives(READING);
        if (now % 5_000 === 0 && between(1_000, 19_000)) socket.receives('no frame');
        if (now === 6_000) socket.receives(`["${RELAY}", {"state": true}]`);
    }

    #act(now: number): void {
        const wait: Policy = { kind: 'queue', size: 10, ageMs: 30_000 };
        if (now === 3_000 || now === 51_000 || now === 91_000) {
            for (const state of [true, false, true]) this.#publish(state, wait);
            for (const state of [true, false]) this.#publish(state, { kind: 'newest', ageMs: 5_000 });
            this.#request();
        }
        if (now === 7_000 || now === 9_750) this.#publish('toggle', wait);
        if (now === 45_000) this.#hub.reconnect();
    }

    #publish(state: boolean | 'toggle', policy: Policy): void {
        const done = (fault?: { code: string }): void => this.note(`${state} ${policy.kind} ${fault?.code ?? 'sent'}`);
        this.#hub.publish(`${RELAY}/set`, { state }, done, { owner: this, policy });
    }

    #request(): void {
        const options = { owner: this, policy: { kind: 'fail' }, timeoutMs: 4_000 } as const;
        this.#hub.request(`${RELAY}/get`, {}, options, (answer) =>
            this.note(`request ${answer.ok ? 'ok' : answer.reason.code}`),
        );
    }

    /** Without the times of the computer's clock, but for how far they are away. */
    #described(state: HubState): string {
        if (state.name !== 'waiting') return JSON.stringify({ ...state, since: undefined });
        const { retryAt, attempt, cause } = state;
        return `waiting ${attempt} ${cause.code} ${retryAt - this.clock.now()}`;
    }

    /** All that happened and was sent. */
    told(setAt?: number, ms = 0): readonly string[] {
        while (this.clock.monotonic() < END_MS) {
            if (this.clock.monotonic() === setAt) this.clock.set(ms);
            this.tick();
            for (const call of this.#calls.splice(0)) this.note(call);
        }
        return this.log;
    }
}

describe('hub: the clock of the computer is set', () => {
    const told = new Story().told();

    it('the story has all waits in it', () => {
        const text = told.join('\n');
        const parts = [
            'silentMs',
            'waiting 2',
            'no-answer',
            'expired',
            'displaced',
            'heartbeat',
            'write-timeout',
            'ping',
        ];
        for (const part of parts) assert.ok(text.includes(part), `${part} in\n${text}`);
    });

    for (const ms of STEPS) {
        it(`by ${ms / 1000} s, at any time: the same happens at the same time`, () => {
            for (let setAt = 0; setAt < END_MS; setAt += 5 * TICK_MS) {
                assert.deepEqual(new Story().told(setAt, ms), told, `set after ${setAt} ms`);
            }
        });
    }
});
