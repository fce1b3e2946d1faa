// The last command of a clown out and its outcome, as the status under the node.

import type { NodeAPI } from 'node-red';
import type { Reason } from '../../../src/base/errors';
import type { ReasonCode } from '../../../src/base/reason-codes';
import type { Json, JsonObject } from '../../../src/protocol/frame';
import { type Quantity, quantities } from '../../../src/protocol/model';
import { cut, readingText } from '../../shared/value-text';
import type { Command } from '../node/command-message';
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
    /** The device or topic of a single command. */
    readonly place: string;
    readonly values: readonly Quantity[];
}

/** Reads what is shown of commands, without texts. A flow may change the message later, so this comes before sending. */
export function summaryOf(commands: readonly Command[]): CommandSummary {
    const [only] = commands;
    if (!only || commands.length > 1) return { count: commands.length, place: '', values: [] };
    if (only.kind === 'raw') return { count: 1, place: typeof only.data === 'string' ? only.data : '', values: [] };
    const place: unknown = only.kind === 'interval' ? only.device : only.topic;
    const device = typeof place === 'string' ? place.replace(/\/set$/, '') : '';
    return { count: 1, place: device, values: valuesOf(only.payload) };
}

/** The status of commands that have ended; `summary` is undefined if the message held none. */
export function outcomeStatus(RED: NodeAPI, summary: CommandSummary | undefined, ended: CommandOutcome): Status {
    const { fault, isConfirmed = false } = ended;
    const outcome = text(RED, `status.${word(fault, isConfirmed)}`);
    const line = summary ? lineOf(RED, summary) : '';
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
    if (UNCONFIRMED.includes(fault.code)) return 'unconfirmed';
    return UNSENT.includes(fault.code) ? 'unsent' : 'rejected';
}

function lineOf(RED: NodeAPI, { count, place, values }: CommandSummary): string {
    if (count > 1) return text(RED, 'status.commands', { count });
    return cut([place, readingText(values, stateText(RED))].filter((part) => part !== '').join(': '));
}

function valuesOf(payload: unknown): Quantity[] {
    if (typeof payload === 'string' || typeof payload === 'number' || typeof payload === 'boolean') {
        return [{ quantity: 'state', value: payload }];
    }
    if (typeof payload !== 'object' || payload === null) return [];
    try {
        return quantities(plainValues(payload));
    } catch {
        // A payload that cannot be read is rejected, which the outcome shows.
        return [];
    }
}

/** The first values of an object, without those of getters: only the sender reads these, once. */
function plainValues(payload: object): JsonObject {
    const entries = Object.keys(payload)
        .slice(0, MOST_VALUES)
        .map((key) => [key, Object.getOwnPropertyDescriptor(payload, key)?.value as Json | undefined] as const);
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as JsonObject;
}
