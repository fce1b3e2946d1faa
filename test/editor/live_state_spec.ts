// The state of a hub in its dialog: nothing of it runs after the dialog has closed.

import assert from 'node:assert/strict';
import { leavesNothing } from '../support/leaks';
import { jQueryOf } from './jquery';

/** The module needs the types of the browser, which tests do not have. */
const MODULE = '../../nodes/editor/hub/live-state';

describe('the state of a hub in its dialog', () => {
    leavesNothing();
    afterEach(() => {
        for (const name of ['RED', '$']) Reflect.deleteProperty(globalThis, name);
    });

    it('ends its feed and its timers when the dialog closes', async () => {
        const followed = new Set<unknown>();
        const comms = {
            subscribe: (_topic: string, listener: unknown) => followed.add(listener),
            unsubscribe: (_topic: string, listener: unknown) => followed.delete(listener),
        };
        const RED = { _: (key: string) => key, nodes: { node: () => ({ type: 'clown-hub' }) }, comms };
        Object.assign(globalThis, { RED, $: jQueryOf({}) });
        const { prepareLive } = (await import(MODULE)) as { prepareLive(id: string): () => void };
        const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
        const before = timers();
        const end = prepareLive('h');
        assert.equal(followed.size, 1);
        assert.equal(timers(), before + 2);
        end();
        assert.equal(followed.size, 0);
        assert.equal(timers(), before);
        await new Promise(setImmediate);
    });
});
