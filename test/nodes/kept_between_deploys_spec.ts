// The last values of a hub over a deploy: only the same hub of the same node takes them, and only in that deploy.

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { NodeAPI } from 'node-red';
import { dropWhenStarted, leaveValues, takeValues } from '../../nodes/runtime/hub/kept-between-deploys';
import { placeKey } from '../../nodes/runtime/hub/value-keeper';
import type { HubPlace } from '../../src/settings/hub-options';

const KEPT = { hub: 'one', store: undefined, values: [{ topic: 'a/b', text: '["a/b", {}]', time: 1, at: 1 }] };

describe('the last values of a hub that has closed', () => {
    let events: EventEmitter;
    let RED: NodeAPI;

    beforeEach(() => {
        events = new EventEmitter();
        RED = { events } as unknown as NodeAPI;
        dropWhenStarted(RED);
    });

    it('are for the same node with the same hub', () => {
        leaveValues(RED, 'hub', KEPT);
        assert.equal(takeValues(RED, 'hub', 'one'), KEPT);
        assert.equal(takeValues(RED, 'hub', 'two'), undefined, 'another hub has other devices');
        assert.equal(takeValues(RED, 'other', 'one'), undefined);
    });

    it('are dropped when flows have started, with one listener for all hubs', () => {
        dropWhenStarted(RED);
        assert.equal(events.listenerCount('flows:started'), 1);
        leaveValues(RED, 'hub', KEPT);
        events.emit('flows:stopping');
        assert.equal(takeValues(RED, 'hub', 'one'), KEPT);
        events.emit('flows:started');
        assert.equal(takeValues(RED, 'hub', 'one'), undefined);
    });

    it('are those of one Node-RED', () => {
        const other = { events: new EventEmitter() } as unknown as NodeAPI;
        leaveValues(RED, 'hub', KEPT);
        leaveValues(other, 'hub', KEPT);
        assert.equal(takeValues(other, 'hub', 'one'), undefined);
    });
});

describe('the key of a hub', () => {
    const at = (url: string) => placeKey({ kind: 'address', url } as unknown as HubPlace);
    const simulated = (file?: string) =>
        placeKey({ kind: 'simulated', recording: file && { file, speed: 1 } } as unknown as HubPlace);

    it('is another one at another address and with another recording, and the same otherwise', () => {
        const all = [at('ws://one/'), at('ws://two/'), simulated(), simulated('a.jsonl'), simulated('b.jsonl')];
        assert.equal(new Set(all).size, all.length);
        assert.equal(at('ws://one/'), all[0]);
        assert.equal(simulated('a.jsonl'), all[3]);
    });

    it('does not hold the address, which may have a login', () => {
        assert.equal(at('ws://me:secret@hub/').includes('secret'), false);
    });
});
