// A device of the sidebar becomes a node only where the open flow takes one.

import assert from 'node:assert/strict';
import type { DeviceView } from '../../nodes/shared/views';

/** The module needs the types of the browser, which tests do not have. */
const MODULE = '../../nodes/editor/sidebar/place';
interface Place {
    obstacle(hub: string): string | undefined;
    placeByDrop(event: object, type: string, device: DeviceView, hub: string): void;
}

const DEVICE: DeviceView = {
    ...{ device: 'led/-', type: 'led', address: '-' },
    kind: 'actuator',
    listed: true,
    values: [],
};

describe('a device of the sidebar as a node', () => {
    let module: Place;
    let now: { hub: object | null; active: string; locked: boolean; state: number };
    let chart: EventTarget;
    let placed: number;

    beforeEach(async () => {
        now = { hub: { type: 'clown-hub' }, active: 'f1', locked: false, state: 0 };
        placed = 0;
        chart = Object.assign(new EventTarget(), { getBoundingClientRect: () => ({ left: 0, top: 0 }) });
        const nodes = { node: () => now.hub, getType: () => undefined, id: () => 'n', dirty: () => {} };
        const view = { state: () => now.state, scale: () => 1, importNodes: () => placed++ };
        const workspaces = { active: () => now.active, isLocked: () => now.locked };
        const RED = { nodes, view, workspaces, state: { DEFAULT: 0, EDITING: 1, IMPORT_DRAGGING: 2 } };
        const $ = () => ({ length: 1, get: () => chart, scrollLeft: () => 0, scrollTop: () => 0 });
        Object.assign(globalThis, { RED, $, document: new EventTarget() });
        module = (await import(MODULE)) as Place;
    });
    afterEach(() => {
        for (const name of ['RED', '$', 'document']) Reflect.deleteProperty(globalThis, name);
    });

    const rows: readonly [what: string, change: () => void, obstacle: string | undefined][] = [
        ['any other flow', () => {}, undefined],
        ['the flow of its hub', () => (now.hub = { type: 'clown-hub', z: 'f1' }), undefined],
        ['a flow that its hub is not in', () => (now.hub = { type: 'clown-hub', z: 'f2' }), 'scope'],
        ['an editor without the hub', () => (now.hub = null), 'hub'],
        ['a locked flow', () => (now.locked = true), 'locked'],
        ['no flow', () => (now.active = ''), 'locked'],
        ['an open dialog', () => (now.state = 1), 'editing'],
    ];
    for (const [what, change, obstacle] of rows) {
        it(`is ${obstacle ? 'refused' : 'placed'} by a drop on ${what}`, () => {
            change();
            assert.equal(module.obstacle('h'), obstacle);
            const types: string[] = [];
            const dataTransfer = { types, setData: (type: string) => types.push(type) };
            module.placeByDrop({ dataTransfer }, 'clown-out', DEVICE, 'h');
            chart.dispatchEvent(Object.assign(new Event('drop'), { dataTransfer, clientX: 1, clientY: 1 }));
            assert.equal(placed, obstacle ? 0 : 1);
        });
    }
});
