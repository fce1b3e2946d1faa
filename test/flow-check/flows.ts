// Flows for the tests of the flow check, as short as they can be written.

import type { FlowNode } from '../../src/flow-check/flow';
import type { KnownHub } from '../../src/flow-check/knowledge';

type Settings = Readonly<Record<string, unknown>>;

/** A node on the tab `tab`; `to` are the ids of the nodes at its first output. */
export const on = (id: string, type: string, settings: Settings = {}, ...to: string[]): FlowNode => ({
    id,
    type,
    z: 'tab',
    wires: [to],
    ...settings,
});

export const tab: FlowNode = { id: 'tab', type: 'tab', label: 'Home' };
export const hub = (settings: Settings = {}): FlowNode => ({
    id: 'hub',
    type: 'clown-hub',
    name: 'cellar',
    ...settings,
});

export const reading = (id: string, topic: string, settings: Settings = {}, ...to: string[]): FlowNode =>
    on(id, 'clown-in', { hub: 'hub', topic, output: 'payload', ...settings }, ...to);

/** A clown out that switches a relay by the payload of its messages. */
export const relay = (id: string, settings: Settings = {}): FlowNode =>
    on(id, 'clown-out', { hub: 'hub', command: 'relay', device: 'i2c0-3b', wires: [], ...settings });

export const inject = (id: string, payload: unknown, payloadType: string, ...to: string[]): FlowNode =>
    on(id, 'inject', { props: [{ p: 'payload' }, { p: 'topic', vt: 'str' }], payload, payloadType }, ...to);

export const set = (id: string, to: unknown, tot: string, ...next: string[]): FlowNode =>
    on(id, 'change', { rules: [{ t: 'set', p: 'payload', pt: 'msg', to, tot }] }, ...next);

export const caught: FlowNode = on('catch', 'catch', { scope: null });

/** A hub that has listed these devices and received a reading of each of them. */
export const known = (
    devices: Readonly<Record<string, readonly string[]>>,
    settings: Partial<KnownHub> = {},
): KnownHub => ({
    listed: Object.keys(devices),
    topics: Object.keys(devices),
    devices: Object.entries(devices).map(([device, quantities]) => ({ device, quantities })),
    isSettled: true,
    ...settings,
});

/** A known hub with three devices that have reported. */
export const HOME = known({
    'thermometer/i2c0-48': ['temperature'],
    'humidity-sensor/i2c0-40': ['relative-humidity'],
    'relay/i2c0-3b': ['state'],
});

/** The same, with the publish interval of its thermometer in seconds. */
export const timed = (seconds: number | null): KnownHub => ({
    ...HOME,
    devices: [{ device: 'thermometer/i2c0-48', quantities: [], seconds }],
});

export const switchOn = (id: string, rules: readonly object[], ...wires: string[][]): FlowNode =>
    on(id, 'switch', { property: 'payload', propertyType: 'msg', rules, checkall: 'true', wires });

/** A rule of a switch node. */
export const above = { t: 'gt', v: '25', vt: 'num' };

export const asked = (settings: Settings): FlowNode =>
    on('ask', 'clown-request', { hub: 'hub', outputs: 2, ...settings });

export const toDisplay = (id: string): FlowNode =>
    on(id, 'clown-out', { hub: 'hub', command: 'text', device: 'i2c0-3c', wires: [] });

/** A subflow of these nodes, whose input leads to the first one. */
export const subflow = (inner: readonly FlowNode[], first: string): readonly FlowNode[] => [
    { id: 'sub', type: 'subflow', in: [{ wires: [{ id: first }] }], out: [] },
    ...inner.map((node) => ({ ...node, z: 'sub' })),
];

/** A relay that follows a sensor by a threshold. */
export function follows(id: string, topic: string, to: string, settings: Settings = {}): FlowNode[] {
    return [
        reading(id, topic, {}, `${id}?`),
        switchOn(`${id}?`, [above], [`${id}!`]),
        set(`${id}!`, 'true', 'bool', to),
        relay(to, settings),
    ];
}
