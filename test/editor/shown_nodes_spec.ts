// The nodes that the editor passes to the flow check: their names, and whether one of their hubs is awaited.

import assert from 'node:assert/strict';
import { isAwaited, withLabel } from '../../nodes/editor/flow-check/shown-nodes';
import { type FlowNode, type Knowledge, nameOf } from '../../nodes/flow-check/index';

const hub: FlowNode = { id: 'hub', type: 'clown-hub', name: '' };
const user: FlowNode = { id: 'in', type: 'clown-in', z: 'home', hub: 'hub', name: ' ' };

describe('the nodes in the editor', () => {
    it('without a name have their label, which is made when it is needed', () => {
        const made: string[] = [];
        const labelOf = (id: string): string | undefined => {
            made.push(id);
            return id === 'x' ? undefined : `label of ${id}`;
        };
        const nodes = [user, { ...user, id: 'named', name: 'boiler' }, { id: 'x', type: 'clown-out' }];
        const shown = nodes.map((node) => withLabel(node, labelOf));
        assert.deepEqual(made, []);
        assert.deepEqual(shown.map(nameOf), ['label of in', 'boiler', 'clown out']);
        assert.deepEqual([...new Set(made)], ['in', 'x']);
        assert.equal(user.name, ' ', 'the given node stays as it is');
    });
});

describe('a hub whose devices the flow check needs', () => {
    const running = [{ id: 'hub' }];
    const known = (isSettled: boolean): Knowledge =>
        new Map([['hub', { listed: [], topics: [], devices: [], isSettled }]]);
    const never = (): boolean => false;

    it('is awaited until it has been connected for long enough', () => {
        assert.equal(isAwaited([hub, user], running, known(false), never), true);
        assert.equal(isAwaited([hub, user], running, known(true), never), false);
        assert.equal(isAwaited([hub, user], [], new Map(), never), true, 'not deployed');
        assert.equal(isAwaited([hub, user], running, new Map(), never), false, 'several instances, or no permission');
        assert.equal(
            isAwaited([hub, user], running, new Map(), (id) => id === 'hub'),
            true,
            'changed',
        );
        assert.equal(isAwaited([hub, user], [{ id: 'one', template: 'hub' }], new Map(), never), false, 'an instance');
    });

    it('is not awaited if no running node needs them', () => {
        const flows: FlowNode[][] = [
            [hub],
            [hub, { ...user, type: 'clown-out' }],
            [hub, { ...user, d: true }],
            [{ id: 'home', type: 'tab', disabled: true }, hub, user],
            [{ ...hub, d: true }, user],
        ];
        for (const flow of flows) {
            assert.equal(isAwaited(flow, running, known(false), never), false, JSON.stringify(flow));
        }
    });
});
