// A hub node as the editor has it, deployed or not: its label, and its settings for a check.

import { DeviceNames } from '../../../src/protocol/device-names';
import { checkedPlace, PLACE_SETTINGS } from '../../shared/checked-place';
import type { CheckRequest } from '../../shared/views';
import { settingsOf } from '../dialog-settings';
import { selectedNodes } from '../hub/selected-nodes';
import { deviceRows } from '../names';
import { current } from './validators';

/** A hub node as the editor has it. */
export interface HubNode {
    readonly id: string;
    readonly type: string;
    /** Changed since the last deploy. */
    readonly changed?: boolean;
    readonly credentials?: Readonly<Record<string, unknown>>;
    readonly _def: { readonly defaults: object };
}

/** A node that uses a hub, as the editor has it. */
export interface HubUser {
    readonly id: string;
    /** As it was when the dialog was opened. */
    readonly hub?: string;
    /** Changed since the last deploy. */
    readonly changed?: boolean;
}

/** Whether the field of a hub holds a variable or the property of a subflow. */
export function isVariable(hub: string): boolean {
    return hub.startsWith('${');
}

/** The hub node of this id, if the editor has one. */
export function hubNode(id: string): HubNode | undefined {
    const node = RED.nodes.node(id) as unknown as HubNode | null;
    return node?.type === 'clown-hub' ? node : undefined;
}

/** The names of devices in a hub node. */
export function namesOf(id: string): DeviceNames {
    return new DeviceNames(
        deviceRows(id).flatMap(({ device, name }) => (name === undefined ? [] : [{ device, name }])),
    );
}

/** The label of a hub node. */
export function hubLabel(id: string): string {
    const node = hubNode(id);
    const label = (node?._def as { label?: unknown } | undefined)?.label;
    return String(typeof label === 'function' ? label.call(node) : (label ?? ''));
}

/** The `checkedPlace` of a hub node; of its dialog while it is open. */
export function placeOf(id: string): string | undefined {
    const node = hubNode(id);
    if (!node) return undefined;
    const settings = settingsOf(node);
    const values = PLACE_SETTINGS.map((name) => [name, current(settings, name, 'node-config-input')]);
    return checkedPlace(Object.fromEntries(values));
}

/** The settings of a hub node in the editor. A password is included only if it was typed since the last deploy. */
export function formOf(node: HubNode): CheckRequest {
    const { user, password } = node.credentials ?? {};
    const settings = settingsOf(node);
    return {
        id: node.id,
        settings,
        nodes: selectedNodes(settings),
        credentials: {
            ...(typeof user === 'string' ? { user } : {}),
            ...(typeof password === 'string' && password !== '__PWRD__' ? { password } : {}),
        },
        storedPassword: true,
    };
}
