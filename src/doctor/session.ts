// A check on an open socket: the start message, the first frame, the list of devices. Nothing else is sent. Start
// message, decoder and device list are those of the product; only the reports belong to the check.

import type { Clock, Dispose } from '../base/clock';
import type { Reason } from '../base/errors';
import type { Remainder } from '../connection/read-quota';
import type { Socket } from '../connection/socket-types';
import { StartMessage } from '../connection/start-message';
import { isBridgeDevice } from '../devices/command-check';
import { DeviceList } from '../devices/device-list';
import { formatFrame } from '../protocol/frame';
import { startSign } from '../protocol/start-sign';
import { Decoder } from '../receive/decoder';
import { LastFrames } from '../receive/last-frames';
import type { ReceivedFrame } from '../receive/received-frame';
import type { Running, Seen } from './check-types';
import { brokenFinding } from './connection-findings';
import type { Report } from './report';

/**
 * Longest waits: for the first frame, for the start of a bridge that sends an empty list, and for a list that is not
 * empty.
 */
export const FRAME_MS = 8_000;
export const START_MS = 12_000;
export const LIST_MS = 8_000;
/** A reading that arrives so long after the request shows that its response is missing, not late. */
const ANSWER_MS = 2_000;
/** After the last step, readings are received for a little longer. */
const LISTEN_MS = 1_500;

const nothing: Dispose = () => {};
const LIST_REQUEST = formatFrame('-/-/config/list', {});
const REFUSAL = '-/-/config/error';

export class CheckSession {
    readonly #report: Report;
    readonly #socket: Socket;
    readonly #clock: Clock;
    readonly #startMessage: StartMessage;
    readonly #decoder: Decoder;
    readonly #devices: DeviceList;
    readonly #frames = new LastFrames();
    readonly #done: () => void;
    #timer: Dispose = nothing;
    #garbage: Reason | undefined;
    readonly #running: Running | undefined;
    #list: 'none' | 'empty' | 'shared' | 'one-way' = 'none';
    /** Whether a response to the first request for the list would have come by now. */
    #isLate = false;
    #late: Dispose = nothing;
    #ended = false;

    /** `done` is called once, when the last step is reported or the connection is closed. */
    constructor(socket: Socket, report: Report, done: () => void, clock: Clock, running?: Running) {
        this.#running = running;
        this.#socket = socket;
        this.#report = report;
        this.#done = done;
        this.#clock = clock;
        this.#decoder = new Decoder(clock, {
            onFrame: (received) => this.#onFrame(received),
            fault: (reason) => {
                this.#garbage ??= reason;
            },
        });
        this.#devices = new DeviceList({
            clock,
            frameTimes: () => this.#frames.times(),
            ask: () => this.#write(LIST_REQUEST),
        });
        this.#startMessage = new StartMessage(clock, {
            write: (text) => this.#write(text),
            ready: () => this.#devices.ready(),
            // The timeout of the first frame reports it.
            notStarted: () => {},
        });
    }

    get seen(): Seen {
        const { listedAt } = this.#devices;
        return {
            devices: this.#devices.entries(),
            frames: this.#frames.matching('#'),
            ...(listedAt === undefined ? {} : { listedAt }),
            ...(this.#list === 'shared' ? { isShared: true } : {}),
        };
    }

    /** The socket is open. */
    start(): void {
        this.#timer = this.#clock.after(FRAME_MS, () => this.#unheard());
        this.#startMessage.start();
    }

    message(data: Uint8Array, isSameTurn: boolean): Remainder | undefined {
        return this.#decoder.read(data, () => !this.#ended, isSameTurn);
    }

    /** The socket is closed, which is reported only while steps are left. */
    closed(cause: Reason): void {
        if (this.#ended) return;
        if (this.#report.step) this.#report.fail(brokenFinding(cause, this.#decoder.counts.framesIn > 0));
        this.end();
    }

    /** Sends and reports nothing from now on. */
    end(): void {
        if (this.#ended) return;
        this.#ended = true;
        this.#timer();
        this.#late();
        this.#startMessage.end();
        this.#devices.lost();
        this.#done();
    }

    #write(text: string): void {
        this.#socket.send(
            text,
            (error) => {
                if (!error && !this.#ended) this.#started();
            },
            true,
        );
    }

    #started(): void {
        if (this.#report.step === 'start') this.#report.ok({ code: 'start-ok' });
    }

    #onFrame(received: ReceivedFrame): void {
        const { topic } = received.frame;
        this.#frames.onFrame(received);
        this.#devices.onFrame(received);
        this.#started();
        // A bridge sends it before its start, too.
        const isEmpty = startSign(received.frame) === 'empty-list';
        if (isEmpty) this.#list = 'empty';
        else if (this.#report.step === 'frame') this.#first(topic);
        this.#startMessage.received(received.frame);
        if (this.#report.step !== 'list') return;
        if (this.#devices.listedAt !== undefined) this.#listed();
        else if (topic === REFUSAL) this.#unlisted('list-refused');
        else if (this.#isLate && this.#list === 'none' && isBridgeDevice(topic)) this.#list = 'one-way';
    }

    #first(topic: string): void {
        this.#late = this.#clock.after(ANSWER_MS, () => {
            this.#isLate = true;
        });
        const { badFrames: count } = this.#decoder.counts;
        if (this.#garbage) {
            this.#report.warn({ code: 'frame-mixed', params: { topic, count }, reason: this.#garbage });
        } else this.#report.ok({ code: 'frame-ok', params: { topic } });
        this.#wait(LIST_MS, () => this.#unlisted(this.#missing()));
    }

    /** What has come in place of a list with devices. */
    #missing(): 'list-empty' | 'list-none' | 'list-one-way' {
        if (this.#list === 'empty') return 'list-empty';
        return this.#list === 'one-way' ? 'list-one-way' : 'list-none';
    }

    #unheard(): void {
        this.#started();
        if (this.#list === 'empty') {
            this.#notStarted();
            return;
        }
        const seconds = FRAME_MS / 1000;
        const { badFrames: count } = this.#decoder.counts;
        if (this.#garbage) {
            this.#report.fail({ code: 'frame-garbage', params: { count, seconds }, reason: this.#garbage });
        } else this.#report.fail({ code: 'frame-silent', params: { seconds } });
        this.end();
    }

    /** Nothing but an empty list has come. */
    #notStarted(): void {
        if (this.#running) {
            this.#report.warn({ code: 'frame-empty' });
            this.#shared(this.#running);
            return;
        }
        const restMs = START_MS - FRAME_MS;
        this.#wait(restMs, () => {
            this.#report.fail({ code: 'frame-not-started', params: { seconds: START_MS / 1000 } });
            this.end();
        });
    }

    /** Its list takes the place of the empty one. */
    #shared({ count }: Running): void {
        this.#list = 'shared';
        this.#report.ok({ code: 'list-running', params: { count } });
        this.#wait(LISTEN_MS, () => this.end());
    }

    #listed(): void {
        const count = this.#devices.entries().filter(({ listed }) => listed).length;
        this.#report.ok({ code: 'list-ok', params: { count } });
        this.#wait(LISTEN_MS, () => this.end());
    }

    #unlisted(code: 'list-empty' | 'list-none' | 'list-one-way' | 'list-refused'): void {
        if (code === 'list-empty' && this.#running) {
            this.#shared(this.#running);
            return;
        }
        const isTimed = code === 'list-none' || code === 'list-one-way';
        this.#report.warn(isTimed ? { code, params: { seconds: LIST_MS / 1000 } } : { code });
        this.#wait(LISTEN_MS, () => this.end());
    }

    #wait(ms: number, run: () => void): void {
        this.#timer();
        this.#timer = this.#clock.after(ms, run);
    }
}
