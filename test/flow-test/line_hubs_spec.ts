// The hubs that a report names.

import assert from 'node:assert/strict';
import { hubOfLine, hubsOfNodes } from '../../src/flow-test/line-hubs';

const hub = (node: string, name: string) => ({ node, type: 'clown-hub', name });
const line = (node: string) => ({ node, type: 'clown-out', name: '' });
const NODES = [
    { id: 'a', type: 'clown-out', hub: 'h1' },
    { id: 'b', type: 'clown-out', hub: 'h2' },
    { id: 'c', type: 'clown-out', hub: 'h3' },
    { id: 'd', type: 'clown-out', hub: 'h4' },
    { id: 'e', type: 'e-mail' },
];

describe('the hubs of lines', () => {
    it('are named if the flow has several, also in subflows', () => {
        const hubOf = hubsOfNodes(NODES, [hub('h1', 'House'), hub('h2', 'Garden'), hub('h3', 'Garden'), hub('h4', '')]);
        assert.deepEqual(
            ['a', 'instance/b', 'c', 'd', 'e', 'removed', 'toString'].map((id) => hubOfLine(line(id), hubOf)),
            ['House', 'Garden (h2)', 'Garden (h3)', 'h4', undefined, undefined, undefined],
        );
    });

    it('are not named if the flow has one', () => {
        assert.deepEqual(hubsOfNodes(NODES, [hub('h1', 'House')]), {});
    });
});
