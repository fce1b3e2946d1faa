// The connection actions of `msg.action`, the same for all nodes.

import type { NodeAPI } from 'node-red';
import { ok, type Result } from '../../../src/base/errors';
import type { HubState } from '../../../src/hub-types';
import { stateWord } from '../../shared/state-word';
import { sentence } from '../text';
import type { HubStatus, StateDetails } from '../types';
import type { Attached } from './attached';
import { unreadable } from './completion';
import { isRecordingAction, type RecordingAction } from './recording-actions';

/** Values of `msg.action` that every node with a hub accepts. */
export const ACTIONS = ['connect', 'disconnect', 'reconnect', 'status'] as const;
export type Action = (typeof ACTIONS)[number];

/** Further values, for nodes with dynamic subscriptions only. */
export const DYNAMIC_ACTIONS = ['subscribe', 'unsubscribe', 'list'] as const;

/** Whether a value is one of `ACTIONS`. */
export function isAction(value: unknown): value is Action {
    return ACTIONS.includes(value as Action);
}

/** The action of a message; undefined without one, also for any other action. */
export function actionOf(msg: object): Result<Action | RecordingAction | undefined> {
    try {
        const { action } = msg as { action?: unknown };
        return ok(isAction(action) || isRecordingAction(action) ? action : undefined);
    } catch (thrown) {
        return { ok: false, reason: unreadable(thrown) };
    }
}

/** Carries out an action; returns the status of the hub for `status`, undefined for all others. */
export function act(action: Action, attached: Attached<unknown>): HubStatus | undefined {
    const { RED, hub, label, names } = attached;
    if (action !== 'status') {
        hub[action]();
        return undefined;
    }
    const devices = attached.devices().map((entry) => {
        const name = names.nameOf(entry.device);
        return name === undefined ? entry : { ...entry, name };
    });
    const { heardAt, counters } = hub;
    const lastFrame = heardAt === undefined ? {} : { heardAt };
    return { hub: label, ...stateDetails(RED, hub.state), ...lastFrame, counters, devices };
}

/** A state as sent to flows: one word with its details. */
export function stateDetails(RED: NodeAPI, state: HubState): StateDetails {
    switch (state.name) {
        case 'waiting': {
            const { name, attempt, retryAt, cause } = state;
            return { state: name, attempt, retryAt, code: cause.code, message: sentence(RED, cause) };
        }
        case 'connected': {
            const { since, silentMs } = state;
            return { state: stateWord(state), since, ...(silentMs === undefined ? {} : { silentMs }) };
        }
        case 'connecting':
            return { state: state.name, attempt: state.attempt };
        case 'disconnected':
            return { state: state.name };
    }
}
