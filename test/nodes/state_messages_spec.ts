// Changes of the connection as messages: none after the node has closed.

import assert from 'node:assert/strict';
import type { Attached } from '../../nodes/runtime/node/attached';
import { listenToState } from '../../nodes/runtime/output/state-messages';
import type { HubState } from '../../src/hub-types';

describe('messages of a connection', () => {
    const sent: unknown[] = [];
    let run = (): void => {};
    const watchers = new Set<(state: HubState) => void>();
    const hub = {
        whenFlowing: (start: () => void) => {
            run = start;
        },
        watch: (watcher: (state: HubState) => void) => {
            watchers.add(watcher);
            watcher({ name: 'disconnected' });
            return () => watchers.delete(watcher);
        },
    };
    const node = { send: (msg: { readonly payload: unknown }) => sent.push(msg.payload) };
    const RED = { _: (key: string) => key };
    const attached = { RED, node, hub, label: 'Attic' } as unknown as Attached<unknown>;

    beforeEach(() => {
        sent.length = 0;
        watchers.clear();
    });

    it('end when the node closes', () => {
        const end = listenToState(attached);
        run();
        assert.deepEqual(sent, ['disconnected']);
        assert.equal(watchers.size, 1);
        end();
        assert.equal(watchers.size, 0);
    });

    it('are sent once for each word, however often details of the state change', () => {
        const end = listenToState(attached);
        run();
        const [change] = [...watchers];
        for (const silentMs of [undefined, undefined, 1_000, 2_000]) {
            change?.({ name: 'connected', since: 1, ...(silentMs === undefined ? {} : { silentMs }) });
        }
        change?.({ name: 'disconnected' });
        assert.deepEqual(sent, ['disconnected', 'connected', 'silent', 'disconnected']);
        end();
    });

    it('do not begin in a node that closes before the flows run', () => {
        listenToState(attached)();
        run();
        assert.deepEqual(sent, []);
        assert.equal(watchers.size, 0);
    });
});
