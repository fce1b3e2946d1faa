// One message per quantity, and Node-RED's own join node behind it: it combines those of one frame.

import assert from 'node:assert/strict';
import type { Simulator } from '../../src/simulator';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { hubAt, inNode, sink, tab } from './support/flows';
import { linked } from './support/links';
import { load, messagesAt, settled, unload } from './support/runtime';

describe('clown in: one message per quantity, joined', () => {
    let hub: Simulator;

    beforeEach(async () => {
        hub = await startSilentHub();
        const join = { id: 'join', type: 'join', z: 'f1', mode: 'auto', x: 100, y: 100, wires: [['joined']] };
        const [node] = inNode('in', { output: 'each', topic: 'test/#', wires: [['join']] });
        await load([tab(), hubAt(hub), node as never, join, sink('joined')], {}, ['sequence/17-split.js']);
        await linked(hub);
    });

    leavesNothing(unload);

    it('in automatic mode: the quantities of each frame, without units', async () => {
        hub.print('["test/i2c0-60", {"pressure": [96.716, "kPa"], "altitude": [295.5, "m"]}]');
        hub.print('["test/i2c0-61", {"pressure": [97, "kPa"], "altitude": [270, "m"]}]');
        const got = await messagesAt('joined', 2);
        assert.deepEqual(
            got.map(({ topic, payload }) => [topic, payload]),
            [
                ['test/i2c0-60', { pressure: 96.716, altitude: 295.5 }],
                ['test/i2c0-61', { pressure: 97, altitude: 270 }],
            ],
        );
    });

    it('a frame with one quantity is complete at once', async () => {
        hub.print('["test/i2c0-48", {"temperature": [21.5, "\u2103"]}]');
        const [msg] = await messagesAt('joined', 1);
        await settled();
        assert.deepEqual(msg?.payload, { temperature: 21.5 });
    });
});
