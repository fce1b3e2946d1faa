// Who sends or asks, and what ends the wait for an answer.

import { detailed, type Reason, type Result, refuse } from '../base/errors';
import type { Command } from '../protocol/commands';
import { confirmationOf, type Matcher, responseTo, responseUnder } from '../protocol/replies';
import type { ReceivedFrame } from '../receive/received-frame';
import type { Policy } from './outbox';

/** Whose frame it is, and what becomes of it while it cannot leave. */
export interface SendOptions {
    readonly owner: object;
    readonly policy: Policy;
    /** Gives way to all that others have waiting. */
    readonly isBackground?: true | undefined;
}

/** A question: how long to wait for the answer of each attempt, and what the answer is. */
export interface RequestOptions extends SendOptions {
    readonly timeoutMs: number;
    /** The owner's filter for the answer; without it the known answers count. */
    readonly answer?: string | undefined;
    /** Only an answer that shows what was wanted counts, and so often it is asked for. */
    readonly tries?: number | undefined;
}

/** The frame that answered, or nothing where a command was sent that nothing answers. */
export type RequestCallback = (answer: Result<ReceivedFrame | undefined>) => void;

/** What ends the wait for an answer; undefined where nothing is known to answer. */
export function matcherOf(command: Command, { answer, tries }: RequestOptions): Matcher | 'none' | undefined {
    if (answer !== undefined) return responseUnder(answer, command);
    // What cannot be seen to be done is done when it is sent.
    if (tries !== undefined) return confirmationOf(command) ?? 'none';
    return responseTo(command);
}

/**
 * What is known of a device that did not confirm: readings arrive and commands do not, the hub is silent, it has listed the
 * device or received something from it, or none of these.
 */
export type Known = 'one-way' | 'silent' | 'listed' | 'reported' | 'unknown';

/** The device of a command, `type/address`. */
export function deviceOf(topic: string): string {
    return topic.split('/').slice(0, 2).join('/');
}

/** A command that was sent as often as its owner allows, and never shown to be carried out. */
export function notConfirmed(
    topic: string,
    { timeoutMs }: RequestOptions,
    tries: number,
    knownOf: (device: string) => Known,
): { ok: false; reason: Reason } {
    const device = deviceOf(topic);
    const known = knownOf(device.toLowerCase());
    const { reason } = refuse('not-confirmed', { device, seconds: timeoutMs / 1000, tries });
    return { ok: false, reason: known === 'unknown' ? reason : detailed(`unconfirmed-${known}`, reason.params) };
}
