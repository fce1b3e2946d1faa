// Last values in a context store: what is read and written, and which store that is.

import assert from 'node:assert/strict';
import { next } from '../support/wait';
import { type Done, FILE, keptStore, restored, topics, unused } from './support/kept-store';

describe('last values in a context store', () => {
    const { store, warnings, start, hubWith, fill, quickly } = keptStore();

    it('the next start has what the last one stored, from before a restart', async () => {
        await fill('["a/b", {"n": 1}]', '["a/c", {"n": 2}]');
        const client = unused();
        start(client);
        assert.equal(client.hub.kept.isRestored, false);
        await restored(client);
        assert.deepEqual(topics(client), ['a/b', 'a/c']);
        const [value] = client.hub.kept.matching(['a/c']);
        const { before, age = Number.NaN } = (value && client.hub.kept.read(value)) ?? assert.fail('no value');
        assert.ok(before === 'restart' && age >= 0 && age < 60_000, `${before} ${age}`);
        assert.deepEqual(warnings, []);
    });

    it('nothing is read or written by default', async () => {
        const { client } = await hubWith('["a/b", {}]');
        store.get = () => assert.fail('read');
        const keeper = start(client, { keepValues: '' });
        assert.equal(client.hub.kept.isRestored, true);
        await client.hub.close();
        await keeper.close(false);
        assert.deepEqual([store.writes, warnings], [[], []]);
    });

    it('the values of another address are not used, without a warning, until new ones replace them', async () => {
        await fill('["a/b", {}]');
        const client = unused();
        start(client, { place: { kind: 'address', url: 'ws://cellar/' } });
        assert.deepEqual(topics(await restored(client)), []);
        assert.deepEqual(warnings, []);
    });

    it('a node that is removed writes nothing', async () => {
        const { client } = await hubWith('["a/b", {}]');
        const keeper = start(client);
        await restored(client);
        await client.hub.close();
        await keeper.close(true);
        assert.deepEqual(store.writes, []);
    });

    it('once a minute while frames come, and not while none come or a write is not finished', async () => {
        const { client, print } = await hubWith('["a/b", {"n": 1}]');
        // A minute is a tenth of a second.
        quickly(600);
        const keeper = start(client);
        await next(store.changes, 'write', 'the first write');
        await new Promise((resolve) => setTimeout(resolve, 350));
        assert.equal(store.writes.length, 1);
        let finish: Done = () => {};
        store.set = (done) => {
            finish = done;
        };
        const second = next(store.changes, 'write', 'the second write');
        print('["a/b", {"n": 2}]');
        await second;
        print('["a/b", {"n": 3}]');
        await new Promise((resolve) => setTimeout(resolve, 350));
        assert.equal(store.writes.length, 2);
        const third = next(store.changes, 'write', 'the third write');
        store.set = (done) => done();
        finish();
        await third;
        assert.match(JSON.stringify(store.value), /\{\\"n\\": 3\}/);
        await client.hub.close();
        await keeper.close(false);
        assert.equal(store.writes.length, 3, 'nothing is new at the end');
    });

    for (const damaged of ['x', 7, [], {}, { version: 1, hub: 'h', values: [[1, 'no frame']] }, { version: 2 }]) {
        const json = JSON.stringify(damaged);
        it(`content that is damaged: one warning, nothing is used, and it is replaced: ${json}`, async () => {
            await fill('["a/x", {}]');
            const { hub } = store.value as { hub: string };
            store.value = JSON.parse(json.replace('"h"', JSON.stringify(hub)));
            const { client } = await hubWith('["a/b", {}]');
            const keeper = start(client);
            await restored(client);
            assert.deepEqual(topics(client), []);
            await client.hub.close();
            await keeper.close(false);
            assert.equal(warnings.length, 1);
            assert.match(warnings[0] ?? '', /^Attic: the last values in the context store "file" are damaged/);
            const again = unused();
            start(again);
            assert.deepEqual(topics(await restored(again)), ['a/b']);
        });
    }

    describe('the store that is selected', () => {
        const names: readonly [string, unknown, string, RegExp][] = [
            ['one that is missing', FILE, 'disk', /there is no context store "disk".*: file, ram\.$/],
            ['the name of the default is no store', FILE, 'default', /there is no context store "default"/],
            ['a name of the language', FILE, 'constructor', /there is no context store "constructor"/],
            ['without contextStorage', null, 'file', /there is no context store "file".*: memory\.$/],
        ];
        for (const [name, contextStorage, selected, warning] of names) {
            it(`${name}: a warning that lists what there is, and no access`, async () => {
                store.get = () => assert.fail('read');
                const { client } = await hubWith('["a/b", {}]');
                const keeper = start(client, { keepValues: selected, contextStorage });
                assert.equal(client.hub.kept.isRestored, true);
                await client.hub.close();
                await keeper.close(false);
                assert.deepEqual([warnings.length, store.writes], [1, []]);
                assert.match(warnings[0] ?? '', warning);
            });
        }

        for (const [selected, contextStorage] of [
            ['file', { file: { module: 'memory' } }],
            ['file', { file: { module: 'memory', config: {} }, disk: { module: 'localfilesystem' } }],
        ] as const) {
            it(`one in memory: a warning that says what to do (${Object.keys(contextStorage)})`, async () => {
                start(unused(), { keepValues: selected, contextStorage });
                assert.equal(warnings.length, 1);
                assert.match(warnings[0] ?? '', /in memory only.*localfilesystem.*settings\.js/);
            });
        }

        it('a plugin of another package', () => {
            start(unused(), { contextStorage: { file: { module: () => ({}) } } });
            assert.deepEqual(warnings, []);
        });
    });
});
