// Reports topics of one clown in that fall silent and return, through its second output and its status.

import type { NodeMessage } from 'node-red';
import { systemClock } from '../../../src/base/system-clock';
import { topicParts } from '../../../src/protocol/model';
import type { ReceivedFrame } from '../../../src/receive/received-frame';
import type { Listener } from '../../../src/receive/subscriptions';
import { MAX_TOPICS, type SilenceReport, TopicSilence } from '../../../src/receive/topic-silence';
import { type Deployed, offDeploys, onDeploys } from '../hub/deploys';
import type { Attached } from '../node/hub-node';
import { silentTopicStatus } from '../status/status';
import type { SilenceDetails } from '../types';

/** The watches for silent topics of one clown in; sends their reports through its second output. */
export class SilentTopics implements Deployed {
    readonly #attached: Attached<{ readonly silentMs: number }>;
    /** One watch for each filter, by its listener. */
    readonly #watches = new Map<Listener<ReceivedFrame>, TopicSilence>();
    /** Topics reported as silent, the earliest first. */
    readonly #silent = new Set<string>();

    constructor(attached: Attached<{ readonly silentMs: number }>) {
        this.#attached = attached;
        // While flows stop and start the hub buffers frames, so no topic counts as silent.
        onDeploys(attached.RED, this);
    }

    /**
     * Watches the topics under a valid filter; returns the listener to subscribe, which passes frames on to `listener`.
     */
    watch(filter: string, listener: Listener<ReceivedFrame>): Listener<ReceivedFrame> {
        const { silentMs } = this.#attached.settings;
        const silence = new TopicSilence(systemClock, silentMs, filter, (report) => this.#report(report));
        const watcher = {
            onFrame: (received: ReceivedFrame, isLast: boolean): void => {
                const { topic } = received.frame;
                silence.onFrame(topic);
                // The watch forgets the oldest of too many topics, and then reports no return.
                if (this.#silent.size > 0 && this.#silent.delete(topic)) this.#show();
                listener.onFrame(received, isLast);
            },
        };
        this.#watches.set(watcher, silence);
        silence.start();
        return watcher;
    }

    /** Ends the watch of a listener from `watch`. */
    unwatch(watcher: Listener<ReceivedFrame>): void {
        this.#watches.get(watcher)?.stop();
        this.#watches.delete(watcher);
    }

    /** Stops following deploys. The watches are ended one by one. */
    end(): void {
        offDeploys(this.#attached.RED, this);
    }

    stopping(): void {
        for (const silence of this.#watches.values()) silence.pause();
        // Before the buffered frames.
        this.#attached.hub.whenFlowing(() => {
            for (const silence of this.#watches.values()) silence.resume();
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
            ...topicParts(topic),
            hub: this.#attached.label,
            time: Date.now(),
            ...(heardAt === undefined ? {} : { heardAt }),
            silentMs,
        };
        const message: NodeMessage & { clown: SilenceDetails } = { topic, payload: silent ? 'silent' : 'back', clown };
        this.#attached.node.send([null, message]);
    }

    #show(): void {
        const [first] = this.#silent;
        this.#attached.show(first === undefined ? undefined : silentTopicStatus(this.#attached.RED, first));
    }
}
