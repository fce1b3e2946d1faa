// What toggling a relay means, after whatever was sent and received.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { States } from '../../src/send/states';
import { outcome } from '../support/results';
import { SettableClock } from '../support/settable-clock';

const SET = 'relay/i2c0-3b/set';
const STATE = 'relay/i2c0-3b';

/**
 * What happens to one relay: a command leaves (`+`, `-`), a state is reported (`on`, `off`, `null`), or time passes.
 */
type Event = '+' | '-' | 'on' | 'off' | 'null' | number;

class Bench {
    readonly clock = new SettableClock();
    readonly states = new States(this.clock);

    after(...events: readonly Event[]): this {
        for (const event of events) {
            if (typeof event === 'number') this.clock.advance(event);
            else if (event === '+' || event === '-') this.send(event === '+');
            else this.receive(event === 'null' ? null : event === 'on');
        }
        return this;
    }

    send(state: unknown, topic = SET): void {
        this.states.sent({ topic, payload: { state } as { state: boolean } });
    }

    receive(state: unknown, topic = STATE): void {
        this.states.onFrame({ topic, payload: { state } as { state: boolean } });
    }

    /** What toggling makes of it. */
    toggled(topic = SET): string {
        const state = this.states.toggled(topic);
        return state.ok ? (state.value ? 'on' : 'off') : outcome(state);
    }
}

const UNKNOWN = 'relay-unknown';
const UNSWITCHED = 'relay-unswitched';

/** What a toggle becomes after these events. */
const AFTER: readonly (readonly [name: string, events: readonly Event[], toggled: string])[] = [
    ['nothing', [], UNKNOWN],
    ['a state', ['on'], 'off'],
    ['the other state', ['off'], 'on'],
    ['the last of several states', ['on', 'off', 'on'], 'off'],
    ['a state of long ago', ['on', 1e9], 'off'],
    ['a state, then none', ['on', 'null'], UNSWITCHED],
    ['the answer of a hub that does not know it', ['null'], UNSWITCHED],
    ['a command', ['+'], 'off'],
    ['a command, trusted for two seconds', ['+', 1_999], 'off'],
    ['a command that was not answered for longer', ['+', 2_000], UNKNOWN],
    ['a state, then a command', ['off', '+'], 'off'],
    ['a state, then a command that was not answered', ['off', '+', 2_000], 'on'],
    ['a command and its answer', ['off', '+', 15, 'on'], 'off'],
    ['a command and its answer, later than it was trusted', ['off', '+', 5_000, 'on'], 'off'],
    ['a command and a state from before it', ['+', 'off'], 'off'],
    ['a command and its answer, and another client’s command', ['+', 'on', 'off'], 'on'],
    ['a command and no state', ['+', 'null'], 'off'],
    ['a command that is never answered, and a state from before it', ['+', 'off', 2_000], 'on'],
    ['two commands, both on their way', ['+', '-'], 'on'],
    ['two commands, the first answered', ['+', '-', 'on'], 'on'],
    ['two commands, both answered', ['+', '-', 'on', 'off'], 'on'],
    ['there and back, all on its way', ['+', 100, '-', 100, '+'], 'off'],
    ['there and back, the first answered', ['+', 100, '-', 100, '+', 'on'], 'off'],
    ['there and back, two answered', ['+', 100, '-', 100, '+', 'on', 'off'], 'off'],
    ['there and back, all answered', ['+', 100, '-', 100, '+', 'on', 'off', 'on'], 'off'],
    ['there and back, the last never answered', ['+', 100, '-', 100, '+', 'on', 'off', 2_000], 'on'],
    ['two of one kind, answered once', ['+', 100, '+', 'on'], 'off'],
    ['two of one kind, one answer lost, and another client’s command', ['+', '+', 'on', 2_000, 'off'], 'on'],
    ['a lost command, its repetition, and another client’s command', ['+', 3_000, '+', 'on', 'off'], 'on'],
    ['a lost command, then its repetition', ['+', 3_000, '+', 'on'], 'off'],
];

describe('relays: a toggle', () => {
    for (const [name, events, expected] of AFTER) {
        it(`after ${name}: ${expected}`, () => assert.equal(new Bench().after(...events).toggled(), expected));
    }

    it('in a row, answered at any pace, alternates', () => {
        for (let lag = 0; lag <= 8; lag++) {
            const bench = new Bench().after('off');
            const sent: string[] = [];
            for (let index = 0; index < 12; index++) {
                const state = bench.toggled();
                sent.push(state);
                bench.after(state === 'on' ? '+' : '-', 100);
                const answer = sent[index - lag];
                if (answer !== undefined) bench.receive(answer === 'on');
            }
            assert.deepEqual(
                sent,
                sent.map((_, index) => (index % 2 === 0 ? 'on' : 'off')),
                `each answered ${lag} commands later`,
            );
        }
    });

    it('of a hub that answers each command in order is what the last command was not, whenever it comes', () => {
        const step = fc.oneof(
            { weight: 3, arbitrary: fc.constant('toggle' as const) },
            { weight: 2, arbitrary: fc.constant('answer' as const) },
            fc.constant('set' as const),
        );
        fc.assert(
            fc.property(fc.boolean(), fc.array(step, { maxLength: 40 }), (first, steps) => {
                const bench = new Bench();
                bench.receive(first);
                let last = first;
                const answers: boolean[] = [];
                const send = (state: boolean): void => {
                    last = state;
                    bench.send(state);
                    answers.push(state);
                };
                for (const one of steps) {
                    bench.clock.advance(40);
                    const answer = one === 'answer' ? answers.shift() : undefined;
                    if (answer !== undefined) bench.receive(answer);
                    else if (one === 'set') send(true);
                    else if (one === 'toggle') send(bench.toggled() === 'on');
                    assert.equal(bench.toggled(), last ? 'off' : 'on');
                }
            }),
        );
    });
});

describe('relays: what counts', () => {
    it('each relay on its own', () => {
        const bench = new Bench();
        bench.receive(true, 'relay/i2c0-3b');
        bench.receive(false, 'relay/i2c0-3f');
        bench.send(true, 'relay/-/set');
        assert.deepEqual(
            ['i2c0-3b', 'i2c0-3f', '-', 'i2c1-3b'].map((address) => bench.toggled(`relay/${address}/set`)),
            ['off', 'on', 'off', UNKNOWN],
        );
    });

    it('upper case in a command, which the hub answers in lower case', () => {
        const bench = new Bench();
        bench.send(true, 'relay/I2C0-3B/set');
        assert.equal(bench.toggled('relay/i2c0-3b/set'), 'off');
        bench.receive(false, 'relay/i2c0-3f');
        assert.equal(bench.toggled('relay/i2c0-3F/set'), 'on');
    });

    const NOTHING: readonly (readonly [name: string, act: (bench: Bench) => void])[] = [
        ['the state of an LED', (bench) => bench.receive(true, 'led/-')],
        ['an echo of a command', (bench) => bench.receive(true, SET)],
        ['the answer to a setting', (bench) => bench.receive(true, `${STATE}/config/ok`)],
        ['a frame without a state', (bench) => bench.states.onFrame({ topic: STATE, payload: {} })],
        [
            'an inherited state',
            (bench) => bench.states.onFrame({ topic: STATE, payload: Object.create({ state: true }) }),
        ],
        ['a state that is none', (bench) => bench.receive('on')],
        ['a command that only asks', (bench) => bench.send(undefined, `${STATE}/get`)],
        ['a setting', (bench) => bench.send(true, `${STATE}/config/update`)],
        ['a command whose state is none', (bench) => bench.send('on')],
        ['a command for an LED', (bench) => bench.send(true, 'led/-/set')],
    ];
    for (const [name, act] of NOTHING) {
        it(`not ${name}`, () => {
            const bench = new Bench();
            act(bench);
            assert.equal(bench.toggled(), UNKNOWN);
            assert.equal(bench.toggled('led/-/set'), UNKNOWN);
        });
    }

    it('nothing of before a lost link', () => {
        const bench = new Bench().after('on', '-');
        bench.states.forget();
        assert.equal(bench.toggled(), UNKNOWN);
    });

    it('the reason names the relay', () => {
        const answer = new Bench().states.toggled(SET);
        assert.deepEqual(answer, { ok: false, reason: { code: UNKNOWN, params: { relay: STATE } } });
        const other = new Bench().states.toggled('relay/settled/set');
        assert.deepEqual(!other.ok && other.reason.params, { relay: 'relay/settled' });
    });

    it('a clock that is set changes nothing', () => {
        for (const ms of [-259_200_000, -60_000, -1_000, 1_000, 60_000, 259_200_000]) {
            const bench = new Bench().after('off', '+', 1_000);
            bench.clock.set(ms);
            assert.equal(bench.toggled(), 'off', `${ms}`);
            bench.after(999);
            assert.equal(bench.toggled(), 'off', `${ms}`);
            bench.after(1);
            assert.equal(bench.toggled(), 'on', `${ms}`);
        }
    });

    it('is bounded: thousands of unknown relays are forgotten, the last one is not [L6]', () => {
        const bench = new Bench();
        for (let index = 0; index < 1_000; index++) bench.receive(true, `relay/${index}`);
        assert.equal(bench.toggled('relay/0/set'), 'off');
        bench.receive(true, 'relay/0');
        assert.equal(bench.toggled('relay/999/set'), 'off', 'a known one takes no room');
        bench.receive(true, 'relay/1000');
        assert.equal(bench.toggled('relay/0/set'), UNKNOWN);
        assert.equal(bench.toggled('relay/1000/set'), 'off');
    });
});

describe('states: of which devices', () => {
    const LONGEST = `relay/${'x'.repeat(194)}`;
    const REPORTED: readonly (readonly [topic: string, state: unknown, isKnown: boolean])[] = [
        ['relay/-', false, true],
        ['relay/-', null, true],
        ['relay/-', 'on', false],
        ['led/-', 'x'.repeat(20), true],
        ['led/-', 'x'.repeat(21), false],
        ['led/-', null, false],
        ['led/-', true, false],
        [LONGEST, true, true],
        [`${LONGEST}x`, true, false],
        ['relay/', true, false],
        ['relay/-/', true, false],
        ['relay/-/x', true, false],
        ['relay/-/led/-', true, false],
        ['led/-', ['x'], false],
        ['x/relay/-', true, false],
    ];
    for (const [topic, state, isKnown] of REPORTED) {
        it(`${String(state).slice(0, 30)} of ${topic.slice(0, 30)} is ${isKnown ? 'a state' : 'none'}`, () => {
            const { states } = new Bench();
            const isReported = states.onFrame({ topic, payload: { state } as { state: boolean } });
            assert.equal(states.isKnown(topic), isKnown);
            const isDevice = /^(relay|led)\/[^/]+$/.test(topic) && topic.length <= 200;
            assert.equal(isReported, isDevice);
        });
    }

    const SENT: readonly (readonly [topic: string, state: unknown, isPending: boolean])[] = [
        ['relay/-/set', true, true],
        ['RELAY/-/SET', true, true],
        ['relay/-/set', 'on', false],
        ['relay/-/set', undefined, false],
        ['led/-/set', 'x'.repeat(20), true],
        ['led/-/set', 'x'.repeat(21), false],
        ['led/-/set', true, false],
        ['relay/-/get', true, false],
        [`relay/${'x'.repeat(190)}/set`, true, true],
        [`relay/${'x'.repeat(191)}/set`, true, false],
        ['relay//set', true, false],
        ['relay/-/set/-', true, false],
        ['relay/-/-/set', true, false],
        ['x/relay/-/set', 'on', false],
        ['window/-/set', true, false],
    ];
    for (const [topic, state, isPending] of SENT) {
        it(`${String(state).slice(0, 30)} to ${topic.slice(0, 30)} is ${isPending ? 'in flight' : 'no state'}`, () => {
            // The device of a topic is cached, so the first one is new in each run.
            const unique = `${process.hrtime.bigint()}`.padStart(30, '0');
            const own = topic.includes('x'.repeat(30)) ? topic.replace(/x{30}/, unique) : topic.replace('-', unique);
            for (let times = 0; times < 2; times++) {
                const { states } = new Bench();
                states.sent({ topic: own, payload: { state } as { state: boolean } });
                const device = own.split('/').slice(0, -1).join('/');
                assert.equal(states.isPending(device), isPending);
            }
        });
    }

    it('forgets the older half of two hundred commands of a device, and those that are trusted no more', () => {
        const { states, clock } = new Bench();
        const send = (state: boolean): number => states.sent({ topic: SET, payload: { state } });
        const numbers = Array.from({ length: 200 }, () => send(true));
        assert.ok(!states.canAnswer(SET, numbers[0] ?? 0, false));
        const last = send(true);
        assert.ok(states.canAnswer(SET, numbers[99] ?? 0, false));
        assert.ok(!states.canAnswer(SET, numbers[100] ?? 0, false));
        assert.ok(!states.canAnswer(SET, last, false));
        clock.advance(1_999);
        send(true);
        assert.ok(!states.canAnswer(SET, last, false));
        clock.advance(1);
        send(true);
        assert.ok(states.canAnswer(SET, last, false));
    });

    it('of each state request the response confirms nothing, and a request is answered once', () => {
        const { states } = new Bench();
        states.sent({ topic: `${STATE}/get`, payload: {} });
        states.sent({ topic: `${STATE}/get`, payload: {} });
        const number = states.sent({ topic: SET, payload: { state: true } });
        assert.equal(states.onFrame({ topic: STATE, payload: {} }), false);
        for (const can of [false, false, true]) {
            assert.equal(states.onFrame({ topic: STATE, payload: { state: true } }), true);
            assert.equal(states.canAnswer(SET, number, true), can);
            assert.ok(states.canAnswer(`${STATE}/get`, 0, true));
        }
    });
});

describe('states: the response to a state request', () => {
    const GET = `${STATE}/get`;

    it('confirms no set that left after the request, though it shows what that wanted', () => {
        const { states } = new Bench();
        states.sent({ topic: GET, payload: {} });
        const number = states.sent({ topic: SET, payload: { state: true } });
        states.onFrame({ topic: STATE, payload: { state: true } });
        assert.ok(!states.canAnswer(SET, number, true));
        states.onFrame({ topic: STATE, payload: { state: true } });
        assert.ok(states.canAnswer(SET, number, true));
    });

    it('is waited for as long as a command is trusted, so that a lost request keeps no set from its confirmation', () => {
        const { states, clock } = new Bench();
        states.sent({ topic: GET, payload: {} });
        clock.advance(2_000);
        const number = states.sent({ topic: SET, payload: { state: true } });
        states.onFrame({ topic: STATE, payload: { state: true } });
        assert.ok(states.canAnswer(SET, number, true));
    });

    it('a frame with another topic, after it, is none', () => {
        const { states } = new Bench();
        states.sent({ topic: GET, payload: {} });
        const number = states.sent({ topic: SET, payload: { state: true } });
        states.onFrame({ topic: STATE, payload: { state: true } });
        states.onFrame({ topic: `${SET}/ok`, payload: {} });
        assert.ok(states.canAnswer(SET, number, true));
    });

    it('makes the state known, also where the hub has none', () => {
        const { states } = new Bench();
        assert.ok(!states.isKnown(STATE) && !states.isKnown('led/-'));
        states.onFrame({ topic: STATE, payload: { state: null } });
        states.onFrame({ topic: 'led/-', payload: { state: 'off' } });
        assert.ok(states.isKnown(STATE) && states.isKnown('led/-'));
        states.forget();
        assert.ok(!states.isKnown(STATE));
    });

    it('a set is pending until it is answered, or trusted no more', () => {
        const bench = new Bench().after('+');
        assert.ok(bench.states.isPending(STATE) && !bench.states.isPending('led/-'));
        bench.after('on');
        assert.ok(!bench.states.isPending(STATE));
        bench.after('-', 2_000);
        assert.ok(!bench.states.isPending(STATE));
    });

    it('requests that wait for their response are bounded [L6]', () => {
        const { states } = new Bench();
        for (let index = 0; index < 1_000; index++) states.sent({ topic: GET, payload: {} });
        for (let index = 0; index < 200; index++) states.onFrame({ topic: STATE, payload: { state: false } });
        const number = states.sent({ topic: SET, payload: { state: true } });
        states.onFrame({ topic: STATE, payload: { state: true } });
        assert.ok(states.canAnswer(SET, number, true));
    });
});

describe('states: which command a state can answer', () => {
    const LED = 'led/-/set';
    const cases: readonly (readonly [
        name: string,
        sent: readonly boolean[],
        reported: readonly boolean[],
        can: boolean[],
    ])[] = [
        ['the only one', [true], [true], [true]],
        ['the only one, by another state', [true], [false], [false]],
        ['the second, by the echo of the first', [true, false], [true], [true, false]],
        ['both, in order', [true, false], [true, false], [true, true]],
        ['the third, by the echo of the first', [true, false, true], [true], [true, false, false]],
        ['the third, by the echoes of two', [true, false, true], [true, false], [true, true, false]],
        ['the third, by its own', [true, false, true], [true, false, true], [true, true, true]],
        ['one like another, by the echo of that', [true, true], [true], [true, true]],
        ['two alike before another, by the echo of the first', [true, true, false], [true], [true, true, false]],
        ['two that a hub merged', [true, false], [false, false], [true, true]],
    ];
    for (const [name, sent, reported, can] of cases) {
        it(name, () => {
            const { states } = new Bench();
            const numbers = sent.map((state) => states.sent({ topic: SET, payload: { state } }));
            for (const state of reported) states.onFrame({ topic: STATE, payload: { state } });
            const last = reported.at(-1);
            assert.deepEqual(
                numbers.map((number) => states.canAnswer(SET, number, last)),
                can,
            );
        });
    }

    it('the LED has states of its own', () => {
        const { states } = new Bench();
        const [a, b] = ['1-dot', 'off'].map((state) => states.sent({ topic: LED, payload: { state } }));
        states.onFrame({ topic: 'led/-', payload: { state: '1-dot' } });
        assert.ok(states.canAnswer(LED, a ?? 0, '1-dot'));
        assert.ok(!states.canAnswer(LED, b ?? 0, '1-dot'));
    });

    it('of a command that is not on its way, or of something without states, any', () => {
        const { states } = new Bench();
        assert.ok(states.canAnswer(SET, 7, true));
        const number = states.sent({ topic: 'window/-/set', payload: { state: true } });
        assert.ok(states.canAnswer('window/-/set', number, undefined));
    });

    it('topics, states and commands on their way are bounded [L6]', () => {
        const { states } = new Bench();
        const long = `relay/${'x'.repeat(300)}`;
        states.onFrame({ topic: long, payload: { state: true } });
        assert.equal(outcome(states.toggled(`${long}/set`)), UNKNOWN);
        const first = states.sent({ topic: LED, payload: { state: 'on' } });
        for (let index = 0; index < 200; index++) states.sent({ topic: LED, payload: { state: 'off' } });
        // Forgotten, so any state will do.
        assert.ok(states.canAnswer(LED, first, 'off'));
    });
});
