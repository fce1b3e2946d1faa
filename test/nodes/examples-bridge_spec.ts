// The Function nodes of the example that bridges a hub to an MQTT broker, each as a function of its messages.

import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import { type FunctionNode, functionNode, type Sent } from './support/function-node';

const NAME = 'Bridge to an MQTT broker';
const ENV = { SITE: 'prague', HUB: 'attic' };
const GREEN = { status: { fill: 'green' } };
const RED = { status: { fill: 'red' } };

interface Frame {
    readonly topic: string;
    readonly payload?: object;
    readonly name?: string;
    readonly time?: number;
}

/** A message as clown in sends it. */
function frame({ topic, payload = { temperature: [21.5, '\u2103'] }, name, time = 1000 }: Frame): object {
    const [type = '', address = '', ...event] = topic.split('/');
    return { topic, payload, clown: { type, address, event: event.join('/'), name, time, hub: 'x' } };
}

describe(`the function "publish or hold" of ${NAME}, for frames [D3]`, () => {
    const start = (): FunctionNode => functionNode(NAME, 'publish or hold', { env: ENV });

    function one(
        node: FunctionNode,
        given: Frame,
    ): { topic: string; retain: boolean; payload: Record<string, unknown> } {
        const [message] = node.receive(frame(given))[0] ?? [];
        assert.ok(message, given.topic);
        return { ...(message as { topic: string; retain: boolean }), payload: JSON.parse(String(message.payload)) };
    }

    const topics: [string, string][] = [
        ['thermometer/i2c0-48', 'prague/attic/data/thermometer/i2c0-48'],
        ['led/-', 'prague/attic/data/led/-'],
        ['relay/i2c0-3b/config/ok', 'prague/attic/data/relay/i2c0-3b/config/ok'],
        ['clown.talk/-/config/ok', 'prague/attic/data/clown_talk/-/config/ok'],
        ['!co2 sensor/ü', 'prague/attic/data/_co2_sensor/_'],
    ];
    for (const [topic, mapped] of topics) {
        it(`publishes ${topic} at ${mapped}`, () => assert.equal(one(start(), { topic }).topic, mapped));
    }

    it('separates values and units, and leaves what is no pair of a number and a unit', () => {
        const payload = {
            pressure: [99.1, 'kPa'],
            altitude: [null, 'm'],
            state: null,
            list: ['a/b', 'c/d'],
            three: [1, 'x', 2],
        };
        const { values, units } = one(start(), { topic: 'barometer/i2c0-60', payload }).payload;
        assert.deepEqual(values, {
            pressure: 99.1,
            altitude: null,
            state: null,
            list: ['a/b', 'c/d'],
            three: [1, 'x', 2],
        });
        assert.deepEqual(units, { pressure: 'kPa', altitude: 'm' });
        assert.deepEqual(one(start(), { topic: 'thermometer/x' }).payload.units, { temperature: '°C' });
    });

    it('has only the states of relays and LEDs retained', () => {
        assert.equal(one(start(), { topic: 'relay/i2c0-3b', payload: { state: true } }).retain, true);
        assert.equal(one(start(), { topic: 'thermometer/i2c0-48' }).retain, false);
        assert.equal(one(start(), { topic: 'relay/x/config/ok', payload: { state: 1 } }).retain, false);
    });

    it('gives each message of a device a time of its own, also in a burst', () => {
        const node = start();
        const times = [1000, 1000, 1000, 1001, 999].map((time) => one(node, { topic: 'a/b', time }).payload.time);
        assert.deepEqual(times, [1000, 1001, 1002, 1003, 1004]);
        assert.equal(one(node, { topic: 'a/c', time: 1000 }).payload.time, 1000);
    });

    it('follows a clock that is set back by more than a minute', () => {
        const node = start();
        one(node, { topic: 'a/b', time: 10_000_000 });
        assert.equal(one(node, { topic: 'a/b', time: 5_000_000 }).payload.time, 5_000_000);
    });

    it('publishes no command that the hub repeats', () => {
        for (const topic of ['relay/i2c0-3b/set', 'led/-/get', 'a/b/config/update', '-/-/config/list']) {
            assert.deepEqual(start().receive(frame({ topic })), [[]], topic);
        }
    });

    it('warns once if two topics or two names become the same', () => {
        const node = start();
        for (const topic of ['a.b/c', 'a_b/c', 'a.b/c', 'a_b/c']) one(node, { topic });
        assert.deepEqual(node.reports, ['The topics "a.b/c" and "a_b/c" both become a_b/c in topics.']);
        const named = start();
        for (const name of ['living room', 'living.room', 'living room']) one(named, { topic: 'a/b', name });
        assert.deepEqual(named.reports, [
            'The device names "living room" and "living.room" both become living_room in topics.',
        ]);
    });
});

describe(`the function "publish or hold" of ${NAME}, for messages [D3]`, () => {
    const start = (options = {}): FunctionNode => functionNode(NAME, 'publish or hold', { env: ENV, ...options });
    const reading = (payload: string): object => ({ topic: 'data/a/b', payload, retain: false });
    const payloads = (sent: readonly Sent[]): unknown[] => sent.map(({ payload }) => payload);

    /** All that it sends until it has nothing left. */
    function drained(node: FunctionNode, msg: object): Sent[] {
        const all = [...(node.receive(msg)[0] ?? []), ...node.later()];
        for (let more = node.later(); more.length > 0; more = node.later()) all.push(...more);
        return all;
    }

    it('publishes below the names of site and hub', () => {
        const [message] = start().receive(reading('1'))[0] ?? [];
        assert.deepEqual(message, { topic: 'prague/attic/data/a/b', payload: '1', retain: false });
    });

    it('publishes nothing with a name that brokers do not accept, and suggests another one', () => {
        const node = start({ env: { SITE: 'Prague 1.', HUB: 'attic' } });
        assert.deepEqual(node.receive(reading('1')), [[]]);
        assert.match(
            node.reports.join(),
            /SITE of this flow is "Prague 1\.".*for example Prague_1_\. Nothing is published, and no command/,
        );
        assert.match(start({ env: { SITE: 'prague' } }).reports.join(), /variable HUB of this flow is ""/);
    });

    it('holds messages until the broker is connected, in their order', () => {
        const node = start();
        node.receive(RED);
        for (const payload of ['1', '2', '3']) assert.deepEqual(node.receive(reading(payload)), [[]]);
        assert.deepEqual(payloads(drained(node, GREEN)), ['1', '2', '3']);
        assert.deepEqual(payloads(node.receive(reading('4'))[0] ?? []), ['4']);
    });

    it('publishes the last seconds and the states once more after each reconnect', () => {
        const node = start();
        drained(node, GREEN);
        node.receive({ topic: 'status/hub', payload: 'online', retain: true });
        node.receive(reading('1'));
        node.receive(RED);
        node.receive(reading('2'));
        assert.deepEqual(payloads(drained(node, GREEN)), ['online', '1', '2', 'online']);
    });

    it('publishes what was sent in the last two periods only', () => {
        const node = start();
        for (const payload of ['1', '2', '3']) {
            node.receive(reading(payload));
            node.tick();
        }
        node.receive(RED);
        assert.deepEqual(payloads(drained(node, GREEN)), ['3']);
    });

    it('sends held messages in parts, and new ones after them', () => {
        const node = start();
        node.receive(RED);
        for (let number = 0; number < 1200; number++) node.receive(reading(`${number}`));
        node.receive(GREEN);
        const first = node.later();
        assert.equal(first.length, 500 + 500);
        assert.deepEqual(node.receive(reading('new')), [[]]);
        const rest = [...node.later(), ...node.later()];
        assert.equal(rest.at(-1)?.payload, 'new');
        assert.equal(rest.length, 201);
    });

    it('keeps what is left if the broker goes away again meanwhile', () => {
        const node = start();
        node.receive(RED);
        for (let number = 0; number < 600; number++) node.receive(reading(`${number}`));
        node.receive(GREEN);
        node.receive(RED);
        const sent = node.later();
        const all = [...sent, ...drained(node, GREEN)].map(({ payload }) => payload);
        assert.equal(new Set(all).size, 600);
        assert.equal(all.at(-1), '599');
    });

    it('drops the oldest beyond its limit, counts them, and reports the count', () => {
        const node = start({ constants: { MOST: 2000 } });
        node.receive(RED);
        for (let number = 0; number < 2500; number++) node.receive(reading(`${number}`));
        const sent = drained(node, GREEN);
        const { topic, payload } = sent.at(-1) as { topic: string; payload: string };
        const { count, by } = JSON.parse(payload);
        assert.deepEqual([topic, count, by], ['prague/attic/status/dropped', 1000, 'flow']);
        assert.deepEqual(
            payloads(sent.slice(0, -1)),
            Array.from({ length: 1500 }, (_, index) => `${index + 1000}`),
        );
        assert.match(node.reports.join(), /1000 messages were dropped/);
    });

    it('reports a broker that is not connected for 30 s, once in an outage, and shows how many messages are held', () => {
        const node = start();
        for (let attempt = 0; attempt < 3; attempt++) node.receive(RED);
        node.receive(reading('1'));
        node.tick();
        assert.equal(node.status(), '1 held');
        assert.deepEqual(node.reports, []);
        node.later();
        assert.equal(node.reports.length, 1);
        assert.match(node.reports.join(), /has not been connected for 30 s.*address, login and MQTT version/);
        node.receive(RED);
        node.later();
        assert.equal(node.reports.length, 1);
        drained(node, GREEN);
        assert.equal(node.status(), undefined);
        node.receive(RED);
        drained(node, GREEN);
        node.later();
        assert.equal(node.reports.length, 1);
    });

    it('keeps what it holds over a deploy', () => {
        const stored = new Map<string, unknown>();
        const node = start({ stored });
        node.receive(RED);
        node.receive(reading('1'));
        assert.deepEqual(payloads(drained(start({ stored }), GREEN)), ['1']);
    });

    describe('after a deploy of this node alone, which no status follows', () => {
        const stored = new Map<string, unknown>();
        const redeployed = (): FunctionNode => start({ stored });
        beforeEach(() => stored.clear());

        it('sends what it holds while the broker is connected, and new messages after it', () => {
            const node = redeployed();
            node.receive(RED);
            for (const payload of ['1', '2']) node.receive(reading(payload));
            node.receive(GREEN);
            const next = redeployed();
            assert.deepEqual(next.receive(reading('3')), [[]]);
            assert.deepEqual(payloads([...next.later(), ...next.later()]), ['1', '2', '3']);
            assert.deepEqual(payloads(next.receive(reading('4'))[0] ?? []), ['4']);
        });

        it('goes on holding while the broker is away, and reports it', () => {
            const node = redeployed();
            node.receive(RED);
            node.receive(reading('1'));
            const next = redeployed();
            assert.deepEqual(next.receive(reading('2')), [[]]);
            assert.deepEqual(next.later(), []);
            assert.match(next.reports.join(), /has not been connected for 30 s/);
            assert.deepEqual(payloads(drained(next, GREEN)), ['1', '2']);
        });

        it('holds if mqtt out reports within a second that it is away, as after a full deploy', () => {
            const node = redeployed();
            node.receive(reading('1'));
            const next = redeployed();
            next.receive(RED);
            assert.deepEqual(next.later(), []);
            next.receive(reading('2'));
            assert.deepEqual(payloads(drained(next, GREEN)), ['1', '2']);
        });

        it('publishes the states again that it published before, except those of another hub', () => {
            redeployed().receive({ topic: 'status/hub', payload: 'online', retain: true });
            const again = (HUB: string): unknown[] => {
                const node = start({ stored: new Map(stored), env: { ...ENV, HUB } });
                return payloads(node.receive({ again: true })[0] ?? []);
            };
            assert.deepEqual(again('attic'), ['online']);
            assert.deepEqual(again('cellar'), []);
        });

        it('relies on no state of the broker that a store on disk has kept', () => {
            const node = redeployed();
            node.receive(RED);
            node.receive(reading('1'));
            const kept = new Map<string, unknown>(JSON.parse(JSON.stringify([...stored])));
            const next = start({ stored: kept });
            assert.deepEqual(payloads([...next.later(), ...next.later()]), ['1']);
            assert.deepEqual(payloads(next.receive(reading('2'))[0] ?? []), ['2']);
        });
    });

    it('publishes the latest states again on request, while the broker is connected', () => {
        const node = start();
        for (const payload of ['online', 'offline']) node.receive({ topic: 'status/hub', payload, retain: true });
        assert.deepEqual(payloads(node.receive({ again: true })[0] ?? []), ['offline']);
        node.receive(RED);
        assert.deepEqual(node.receive({ again: true }), [[]]);
    });
});

describe(`the function "check the command" of ${NAME} [D3]`, () => {
    const devices: { device: string; type: string; address: string; name?: string }[] = [
        { device: 'relay/i2c0-3b', type: 'relay', address: 'i2c0-3b', name: 'boiler room' },
        { device: 'relay/i2c0-3f', type: 'relay', address: 'i2c0-3f', name: 'boiler.room' },
        { device: 'led/-', type: 'led', address: '-', name: 'lamp' },
        { device: 'odd.type/x y', type: 'odd.type', address: 'x y' },
    ];
    const start = (): FunctionNode => functionNode(NAME, 'check the command', { env: ENV });
    let ids = 0;

    function check(path: string, payload: unknown = true, state = 'connected'): [Sent | undefined, Sent | undefined] {
        const text = JSON.stringify({ id: `${++ids}`, payload, expires: Date.now() + 10_000 });
        const topic = `prague/attic/command/${path}`;
        const [passed = [], refused = []] = start().receive({ topic, text, payload: { state, devices } });
        return [passed[0], refused[0]];
    }

    it('finds the device of a type and address, also of one that was mapped, and of a name', () => {
        const places = ['relay/i2c0-3b/set', 'lamp/get', 'odd_type/x_y/config/update', 'new/one/set'];
        const found = places.map((path) => check(path)[0]?.topic);
        assert.deepEqual(found, ['relay/i2c0-3b/set', 'led/-/get', 'odd.type/x y/config/update', 'new/one/set']);
    });

    it('takes config after a name for the settings of this device, not for an address', () => {
        const places = ['lamp/config/set', 'lamp/config/get', 'lamp/config/update', 'led/-/config/set'];
        const found = places.map((path) => check(path)[0]?.topic);
        assert.deepEqual(found, ['led/-/config/set', 'led/-/config/get', 'led/-/config/update', 'led/-/config/set']);
        assert.equal(check('cellar/config/set')[1]?.code, 'name-unknown');
        devices.push({ device: 'odd/config', type: 'odd', address: 'config' });
        assert.equal(check('odd/config/set')[0]?.topic, 'odd/config/set');
        devices.pop();
    });

    it('carries out nothing with a name of site or hub that matches those of others', () => {
        for (const env of [{ ...ENV, HUB: '+' }, { ...ENV, SITE: 'Prague 1' }, { HUB: 'attic' }]) {
            const text = JSON.stringify({ id: `${++ids}`, payload: true, expires: Date.now() + 10_000 });
            const msg = { topic: 'prague/other/command/led/-/set', text, payload: { state: 'connected', devices } };
            assert.deepEqual(functionNode(NAME, 'check the command', { env }).receive(msg), [[], []]);
        }
    });

    it('refuses a name of two devices, and names both', () => {
        const [passed, refused] = check('boiler_room/set');
        assert.equal(passed, undefined);
        assert.equal(refused?.code, 'name-ambiguous');
        assert.match(String(refused.reason), /boiler room, boiler\.room/);
    });

    it('refuses a list, which would command several devices', () => {
        assert.equal(check('lamp/set', [['relay/i2c0-3b/set', true]])[1]?.code, 'payload-list');
    });

    it('refuses commands while the hub is not connected', () => {
        for (const state of ['waiting', 'disconnected', 'connecting', 'not-started']) {
            assert.equal(check('lamp/set', 'on', state)[1]?.code, 'not-connected', state);
        }
        assert.equal(check('lamp/set', 'on', 'silent')[0]?.payload, 'on');
    });

    it('passes a command on once', () => {
        const node = start();
        const text = JSON.stringify({ id: 'x', payload: true, expires: Date.now() + 10_000 });
        const msg = { topic: 'prague/attic/command/led/-/set', text, payload: { state: 'connected', devices } };
        assert.equal(node.receive(msg)[0]?.length, 1);
        assert.deepEqual(node.receive(msg), [[], []]);
    });

    it('refuses another command with an id that was used, and still repeats the result of the first one', () => {
        const shared = new Map<string, unknown>();
        const node = functionNode(NAME, 'check the command', { env: ENV, shared });
        const result = functionNode(NAME, 'result', { env: ENV, shared });
        const command = (place: string, payload: boolean): Sent[][] => {
            const text = JSON.stringify({ id: '1', payload, expires: Date.now() + 10_000 });
            return node.receive({
                topic: `prague/attic/command/${place}`,
                text,
                payload: { state: 'connected', devices },
            });
        };
        const [[first] = []] = command('led/-/set', true);
        result.receive({ ...first, clown: { topic: 'led/-' }, payload: { state: 'on' } });
        for (const [place, payload] of [
            ['led/-/set', false],
            ['relay/i2c0-3b/set', true],
        ] as const) {
            const [passed, [refused] = []] = command(place, payload);
            assert.deepEqual([passed, refused?.code], [[], 'id-used']);
            result.receive(refused as object);
        }
        const [, [again] = []] = command('led/-/set', true);
        assert.equal((again?.answer as { result?: string } | undefined)?.result, 'accepted');
    });

    it('ignores the empty message that clears a retained command', () => {
        const msg = {
            topic: 'prague/attic/command/led/-/set',
            text: '',
            retain: true,
            payload: { state: 'connected' },
        };
        assert.deepEqual(start().receive(msg), [[], []]);
    });
});

describe(`the functions "result" and "count" of ${NAME} [D3]`, () => {
    const outcomes: [string | undefined, string][] = [
        [undefined, 'accepted'],
        ['not-connected', 'refused'],
        ['expired', 'expired'],
        ['not-confirmed', 'unconfirmed'],
        ['no-answer', 'unconfirmed'],
        ['link-lost', 'unconfirmed'],
    ];
    for (const [code, result] of outcomes) {
        it(`a command that ended with ${code ?? 'a confirmation'} is ${result}`, () => {
            const shared = new Map<string, unknown>([['answers', new Map([['x', {}]])]]);
            const node = functionNode(NAME, 'result', { env: ENV, shared });
            const error = code === undefined ? {} : { error: { code, message: 'Why.' } };
            const [message] = node.receive({ request: { id: 'x', of: 'led/-/set' }, ...error })[0] ?? [];
            const { time, ...answer } = JSON.parse(String(message?.payload));
            const reason = code === undefined ? {} : { code, reason: 'Why.' };
            assert.deepEqual(answer, { id: 'x', topic: 'led/-/set', result, ...reason });
            assert.ok(Math.abs(time - Date.now()) < 5000);
        });
    }

    it('counts what the broker has dropped since the last count', () => {
        const node = functionNode(NAME, 'count', { env: ENV });
        const counts = ['5', '5', '12', '3'].map((payload) => {
            const [message] = node.receive({ payload })[0] ?? [];
            return message ? JSON.parse(String(message.payload)).count : undefined;
        });
        assert.deepEqual(counts, [undefined, undefined, 7, undefined]);
        assert.match(node.reports.join(), /dropped 7 messages/);
    });
});
