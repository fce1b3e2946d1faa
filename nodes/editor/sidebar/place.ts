// Puts a copied node into the open flow: hung on the mouse, dragged there, or, for the keyboard, in the middle.

import type { DeviceView } from '../../shared/views';
import { type CopyType, copyOf, type FlowNode } from './device-node';
import { editor, isBusy } from './editor';

/** Why nothing can be placed now. */
export type Obstacle = 'hub' | 'scope' | 'editing' | 'locked';

/** What keeps a node with this hub from being placed into the open flow, if anything does. */
export function obstacle(hub: string): Obstacle | undefined {
    const { nodes, workspaces } = editor();
    const config = nodes.node(hub);
    // The hub of a subflow has another name in each of its instances.
    if (config?.type !== 'clown-hub') return 'hub';
    if (config.z && config.z !== workspaces.active()) return 'scope';
    if (isBusy()) return 'editing';
    return !workspaces.active() || workspaces.isLocked() ? 'locked' : undefined;
}

/** The text that the editor imports where it is dropped, as it does with every flow. */
export function droppable(type: CopyType, device: DeviceView, hub: string): string {
    return JSON.stringify([{ ...made(type, device, hub), id: editor().nodes.id() }]);
}

/** Hangs a node on the mouse; a click places it, Escape takes it away. */
export function placeWithMouse(type: CopyType, device: DeviceView, hub: string): void {
    const { view, nodes } = editor();
    view.importNodes([{ ...made(type, device, hub), id: nodes.id(), x: 0, y: 0 }], OPTIONS);
    view.focus();
}

/** Places a node into the middle of what is seen of the flow. */
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
