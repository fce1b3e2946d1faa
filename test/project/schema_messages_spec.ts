// The messages of the real nodes are as the schemas describe them: those of each output, states, silent topics, actions and
// responses, for the frames of the test data.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfNeeded } from '../../scripts/lib/build.mjs';
import { CHOICES } from '../../src/settings/choices';
import {
    dynamicNode,
    hubNode,
    type Item,
    inNode,
    listeners,
    passingNode,
    requestNode,
    sink,
    tab,
    watchingNode,
} from '../nodes/support/flows';
import { endPeers, greeted, type Peer, startPeer } from '../nodes/support/peer';
import { quicken } from '../nodes/support/quick-clock';
import { become, give, load, type Message, messagesAt, received, unload, useFolder } from '../nodes/support/runtime';
import { makeFolder, removeFolder, root } from '../support/folders.js';
import { leavesNothing } from '../support/leaks.js';
import { type NodeSchema, readSchemas, type Schema } from '../support/schemas';
import { transcripts } from '../support/transcripts';

const END = '["end/-", {"temperature": [1, "°C"]}]';

/** What a hub has sent in recordings and examples, without the invalid lines. */
const lines = [
    ...transcripts.flatMap(({ log }) => log.filter(({ dir }) => dir === 'in').map(({ text }) => text)),
    ...readFileSync(join(root, 'test/data/frames.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { direction: string; frame: string; valid: boolean })
        .filter(({ direction, valid }) => direction === 'hub->client' && valid)
        .map(({ frame }) => frame),
].map((line) => line.trim());

/** Messages to a node, and whether it accepts them. */
const INPUTS: readonly (readonly [id: string, type: string, isAccepted: boolean, messages: readonly object[]])[] = [
    [
        'in',
        'clown-in',
        true,
        [
            { action: 'status', topic: '', payload: 1 },
            { action: 'status', topic: 5 },
            { action: 'subscribe', topic: 'a/#' },
            { action: 'subscribe', topic: ['b/+', 'living room'] },
            { action: 'subscribe', topic: [] },
            { action: 'unsubscribe', topic: ['b/+'] },
            { action: 'unsubscribe', topic: true },
            { action: 'list', topic: 'a/#/b' },
            { action: 'record', minutes: '2', topic: '' },
            { action: 'stop recording', minutes: 99 },
            { action: 'record', minutes: '' },
            { action: 'stop recording' },
        ],
    ],
    [
        'in',
        'clown-in',
        false,
        [
            {},
            { action: 'moon' },
            { action: 5, topic: 'a' },
            { action: 'subscribe' },
            { action: 'subscribe', topic: true },
            { action: 'subscribe', topic: '' },
            { action: 'subscribe', topic: ['a', 'a/#/b'] },
            { action: 'unsubscribe' },
            { action: 'unsubscribe', topic: ['a', true] },
            { action: 'unsubscribe', topic: false },
            { action: 'record', minutes: 0 },
            { action: 'record', minutes: 61 },
            { action: 'record', minutes: 'moon' },
            { action: 'record', minutes: null },
        ],
    ],
    [
        'out',
        'clown-out',
        true,
        [
            { topic: 'led/-/set', payload: 'on' },
            { topic: 'led/-/set', payload: Buffer.from('{"state": "off"}') },
            { topic: 'lamp/set', payload: { state: '1-dot' } },
            { device: 'lamp', payload: 'on' },
            { device: 5, topic: 'led/-/set', payload: true },
            { action: 'moon', minutes: 0, topic: 'led/-/set', payload: 'on' },
            { action: null, device: 'led/-', payload: 'on' },
            { payload: [['led/-/set', 'on'], { device: 'lamp', payload: 'off' }] },
            { action: 'status', topic: 5 },
            { action: 'record', payload: [] },
            { action: 'stop recording', minutes: null },
        ],
    ],
    [
        'out',
        'clown-out',
        false,
        [
            { action: 'record', minutes: 0 },
            { action: 'record', minutes: {} },
        ],
    ],
];

describe('messages of the nodes', () => {
    let schemas: ReadonlyMap<string, NodeSchema>;
    let peer: Peer;
    let userDir: string;

    leavesNothing(async () => {
        await unload();
        await endPeers();
    });
    before(async function () {
        await buildIfNeeded();
        schemas = readSchemas();
    });
    beforeEach(async () => {
        userDir = await makeFolder('messages');
        useFolder(userDir);
    });
    afterEach(async () => {
        useFolder(undefined);
        await removeFolder(userDir);
    });

    async function start(...nodes: readonly Item[]): Promise<void> {
        peer = await startPeer();
        const devices = [
            { device: 'thermometer/i2c0-48', name: 'living room' },
            { device: 'led/-', name: 'lamp' },
        ];
        const loaded = load([tab(), hubNode({ address: peer.url, devices }), ...nodes]);
        await greeted(peer);
        await loaded;
    }

    function isDescribed(type: string, msg: Message | undefined, part: Schema): void {
        const schema = schemas.get(type);
        assert.ok(schema && msg);
        assert.ok(schema.output(msg), `${JSON.stringify(msg)}: ${JSON.stringify(schema.output.errors)}`);
        assert.ok(schema.part(part, msg), `${JSON.stringify(msg)} is not as in ${JSON.stringify(part)}`);
        const odd = unknownIn(msg.clown, detailsOf(type));
        assert.deepEqual(odd, [], JSON.stringify(msg));
    }

    /** All properties of `msg.clown` that any message of the node may have. */
    function detailsOf(type: string): Set<string> {
        const defs = schemas.get(type)?.schema.$defs as Readonly<Record<string, Schema>>;
        const names = ['ClownDetails', 'AnswerDetails', 'SilenceDetails', 'StateChange'];
        return new Set(names.flatMap((name) => Object.keys(defs[name]?.properties ?? {})));
    }

    const OF_MESSAGE = ['_msgid', 'topic', 'payload', 'quantity', 'unit', 'parts', 'clown'];

    const unknownIn = (value: unknown, known: ReadonlySet<string>): string[] =>
        Object.keys(Object(value) as object).filter((name) => !known.has(name));

    const OF_FRAME = { $ref: '#/$defs/ClownMessage' };
    const withPayload = (name: string): Schema => ({ properties: { payload: { $ref: `#/$defs/${name}` } } });

    it(`clown in: each output, for ${lines.length} frames of the test data`, async () => {
        const outputs = CHOICES.output;
        await start(...outputs.flatMap((output) => inNode(output, { output, quantity: 'temperature' })));
        const wanted = { readings: JSON.stringify(['thermometer/i2c0-48', { temperature: [21.5, '\u2103'] }]) };
        for (const line of [...lines, wanted.readings, END]) peer.send(line);
        for (const output of outputs) {
            const isEnd = ({ topic }: Message): boolean => topic === 'end/-';
            const found = await messagesAt(`${output}-sink`, 1);
            while (!found.some(isEnd)) await messagesAt(`${output}-sink`, found.length + 1);
            for (const msg of found) {
                isDescribed('clown-in', msg, OF_FRAME);
                assert.deepEqual(unknownIn(msg, new Set(OF_MESSAGE)), []);
            }
        }
        assert.ok(received('payload-sink').length >= lines.length);
        const names = received('payload-sink').map(({ clown }) => (clown as { name?: string }).name);
        assert.ok(names.includes('living room'));
    });

    it('clown in: changes of the connection, silent topics and responses to actions', async () => {
        quicken(20);
        await start(
            ...inNode('state', { listen: 'state' }),
            ...watchingNode('watch', { topic: 'a/-' }),
            ...inNode('any', { listen: 'dynamic' }),
        );
        peer.send('["a/-", {"x": 1}]');
        // Later it would be a message of the subscription below.
        await messagesAt('watch-sink', 1);
        const [silent] = await messagesAt('watch-silence', 1);
        isDescribed('clown-in', silent, { properties: { clown: { $ref: '#/$defs/SilenceDetails' } } });
        for (const action of ['subscribe', 'list', 'status', 'record', 'stop recording']) {
            const msg = { action, topic: 'a/-', payload: 1 };
            assert.ok(schemas.get('clown-in')?.input(msg), action);
            const before = received('any-sink').length;
            give('any', msg);
            if (action !== 'subscribe') await messagesAt('any-sink', before + 1);
        }
        const [list, status, record, stopped] = received('any-sink');
        isDescribed('clown-in', list, { properties: { payload: { type: 'array' } } });
        isDescribed('clown-in', status, withPayload('HubStatus'));
        for (const msg of [record, stopped]) isDescribed('clown-in', msg, withPayload('RecordingDetails'));
        give('any', { action: 'disconnect' });
        const states = await messagesAt('state-sink', 2);
        for (const msg of states) {
            isDescribed('clown-in', msg, { properties: { clown: { $ref: '#/$defs/StateChange' } } });
        }
    });

    it('the nodes accept the messages that the schemas allow, and refuse those that they forbid', async () => {
        await start(...dynamicNode('in'), ...passingNode('out'), ...listeners(['in', 'out']));
        for (const [id, type, isAccepted, list] of INPUTS) {
            for (const msg of list) {
                const [accepted, refused] = [received('f1-complete-sink'), received('f1-catch-sink')];
                const before = [accepted.length, refused.length];
                assert.equal(schemas.get(type)?.input(msg), isAccepted, JSON.stringify(msg));
                give(id, { ...msg });
                await become(
                    () => accepted.length + refused.length > Number(before[0]) + Number(before[1]),
                    `the end of ${JSON.stringify(msg)}`,
                );
                assert.equal(accepted.length > Number(before[0]), isAccepted, JSON.stringify(msg));
            }
        }
    });

    it('clown request and clown out: responses, errors and passed messages', async () => {
        await start(
            ...requestNode('request', { command: 'get', device: 'living room', outputs: 2, timeout: '0.1' }),
            ...requestNode('text', { command: 'text', device: 'i2c0-3c' }),
            ...passingNode('out', { command: 'led' }),
            sink('unused'),
        );
        // A display does not respond. The message has all that clown in or a Catch node has put into it.
        give('text', { payload: 'Hello', clown: { type: 'lux-meter' }, error: { message: 'late' } });
        const [shown] = await messagesAt('text-sink', 1);
        assert.ok(schemas.get('clown-request')?.output(shown));
        give('request', { payload: 1 });
        await messagesAt('request-failed', 1);
        give('request', { payload: 1 });
        peer.send('["thermometer/i2c0-48", {"temperature": [21.5, "°C"]}]');
        give('request', { action: 'status' });
        const answers = await messagesAt('request-sink', 2);
        const [answer] = answers.filter(({ clown }) => clown !== undefined);
        isDescribed('clown-request', answer, { properties: { clown: { $ref: '#/$defs/AnswerDetails' } } });
        const [status] = answers.filter(({ clown }) => clown === undefined);
        isDescribed('clown-request', status, withPayload('HubStatus'));
        const [failed] = received('request-failed');
        isDescribed('clown-request', failed, { required: ['error'] });
        assert.ok(schemas.get('clown-out')?.input({ payload: true }));
        give('out', { payload: true });
        const [passed] = await messagesAt('out-sink', 1);
        assert.ok(schemas.get('clown-out')?.output(passed));
    });
});
