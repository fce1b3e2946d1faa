// What the pack itself requests from a hub after each connect: the owner's publish intervals, and which devices there
// are.

import type { Clock, Dispose } from '../base/clock';
import type { Reason } from '../base/errors';
import { systemClock } from '../base/system-clock';
import type { Hub } from '../hub';
import type { RequestOptions } from '../send/request';
import type { DeviceInterval } from '../settings/hub-options';
import { CommandCheck, isBridgeDevice } from './command-check';
import { DeviceList } from './device-list';
import { Intervals } from './intervals';
import { StateRequests } from './state-requests';

/** A bridge responds within milliseconds; a busy one or a broker takes longer. */
const ANSWER_MS = 2_000;

export interface UpkeepSettings {
    readonly intervals: readonly DeviceInterval[];
    /** Whether the state of each relay and the LED is requested after each connect. */
    readonly requestStates: boolean;
    /** An interval that was refused, or not confirmed. */
    readonly report: (reason: Reason) => void;
    /** The hub has listed these devices. */
    readonly listed?: (devices: readonly string[]) => void;
    readonly clock?: Clock;
}

export class Upkeep {
    readonly devices: DeviceList;
    readonly #ends: readonly Dispose[];

    constructor(hub: Hub, settings: UpkeepSettings) {
        const { intervals: rows, requestStates, report, clock = systemClock } = settings;
        const requestOptions: RequestOptions = { owner: this, policy: { kind: 'fail' }, timeoutMs: ANSWER_MS };
        const states = requestStates ? stateRequests(hub, clock) : undefined;
        const devices = new DeviceList({
            clock,
            listed: (listed) => {
                check.listed();
                states?.listed(listed);
                settings.listed?.(listed);
            },
            frameTimes: () => hub.lastFrames.times(),
            ask: (done) =>
                hub.request('-/-/config/list', {}, requestOptions, (answer) => {
                    // A list request has a response or an error.
                    if (!answer.ok) done(answer);
                    else if (answer.value) done({ ok: true, value: answer.value });
                }),
        });
        const intervals = new Intervals({
            clock,
            rows,
            configure: (device, seconds, done) =>
                hub.configure(device, { 'publish-interval': seconds }, requestOptions, (answer) =>
                    answer.ok ? done() : done(answer.reason),
                ),
            report,
        });
        const check = commandCheck(hub, clock);
        this.devices = devices;
        hub.explainWith((device) => {
            const { state } = hub;
            if (check.isOneWay) return 'one-way';
            if (state.name === 'connected' && state.silentMs !== undefined) return 'silent';
            if (devices.isListed(device)) return 'listed';
            return hub.lastFrames.of(device) ? 'reported' : 'unknown';
        });
        // Other frames of a hub cost nothing here.
        const subscriptions = [
            ...DeviceList.topics.map((topic) => hub.subscribe(topic, devices)),
            ...intervals.topics.map((topic) => hub.subscribe(topic, intervals)),
        ];
        this.#ends = [
            hub.onReady(() => {
                states?.ready();
                check.ready();
                intervals.ready();
                devices.ready();
            }),
            hub.watch(({ name }) => {
                if (name === 'connected') {
                    states?.opened();
                    return;
                }
                states?.lost();
                check.lost();
                intervals.lost();
                devices.lost();
            }),
            hub.onConfigured(({ device, owner }) => {
                if (owner !== this) intervals.overruled(device);
            }),
            hub.onOutcome(({ device, isConfirmed }) => {
                if (isConfirmed) check.confirmed(device);
                else check.suspect();
            }),
            () => {
                check.lost();
                for (const subscription of subscriptions) subscription.end();
                intervals.end();
                devices.lost();
                states?.lost();
                if (states) hub.withdraw(states);
                hub.withdraw(check);
                hub.withdraw(this);
            },
        ];
    }

    /** Sends no further request. */
    end(): void {
        for (const end of this.#ends) end();
    }
}

/** Requests states as flows do, and marks the responses. */
function stateRequests(hub: Hub, clock: Clock): StateRequests {
    const requests = new StateRequests({
        clock,
        isKnown: (device) => hub.isKnown(device),
        hasPending: (device) => hub.hasPending(device),
        request: (device, done) => {
            const requestOptions: RequestOptions = {
                owner: requests,
                policy: { kind: 'fail' },
                isBackground: true,
                timeoutMs: ANSWER_MS,
            };
            hub.request(`${device}/get`, {}, requestOptions, (answer) => {
                const received = answer.ok ? answer.value : undefined;
                // After a set it may be the report of that, which flows must not miss.
                if (received && !hub.hasPending(device)) received.requested = true;
                done(received !== undefined);
            });
        },
        settled: () => hub.recheck(),
    });
    hub.awaitStates((relay) => requests.isAwaited(relay));
    return requests;
}

/** Requests the device list to find out whether commands reach the bridge. */
function commandCheck(hub: Hub, clock: Clock): CommandCheck {
    const check = new CommandCheck({
        clock,
        requestList: (done) => {
            const requestOptions: RequestOptions = { owner: check, policy: { kind: 'fail' }, timeoutMs: ANSWER_MS };
            hub.request('-/-/config/list', {}, requestOptions, (answer) => {
                // A refusal shows as well that the bridge receives commands.
                if (answer.ok || answer.reason.code === 'answer-error') done('answered');
                else done(answer.reason.code === 'no-answer' ? 'unanswered' : 'failed');
            });
        },
        awaitReading: (done) => {
            const subscription = hub.subscribe('+/+', {
                onFrame: ({ frame: { topic } }) => {
                    if (isBridgeDevice(topic)) done();
                },
            });
            return () => subscription.end();
        },
        changed: (isOneWay) => hub.setOneWay(isOneWay),
    });
    return check;
}
