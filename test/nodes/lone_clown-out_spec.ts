// clown out without a flow: which settings it refuses, how it sends a command, and how a message ends.

import assert from 'node:assert/strict';
import { ok, refuse } from '../../src/base/errors';
import { DeviceNames } from '../../src/protocol/device-names';
import { translate } from './support/catalogue';
import { variable } from './support/flows';
import { LoneHub, LoneNodes, type Settings, turn } from './support/lone-node';
import { usesManualClock } from './support/manual-system-clock';

const RELAY = 'relay/i2c0-3b/set';
const LED = 'led/-/set';
const GONE = variable('GONE');
const FULL = refuse('queue-full').reason;
const UNREADABLE = {
    get topic() {
        throw new RangeError('of the flow');
    },
};

describe('clown out without a flow', () => {
    let flows: LoneNodes;
    let hub: LoneHub;
    usesManualClock();

    function use(one: LoneHub): void {
        hub = one;
        flows = new LoneNodes(one);
    }

    beforeEach(() => use(new LoneHub()));
    afterEach(() => flows.end());

    const create = (settings: Settings = {}) =>
        flows.create('clown-out', { command: 'message', topic: '', device: '', ...settings });
    const start = (settings: Settings = {}) => {
        const node = create(settings);
        flows.deploy();
        return node;
    };
    const passing = (settings: Settings = {}) => start({ outputs: 1, ...settings });
    const word = (key: string): string => translate(`clown-hub.status.${key}`);

    describe('settings', () => {
        const REFUSED: readonly (readonly [settings: Settings, code: string])[] = [
            [{ settingsVersion: 99 }, 'version-newer'],
            [{ offline: 'queue', queueSize: 'many' }, 'setting-number'],
            [{ offline: 'queue', queueAge: 'long' }, 'setting-number'],
            [{ confirm: true, tries: 'often' }, 'setting-number'],
            [{ offline: 'maybe' }, 'setting-choice'],
            [{ confirm: 'maybe' }, 'setting-choice'],
            [{ command: 'all' }, 'setting-choice'],
            [{ topic: GONE }, 'variable-missing'],
            [{ hub: 'none' }, 'hub-missing'],
        ];
        for (const [settings, code] of REFUSED) {
            it(`${JSON.stringify(settings)} is refused: ${code}`, () => {
                const node = start(settings);
                assert.deepEqual(flows.errors, [code]);
                const { sent, codes } = flows.give(node, { topic: RELAY, payload: true });
                assert.deepEqual([sent, codes, hub.sent], [[], [code], []]);
            });
        }
    });

    describe('a command', () => {
        const POLICIES: readonly (readonly [settings: Settings, policy: object, way: string, tries?: number])[] = [
            [{}, { kind: 'fail' }, 'publish'],
            [{ offline: 'queue', queueSize: '7', queueAge: '9' }, { kind: 'queue', size: 7, ageMs: 9_000 }, 'publish'],
            [{ offline: 'newest', queueAge: '1.5' }, { kind: 'newest', size: 100, ageMs: 1_500 }, 'publish'],
            [{ confirm: true }, { kind: 'fail' }, 'request', 3],
            [{ confirm: true, tries: '5' }, { kind: 'fail' }, 'request', 5],
            [{ confirm: false, tries: '5' }, { kind: 'fail' }, 'publish'],
        ];
        for (const [settings, policy, way, tries] of POLICIES) {
            it(`leaves as the settings want it: ${JSON.stringify(settings)}`, () => {
                const node = start(settings);
                flows.give(node, { topic: RELAY, payload: true });
                const [sent = assert.fail()] = hub.sent;
                const { options } = sent;
                assert.deepEqual(
                    [sent.way, sent.topic, options.policy, options.tries, options.timeoutMs],
                    [way, RELAY, policy, tries, 2_000],
                );
                assert.equal(options.owner, node);
            });
        }

        it('ends its message once it was sent, and then passes it on as it came', () => {
            const msg = { topic: RELAY, payload: true };
            const { sent, done } = flows.give(passing(), msg);
            assert.deepEqual([sent, done], [[], []]);
            hub.sent[0]?.end();
            assert.deepEqual([sent, done], [[msg], [undefined]]);
            assert.equal(sent[0], msg);
        });

        it('passes nothing on without an output, nor after an error', () => {
            for (const [settings, end, codes] of [
                [{}, undefined, []],
                [{ outputs: 0 }, undefined, []],
                [{ outputs: 1 }, FULL, ['queue-full']],
            ] as const) {
                use(new LoneHub());
                const outcome = flows.give(start(settings), { topic: RELAY, payload: true });
                hub.sent[0]?.end(end);
                assert.deepEqual([outcome.sent, outcome.done.length, outcome.codes], [[], 1, codes]);
            }
        });

        it('names its device in an error', () => {
            use(new LoneHub(new DeviceNames([{ device: 'relay/i2c0-3b', name: 'Boiler' }])));
            const { done } = flows.give(start({ confirm: true }), { topic: RELAY, payload: true });
            hub.sent[0]?.end(refuse('not-confirmed', { device: 'relay/i2c0-3b', seconds: 2, tries: 3 }));
            assert.ok(done[0]?.includes('Boiler'), done[0]);
        });

        it('that fails because the flows stop is counted with its topic', () => {
            flows.give(start(), { topic: RELAY, payload: true });
            hub.sent[0]?.end(FULL);
            assert.deepEqual(hub.stopped, []);
            flows.give(start(), { topic: LED, payload: true });
            flows.end();
            hub.sent[1]?.end(FULL);
            assert.deepEqual(hub.stopped, [LED]);
            assert.ok(hub.calls.includes('withdraw one'));
        });

        it('of raw text with a line that is too long is a warning, and is sent', () => {
            const node = start({ command: 'raw' });
            flows.give(node, { payload: 'x'.repeat(100) });
            assert.deepEqual(flows.warnings, []);
            flows.give(node, { payload: 'x'.repeat(3_000) });
            assert.deepEqual([flows.warnings.length, hub.sent.map(({ way }) => way)], [1, ['raw', 'raw']]);
        });

        it('of several messages in a list are sent in their order, and end together', () => {
            const batch = [
                { topic: RELAY, payload: true },
                { topic: LED, payload: false },
            ];
            const { sent, done } = flows.give(passing(), { payload: batch });
            assert.deepEqual(
                hub.sent.map(({ topic }) => topic),
                [RELAY, LED],
            );
            hub.sent[0]?.end();
            assert.deepEqual(done, []);
            hub.sent[1]?.end();
            assert.deepEqual([sent.length, done], [1, [undefined]]);
        });
    });

    describe('a message that is no command', () => {
        it('acts on the connection, and is passed on as it came', () => {
            for (const action of ['connect', 'disconnect', 'reconnect']) {
                const msg = { action };
                const { sent, done } = flows.give(passing(), msg);
                assert.deepEqual([sent, done, hub.calls.at(-1)], [[msg], [undefined], action]);
                assert.equal(sent[0], msg);
                const silent = flows.give(start(), msg);
                assert.deepEqual([silent.sent, silent.done, hub.calls.at(-1)], [[], [undefined], action]);
            }
        });

        it('requests the status of the hub, which needs an output', () => {
            const msg = { action: 'status', kept: 1 };
            const { sent, done } = flows.give(passing(), msg);
            const [status] = sent as { kept: number; payload: { state: string } }[];
            assert.deepEqual([status?.kept, status?.payload.state, done], [1, 'connected', [undefined]]);
            assert.deepEqual(msg, { action: 'status', kept: 1 });
            const none = flows.give(start(), msg);
            assert.deepEqual([none.sent, none.codes], [[], ['action-output']]);
            assert.ok(none.done[0]?.includes('status'), none.done[0]);
        });

        it('starts a recording, and is passed on with it', async () => {
            for (const [settings, count] of [
                [{ outputs: 1 }, 1],
                [{}, 0],
            ] as const) {
                const { sent, done } = flows.give(start(settings), { action: 'record', minutes: 5 });
                await turn();
                assert.deepEqual([sent.length, done, hub.calls.at(-1)], [count, [undefined], 'record 5']);
                const [msg] = sent as { payload: { file: string } }[];
                if (count > 0) assert.equal(msg?.payload.file, 'a.jsonl');
            }
        });

        it('cannot be read: one error, and the status says so', () => {
            const node = create();
            const { sent, codes } = flows.give(node, UNREADABLE);
            flows.deploy();
            assert.deepEqual([sent, codes, flows.status], [[], ['expression'], word('rejected')]);
        });
    });

    describe('the status', () => {
        /** The status after these commands, each with its end. */
        function shownAfter(
            commands: readonly (readonly [topic: string, end?: Parameters<(typeof hub.sent)[0]['end']>[0]])[],
            settings: Settings = {},
        ) {
            const node = create(settings);
            for (const [topic, end] of commands) {
                flows.give(node, { topic, payload: { state: true } });
                hub.sent.at(-1)?.end(end);
            }
            flows.deploy();
            return flows.status;
        }

        it('is the outcome of the last command', () => {
            assert.equal(shownAfter([[RELAY]]), `on, ${word('sent')}`);
            use(new LoneHub());
            assert.equal(shownAfter([[RELAY, FULL]]), `on, ${word('unsent')}`);
            use(new LoneHub());
            assert.equal(shownAfter([[RELAY, ok({})]], { confirm: true }), `on, ${word('confirmed')}`);
        });

        it('names the device once the node has commanded several', () => {
            assert.equal(shownAfter([[RELAY], [RELAY]]), `on, ${word('sent')}`);
            use(new LoneHub());
            assert.equal(shownAfter([[RELAY], [LED]]), `led/-: on, ${word('sent')}`);
            use(new LoneHub());
            assert.equal(shownAfter([[RELAY], [LED], [LED]]), `led/-: on, ${word('sent')}`);
        });

        it('names a device by its name', () => {
            use(new LoneHub(new DeviceNames([{ device: 'led/-', name: 'Signal' }])));
            assert.match(shownAfter([[RELAY], [LED]]) ?? '', /^Signal/);
        });

        it('of several commands in one message has no place, and does not make the node one for several', () => {
            const node = create();
            const batch = [
                { topic: RELAY, payload: { state: true } },
                { topic: LED, payload: { state: true } },
            ];
            flows.give(node, { payload: batch });
            for (const sent of hub.sent) sent.end();
            flows.give(node, { topic: LED, payload: { state: true } });
            hub.sent.at(-1)?.end();
            flows.deploy();
            assert.equal(flows.status, `on, ${word('sent')}`);
            const other = create();
            flows.give(other, { topic: LED, payload: { state: true } });
            flows.give(other, { payload: batch });
            for (const sent of hub.sent) sent.end();
            flows.give(other, { topic: LED, payload: { state: true } });
            hub.sent.at(-1)?.end();
            flows.deploy();
            assert.equal(flows.status, `on, ${word('sent')}`);
        });

        it('of a node with a fault stays that of the fault', () => {
            const node = create({ offline: 'maybe' });
            flows.give(node, { topic: RELAY, payload: true });
            flows.deploy();
            assert.equal(flows.statuses.length, 1);
            assert.equal(flows.statuses[0]?.fill, 'red');
            assert.notEqual(flows.status, word('rejected'));
        });
    });

    it('has other names at another hub', () => {
        use(new LoneHub(new DeviceNames([{ device: 'relay/i2c0-3b', name: 'Boiler' }])));
        const node = start({ topic: 'Boiler/set', confirm: true });
        flows.give(node, { payload: true });
        const other = new LoneHub(new DeviceNames([{ device: 'relay/i2c0-3f', name: 'Boiler' }]));
        flows.hubs.set('hub', other.node);
        flows.deploy();
        flows.give(node, { payload: true });
        assert.deepEqual([hub.sent[0]?.topic, other.sent[0]?.topic], [RELAY, 'relay/i2c0-3f/set']);
    });
});
