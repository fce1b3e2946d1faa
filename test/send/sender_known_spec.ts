// What a sender knows of devices: why one does not confirm, which ones have responded, and which toggles wait for a state.

import assert from 'node:assert/strict';
import { CommandQueue } from '../../src/send/command-queue';
import { IntervalDialects } from '../../src/send/interval-dialects';
import { LatestCommands } from '../../src/send/latest-commands';
import { Publication } from '../../src/send/outgoing-command';
import { prepare } from '../../src/send/prepared';
import { type Known, notConfirmed, type RequestOptions } from '../../src/send/request';
import { Sender } from '../../src/send/sender';
import { FakeLink } from '../support/fake-link';
import { ManualClock } from '../support/manual-clock';
import { good } from '../support/results';
import { OWNER, SenderBench, TIMEOUT_MS } from '../support/sender-bench';

const RELAY = 'relay/i2c0-3b';
const SET = `${RELAY}/set`;
const REQUEST: RequestOptions = { owner: OWNER, policy: { kind: 'fail' }, timeoutMs: 1_500 };
const KNOWN: readonly Known[] = ['one-way', 'silent', 'listed', 'reported', 'unknown'];

describe('sender: why a device did not confirm', () => {
    for (const known of KNOWN) {
        it(`a device that is ${known}`, () => {
            const devices: string[] = [];
            const { ok, reason } = notConfirmed('Relay/I2C0-3B/set', REQUEST, 3, (device) => {
                devices.push(device);
                return known;
            });
            assert.equal(ok, false);
            assert.deepEqual(devices, [RELAY]);
            assert.equal(reason.code, 'not-confirmed');
            assert.equal(reason.detail, known === 'unknown' ? undefined : `unconfirmed-${known}`);
            assert.deepEqual(reason.params, { device: 'Relay/I2C0-3B', seconds: 1.5, tries: 3 });
        });
    }

    it('is asked of the hub when the last attempt has ended, and is unknown without one', () => {
        for (const known of [undefined, 'silent'] as const) {
            const bench = SenderBench.ready();
            if (known) bench.sender.explainWith(() => known);
            bench.ask('it', SET, true, { tries: 1 });
            bench.configure('interval', RELAY.replace('relay', 'thermometer'), 30);
            bench.clock.advance(2 * TIMEOUT_MS);
            for (const name of ['it', 'interval']) {
                const { code, detail } = bench.results.get(name)?.reason ?? {};
                assert.equal(code, 'not-confirmed', name);
                assert.equal(detail, known && `unconfirmed-${known}`, name);
            }
        }
    });
});

describe('sender: which devices respond', () => {
    /** A sender on an open link, and what it reports of devices. */
    function reporting(): { sender: Sender; clock: ManualClock; outcomes: string[]; receives(topic: string): void } {
        const clock = new ManualClock();
        const outcomes: string[] = [];
        const link = new FakeLink(() => queueMicrotask(() => link.takes()));
        const sender = new Sender(clock, 0, link, (device, isConfirmed) => {
            outcomes.push(`${device} ${isConfirmed}`);
        });
        sender.opened();
        sender.ready();
        const receives = (topic: string): void => {
            const frame = { topic, payload: { state: true, 'publish-interval': 30 } };
            sender.onFrame({ frame, text: '', time: 0, at: 0 });
        };
        return { sender, clock, outcomes, receives };
    }

    it('a confirmed command, each attempt without a response, and no other request', () => {
        const { sender, clock, outcomes, receives } = reporting();
        sender.request(SET, true, { ...REQUEST, tries: 2 }, () => {});
        clock.advance(1_500);
        assert.deepEqual(outcomes.splice(0), [`${RELAY} false`]);
        receives(RELAY);
        assert.deepEqual(outcomes.splice(0), [`${RELAY} true`]);
        sender.request(`${RELAY}/get`, undefined, REQUEST, () => {});
        receives(RELAY);
        sender.request(SET, true, { ...REQUEST, tries: 1 }, () => {});
        sender.end();
        assert.deepEqual(outcomes, []);
    });

    it('no device whose command has no response', async () => {
        const { sender, outcomes } = reporting();
        const answer = await new Promise((done) => {
            sender.request('window/-/set', { a: 1 }, { ...REQUEST, tries: 1 }, done);
        });
        assert.deepEqual(answer, { ok: true, value: undefined });
        assert.deepEqual(outcomes, []);
    });

    it('a device that has confirmed its interval, once', () => {
        const { sender, outcomes, receives } = reporting();
        sender.configure('thermometer/a', { 'publish-interval': 30 }, REQUEST, () => {});
        receives('thermometer/a/config/ok');
        assert.deepEqual(outcomes, ['thermometer/a true']);
    });

    it('a relay whose state was reported, in any case of letters, until the connection is lost', () => {
        const bench = SenderBench.ready();
        assert.equal(bench.sender.isKnown(RELAY), false);
        bench.receives(RELAY, { state: true });
        assert.equal(bench.sender.isKnown('relay/I2C0-3B'), true);
        bench.sender.lost();
        assert.equal(bench.sender.isKnown(RELAY), false);
    });

    it('a relay whose command is in flight, in any case of letters', () => {
        const bench = SenderBench.ready();
        bench.publish('it', 'relay/i2c0-3B/set', true);
        assert.equal(bench.sender.hasPending('relay/I2C0-3b'), true);
        assert.equal(bench.sender.hasPending('relay/i2c0-3f'), false);
    });

    it('waits while a request is pending', () => {
        const bench = SenderBench.ready();
        assert.equal(bench.sender.isWaiting, false);
        bench.ask('it', `${RELAY}/get`, undefined);
        assert.equal(bench.sender.isWaiting, true);
        bench.receives(RELAY, { state: true });
        assert.equal(bench.sender.isWaiting, false);
    });
});

describe('sender: a toggle of a relay whose state is not known yet', () => {
    it('waits while the state is awaited, and leaves when it is reported', () => {
        const bench = SenderBench.ready();
        const asked: string[] = [];
        bench.sender.awaitStates((relay) => asked.push(relay) > 0);
        bench.publish('it', 'relay/i2c0-3B/set', 'toggle');
        assert.equal(bench.read(), '');
        assert.deepEqual([...new Set(asked)], [RELAY]);
        bench.receives(RELAY, { state: true });
        assert.equal(bench.read(), `> ${SET} {"state":false}`);
        bench.publish('other', 'relay/sets/set', 'toggle');
        assert.equal(asked.at(-1), 'relay/sets');
    });

    it('fails once the state is awaited no longer', () => {
        const bench = SenderBench.ready();
        let isAwaited = true;
        bench.sender.awaitStates(() => isAwaited);
        bench.publish('it', SET, 'toggle');
        bench.sender.recheck();
        assert.equal(bench.read(), '');
        isAwaited = false;
        bench.sender.recheck();
        assert.equal(bench.read(), 'it: relay-unknown');
    });

    it('does not wait with a state, or where no state is awaited', () => {
        const bench = SenderBench.ready();
        bench.publish('unknown', SET, 'toggle');
        assert.equal(bench.read(), 'unknown: relay-unknown');
        bench.sender.awaitStates(() => true);
        bench.publish('state', SET, true);
        bench.publish('toggle', SET, 'toggle');
        bench.clock.advance(100);
        assert.equal(bench.read(), `> ${SET} {"state":true}, > ${SET} {"state":false}`);
    });
});

describe('sender: what its reasons name', () => {
    const paramsOf = (bench: SenderBench, name: string) => bench.results.get(name)?.reason?.params;

    it('the topic of a command that has no response', () => {
        const bench = SenderBench.ready();
        bench.ask('it', 'window/-/event/set', { a: 1 });
        assert.deepEqual(
            [bench.read(), paramsOf(bench, 'it')],
            ['it: answer-unknown', { topic: 'window/-/event/set' }],
        );
    });

    it('the topic of a repeat that a newer command displaces', () => {
        const bench = SenderBench.ready();
        bench.ask('late', SET, true, { tries: 2 });
        bench.publish('newer', SET, false);
        bench.clock.advance(TIMEOUT_MS);
        assert.equal(bench.results.get('late')?.reason?.code, 'displaced');
        assert.deepEqual(paramsOf(bench, 'late'), { topic: SET, seconds: TIMEOUT_MS / 1000 });
    });

    it('the topic of a repeat that is displaced while it is queued', () => {
        const bench = SenderBench.ready();
        bench.ask('late', SET, true, { tries: 2, policy: { kind: 'queue', size: 9, ageMs: 60_000 } });
        bench.clock.advance(TIMEOUT_MS - 1);
        bench.sender.hold();
        bench.clock.advance(1);
        bench.publish('newer', SET, false);
        bench.sender.ready();
        assert.equal(bench.results.get('late')?.reason?.code, 'displaced');
        assert.deepEqual(paramsOf(bench, 'late'), { topic: SET, seconds: TIMEOUT_MS / 1000 });
    });

    it('the topic of settings that newer ones displace', () => {
        const bench = SenderBench.ready();
        bench.configure('late', 'thermometer/a', 30);
        bench.configure('newer', 'thermometer/a', 60);
        bench.clock.advance(TIMEOUT_MS);
        assert.equal(bench.results.get('late')?.reason?.code, 'displaced');
        assert.deepEqual(paramsOf(bench, 'late'), { topic: 'thermometer/a/config' });
    });
});

describe('sender: the stages of a connection', () => {
    it('a command waits while the first connection is made', () => {
        const bench = new SenderBench();
        bench.sender.opening(20_000);
        bench.publish('it', SET, true);
        bench.clock.advance(15_000);
        assert.equal(bench.read(), '');
        bench.connect();
        assert.equal(bench.read(), `> ${SET} {"state":true}`);
    });

    it('a command waits while the bridge has not started, and texts of the pack leave before it', () => {
        const bench = SenderBench.ready();
        bench.sender.hold();
        bench.publish('it', SET, true);
        assert.equal(bench.read(), '');
        bench.sender.ready(['first']);
        assert.equal(bench.read(), `> first, > ${SET} {"state":true}`);
    });
});

describe('a command in the queue', () => {
    it('has the length of its text, its owner, its policy and its rank', () => {
        const prepared = good(prepare(SET, true));
        const queue = new CommandQueue(new ManualClock(), 0, new FakeLink());
        for (const isBackground of [true, undefined] as const) {
            const command = new Publication(queue, prepared, { ...REQUEST, isBackground }, () => {});
            assert.equal(command.length, prepared.length);
            assert.equal(command.isBackground, isBackground);
            assert.deepEqual([command.topic, command.owner, command.policy], [SET, OWNER, REQUEST.policy]);
        }
    });
});

describe('sender: what is remembered', () => {
    it('the latest command of a thousand topics, and of none that is longer than any device has', () => {
        const latest = new LatestCommands();
        const long = 'x'.repeat(200);
        assert.equal(latest.isLatest(long, latest.add(long)), true);
        assert.equal(latest.isLatest(`${long}x`, latest.add(`${long}x`)), false);
        const first = latest.add('first');
        assert.notEqual(latest.add('other'), first);
        assert.equal(latest.isLatest('first', first), true);
        assert.equal(latest.isLatest('first', latest.add('first')), true);
        assert.equal(latest.isLatest('first', first), false);
        const full = new LatestCommands();
        const numbers = Array.from({ length: 1_000 }, (_, at) => full.add(`t/${at}`));
        assert.equal(full.isLatest('t/0', numbers[0] ?? 0), true);
        full.add('one more');
        assert.equal(full.isLatest('t/0', numbers[0] ?? 0), false);
        assert.equal(full.isLatest('t/999', numbers[999] ?? 0), true);
    });

    it('the word of a thousand devices, and the latest for all others', () => {
        const dialects = new IntervalDialects();
        assert.deepEqual(dialects.wordsFor('a'), ['update', 'set']);
        dialects.understood('a', 'set');
        dialects.understood('b', 'update');
        assert.deepEqual(dialects.wordsFor('a'), ['set', 'update']);
        assert.deepEqual(dialects.wordsFor('c'), ['update', 'set']);
        for (let more = 2; more < 1_000; more++) dialects.understood(`${more}`, 'update');
        assert.deepEqual(dialects.wordsFor('a'), ['set', 'update']);
        dialects.understood('one more', 'update');
        assert.deepEqual(dialects.wordsFor('a'), ['update', 'set']);
    });
});
