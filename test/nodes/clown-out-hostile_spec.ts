// Messages as no flow should send them, through clown out and clown request: whatever one is, it has one end, and stays
// as it was.

import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { Simulator } from '../../src/simulator';
import { HOSTILE } from '../support/hostile.js';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { assertPrototypesUnchanged } from '../support/results.js';
import { hubAt, type Item, listeners, outNode, requestNode, sink, tab } from './support/flows';
import { listed } from './support/links';
import { become, ERROR, errorOf, give, load, logged, received, settled, unload } from './support/runtime';

const GIVEN = { _msgid: 'm', topic: 'led/-/set', payload: 'on' };

/** Its outputs go to two nodes each, for which Node-RED copies what is sent. */
const NODES: Readonly<Record<string, Item>> = {
    'clown out': { ...outNode('node', { outputs: 1 }), wires: [['one', 'two']] },
    'clown request': { ...asItem(requestNode('node')), wires: [['one', 'two']] },
    'clown request with two outputs': {
        ...asItem(requestNode('node', { outputs: 2 })),
        wires: [
            ['one', 'two'],
            ['one', 'two'],
        ],
    },
    'clown request for the device list': {
        ...asItem(requestNode('node', { command: 'list' })),
        wires: [['one', 'two']],
    },
};

function asItem([node]: readonly Item[]): Item {
    assert.ok(node);
    return node;
}

function throwing(key: string): object {
    return Object.defineProperty({ ...GIVEN }, key, {
        enumerable: true,
        get() {
            throw new Error('from the message');
        },
    });
}

function revoked(): object {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
}

function cyclic(): object {
    const msg: Record<string, unknown> = { ...GIVEN };
    msg.self = msg;
    return msg;
}

/** Node-RED's own copy of it does not end; and the test helper does not notice if `undefined` is thrown. */
const UNFIT = /million|billion|100,000|shared|endless|throws nothing/;

const MESSAGES: readonly (readonly [name: string, make: () => object])[] = [
    ['plain', () => ({ ...GIVEN })],
    ...['topic', 'payload', 'action', 'device', 'other'].map(
        (key) => [`whose ${key} throws`, () => throwing(key)] as const,
    ),
    [
        'whose other property throws, for the action status',
        () => Object.assign(throwing('other'), { action: 'status' }),
    ],
    ['with itself in it', cyclic],
    ['with a revoked Proxy beside', () => ({ ...GIVEN, other: revoked() })],
    ['with a revoked Proxy as action', () => ({ ...GIVEN, action: revoked() })],
    ['frozen', () => Object.freeze({ ...GIVEN })],
    ['with no prototype', () => Object.assign(Object.create(null) as object, GIVEN)],
    [
        'of a Proxy that refuses every change',
        () => new Proxy({ ...GIVEN }, { set: () => false, defineProperty: () => false }),
    ],
    ['of a Proxy whose keys throw', () => new Proxy({ ...GIVEN }, { ownKeys: () => assert.fail('from the proxy') })],
    ...HOSTILE.filter(([name]) => !UNFIT.test(name)).map(
        ([name, make]) => [`with this as payload: ${name}`, () => ({ ...GIVEN, payload: make() })] as const,
    ),
];

function ends(): { completed: number; caught: string[] } {
    const caught = received('f1-catch-sink').map(errorOf);
    return { completed: received('f1-complete-sink').length, caught: caught.map(({ message }) => message) };
}

describe('messages as no flow should send them [L1, O4, O8]', () => {
    let hub: Simulator;

    leavesNothing(unload);

    beforeEach(async () => {
        hub = await startSilentHub();
    });

    for (const [node, item] of Object.entries(NODES)) {
        describe(node, () => {
            for (const [name, make] of MESSAGES) {
                it(name, async () => {
                    await load([tab(), hubAt(hub), item, sink('one'), sink('two'), ...listeners(['node'])]);
                    await listed(hub);
                    const msg = make();
                    const before = picture(msg);
                    give('node', msg);
                    await become(() => ends().completed + ends().caught.length > 0, 'the end of the message');
                    await settled();
                    const { completed, caught } = ends();
                    assert.equal(completed + caught.length, 1, inspect({ completed, caught }));
                    assert.deepEqual([...logged('node', ERROR), ...logged('hub', ERROR)], []);
                    assert.equal(picture(msg), before);
                    assertPrototypesUnchanged();
                });
            }
        });
    }

    it('clown request: one that it cannot copy is a failure, also if no node watches for its completion', async () => {
        const watching = listeners(['node']).filter(({ type }) => type !== 'complete');
        await load([tab(), hubAt(hub), ...requestNode('node'), ...watching]);
        await listed(hub);
        give('node', throwing('other'));
        await become(() => ends().caught.length > 0, 'the failure');
        assert.deepEqual(received('node-sink'), []);
    });
});

/** A message as a text that shows every change, as far as it lets itself be looked at. */
function picture(msg: object): string {
    try {
        return inspect(msg, { depth: 10, getters: false, showProxy: true });
    } catch {
        return 'not to be looked at';
    }
}
