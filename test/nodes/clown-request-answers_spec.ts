// clown request: which frame is the response to a request, for every known form of hub, and how a relay is toggled.

import assert from 'node:assert/strict';
import type { SimulatorOptions } from '../../src/simulator';
import { until } from '../support/wait.js';
import { reason, sentenceOf } from './support/catalogue';
import { useCommandRig } from './support/command-rig';
import { inNode, outNode, requestNode } from './support/flows';
import { assertCommands, listed } from './support/links';
import { clownOf, errorOf, give, messagesAt, received, settled, shows } from './support/runtime';

type Settings = Readonly<Record<string, unknown>>;

const RELAY = 'relay/i2c0-3b';
const THERMOMETER = 'thermometer/i2c0-48';

describe('clown request: which frame is the response [Q2]', () => {
    const rig = useCommandRig(['request', 'other']);
    const payloads = (sink = 'request-sink'): unknown[] => received(sink).map(({ payload }) => payload);

    const others: readonly (readonly [
        name: string,
        topic: string,
        payload: object,
        frames: readonly string[],
        answer: string,
    ])[] = [
        [
            'the state of a relay',
            `${RELAY}/get`,
            {},
            [
                `["relay/i2c0-3f", {"state": true}]`,
                `["${RELAY}/get", {}]`,
                `["${RELAY}", {"other": true}]`,
                `["${RELAY}/config/ok", {}]`,
                `["${RELAY}", [1]]`,
                'rubbish',
            ],
            `["${RELAY}", {"state": null}]`,
        ],
        [
            'an interval',
            `${THERMOMETER}/config/update`,
            { 'publish-interval': 60 },
            [
                `["${THERMOMETER}", {"temperature": [1, "℃"]}]`,
                `["${THERMOMETER}/config/ok", {"publish-interval": 30}]`,
                '["thermometer/i2c0-49/config/ok", {"publish-interval": 60}]',
            ],
            `["${THERMOMETER}/config/ok", {"publish-interval": 60}]`,
        ],
        [
            'the device list',
            '-/-/config/list',
            {},
            ['["-/-/config/ok", {"publish-interval": 1}]', '["clown.talk/-/config/ok", {"device": "bridge"}]'],
            '["-/-/config/ok", {"sensors": [], "actuators": ["led/-"]}]',
        ],
        [
            'bytes of a chip',
            'i2c/0/get',
            { address: '48', write: '00', 'read-length': 2 },
            [
                '["i2c/0", {"address": "49", "write": "00", "read": "01,02"}]',
                '["i2c/0", {"address": "48", "write": "00"}]',
                '["i2c/1", {"address": "48", "write": "00", "read": "01,02"}]',
            ],
            '["i2c/0", {"address": "48", "write": "00", "read": "01,02"}]',
        ],
        [
            'a scan',
            'i2c/1/config/scan',
            {},
            ['["i2c/0/config/scan/ok", {"slaves": []}]'],
            '["i2c/1/config/scan/ok", {"slaves": []}]',
        ],
    ];
    for (const [name, topic, payload, frames, answer] of others) {
        it(`${name}: other frames are no response`, async () => {
            await rig.startWith(requestNode('request', { topic }));
            give('request', { payload });
            await rig.commanded();
            for (const frame of frames) rig.peer.send(frame);
            await settled();
            rig.peer.send(answer);
            const [got] = await messagesAt('request-sink', 1);
            const [topicOfAnswer, expected] = JSON.parse(answer) as [string, object];
            assert.deepEqual([clownOf(got).topic, got?.payload], [topicOfAnswer, expected]);
            await settled();
            assert.equal(received('request-sink').length, 1);
        });
    }

    it('a hub that gives commands back does not respond with them', async () => {
        await rig.start(requestNode('request', { command: 'relay', device: 'i2c0-3b' }), { broker: true });
        give('request', { payload: true });
        const [got] = await messagesAt('request-sink', 1);
        assert.equal(clownOf(got).topic, RELAY);
        assert.deepEqual(got?.payload, { state: true });
    });

    const forms: readonly (readonly [
        name: string,
        options: SimulatorOptions,
        settings: Settings,
        msg: object,
        answer: string,
    ])[] = [
        ['the first bridges, a list', { dialect: 'first' }, { command: 'list' }, {}, '-/-/config/ok'],
        ['the documented bridge, a list', { dialect: 'documented' }, { command: 'list' }, {}, '-/-/config/ok'],
        [
            'a wireless node, its interval',
            { wireless: true },
            { topic: 'thermometer/-/config/set' },
            { payload: 60 },
            'thermometer/-/config/set/ok',
        ],
        ['a wireless light', { wireless: true }, { topic: 'light/-/set' }, { payload: { state: true } }, 'light/-'],
        ['a wireless button', { wireless: true }, { command: 'get', device: 'push-button/-' }, {}, 'push-button/-'],
        ['a relay in upper case', {}, { topic: 'relay/i2c0-3B/get' }, {}, RELAY],
    ];
    for (const [name, options, settings, msg, answer] of forms) {
        it(`of ${name}: ${answer}`, async () => {
            await rig.start(requestNode('request', settings), options);
            give('request', { ...msg });
            const [got] = await messagesAt('request-sink', 1);
            assert.equal(clownOf(got).topic, answer);
        });
    }

    describe('of its own', () => {
        for (const [name, answer, frames, topic] of [
            [
                'a topic',
                'window/-/state',
                ['["window/-", {}]', '["door/-/state", {}]', '["window/-/state", {"a": 1}]'],
                'window/-/state',
            ],
            [
                'a filter',
                'window/+/state/#',
                ['["window/-", {}]', '["window/2/state/now", {"a": 1}]'],
                'window/2/state/now',
            ],
            ['everything, but not the command itself', '#', ['["window/-/open", {}]', '["any", {"a": 1}]'], 'any'],
            [
                'the command itself, given back',
                'window/-/open',
                ['["window/-", {}]', '["window/-/open", {"a": 1}]'],
                'window/-/open',
            ],
        ] as const) {
            it(`${name}: ${answer}`, async () => {
                await rig.startWith(requestNode('request', { topic: 'window/-/open', answer }));
                give('request', { payload: {} });
                await rig.commanded();
                for (const frame of frames) rig.peer.send(frame);
                const [got] = await messagesAt('request-sink', 1);
                assert.equal(clownOf(got).topic, topic);
                assert.deepEqual(got?.payload, { a: 1 });
            });
        }

        for (const [answer, code] of [
            ['window/a+', 'filter-plus'],
            ['#/window', 'filter-hash'],
            [`window${'/+'.repeat(100)}`, 'topic-levels'],
            ['window//', 'topic-empty-level'],
        ] as const) {
            it(`a filter that is none, ${answer}: red, and each message is refused with ${code}`, async () => {
                await rig.start([...requestNode('request', { topic: 'window/-/open', answer }), outNode('other')]);
                await shows('invalid', 'request');
                give('request', { payload: {} });
                const [caught] = await messagesAt('f1-catch-sink', 1);
                assert.match(errorOf(caught).message, sentenceOf(code));
                await assertCommands(rig.commands, []);
            });
        }

        it('is needed if the response is unknown: answer-unknown, and nothing is sent', async () => {
            await rig.start(requestNode('request', {}));
            give('request', { topic: 'window/-/open', payload: {} });
            const [caught] = await messagesAt('f1-catch-sink', 1);
            assert.equal(errorOf(caught).message, reason('answer-unknown', { topic: 'window/-/open' }));
            await settled();
            await assertCommands(rig.commands, []);
        });
    });

    describe('toggles', () => {
        it('a relay that the hub has not reported: relay-unknown, and nothing is sent', async () => {
            await rig.start(requestNode('request', { command: 'relay', device: 'i2c0-3b' }));
            give('request', { payload: 'toggle' });
            const [caught] = await messagesAt('f1-catch-sink', 1);
            assert.equal(errorOf(caught).message, reason('relay-unknown', { relay: RELAY }));
            await assertCommands(rig.commands, []);
        });

        it('a relay that the hub reports as unknown: relay-unknown too', async () => {
            const nodes = [
                ...requestNode('request', { command: 'relay', device: 'i2c0-3b' }),
                ...requestNode('other', { command: 'get', device: RELAY }),
            ];
            await rig.start(nodes);
            give('other', {});
            await messagesAt('other-sink', 1);
            give('request', { payload: { state: 'Toggle' } });
            await messagesAt('f1-catch-sink', 1);
            assert.equal(rig.commands().length, 1);
        });

        it('a relay that was switched or has reported its state, also for others, there and back', async () => {
            await rig.start([...requestNode('request', { command: 'relay', device: 'i2c0-3b' }), ...inNode()]);
            rig.hub.print(`["${RELAY}", {"state": true}]`);
            await until(() => received('in-sink').some(({ topic }) => topic === RELAY), 'the state');
            for (const count of [1, 2, 3]) {
                give('request', { payload: 'toggle' });
                await messagesAt('request-sink', count);
            }
            assert.deepEqual(payloads(), [{ state: false }, { state: true }, { state: false }]);
        });

        it('nothing is left of it when the connection was lost', async () => {
            await rig.start(requestNode('request', { command: 'relay', device: 'i2c0-3b' }));
            give('request', { payload: true });
            await messagesAt('request-sink', 1);
            rig.hub.dropAll();
            await listed(rig.hub, 2);
            give('request', { payload: 'toggle' });
            const caught = (await messagesAt('f1-catch-sink', 2)).map((msg) => errorOf(msg).message);
            assert.equal(caught.at(-1), reason('relay-unknown', { relay: RELAY }));
        });
    });
});
