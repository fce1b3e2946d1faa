// The frame that a command form sends, or the reason why it sends none.

import { ok, type Result, shorten } from '../../../src/base/errors';
import { commandText, isToggle } from '../../../src/protocol/commands';
import { fixedValue } from '../../../src/protocol/fixed-command';
import { type CommandKind, KINDS, kindCommand, knownDevices, rawText } from '../../../src/protocol/kinds';
import { withDevice } from '../names';
import { sentenceOf, text } from '../texts';
import { payloadText } from './sample-message';
import { current, isFixed, isOneVariable } from './validators';

/** Shown when the topic comes from the message. */
const EXAMPLE_TOPIC = 'relay/i2c0-3b/set';
/** Most characters of a frame that are shown. A picture has many more. */
const LONGEST_FRAME = 300;

/** The frame that the form sends, or the reason why it sends none. Values that come from the message are examples. */
export function preview(kind: CommandKind): { label: string; frame: string } {
    const fixed = KINDS[kind].payload ? fixedPayload() : ok({ value: {} });
    const value = fixed?.ok ? fixed.value.value : KINDS[kind].example;
    const result = fixed?.ok === false ? fixed : frameText(kind, value);
    if (!result.ok) return { label: sentenceOf(result.reason), frame: '' };
    const params = { topic: EXAMPLE_TOPIC, payload: payloadText(value) };
    const isOpen = kind === 'message' && !isFixed({}, 'topicType');
    const label = isOpen ? 'form.preview-message' : !fixed ? 'form.preview-example' : 'form.preview';
    return { label: text(label, params), frame: shorten(result.value.trimEnd(), LONGEST_FRAME) };
}

function frameText(kind: CommandKind, value: unknown): Result<string> {
    if (kind === 'raw') {
        const raw = rawText(value);
        return raw.ok ? ok(String(raw.value)) : raw;
    }
    if (kind === 'message') {
        const isHere = isFixed({}, 'topicType');
        const topic = isHere ? placed($('#node-input-topic').val()) : EXAMPLE_TOPIC;
        return commandText(topic, isToggle(topic, value) ? true : value);
    }
    const isHere = isFixed({}, 'deviceType');
    const device = isHere ? placed($('#node-input-device').val()) : knownDevices(kind)[0];
    const built = kindCommand(kind, device, value, $('#node-input-long').val() === 'cut' ? 'cut' : 'refuse');
    if (!built.ok) return built;
    const { topic, payload } = built.value;
    return commandText(topic, isToggle(topic, payload) ? true : payload);
}

function placed(value: unknown): string {
    return String(withDevice(value, current({}, 'hub')));
}

/** The payload of the form, or what is wrong with it; undefined if it comes from the message, an expression or a variable. */
function fixedPayload(): ReturnType<typeof fixedValue> {
    const text = $('#node-input-payload').val();
    const type = $('#node-input-payloadType').val();
    return type !== 'str' && isOneVariable(text) ? undefined : fixedValue('payload', type, text);
}
