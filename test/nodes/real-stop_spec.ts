// Flows that stop in a real Node-RED: what the nodes show in an editor that is opened later, and what the log names.

import assert from 'node:assert/strict';
import { WebSocket } from 'ws';
import type { Simulator } from '../../src/simulator';
import { endHubs, startSilentHub } from '../support/hub.js';
import { type NodeRed, startNodeRed } from '../support/node-red.js';
import { next, until } from '../support/wait.js';
import { hubAt, type Item, inNode, outNode, sink, tab } from './support/flows';
import { deployReal, press, probedAt, withProbes } from './support/real';

/** Waits until an editor that is opened now shows this status under each node, and none under others. */
async function shows({ url }: NodeRed, expected: Readonly<Record<string, string>>): Promise<void> {
    const socket = new WebSocket(new URL('comms', url.replace('http', 'ws')));
    const texts: Record<string, string> = {};
    socket.on('message', (data: Buffer) => {
        const messages = [JSON.parse(String(data))].flat() as { topic?: string; data?: { text?: string } }[];
        for (const { topic = '', data: status } of messages) {
            const [, id] = /^status\/(.+)/.exec(topic) ?? [];
            if (id !== undefined && status?.text !== undefined) texts[id] = status.text;
        }
    });
    try {
        await next(socket, 'open', 'the channel of the editor');
        socket.send(JSON.stringify({ subscribe: 'status/#' }));
        const has = (): boolean => Object.entries(expected).every(([id, text]) => texts[id] === text);
        await until(has, `the statuses ${JSON.stringify(expected)}`);
        assert.deepEqual(texts, expected);
    } finally {
        socket.terminate();
    }
}

describe('flows that stop in a real Node-RED', () => {
    let hub: Simulator;
    let nodeRed: NodeRed;

    beforeEach(async () => {
        hub = await startSilentHub();
        nodeRed = await startNodeRed({
            linked: true,
            flows: flow(),
            settings: { runtimeState: { enabled: true, ui: false } },
        });
        await until(() => hub.clients === 1, 'the connection');
    });

    afterEach(async () => {
        await nodeRed.stop();
        await endHubs();
    });

    function flow(more: object = {}): Item[] {
        const inject = { id: 'inject', type: 'inject', z: 'f1', props: [{ p: 'payload' }], payload: 'true' };
        return withProbes([
            tab(),
            hubAt(hub),
            ...inNode('in', { topic: 'thermometer/+' }),
            { ...outNode('out', { command: 'led', offline: 'queue' }), ...more },
            { ...inject, payloadType: 'bool', x: 100, y: 100, wires: [['out', 'pressed']] },
            sink('pressed'),
            { id: 'catch', type: 'catch', z: 'f1', scope: null, x: 100, y: 100, wires: [['caught']] },
            { id: 'caught', type: 'sink', z: 'f1' },
        ]);
    }

    async function setState(state: 'start' | 'stop'): Promise<void> {
        const answer = await fetch(new URL('flows/state', nodeRed.url), {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ state }),
        });
        assert.equal(answer.status, 200);
    }

    it('stopped flows: every node shows that it is not connected, until they start again', async () => {
        const [on, off] = ['connected', 'not connected'];
        await shows(nodeRed, { hub: on, in: on, out: on });
        await setState('stop');
        await shows(nodeRed, { hub: off, in: off, out: off });
        await setState('start');
        await shows(nodeRed, { hub: on, in: on, out: on });
    });

    it('a node that a deploy disables has no status', async () => {
        await shows(nodeRed, { hub: 'connected', in: 'connected', out: 'connected' });
        await deployReal(nodeRed, flow({ d: true }), 'full');
        await shows(nodeRed, { hub: 'connected', in: 'connected' });
    });

    it('commands that are pending when Node-RED ends: the log names them', async () => {
        hub.fault({ kind: 'refuse', status: 503 });
        hub.dropAll();
        await probedAt(nodeRed, 'caught', 1);
        for (let at = 0; at < 3; at++) await press(nodeRed, 'inject');
        await probedAt(nodeRed, 'pressed', 3);
        await nodeRed.stop();
        const lines = nodeRed.log().match(/\[warn\] \[clown-hub:Attic\].*/g);
        assert.equal(lines?.length, 1);
        assert.match(lines[0], /pending when the flows stopped \(count: 3\): led\/-\/set \(3×\)\./);
    });
});
