// Puts the node of a device into the open flow: at the mouse, by dragging, or in the middle for the keyboard.

import type { DeviceView } from '../../shared/views';
import { text } from '../texts';
import { type CopyType, copyOf, type FlowNode } from './device-node';
import { editor, isBusy } from './editor';

const CHART = '#red-ui-workspace-chart';

/** Why nothing can be placed now. */
export type Obstacle = 'hub' | 'scope' | 'editing' | 'locked';

/** The reason why a node with this hub cannot be placed into the open flow; undefined if it can. */
export function obstacle(hub: string): Obstacle | undefined {
    const { nodes, workspaces } = editor();
    const config = nodes.node(hub);
    if (config?.type !== 'clown-hub') return 'hub';
    if (config.z && config.z !== workspaces.active()) return 'scope';
    if (isBusy()) return 'editing';
    return !workspaces.active() || workspaces.isLocked() ? 'locked' : undefined;
}

/** The sentence for an obstacle. It has the name of a flow: it is no markup. */
export function obstacleText(reason: Obstacle, hub: string): string {
    if (reason !== 'scope') return text(`sidebar.obstacle.${reason}`);
    const { nodes } = editor();
    const scope = nodes.node(hub)?.z ?? '';
    const flow = nodes.workspace(scope)?.label || nodes.subflow(scope)?.name || scope;
    return text('sidebar.obstacle.scope', { flow });
}

/** A type that the editor does not know: it attaches a dropped text to the mouse, at the place of the latest click. */
const DRAGGED = 'application/x-clown-hub-device';

/** Ends the drag before, whose end is not reported if its row was removed meanwhile. */
let endDrag = (): void => {};

/** Lets a drag that has started place a node where it is dropped. */
export function placeByDrop({ dataTransfer }: DragEvent, type: CopyType, device: DeviceView, hub: string): void {
    if (!dataTransfer) return;
    endDrag();
    dataTransfer.effectAllowed = 'copy';
    dataTransfer.setData(DRAGGED, device.device);
    const chart = $(CHART).get(0);
    const ended = new AbortController();
    endDrag = () => ended.abort();
    const onChart = (event: DragEvent): boolean => {
        const isOurs = event.dataTransfer?.types.includes(DRAGGED) === true;
        if (isOurs) event.preventDefault();
        return isOurs;
    };
    const { signal } = ended;
    chart?.addEventListener('dragover', onChart, { signal });
    chart?.addEventListener(
        'drop',
        (event) => {
            if (!onChart(event)) return;
            endDrag();
            const { left, top } = chart.getBoundingClientRect();
            if (!obstacle(hub)) place(type, device, hub, event.clientX - left, event.clientY - top);
        },
        { signal },
    );
    document.addEventListener('dragend', endDrag, { signal });
}

/** Attaches a node to the mouse. A click places it; Escape removes it. */
export function placeWithMouse(type: CopyType, device: DeviceView, hub: string): void {
    const { view, nodes } = editor();
    view.importNodes([{ ...made(type, device, hub), id: nodes.id(), x: 0, y: 0 }], OPTIONS);
    view.focus();
}

/** Places a node in the middle of the visible part of the flow. */
export function placeInMiddle(type: CopyType, device: DeviceView, hub: string): void {
    place(type, device, hub, Number($(CHART).width()) / 2, Number($(CHART).height()) / 2);
}

/** Places a node; `left` and `top` are in pixels from the corner of the visible part of the flow. */
function place(type: CopyType, device: DeviceView, hub: string, left: number, top: number): void {
    const { view, nodes } = editor();
    const x = (Number($(CHART).scrollLeft()) + left) / view.scale();
    const y = (Number($(CHART).scrollTop()) + top) / view.scale();
    view.importNodes([{ ...made(type, device, hub), id: nodes.id(), x, y }], { ...OPTIONS, touchImport: true });
    nodes.dirty(true);
}

const OPTIONS = { generateIds: true, addFlow: false, touchImport: false, notify: false };

function made(type: CopyType, device: DeviceView, hub: string): FlowNode {
    return copyOf(type, device, hub, editor().nodes.getType(type)?.defaults ?? {});
}
