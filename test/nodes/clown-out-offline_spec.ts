// clown out while a command cannot leave: without a connection, before the first frame of the hub, and at the pace that
// a hub can keep. What becomes of each, and that each has one end.

import assert from 'node:assert/strict';
import type { Simulator } from '../../src/simulator';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { LIST, START } from '../support/lines.js';
import { noteTimers } from '../support/timers.js';
import { until } from '../support/wait.js';
import { reason, sentenceOf } from './support/catalogue';
import { caughtOfMessages } from './support/command-rig';
import { hubAt, hubNode, type Item, listeners, outNode, tab } from './support/flows';
import { assertCommands, flowCommands, listed } from './support/links';
import { endPeers, startPeer } from './support/peer';
import { quicken } from './support/quick-clock';
import { retriesQuickly } from './support/quick-retries';
import { become, deploy, errorOf, events, give, load, received, settled, shows, unload } from './support/runtime';

const RELAY = 'relay/i2c0-3b/set';
const relay = (state: boolean): string => `["${RELAY}", {"state":${state}}]`;
const led = (state: string): string => `["led/-/set", {"state":"${state}"}]`;

describe('clown out: a command that cannot leave [O5, O6]', () => {
    retriesQuickly();
    let hub: Simulator;

    leavesNothing(unload, endPeers);

    /** A flow whose hub refuses every connection, until `heal`. */
    async function offline(settings: Readonly<Record<string, unknown>>, more: readonly Item[] = []): Promise<void> {
        hub = await startSilentHub({ fault: { kind: 'refuse', status: 503 } });
        await load([tab(), hubAt(hub), outNode('out', settings), ...more, ...listeners(['out', 'other'])]);
        await until(() => hub.attempts > 0, 'the first attempt');
    }

    function ends(): number {
        return received('f1-complete-sink').length + caughtOfMessages().length;
    }

    async function allEnd(count: number, ms?: number): Promise<void> {
        await become(() => ends() >= count, `end ${count}`, ms);
        await settled();
        assert.equal(ends(), count);
    }

    const on = { topic: RELAY, payload: true };
    const off = { topic: RELAY, payload: false };
    const light = (payload: string): object => ({ topic: 'led/-/set', payload });

    it('fail: an error at once, and nothing of it later', async () => {
        await offline({ offline: 'fail' });
        give('out', { ...on });
        await allEnd(1);
        assert.deepEqual(caughtOfMessages(), [reason('not-connected')]);
        hub.fault(null);
        await listed(hub);
        await settled();
        await assertCommands(() => flowCommands(hub), []);
    });

    it('fail: a command that arrives while the first connection after a start is made waits for it', async () => {
        hub = await startSilentHub();
        events.once('flows:started', () => give('out', { ...on }));
        await load([tab(), hubAt(hub), outNode(), ...listeners()]);
        await allEnd(1);
        await assertCommands(() => flowCommands(hub), [relay(true)]);
        assert.deepEqual(caughtOfMessages(), []);
    });

    it('fail: the first connection fails, and so does the command that waited for it', async () => {
        hub = await startSilentHub({ fault: { kind: 'refuse', status: 503 } });
        events.once('flows:started', () => give('out', { ...on }));
        await load([tab(), hubAt(hub), outNode(), ...listeners()]);
        await allEnd(1);
        assert.deepEqual(caughtOfMessages(), [reason('not-connected')]);
        hub.fault(null);
        await listed(hub);
        await assertCommands(() => flowCommands(hub), []);
    });

    it('fail: what waits for its turn when the connection is lost is an error then', async () => {
        hub = await startSilentHub();
        await load([tab(), hubAt(hub), outNode(), ...listeners()]);
        await listed(hub);
        quicken(0.1);
        give('out', {
            topic: 'kept',
            payload: [
                [RELAY, true],
                [RELAY, false],
            ],
        });
        await until(() => hub.relay('relay/i2c0-3b') === true, 'the first command');
        hub.dropAll();
        await allEnd(1);
        assert.deepEqual(caughtOfMessages(), [reason('not-connected')]);
        await listed(hub, 2);
        await assertCommands(() => flowCommands(hub), [relay(true)]);
    });

    it('newest: the newest for each topic leaves when the hub is back, and the others are errors at once', async () => {
        await offline({ offline: 'newest', queueAge: '60' });
        for (const msg of [on, light('on'), off, light('1-dot'), on]) give('out', { ...msg });
        await settled();
        const displaced = (topic: string): string => reason('displaced', { topic });
        assert.deepEqual(caughtOfMessages(), [displaced(RELAY), displaced('led/-/set'), displaced(RELAY)]);
        hub.fault(null);
        await allEnd(5);
        await assertCommands(() => flowCommands(hub), [led('1-dot'), relay(true)]);
        assert.equal(received('f1-complete-sink').length, 2);
    });

    it('queue: in the order of the messages, after the greeting and the start frames', async () => {
        const startFrames = '["relay/i2c0-3f/get", {}]';
        hub = await startSilentHub({ fault: { kind: 'refuse', status: 503 } });
        const nodes = [outNode('out', { offline: 'queue' }), outNode('other', { offline: 'queue' })];
        await load([tab(), hubAt(hub, { startFrames }), ...nodes, ...listeners(['out', 'other'])]);
        await until(() => hub.attempts > 0, 'the first attempt');
        give('out', light('on'));
        give('other', light('off'));
        give('out', { ...on });
        give('other', light('1-dot'));
        give('out', light('2-dot'));
        assert.equal(ends(), 0);
        hub.fault(null);
        await allEnd(5);
        assert.deepEqual(received('f1-catch-sink').map(errorOf).slice(1), []);
        assert.deepEqual(hub.received.slice(0, 2), [START, startFrames]);
        await assertCommands(
            () => flowCommands(hub).slice(1),
            [led('on'), led('off'), relay(true), led('1-dot'), led('2-dot')],
        );
    });

    it('queue: more than its size, and the oldest is dropped; each node has its own', async () => {
        await offline({ offline: 'queue', queueSize: '2' }, [outNode('other', { offline: 'queue', queueSize: '1' })]);
        give('other', light('3-dot'));
        for (const msg of [on, light('on'), light('off'), light('1-dot')]) give('out', { ...msg });
        await settled();
        const full = (topic: string): string => reason('queue-full', { topic, limit: 2 });
        assert.deepEqual(caughtOfMessages(), [full(RELAY), full('led/-/set')]);
        hub.fault(null);
        await allEnd(5);
        await assertCommands(() => flowCommands(hub), [led('3-dot'), led('off'), led('1-dot')]);
    });

    it('queue: keeps what waits through one outage after the other', async () => {
        await offline({ offline: 'queue' });
        give('out', { ...on });
        hub.fault({ kind: 'close', code: 1001 });
        const before = hub.connections;
        await until(() => hub.connections >= before + 3, 'three lost links');
        assert.equal(ends(), 0);
        hub.fault(null);
        await allEnd(1);
        await assertCommands(() => flowCommands(hub), [relay(true)]);
    });

    for (const kind of ['queue', 'newest']) {
        it(`${kind}: what waits too long is an error, and does not leave later`, async () => {
            await offline({ offline: kind, queueAge: '1' });
            give('out', { ...on });
            await allEnd(1);
            assert.deepEqual(caughtOfMessages(), [reason('expired', { topic: RELAY, seconds: 1 })]);
            hub.fault(null);
            await listed(hub);
            await assertCommands(() => flowCommands(hub), []);
        });

        it(`${kind}: what waits when its node goes is stopped, and does not leave later`, async () => {
            await offline({ offline: kind }, [outNode('other')]);
            give('out', { ...on });
            await deploy([tab(), hubAt(hub), outNode('other'), ...listeners(['out', 'other'])]);
            await allEnd(1);
            assert.deepEqual(caughtOfMessages(), [reason('stopped', { topic: RELAY })]);
            hub.fault(null);
            await listed(hub);
            await assertCommands(() => flowCommands(hub), []);
        });

        it(`${kind}: a batch ends once, with its first fault`, async () => {
            await offline({ offline: kind, queueSize: '1' });
            give('out', {
                payload: [
                    [RELAY, true],
                    [RELAY, false],
                ],
            });
            assert.equal(ends(), 0);
            hub.fault(null);
            await allEnd(1);
            assert.match(caughtOfMessages()[0] ?? '', sentenceOf(kind === 'queue' ? 'queue-full' : 'displaced'));
            await assertCommands(() => flowCommands(hub), [relay(false)]);
        });
    }

    for (const [name, settings, code] of [
        ['a policy that is none', { offline: 'later' }, 'setting-choice'],
        ['a queue of nothing', { offline: 'queue', queueSize: '0' }, 'setting-number-whole'],
        ['a queue without an end', { offline: 'queue', queueSize: '10001' }, 'setting-number-whole'],
        ['no age', { offline: 'queue', queueAge: '0' }, 'setting-number'],
        ['tries that are none', { confirm: true, tries: '0' }, 'setting-number-whole'],
    ] as const) {
        it(`${name}: red, and each message is refused with ${code}`, async () => {
            hub = await startSilentHub();
            await load([tab(), hubAt(hub), outNode('out', settings), ...listeners()]);
            await shows('invalid', 'out');
            give('out', { ...on });
            await allEnd(1);
            assert.match(caughtOfMessages()[0] ?? '', sentenceOf(code));
        });
    }

    describe('before the first frame of the hub', () => {
        for (const offline of ['fail', 'newest', 'queue']) {
            it(`${offline}: a command waits for the hub's first frame, and for the start frames`, async () => {
                const { url, lines, send } = await startPeer();
                const startFrames = '["led/-/get", {}]';
                await load([
                    tab(),
                    hubNode({ address: url, startFrames }),
                    outNode('out', { offline }),
                    ...listeners(),
                ]);
                await until(() => lines.length > 0, 'the start message');
                give('out', { ...on });
                await settled();
                assert.deepEqual(lines, [START]);
                assert.equal(ends(), 0);
                send('["boot", {}]');
                await allEnd(1);
                assert.equal(received('f1-complete-sink').length, 1);
                assert.deepEqual(lines.slice(0, 3), [START, startFrames, relay(true)]);
            });
        }

        it('and no longer than 4 s, because a hub may stay silent', async () => {
            const { url, lines } = await startPeer();
            await load([tab(), hubNode({ address: url }), outNode(), ...listeners()]);
            await until(() => lines.length > 0, 'the start message');
            const begun = performance.now();
            give('out', { ...on });
            await allEnd(1);
            const waited = performance.now() - begun;
            assert.ok(waited > 3_500 && waited < 5_000, `${waited} ms`);
            // A repeat and the request that follows it are two lines each.
            assert.deepEqual(lines.slice(0, 6), [START, START, START, LIST, LIST, relay(true)]);
        });
    });

    describe('at the pace of a hub [O7]', () => {
        it('commands to one relay leave 100 ms apart, those of other nodes do not wait for them', async () => {
            hub = await startSilentHub();
            await load([tab(), hubAt(hub), outNode(), outNode('other'), ...listeners(['out', 'other'])]);
            const commands = await listed(hub);
            // Slower, so that a busy machine has given all four within a pause.
            quicken(0.1);
            const times = new Map<string, number>();
            const forget = hub.on('line', ({ text }) => times.set(text, performance.now()));
            const timers = noteTimers();
            const begun = performance.now();
            give('out', { ...on });
            give('out', { ...off });
            timers.restore();
            give('out', light('on'));
            give('other', light('off'));
            await allEnd(4);
            forget();
            // The commands of one node keep their order, so the light of the first waits with its relay.
            await assertCommands(commands, [relay(true), led('off'), relay(false), led('on')]);
            // The first one leaves after the beginning, but may arrive late.
            const gap = (times.get(relay(false)) ?? 0) - begun;
            assert.ok(gap > 999, `${gap} ms at a tenth of the pace`);
            // Beside the limit of a write, which is longer than a second.
            const pauses = timers.lengths.filter((ms) => ms < 1_000);
            assert.ok(pauses.length > 0 && Math.max(...pauses) <= 100, `timers of ${timers.lengths} ms`);
            assert.equal(hub.relay('relay/i2c0-3b'), false);
        });

        it('a gap of the hub node holds for all of its nodes', async () => {
            hub = await startSilentHub();
            const nodes = [outNode(), outNode('other')];
            await load([tab(), hubAt(hub, { gap: '50' }), ...nodes, ...listeners(['out', 'other'])]);
            const commands = await listed(hub);
            quicken(0.1);
            const begun = performance.now();
            give('out', light('on'));
            give('other', light('off'));
            give('out', light('1-dot'));
            await allEnd(3);
            // A timer of Node.js is early by the length of the turn in which it was set.
            const gap = performance.now() - begun;
            assert.ok(gap > 900, `${gap} ms for two gaps of 500 ms`);
            await assertCommands(commands, [led('on'), led('off'), led('1-dot')]);
        });
    });
});
