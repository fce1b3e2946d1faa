// clown request: every message without a response ends with a reason, at Catch or at the second output, once and as
// soon as it is known.

import assert from 'node:assert/strict';
import type { SimulatorOptions } from '../../src/simulator';
import { startSilentHub } from '../support/hub.js';
import { until } from '../support/wait.js';
import { reason } from './support/catalogue';
import { caughtOfMessages, useCommandRig } from './support/command-rig';
import { hubAt, type Item, inNode, listeners, requestNode, tab } from './support/flows';
import { listed } from './support/links';
import { deploy, errorOf, give, load, messagesAt, node, received, settled, shows, unload } from './support/runtime';

type Settings = Readonly<Record<string, unknown>>;

const THERMOMETER = 'thermometer/i2c0-48';
const TOPIC = 'window/-/get';
const READING = `["${THERMOMETER}", {"temperature": [1, "℃"]}]`;

describe('clown request: no response [Q3, Q6]', () => {
    const rig = useCommandRig(['request', 'other']);

    function start(settings: Settings, options: SimulatorOptions = {}, more: readonly Item[] = []): Promise<void> {
        return rig.start([...requestNode('request', settings), ...more], options);
    }

    async function fails(count = 1, ms?: number): Promise<string[]> {
        await until(() => caughtOfMessages().length >= count, `failure ${count}`, ms);
        await settled();
        return caughtOfMessages();
    }

    it('nothing in time: no-answer with the code at Catch, once; the message as it was', async () => {
        await start({ topic: TOPIC, timeout: '0.1' });
        give('request', { _msgid: 'm', topic: 'kept', payload: 7, more: [1] });
        assert.deepEqual(await fails(), [reason('no-answer', { topic: TOPIC, seconds: 0.1 })]);
        const [msg] = received('f1-catch-sink');
        const { code, source } = errorOf(msg);
        assert.equal(source.id, 'request');
        // Node-RED passes the code on from 4.1.
        if (code !== undefined) assert.equal(code, 'no-answer');
        assert.deepEqual([msg?.topic, msg?.payload, msg?.more], ['kept', 7, [1]]);
        assert.deepEqual([...received('request-sink'), ...received('f1-complete-sink')], []);
    });

    it('a late response is dropped, and not taken for that of the next request', async () => {
        await rig.startWith(requestNode('request', { topic: `${THERMOMETER}/get`, timeout: '0.1' }));
        give('request', { n: 1 });
        await fails();
        rig.peer.send(READING);
        await settled();
        assert.deepEqual(received('request-sink'), []);
        give('request', { n: 2 });
        assert.equal((await fails(2)).length, 2);
    });

    it('the timeout starts when the request is sent', async () => {
        // The LED responds to each command. A relay that is late reports what it has been told meanwhile.
        await rig.start(requestNode('request', { command: 'led', timeout: '2' }), {}, { gap: '100' });
        const states = Array.from({ length: 24 }, (_, index) => (index % 2 === 0 ? 'on' : 'off'));
        for (const payload of states) give('request', { payload });
        // The last leaves 2.3 s after the first.
        const begun = performance.now();
        const got = await messagesAt('request-sink', states.length);
        assert.deepEqual(
            got.map(({ payload }) => payload),
            states.map((state) => ({ state })),
        );
        // A timer of Node.js is early by the length of the turn in which it was set.
        assert.ok(performance.now() - begun > 2_000, 'all were sent within the time of one');
        assert.deepEqual(caughtOfMessages(), []);
    });

    it('a second output: the message as it was with the error on it, and nothing for Catch', async () => {
        await start({ topic: TOPIC, timeout: '0.1', outputs: 2 });
        const res = { send: () => 'sent' };
        const msg = Object.freeze({ _msgid: 'm', topic: 'kept', payload: 7, res, error: 'an old one' });
        give('request', msg);
        const [failed] = await messagesAt('request-failed', 1);
        const message = reason('no-answer', { topic: TOPIC, seconds: 0.1 });
        assert.deepEqual(failed, { ...msg, error: { message, code: 'no-answer' } });
        // Text in the debug sidebar, and not an object.
        assert.equal(typeof errorOf(failed).message, 'string');
        assert.equal(failed.res, res);
        await messagesAt('f1-complete-sink', 1);
        await settled();
        assert.deepEqual([...received('request-sink'), ...received('f1-catch-sink')], []);
    });

    const second: readonly (readonly [name: string, settings: Settings, msg: object, code: string])[] = [
        ['what no hub understands', { command: 'relay', device: 'i2c0-3b' }, { payload: 'maybe' }, 'relay-state'],
        ['what nothing answers', {}, { topic: 'window/-/open', payload: {} }, 'answer-unknown'],
        ['a setting that does not hold', { timeout: '0' }, { topic: TOPIC }, 'setting-number'],
        ['no hub', { hub: '' }, { topic: TOPIC }, 'hub-missing'],
        ['an expression that fails', { topic: TOPIC, payload: '1 + "a"', payloadType: 'jsonata' }, {}, 'expression'],
        ['a toggle of the unknown', { command: 'relay', device: 'i2c0-3b' }, { payload: 'toggle' }, 'relay-unknown'],
    ];
    for (const [name, settings, msg, code] of second) {
        it(`a second output, for ${name}: ${code}`, async () => {
            await start({ outputs: 2, ...settings }, {}, inNode());
            give('request', { ...msg });
            const [failed] = await messagesAt('request-failed', 1);
            assert.equal(errorOf(failed).code, code);
            await messagesAt('f1-complete-sink', 1);
            await settled();
            assert.deepEqual(received('request-sink'), []);
            const duplicates = received('f1-catch-sink').filter((one) => one._msgid === failed?._msgid);
            assert.deepEqual(duplicates, []);
        });
    }

    for (const [name, refuses, settings, topic] of [
        ['the settings of a device', THERMOMETER, { topic: `${THERMOMETER}/config/get` }, `${THERMOMETER}/config/get`],
        ['an interval', THERMOMETER, { command: 'interval', device: THERMOMETER }, `${THERMOMETER}/config/update`],
        ['the device list', '-/-', { command: 'list' }, '-/-/config/list'],
        ['a wireless node', 'thermometer/-', { topic: 'thermometer/-/config/set' }, 'thermometer/-/config/set'],
        [
            'a topic with a response of its own',
            THERMOMETER,
            { topic: `${THERMOMETER}/config/get`, answer: 'x/#' },
            `${THERMOMETER}/config/get`,
        ],
    ] as const) {
        it(`a refusal of ${name}: answer-error at once, with the error of the hub`, async () => {
            await start(settings, { refuses: [refuses], wireless: true });
            give('request', { payload: 60 });
            const params = { topic, found: '{"error": "refused"}' };
            assert.deepEqual(await fails(), [reason('answer-error', params)]);
            assert.equal(rig.commands().length, 1);
        });
    }

    describe('many that wait', () => {
        const MANY = 20;

        async function ask(): Promise<void> {
            await start({ topic: TOPIC, timeout: '60' }, {}, requestNode('other', { topic: TOPIC, timeout: '60' }));
            for (let n = 0; n < MANY; n++) give(n % 2 === 0 ? 'request' : 'other', { n });
            await rig.commanded(MANY);
        }

        const all = (code: string): string[] => Array.from({ length: MANY }, () => reason(code, { topic: TOPIC }));

        it('a lost connection fails them all at once: link-lost', async () => {
            await ask();
            rig.hub.dropAll();
            assert.deepEqual(await fails(MANY), all('link-lost'));
            await listed(rig.hub, 2);
            assert.equal(rig.hub.received.filter((line) => line.includes(TOPIC)).length, MANY, 'requested again');
        });

        it('a disconnect by message fails them all at once: link-lost', async () => {
            await ask();
            give('request', { action: 'disconnect' });
            assert.deepEqual(await fails(MANY), all('link-lost'));
        });

        it('a removed node fails its own at once, as stopped, and the others get their responses', async () => {
            await ask();
            const rest = requestNode('other', { topic: TOPIC, timeout: '60' });
            await deploy(rig.flow(rest));
            assert.deepEqual(await fails(MANY / 2), all('stopped').slice(MANY / 2));
            for (let n = 0; n < MANY / 2; n++) rig.hub.print(`["window/-", {"n": ${n}}]`);
            const got = await messagesAt('other-sink', MANY / 2);
            assert.deepEqual(
                got.map(({ payload }) => payload),
                Array.from({ length: MANY / 2 }, (_, n) => ({ n })),
            );
        });

        it('a hub node that is changed fails them all at once', async () => {
            await ask();
            const nodes = [
                ...requestNode('request', { topic: TOPIC, timeout: '60' }),
                ...requestNode('other', { topic: TOPIC, timeout: '60' }),
            ];
            await deploy(rig.flow(nodes, { name: 'Cellar' }));
            assert.deepEqual(await fails(MANY), all('stopped'));
        });

        it('the end of Node-RED leaves none without an end', async () => {
            await ask();
            const ends: string[] = [];
            for (const id of ['request', 'other'])
                node(id).error = (message: unknown) => ends.push(`${String(message)}`);
            await unload();
            assert.deepEqual(ends, all('stopped'));
        });

        it('more than a thousand: requests-full, and refused requests are not sent', async () => {
            await start({ topic: TOPIC, timeout: '60' }, {}, inNode());
            // The request of the hub node itself is complete.
            await until(() => received('in-sink').some(({ topic }) => topic === '-/-/config/list/ok'), 'its answer');
            for (let n = 0; n < 1_005; n++) give('request', { n });
            assert.deepEqual(
                await fails(5),
                Array.from({ length: 5 }, () => reason('requests-full', { limit: 1_000 })),
            );
            await settled();
            assert.equal(rig.commands().length, 1_000);
        });
    });

    it('no connection: not-connected at once, also for a queued request', async () => {
        await start({ command: 'relay', device: 'i2c0-3b' });
        for (const payload of [true, false]) give('request', { payload });
        await messagesAt('request-sink', 1);
        rig.hub.fault({ kind: 'stall' });
        rig.hub.dropAll();
        assert.deepEqual(await fails(), [reason('not-connected')]);
        give('request', { payload: true });
        assert.deepEqual(await fails(2), [reason('not-connected'), reason('not-connected')]);
    });

    for (const [name, settings] of [
        ['a wait of nothing', { timeout: '0' }],
        ['a wait without an end', { timeout: '601' }],
        ['a wait that is no number', { timeout: 'long' }],
        ['tries that are none', { tries: '11' }],
        ['a command that there is not', { command: 'dance' }],
        ['no device', { command: 'relay' }],
        ['settings of a later release', { settingsVersion: 3 }],
    ] as const) {
        it(`${name}: red from the start, and each message fails`, async () => {
            const hub = await startSilentHub();
            await load([tab(), hubAt(hub), ...requestNode('request', settings), ...listeners(['request'])]);
            await shows('invalid', 'request');
            for (const n of [1, 2]) give('request', { n, topic: TOPIC });
            assert.equal((await fails(2)).length, 2);
            assert.equal(hub.attempts, 0);
        });
    }
});
