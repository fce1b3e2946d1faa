// How much may be queued and for how long, for one owner and for all, and which frame has to go for a new one.

import { type Reason, refuse } from '../base/errors';
import type { OutgoingPost, Queue, QueuedFrame } from './queue';

/** Frames that one owner may have queued, whatever its policy. */
export const MAX_OWN = 10_000;
const MAX_OWN_AT_ONCE = 1_000;
/** Queued characters of all owners. */
const MAX_LENGTH = 32 * 1024 * 1024;
/** A frame with policy `fail` that could not leave for this long fails. */
export const LATE_MS = 10_000;

/** Whether a frame is refused because too much is queued. */
export function isOverfull(queue: Queue, { owner, policy, length }: OutgoingPost): boolean {
    const isMany = policy.kind === 'fail' && queue.of(owner).length >= MAX_OWN_AT_ONCE;
    return isMany || queue.length + length > MAX_LENGTH;
}

/** The queued frame that a new one displaces, and why: an older one of the same topic, or the oldest of a full queue. */
export function displacedBy(
    queue: Queue,
    { owner, policy, topic }: OutgoingPost,
): { readonly frame: QueuedFrame; readonly reason: Reason } | undefined {
    const own = queue.of(owner);
    const isOlder = (one: QueuedFrame): boolean => one.policy.kind === 'newest' && one.topic === topic;
    const older = policy.kind === 'newest' ? own.find(isOlder) : undefined;
    if (older) return { frame: older, reason: refuse('displaced', { topic }).reason };
    const limit = policy.kind === 'queue' ? Math.min(policy.size, MAX_OWN) : MAX_OWN;
    if (own.length < limit) return undefined;
    // Repeats of confirmed commands are in the same queue, and displace no frame of it.
    const isQueued = (one: QueuedFrame): boolean => limit === MAX_OWN || one.policy.kind === 'queue';
    const crowd = own.filter(isQueued);
    const [oldest] = crowd.length >= limit ? crowd : [];
    return oldest && { frame: oldest, reason: refuse('queue-full', { topic: oldest.topic, limit }).reason };
}
