// Topics and devices of a flow that do not occur in the recording: of these, a test shows little.

import type { FlowNode } from '../flow-check/flow';
import { deviceOf, filterOf, hasVariable } from '../flow-check/hub-of';
import { NamedFlow } from '../flow-check/names';
import { isCommandKind } from '../protocol/kinds';
import { devicePath } from '../protocol/model';
import { FilterTree } from '../protocol/topic';
import { testedNode } from './prepare';
import type { UnmatchedNode } from './report';

/** What a recording holds. */
export interface Recorded {
    /** The topics that the hub has sent, and the devices that it has listed. */
    readonly topics: ReadonlySet<string>;
    /** Their devices and those of recorded commands, in lower case. */
    readonly devices: ReadonlySet<string>;
}

/** Not a device that a hub may be without: the hub itself, its configuration, its buses, and what is part of each hub. */
const OF_EACH_HUB = /^(?:\$|config\/|i2c\/|clown\.talk\/)|\/-$|^[^/]*$/;

/** The nodes that run, use this hub, and have a topic or device that does not occur. `nodes` are those that run. */
export function unmatchedNodes(nodes: readonly FlowNode[], hub: string, recorded: Recorded): readonly UnmatchedNode[] {
    const users = new NamedFlow(nodes).nodes.filter((node) => node.hub === hub);
    const matched = matchedFilters(users, recorded.topics);
    return users.flatMap((node) => {
        const filter = node.type === 'clown-in' ? filterOf(node) : undefined;
        const device = filter === undefined ? commandedDevice(node) : undefined;
        const topic = filter ?? device;
        if (topic === undefined || matched.has(topic)) return [];
        if (device !== undefined && recorded.devices.has(device.toLowerCase())) return [];
        return [{ ...testedNode(node), topic }];
    });
}

function matchedFilters(users: readonly FlowNode[], topics: ReadonlySet<string>): ReadonlySet<string> {
    const tree = new FilterTree<string>();
    for (const node of users) {
        const filter = node.type === 'clown-in' ? filterOf(node) : undefined;
        if (filter !== undefined) tree.add(filter, filter);
    }
    return new Set([...topics].flatMap((topic) => tree.match(topic)));
}

/** The device in the settings of a command; undefined if it has none, or if it comes from messages or variables. */
function commandedDevice({ type, ...settings }: FlowNode): string | undefined {
    if (type !== 'clown-out' && type !== 'clown-request') return undefined;
    const kind = settings.command || 'message';
    if (!isCommandKind(kind) || kind === 'raw') return undefined;
    const device = kind === 'message' ? fixedTopic(settings) : fixedDevice(kind, settings);
    return device === undefined || OF_EACH_HUB.test(device) ? undefined : device;
}

type Settings = Omit<FlowNode, 'type'>;

function fixedTopic({ topic, topicType }: Settings): string | undefined {
    const isFixed = (topicType || 'str') === 'str' && typeof topic === 'string' && !hasVariable(topic);
    return isFixed ? devicePath(topic) : undefined;
}

function fixedDevice(kind: Parameters<typeof deviceOf>[0], { device, deviceType }: Settings): string | undefined {
    return (deviceType || 'str') === 'str' ? deviceOf(kind, device) : undefined;
}
