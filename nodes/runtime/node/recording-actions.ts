// The recording actions of `msg.action`, the same for all nodes: a recording starts, or ends early.

import { ok, type Reason, type Result } from '../../../src/base/errors';
import type { RunningRecording } from '../hub/recordings';
import type { RecordingDetails } from '../types';
import type { Attached } from './attached';
import { unreadable } from './completion';

/** Values of `msg.action` that every node with a hub accepts. */
export const RECORDING_ACTIONS = ['record', 'stop recording'] as const;
export type RecordingAction = (typeof RECORDING_ACTIONS)[number];

/** Whether a value is one of `RECORDING_ACTIONS`. */
export function isRecordingAction(value: unknown): value is RecordingAction {
    return RECORDING_ACTIONS.includes(value as RecordingAction);
}

/**
 * Carries out an action. Calls `done` later, once, unless it returns why the message cannot be read. A node that has closed
 * meanwhile gets the reason for that, because nothing of it may reach a flow.
 */
export function actOnRecording(
    action: RecordingAction,
    msg: object,
    attached: Pick<Attached<unknown>, 'label' | 'recordings' | 'fault'>,
    done: (result: Result<RecordingDetails>) => void,
): Reason | undefined {
    const { label: hub, recordings } = attached;
    let minutes: unknown;
    try {
        minutes = (msg as { readonly minutes?: unknown }).minutes;
    } catch (thrown) {
        return unreadable(thrown);
    }
    const isStart = action === 'record';
    const details = ({ file, minutes: length, bytes }: RunningRecording): RecordingDetails =>
        isStart ? { hub, file, state: 'recording', minutes: length } : { hub, file, state: 'stopped', bytes };
    void (isStart ? recordings.start(minutes) : recordings.stop()).then((result) => {
        const { fault } = attached;
        if (fault) done({ ok: false, reason: fault });
        else done(result.ok ? ok(details(result.value)) : result);
    });
    return undefined;
}
