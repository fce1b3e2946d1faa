// Last values in a context store that is slow or fails: what is stored is never lost, and flows neither wait long nor stop.

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { NodeAPI } from 'node-red';
import { dropWhenStarted } from '../../nodes/runtime/hub/kept-between-deploys';
import { next, until } from '../support/wait';
import { type Done, keptStore, restored, topics, unused } from './support/kept-store';

describe('last values in a context store that is slow or fails', () => {
    const { store, warnings, start, hubWith, fill, quickly } = keptStore();

    /** The lines in the store. */
    function stored(): string[] {
        return (store.value as { values: [number, string][] }).values.map(([, line]) => line);
    }

    function isTimeout(): void {
        assert.equal(warnings.length, 1);
        assert.match(warnings[0] ?? '', /^Attic: the context store "file" reports an error.*: no response\./);
    }

    it('a stop of the flows waits for the store, but two seconds at most', async () => {
        const { client } = await hubWith('["a/b", {}]');
        quickly(10);
        store.set = () => {};
        const keeper = start(client);
        await restored(client);
        await client.hub.close();
        const begin = performance.now();
        await keeper.close(false);
        const ms = performance.now() - begin;
        assert.ok(ms > 150 && ms < 1_500, `${ms}`);
        assert.equal(store.writes.length, 1);
        isTimeout();
    });

    it('a write that ends after the stop is the last one: another hub may have written later values since', async () => {
        const { client, print } = await hubWith('["a/b", {"n": 1}]');
        quickly(100);
        let finish: Done = () => {};
        store.set = (done) => {
            finish = done;
        };
        const first = next(store.changes, 'write', 'the first write');
        const keeper = start(client);
        await first;
        print('["a/b", {"n": 2}]');
        await until(() => client.topics.length === 3, 'the frame');
        await client.hub.close();
        await keeper.close(false);
        finish();
        await new Promise((resolve) => setImmediate(resolve));
        assert.equal(store.writes.length, 1);
        isTimeout();
    });

    it('a store that never responds: nodes wait ten seconds, one line in the log, and nothing is written', async () => {
        const { client } = await hubWith('["a/b", {}]');
        quickly(200);
        let reads = 0;
        store.get = () => reads++;
        const keeper = start(client);
        let calls = 0;
        client.hub.kept.whenRestored(() => calls++);
        await restored(client);
        await new Promise((resolve) => setTimeout(resolve, 700));
        await client.hub.close();
        await keeper.close(false);
        assert.deepEqual([calls, reads, store.writes], [1, 1, []]);
        isTimeout();
    });

    it('a response after ten seconds: what is stored stays stored, beside what has come since', async () => {
        await fill('["a/b", {"n": 1}]', '["a/c", {"n": 1}]');
        const { client } = await hubWith('["a/b", {"n": 2}]');
        quickly(200);
        let respond: Done = () => {};
        store.get = (done) => {
            respond = done;
        };
        const keeper = start(client);
        await restored(client);
        assert.deepEqual(topics(client), []);
        respond(undefined, store.value);
        await until(() => topics(client).length > 0, 'the values');
        await client.hub.close();
        await keeper.close(false);
        assert.deepEqual(stored(), ['["a/c", {"n": 1}]', '["a/b", {"n": 2}]']);
        isTimeout();
    });

    it('a read that failed is repeated, and nothing is written before one has succeeded', async () => {
        await fill('["a/b", {"n": 1}]', '["a/c", {"n": 1}]');
        const { get } = store;
        const reads = new EventEmitter();
        store.get = (done) => {
            reads.emit('read');
            done(new Error('disk on fire'));
        };
        const { client } = await hubWith('["a/b", {"n": 2}]');
        quickly(600);
        start(client);
        await restored(client);
        for (let n = 0; n < 2; n++) await next(reads, 'read', 'another read');
        assert.equal(store.writes.length, 1);
        store.get = get;
        await next(store.changes, 'write', 'a write');
        assert.deepEqual(stored(), ['["a/c", {"n": 1}]', '["a/b", {"n": 2}]']);
        assert.equal(warnings.length, 1);
    });

    it('a deploy before the store has responded: what is stored and what has come since', async () => {
        await fill('["a/b", {"n": 1}]', '["a/c", {"n": 1}]');
        const events = new EventEmitter();
        dropWhenStarted({ events } as unknown as NodeAPI);
        const { get } = store;
        store.get = () => {};
        const { client } = await hubWith('["a/b", {"n": 2}]');
        const first = start(client, { events });
        await client.hub.close();
        await first.close(false);
        store.get = get;
        const later = unused();
        const second = start(later, { events });
        assert.equal(later.hub.kept.isRestored, false);
        await restored(later);
        assert.deepEqual(
            later.hub.kept.matching(['#']).map((value) => [value.text, later.hub.kept.read(value)?.before]),
            [
                ['["a/c", {"n": 1}]', 'restart'],
                ['["a/b", {"n": 2}]', 'deploy'],
            ],
        );
        await later.hub.close();
        await second.close(false);
        assert.deepEqual(stored(), ['["a/c", {"n": 1}]', '["a/b", {"n": 2}]']);
        store.get = () => assert.fail('read again');
        const third = unused();
        start(third, { events });
        assert.deepEqual([third.hub.kept.isRestored, warnings], [true, []]);
    });

    it('a store that has not responded yet is not overwritten', async () => {
        await fill('["a/b", {}]');
        let respond: Done = () => {};
        store.get = (done) => {
            respond = done;
        };
        const { client } = await hubWith('["a/c", {}]');
        const keeper = start(client);
        await client.hub.close();
        await keeper.close(false);
        assert.equal(store.writes.length, 1);
        respond(undefined, store.value);
        await new Promise((resolve) => setImmediate(resolve));
        assert.equal(client.hub.kept.isRestored, false, 'nothing happens after the end');
    });

    it('a late response: values of which no frame has come since', async () => {
        await fill('["a/b", {"n": 1}]', '["a/c", {"n": 1}]');
        let respond: Done = () => {};
        store.get = (done) => {
            respond = done;
        };
        const { client } = await hubWith('["a/b", {"n": 2}]');
        start(client);
        let calls = 0;
        client.hub.kept.whenRestored(() => calls++);
        respond(undefined, store.value);
        respond(new Error('again'));
        await restored(client);
        assert.deepEqual([topics(client), calls, warnings], [['a/c'], 1, []]);
    });

    const throwing = (): never => {
        throw new Error('disk on fire');
    };
    for (const [name, fail] of Object.entries<(done: Done) => void>({
        'that throws': throwing,
        'that reports an error': (done) => done(new Error('disk on fire')),
        'that reports a text': (done) => done('disk on fire'),
    })) {
        it(`a store ${name}: one line in the log, and the hub works`, async () => {
            store.get = fail;
            store.set = fail;
            const { client } = await hubWith('["a/b", {}]');
            const keeper = start(client);
            await restored(client);
            await client.hub.close();
            await keeper.close(false);
            assert.equal(warnings.length, 1);
            assert.match(warnings[0] ?? '', /^Attic: the context store "file" reports an error.*: disk on fire/);
        });
    }

    const exotic: readonly [string, () => unknown][] = [
        ['no text', () => Object.create(null)],
        [
            'a text that throws',
            () => ({
                toString() {
                    throw new Error('test');
                },
            }),
        ],
    ];
    for (const [name, make] of exotic) {
        it(`an error of a store with ${name}: one line in the log`, async () => {
            store.get = (done) => done(make());
            store.set = (done) => done(make());
            const { client } = await hubWith('["a/b", {}]');
            const keeper = start(client);
            await restored(client);
            await client.hub.close();
            await keeper.close(false);
            assert.equal(warnings.length, 1);
            assert.match(warnings[0] ?? '', /reports an error.*: object\./);
        });
    }

    it('content that throws when it is read: one line in the log', async () => {
        store.get = (done) =>
            done(undefined, {
                get version() {
                    throw new Error('disk on fire');
                },
            });
        const client = unused();
        start(client);
        await restored(client);
        assert.equal(warnings.length, 1);
        assert.match(warnings[0] ?? '', /: disk on fire\./);
    });

    it('whatever a store gives as its error, the line is short and in one line', async () => {
        store.get = (done) => done(new Error(`a\nb${'x'.repeat(5_000)}`));
        start(unused());
        await until(() => warnings.length === 1, 'the warning');
        assert.ok((warnings[0]?.length ?? 0) < 500 && !warnings[0]?.includes('\n'), warnings[0]);
    });
});
