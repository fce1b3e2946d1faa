// Which frames a subscribed node references between two frames.

import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { ShownValue } from '../../nodes/runtime/node/attached';
import { NodeSubscriptions } from '../../nodes/runtime/output/node-subscriptions';
import type { SubscriptionOwner } from '../../nodes/runtime/output/subscription-owner';
import { factoryFor } from '../../nodes/shared/message-factory';
import { systemClock } from '../../src/base/system-clock';
import type { Hub } from '../../src/hub';
import { DeviceNames } from '../../src/protocol/device-names';
import { lazyFrame } from '../../src/protocol/lazy-frame';
import type { KeptValue } from '../../src/receive/kept-values';
import type { ReceivedFrame } from '../../src/receive/received-frame';
import { Subscriptions } from '../../src/receive/subscriptions';
import { ClientHub, endClientHubs } from '../support/client-hub';
import { leavesNothing } from '../support/leaks';
import { good } from '../support/results';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

interface Setup {
    readonly subscriptions: Subscriptions<ReceivedFrame>;
    readonly nodeSubscriptions: NodeSubscriptions;
    readonly sent: unknown[];
    onSent(run: () => void): void;
    shown(): ShownValue | undefined;
}

function setup(showValue = false): Setup {
    const subscriptions = new Subscriptions<ReceivedFrame>((error) => assert.fail(String(error)));
    const sent: unknown[] = [];
    let then = (): unknown => undefined;
    const settings = {
        make: good(factoryFor({ output: 'payload' })),
        replay: false,
        skipRequested: false,
        showValue,
        silentMs: 0,
    };
    let shown: ShownValue | undefined;
    const attached = {
        showValue: (value: ShownValue) => {
            shown = value;
        },
        node: { send: (msg: { topic: string }) => sent.push(msg.topic) && then() },
        hub: { subscribe: subscriptions.add.bind(subscriptions) },
        label: 'hub',
        names: DeviceNames.NONE,
        settings,
    };
    const nodeSubscriptions = new NodeSubscriptions(attached as unknown as SubscriptionOwner);
    const onSent = (run: () => unknown): void => {
        then = run;
    };
    return { subscriptions, nodeSubscriptions, sent, onSent, shown: () => shown };
}

function frame(): ReceivedFrame {
    const text = '["a/b", {"n": 1}]';
    const plain = lazyFrame(text);
    assert.ok(plain);
    return { frame: plain, text, time: 0, at: 0 };
}

describe('a node that listens', () => {
    it('references no frame under one filter, nor for its status: a thousand nodes would keep a thousand of them in memory', async () => {
        const { subscriptions, nodeSubscriptions, sent, shown } = setup(true);
        nodeSubscriptions.add(['a/+']);
        const released = (() => {
            const one = frame();
            subscriptions.deliver('a/b', one);
            return new WeakRef(one);
        })();
        await new Promise(setImmediate);
        collect();
        assert.equal(released.deref(), undefined);
        assert.deepEqual(sent, ['a/b']);
        assert.ok(shown());
    });

    it('one that removes a filter within a frame receives that frame once', () => {
        const { subscriptions, nodeSubscriptions, sent, onSent } = setup();
        nodeSubscriptions.add(['a/#', 'a/b']);
        onSent(() => nodeSubscriptions.remove(['a/#']));
        subscriptions.deliver('a/b', frame());
        assert.deepEqual(sent, ['a/b']);
        subscriptions.deliver('a/b', frame());
        assert.deepEqual(sent, ['a/b', 'a/b']);
    });

    it('under filters that overlap it receives each frame once, also the same topic again', () => {
        const { subscriptions, nodeSubscriptions, sent } = setup();
        nodeSubscriptions.add(['a/+', '#', 'a/b']);
        for (const one of [frame(), frame()]) subscriptions.deliver('a/b', one);
        assert.deepEqual(sent, ['a/b', 'a/b']);
        assert.deepEqual(nodeSubscriptions.filters, ['a/+', '#', 'a/b']);
        nodeSubscriptions.remove(['#', 'a/b', 'never']);
        subscriptions.deliver('x', frame());
        subscriptions.deliver('a/b', frame());
        assert.deepEqual(sent, ['a/b', 'a/b', 'a/b']);
        nodeSubscriptions.end();
        subscriptions.deliver('a/b', frame());
        assert.equal(sent.length, 3);
    });
});

describe('a node that listens: values from before a restart that are not read yet', () => {
    leavesNothing(endClientHubs);

    const kept = (topic: string): KeptValue => ({
        topic,
        text: `["${topic}", {}]`,
        time: Date.now(),
        at: systemClock.monotonic(),
    });

    /** A node that sends last values again, at a hub whose values are expected, and how many callbacks wait for them. */
    function waiting(): { hub: Hub; nodeSubscriptions: NodeSubscriptions; sent: string[]; count(): number } {
        const { hub } = new ClientHub('ws://127.0.0.1:1/');
        const sent: string[] = [];
        const attached = {
            node: { send: ({ topic }: { topic: string }) => sent.push(topic) },
            hub,
            label: 'hub',
            names: DeviceNames.NONE,
            settings: { make: good(factoryFor({ output: 'payload' })), replay: true, silentMs: 0 },
        };
        let count = 0;
        const whenRestored = hub.kept.whenRestored.bind(hub.kept);
        hub.kept.whenRestored = (run) => {
            count++;
            const end = whenRestored(run);
            return () => {
                count--;
                end();
            };
        };
        hub.kept.expect();
        const nodeSubscriptions = new NodeSubscriptions(attached as unknown as SubscriptionOwner);
        return { hub, nodeSubscriptions, sent, count: () => count };
    }

    it('are sent once they are read, for all of its filters, once', () => {
        const { hub, nodeSubscriptions, sent, count } = waiting();
        nodeSubscriptions.add(['a/b']);
        nodeSubscriptions.add(['a/b']);
        nodeSubscriptions.add(['a/c', 'a/d']);
        nodeSubscriptions.remove(['a/d']);
        assert.deepEqual([sent, count()], [[], 1]);
        hub.kept.restore([kept('a/b'), kept('a/c'), kept('a/d')]);
        assert.deepEqual(sent, ['a/b', 'a/c']);
    });

    it('wait for the flows too, if they are read while flows stop and start', () => {
        const { hub, nodeSubscriptions, sent } = waiting();
        nodeSubscriptions.add(['a/b']);
        hub.hold();
        hub.kept.restore([kept('a/b')]);
        assert.deepEqual(sent, []);
        hub.resume();
        assert.deepEqual(sent, ['a/b']);
    });

    it('nothing waits for them after its end', () => {
        const { hub, nodeSubscriptions, sent, count } = waiting();
        nodeSubscriptions.add(['a/b']);
        nodeSubscriptions.end();
        assert.equal(count(), 0);
        hub.kept.restore([kept('a/b')]);
        assert.deepEqual(sent, []);
    });
});
