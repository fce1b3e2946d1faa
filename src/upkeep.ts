// What the pack itself asks of a hub, after each connect: the owner's publish intervals, and which devices there are.

import type { Asking } from './asking';
import { type Clock, type Dispose, systemClock } from './clock';
import { DeviceList } from './device-list';
import type { Reason } from './errors';
import type { Hub } from './hub';
import { Intervals } from './intervals';
import type { DeviceInterval } from './options';

/** A bridge answers within milliseconds; a broker, or a busy one, may take its time. */
const ANSWER_MS = 2_000;

export interface UpkeepSettings {
    readonly intervals: readonly DeviceInterval[];
    /** An interval that was refused, or not confirmed. */
    readonly report: (reason: Reason) => void;
    readonly clock?: Clock;
}

export class Upkeep {
    readonly devices: DeviceList;
    readonly #ends: readonly Dispose[];

    constructor(hub: Hub, { intervals: rows, report, clock = systemClock }: UpkeepSettings) {
        const asking: Asking = { owner: this, policy: { kind: 'fail' }, timeoutMs: ANSWER_MS };
        const devices = new DeviceList({
            clock,
            heard: () => hub.lastFrames.times(),
            ask: (done) =>
                hub.request('-/-/config/list', {}, asking, (answer) => {
                    // A list is always answered, or not at all.
                    if (!answer.ok) done(answer);
                    else if (answer.value) done({ ok: true, value: answer.value });
                }),
        });
        const intervals = new Intervals({
            clock,
            rows,
            configure: (device, seconds, done) =>
                hub.configure(device, { 'publish-interval': seconds }, asking, (answer) =>
                    answer.ok ? done() : done(answer.reason),
                ),
            report,
        });
        this.devices = devices;
        // Nothing else of what a hub says costs anything here.
        const subscriptions = [
            ...DeviceList.topics.map((topic) => hub.subscribe(topic, devices)),
            ...intervals.topics.map((topic) => hub.subscribe(topic, intervals)),
        ];
        this.#ends = [
            hub.onReady(() => {
                intervals.ready();
                devices.ready();
            }),
            hub.watch(({ name }) => {
                if (name === 'connected') return;
                intervals.lost();
                devices.lost();
            }),
            hub.onConfigured(({ device, owner }) => {
                if (owner !== this) intervals.overruled(device);
            }),
            () => {
                for (const subscription of subscriptions) subscription.end();
                intervals.end();
                devices.lost();
                hub.withdraw(this);
            },
        ];
    }

    /** Nothing is asked any more. */
    end(): void {
        for (const end of this.#ends) end();
    }
}
