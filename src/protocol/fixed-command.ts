// Checks what is fixed in the settings of a command, so that a node and its dialog refuse what the hub would not accept
// before the first message.

import { ok, type Result, refuse, sample, shorten } from '../base/errors';
import type { ReasonDetail } from '../base/reason-details';
import { checkCommandTopic, commandText, isToggle } from './commands';
import type { Long } from './kind-values';
import { type CommandKind, KINDS, kindCommand, knownDevices, rawText } from './kinds';

/** A fixed value. In its place, `undefined` means that each message has its own. */
interface Fixed {
    readonly value: unknown;
}

/**
 * The value of a typed input that holds the value itself, or the reason why it can never give one; undefined for any other
 * type. `setting` names it in the reason.
 */
export function fixedValue(setting: string, type: unknown, stored: unknown): Result<Fixed> | undefined {
    const found = sample(stored);
    // Not `detailed`: its table of all details does not belong into the editor's first script.
    const unlike = (detail: ReasonDetail): Result<Fixed> => {
        return { ok: false, reason: { code: 'setting-choice', detail, params: { setting, found } } };
    };
    if (typeof stored === 'object' && stored !== null) return unlike('setting-choice-text');
    const written = String(stored ?? '');
    switch (type) {
        case 'str':
            return ok({ value: written });
        case 'num': // Number('') is 0, which is never intended
            return written.trim() !== '' && Number.isFinite(Number(written))
                ? ok({ value: Number(written) })
                : unlike('setting-choice-number');
        case 'bool':
            return /^(true|false)$/i.test(written)
                ? ok({ value: /^true$/i.test(written) })
                : refuse('setting-choice', { setting, found, known: 'true, false' });
        case 'json':
            try {
                return ok({ value: JSON.parse(written) });
            } catch (thrown) {
                return refuse('expression', { setting, found: shorten((thrown as Error).message) });
            }
        default:
            return undefined;
    }
}

/** Checks a fixed topic of the kind `message`, or a fixed device of any other kind. */
export function checkFixedPlace(kind: CommandKind, place: unknown): Result<unknown> {
    if (kind === 'message') return checkCommandTopic(place);
    return kind === 'raw' ? ok(place) : sentTo(kind, place, KINDS[kind].example);
}

/** Checks a fixed payload, sent to `place` if that is fixed and valid, otherwise to a device that the kind accepts. */
export function checkFixedPayload(
    kind: CommandKind,
    place: Fixed | undefined,
    payload: unknown,
    long: Long = 'refuse',
): Result<unknown> {
    if (kind === 'raw') return rawText(payload);
    const isHere = place !== undefined && checkFixedPlace(kind, place.value).ok;
    if (kind !== 'message') return sentTo(kind, isHere ? place.value : knownDevices(kind)[0], payload, long);
    // A list is a batch in some nodes. Without a topic, any payload may be valid.
    return isHere && !Array.isArray(payload) ? textFor(place.value, payload) : ok(payload);
}

function sentTo(
    kind: Exclude<CommandKind, 'message' | 'raw'>,
    device: unknown,
    value: unknown,
    long?: Long,
): Result<unknown> {
    const built = kindCommand(kind, device, value, long);
    return built.ok ? textFor(built.value.topic, built.value.payload) : built;
}

/** A hub has no `toggle`; each message sends one of the two states in its place. */
function textFor(topic: unknown, payload: unknown): Result<unknown> {
    return commandText(topic, isToggle(topic, payload) ? true : payload);
}
