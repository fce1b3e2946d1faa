// "Use this hub in the open flow": which nodes change, and when none does.

import assert from 'node:assert/strict';
import { nodesToChange, type UserNode } from '../../nodes/editor/sidebar/flow-hub';

const node = (hub: string, type = 'clown-in'): UserNode => ({ type, hub });

describe('the nodes that a hub is selected in', () => {
    it('are all clown nodes of the flow with another hub, or none', () => {
        const own = [node('a', 'clown-in'), node('a', 'clown-out'), node('', 'clown-request'), node('_ADD_')];
        const flow = [...own, node('mine'), node('a', 'mqtt in')];
        assert.deepEqual(nodesToChange('mine', flow), own);
    });

    it('are none if the flow has no other hub', () => {
        assert.equal(nodesToChange('mine', []), 'none');
        assert.equal(nodesToChange('mine', [node('mine'), node('a', 'debug')]), 'none');
    });

    it('are none if the flow uses several other hubs', () => {
        assert.equal(nodesToChange('mine', [node('a'), node('b'), node('mine')]), 'several');
    });
});
