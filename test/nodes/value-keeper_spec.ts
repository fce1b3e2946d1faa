// Last values in a context store, which may be slow, fail in every way, or hold anything.

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Node, NodeAPI } from 'node-red';
import { ValueKeeper } from '../../nodes/runtime/hub/value-keeper';
import type { HubPlace } from '../../src/settings/hub-options';
import { ClientHub, endClientHubs } from '../support/client-hub';
import { endHubs, startSilentHub } from '../support/hub';
import { leavesNothing } from '../support/leaks';
import { next, until } from '../support/wait';
import { translate } from './support/catalogue';
import { quicken } from './support/quick-clock';

type Done = (error?: unknown, value?: unknown) => void;

/** A context store that does what a test wants. */
class Store {
    value: unknown;
    readonly writes: unknown[] = [];
    readonly changes = new EventEmitter();
    get: (done: Done) => void = (done) => done(undefined, this.value);
    set: (done: Done) => void = (done) => done();

    context(): object {
        return {
            get: (key: string, name: string, done: Done) => {
                assert.deepEqual([key, name], ['lastValues', 'file']);
                this.get(done);
            },
            set: (key: string, value: unknown, name: string, done: Done) => {
                assert.deepEqual([key, name], ['lastValues', 'file']);
                // As a store on a disk.
                this.value = JSON.parse(JSON.stringify(value));
                this.writes.push(this.value);
                this.changes.emit('write');
                this.set(done);
            },
        };
    }
}

const FILE = { file: { module: 'localfilesystem' }, default: 'file', ram: { module: 'memory' } };
const PLACE: HubPlace = { kind: 'address', url: 'ws://attic/' };

describe('last values in a context store', () => {
    let store: Store;
    let warnings: string[];
    let restore: () => void;
    let keepers: ValueKeeper[];

    beforeEach(() => {
        store = new Store();
        warnings = [];
        keepers = [];
        restore = () => {};
    });

    leavesNothing(
        async () => {
            await Promise.all(keepers.map((keeper) => keeper.close(true)));
        },
        endClientHubs,
        endHubs,
        () => restore(),
    );

    /** A hub node's part for its values, in a Node-RED that has just started. */
    function start(client: ClientHub, keepValues = 'file', contextStorage: unknown = FILE, place = PLACE): ValueKeeper {
        const RED = { events: new EventEmitter(), settings: { contextStorage }, _: translate } as unknown as NodeAPI;
        const node = { id: 'hub', context: () => store.context(), warn: (line: string) => warnings.push(line) };
        const settings = { label: 'Attic', place, keepValues };
        const keeper = new ValueKeeper(RED, node as unknown as Node, client.hub, settings);
        keepers.push(keeper);
        return keeper;
    }

    /** A connected hub that has sent these lines. */
    async function hubWith(...lines: string[]): Promise<{ client: ClientHub; print(line: string): void }> {
        const simulator = await startSilentHub();
        const client = new ClientHub(simulator.url);
        await client.connect();
        await until(() => client.topics.length === 1, 'the answer to the start message');
        const print = (line: string): void => simulator.print(line);
        for (const line of lines) print(line);
        await until(() => client.topics.length === 1 + lines.length, 'the lines');
        return { client, print };
    }

    const topics = ({ hub }: ClientHub): string[] => hub.kept.matching(['a/#']).map(({ topic }) => topic);
    const unused = (): ClientHub => new ClientHub('ws://127.0.0.1:1/');

    /** Fills the store with the values of a hub. */
    async function fill(...lines: string[]): Promise<void> {
        const { client } = await hubWith(...lines);
        const keeper = start(client);
        await until(() => client.hub.kept.isRestored, 'the values');
        await client.hub.close();
        await keeper.close(false);
        assert.equal(store.writes.length, 1);
    }

    async function restored(client: ClientHub): Promise<ClientHub> {
        await until(() => client.hub.kept.isRestored, 'the values');
        return client;
    }

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
        const keeper = start(client, '');
        assert.equal(client.hub.kept.isRestored, true);
        await client.hub.close();
        await keeper.close(false);
        assert.deepEqual([store.writes, warnings], [[], []]);
    });

    it('the values of another address are not used, without a warning, until new ones replace them', async () => {
        await fill('["a/b", {}]');
        const client = unused();
        start(client, 'file', FILE, { kind: 'address', url: 'ws://cellar/' });
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
        restore = quicken(600);
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

    it('a stop of the flows waits for the store, but two seconds at most', async () => {
        const { client } = await hubWith('["a/b", {}]');
        restore = quicken(10);
        store.set = () => {};
        const keeper = start(client);
        await restored(client);
        await client.hub.close();
        const begin = performance.now();
        await keeper.close(false);
        const ms = performance.now() - begin;
        assert.ok(ms > 150 && ms < 1_500, `${ms}`);
        assert.deepEqual([store.writes.length, warnings], [1, []]);
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

    it('whatever a store gives as its error, the line is short and in one line', async () => {
        store.get = (done) => done(new Error(`a\nb${'x'.repeat(5_000)}`));
        start(unused());
        await until(() => warnings.length === 1, 'the warning');
        assert.ok((warnings[0]?.length ?? 0) < 500 && !warnings[0]?.includes('\n'), warnings[0]);
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
                const keeper = start(client, selected, contextStorage);
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
                start(unused(), selected, contextStorage);
                assert.equal(warnings.length, 1);
                assert.match(warnings[0] ?? '', /in memory only.*localfilesystem.*settings\.js/);
            });
        }

        it('a plugin of another package', () => {
            start(unused(), 'file', { file: { module: () => ({}) } });
            assert.deepEqual(warnings, []);
        });
    });
});
