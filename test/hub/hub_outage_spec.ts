// What becomes of commands and requests when the connection is lost, the hub restarts, or the pack disconnects: over
// real sockets.

import assert from 'node:assert/strict';
import type { Reason } from '../../src/base/errors';
import type { RequestOptions, SendOptions } from '../../src/send/request';
import { CEILING_MS, ClientHub, endClientHubs } from '../support/client-hub';
import { endHubs, startSilentHub } from '../support/hub';
import { leavesNothing } from '../support/leaks';
import { LIST, START } from '../support/lines';
import { ManualClock } from '../support/manual-clock';
import { until } from '../support/wait';

const RELAY = 'relay/i2c0-3b';
const OWNER = {};
const ASKING: RequestOptions = { owner: OWNER, policy: { kind: 'fail' }, timeoutMs: 60_000 };
const QUEUED: SendOptions = { owner: OWNER, policy: { kind: 'queue', size: 100, ageMs: 60_000 } };
const NEWEST: SendOptions = { owner: {}, policy: { kind: 'newest', ageMs: 60_000 } };

/** A client with questions in every state: three that were sent, and one in line, as its clock stands still. */
async function questioning() {
    const simulator = await startSilentHub({ startAnswer: 'at-once' });
    const clock = new ManualClock();
    const client = new ClientHub(simulator.url, { clock });
    const leave = await client.ready();
    simulator.fault({ kind: 'mute' });
    const outcomes: string[] = [];
    const ask = (name: string, topic: string, payload: unknown, more: Partial<RequestOptions> = {}): void => {
        client.hub.request(topic, payload, { ...ASKING, ...more }, (answer) => {
            outcomes.push(`${name} ${answer.ok ? 'answered' : answer.reason.code}`);
        });
    };
    ask('plain', 'led/-/get', {});
    ask('confirmed', `${RELAY}/set`, true, { tries: 3 });
    ask('in line', `${RELAY}/set`, false);
    client.hub.configure('thermometer/i2c0-48', { 'publish-interval': 30 }, { ...ASKING, owner: {} }, (answer) => {
        outcomes.push(`interval ${answer.ok ? 'answered' : answer.reason.code}`);
    });
    await until(() => simulator.received.length === 4, 'three questions');
    return { simulator, client, clock, leave, outcomes, ask };
}

const LOST = ['confirmed link-lost', 'in line not-connected', 'interval link-lost', 'plain link-lost'];

describe('hub: outages', () => {
    leavesNothing(endClientHubs, endHubs);

    const ENDS: readonly (readonly [
        name: string,
        act: (setup: Awaited<ReturnType<typeof questioning>>) => void,
        outcomes: readonly string[],
    ])[] = [
        ['disconnect', ({ client }) => client.hub.disconnect(), LOST],
        ['reconnect', ({ client }) => client.hub.reconnect(), LOST],
        ['the last user leaves', ({ leave }) => leave(), LOST],
        ['close', ({ client }) => void client.hub.close(), LOST.map((outcomes) => outcomes.replace(/\S+$/, 'stopped'))],
    ];
    for (const [name, act, expected] of ENDS) {
        it(`${name}: all questions end at once, each once [Q6]`, async () => {
            const setup = await questioning();
            act(setup);
            assert.deepEqual([...setup.outcomes].sort(), expected);
            await setup.client.hub.close();
            assert.equal(setup.outcomes.length, 4);
        });
    }

    it('a lost link: the same, and requests work on the next one [Q6]', async () => {
        const { simulator, client, clock, outcomes, ask } = await questioning();
        simulator.dropAll();
        await until(() => outcomes.length === 4, 'the ends');
        assert.deepEqual([...outcomes].sort(), LOST);
        simulator.fault(null);
        const ready = new Promise<void>((resolve) => client.hub.onReady(resolve));
        clock.advance(CEILING_MS);
        await client.state('connected');
        await ready;
        ask('again', 'led/-/get', {});
        await until(() => outcomes.length === 5, 'the answer');
        assert.equal(outcomes[4], 'again answered');
    });

    it('withdraw: the commands and requests of its owner end, and no others', async () => {
        const { client, outcomes } = await questioning();
        client.hub.withdraw(OWNER);
        assert.deepEqual([...outcomes].sort(), ['confirmed stopped', 'in line stopped', 'plain stopped']);
        assert.equal(client.hub.counters.asked, 1);
        assert.equal(client.hub.counters.waiting, 0);
    });

    it('commands queued over a restart of the hub leave in order, after the start frames [O5, O6, L3]', async () => {
        const simulator = await startSilentHub();
        const client = new ClientHub(simulator.url, { startFrames: [`${LIST}\n`] });
        await client.ready();
        const before = simulator.received.length;
        const down = simulator.restart(100);
        await client.state('waiting');
        const faults: (Reason['code'] | undefined)[] = [];
        const outcomes = (fault?: Reason): number => faults.push(fault?.code);
        for (let index = 0; index < 50; index++) client.hub.publish(`window/${index}/set`, {}, outcomes, QUEUED);
        for (const state of ['on', '1-dot', 'off']) client.hub.publish('led/-/set', state, outcomes, NEWEST);
        client.hub.publish('led/-/get', {}, outcomes);
        assert.deepEqual(faults.splice(0), ['displaced', 'displaced', 'not-connected']);
        assert.equal(client.hub.counters.waiting, 51);
        await down;
        await until(() => faults.length === 51, 'all of them');
        await until(() => simulator.received.length === before + 53, 'their lines');
        assert.ok(faults.every((fault) => fault === undefined));
        assert.deepEqual(simulator.received.slice(before), [
            START,
            LIST,
            ...Array.from({ length: 50 }, (_, index) => `["window/${index}/set", {}]`),
            '["led/-/set", {"state":"off"}]',
        ]);
        assert.deepEqual(client.failures, []);
    });

    it('a queue that outlives several links loses nothing and doubles nothing', async () => {
        const simulator = await startSilentHub({ fault: { kind: 'mute' } });
        const client = new ClientHub(simulator.url);
        client.hub.join();
        const faults: (Reason['code'] | undefined)[] = [];
        for (let index = 0; index < 10; index++) {
            client.hub.publish(`window/${index}/set`, {}, (fault) => faults.push(fault?.code), QUEUED);
        }
        for (let link = 1; link <= 3; link++) {
            await until(() => simulator.received.length === link, `start message ${link}`);
            simulator.dropAll();
        }
        simulator.fault(null);
        await until(() => faults.length === 10, 'all of them');
        const commands = (): string[] => simulator.received.filter((line) => line !== START);
        // Sent is not yet received.
        await until(() => commands().length >= 10, 'their lines');
        assert.deepEqual(
            commands(),
            Array.from({ length: 10 }, (_, index) => `["window/${index}/set", {}]`),
        );
    });

    it('what is queued waits for a user, and ends with the hub', async () => {
        const simulator = await startSilentHub();
        const client = new ClientHub(simulator.url);
        const faults: (Reason['code'] | undefined)[] = [];
        client.hub.publish('led/-/set', 'on', (fault) => faults.push(fault?.code), QUEUED);
        const leave = await client.ready();
        await until(() => faults.length === 1, 'the command');
        leave();
        client.hub.publish('led/-/set', 'off', (fault) => faults.push(fault?.code), QUEUED);
        await client.hub.close();
        assert.deepEqual(faults, [undefined, 'stopped']);
        assert.equal(simulator.led, 'on');
    });

    it('after a restart of the hub the state of a relay is unknown until it is reported', async () => {
        const simulator = await startSilentHub();
        const client = new ClientHub(simulator.url);
        await client.ready();
        const toggle = (): Promise<Reason['code'] | undefined> => client.publish(`${RELAY}/set`, 'toggle');
        assert.equal(await client.publish(`${RELAY}/set`, true), undefined);
        assert.equal(await toggle(), undefined);
        await until(() => simulator.relay(RELAY) === false, 'the toggled relay');
        const ready = new Promise<void>((resolve) => client.hub.onReady(resolve));
        await simulator.restart();
        await ready;
        assert.equal(await toggle(), 'relay-unknown');
        simulator.print(`["${RELAY}", {"state": true}]`);
        await client.frame(RELAY);
        assert.equal(await toggle(), undefined);
        await until(() => simulator.relay(RELAY) === false, 'the toggled relay');
    });

    it('counts what happened', async () => {
        const simulator = await startSilentHub();
        const client = new ClientHub(simulator.url);
        await client.ready();
        await client.publish('led/-/get', {});
        await until(() => client.topics.includes('led/-'), 'the answer');
        simulator.send('garbage');
        await until(() => client.faults.length === 1, 'the bad frame');
        simulator.dropAll();
        await until(() => client.topics.length === 3, 'the answer to the second start message');
        const { framesIn, framesOut, badFrames, reconnects, waiting, asked } = client.hub.counters;
        assert.deepEqual([framesIn, framesOut, badFrames, reconnects, waiting, asked], [3, 1, 1, 1, 0, 0]);
    });
});
