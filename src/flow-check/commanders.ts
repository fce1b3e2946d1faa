// The nodes that command a device, and what they send to it.

import { type CommandKind, isCommandKind } from '../protocol/kinds';
import type { FlowNode } from './flow';
import { deviceOf, hasVariable } from './hub-of';

/** What a clown out or clown request sends, as far as its settings determine it. */
export interface Sent {
    readonly kind: CommandKind;
    /** The topic of the kind `message`, if it is fixed. */
    readonly topic?: string;
    /** The device as `type/address`, if it is fixed. */
    readonly device?: string;
    /** Whether the value is the payload of each message. */
    readonly isFromPayload: boolean;
}

/** What a node sends; undefined for a node that sends no command, and for one with unknown settings. */
export function sentBy({ type, command, ...settings }: FlowNode): Sent | undefined {
    if (type !== 'clown-out' && type !== 'clown-request') return undefined;
    const kind = command || 'message';
    if (!isCommandKind(kind)) return undefined;
    const { payload, payloadType } = settings;
    const isFromPayload = (payloadType || 'msg') === 'msg' && (payload || 'payload') === 'payload';
    if (kind === 'raw' || kind === 'list') return { kind, isFromPayload };
    if (kind !== 'message') {
        const isFixed = (settings.deviceType || 'str') === 'str';
        const device = isFixed ? deviceOf(kind, settings.device ?? '') : undefined;
        return { kind, isFromPayload, ...(device === undefined ? {} : { device }) };
    }
    const { topic, topicType } = settings;
    if ((topicType || 'str') !== 'str' || typeof topic !== 'string' || topic === '' || hasVariable(topic)) {
        return { kind, isFromPayload };
    }
    const [deviceType = '', address = ''] = topic.split('/');
    return { kind, isFromPayload, topic, device: `${deviceType}/${address.toLowerCase()}` };
}

/** The relay that a node switches; undefined if it switches none, or another one for each message. */
export function relayOf(node: FlowNode): string | undefined {
    const sent = sentBy(node);
    if (sent?.kind === 'relay') return sent.device;
    return sent?.kind === 'message' && /^relay\/[^/]+\/set$/.test(sent.topic ?? '') ? sent.device : undefined;
}

/** Whether a node switches a relay, also if each message names its own. */
export function switchesRelay(node: FlowNode): boolean {
    return sentBy(node)?.kind === 'relay' || relayOf(node) !== undefined;
}

/** Whether a node sends text or a picture to a display. */
export function writesDisplay(node: FlowNode): boolean {
    const sent = sentBy(node);
    return sent?.kind === 'text' || sent?.kind === 'picture' || /^display-oled\/[^/]+\/set$/.test(sent?.topic ?? '');
}
