// Commands and questions on their way, without a hub. Confirmations are in sender_confirm_spec.ts, settings in
// sender_configure_spec.ts, whatever comes in whatever order in sender_order_spec.ts.

import assert from 'node:assert/strict';
import { MAX_PENDING } from '../../src/send/requests';
import { OWNER, SenderBench, TIMEOUT_MS } from '../support/sender-bench';

const RELAY = 'relay/i2c0-3b';
const SET = `${RELAY}/set`;
const LED = 'led/-';
const QUEUE = { policy: { kind: 'queue', size: 9, ageMs: 60_000 } } as const;
const NEWEST = { policy: { kind: 'newest', ageMs: 60_000 } } as const;

describe('sender: publish', () => {
    it('is done when the socket has taken the text, not before [O4]', () => {
        const bench = SenderBench.ready();
        bench.publish('it', SET, 'on');
        assert.equal(bench.read(), `> ${SET} {"state":true}`);
        bench.link.takes();
        assert.equal(bench.read(), 'it: sent');
        assert.ok(bench.isOver());
    });

    const REFUSED: readonly (readonly [topic: unknown, payload: unknown, code: string])[] = [
        ['', {}, 'topic-missing'],
        ['a/b', {}, 'command-levels'],
        [SET, 'maybe', 'relay-state'],
        ['a/b/c', { text: 'x'.repeat(2_048) }, 'command-length'],
        [SET, 'toggle', 'relay-unknown'],
    ];
    for (const [topic, payload, code] of REFUSED) {
        it(`refused as ${code}: ${String(topic)} ${JSON.stringify(payload).slice(0, 20)}`, () => {
            const bench = SenderBench.ready();
            bench.publish('it', topic, payload);
            bench.ask('question', topic, payload);
            bench.ask('confirmed', topic, payload, { tries: 3 });
            assert.equal(bench.read(), ['it', 'question', 'confirmed'].map((name) => `${name}: ${code}`).join(', '));
            assert.ok(bench.isOver());
        });
    }

    it('a toggle is refused for all that other commands of its topic are', () => {
        const bench = SenderBench.ready();
        for (const payload of [true, 'toggle']) bench.publish(String(payload), 'relay/i2c2-3b/set', payload);
        const [plain, toggle] = [...bench.results.values()];
        assert.deepEqual(toggle?.reason, plain?.reason);
        assert.notEqual(plain?.reason, undefined);
    });

    it('what waits is sent as it was when it was asked for', () => {
        const bench = new SenderBench();
        const payload = { text: 'before' };
        const bytes = Buffer.from('before');
        bench.publish('it', 'window/-/set', payload, QUEUE);
        bench.raw('raw', bytes, QUEUE);
        payload.text = 'after';
        bytes.write('after!');
        bench.connect();
        assert.equal(bench.read(), '> window/-/set {"text":"before"}, > before');
    });

    it('the state of a relay is unknown again after a lost link', () => {
        const bench = SenderBench.ready();
        bench.receives(RELAY, { state: true });
        bench.lose();
        bench.connect();
        bench.publish('it', SET, 'toggle');
        assert.equal(bench.read(), 'it: relay-unknown');
    });

    it('counts what waits and what was sent', () => {
        const bench = new SenderBench();
        bench.publish('1', SET, true, QUEUE);
        bench.publish('2', SET, true, QUEUE);
        const { waiting, framesOut, asked } = bench.sender.counts;
        assert.deepEqual([waiting, framesOut, asked], [2, 0, 0]);
        bench.connect();
        assert.deepEqual([bench.sender.counts.waiting, bench.sender.counts.framesOut], [1, 1]);
    });
});

describe('sender: raw text [O13]', () => {
    it('goes out unchanged, whatever it is', () => {
        const bench = SenderBench.ready();
        bench.raw('text', 'no frame');
        bench.raw('bytes', Uint8Array.of(0x41, 0xff));
        bench.link.takes();
        assert.equal(bench.read(), '> no frame, > A\u00ff, text: sent, bytes: sent');
    });

    it('that is a frame has the pace of its topic', () => {
        const bench = SenderBench.ready();
        bench.raw('1', `["${SET}", {"state": true}]`);
        bench.raw('2', Buffer.from(`["${SET}", {"state": false}]\n`));
        assert.equal(bench.read(), `> ${SET} {"state":true}`);
        bench.clock.advance(100);
        assert.equal(bench.read(), `> ${SET} {"state":false}`);
    });

    const PAIRS: readonly (readonly [name: string, older: string, newer: string, gives: boolean])[] = [
        ['a frame is replaced by one of its topic', '["a/b/c", {"n": 1}]', '["a/b/c",{"n": 2}]', true],
        ['a frame is not replaced by one of another topic', '["a/b/c", {}]', '["a/b/d", {}]', false],
        ['text that is no frame is replaced by the same', 'x', 'x', true],
        ['text that is no frame is not replaced by another', 'x', 'y', false],
    ];
    for (const [name, older, newer, gives] of PAIRS) {
        for (const [kind, make] of [
            ['text', (text: string) => text],
            ['bytes', (text: string) => Buffer.from(text)],
        ] as const) {
            it(`newest, ${kind}: ${name}`, () => {
                const bench = new SenderBench();
                bench.raw('older', make(older), NEWEST);
                bench.raw('newer', make(newer), NEWEST);
                assert.equal(bench.read(), gives ? 'older: displaced' : '');
                assert.equal(bench.sender.counts.waiting, gives ? 1 : 2);
            });
        }
    }
});

describe('sender: request', () => {
    it('is answered by the frame that fits, with that frame [Q1]', () => {
        const bench = SenderBench.ready();
        bench.ask('it', `${LED}/get`, undefined);
        bench.receives(RELAY, { state: true });
        bench.receives(`${LED}/get`, {});
        assert.equal(bench.read(), `> ${LED}/get {}`);
        bench.clock.advance(7);
        bench.receives(LED, { state: 'on' });
        bench.link.takes();
        assert.equal(bench.read(), 'it: {"state":"on"}');
        assert.equal(bench.sender.counts.roundTripMs, 7);
        assert.ok(bench.isOver());
    });

    it('waits for its answer from when it leaves, not from when it is asked for', () => {
        const bench = new SenderBench();
        bench.ask('it', `${LED}/get`, {}, QUEUE);
        bench.clock.advance(30_000);
        bench.receives(LED, { state: 'off' });
        bench.connect();
        bench.clock.advance(TIMEOUT_MS - 1);
        assert.equal(bench.read(), `> ${LED}/get {}`);
        bench.clock.advance(1);
        assert.equal(bench.read(), 'it: no-answer');
        assert.deepEqual(bench.results.get('it')?.reason?.params, { topic: `${LED}/get`, seconds: 1 });
        bench.link.takes();
        assert.ok(bench.isOver());
    });

    it('several of one topic are answered one to one, in the order in which they left [Q4]', () => {
        const bench = SenderBench.ready();
        for (const name of ['1', '2', '3']) bench.ask(name, `${LED}/get`, {});
        bench.read();
        for (const state of ['off', 'on', '1-dot']) bench.receives(LED, { state });
        assert.equal(bench.read(), '1: {"state":"off"}, 2: {"state":"on"}, 3: {"state":"1-dot"}');
    });

    it('what nothing answers is done when it is written [Q5]', () => {
        const bench = SenderBench.ready();
        bench.ask('it', 'display-oled/i2c0-3c/set', { 'line-0': 'Hello' });
        bench.clock.advance(2 * TIMEOUT_MS);
        bench.read();
        bench.link.takes();
        assert.equal(bench.read(), 'it: done');
        assert.ok(bench.isOver());
    });

    it('a command without a known response needs a topic for it', () => {
        const bench = SenderBench.ready();
        bench.ask('unknown', 'a/b/c', {});
        assert.equal(bench.read(), 'unknown: answer-unknown');
        bench.ask('known', 'a/b/c', {}, { answer: 'a/+/done' });
        bench.receives('a/x/done', { n: 1 });
        assert.equal(bench.read(), '> a/b/c {}, known: {"n":1}');
    });

    it('a refusal is an error, with what the hub sent', () => {
        const bench = SenderBench.ready();
        bench.ask('it', `${LED}/config/get`, {});
        bench.receives(`${LED}/config/error`, { code: 7 });
        assert.equal(bench.read(), `> ${LED}/config/get {}, it: answer-error`);
        assert.deepEqual(bench.results.get('it')?.reason?.params, { topic: `${LED}/config/get`, found: '{"code": 7}' });
    });

    it('with too many waiting it fails, and nothing is sent [L6]', () => {
        const bench = SenderBench.ready();
        for (let index = 0; index < MAX_PENDING; index++) bench.ask(`${index}`, `${LED}/get`, {}, { owner: { index } });
        bench.read();
        bench.ask('it', `${LED}/get`, {});
        bench.ask('confirmed', `${LED}/set`, 'on', { tries: 3 });
        assert.equal(bench.read(), 'it: requests-full, confirmed: requests-full');
        bench.receives(LED, { state: 'on' });
        bench.ask('next', `${LED}/get`, {});
        assert.equal(bench.read(), `0: {"state":"on"}, > ${LED}/get {}`);
    });

    it('a text that the socket refuses or loses ends the question', () => {
        const bench = SenderBench.ready();
        bench.ask('lost', `${LED}/get`, {});
        bench.link.takes(true);
        bench.link.isFull = true;
        bench.ask('refused', `${LED}/get`, {});
        assert.equal(bench.read(), `> ${LED}/get {}, lost: not-written, refused: write-full`);
        assert.ok(bench.isOver());
    });

    it('a request from a callback gets a response of its own', () => {
        const bench = SenderBench.ready();
        bench.ask('1', `${LED}/get`, {}, {}, () => bench.ask('2', `${LED}/get`, {}));
        bench.receives(LED, { state: 'on' });
        assert.equal(bench.read(), `> ${LED}/get {}, 1: {"state":"on"}, > ${LED}/get {}`);
        bench.receives(LED, { state: 'off' });
        assert.equal(bench.read(), '2: {"state":"off"}');
    });

    it('the end of one owner is the end of its requests and of no others', () => {
        const bench = SenderBench.ready();
        bench.ask('mine', `${LED}/get`, {});
        bench.ask('mine, waiting', SET, true);
        bench.ask('another’s', `${LED}/get`, {}, { owner: {} });
        bench.ask('mine, in line', SET, false);
        bench.read();
        bench.sender.end(OWNER);
        assert.equal(bench.read(), 'mine, in line: stopped, mine: stopped, mine, waiting: stopped');
        bench.receives(LED, { state: 'on' });
        assert.equal(bench.read(), 'another’s: {"state":"on"}');
    });
});
