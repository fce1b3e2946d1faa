// Repeats of a confirmed command, and newer ones that come meanwhile: what was wanted last is what the hub is left
// with.

import assert from 'node:assert/strict';
import type { Policy } from '../../src/send/outbox';
import { SenderBench } from '../support/sender-bench';

const RELAY = 'relay/i2c0-3b';
const SET = `${RELAY}/set`;
const OTHER = 'relay/i2c0-3f/set';
const CONFIRMED = { tries: 3, timeoutMs: 2_000 };
const ON = `> ${SET} {"state":true}`;
const OFF = `> ${SET} {"state":false}`;

describe('sender: repeats and newer commands [O7, Q7]', () => {
    const policies: readonly (readonly [name: string, policy: Policy])[] = [
        ['newest', { kind: 'newest', ageMs: 60_000 }],
        ['a queue of one', { kind: 'queue', size: 1, ageMs: 60_000 }],
        ['a queue of ten', { kind: 'queue', size: 10, ageMs: 60_000 }],
        ['fail', { kind: 'fail' }],
    ];
    for (const [name, policy] of policies) {
        it(`a newer queued command replaces a repeat: ${name}`, () => {
            const bench = SenderBench.ready(5_000);
            const how = { ...CONFIRMED, policy };
            bench.ask('on', SET, true, how);
            // Its turn comes at 5 s, the repeat of the first is due at 2 s.
            bench.ask('off', SET, false, how);
            bench.clock.advance(5_000);
            assert.equal(bench.read(), `${ON}, on: displaced, ${OFF}`);
            bench.receives(RELAY, { state: false });
            assert.equal(bench.read(), 'off: {"state":false}');
            assert.ok(bench.isOver());
        });
    }

    it('a command each second to a device that never confirms: the reason states that this one was sent', () => {
        const bench = SenderBench.ready();
        bench.ask('on', SET, true, CONFIRMED);
        bench.clock.advance(1_000);
        bench.ask('off', SET, false, CONFIRMED);
        bench.clock.advance(1_000);
        assert.deepEqual(bench.results.get('on')?.reason, {
            code: 'displaced',
            detail: 'displaced-unconfirmed',
            params: { topic: SET, seconds: 2 },
        });
        bench.clock.advance(10_000);
        assert.equal(bench.results.get('off')?.reason?.code, 'not-confirmed');
    });

    it('a newer command replaces a repeat that is queued already, and is not delayed by it', () => {
        const bench = SenderBench.ready(5_000);
        bench.ask('on', SET, true, CONFIRMED);
        bench.clock.advance(3_000);
        bench.publish('off', SET, false);
        bench.clock.advance(2_000);
        assert.equal(bench.read(), `${ON}, on: displaced, ${OFF}`);
        assert.equal(bench.results.get('on')?.reason?.detail, 'displaced-unconfirmed');
        bench.link.takes();
        assert.equal(bench.read(), 'off: sent');
        assert.ok(bench.isOver());
    });

    it('a repeat takes no place in a queue from others', () => {
        const bench = SenderBench.ready(1_500);
        const how = { ...CONFIRMED, policy: { kind: 'queue', size: 1, ageMs: 60_000 } } as const;
        bench.ask('on', SET, true, how);
        bench.clock.advance(1_500);
        bench.publish('first', OTHER, true, how);
        bench.clock.advance(500);
        // The repeat is in line now.
        bench.publish('second', OTHER, false, how);
        bench.clock.advance(4_000);
        assert.equal(bench.results.get('first')?.reason, undefined);
        assert.equal(bench.results.get('second')?.reason, undefined);
        bench.receives(RELAY, { state: true });
        assert.equal(bench.results.get('on')?.reason, undefined);
        assert.ok(bench.isOver());
    });

    it('a repeat that is queued displaces no other', () => {
        const bench = SenderBench.ready(5_000);
        const how = { ...CONFIRMED, policy: { kind: 'queue', size: 1, ageMs: 60_000 } } as const;
        bench.ask('on', SET, true, how);
        bench.publish('other', OTHER, true, how);
        // The repeat is due at 2 s, the turn of the other comes at 5 s.
        bench.clock.advance(10_000);
        bench.link.takes();
        bench.receives(RELAY, { state: true });
        assert.equal(bench.read(), `${ON}, > ${OTHER} {"state":true}, ${ON}, other: sent, on: {"state":true}`);
        assert.ok(bench.isOver());
    });

    it('two spellings of one relay are one: a repeat does not turn it back, and the pause holds', () => {
        const bench = SenderBench.ready();
        bench.ask('on', 'relay/i2c0-3B/set', true, CONFIRMED);
        bench.publish('off', SET, false);
        assert.equal(bench.read(), ON);
        bench.clock.advance(99);
        assert.equal(bench.read(), '');
        bench.clock.advance(1);
        assert.equal(bench.read(), OFF);
        bench.clock.advance(10_000);
        assert.equal(bench.read(), 'on: displaced');
        assert.ok(bench.isOver());
    });

    it('raw frames count too, each line of them', () => {
        const bench = SenderBench.ready();
        bench.ask('on', SET, true, CONFIRMED);
        bench.clock.advance(1_000);
        bench.raw('raw', `["led/-/get", {}]\n["relay/i2c0-3B/set", {"state": false}]\n`);
        bench.read();
        // The pause after a relay's set holds after a raw one.
        bench.publish('other', OTHER, true);
        bench.publish('next', SET, 'toggle');
        assert.equal(bench.read(), `> ${OTHER} {"state":true}`);
        bench.clock.advance(100);
        assert.equal(bench.read(), ON);
        bench.clock.advance(10_000);
        assert.equal(bench.read(), 'on: displaced');
    });

    it('a later raw command is not undone by a repeat', () => {
        const bench = SenderBench.ready();
        bench.ask('on', SET, true, CONFIRMED);
        bench.clock.advance(1_000);
        bench.raw('raw', `["led/-/get", {}]\n["relay/i2c0-3B/set", {"state": false}]\n`);
        bench.read();
        bench.clock.advance(10_000);
        assert.equal(bench.read(), 'on: displaced');
    });

    it('two texts in line for one device leave in their order, however often the first is repeated', () => {
        const bench = SenderBench.ready();
        bench.configure('60', 'thermometer/-', 60, CONFIRMED);
        bench.clock.advance(1_000);
        bench.configure('10', 'thermometer/-', 10, CONFIRMED);
        bench.clock.advance(1_000);
        // The first skips its second word, for there is a newer command.
        assert.equal(
            bench.read(),
            '> thermometer/-/config/update {"publish-interval":60}, > thermometer/-/config/update {"publish-interval":10}, 60: displaced',
        );
        bench.clock.advance(1_000);
        assert.equal(bench.read(), '> thermometer/-/config/set {"publish-interval":10}');
        bench.receives('thermometer/-/config/set/ok', { 'publish-interval': 10 });
        assert.equal(bench.read(), '10: {"publish-interval":10}');
        assert.ok(bench.isOver());
    });
});

describe('sender: what confirms which command [Q7]', () => {
    for (const [device, on, off] of [
        [RELAY, true, false],
        ['led/-', 'on', 'off'],
    ] as const) {
        it(`the late echo of an older command confirms no newer one: ${device}`, () => {
            const bench = SenderBench.ready();
            bench.publish('a', `${device}/set`, on);
            bench.clock.advance(100);
            bench.publish('b', `${device}/set`, off);
            bench.clock.advance(100);
            bench.ask('on', `${device}/set`, on, CONFIRMED);
            bench.read();
            bench.receives(device, { state: on });
            bench.receives(device, { state: off });
            assert.equal(bench.read(), '', 'these are the echoes of a and b');
            bench.receives(device, { state: on });
            assert.equal(bench.read(), `on: {"state":${JSON.stringify(on)}}`);
            assert.ok(bench.isOver());
        });

        it(`echoes that never come hold a confirmation up for one repeat at most: ${device}`, () => {
            const bench = SenderBench.ready();
            for (const [name, state] of [
                ['a', on],
                ['b', off],
            ] as const) {
                bench.publish(name, `${device}/set`, state);
                bench.clock.advance(100);
            }
            bench.ask('on', `${device}/set`, on, CONFIRMED);
            // Its own, but it could be that of the first.
            bench.receives(device, { state: on });
            bench.clock.advance(2_000);
            bench.read();
            bench.receives(device, { state: on });
            assert.equal(bench.read(), `on: {"state":${JSON.stringify(on)}}`);
            assert.ok(bench.isOver());
        });

        it(`the echo of an earlier try, or of the same command before it, is as good: ${device}`, () => {
            const bench = SenderBench.ready();
            bench.publish('a', `${device}/set`, on);
            bench.clock.advance(100);
            bench.ask('on', `${device}/set`, on, CONFIRMED);
            bench.clock.advance(2_000);
            bench.read();
            bench.receives(device, { state: on });
            assert.equal(bench.read(), `on: {"state":${JSON.stringify(on)}}`);
            assert.ok(bench.isOver());
        });
    }

    it('a plain question is answered by its own echo, not by that of a command before it', () => {
        const bench = SenderBench.ready();
        bench.publish('a', SET, true);
        bench.clock.advance(100);
        bench.ask('off', SET, false, { timeoutMs: 2_000 });
        bench.read();
        bench.receives(RELAY, { state: true });
        assert.equal(bench.read(), '');
        bench.receives(RELAY, { state: false });
        assert.equal(bench.read(), 'off: {"state":false}');
    });

    it('a state that another client requested, and that is the wanted one, is enough', () => {
        const bench = SenderBench.ready();
        bench.ask('on', SET, true, CONFIRMED);
        bench.receives(RELAY, { state: false });
        bench.receives(RELAY, { state: true });
        assert.equal(bench.read(), `${ON}, on: {"state":true}`);
        assert.ok(bench.isOver());
    });
});
