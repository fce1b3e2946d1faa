// Reports topics of one clown in that fall silent and return, through its second output and its status.

import type { NodeMessage } from 'node-red';
import { systemClock } from '../../../src/base/system-clock';
import { devicePath } from '../../../src/protocol/model';
import type { ReceivedFrame } from '../../../src/receive/received-frame';
import type { Listener } from '../../../src/receive/subscriptions';
import { MAX_TOPICS, type SilenceReport, TopicSilence } from '../../../src/receive/topic-silence';
import { type Deployed, offDeploys, onDeploys } from '../hub/deploys';
import type { Attached } from '../node/attached';
import { silentTopicStatus } from '../status/status';
import type { SilenceDetails } from '../types';

type Watching = Attached<{ readonly silentMs: number }>;

/** The watches for silent topics of one clown in; sends their reports through its second output. */
export class SilentTopics implements Deployed {
    readonly #attached: Watching;
    /** The watches of each filter, by its listener. */
    readonly #watches = new Map<Listener<ReceivedFrame>, FilterWatch>();
    /** Topics reported as silent, the earliest first. */
    readonly #silent = new Set<string>();

    constructor(attached: Watching) {
        this.#attached = attached;
        // While flows stop and start the hub buffers frames, so no topic counts as silent.
        onDeploys(attached.RED, this);
    }

    /**
     * Watches the topics under a valid filter; returns the listener to subscribe, which passes frames on to `listener`.
     */
    watch(filter: string, listener: Listener<ReceivedFrame>): Listener<ReceivedFrame> {
        const watch = new FilterWatch(this.#attached, filter, (report) => this.#report(report));
        const watcher = {
            onFrame: (received: ReceivedFrame, isLast: boolean): void => {
                const { topic } = received.frame;
                watch.of(topic).onFrame(topic);
                // The watch forgets the oldest of too many topics, and then reports no return.
                if (this.#silent.size > 0 && this.#silent.delete(topic)) this.#show();
                listener.onFrame(received, isLast);
            },
        };
        this.#watches.set(watcher, watch);
        return watcher;
    }

    /** Ends the watch of a listener from `watch`. */
    unwatch(watcher: Listener<ReceivedFrame>): void {
        this.#watches.get(watcher)?.each((silence) => silence.stop());
        this.#watches.delete(watcher);
    }

    /** Stops following deploys. The watches are ended one by one. */
    end(): void {
        offDeploys(this.#attached.RED, this);
    }

    stopping(): void {
        for (const watch of this.#watches.values()) watch.each((silence) => silence.pause());
        // Before the buffered frames.
        this.#attached.hub.whenFlowing(() => {
            for (const watch of this.#watches.values()) watch.each((silence) => silence.resume());
        });
    }

    started(): void {}

    #report({ topic, silent, heardAt, silentMs }: SilenceReport): void {
        if (silent) this.#silent.add(topic);
        else this.#silent.delete(topic);
        const [oldest = ''] = this.#silent;
        if (this.#silent.size > MAX_TOPICS) this.#silent.delete(oldest);
        this.#show();
        const clown: SilenceDetails = {
            ...this.#attached.names.partsOf(topic),
            hub: this.#attached.label,
            time: Date.now(),
            ...(heardAt === undefined ? {} : { heardAt }),
            silentMs,
        };
        const message: NodeMessage & { clown: SilenceDetails } = { topic, payload: silent ? 'silent' : 'back', clown };
        this.#attached.node.send([null, message]);
    }

    #show(): void {
        const { RED, names } = this.#attached;
        const [first] = this.#silent;
        this.#attached.show(first === undefined ? undefined : silentTopicStatus(RED, names.shown(first)));
    }
}

/** The topics under one filter: those of a device with a silence limit of its own are watched with that. */
class FilterWatch {
    readonly #attached: Watching;
    readonly #make: (ms: number) => TopicSilence;
    /** By their limits. */
    readonly #silences = new Map<number, TopicSilence>();
    /** That of most topics; the only one where no device has a limit of its own. */
    readonly #usual: TopicSilence;

    constructor(attached: Watching, filter: string, report: (report: SilenceReport) => void) {
        this.#attached = attached;
        this.#make = (ms) => new TopicSilence(systemClock, ms, filter, report);
        this.#usual = this.#with(this.#limitMs(filter));
    }

    of(topic: string): TopicSilence {
        return this.#attached.silenceLimits.size === 0 ? this.#usual : this.#with(this.#limitMs(topic));
    }

    each(run: (silence: TopicSilence) => void): void {
        for (const silence of this.#silences.values()) run(silence);
    }

    #limitMs(topic: string): number {
        const { settings, silenceLimits } = this.#attached;
        return silenceLimits.get(devicePath(topic)) ?? settings.silentMs;
    }

    #with(ms: number): TopicSilence {
        const known = this.#silences.get(ms);
        if (known) return known;
        const made = this.#make(ms);
        this.#silences.set(ms, made);
        made.start();
        return made;
    }
}
