// An outbox on a bench: a link that records what is written to it, a clock that the test sets, and one log of all events
// in order.

import type { Reason, Result } from '../../src/base/errors';
import { Outbox, type OutgoingPost } from '../../src/send/outbox';
import { FakeLink } from './fake-link';
import { SettableClock } from './settable-clock';

/** An outbox with a fake link and a settable clock; `read` takes the log. */
export class OutboxBench {
    /** The owner of frames by default. */
    static readonly OWNER = { name: 'owner' };
    readonly clock = new SettableClock();
    readonly link = new FakeLink((text) => this.log.push(`write ${text}`));
    readonly outbox: Outbox;
    readonly log: string[] = [];
    readonly reasons = new Map<string, Reason | undefined>();

    constructor(gapMs = 0) {
        this.outbox = new Outbox(this.clock, gapMs, this.link);
    }

    /** A bench whose hub listens. */
    static ready(gapMs = 0): OutboxBench {
        const bench = new OutboxBench(gapMs);
        bench.outbox.opened();
        bench.outbox.ready();
        return bench;
    }

    /** Adds a frame whose text is its name; `next` is called when it is done. */
    add(name: string, { next, ...more }: Partial<OutgoingPost> & { next?: () => void } = {}): void {
        this.outbox.add({
            owner: OutboxBench.OWNER,
            policy: { kind: 'fail' },
            topic: 'led/-/set',
            length: name.length,
            make: (): Result<string> => ({ ok: true, value: name }),
            done: (fault) => {
                // A second report is an entry of its own.
                this.log.push(`${name} ${fault?.code ?? 'ok'}`);
                this.reasons.set(name, fault);
                next?.();
            },
            ...more,
        });
    }

    /** Takes the log; only what is about one frame, where that is named. */
    read(name?: string): string {
        const all = this.log.splice(0);
        return all.filter((entry) => name === undefined || entry.split(' ').includes(name)).join(', ');
    }
}
