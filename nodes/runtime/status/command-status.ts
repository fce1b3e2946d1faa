// The last command of a clown out and its outcome, as the status under the node.

import type { NodeAPI } from 'node-red';
import type { Reason } from '../../../src/base/errors';
import type { ReasonCode } from '../../../src/base/reason-codes';
import type { Json, JsonObject } from '../../../src/protocol/frame';
import { type Quantity, quantities } from '../../../src/protocol/model';
import { cut, namedLine, readingText } from '../../shared/value-text';
import type { Command } from '../node/command';
import { stateText, text } from '../text';
import type { Status } from './status';

/** How the commands of a message ended. */
export interface CommandOutcome {
    readonly fault: Reason | undefined;
    /** Whether the hub has confirmed all of them. */
    readonly isConfirmed?: boolean;
}

/** Values of one command that are shown. */
const MOST_VALUES = 4;

/** Failures without a response of the hub, and before a command was sent; after any other the command was rejected. */
const UNCONFIRMED: readonly ReasonCode[] = ['not-confirmed', 'no-answer', 'link-lost'];
const UNSENT: readonly ReasonCode[] = [
    ...(['not-connected', 'not-written', 'write-timeout', 'write-full', 'expired'] as const),
    ...(['not-started', 'displaced', 'queue-full', 'requests-full', 'stopped'] as const),
];

/** What is shown of the commands of a message. */
export interface CommandSummary {
    readonly count: number;
    /** The topic, device or text of a single command. */
    readonly place: string;
    /** Its payload, as far as it is shown. */
    readonly payload: unknown;
}

/**
 * Keeps what is shown of commands. A flow may change the message later, so this comes before sending. It makes no text,
 * because few commands are ever shown.
 */
export function summaryOf(commands: readonly Command[]): CommandSummary {
    const only = commands[0];
    if (!only || commands.length > 1) return { count: commands.length, place: '', payload: undefined };
    if (only.kind === 'raw') {
        return { count: 1, place: typeof only.data === 'string' ? only.data : '', payload: undefined };
    }
    const place: unknown = only.kind === 'interval' ? only.device : only.topic;
    return { count: 1, place: typeof place === 'string' ? place : '', payload: outline(only.payload) };
}

/**
 * The status of commands that have ended; `summary` is undefined if the message held none. Without `isNamed` values are
 * shown alone, without their device.
 */
export function outcomeStatus(
    RED: NodeAPI,
    summary: CommandSummary | undefined,
    ended: CommandOutcome,
    isNamed = true,
): Status {
    const { fault, isConfirmed = false } = ended;
    const outcome = text(RED, `status.${word(fault, isConfirmed)}`);
    const line = summary ? lineOf(RED, summary, isNamed) : '';
    return {
        fill: fault ? 'red' : 'green',
        shape: 'dot',
        text: line === '' ? outcome : `${line}, ${outcome}`,
        state: 'connected',
        ...(fault ? { code: fault.code } : {}),
    };
}

function word(fault: Reason | undefined, isConfirmed: boolean): string {
    if (!fault) return isConfirmed ? 'confirmed' : 'sent';
    if (UNCONFIRMED.includes(fault.code) || fault.detail === 'displaced-unconfirmed') return 'unconfirmed';
    return UNSENT.includes(fault.code) ? 'unsent' : 'rejected';
}

function lineOf(RED: NodeAPI, { count, place, payload }: CommandSummary, isNamed: boolean): string {
    if (count > 1) return text(RED, 'status.commands', { count });
    const values = valuesOf(payload);
    const device = isNamed || values.length === 0 ? place.replace(/\/set$/, '') : '';
    const reading = readingText(values, stateText(RED));
    return device === '' || reading === '' ? cut(device + reading) : namedLine(device, reading);
}

function valuesOf(payload: unknown): Quantity[] {
    if (typeof payload === 'object' && payload !== null) return quantities(payload as JsonObject);
    const isValue = typeof payload === 'string' || typeof payload === 'number' || typeof payload === 'boolean';
    return isValue ? [{ quantity: 'state', value: payload }] : [];
}

/** A bare value, or the first values of an object, without those of getters: only the sender reads these, once. */
function outline(payload: unknown): unknown {
    if (typeof payload !== 'object' || payload === null) return payload;
    const values: JsonObject = {};
    try {
        const keys = Object.keys(payload);
        for (let at = 0; at < keys.length && at < MOST_VALUES; at++) {
            const key = keys[at] as string;
            const value: unknown = Object.getOwnPropertyDescriptor(payload, key)?.value;
            if (value !== undefined) values[key] = (typeof value === 'object' ? outer(value) : value) as Json;
        }
        return values;
    } catch {
        // A payload that cannot be read is rejected, which the outcome shows.
        return undefined;
    }
}

/** Without what is within, which is not shown, apart from a value with its unit. */
function outer(value: object | null): unknown {
    if (!Array.isArray(value)) return value && {};
    const isPair = value.length === 2 && value.every((part) => typeof part !== 'object' || part === null);
    return isPair ? [...(value as unknown[])] : [];
}
