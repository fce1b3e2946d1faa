// Checked settings that equal nodes share: nodes that differ in anything that is checked never do, and no node is kept.

import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Node, NodeAPI } from 'node-red';
import { CommandReader } from '../../nodes/runtime/node/command-message';
import { MAX_SHARED, SharedSettings } from '../../nodes/runtime/node/shared-settings';
import { type Read, readOf } from '../../nodes/runtime/node/typed-readers';
import { ok, type Result, refuse } from '../../src/base/errors';
import { good } from '../support/results';
import { requireFromNodeRed } from './support/runtime';

const { util } = requireFromNodeRed('node-red') as { util: NodeAPI['util'] };
const RED = { util } as unknown as NodeAPI;
const OPTIONS = { kinds: ['message', 'relay'], batches: true } as const;

/** A new object each time it is asked. */
const fresh = (): Result<object> => ok({});

describe('shared settings', () => {
    it('are those of another node that differs only in its place, name, wires and hub', () => {
        const shared = new SharedSettings<object>('topic');
        const settings = { payload: 'on', tries: 3 };
        const first = shared.of(
            { id: 'a', z: 't', x: 1, y: 2, name: 'n', hub: 'h', wires: [['b']], ...settings },
            fresh,
        );
        assert.equal(shared.of({ id: 'b', type: 'u', g: 'g', topic: 'x', ...settings }, fresh), first);
    });

    it('are others wherever a setting differs, also only in its type', () => {
        const shared = new SharedSettings<object>();
        const all = [{}, { a: 1 }, { a: '1' }, { a: null }, { a: ['1'] }, { b: 1 }, { a: 1, b: 1 }, { a: '"],["b",1' }];
        const found = all.map((stored) => shared.of(stored, fresh));
        assert.equal(new Set(found).size, all.length);
        for (const [at, stored] of all.entries()) assert.equal(shared.of({ ...stored }, fresh), found[at]);
    });

    it('are checked again if they are invalid, or belong to one node', () => {
        const shared = new SharedSettings<object>();
        const invalid = shared.of({}, () => refuse('hub-missing'));
        assert.equal(invalid.ok, false);
        assert.notEqual(shared.of({}, fresh), invalid);
        const own = shared.of({ own: true }, fresh, () => false);
        assert.notEqual(shared.of({ own: true }, fresh), own);
    });

    it('are bounded in number and length', () => {
        const shared = new SharedSettings<object>();
        const first = shared.of({ at: 0 }, fresh);
        for (let at = 1; at < MAX_SHARED; at++) shared.of({ at }, fresh);
        assert.equal(shared.of({ at: 0 }, fresh), first);
        shared.of({ at: MAX_SHARED }, fresh);
        assert.notEqual(shared.of({ at: 0 }, fresh), first);
        const longest = { text: 'x'.repeat(1_000 - JSON.stringify([['text', '']]).length) };
        assert.equal(shared.of(longest, fresh), shared.of(longest, fresh));
        const long = { text: `${longest.text}x` };
        assert.notEqual(shared.of(long, fresh), shared.of(long, fresh));
    });

    it('keep no node in memory', async () => {
        setFlagsFromString('--expose-gc');
        const collect = runInNewContext('gc') as () => void;
        const make = (): { reader: CommandReader; node: WeakRef<Node> } => {
            const node = { error: () => {} } as unknown as Node;
            return { reader: good(CommandReader.make(RED, node, {}, OPTIONS)), node: new WeakRef(node) };
        };
        const { reader, node } = make();
        assert.equal(reader.isShared, true);
        // A reference is weak only after the turn in which it was made.
        await new Promise((resolve) => setImmediate(resolve));
        collect();
        assert.equal(node.deref(), undefined);
        reader.end();
        reader.read({ topic: 'a/b/set', payload: 1 } as never, (commands) => {
            assert.deepEqual(commands, ok([{ kind: 'command', topic: 'a/b/set', payload: 1 }]));
        });
    });

    it('are not those of a node with an expression, which ends with its node', () => {
        const node = { error: () => {} } as unknown as Node;
        const stored = { payload: 'payload', payloadType: 'flow' };
        const reader = good(CommandReader.make(RED, node, stored, OPTIONS));
        assert.equal(reader.isShared, false);
        reader.end();
        let code: string | undefined;
        reader.read({ topic: 'a' } as never, (commands) => {
            code = commands.ok ? undefined : commands.reason.code;
        });
        assert.equal(code, 'stopped');
    });
});

describe('the readers of parts of messages', () => {
    const reader = (value: string, setting = 'payload'): Read =>
        good(readOf(RED, {} as Node, { setting, value, type: 'msg' }));

    it('are shared by nodes with the same setting and path', () => {
        assert.equal(reader('payload.x'), reader('payload.x'));
        assert.notEqual(reader('payload.x'), reader('payload.y'));
        assert.notEqual(reader('payload.x'), reader('payload.x', 'topic'));
        assert.equal(reader('payload.x', 'topic').setting, 'topic');
    });

    it('are bounded in number and length', () => {
        assert.equal(reader('x'.repeat(200)), reader('x'.repeat(200)));
        assert.notEqual(reader('x'.repeat(201)), reader('x'.repeat(201)));
        let added = 0;
        const add = (): Read => reader(`payload.x${added++}`);
        // Other tests may have left some.
        const first = reader('topic');
        while (reader('topic') === first) add();
        assert.ok(added <= 100);
        // Two are known now: the last of those, and this one.
        const again = reader('topic');
        for (let known = 2; known < 100; known++) add();
        assert.equal(reader('topic'), again);
        add();
        assert.notEqual(reader('topic'), again);
    });
});
