// clown in without a flow: which settings it refuses, what it subscribes to, and what comes of a message.

import assert from 'node:assert/strict';
import { install } from '@sinonjs/fake-timers';
import { refuse } from '../../src/base/errors';
import { DeviceNames } from '../../src/protocol/device-names';
import { variable } from './support/flows';
import { LoneHub, LoneNodes, type Settings, turn } from './support/lone-node';
import { usesManualClock } from './support/manual-system-clock';

const NAMES = new DeviceNames([{ device: 'light/0', name: 'Big lamp' }]);
const TOPIC = { topic: 'a/b', output: 'payload' };
const GONE = variable('GONE');

describe('clown in without a flow', () => {
    let flows: LoneNodes;
    let hub: LoneHub;
    const clock = usesManualClock();

    function use(one: LoneHub): void {
        hub = one;
        flows = new LoneNodes(one);
    }

    beforeEach(() => use(new LoneHub()));
    afterEach(() => {
        flows.end();
        assert.equal(clock().pending, 0);
    });

    const create = (settings: Settings = {}) => flows.create('clown-in', { ...TOPIC, ...settings });
    const start = (settings: Settings = {}) => {
        const node = create(settings);
        flows.deploy();
        return node;
    };

    describe('settings', () => {
        const REFUSED: readonly (readonly [settings: Settings, code: string])[] = [
            [{ settingsVersion: 99 }, 'version-newer'],
            [{ listen: 'all' }, 'setting-choice'],
            [{ output: 'all' }, 'setting-choice'],
            [{ output: 'quantity', quantity: '' }, 'quantity-missing'],
            [{ silentAfter: 'soon' }, 'setting-number'],
            [{ temperatureUnit: 'K?' }, 'setting-choice'],
            [{ pressureUnit: 'bar?' }, 'setting-choice'],
            [{ altitude: 'high' }, 'setting-number'],
            [{ replay: 'maybe' }, 'setting-choice'],
            [{ skipRequested: 'maybe' }, 'setting-choice'],
            [{ showValue: 'maybe' }, 'setting-choice'],
            [{ warnUnmatched: 'maybe' }, 'setting-choice'],
            [{ topic: '' }, 'filter-missing'],
            [{ topic: 'a/#/b' }, 'filter-hash'],
            [{ hub: 'none' }, 'hub-missing'],
            ...['topic', 'silentAfter', 'replay', 'temperatureUnit', 'altitude'].map(
                (name) => [{ [name]: GONE }, 'variable-missing'] as const,
            ),
            [{ output: 'quantity', quantity: GONE }, 'variable-missing'],
        ];
        for (const [settings, code] of REFUSED) {
            it(`${JSON.stringify(settings)} is refused: ${code}`, () => {
                const node = start(settings);
                assert.deepEqual([flows.errors, hub.filters], [[code], []]);
                const { sent, codes } = flows.give(node, { action: 'connect' });
                assert.deepEqual([sent, codes, hub.calls], [[], [code], []]);
            });
        }

        const BAD_FRAMES = { replay: GONE, skipRequested: 'maybe', showValue: 'maybe', warnUnmatched: GONE };
        const BAD_UNITS = { temperatureUnit: GONE, pressureUnit: 'bar?', altitude: 'high' };
        const LEFT_OVER: readonly (readonly [name: string, settings: Settings])[] = [
            [
                'a topic and its silence, where messages choose topics',
                { listen: 'dynamic', topic: GONE, silentAfter: 'x' },
            ],
            ['a silence alone, where messages choose topics', { listen: 'dynamic', topic: '', silentAfter: GONE }],
            [
                'a silence that is off, where messages choose topics',
                { listen: 'dynamic', topic: '', silentAfter: false },
            ],
            ['a silence that is off, of the connection', { listen: 'state', topic: '', silentAfter: false }],
            [
                'a topic and its silence, for changes of the connection',
                { listen: 'state', topic: 'a/#/b', silentAfter: GONE },
            ],
            ['a quantity of another output', { quantity: GONE }],
            ['a quantity of changes of the connection', { listen: 'state', output: 'quantity', quantity: GONE }],
            ['an output of changes of the connection', { listen: 'state', output: 'all' }],
            ['what is for frames only, for changes of the connection', { listen: 'state', ...BAD_FRAMES }],
            ['units, for changes of the connection', { listen: 'state', ...BAD_UNITS }],
            ['units of the raw text', { output: 'text', ...BAD_UNITS }],
            ['one unit of the raw text', { output: 'text', altitude: 'high' }],
        ];
        for (const [name, settings] of LEFT_OVER) {
            it(`are not read where the dialog hides them: ${name}`, () => {
                const node = start(settings);
                assert.deepEqual(flows.errors, []);
                assert.deepEqual(flows.give(node, { action: 'connect' }).done, [undefined]);
            });
        }

        for (const [name, settings] of [
            ['what is for frames only', BAD_FRAMES],
            ['units', BAD_UNITS],
        ] as const) {
            it(`are not read where the dialog hides them, if nothing else is left over: ${name}`, () => {
                start({ listen: 'state', topic: '', ...settings });
                assert.deepEqual(flows.errors, []);
            });
        }

        it('convert units also where messages choose topics and a topic is left over', () => {
            const node = start({ listen: 'dynamic', topic: 'x/y', temperatureUnit: '°F' });
            flows.give(node, { action: 'subscribe', topic: 'thermometer/+' });
            hub.line('["thermometer/-", {"temperature": [20, "°C"]}]');
            const [msg] = flows.sent as { payload: unknown }[];
            assert.deepEqual(msg?.payload, { temperature: [68, '°F'] });
        });

        it('may have a number in place of a topic, if a variable holds one', () => {
            start({ topic: 5 });
            assert.deepEqual(hub.filters, ['5']);
        });

        it('with a variable have its value, and a refusal quotes them as they are written', () => {
            flows.variables.set('A', 'x/#/y');
            flows.written.push({ id: 'one', topic: variable('A') });
            const { codes, done } = flows.give(start({ topic: variable('A') }), {});
            assert.deepEqual(codes, ['filter-hash']);
            assert.ok(done[0]?.includes(variable('A')) && !done[0].includes('x/#/y'), done[0]);
            flows.variables.set('A', 'x/y');
            start({ topic: variable('A') });
            assert.deepEqual(hub.filters, ['x/y']);
        });
    });

    it('subscribes to its topic, with the path of a device in place of its name', () => {
        use(new LoneHub(NAMES));
        start({ topic: 'Big lamp/#' });
        assert.deepEqual(hub.filters, ['light/0/#']);
        hub.line('["light/0", {"state": true}]');
        const [msg] = flows.sent as { payload: unknown; clown: { hub: string; name: string } }[];
        assert.deepEqual([msg?.payload, msg?.clown.hub], [{ state: true }, 'Attic']);
    });

    it('reports silence after as many seconds', () => {
        start({ silentAfter: '10' });
        clock().advance(9_999);
        assert.deepEqual(flows.sent, []);
        clock().advance(1);
        assert.equal(flows.sent.length, 1);
        flows.end();
        start();
        clock().advance(700_000_000);
        assert.equal(flows.sent.length, 1, 'not by default');
    });

    it('shows the value of its quantity only, if it sends one quantity', () => {
        const line = '["barometer/-", {"altitude": [12, "m"], "pressure": [97.8, "kPa"]}]';
        for (const [output, text] of [
            ['quantity', '97.8 kPa'],
            ['payload', '12 m, 97.8 kPa'],
        ] as const) {
            use(new LoneHub());
            create({ topic: '#', output, quantity: 'pressure', showValue: true });
            hub.line(line);
            flows.deploy();
            assert.equal(flows.status, text);
            flows.end();
        }
    });

    it('sends changes of the connection until it closes, and no frames', () => {
        const listeners = hub.watching;
        const node = start({ listen: 'state' });
        hub.line('["a/b", {}]');
        hub.change({ name: 'disconnected' });
        const words = (): unknown[] => flows.sent.map((msg) => (msg as { payload: unknown }).payload);
        assert.deepEqual(words(), ['connected', 'disconnected']);
        flows.end();
        hub.change({ name: 'connected', since: 3 });
        assert.deepEqual([words(), hub.watching], [['connected', 'disconnected'], listeners]);
        assert.deepEqual(flows.give(node, { action: 'connect' }).codes, ['stopped']);
    });

    describe('a value from before a restart', () => {
        it('is shown once the values are read', () => {
            hub.isRestored = false;
            const timers = install({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
            try {
                start({ topic: '#', showValue: true });
                assert.deepEqual([hub.awaited.size, flows.status], [1, 'connected']);
                const text = '["thermometer/-", {"temperature": [21, "°C"]}]';
                hub.kept.push({ topic: 'thermometer/-', text, time: 1, at: 1 });
                hub.isRestored = true;
                for (const run of hub.awaited) run();
                timers.tick(1_000);
                assert.equal(flows.status, '21 °C · 3 min ago');
                flows.end();
            } finally {
                timers.uninstall();
            }
        });

        it('is not waited for where they are read, nor after the end', () => {
            start({ showValue: true });
            assert.equal(hub.awaited.size, 0);
            hub.isRestored = false;
            start({ showValue: true });
            assert.equal(hub.awaited.size, 1);
            flows.end();
            assert.equal(hub.awaited.size, 0);
        });

        it('is none of a node that sends changes of the connection', () => {
            hub.isRestored = false;
            start({ listen: 'state' });
            assert.equal(hub.awaited.size, 0);
            assert.equal(flows.status, 'connected');
        });
    });

    describe('a message', () => {
        const dynamic = { listen: 'dynamic', topic: '' };

        it('chooses topics, one or several, and ends once without another message', () => {
            const node = start(dynamic);
            assert.deepEqual(hub.filters, []);
            const one = flows.give(node, { action: 'subscribe', topic: 'a/b' });
            const several = flows.give(node, { action: 'subscribe', topic: ['c/d', 'e/f', 'g/h'] });
            for (const { sent, done } of [one, several]) assert.deepEqual([sent, done], [[], [undefined]]);
            flows.give(node, { action: 'unsubscribe', topic: 'c/d' });
            flows.give(node, { action: 'unsubscribe', topic: ['e/f'] });
            const msg = { action: 'list', kept: 1 };
            const { sent, done } = flows.give(node, msg);
            assert.deepEqual([sent, done], [[{ action: 'list', kept: 1, payload: ['a/b', 'g/h'] }], [undefined]]);
            assert.deepEqual(msg, { action: 'list', kept: 1 }, 'the message itself stays');
            flows.give(node, { action: 'unsubscribe', topic: true });
            assert.deepEqual(flows.give(node, { action: 'list' }).sent, [{ action: 'list', payload: [] }]);
        });

        it('with a topic that is none is an error', () => {
            const { sent, codes } = flows.give(start(dynamic), { action: 'subscribe', topic: 'a/#/b' });
            assert.deepEqual([sent, codes], [[], ['filter-hash']]);
        });

        it('acts on the connection', () => {
            const node = start();
            for (const action of ['connect', 'disconnect', 'reconnect']) {
                const { sent, done } = flows.give(node, { action });
                assert.deepEqual([sent, done, hub.calls.at(-1)], [[], [undefined], action]);
            }
            const { sent, done } = flows.give(node, { action: 'status', kept: 1 });
            const [status] = sent as { kept: number; payload: { hub: string; state: string } }[];
            assert.deepEqual(
                [status?.kept, status?.payload.hub, status?.payload.state, done],
                [1, 'Attic', 'connected', [undefined]],
            );
        });

        it('with another action is an error that names the allowed ones', () => {
            const known =
                'subscribe, unsubscribe, list, connect, disconnect, reconnect, status, record, stop recording';
            for (const action of ['go', undefined]) {
                const { sent, done, codes } = flows.give(start(), { action, topic: 'a/b' });
                assert.deepEqual([sent, codes], [[], ['action-unknown']]);
                assert.ok(done[0]?.includes(known), done[0]);
            }
        });

        it('chooses no topics in a node that sends changes of the connection', () => {
            const node = start({ listen: 'state' });
            for (const action of ['subscribe', 'unsubscribe', 'list']) {
                assert.deepEqual(flows.give(node, { action, topic: 'a/b' }).codes, ['action-unknown']);
            }
        });

        it('that cannot be read is an error', () => {
            const node = start();
            const unreadable = {
                get action() {
                    throw new RangeError('of the flow');
                },
            };
            const { done, codes } = flows.give(node, unreadable);
            assert.deepEqual([codes, done[0]?.includes('RangeError')], [['payload-unreadable'], true]);
        });

        it('starts and ends a recording, and is sent on with what came of it', async () => {
            const node = start();
            const started = flows.give(node, { action: 'record', minutes: 5, kept: 1 });
            assert.deepEqual(started.done, [], 'not before it has started');
            await turn();
            const recording = { hub: 'Attic', file: 'a.jsonl', state: 'recording', minutes: 5 };
            const all = { action: 'record', minutes: 5, kept: 1, payload: recording };
            assert.deepEqual([started.sent, started.done], [[all], [undefined]]);
            const stopped = flows.give(node, { action: 'stop recording' });
            await turn();
            assert.deepEqual(
                stopped.sent.map((msg) => (msg as { payload: { state: string } }).payload.state),
                ['stopped'],
            );
            assert.deepEqual(hub.calls, ['record 5', 'stop recording']);
        });

        it('whose recording fails is an error, and counts as failed if the flows stop meanwhile', async () => {
            hub.recording = refuse('recording-none');
            const failed = flows.give(start(), { action: 'record' });
            await turn();
            assert.deepEqual([failed.sent, failed.codes, hub.stopped], [[], ['recording-none'], []]);
            for (const [name, counted] of [
                ['Readings', 'Readings'],
                ['', 'clown-in'],
            ]) {
                const node = Object.assign(start({ name }), {});
                const late = flows.give(node, { action: 'record' });
                flows.end();
                await turn();
                assert.deepEqual([late.sent, late.codes, hub.stopped.splice(0)], [[], ['stopped'], [counted]]);
            }
        });

        it('for a recording that cannot be read is an error', () => {
            const unreadable = {
                action: 'record',
                get minutes() {
                    throw new RangeError('of the flow');
                },
            };
            assert.deepEqual(flows.give(start(), unreadable).codes, ['payload-unreadable']);
            assert.deepEqual(hub.calls, []);
        });
    });

    describe('another hub', () => {
        it('takes over the topics that messages chose, with its own names, and the error of a missing name', () => {
            use(new LoneHub(NAMES));
            const node = start({ listen: 'dynamic', topic: '' });
            flows.give(node, { action: 'subscribe', topic: ['Big lamp/x', 'a/b'] });
            const other = new LoneHub(new DeviceNames([{ device: 'light/1', name: 'Big lamp' }]));
            flows.hubs.set('hub', other.node);
            flows.deploy();
            assert.deepEqual([other.filters, flows.errors], [['light/1/x', 'a/b'], []]);
            const last = new LoneHub(new DeviceNames([{ device: 'light/1', name: 'Lantern' }]));
            flows.hubs.set('hub', last.node);
            flows.deploy();
            assert.deepEqual([last.filters, flows.errors], [['a/b'], ['name-unknown']]);
            hub.line('["a/b", {}]');
            assert.deepEqual(flows.sent, []);
            last.line('["a/b", {}]');
            assert.equal(flows.sent.length, 1);
        });

        it('is subscribed to the topic of the settings, in the words of its names', () => {
            use(new LoneHub(NAMES));
            start({ topic: 'Big lamp' });
            const other = new LoneHub(new DeviceNames([{ device: 'light/1', name: 'Big lamp' }]));
            flows.hubs.set('hub', other.node);
            flows.deploy();
            assert.deepEqual([hub.filters, other.filters], [['light/0'], ['light/1']]);
            flows.hubs.set('hub', new LoneHub(new DeviceNames([{ device: 'light/1', name: 'Lantern' }])).node);
            flows.deploy();
            assert.deepEqual(flows.errors, ['name-unknown']);
        });
    });

    describe('a hint at a filter that matches nothing', () => {
        const advised = (advice: object): LoneHub => {
            const hints = { add() {}, remove() {}, changed() {}, of: () => advice };
            return new LoneHub(DeviceNames.NONE, { hints });
        };

        it('has the filter', () => {
            use(advised({ cause: 'unlisted' }));
            start({ topic: 'a/b' });
            assert.ok(flows.status?.includes('a/b'), flows.status);
        });

        it('has a variable as it is written, and never what it holds', () => {
            use(advised({ cause: 'spelling', suggestion: 'S3cr3t/B' }));
            flows.variables.set('A', 'S3cr3t');
            flows.written.push({ id: 'one', topic: `${variable('A')}/b` });
            start({ topic: `${variable('A')}/b` });
            assert.ok(flows.status?.includes(`${variable('A')}/b`) && !flows.status.includes('S3cr3t'), flows.status);
        });

        it('has the filter of a message as it was given', () => {
            use(advised({ cause: 'unlisted' }));
            flows.written.push({ id: 'one', topic: variable('A') });
            const node = create({ listen: 'dynamic', topic: '' });
            flows.give(node, { action: 'subscribe', topic: 'x/y' });
            flows.deploy();
            assert.ok(flows.status?.includes('x/y'), flows.status);
        });

        it('has the filter if the flow does not hold it with a variable', () => {
            for (const topic of [7, 'x/y']) {
                use(advised({ cause: 'unlisted' }));
                flows.variables.set('A', 'a');
                flows.written.push({ id: 'one', topic });
                start({ topic: `${variable('A')}/b` });
                assert.ok(flows.status?.includes('a/b'), flows.status);
                flows.end();
            }
        });
    });
});
