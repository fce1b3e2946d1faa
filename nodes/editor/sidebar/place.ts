// Puts the node of a device into the open flow: at the mouse, by dragging, or in the middle for the keyboard.

import type { DeviceView } from '../../shared/views';
import { type CopyType, copyOf, type FlowNode } from './device-node';
import { editor, isBusy } from './editor';

/** Why nothing can be placed now. */
export type Obstacle = 'hub' | 'scope' | 'editing' | 'locked';

/** The reason why a node with this hub cannot be placed into the open flow; undefined if it can. */
export function obstacle(hub: string): Obstacle | undefined {
    const { nodes, workspaces } = editor();
    const config = nodes.node(hub);
    // The hub of a subflow has another id in each instance.
    if (config?.type !== 'clown-hub') return 'hub';
    if (config.z && config.z !== workspaces.active()) return 'scope';
    if (isBusy()) return 'editing';
    return !workspaces.active() || workspaces.isLocked() ? 'locked' : undefined;
}

/** A flow as text, which the editor imports where it is dropped. */
export function droppable(type: CopyType, device: DeviceView, hub: string): string {
    return JSON.stringify([{ ...made(type, device, hub), id: editor().nodes.id() }]);
}

/** Attaches a node to the mouse. A click places it; Escape removes it. */
export function placeWithMouse(type: CopyType, device: DeviceView, hub: string): void {
    const { view, nodes } = editor();
    view.importNodes([{ ...made(type, device, hub), id: nodes.id(), x: 0, y: 0 }], OPTIONS);
    view.focus();
}

/** Places a node in the middle of the visible part of the flow. */
export function placeInMiddle(type: CopyType, device: DeviceView, hub: string): void {
    const { view, nodes } = editor();
    const chart = $('#red-ui-workspace-chart');
    const x = (Number(chart.scrollLeft()) + Number(chart.width()) / 2) / view.scale();
    const y = (Number(chart.scrollTop()) + Number(chart.height()) / 2) / view.scale();
    view.importNodes([{ ...made(type, device, hub), id: nodes.id(), x, y }], { ...OPTIONS, touchImport: true });
    nodes.dirty(true);
}

const OPTIONS = { generateIds: true, addFlow: false, touchImport: false, notify: false };

function made(type: CopyType, device: DeviceView, hub: string): FlowNode {
    return copyOf(type, device, hub, editor().nodes.getType(type)?.defaults ?? {});
}
