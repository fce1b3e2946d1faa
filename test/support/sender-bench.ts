// A sender on a bench: a link that records what is written to it, a clock that the test advances, a hub that the test
// plays, and one log of all events in order.

import type { Reason, Result } from '../../src/base/errors';
import type { JsonObject } from '../../src/protocol/frame';
import type { ReceivedFrame } from '../../src/receive/received-frame';
import type { RequestOptions, SendOptions } from '../../src/send/request';
import { Sender } from '../../src/send/sender';
import { FakeLink } from './fake-link';
import { ManualClock } from './manual-clock';

export const TIMEOUT_MS = 1_000;
export const OWNER = { name: 'owner' };
const SENDING: SendOptions = { owner: OWNER, policy: { kind: 'fail' } };
const ASKING: RequestOptions = { ...SENDING, timeoutMs: TIMEOUT_MS };

/** A sender with a fake link and a manual clock; `read` takes the log. */
export class SenderBench {
    readonly clock = new ManualClock();
    readonly link = new FakeLink((text) => this.log.push(`> ${describe(text)}`));
    readonly sender: Sender;
    readonly log: string[] = [];
    /** How often each callback was called, and its reason. */
    readonly results = new Map<string, { times: number; reason: Reason | undefined }>();

    constructor(gapMs = 0) {
        this.sender = new Sender(this.clock, gapMs, this.link);
    }

    /** A bench whose hub listens. */
    static ready(gapMs = 0): SenderBench {
        return new SenderBench(gapMs).connect();
    }

    connect(): this {
        this.sender.opened();
        this.sender.ready();
        return this;
    }

    /** The connection ends, and loses what was not written yet. */
    lose(): void {
        this.sender.lost();
        this.link.takes(true);
    }

    publish(
        name: string,
        topic: unknown,
        payload: unknown,
        how: Partial<SendOptions> = {},
        next = (): void => {},
    ): void {
        this.sender.publish(topic, payload, { ...SENDING, ...how }, (fault) => {
            this.#ended(name, fault, 'sent');
            next();
        });
    }

    raw(name: string, data: string | Uint8Array, how: Partial<SendOptions> = {}): void {
        this.sender.publishRaw(data, { ...SENDING, ...how }, (fault) => this.#ended(name, fault, 'sent'));
    }

    ask(
        name: string,
        topic: unknown,
        payload: unknown,
        how: Partial<RequestOptions> = {},
        next = (): void => {},
    ): void {
        this.sender.request(topic, payload, { ...ASKING, ...how }, (answer) => this.#answered(name, answer, next));
    }

    configure(name: string, device: string, seconds: unknown, how: Partial<RequestOptions> = {}): void {
        const payload = { 'publish-interval': seconds };
        this.sender.configure(device, payload, { ...ASKING, ...how }, (answer) => this.#answered(name, answer));
    }

    /** A frame of the hub. */
    receives(topic: string, payload: JsonObject = {}): void {
        this.sender.onFrame({
            frame: { topic, payload },
            text: '',
            time: this.clock.now(),
            at: this.clock.monotonic(),
        });
    }

    /** Takes the log. */
    read(): string {
        return this.log.splice(0).join(', ');
    }

    /** Whether each callback was called once, and nothing is queued, in flight or scheduled. */
    isOver(): boolean {
        const { waiting, asked } = this.sender.counts;
        const isIdle = waiting === 0 && asked === 0 && this.clock.pending === 0;
        return isIdle && [...this.results.values()].every(({ times }) => times === 1);
    }

    #answered(name: string, answer: Result<ReceivedFrame | undefined>, next = (): void => {}): void {
        const good = answer.ok && answer.value ? JSON.stringify(answer.value.frame.payload) : 'done';
        this.#ended(name, answer.ok ? undefined : answer.reason, good);
        next();
    }

    #ended(name: string, reason: Reason | undefined, good: string): void {
        this.results.set(name, { times: (this.results.get(name)?.times ?? 0) + 1, reason });
        this.log.push(`${name}: ${reason?.code ?? good}`);
    }
}

/** A frame as its topic and its payload, any other text unchanged. */
function describe(text: string): string {
    try {
        const [topic, payload] = JSON.parse(text) as [string, unknown];
        return `${topic} ${JSON.stringify(payload)}`;
    } catch {
        return text;
    }
}
