// The connection actions of a message: which texts are one, what each does, and what the status of a hub holds.

import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import type { Attached } from '../../nodes/runtime/node/attached';
import { act, actionOf, stateDetails } from '../../nodes/runtime/node/connection-actions';
import { refuse } from '../../src/base/errors';
import type { HubState } from '../../src/hub-types';
import { DeviceNames } from '../../src/protocol/device-names';
import { good, outcome } from '../support/results';
import { reason, translate } from './support/catalogue';

const RED = { _: translate } as unknown as NodeAPI;
const WAITING: HubState = {
    name: 'waiting',
    attempt: 3,
    retryAt: 5_000,
    cause: refuse('timeout', { seconds: 9 }).reason,
};

describe('the connection action of a message', () => {
    for (const action of ['connect', 'disconnect', 'reconnect', 'status', 'record', 'stop recording']) {
        it(`is ${action}`, () => assert.equal(good(actionOf({ action })), action));
    }

    for (const action of ['Connect', 'subscribe', '', 'stop', undefined, null, true, ['connect']]) {
        it(`is none for ${JSON.stringify(action)}`, () => assert.equal(good(actionOf({ action })), undefined));
    }

    it('is refused if it cannot be read', () => {
        const msg = {
            get action() {
                throw new Error('a getter of the flow');
            },
        };
        assert.equal(outcome(actionOf(msg)), 'payload-unreadable');
    });
});

describe('the state of a hub in a message', () => {
    const STATES: readonly (readonly [HubState, object])[] = [
        [{ name: 'disconnected' }, { state: 'disconnected' }],
        [
            { name: 'connecting', attempt: 2 },
            { state: 'connecting', attempt: 2 },
        ],
        [
            { name: 'connected', since: 7 },
            { state: 'connected', since: 7 },
        ],
        [
            { name: 'connected', since: 7, silentMs: 0 },
            { state: 'silent', since: 7, silentMs: 0 },
        ],
        [
            { name: 'connected', since: 7, isOneWay: true },
            { state: 'one-way', since: 7 },
        ],
        [
            { name: 'connected', since: 7, notStarted: true },
            { state: 'not-started', since: 7 },
        ],
        [
            WAITING,
            {
                state: 'waiting',
                attempt: 3,
                retryAt: 5_000,
                code: 'timeout',
                message: reason('timeout', { seconds: 9 }),
            },
        ],
    ];
    for (const [state, details] of STATES) {
        it(`has all that is known of it: ${JSON.stringify(details)}`, () => {
            assert.deepEqual(stateDetails(RED, state), details);
        });
    }
});

describe('a connection action', () => {
    const COUNTERS = { framesIn: 4 };

    function attached(heardAt?: number): { node: Attached<unknown>; done: string[] } {
        const done: string[] = [];
        const hub = {
            connect: () => done.push('connect'),
            disconnect: () => done.push('disconnect'),
            reconnect: () => done.push('reconnect'),
            state: { name: 'connected', since: 7 },
            counters: COUNTERS,
            heardAt,
        };
        const devices = () => [{ device: 'relay/-' }, { device: 'lamp/0' }];
        const names = new DeviceNames([{ device: 'lamp/0', name: 'lamp' }]);
        return { node: { RED, hub, label: 'Attic', names, devices } as unknown as Attached<unknown>, done };
    }

    for (const action of ['connect', 'disconnect', 'reconnect'] as const) {
        it(`${action} is done, and gives nothing`, () => {
            const { node, done } = attached();
            assert.equal(act(action, node), undefined);
            assert.deepEqual(done, [action]);
        });
    }

    it('status gives the state, the counters and the devices with their names, and changes nothing', () => {
        const { node, done } = attached();
        const status = { hub: 'Attic', state: 'connected', since: 7, counters: COUNTERS };
        const devices = [{ device: 'relay/-' }, { device: 'lamp/0', name: 'lamp' }];
        assert.deepEqual(act('status', node), { ...status, devices });
        assert.deepEqual(act('status', attached(99).node), { ...status, heardAt: 99, devices });
        assert.deepEqual(done, []);
    });
});
