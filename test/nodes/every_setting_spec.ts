// Each setting of the four nodes with a value that is not allowed: the editor and the runtime refuse it with the same sentence,
// which names the setting by its label, what was received and what is allowed.

import assert from 'node:assert/strict';
import { COMMAND_KINDS, REQUEST_KINDS } from '../../src/protocol/kinds';
import { CHOICES, INPUT_TYPES, SWITCHES } from '../../src/settings/choices';
import { NUMBERS } from '../../src/settings/numbers';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { translate } from './support/catalogue';
import { knownInEditor, refusedInEditor, useEditor } from './support/editor';
import { hubAt, hubNode, type Item, inNode, outNode, requestNode, tab, variable } from './support/flows';
import { load, logged, node as nodeOf, unload, WARN } from './support/runtime';

type Settings = Readonly<Record<string, unknown>>;

/** A value that is not allowed, parts of its sentence, and the settings with which the node uses it. */
interface Row {
    readonly value: unknown;
    readonly says: readonly string[];
    readonly beside?: Settings;
    /** The field that shows the error, if it has another name. */
    readonly field?: string;
}

const relay = { command: 'relay', device: 'i2c0-3b', topic: '', payload: 'on', payloadType: 'str' };
const types = INPUT_TYPES.join(', ');
const typed: Readonly<Record<string, Row>> = {
    topic: { value: 'relay/+/set', says: ['relay/+/set'], beside: { command: 'message' } },
    topicType: {
        value: 'moon',
        says: ['Topic', '"moon"', types],
        field: 'topic',
        beside: { command: 'message', topic: 'a/b/c' },
    },
    device: { value: 'i2c0-3z', says: ['i2c0-3z', 'i2c0-3b'], beside: relay },
    deviceType: { value: 'moon', says: ['Device', '"moon"', types], field: 'device', beside: relay },
    payload: { value: 'open', says: ['"open"', 'true, false', '"toggle"', 'on, off, 1, 0'], beside: relay },
    payloadType: { value: 'moon', says: ['Payload', '"moon"', types], field: 'payload', beside: relay },
};

const COMMAND = ['long', 'confirm', 'tries'];
/** The settings of each node in the tables of numbers, choices and switches. */
const OF_TABLES: Readonly<Record<string, readonly string[]>> = {
    'clown-hub': ['place', 'autoConnect', 'requestStates', 'showStatus', 'quiet'].concat([
        'handshake',
        'heartbeat',
        'retryCeiling',
        'maxSize',
        'gap',
        'silence',
        'replaySpeed',
    ]),
    'clown-in': ['listen', 'output', 'replay', 'skipRequested', 'showValue', 'silentAfter', 'warnUnmatched'].concat([
        'temperatureUnit',
        'pressureUnit',
        'altitude',
    ]),
    'clown-out': [...COMMAND, 'offline', 'queueSize', 'queueAge'],
    'clown-request': [...COMMAND, 'timeout'],
};

/** What is not in the tables of numbers, choices and switches. */
const OTHERS: Readonly<Record<string, Readonly<Record<string, Row>>>> = {
    'clown-hub': {
        address: { value: 'http://hub.local', says: ['address', 'ws://', 'wss://'] },
        intervals: { value: [{ device: 'thermometer', seconds: 5 }], says: ['1', '"thermometer"'] },
        devices: { value: [{ device: 'thermometer/i2c0-48', name: 'a/b' }], says: ['"a/b"', '64', 'i2c0-48'] },
        headers: { value: [{ name: 'a b', slot: 'header1' }], says: ['1', '100'] },
        subprotocol: { value: 'a b', says: ['subprotocol', '1 to 100 letters'] },
        startFrames: { value: 'hello', says: ['Start frames', '1', '["-/-/config/list", {}]'] },
        goodbyeFrames: { value: 'hello', says: ['Goodbye frames', '1', '["-/-/config/list", {}]'] },
    },
    'clown-in': {
        topic: { value: 'thermometer/#/a', says: ['thermometer/#/a', '#'] },
        quantity: { value: '', says: ['quantity', 'temperature'], beside: { output: 'quantity' } },
    },
    'clown-out': { ...typed, command: { value: 'fly', says: ['Command', '"fly"', COMMAND_KINDS.join(', ')] } },
    'clown-request': {
        ...typed,
        command: { value: 'raw', says: ['Command', '"raw"', REQUEST_KINDS.join(', ')] },
        answer: { value: 'a/#/b', says: ['a/#/b', '#'] },
    },
};

/**
 * Settings without a rule of their own: other nodes check them, the dialog makes them from a checkbox, or a hub also runs
 * without what they name.
 */
const FREE = [
    'name',
    'hub',
    'tls',
    'proxy',
    'inputs',
    'outputs',
    'settingsVersion',
    'keepValues',
    'recording',
    'dismissed',
];

/** What a node needs to use a setting of the tables. */
const BESIDE: Readonly<Record<string, Settings>> = {
    long: { command: 'text', device: 'i2c0-3c' },
    replaySpeed: { place: 'simulated', recording: 'night.jsonl' },
};

function rowOf(type: string, name: string): Row | undefined {
    const other = OTHERS[type]?.[name];
    if (other) return other;
    const labelKeys = ['hub.form', 'in.label', 'out.label', 'request.label', 'hub.label'];
    const key = labelKeys.map((part) => `clown-${part}.${name}`).find((one) => translate(one) !== one) ?? '';
    const label = translate(key);
    const beside = BESIDE[name] ?? {};
    const number = Object.entries(NUMBERS).find(([one]) => one === name)?.[1];
    if (number) {
        const { least, most } = number;
        return { value: `${most + 1}`, says: [label, `"${most + 1}"`, `${least}`, `${most}`], beside };
    }
    const choice = Object.entries(CHOICES).find(([one]) => one === name)?.[1];
    if (choice) return { value: 'moon', says: [label, '"moon"', choice.join(', ')], beside };
    return name in SWITCHES ? { value: 'perhaps', says: [label, '"perhaps"', 'true, false'], beside } : undefined;
}

describe('each setting with a value that is not allowed', () => {
    const definitions = useEditor();
    leavesNothing(unload);

    const make: Readonly<Record<string, (settings: Settings) => readonly Item[]>> = {
        'clown-hub': (settings) => [tab(), hubNode({ address: 'ws://127.0.0.1:9', autoConnect: false, ...settings })],
        'clown-in': (settings) => inNode('node', settings),
        'clown-out': (settings) => [outNode('node', settings)],
        'clown-request': (settings) => requestNode('node', settings),
    };
    const idOf = (type: string): string => (type === 'clown-hub' ? 'hub' : 'node');

    async function start(type: string, settings: Settings): Promise<Item> {
        const items = make[type]?.(settings) ?? [];
        const rest = type === 'clown-hub' ? inNode() : [tab(), hubAt(await startSilentHub())];
        await load([...rest, ...items]);
        const item = items.find(({ id }) => id === idOf(type));
        assert.ok(item);
        return item;
    }

    for (const type of Object.keys(make)) {
        describe(type, () => {
            it('has each of its settings in this test', () => {
                const names = [...(OF_TABLES[type] ?? []), ...Object.keys(OTHERS[type] ?? {})];
                const free = FREE.filter((name) => definitions.get(type)?.defaults[name]);
                assert.deepEqual([...names, ...free].sort(), Object.keys(definitions.get(type)?.defaults ?? {}).sort());
            });

            for (const name of [...(OF_TABLES[type] ?? []), ...Object.keys(OTHERS[type] ?? {})]) {
                it(`${name}: refused by the editor and by the runtime, in the same words`, async () => {
                    const row = rowOf(type, name);
                    assert.ok(row);
                    const { value, says, beside, field = name } = row;
                    const item = await start(type, { ...beside, [name]: value });
                    const [[marked, sentence] = [], ...more] = refusedInEditor(item);
                    assert.deepEqual([marked, more], [field, []], String(sentence));
                    for (const part of says) assert.ok(String(sentence).includes(part), `${sentence}: ${part}`);
                    const [line, ...others] = logged(idOf(type), WARN);
                    assert.ok(line?.endsWith(String(sentence)), line);
                    assert.deepEqual(others, []);
                });
            }

            for (const [what, value] of [
                ['absent', undefined],
                ['null', null],
                ['empty', ''],
                ['an empty variable', variable('CLOWN_TEST_EMPTY')],
            ] as const) {
                it(`${what}: what its absence means is allowed`, async () => {
                    process.env.CLOWN_TEST_EMPTY = '';
                    try {
                        const names = Object.keys(definitions.get(type)?.defaults ?? {});
                        const kept = ['name', 'hub', 'address', 'topic'];
                        const absent = names.filter((name) => !kept.includes(name)).map((name) => [name, value]);
                        const item = await start(type, Object.fromEntries(absent));
                        assert.deepEqual(refusedInEditor(item), []);
                        assert.deepEqual(logged(idOf(type), WARN), []);
                        assert.ok(nodeOf(idOf(type)));
                    } finally {
                        delete process.env.CLOWN_TEST_EMPTY;
                    }
                });
            }
        });
    }

    const GONE = variable('CLOWN_TEST_GONE');
    /** Settings that a node does not use, left over from before: they may have any value. */
    const unused: readonly (readonly [type: string, settings: Settings])[] = [
        [
            'clown-in',
            {
                listen: 'state',
                replay: 'a',
                skipRequested: 'b',
                showValue: 'c',
                warnUnmatched: GONE,
                temperatureUnit: 'K',
                altitude: 'high',
            },
        ],
        ['clown-out', { command: 'text', device: 'i2c0-3c', topic: '', confirm: 'yes' }],
        ['clown-out', { command: 'raw', topic: '', confirm: 'yes', device: 'a/b/c', deviceType: 'moon', long: 'moon' }],
        ['clown-request', { command: 'list', topic: '+', topicType: 'moon', payload: '{', payloadType: 'moon' }],
        ['clown-in', { listen: 'dynamic', topic: 'a/#/b', silentAfter: 'soon', output: 'values', quantity: 5 }],
        ['clown-request', { command: 'list', topic: '', confirm: 'yes' }],
        [
            'clown-out',
            { command: 'relay', device: 'i2c0-3b', topic: GONE, tries: GONE, queueSize: GONE, queueAge: GONE },
        ],
        ['clown-request', { command: 'list', topic: GONE, device: GONE, payload: GONE, long: GONE, confirm: GONE }],
        ['clown-hub', { recording: GONE, replaySpeed: 'fast' }],
        ['clown-hub', { address: ' WS://127.0.0.1:9', tls: 'missing' }],
        [
            'clown-hub',
            {
                place: 'simulated',
                address: GONE,
                tls: 'missing',
                proxy: 'missing',
                subprotocol: 'a b',
                headers: [{ name: GONE, slot: 'a' }],
            },
        ],
    ];
    for (const [type, settings] of unused) {
        it(`${type} ${JSON.stringify(settings)}: allowed where it is not used`, async () => {
            knownInEditor.set('missing', { type: 'other', valid: false });
            const item = await start(type, settings);
            assert.deepEqual(refusedInEditor(item), []);
            assert.deepEqual(logged(idOf(type), WARN), []);
        });
    }

    it('a missing TLS node or proxy is refused by both where it is used', async () => {
        knownInEditor.set('missing', { type: 'other', valid: false });
        for (const name of ['tls', 'proxy']) {
            const item = await start('clown-hub', { address: 'wss://127.0.0.1:9', [name]: 'missing' });
            const [[marked, sentence] = [], ...more] = refusedInEditor(item);
            assert.deepEqual([marked, more], [name, []]);
            assert.ok(logged('hub', WARN)[0]?.endsWith(String(sentence)), String(sentence));
            await unload();
        }
    });

    it('no TLS node and no proxy are allowed in a list that has an entry for none', () => {
        knownInEditor.set('_ADD_', { type: 'other', valid: false });
        const item = { ...hubNode(), address: 'wss://127.0.0.1:9', tls: '_ADD_', proxy: '_ADD_' };
        assert.deepEqual(refusedInEditor(item), []);
    });

    /** Fixed payloads that the runtime cannot read as their type. */
    const payloads: readonly (readonly [payloadType: string, payload: unknown, says: string])[] = [
        ['num', '', 'number'],
        ['bool', 'maybe', 'true, false'],
        ['json', '{', 'JSON'],
        ['json', `{"state": "${variable('X')}"}`, variable('X')],
        ['str', { on: true }, '"on"'],
    ];
    for (const [payloadType, payload, says] of payloads) {
        it(`a payload of the type ${payloadType} ${JSON.stringify(payload)}: the same words on both sides`, async () => {
            const item = await start('clown-out', { ...relay, payload, payloadType });
            const [[marked, sentence] = [], ...more] = refusedInEditor(item);
            assert.deepEqual([marked, more], ['payload', []]);
            assert.ok(String(sentence).includes(says), String(sentence));
            // The log quotes a setting with a variable as written, in place of all that a sentence names.
            const [beginning = ''] = String(sentence).split(', but got');
            assert.ok(logged('node', WARN)[0]?.includes(beginning), `${logged('node', WARN)[0]}: ${String(sentence)}`);
        });
    }

    it('a path of the message with a mistake is refused by both, also without its type', async () => {
        for (const [field, type] of [
            ['payload', 'msg'],
            ['payload', undefined],
            ['topic', 'msg'],
        ] as const) {
            const item = await start('clown-out', {
                command: 'message',
                topic: '',
                [field]: 'a[',
                [`${field}Type`]: type,
            });
            assert.deepEqual(refusedInEditor(item), [[field, false]]);
            assert.equal(logged('node', WARN).length, 1);
            await unload();
        }
    });

    it('a variable is allowed, also where the open dialog shows nothing for it', () => {
        const value = variable('CLOWN_TEST');
        for (const [type, name] of [
            ['clown-hub', 'place'],
            ['clown-in', 'output'],
            ['clown-out', 'offline'],
            ['clown-request', 'command'],
        ] as const) {
            const { validate } = definitions.get(type)?.defaults[name] ?? {};
            assert.equal(validate?.call({ [name]: value }, null, {}), true, name);
            assert.notEqual(validate.call({ [name]: 'moon' }, null, {}), true, name);
        }
    });

    it('a publish interval with a variable is allowed beside one that is refused', () => {
        const intervals = [
            { device: 'thermometer/i2c0-48', seconds: variable('CLOWN_TEST') },
            { device: `relay/${variable('CLOWN_TEST')}`, seconds: '' },
        ];
        assert.deepEqual(refusedInEditor(hubNode({ address: 'ws://hub', intervals })), []);
        const more = [...intervals, { device: 'thermometer', seconds: 5 }];
        const [[marked, sentence] = []] = refusedInEditor(hubNode({ address: 'ws://hub', intervals: more }));
        assert.equal(marked, 'intervals');
        assert.ok(String(sentence).includes('3') && String(sentence).includes('"thermometer"'), String(sentence));
    });
});
