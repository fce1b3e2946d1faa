// The settings of a command in clown out and clown request: their validators, and the label of their node.

import { ok } from '../../../src/base/errors';
import { checkFixedPayload, checkFixedPlace, fixedValue } from '../../../src/protocol/fixed-command';
import { type CommandKind, isCommandKind, isConfirmable, KINDS, kindCommand } from '../../../src/protocol/kinds';
import { checkOneOf } from '../../../src/settings/choices';
import { deviceLabel } from '../device-label';
import { deviceRows, withDevice } from '../names';
import { text } from '../texts';
import { choice, current, isFixed, onOff, select, typedValidator } from './validators';
import { hasVariable } from './variable';

/** The settings that the form stores besides the node's own; undefined where they are as their absence means. */
export interface CommandProperties {
    settingsVersion: number;
    name: string | undefined;
    hub: string;
    command: string | undefined;
    topic: string | undefined;
    topicType: string | undefined;
    device: string | undefined;
    deviceType: string | undefined;
    payload: string | undefined;
    payloadType: string | undefined;
    long: string | undefined;
    confirm: boolean | undefined;
    tries: string | undefined;
}

/** The selected command in the open form, or else that of the node. */
export const kindOf = (node: object): CommandKind => {
    const command = current(node, 'command');
    return isCommandKind(command) ? command : 'message';
};

/** The validator of the command; `kinds` are those of the node. */
export function commandValidator(kinds: readonly CommandKind[]): (this: object, value: string) => boolean {
    return select('command', (value) => checkOneOf('command', value, kinds, 'message'));
}

/** What is done with a text that is too long. */
export const longValidator = choice('long', (node) => kindOf(node) === 'text');

/** Whether commands wait for a confirmation. */
export const confirmValidator = onOff('confirm', (node) => isConfirmable(kindOf(node)));

/** A fixed topic must be a topic of a command. */
export const topicValidator = typedValidator('topicType', 'str', (value, node) => {
    if (kindOf(node) !== 'message') return undefined;
    return value && isFixed(node, 'topicType') ? checkFixedPlace('message', placeIn(node, value)) : ok(value);
});

/** A fixed device must accept the command. */
export const deviceValidator = typedValidator('deviceType', 'str', (value, node) => {
    const kind = kindOf(node);
    if (KINDS[kind].device === 'none') return undefined;
    // Only the runtime knows the names of a hub that a variable selects.
    const isOpen = !isFixed(node, 'deviceType') || hasVariable(current(node, 'hub'));
    return isOpen ? ok(value) : checkFixedPlace(kind, placeIn(node, value));
});

/** A fixed payload must be one that the command accepts. */
export const payloadValidator = typedValidator('payloadType', 'msg', (value, node) => {
    const kind = kindOf(node);
    if (!KINDS[kind].payload) return undefined;
    const fixed = fixedValue('payload', current(node, 'payloadType') || 'msg', value);
    if (!fixed?.ok) return fixed ?? ok(value);
    const setting = kind === 'message' ? 'topic' : 'device';
    const place = { value: placeIn(node, current(node, setting) ?? '') };
    const here = isFixed(node, `${setting}Type`) && !hasVariable(place.value) ? place : undefined;
    const isCut = kind === 'text' && current(node, 'long') === 'cut';
    return checkFixedPayload(kind, here, fixed.value.value, isCut ? 'cut' : 'refuse');
});

/** The label of a node without a name: its topic, its device or its command. */
export function commandLabel(node: CommandProperties, fallback: string): string {
    const kind = isCommandKind(node.command) ? node.command : 'message';
    if (kind === 'message')
        return isFixed(node, 'topicType') && node.topic ? withoutSet(node.topic, node.hub) : fallback;
    if (kind === 'raw' || KINDS[kind].device === 'none') return text(`command.${kind}`);
    const place = withDevice(node.device, node.hub);
    const built = isFixed(node, 'deviceType') ? kindCommand(kind, place, KINDS[kind].example) : undefined;
    if (!built?.ok) return text(`command.${kind}`);
    const [type = '', address = ''] = built.value.topic.split('/');
    const device = deviceLabel(`${type}/${address}`, text, deviceRows(node.hub));
    return kind === 'get' || kind === 'interval' ? text(`device.${kind}`, { device }) : device;
}

function withoutSet(topic: string, hub: string): string {
    return deviceLabel(topic.replace(/\/set$/, ''), text, deviceRows(hub));
}

/** A topic or device of a node with the device path in place of a name of its hub. */
function placeIn(node: object, value: unknown): unknown {
    return withDevice(value, current(node, 'hub'));
}
