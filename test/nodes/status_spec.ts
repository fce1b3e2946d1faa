// What is seen under the nodes: true at any time, in fixed words, and not too often.

import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import type { NodeStatus } from 'node-red';
import type { Simulator } from '../../src/simulator';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { until } from '../support/wait.js';
import { hubAt, hubNode, inNode, listeners, outNode, tab } from './support/flows';
import { linked } from './support/links';
import { become, deploy, load, received, shows, statuses, statusesOf, unload } from './support/runtime';

/** Between two changes of a status; timers of Node.js may be early by less than a millisecond. */
const LEAST_MS = 499;

describe('status', () => {
    let hub: Simulator;

    beforeEach(async () => {
        hub = await startSilentHub();
    });

    leavesNothing(unload);

    describe('true from the moment a node exists [P1]', () => {
        it('of the first nodes: connecting, then connected', async () => {
            await load([tab(), hubAt(hub), ...inNode(), outNode()]);
            for (const id of ['in', 'out']) assert.equal(statusesOf(id)[0]?.state, 'connecting', id);
            await shows('connected', 'in', 'out');
            for (const id of ['in', 'out']) {
                assert.deepEqual(
                    statusesOf(id).map(({ state }) => state),
                    ['connecting', 'connected'],
                );
            }
        });

        it('of a node that joins a hub that is connected: connected at once', async () => {
            const flow = [tab(), hubAt(hub), ...inNode()];
            await load(flow);
            await linked(hub);
            await deploy([...flow, outNode()]);
            assert.deepEqual(
                statusesOf('out').map(({ state }) => state),
                ['connected'],
            );
        });

        it('of a node that joins a hub that waits: the cause at once', async () => {
            hub.fault({ kind: 'refuse', status: 401 });
            const flow = [tab(), hubAt(hub), ...inNode()];
            await load(flow);
            await shows('waiting', 'in');
            await deploy([...flow, outNode()]);
            assert.deepEqual(
                statusesOf('out').map(({ state, code }) => [state, code]),
                [['waiting', 'login']],
            );
        });
    });

    describe('fixed vocabulary [P2]', () => {
        it('connecting and connected', async () => {
            await load([tab(), hubAt(hub), ...inNode()]);
            await shows('connected', 'in', 'hub');
            assert.deepEqual(statusesOf('in'), [
                { fill: 'yellow', shape: 'ring', text: 'connecting', state: 'connecting' },
                { fill: 'green', shape: 'dot', text: 'connected', state: 'connected' },
            ]);
        });

        it('waiting: cause, number of the next attempt, the time within which it follows, and the cause in one word', async () => {
            hub.fault({ kind: 'refuse', status: 502 });
            await load([tab(), hubAt(hub, { retryCeiling: '3600' }), ...inNode()]);
            await shows('waiting', 'in');
            const { text, ...rest } = statusesOf('in').at(-1) as NodeStatus;
            assert.deepEqual(rest, { fill: 'red', shape: 'ring', state: 'waiting', code: 'status' });
            const [, attempt, seconds] = /^HTTP 502, retry (\d+) within (\d+) s$/.exec(text ?? '') ?? [];
            assert.ok(Number(attempt) >= 2, text);
            assert.ok(Number(seconds) >= 1 && Number(seconds) <= 10, text);
        });

        const causes: [name: string, prepare: () => Promise<Record<string, unknown>>, code: string, words: string][] = [
            [
                'a refused login',
                async () => {
                    hub.fault({ kind: 'refuse', status: 401 });
                    return { address: hub.url };
                },
                'login',
                'login required',
            ],
            [
                'no server at the port',
                async () => {
                    await hub.close();
                    return { address: hub.url };
                },
                'refused',
                'refused',
            ],
            ['an unknown host', async () => ({ address: 'ws://no-such-host.invalid/' }), 'lookup', 'unknown host'],
            [
                'no response',
                async () => {
                    hub.fault({ kind: 'stall' });
                    return { address: hub.url, handshake: '1' };
                },
                'timeout',
                'no response',
            ],
        ];
        for (const [name, prepare, code, words] of causes) {
            it(`waiting: ${name} is ${code} [C10]`, async () => {
                const settings = await prepare();
                await load([tab(), hubNode(settings), ...inNode(), ...listeners([])]);
                await become(() => statusesOf('in').some((one) => one.code === code), `status ${code}`);
                const status = statusesOf('in').find((one) => one.code === code);
                assert.deepEqual([status?.state, status?.text?.split(',')[0]], ['waiting', words]);
            });
        }

        it('disconnected: a hub without users', async () => {
            await load([tab(), hubAt(hub), ...inNode()]);
            await shows('connected', 'hub');
            await deploy([tab(), hubAt(hub)]);
            await shows('disconnected', 'hub');
            assert.deepEqual(statusesOf('hub').at(-1), {
                fill: 'grey',
                shape: 'ring',
                text: 'not connected',
                state: 'disconnected',
            });
        });

        it('invalid: what is wrong with the settings', async () => {
            await load([tab(), hubAt(hub), ...inNode('in', { topic: 'a/#/b' })]);
            assert.deepEqual(statusesOf('in'), [
                { fill: 'red', shape: 'ring', text: 'invalid topic filter', state: 'invalid', code: 'filter-hash' },
            ]);
        });
    });

    describe('switched off [P3]', () => {
        it('the state of the hub is not shown, also where it was shown before', async () => {
            const flow = [tab(), ...inNode(), outNode()];
            await load([...flow, hubAt(hub)]);
            await shows('connected', 'in', 'out');
            await deploy([...flow, hubAt(hub, { showStatus: false })]);
            await linked(hub, 2);
            for (const id of ['in', 'out']) assert.deepEqual(statusesOf(id).at(-1), {}, id);
        });

        it('what is wrong with a node itself is shown all the same', async () => {
            await load([tab(), hubAt(hub, { showStatus: false }), ...inNode('in', { topic: 'a/#/b' })]);
            assert.equal(statusesOf('in').at(-1)?.code, 'filter-hash');
        });
    });

    describe('not too often [P3]', () => {
        it('a hub that comes and goes: at most two changes a second for each node, the last one shown', async () => {
            const begun = performance.now();
            const drops = hub.on('connect', () => setImmediate(() => hub.dropAll()));
            // The hub takes its chance when it is made: here it is always a short wait.
            const { random } = Math;
            Math.random = () => random() / 100;
            try {
                await load([tab(), hubAt(hub), ...inNode(), outNode(), ...listeners([])]);
                await until(() => hub.connections >= 8, '8 connections');
            } finally {
                Math.random = random;
                drops();
            }
            await shows('connected', 'in', 'out', 'hub');
            for (const id of ['in', 'out', 'hub']) {
                const own = statuses.filter((one) => one.id === id);
                for (const [at, { time, status }] of own.entries()) {
                    if (at > 0) assert.notDeepEqual(status, own[at - 1]?.status);
                    // From the beginning: a single pause may look shorter, as this is noted a little later than it happens.
                    assert.ok(
                        time - begun > at * LEAST_MS,
                        `${id}: change ${at + 1} came ${time - begun} ms after the beginning`,
                    );
                }
            }
            assert.ok(received('f1-status-sink').length > 0);
        });
    });
});
