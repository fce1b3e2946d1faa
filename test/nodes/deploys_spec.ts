// Around deploys: who is held and who looks, with how many listeners; without a Node-RED.

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { NodeAPI } from 'node-red';
import { offDeploys, onDeploys } from '../../nodes/runtime/hub/deploys';

describe('around deploys', () => {
    let events: EventEmitter;
    let RED: NodeAPI;

    beforeEach(() => {
        events = new EventEmitter();
        RED = { events } as unknown as NodeAPI;
    });

    /** Records its calls. */
    function recorder(): { calls: string[]; stopping(): void; started(): void } {
        const calls: string[] = [];
        return { calls, stopping: () => calls.push('stopping'), started: () => calls.push('started') };
    }

    const count = (): number => events.eventNames().reduce((sum, name) => sum + events.listenerCount(name), 0);

    it('reports every stop and start [R13]', () => {
        const one = recorder();
        onDeploys(RED, one);
        assert.deepEqual(one.calls, []);
        events.emit('flows:started');
        events.emit('flows:stopping');
        events.emit('runtime-event', { id: 'runtime-state', payload: { state: 'stop', deploy: true } });
        events.emit('flows:started');
        assert.deepEqual(one.calls, ['started', 'stopping', 'started']);
    });

    it('what runs goes on where flows cannot start', () => {
        const one = recorder();
        onDeploys(RED, one);
        events.emit('runtime-event', { id: 'runtime-deploy', payload: { revision: 'x' } });
        events.emit('runtime-event', { id: 'runtime-state' });
        assert.deepEqual(one.calls, []);
        events.emit('runtime-event', { id: 'runtime-state', payload: { state: 'stop', error: 'missing-types' } });
        assert.deepEqual(one.calls, ['started']);
    });

    it('as many listeners for a hundred as for one, and none for none [L2]', () => {
        const all = Array.from({ length: 100 }, recorder);
        onDeploys(RED, all[0] ?? recorder());
        const one = count();
        for (const more of all.slice(1)) onDeploys(RED, more);
        assert.equal(count(), one);
        events.emit('flows:started');
        for (const { calls } of all) assert.deepEqual(calls, ['started']);
        for (const gone of [...all, ...all]) offDeploys(RED, gone);
        assert.equal(count(), 0);
        const late = recorder();
        onDeploys(RED, late);
        events.emit('flows:started');
        assert.deepEqual(late.calls, ['started']);
        offDeploys(RED, late);
        assert.equal(count(), 0);
    });

    it('one that ends leaves the others their reports, and may be unknown', () => {
        const [one, other] = [recorder(), recorder()];
        offDeploys(RED, one);
        for (const each of [one, other]) onDeploys(RED, each);
        const listeners = count();
        offDeploys(RED, one);
        offDeploys(RED, one);
        assert.equal(count(), listeners);
        events.emit('flows:started');
        assert.deepEqual([one.calls, other.calls], [[], ['started']]);
    });

    it('reports what each has use for', () => {
        const calls: string[] = [];
        const started = (): unknown => calls.push('started');
        onDeploys(RED, { started });
        onDeploys(RED, { started, starting: () => calls.push('starting') });
        for (const event of ['flows:stopping', 'flows:starting']) events.emit(event);
        assert.deepEqual(calls, ['starting']);
    });

    it('errors of something else are no start', () => {
        const one = recorder();
        onDeploys(RED, one);
        events.emit('runtime-event', { id: 'project-update', payload: { error: 'merge' } });
        assert.deepEqual(one.calls, []);
    });

    it('two Node-REDs in one process have nothing to do with each other', () => {
        const [one, other] = [recorder(), recorder()];
        onDeploys(RED, one);
        onDeploys({ events: new EventEmitter() } as unknown as NodeAPI, other);
        events.emit('flows:started');
        assert.deepEqual([one.calls, other.calls], [['started'], []]);
    });
});
