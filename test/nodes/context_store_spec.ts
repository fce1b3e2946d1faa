// A context store of Node-RED as a hub node uses it: which there are, and whatever it does, one outcome.

import assert from 'node:assert/strict';
import type { Node, NodeAPI } from 'node-red';
import { ContextStore } from '../../nodes/runtime/hub/context-store';

type Answer = (error: unknown, value?: unknown) => void;

function store(contextStorage: unknown, name: string, context: object = {}): ContextStore {
    const RED = { settings: { contextStorage } } as unknown as NodeAPI;
    return new ContextStore(RED, { context: () => context } as unknown as Node, name);
}

describe('the context stores of a Node-RED', () => {
    const FILE = { module: 'localfilesystem' };
    const MEMORY = { module: 'memory' };
    const ROWS: readonly (readonly [string, unknown, name: string, others: readonly string[] | undefined, boolean])[] =
        [
            ['without any defined are one in memory', undefined, 'memory', undefined, true],
            ['with an empty definition are one in memory', {}, 'memory', undefined, true],
            ['with an odd definition are one in memory', 'file', 'memory', undefined, true],
            ['are no other one', undefined, 'file', ['memory'], false],
            ['are those that are defined', { file: FILE, quick: MEMORY }, 'file', undefined, false],
            ['may be in memory under any name', { file: FILE, quick: MEMORY }, 'quick', undefined, true],
            ['are no longer the usual one then', { file: FILE }, 'memory', ['file'], false],
            ['are named without other names for them', { default: 'file', file: FILE }, 'default', ['file'], false],
            ['are named without the name that Node-RED uses itself', { _: FILE, file: FILE }, '_', ['file'], false],
            ['of only other names are one in memory', { default: 'file' }, 'memory', undefined, true],
        ];
    for (const [title, defined, name, others, isMemory] of ROWS) {
        it(title, () => {
            const found = store(defined, name);
            assert.deepEqual([found.name, found.others, found.isMemory], [name, others, isMemory]);
        });
    }
});

describe('what comes of a context store', () => {
    it('is a value, which is written and read under one key of this store', async () => {
        const values = new Map<string, unknown>();
        const context = {
            get: (key: string, name: string, done: Answer) => done(null, values.get(`${name} ${key}`)),
            set: (key: string, value: unknown, name: string, done: Answer) => {
                values.set(`${name} ${key}`, value);
                done(undefined);
            },
        };
        const one = store(undefined, 'file', context);
        assert.deepEqual(await one.read(), { value: undefined });
        assert.deepEqual(await one.write({ a: 1 }), { value: undefined });
        assert.deepEqual(await one.read(), { value: { a: 1 } });
        assert.deepEqual([...values.keys()], ['file lastValues']);
    });

    it('is its error, or what it throws, and only the first of them', async () => {
        const failing = { get: (_key: string, _name: string, done: Answer) => [done('full'), done(null, 1)] };
        assert.deepEqual(await store(undefined, 'file', failing).read(), { error: 'full' });
        const thrown = new Error('broken');
        const throwing = {
            set() {
                throw thrown;
            },
        };
        assert.deepEqual(await store(undefined, 'file', throwing).write(1), { error: thrown });
        const failedWrite = { set: (_key: string, _value: unknown, _name: string, done: Answer) => done(thrown) };
        assert.deepEqual(await store(undefined, 'file', failedWrite).write(1), { error: thrown });
    });
});
