// The settings of a command in clown out and clown request: their validators, and the label of their node.

import { ok } from '../../../src/base/errors';
import { checkCommandTopic } from '../../../src/protocol/commands';
import { type CommandKind, isCommandKind, KINDS, kindCommand } from '../../../src/protocol/kinds';
import { deviceLabel } from '../device-label';
import { text } from '../texts';
import { current, isFixed, typedValidator } from './validators';

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
    const command = current(node, 'command', 'node-input');
    return isCommandKind(command) ? command : 'message';
};

/** A fixed topic must be a topic of a command. */
export const topicValidator = typedValidator('topicType', 'str', (value, node) => {
    return kindOf(node) !== 'message' ? undefined : value ? checkCommandTopic(value) : ok(value);
});

/** A fixed device must accept the command. */
export const deviceValidator = typedValidator('deviceType', 'str', (value, node) => {
    const kind = kindOf(node);
    return kind === 'message' || kind === 'raw' || KINDS[kind].device === 'none'
        ? undefined
        : kindCommand(kind, value, KINDS[kind].example);
});

/** A fixed payload is checked with the whole frame. Any other type is validated by the editor. */
export const payloadValidator = typedValidator('payloadType', 'str', (value, node) => {
    return KINDS[kindOf(node)].payload ? ok(value) : undefined;
});

/** The label of a node without a name: its topic, its device or its command. */
export function commandLabel(node: CommandProperties, fallback: string): string {
    const kind = isCommandKind(node.command) ? node.command : 'message';
    if (kind === 'message') return isFixed(node, 'topicType') && node.topic ? withoutSet(node.topic) : fallback;
    if (kind === 'raw' || KINDS[kind].device === 'none') return text(`command.${kind}`);
    const built = isFixed(node, 'deviceType') ? kindCommand(kind, node.device, KINDS[kind].example) : undefined;
    if (!built?.ok) return text(`command.${kind}`);
    const [type = '', address = ''] = built.value.topic.split('/');
    const device = deviceLabel(`${type}/${address}`, text);
    return kind === 'get' || kind === 'interval' ? text(`device.${kind}`, { device }) : device;
}

function withoutSet(topic: string): string {
    return deviceLabel(topic.replace(/\/set$/, ''), text);
}
