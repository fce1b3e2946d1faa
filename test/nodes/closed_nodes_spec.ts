// The status of nodes that have closed: what they had shown does not stay.

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Node, NodeAPI } from 'node-red';
import { statusClosed, statusStarted } from '../../nodes/runtime/status/closed-nodes';
import { translate } from './support/catalogue';

interface Closed extends Node {
    readonly shown: (string | undefined)[];
}

function closed(id: string, more: object = {}): Closed {
    const shown: (string | undefined)[] = [];
    return { id, shown, status: ({ text }: { text?: string }) => shown.push(text), ...more } as unknown as Closed;
}

describe('nodes that have closed', () => {
    const STATE = 'runtime-state';
    let events: EventEmitter;
    let RED: NodeAPI;

    beforeEach(() => {
        events = new EventEmitter();
        RED = { events, _: translate } as unknown as NodeAPI;
    });

    it('show nothing after a deploy without them, and those that started again keep their own status', () => {
        const [gone, again] = [closed('gone'), closed('again')];
        for (const node of [gone, again]) statusClosed(RED, node);
        statusStarted(RED, again);
        assert.deepEqual(gone.shown, []);
        events.emit('flows:started');
        assert.deepEqual([gone.shown, again.shown], [[undefined], []]);
        events.emit('flows:started');
        assert.deepEqual(gone.shown, [undefined]);
    });

    const STOPS: readonly (readonly [string, object])[] = [
        ['flows stop', { id: STATE, payload: { state: 'stop' } }],
        ['flows cannot start', { id: STATE, payload: { error: 'missing-types' } }],
        ['flows cannot start in a deploy', { id: STATE, payload: { error: 'missing-types', deploy: true } }],
    ];
    for (const [name, event] of STOPS) {
        it(`show that they are not connected if ${name}`, () => {
            const node = closed('a');
            statusClosed(RED, node);
            events.emit('runtime-event', event);
            assert.deepEqual(node.shown, ['not connected']);
        });
    }

    const OTHERS: readonly (readonly [string, object])[] = [
        ['flows stop to start again', { id: STATE, payload: { state: 'stop', deploy: true } }],
        ['flows start', { id: STATE, payload: { state: 'start' } }],
        ['something else happens', { id: 'project-update', payload: { state: 'stop', error: 'x' } }],
        ['an event says nothing', { id: STATE }],
    ];
    for (const [name, event] of OTHERS) {
        it(`keep their status if ${name}`, () => {
            const node = closed('a');
            statusClosed(RED, node);
            events.emit('runtime-event', event);
            assert.deepEqual(node.shown, []);
            events.emit('flows:started');
            assert.deepEqual(node.shown, [undefined]);
        });
    }

    it('within an instance of a subflow show nothing, because the editor knows them by another id', () => {
        const node = closed('a', { _alias: 'b' });
        statusClosed(RED, node);
        assert.deepEqual(events.eventNames(), []);
        events.emit('flows:started');
        assert.deepEqual(node.shown, []);
    });

    it('leave no listener on Node-RED, and the next ones are shown, too', () => {
        const [first, second] = [closed('a'), closed('b')];
        statusClosed(RED, first);
        statusClosed(RED, closed('c'));
        assert.equal(events.listenerCount('flows:started'), 1);
        events.emit('flows:started');
        assert.deepEqual(events.eventNames(), []);
        statusClosed(RED, second);
        events.emit('runtime-event', { id: STATE, payload: { state: 'stop' } });
        assert.deepEqual(events.eventNames(), []);
        assert.deepEqual([first.shown, second.shown], [[undefined], ['not connected']]);
    });

    it('of another Node-RED in this process are not touched', () => {
        const node = closed('a');
        statusClosed(RED, node);
        statusStarted({ events: new EventEmitter() } as unknown as NodeAPI, node);
        events.emit('flows:started');
        assert.deepEqual(node.shown, [undefined]);
    });
});
