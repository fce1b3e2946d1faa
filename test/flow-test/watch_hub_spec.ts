// What a test of a flow records of the commands that go into a hub, and how each of them ended.

import assert from 'node:assert/strict';
import { TestLog } from '../../nodes/flow-test/test-log';
import { watchHub } from '../../nodes/flow-test/watch-hub';
import { ok, refuse } from '../../src/base/errors';
import type { Hub } from '../../src/hub';
import { checkCommand } from '../../src/protocol/commands';

type Call = readonly [name: string, ...args: readonly unknown[]];
type End = (value: unknown) => void;
type Options = NonNullable<Parameters<Hub['publish']>[3]>;

const NODE = { id: 'n', type: 'clown-out', name: 'Lamp' };
const REQUEST = { id: 'r', type: 'clown-request', name: '' };
const by = (owner: object): Options => ({ owner }) as unknown as Options;
const { reason } = refuse('not-connected');

/** A hub that keeps each call with the function that ends it. */
function watched() {
    const calls: Call[] = [];
    const ends: End[] = [];
    const keep =
        (name: string, place: number) =>
        (...args: unknown[]) => {
            ends.push(args[place] as End);
            calls.push([name, ...args.filter((_one, at) => at !== place)]);
        };
    const hub = {
        publish: keep('publish', 2),
        publishRaw: keep('publishRaw', 2),
        request: keep('request', 3),
        configure: keep('configure', 3),
    } as unknown as Hub;
    const log = new TestLog(() => 7);
    watchHub(hub, log, checkCommand);
    const lines = (): unknown[] =>
        log.lines.map(({ node, topic, payload, outcome }) => [node, topic, payload, outcome]);
    return { hub, calls, ends, lines };
}

describe('flow test: commands into a hub', () => {
    const LAMP = 'relay/i2c0-3b/set';

    for (const [fault, outcome] of [
        [undefined, 'sent'],
        [reason, 'not-connected'],
    ] as const) {
        it(`records a command and raw text, each as ${outcome}`, () => {
            const { hub, calls, ends, lines } = watched();
            const ended: unknown[] = [];
            hub.publish(LAMP, 'on', (one) => void ended.push(one), by(NODE));
            hub.publishRaw('["led/-/set", {}]', by(NODE), (one) => void ended.push(one));
            // The hub receives what the node has sent; the line has the form in which it reaches the device.
            assert.deepEqual(calls, [
                ['publish', LAMP, 'on', { owner: NODE }],
                ['publishRaw', '["led/-/set", {}]', { owner: NODE }],
            ]);
            const parts = [
                ['n', LAMP, { state: true }],
                ['n', undefined, '["led/-/set", {}]'],
            ];
            assert.deepEqual(
                lines(),
                parts.map((part) => [...part, 'pending']),
            );
            for (const end of ends) end(fault);
            assert.deepEqual(
                lines(),
                parts.map((part) => [...part, outcome]),
            );
            assert.deepEqual(ended, [fault, fault]);
        });
    }

    const answers = [
        ['a response', {}, ok({ state: true }), 'responded'],
        ['a confirmation', { tries: 3 }, ok({ state: true }), 'confirmed'],
        ['nothing to wait for', { tries: 3 }, ok(undefined), 'sent'],
        ['a failure', {}, refuse('not-connected'), 'not-connected'],
    ] as const;
    for (const [title, options, answer, outcome] of answers) {
        it(`records a request and a setting that ended with ${title}`, () => {
            const { hub, calls, ends, lines } = watched();
            const ended: unknown[] = [];
            const all = { ...options, owner: REQUEST } as unknown as Parameters<Hub['request']>[2];
            hub.request('relay/i2c0-3b/get', {}, all, (one) => void ended.push(one));
            hub.configure('thermometer/i2c0-48', { 'publish-interval': 5 }, all, (one) => void ended.push(one));
            assert.deepEqual(calls, [
                ['request', 'relay/i2c0-3b/get', {}, all],
                ['configure', 'thermometer/i2c0-48', { 'publish-interval': 5 }, all],
            ]);
            for (const end of ends) end(answer);
            assert.deepEqual(lines(), [
                ['r', 'relay/i2c0-3b/get', {}, outcome],
                ['r', 'thermometer/i2c0-48/config', { 'publish-interval': 5 }, outcome],
            ]);
            assert.deepEqual(ended, [answer, answer]);
        });
    }

    it('records a command that is refused as the node has sent it', () => {
        const { hub, lines } = watched();
        hub.publish(LAMP, 'perhaps', () => {}, by(NODE));
        assert.deepEqual(lines(), [['n', LAMP, 'perhaps', 'pending']]);
    });

    it('records a command without a topic as the node has sent it', () => {
        const { hub, lines } = watched();
        hub.publish(undefined, true, () => {}, by(NODE));
        assert.deepEqual(lines(), [['n', undefined, true, 'pending']]);
    });

    it('records nothing that the hub itself or another node sends, and passes it on', () => {
        const { hub, calls, ends, lines } = watched();
        let count = 0;
        for (const owner of [undefined, {}, { id: 'h', type: 'clown-hub' }]) {
            hub.publish(LAMP, true, () => count++, owner && by(owner));
        }
        hub.publish(LAMP, true, () => count++);
        for (const end of ends) end(undefined);
        assert.deepEqual([calls.length, count, lines()], [4, 4, []]);
    });
});
