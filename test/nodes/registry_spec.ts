// The running hub nodes: in a deploy, the new node of a hub may be there before the old one has closed.

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { HubParts } from '../../nodes/admin/hub-record';
import { Registry } from '../../nodes/admin/registry';
import { refuse } from '../../src/base/errors';
import { ManualClock } from '../support/manual-clock';

function hubNode(label: string): { readonly node: EventEmitter; readonly parts: HubParts } {
    const node = Object.assign(new EventEmitter(), { id: 'hub' });
    const parts = {
        node,
        def: {},
        label,
        journal: { invalid: () => {} },
        users: { nodes: [] },
        running: refuse('hub-invalid'),
    };
    return { node, parts: parts as unknown as HubParts };
}

describe('the running hub nodes', () => {
    it('keep the new node of a hub when the old one closes', () => {
        const registry = new Registry(new ManualClock());
        const [old, fresh] = [hubNode('old'), hubNode('new')];
        registry.add(old.parts);
        registry.add(fresh.parts);
        old.node.emit('close');
        assert.equal(registry.get('hub')?.parts.label, 'new');
        fresh.node.emit('close');
        assert.equal(registry.get('hub'), undefined);
    });
});
