// Topics of one clown in that fall silent, and come back: told by its second output and by its status.

import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { systemClock } from '../../src/clock';
import { topicParts } from '../../src/model';
import { MAX_TOPICS, type SilenceReport, TopicSilence } from '../../src/silence';
import type { Attached } from './attach';
import { type Deployed, offDeploys, onDeploys } from './deploys';
import { silentTopicStatus } from './status';
import type { SilenceDetails } from './types';

/** The watch over the topics of one filter. */
export interface SilenceWatch {
    /** A frame has come under the filter. */
    heard(topic: string): void;
    end(): void;
}

export class SilentTopics implements Deployed {
    readonly #RED: NodeAPI;
    readonly #node: Node;
    readonly #attached: Attached<{ readonly silentMs: number }>;
    readonly #watches = new Set<TopicSilence>();
    /** Topics that were told to be silent, the first one longest ago. */
    readonly #silent = new Set<string>();

    constructor(RED: NodeAPI, node: Node, attached: Attached<{ readonly silentMs: number }>) {
        this.#RED = RED;
        this.#node = node;
        this.#attached = attached;
        // While flows stop and start the hub keeps its frames: nothing is silent then.
        onDeploys(RED, this);
    }

    /** Watches the topics under a valid filter from now on. */
    watch(filter: string): SilenceWatch {
        const { silentMs } = this.#attached.settings;
        const silence = new TopicSilence(systemClock, silentMs, filter, (report) => this.#report(report));
        this.#watches.add(silence);
        silence.start();
        return {
            heard: (topic) => {
                silence.heard(topic);
                // One of too many topics, which the watch has forgotten, so that nothing was told.
                if (this.#silent.size > 0 && this.#silent.delete(topic)) this.#show();
            },
            end: () => {
                this.#watches.delete(silence);
                silence.stop();
            },
        };
    }

    /** Follows no deploy any more. The watches are ended one by one. */
    end(): void {
        offDeploys(this.#RED, this);
    }

    stopping(): void {
        for (const silence of this.#watches) silence.pause();
        // Before the frames that were kept.
        this.#attached.hub.whenFlowing(() => {
            for (const silence of this.#watches) silence.resume();
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
        this.#node.send([null, message]);
    }

    #show(): void {
        const [first] = this.#silent;
        this.#attached.show(first === undefined ? undefined : silentTopicStatus(this.#RED, first));
    }
}
