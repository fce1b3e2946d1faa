// The filters of one clown in, without Node-RED: which it subscribes to, which frames become messages, and what is said of its filters.

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { NodeAPI } from 'node-red';
import type { FilterUser } from '../../nodes/runtime/hub/filter-hints';
import { MAX_FILTERS, NodeSubscriptions } from '../../nodes/runtime/output/node-subscriptions';
import type { SubscriptionOwner } from '../../nodes/runtime/output/subscription-owner';
import type { Status } from '../../nodes/runtime/status/status';
import { factoryFor, MAX_QUANTITIES } from '../../nodes/shared/message-factory';
import { DeviceNames } from '../../src/protocol/device-names';
import type { FilterAdvice } from '../../src/protocol/filter-advice';
import { parseFrame } from '../../src/protocol/frame';
import type { ReceivedFrame } from '../../src/receive/received-frame';
import { Subscriptions } from '../../src/receive/subscriptions';
import { good, outcome } from '../support/results';
import { reason, translate } from './support/catalogue';
import { usesManualClock } from './support/manual-system-clock';

const NAMES = new DeviceNames([{ device: 'light/0', name: 'lamp' }]);

interface Message {
    readonly topic: string;
    readonly payload: unknown;
    readonly _msgid: string;
    readonly clown: Readonly<Record<string, unknown>>;
}

interface Rig {
    readonly filters: NodeSubscriptions;
    /** Each message, or the messages that left together. */
    readonly sent: (Message | readonly Message[][])[];
    /** The topics whose value the status was to show. */
    shown(): number;
    readonly errors: string[];
    readonly hints: (string | undefined)[];
    /** What is wrong with a filter. */
    readonly advices: Map<string, FilterAdvice>;
    /** Users of the hints. */
    readonly users: Set<FilterUser>;
    /** How often the filters were announced as changed. */
    changes(): number;
    /** What is known of the filters has changed. */
    hinted(): void;
    deliver(text: string, more?: Partial<ReceivedFrame>): void;
    /** The last frames of the hub, and the values from before a restart. */
    readonly last: ReceivedFrame[];
    readonly before: { readonly text: string; readonly age?: number }[];
    flow(): void;
    readonly events: EventEmitter;
}

function received(text: string, more: Partial<ReceivedFrame> = {}): ReceivedFrame {
    return { frame: good(parseFrame(text)), text, time: 1_000, at: 0, ...more };
}

function make(
    settings: object = {},
    { output = 'payload', names = DeviceNames.NONE, written = (one: string) => one, hasHints = true } = {},
): Rig {
    const subscriptions = new Subscriptions<ReceivedFrame>((error) => assert.fail(String(error)));
    const sent: Rig['sent'] = [];
    const errors: string[] = [];
    const hints: (string | undefined)[] = [];
    const advices = new Map<string, FilterAdvice>();
    const users = new Set<FilterUser>();
    const last: ReceivedFrame[] = [];
    const before: { readonly text: string; readonly age?: number }[] = [];
    const flowing: (() => void)[] = [];
    const events = new EventEmitter();
    let shown = 0;
    let changes = 0;
    const attached = {
        RED: { _: translate, events } as unknown as NodeAPI,
        node: {
            send: (msg: Message) => sent.push(msg),
            error: (text: object, msg: object) => errors.push(`${text} ${JSON.stringify(msg)}`),
        },
        hub: {
            subscribe: subscriptions.add.bind(subscriptions),
            whenFlowing: (run: () => void) => flowing.push(run),
            lastFrames: {
                matching: (...filters: string[]) => last.filter(({ frame }) => filters.includes(frame.topic)),
            },
            kept: {
                isEmpty: false,
                isRestored: true,
                matching: (filters: readonly string[]) => (filters.length > 0 ? before : []),
                read: ({ text, age }: { text: string; age?: number }) =>
                    text === '' ? undefined : { received: received(text), age, before: 'restart' },
            },
        },
        label: 'Attic',
        names,
        settings: {
            make: good(factoryFor({ output, quantity: 'humidity' })),
            ...{
                replay: false,
                skipRequested: false,
                showValue: false,
                silentMs: 0,
                warnUnmatched: false,
                ...settings,
            },
        },
        silenceLimits: new Map(),
        hints: hasHints
            ? {
                  add: (user: FilterUser) => users.add(user),
                  remove: (user: FilterUser) => users.delete(user),
                  changed: () => changes++,
                  of: (filter: string) => advices.get(filter),
              }
            : undefined,
        asWritten: written,
        showHint: (status: Status | undefined) => hints.push(status?.text),
        showValue: () => shown++,
        show: () => {},
    };
    const deliver = (text: string, more: Partial<ReceivedFrame> = {}): void => {
        const one = received(text, more);
        subscriptions.deliver(one.frame.topic, one);
    };
    return {
        filters: new NodeSubscriptions(attached as unknown as SubscriptionOwner),
        ...{ sent, errors, hints, advices, users, last, before, events, deliver },
        shown: () => shown,
        changes: () => changes,
        hinted: () => {
            for (const user of users) user.hinted();
        },
        flow: () => {
            for (const run of flowing.splice(0)) run();
        },
    };
}

describe('the filters of a node', () => {
    it('are added together or not at all', () => {
        const { filters } = make();
        assert.equal(outcome(filters.add(['a/+', '#/b', 'c/d'])), 'filter-hash');
        assert.deepEqual(filters.filters, []);
        assert.equal(outcome(filters.add(['a/+', 'c/d', 'a/+'])), 'ok');
        assert.equal(outcome(filters.add(['c/d', 'e/f'])), 'ok');
        assert.deepEqual(filters.filters, ['a/+', 'c/d', 'e/f']);
    });

    it('have no blanks around them, which nobody sees', () => {
        const { filters, deliver, sent } = make({}, { names: NAMES });
        assert.equal(outcome(filters.add([' a/b ', 'lamp\t', 'a/b'])), 'ok');
        assert.deepEqual(filters.filters, ['a/b', 'light/0']);
        deliver('["a/b", {}]');
        assert.equal(sent.length, 1);
        assert.equal(outcome(filters.remove(['a/b '])), 'ok');
        assert.deepEqual(filters.filters, ['light/0']);
        assert.equal(outcome(filters.add(['  '])), 'filter-missing');
    });

    it('are removed together or not at all', () => {
        const { filters, deliver, sent } = make();
        filters.add(['a/b', 'c/d']);
        assert.equal(outcome(filters.remove(['a/b', ''])), 'filter-missing');
        assert.deepEqual(filters.filters, ['a/b', 'c/d']);
        assert.equal(outcome(filters.remove(['a/b'])), 'ok');
        for (const text of ['["a/b", {}]', '["c/d", {}]']) deliver(text);
        assert.deepEqual([filters.filters, sent.length], [['c/d'], 1]);
    });

    it('are added without the bad ones at the start, which are named', () => {
        const { filters } = make();
        const faults = filters.addValid(['a/+', '#/b', 'c/d', '']);
        assert.deepEqual(
            [faults.map(({ code }) => code), filters.filters],
            [
                ['filter-hash', 'filter-missing'],
                ['a/+', 'c/d'],
            ],
        );
        assert.deepEqual(make().filters.addValid(['a/b']), []);
    });

    it('are a thousand at most', () => {
        const { filters } = make();
        const many = Array.from({ length: MAX_FILTERS }, (_, at) => `a/${at}`);
        assert.equal(outcome(filters.add(many.slice(1))), 'ok');
        const faults = filters.addValid(['b/1', '#/b', 'b/2']);
        assert.deepEqual(
            faults.map(({ code, params }) => [code, params.limit]),
            [
                ['filter-hash', undefined],
                ['filter-many', MAX_FILTERS],
            ],
        );
        assert.equal(filters.filters.length, MAX_FILTERS - 1);
        assert.equal(outcome(filters.add(many)), 'ok', 'those that it has count once');
        assert.equal(outcome(filters.add(['b/1'])), 'filter-many');
    });

    it('may begin with the name of a device, by which they are listed and removed', () => {
        const { filters, deliver, sent } = make({}, { names: NAMES });
        filters.add(['lamp/#', 'a/b']);
        assert.deepEqual(
            [filters.filters, filters.given],
            [
                ['light/0/#', 'a/b'],
                ['lamp/#', 'a/b'],
            ],
        );
        deliver('["light/0", {"state": true}]');
        assert.equal((sent[0] as Message).topic, 'light/0');
        filters.remove(['light/0/#']);
        filters.add(['light/0/#']);
        assert.deepEqual(filters.given, ['a/b', 'light/0/#'], 'as it is given now');
        assert.equal(outcome(filters.add(['Lamb'])), 'name-unknown');
        const { filters: plain } = make();
        assert.deepEqual(plain.given, []);
        plain.add(['a/b', 'c/d']);
        plain.remove(['c/d']);
        assert.deepEqual(plain.given, ['a/b']);
    });
});

describe('the messages of a node', () => {
    it('of one frame leave together with one id, the first one only by itself', () => {
        const { filters, deliver, sent } = make({}, { output: 'each' });
        filters.add(['#']);
        deliver('["a/b", {"n": 1, "m": 2}]');
        deliver('["a/b", {"n": 1}]');
        deliver('["a/b", {}]');
        assert.equal(sent.length, 2);
        const [together] = sent[0] as readonly Message[][];
        assert.deepEqual(
            together?.map(({ payload }) => payload),
            [1, 2],
        );
        assert.equal(new Set(together.map(({ _msgid }) => _msgid)).size, 1);
        assert.equal((sent[1] as Message).payload, 1);
        assert.notEqual((sent[1] as Message)._msgid, together[0]?._msgid);
    });

    it('leave out responses to requests of the hub node, where the node says so', () => {
        for (const [skipRequested, count] of [
            [true, 1],
            [false, 2],
        ] as const) {
            const { filters, deliver, sent } = make({ skipRequested });
            filters.add(['#']);
            deliver('["a/b", {}]', { requested: true });
            deliver('["a/b", {}]');
            assert.equal(sent.length, count);
        }
    });

    it('are limited in number for one frame, which is reported once', () => {
        const { filters, deliver, errors } = make({}, { output: 'each' });
        filters.add(['#']);
        const many = Object.fromEntries(Array.from({ length: MAX_QUANTITIES + 2 }, (_, at) => [`n${at}`, at]));
        for (let time = 0; time < 2; time++) deliver(JSON.stringify(['a/b', many]));
        const params = { topic: 'a/b', count: 2, limit: MAX_QUANTITIES };
        const msg = { topic: 'a/b', clown: { hub: 'Attic' } };
        assert.deepEqual(errors, [`${reason('quantities-many', params)} ${JSON.stringify(msg)}`]);
    });

    it('are values for the status, apart from responses, echoes and frames without a message', () => {
        const { filters, deliver, shown, sent } = make({ showValue: true });
        filters.add(['#']);
        deliver('["relay/-", {"state": true}]');
        for (const topic of ['relay/-/set', 'a/-/config/ok']) deliver(`["${topic}", {"n": 7}]`);
        assert.deepEqual([shown(), sent.length], [1, 3]);
        const none = make({ showValue: true }, { output: 'each' });
        none.filters.add(['#']);
        none.deliver('["relay/-", {}]');
        assert.equal(none.shown(), 0);
        assert.deepEqual(
            [filters.hasKept, make().filters.hasKept, make().filters.keptStatus()],
            [false, false, undefined],
        );
    });

    it('are shown from before a restart until there is one', () => {
        const { filters, before, deliver } = make({ showValue: true });
        filters.add(['#']);
        before.push({ text: '["thermometer/-", {"temperature": [21, "°C"]}]', age: 180_000 });
        const shown = (): unknown => [filters.hasKept, filters.keptStatus()?.status.text];
        assert.deepEqual(shown(), [true, '21 °C · 3 min ago']);
        deliver('["thermometer/-", {"temperature": [22, "°C"]}]');
        assert.deepEqual(shown(), [false, undefined]);
    });
});

describe('the values that a node sends again', () => {
    const clock = usesManualClock();
    const clowns = (sent: Rig['sent']): unknown[] =>
        sent.map((msg) => {
            const { cached, age, before, time } = (msg as Message).clown;
            return { cached, age, before, time };
        });

    it('have their age, and are not shown as received', () => {
        const { filters, last, sent, flow, shown } = make({ replay: true, showValue: true });
        last.push(received('["a/b", {"n": 1}]', { at: 500.4 }));
        clock().advance(3_000);
        filters.add(['a/b']);
        assert.deepEqual(sent, []);
        flow();
        assert.deepEqual(clowns(sent), [{ cached: true, age: 2_500, before: undefined, time: 1_000 }]);
        assert.equal(shown(), 0);
    });

    it('from before a restart are marked so, without a time if their age is not known', () => {
        const { filters, before, sent, flow } = make({ replay: true });
        before.push({ text: '["a/b", {"n": 1}]', age: 7_000 }, { text: '' }, { text: '["a/c", {"n": 2}]' });
        filters.add(['a/+']);
        flow();
        assert.deepEqual(clowns(sent), [
            { cached: true, age: 7_000, before: 'restart', time: 1_000 },
            { cached: true, age: undefined, before: 'restart', time: undefined },
        ]);
        const { clown } = sent[1] as Message;
        assert.deepEqual(['age' in clown, 'time' in clown], [false, false], 'not even as undefined');
    });

    it('are those of the filters that were added, each once', () => {
        const { filters, last, sent, flow } = make({ replay: true });
        for (const topic of ['a/b', 'c/d']) last.push(received(`["${topic}", {"n": 1}]`));
        for (const filter of ['a/b', 'c/d']) {
            filters.add([filter]);
            flow();
        }
        assert.deepEqual(
            sent.map((msg) => (msg as Message).topic),
            ['a/b', 'c/d'],
        );
    });

    it('are none in a node that does not send them, that has closed, or whose filters are removed or known', () => {
        const all: readonly (readonly [object, (filters: NodeSubscriptions) => void])[] = [
            [{ replay: false }, () => {}],
            [{ replay: true }, (filters) => filters.end()],
            [{ replay: true }, (filters) => filters.remove(['a/b'])],
        ];
        for (const [settings, change] of all) {
            const { filters, last, before, sent, flow } = make(settings);
            last.push(received('["a/b", {"n": 1}]'));
            before.push({ text: '["a/b", {"n": 1}]', age: 1 });
            filters.add(['a/b']);
            change(filters);
            flow();
            assert.deepEqual(sent, []);
        }
        const { filters, last, sent, flow } = make({ replay: true });
        filters.add(['a/b']);
        flow();
        last.push(received('["a/b", {"n": 1}]'));
        filters.add(['a/b']);
        flow();
        assert.deepEqual(sent, []);
    });
});

describe('what is said of the filters of a node', () => {
    const UNLISTED = { cause: 'unlisted' } as const;
    const nothing = (filter: string): string => translate('clown-hub.status.unmatched', { filter });
    const better = (filter: string): string => translate('clown-hub.status.unmatched-use', { filter });

    it('is the first one that matches nothing, until it does', () => {
        const { filters, advices, hints, hinted, users } = make({ warnUnmatched: true });
        assert.equal(users.size, 1);
        filters.add(['a/b', 'c/d', 'e/f']);
        hinted();
        assert.deepEqual(hints, []);
        advices.set('c/d', UNLISTED).set('e/f', UNLISTED);
        hinted();
        advices.delete('c/d');
        hinted();
        advices.clear();
        hinted();
        hinted();
        assert.deepEqual(hints, [nothing('c/d'), nothing('e/f'), undefined]);
        filters.end();
        assert.equal(users.size, 0);
    });

    it('follows each change of them', () => {
        const { filters, advices, hints, changes } = make({ warnUnmatched: true });
        advices.set('a/b', UNLISTED);
        filters.add(['a/b']);
        assert.deepEqual([hints, changes()], [[nothing('a/b')], 1]);
        filters.remove(['a/b']);
        assert.deepEqual([hints.at(-1), changes()], [undefined, 2]);
    });

    it('is nothing where the node does not want it', () => {
        const { filters, advices, hints, users, changes } = make({ warnUnmatched: false });
        advices.set('a/b', UNLISTED);
        filters.add(['a/b']);
        assert.deepEqual([hints, users.size, changes()], [[], 0, 0]);
    });

    it('is nothing where the hub does not show its state', () => {
        const { filters, hints, hinted } = make({ warnUnmatched: true }, { hasHints: false });
        filters.add(['a/b']);
        hinted();
        assert.deepEqual(hints, []);
        filters.end();
    });

    it('has the names of devices, also in what to use instead', () => {
        const { filters, advices, hints, hinted } = make({ warnUnmatched: true }, { names: NAMES });
        advices.set('light/0/x', UNLISTED);
        filters.add(['lamp/x']);
        advices.set('light/0/x', { cause: 'spelling', suggestion: 'light/0/X' });
        hinted();
        assert.deepEqual(hints, [nothing('lamp/x'), better('lamp/X')]);
    });

    it('quotes a filter with a variable as it was written, and suggests nothing of its value', () => {
        const secret = { warnUnmatched: true };
        const { filters, advices, hints } = make(secret, { written: (one) => (one === 'a/b' ? '$' + '{X}' : one) });
        advices.set('a/b', { cause: 'spelling', suggestion: 'A/b' });
        filters.add(['a/b']);
        assert.deepEqual(hints, [nothing('$' + '{X}')]);
    });
});

describe('what is said of a quantity that does not arrive', () => {
    const WANTS = { warnUnmatched: true, quantity: 'humidity' };
    const lacks = (known: string): string => translate('clown-hub.status.unreported', { known });
    const SENSOR = '["humidity-sensor/i2c0-40", {"relative-humidity": [40, "%"]}]';
    const BOTH = '["humidity-sensor/i2c0-40", {"relative-humidity": [40, "%"], "humidity": [40, "%"]}]';
    const wants = (settings: object = {}) => make({ ...WANTS, ...settings }, { output: 'quantity' });

    it('names what the device reports instead, until the quantity arrives', () => {
        const { filters, hints, deliver, sent } = wants();
        filters.add(['humidity-sensor/+']);
        deliver(SENSOR);
        deliver(SENSOR);
        assert.deepEqual(hints, [lacks('relative-humidity')]);
        deliver(BOTH);
        assert.equal(sent.length, 1);
        // From then on, it is known that the devices report it.
        deliver(SENSOR);
        assert.deepEqual(hints, [lacks('relative-humidity'), undefined]);
    });

    it('is nothing where other devices may report it', () => {
        for (const topics of [['+/+'], ['#'], ['humidity-sensor/+', 'thermometer/+'], ['+/i2c0-40']]) {
            const { filters, hints, deliver } = wants();
            filters.add(topics);
            deliver(SENSOR);
            assert.deepEqual(hints, [], String(topics));
        }
    });

    it('is nothing for responses, for an empty payload, and for devices that send a part of their quantities', () => {
        const { filters, hints, deliver } = wants();
        filters.add(['humidity-sensor/#']);
        deliver('["humidity-sensor/i2c0-40/config/ok", {"publish-interval": 30}]');
        deliver('["humidity-sensor/i2c0-40", {}]');
        filters.remove(['humidity-sensor/#']);
        filters.add(['push-button/+']);
        deliver('["push-button/-", {"event-count": 3}]');
        assert.deepEqual(hints, []);
    });

    it('is nothing where the node does not want it, or sends another output', () => {
        for (const rig of [wants({ warnUnmatched: false }), wants({ quantity: undefined })]) {
            rig.filters.add(['humidity-sensor/+']);
            rig.deliver(SENSOR);
            assert.deepEqual(rig.hints, []);
        }
        const each = make({ warnUnmatched: true }, { output: 'each' });
        each.filters.add(['humidity-sensor/+']);
        each.deliver('["humidity-sensor/i2c0-40", {}]');
        assert.deepEqual(each.hints, []);
    });

    it('ends with the filters that it is about', () => {
        const { filters, hints, deliver } = wants();
        filters.add(['humidity-sensor/+']);
        deliver(SENSOR);
        filters.remove(['humidity-sensor/+']);
        filters.add(['humidity-sensor/i2c0-40']);
        assert.deepEqual(hints, [lacks('relative-humidity'), undefined]);
        deliver(SENSOR);
        assert.equal(hints.at(-1), lacks('relative-humidity'));
        // Of another device, it is not known.
        deliver(BOTH);
        filters.add(['humidity-sensor/i2c0-41']);
        deliver(SENSOR);
        assert.deepEqual(hints.slice(-2), [undefined, lacks('relative-humidity')]);
    });

    it('is nothing where a sensor of the topic has reported the quantity, now or before a restart', () => {
        const live = wants();
        live.last.push(received('["humidity-sensor/i2c0-40", {"humidity": [40, "%"]}]'));
        live.filters.add(['humidity-sensor/i2c0-40']);
        live.deliver(SENSOR);
        assert.deepEqual(live.hints, []);
        const kept = wants();
        kept.before.push({ text: '' }, { text: '["humidity-sensor/i2c0-5f", {"humidity": [40, "%"]}]' });
        kept.filters.add(['humidity-sensor/+']);
        kept.deliver(SENSOR);
        assert.deepEqual(kept.hints, []);
    });

    it('is not about a value from before a restart, whose sensor may be gone', () => {
        const { filters, hints, before, flow } = wants({ replay: true });
        before.push({ text: SENSOR, age: 1_000 });
        filters.add(['humidity-sensor/+']);
        flow();
        assert.deepEqual(hints, []);
    });

    it('stays what it is where no filter is added or removed', () => {
        const { filters, hints, deliver } = wants();
        filters.add(['humidity-sensor/+']);
        deliver(BOTH);
        filters.add(['humidity-sensor/+']);
        filters.remove(['a/b']);
        deliver(SENSOR);
        assert.deepEqual(hints, []);
    });

    it('is nothing for the quantity of responses', () => {
        const { filters, hints, deliver } = wants({ quantity: 'publish-interval' });
        filters.add(['humidity-sensor/#']);
        deliver(SENSOR);
        assert.deepEqual(hints, []);
    });

    it('is short and without control characters, whatever a hub calls its quantities', () => {
        const { filters, hints, deliver } = wants();
        filters.add(['humidity-sensor/+']);
        deliver('["humidity-sensor/i2c0-40", {" ": 1}]');
        assert.deepEqual(hints, []);
        deliver(`["humidity-sensor/i2c0-40", {"a\\nb\\u202e${'x'.repeat(1_000)}": 1}]`);
        const [hint = ''] = hints;
        assert.ok(hint.length < 100, hint);
        assert.doesNotMatch(hint, /[\n\u202e]/);
    });

    it('is not shown again with each message', () => {
        const { filters, hints, deliver, advices, sent } = wants();
        advices.set('a/b', { cause: 'unlisted' });
        filters.add(['humidity-sensor/+', 'a/b']);
        deliver(BOTH);
        deliver(BOTH);
        assert.deepEqual([sent.length, hints.length], [2, 1]);
    });

    it('names three quantities at most, and comes after a filter that matches nothing', () => {
        const { filters, hints, deliver, advices, hinted } = wants();
        filters.add(['barometer/#']);
        deliver('["barometer/i2c0-60", {"pressure": [1, "kPa"], "altitude": [2, "m"], "x": 1, "y": 2}]');
        assert.deepEqual(hints, [lacks('pressure, altitude, x')]);
        advices.set('barometer/#', { cause: 'unlisted' });
        hinted();
        advices.clear();
        hinted();
        const nothing = translate('clown-hub.status.unmatched', { filter: 'barometer/#' });
        assert.deepEqual(hints.slice(1), [nothing, lacks('pressure, altitude, x')]);
    });
});

describe('silent topics of a node', () => {
    const clock = usesManualClock();

    it('are reported where the node wants it, until it ends', () => {
        const { filters, sent, events } = make({ silentMs: 10_000 });
        filters.add(['a/b', 'c/d']);
        filters.remove(['c/d']);
        clock().advance(10_000);
        assert.deepEqual(
            sent.map((both) => (both as unknown as readonly [null, Message])[1].topic),
            ['a/b'],
        );
        filters.end();
        assert.deepEqual([clock().pending, events.eventNames()], [0, []]);
        assert.deepEqual(make().events.eventNames(), []);
    });
});
