// A message that was on its way to a node which a deploy has closed: it ends with the reason, and does nothing.

import assert from 'node:assert/strict';
import type { Node } from 'node-red';
import type { Simulator } from '../../src/simulator';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { dynamicNode, hubAt, type Item, inNode, listeners, outNode, requestNode, tab } from './support/flows';
import { linked } from './support/links';
import { deploy, load, node, unload } from './support/runtime';

type Input = (this: Node, msg: object, send: (msg: unknown) => void, done: (error?: Error) => void) => void;

describe('a node that has closed', () => {
    let hub: Simulator;

    beforeEach(async () => {
        hub = await startSilentHub();
    });

    leavesNothing(unload);

    const NODES: readonly (readonly [string, Item, object])[] = [
        ['clown out, a command', outNode('old'), { topic: 'led/-/set', payload: 'on' }],
        ['clown out, an action', outNode('old'), { action: 'disconnect' }],
        ['clown request, an action', requestNode('old')[0] as Item, { action: 'reconnect' }],
        ['clown in, a filter', dynamicNode('old')[0] as Item, { action: 'subscribe', topic: '#' }],
    ];
    for (const [name, old, msg] of NODES) {
        it(`${name}: refused as stopped, and nothing happens`, async () => {
            const rest = [tab(), hubAt(hub), ...inNode('stays'), ...listeners(['old'])];
            await load([...rest, { ...old, wires: [] }]);
            await linked(hub);
            const closed = node('old');
            // As Node-RED keeps it until the node has closed.
            const input = (closed as unknown as { _inputCallback: Input })._inputCallback;
            await deploy(rest);
            const before = hub.received.length;
            const ended: (Error | undefined)[] = [];
            const sent: unknown[] = [];
            input.call(
                closed,
                msg,
                (out) => sent.push(out),
                (error) => ended.push(error),
            );
            await new Promise(setImmediate);
            assert.equal(ended.length, 1);
            assert.equal((ended[0] as (Error & { code?: string }) | undefined)?.code, 'stopped');
            assert.deepEqual(sent, []);
            assert.equal(hub.received.length, before);
            assert.equal(hub.connections, 1);
            assert.equal(hub.clients, 1);
        });
    }
});
