// Errors and states of a hub node, without Node-RED: to the Catch and Status nodes of its flows, or else to its own node.

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Node, NodeAPI } from 'node-red';
import { HubReporter } from '../../nodes/runtime/hub/hub-reporter';

interface Rig {
    readonly reporter: HubReporter;
    /** What its own node reported, and what the flow received, in this order. */
    readonly seen: unknown[];
}

/** A Node-RED with or without the flows that the pack knows, whose only Catch node catches errors or not. */
function make({ hasFlows = true, catches = true } = {}): Rig {
    const seen: unknown[] = [];
    const events = new EventEmitter();
    events.on('node-status', ({ id, status }) => seen.push(['editor', id, status.text]));
    const listener = { scope: undefined, receive: (msg: { text: string }) => seen.push(msg.text) };
    const flow = {
        id: 'f1',
        TYPE: 'flow',
        catchNodes: [listener],
        statusNodes: [listener],
        handleError(this: { catchNodes: (typeof listener)[] }, source: Node, error: Error, msg: object) {
            const text = `caught ${source.id} ${error.message} ${JSON.stringify(msg)}`;
            if (catches) for (const one of this.catchNodes) one.receive({ text });
        },
        handleStatus(this: { statusNodes: (typeof listener)[] }, source: Node, status: { text: string }) {
            for (const one of this.statusNodes) one.receive({ text: `status ${source.id} ${status.text}` });
        },
    };
    const node = {
        id: 'hub',
        ...(hasFlows ? { _flow: { ...flow, id: 'global', TYPE: 'global' } } : {}),
        error: (error: Error, msg?: object) => seen.push(['logged', error.message, msg]),
        status: (status: object) => seen.push(['status', status]),
    };
    const users = [{ id: 'user', _flow: flow } as unknown as Node];
    const RED = { events } as unknown as NodeAPI;
    return { reporter: new HubReporter(RED, node as unknown as Node, 'Attic', () => users), seen };
}

describe('what a hub node reports', () => {
    const CAUGHT = 'caught hub a {"clown":{"hub":"Attic"}}';

    it('while flows start is held, and reported in its order once they run', () => {
        const { reporter, seen } = make();
        for (const text of ['a', 'b']) reporter.error(new Error(text));
        assert.deepEqual(seen, []);
        reporter.release();
        assert.deepEqual(seen, [CAUGHT, CAUGHT.replace(' a ', ' b ')]);
        reporter.release();
        reporter.error(new Error('a'));
        assert.deepEqual(seen.slice(2), [CAUGHT]);
    });

    it('in the next deploy is held again, also if that is announced twice', () => {
        const { reporter, seen } = make();
        reporter.release();
        reporter.hold();
        reporter.error(new Error('a'));
        reporter.hold();
        assert.deepEqual(seen, []);
        reporter.release();
        assert.deepEqual(seen, [CAUGHT]);
    });

    it('goes to the log if no Catch node receives it, without a message', () => {
        const { reporter, seen } = make({ catches: false });
        reporter.release();
        reporter.error(new Error('a'));
        assert.deepEqual(seen, [['logged', 'a', undefined]]);
    });

    it('goes through its own node where the flows of Node-RED are not known', () => {
        const { reporter, seen } = make({ hasFlows: false });
        reporter.release();
        reporter.error(new Error('a'));
        reporter.status({ text: 'connected' });
        assert.deepEqual(seen, [
            ['logged', 'a', { clown: { hub: 'Attic' } }],
            ['status', { text: 'connected' }],
        ]);
    });

    it('as its status goes to the editor and to Status nodes', () => {
        const { reporter, seen } = make();
        reporter.status({ text: 'connected' });
        assert.deepEqual(seen, [['editor', 'hub', 'connected'], 'status hub connected']);
    });

    it('and is still held when it closes goes to the log', () => {
        const { reporter, seen } = make();
        reporter.error(new Error('a'));
        reporter.end();
        reporter.end();
        assert.deepEqual(seen, [['logged', 'a', undefined]]);
    });
});
