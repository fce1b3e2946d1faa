// Options of frames and requests, and the frame that ends a request.

import { detailed, type Reason, type Result, refuse } from '../base/errors';
import type { Command } from '../protocol/commands';
import { confirmationOf, type Matcher, responseTo, responseUnder } from '../protocol/responses';
import type { ReceivedFrame } from '../receive/received-frame';
import type { Policy } from './outbox';

/** Whose frame it is, and what becomes of it while it cannot leave. */
export interface SendOptions {
    readonly owner: object;
    readonly policy: Policy;
    /** Waits for the frames of all other owners. */
    readonly isBackground?: true | undefined;
}

/** A request: how long each attempt waits for its response, in milliseconds, and which frame is the response. */
export interface RequestOptions extends SendOptions {
    readonly timeoutMs: number;
    /** The owner's filter for the response; without it the known responses count. */
    readonly answer?: string | undefined;
    /** Attempts; with it, only a response that confirms the command counts. */
    readonly tries?: number | undefined;
}

/** The response; undefined for a command without a response. */
export type RequestCallback = (answer: Result<ReceivedFrame | undefined>) => void;

/** What matches the response; `none` if sending is enough, undefined if no response is known. */
export function matcherOf(command: Command, { answer, tries }: RequestOptions): Matcher | 'none' | undefined {
    if (answer !== undefined) return responseUnder(answer, command);
    // A command without a confirmation is done when it is sent.
    if (tries !== undefined) return confirmationOf(command) ?? 'none';
    return responseTo(command);
}

/**
 * What is known of a device that did not confirm: readings arrive and commands do not, the hub is silent, it has listed
 * the device or received something from it, or none of these.
 */
export type Known = 'one-way' | 'silent' | 'listed' | 'reported' | 'unknown';

/** The device of a command, `type/address`. */
export function deviceOf(topic: string): string {
    return topic.split('/').slice(0, 2).join('/');
}

/** The reason for a command that was sent as often as its owner allows, and never confirmed. */
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
