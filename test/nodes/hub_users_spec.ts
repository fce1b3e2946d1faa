// The nodes that use a hub: the first one connects it, the last one disconnects it, and all receive its state.

import assert from 'node:assert/strict';
import type { Node, NodeAPI } from 'node-red';
import { type HubUser, HubUsers } from '../../nodes/runtime/hub/hub-users';
import type { Hub } from '../../src/hub';
import type { HubState } from '../../src/hub-types';
import { translate } from './support/catalogue';

const RED = { _: translate } as unknown as NodeAPI;
const CONNECTED: HubState = { name: 'connected', since: 1 };

/** A hub whose uses are written down. */
function usedHub(): { hub: Hub; uses: string[]; change(state: HubState): void } {
    const uses: string[] = [];
    let watcher = (_state: HubState): void => {};
    const hub = {
        watch: (one: typeof watcher) => {
            watcher = one;
        },
        join: () => {
            uses.push('join');
            return () => uses.push('leave');
        },
    };
    return { hub: hub as unknown as Hub, uses, change: (state) => watcher(state) };
}

interface User extends HubUser {
    readonly shown: string[];
    readonly errors: string[];
}

function user(thrown?: string): User {
    const shown: string[] = [];
    const errors: string[] = [];
    return {
        node: { error: (text: string) => errors.push(text) } as unknown as Node,
        shown,
        errors,
        changed(state, status) {
            if (thrown) throw new Error(thrown);
            shown.push(`${state.name}: ${status.text}`);
        },
    };
}

describe('the nodes that use a hub', () => {
    it('connect it with the first of them, and disconnect it with the last', () => {
        const { hub, uses } = usedHub();
        const users = new HubUsers(RED, hub);
        const [first, second] = [user(), user()];
        for (const one of [first, second]) users.add(one);
        assert.deepEqual(uses, ['join']);
        assert.deepEqual(users.nodes, [first.node, second.node]);
        users.remove(first);
        assert.deepEqual(uses, ['join']);
        users.remove(second);
        assert.deepEqual(uses, ['join', 'leave']);
        assert.deepEqual(users.nodes, []);
        users.remove(second);
        assert.deepEqual(uses, ['join', 'leave']);
        users.add(first);
        assert.deepEqual(uses, ['join', 'leave', 'join']);
    });

    it('receive each state with its status, and the current one on request', () => {
        const { hub, change } = usedHub();
        const users = new HubUsers(RED, hub);
        const [one, other] = [user(), user()];
        users.notify(one);
        assert.deepEqual([one.shown, one.errors], [[], []]);
        users.add(one);
        change({ name: 'connecting', attempt: 1 });
        users.add(other);
        change(CONNECTED);
        assert.deepEqual(one.shown, ['connecting: connecting', 'connected: connected']);
        assert.deepEqual(other.shown, ['connected: connected']);
        users.notify(other);
        assert.deepEqual(other.shown, ['connected: connected', 'connected: connected']);
        users.remove(other);
        change({ name: 'disconnected' });
        assert.equal(one.shown.length, 3);
        assert.equal(other.shown.length, 2);
    });

    it('receive it though another one throws, which logs that', () => {
        const { hub, change } = usedHub();
        const users = new HubUsers(RED, hub);
        const [bad, good] = [user('broken'), user()];
        for (const one of [bad, good]) users.add(one);
        change(CONNECTED);
        assert.deepEqual(good.shown, ['connected: connected']);
        assert.match(bad.errors.join(), /Error: broken/);
        assert.deepEqual(good.errors, []);
    });

    it('can be added and removed without a hub', () => {
        const users = new HubUsers(RED, undefined);
        const one = user();
        users.add(one);
        users.notify(one);
        users.remove(one);
        assert.deepEqual([one.shown, one.errors], [[], []]);
    });
});
