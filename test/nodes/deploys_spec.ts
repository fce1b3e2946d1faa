// Around deploys: who is held and who looks, with how many listeners; without a Node-RED.

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { NodeAPI } from 'node-red';
import { afterDeploys, deploys } from '../../nodes/shared/deploys';
import type { Hub } from '../../src/hub';

describe('around deploys', () => {
    let events: EventEmitter;
    let RED: NodeAPI;

    beforeEach(() => {
        events = new EventEmitter();
        RED = { events } as unknown as NodeAPI;
    });

    /** A hub that writes down what it is told. */
    function hub(): { told: string[] } & Hub {
        const told: string[] = [];
        return { told, hold: () => told.push('hold'), resume: () => told.push('resume') } as never;
    }

    const count = (): number => events.eventNames().reduce((sum, name) => sum + events.listenerCount(name), 0);

    it('a hub is held from its creation until the flows run, and again in every deploy [R13]', () => {
        const one = hub();
        deploys(RED)(one);
        assert.deepEqual(one.told, ['hold']);
        events.emit('flows:started');
        events.emit('flows:stopping');
        events.emit('runtime-event', { id: 'runtime-state', payload: { state: 'stop', deploy: true } });
        events.emit('flows:started');
        assert.deepEqual(one.told, ['hold', 'resume', 'hold', 'resume']);
    });

    it('a hub goes on where flows cannot start', () => {
        const one = hub();
        deploys(RED)(one);
        events.emit('runtime-event', { id: 'runtime-deploy', payload: { revision: 'x' } });
        events.emit('runtime-event', { id: 'runtime-state' });
        assert.deepEqual(one.told, ['hold']);
        events.emit('runtime-event', { id: 'runtime-state', payload: { state: 'stop', error: 'missing-types' } });
        assert.deepEqual(one.told, ['hold', 'resume']);
    });

    it('as many listeners for a hundred hubs as for one, and none for none [L2]', () => {
        const hold = deploys(RED);
        const ends = [hold(hub())];
        const one = count();
        for (let n = 1; n < 100; n++) ends.push(hold(hub()));
        assert.equal(count(), one);
        for (const end of [...ends, ...ends]) end();
        assert.equal(count(), 0);
    });

    it('one listener for all that look, and none for none [L2]', () => {
        let looks = 0;
        const ends = Array.from({ length: 100 }, () => afterDeploys(RED, () => looks++));
        assert.equal(count(), 1);
        events.emit('flows:started');
        assert.equal(looks, 100);
        for (const end of [...ends, ...ends]) end();
        assert.equal(count(), 0);
        const end = afterDeploys(RED, () => looks++);
        events.emit('flows:started');
        assert.equal(looks, 101);
        end();
        assert.equal(count(), 0);
    });

    it('two Node-REDs in one process have nothing to do with each other', () => {
        let looks = 0;
        afterDeploys(RED, () => looks++);
        afterDeploys({ events: new EventEmitter() } as unknown as NodeAPI, () => looks++);
        events.emit('flows:started');
        assert.equal(looks, 1);
    });
});
