// The hubs of the sidebar, where one is selected.

import assert from 'node:assert/strict';
import { hubLabels } from '../../nodes/editor/sidebar/hub-labels';

describe('the labels of hubs', () => {
    it('are distinct, with the id where a name repeats', () => {
        const hubs = [
            { id: 'a1', label: 'home' },
            { id: 'b2', label: 'cottage' },
            { id: 'c3', label: 'home' },
        ];
        assert.deepEqual(hubLabels(hubs), ['home (a1)', 'cottage', 'home (c3)']);
    });
});
