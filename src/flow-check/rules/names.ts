// Names of devices that their hub does not have.

import { sentBy } from '../commanders';
import { asText, type FlowNode, nameOf } from '../flow';
import { hasVariable } from '../hub-of';
import type { Find } from '../rule';

/** A name that no device of the hub has, or several. The nodes refuse it when the flow starts. */
export const unknownName: Find = function* (subject) {
    for (const node of subject.running('clown-in', 'clown-out', 'clown-request')) {
        const names = subject.flow.namesOf(node);
        if (names.isEmpty) continue;
        yield undefined;
        const setting = deviceSetting(subject.flow.written(node));
        const resolved = names.resolveAny(setting);
        const hub = subject.hubOf(node)?.node;
        if (resolved.ok || !hub || hasVariable(setting)) continue;
        const { code, params } = resolved.reason;
        const values = { node: nameOf(node), hub: nameOf(hub), name: asText(params.name) };
        if (code === 'name-twice') yield { node, at: hub, detail: 'twice', values };
        else yield { node, values: { ...values, known: asText(params.known) } };
    }
};

/** The setting with the device of a node; undefined if it has none, or if each message names its own. */
function deviceSetting(node: FlowNode): unknown {
    const { type, listen, topic, topicType, device, deviceType } = node;
    if (type === 'clown-in') return (listen || 'topic') === 'topic' ? topic : undefined;
    const kind = sentBy(node)?.kind;
    if (kind === undefined || kind === 'raw' || kind === 'list') return undefined;
    const [setting, from] = kind === 'message' ? [topic, topicType] : [device, deviceType];
    return (from || 'str') === 'str' ? setting : undefined;
}
