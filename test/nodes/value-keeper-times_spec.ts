// When the last values of a hub are read from its context store and written to it, by a clock that is moved by hand.

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Node, NodeAPI } from 'node-red';
import { dropWhenStarted, leaveValues, takeValues } from '../../nodes/runtime/hub/kept-between-deploys';
import { placeKey, ValueKeeper } from '../../nodes/runtime/hub/value-keeper';
import type { Hub } from '../../src/hub';
import type { KeptValue } from '../../src/receive/kept-values';
import type { HubPlace } from '../../src/settings/hub-options';
import { translate } from './support/catalogue';
import { usesManualClock } from './support/manual-system-clock';

type Done = (error?: unknown, value?: unknown) => void;

const PLACE: HubPlace = { kind: 'address', url: 'ws://attic/' };
const KEY = placeKey(PLACE);
const MINUTE_MS = 60_000;

const value = (topic: string): KeptValue => ({ topic, text: `["${topic}", {}]`, time: 1, at: 0 });
const failed = (why: string): string => translate('clown-hub.log.store-failed', { hub: 'Attic', store: 'file', why });

/** A keeper with what its store and its hub were asked. */
class Rig {
    readonly reads: Done[] = [];
    readonly writes: { readonly value: { readonly values: readonly unknown[] }; readonly done: Done }[] = [];
    readonly warnings: string[] = [];
    /** What the hub was given, as topics. */
    readonly restored: string[][] = [];
    isRestored = true;
    framesIn = 0;
    values: KeptValue[] = [value('a/b')];
    readonly RED: NodeAPI;

    constructor(readonly events = new EventEmitter()) {
        const contextStorage = { file: { module: 'localfilesystem' }, disk: { module: 'localfilesystem' } };
        this.RED = { _: translate, events, settings: { contextStorage } } as unknown as NodeAPI;
        dropWhenStarted(this.RED);
    }

    start(keepValues = 'file'): ValueKeeper {
        const context = {
            get: (_key: string, _store: string, done: Done) => this.reads.push(done),
            set: (_key: string, stored: never, _store: string, done: Done) => this.writes.push({ value: stored, done }),
        };
        const node = { id: 'hub', context: () => context, warn: (line: string) => this.warnings.push(line) };
        const rig = this;
        const hub = {
            kept: {
                get isRestored() {
                    return rig.isRestored;
                },
                expect() {
                    rig.isRestored = false;
                },
                restore(values: readonly KeptValue[]) {
                    rig.isRestored = true;
                    rig.restored.push(values.map(({ topic }) => topic));
                },
                snapshot: () => rig.values,
            },
            get counters() {
                return { framesIn: rig.framesIn };
            },
        };
        const settings = { label: 'Attic', place: PLACE, keepValues };
        return new ValueKeeper(this.RED, node as unknown as Node, hub as unknown as Hub, settings);
    }

    /** What the store holds for this hub. */
    stored(...topics: string[]): object {
        return { version: 1, hub: KEY, values: topics.map((topic) => [1, `["${topic}", {}]`]) };
    }

    get left(): ReturnType<typeof takeValues> {
        return takeValues(this.RED, 'hub', KEY);
    }
}

/** What follows from a promise that has settled. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the context store of a hub', () => {
    const clock = usesManualClock();
    let rig: Rig;

    beforeEach(() => {
        rig = new Rig();
    });
    afterEach(() => assert.equal(clock().pending, 0, 'a timer is left'));

    /** A keeper whose store has responded. */
    async function running(): Promise<ValueKeeper> {
        const keeper = rig.start();
        rig.reads[0]?.(undefined, rig.stored('a/x'));
        await settled();
        return keeper;
    }

    it('is read once at the start, and nodes wait for that', async () => {
        const keeper = rig.start();
        assert.deepEqual([rig.isRestored, rig.reads.length], [false, 1]);
        clock().advance(9_999);
        assert.deepEqual(rig.restored, []);
        rig.reads[0]?.(undefined, rig.stored('a/x', 'a/y'));
        await settled();
        assert.deepEqual(rig.restored, [['a/x', 'a/y']]);
        clock().advance(1);
        assert.equal(clock().pending, 1, 'only the next write is due');
        assert.deepEqual([rig.restored.length, rig.warnings, rig.reads.length], [1, [], 1]);
        await keeper.close(true);
    });

    it('is not used by default', async () => {
        const keeper = rig.start('');
        assert.deepEqual([rig.isRestored, clock().pending], [true, 0]);
        rig.framesIn = 5;
        clock().advance(2 * MINUTE_MS);
        await keeper.close(false);
        assert.deepEqual([rig.reads, rig.writes, rig.warnings, rig.restored], [[], [], [], []]);
        assert.deepEqual(rig.left, { hub: KEY, store: undefined, values: rig.values });
    });

    it('is written once a minute while frames come', async () => {
        const keeper = await running();
        rig.framesIn = 1;
        clock().advance(MINUTE_MS - 1);
        assert.equal(rig.writes.length, 0);
        clock().advance(1);
        assert.deepEqual(
            rig.writes.map((write) => write.value.values.length),
            [1],
        );
        rig.writes[0]?.done();
        await settled();
        clock().advance(5 * MINUTE_MS);
        assert.equal(rig.writes.length, 1, 'nothing is new');
        rig.framesIn = 2;
        clock().advance(MINUTE_MS);
        assert.equal(rig.writes.length, 2);
        rig.writes[1]?.done();
        await settled();
        await keeper.close(true);
    });

    it('is not written while a write is not finished, and then with what is the latest', async () => {
        const keeper = await running();
        rig.framesIn = 1;
        clock().advance(MINUTE_MS);
        rig.framesIn = 2;
        clock().advance(3 * MINUTE_MS);
        assert.equal(rig.writes.length, 1);
        rig.writes[0]?.done();
        await settled();
        clock().advance(MINUTE_MS);
        assert.equal(rig.writes.length, 2, 'the first write had one frame only');
        rig.writes[1]?.done();
        await settled();
        await keeper.close(true);
        assert.equal(rig.reads.length, 1);
    });

    it('is written again after a write that failed, which is reported once', async () => {
        const keeper = await running();
        rig.framesIn = 1;
        for (let at = 0; at < 3; at++) {
            clock().advance(MINUTE_MS);
            assert.equal(rig.writes.length, at + 1);
            rig.writes[at]?.done(new Error('disk on fire'));
            await settled();
        }
        assert.deepEqual(rig.warnings, [failed('disk on fire')]);
        await keeper.close(true);
    });

    it('is read again each minute after a read that failed, and never written before one has succeeded', async () => {
        const keeper = rig.start();
        rig.framesIn = 1;
        rig.reads[0]?.(new Error('disk on fire'));
        await settled();
        assert.deepEqual(rig.restored, [[]], 'nodes wait no longer');
        clock().advance(MINUTE_MS);
        assert.deepEqual([rig.reads.length, rig.writes.length], [2, 0]);
        rig.reads[1]?.(undefined, rig.stored('a/x'));
        await settled();
        assert.deepEqual(rig.restored, [[], ['a/x']]);
        clock().advance(MINUTE_MS);
        assert.deepEqual([rig.reads.length, rig.writes.length], [2, 1]);
        rig.writes[0]?.done();
        await settled();
        assert.deepEqual(rig.warnings, [failed('disk on fire')]);
        await keeper.close(true);
    });

    it('that does not respond holds nodes back for ten seconds, and is not asked again', async () => {
        const keeper = rig.start();
        clock().advance(9_999);
        assert.deepEqual([rig.restored, rig.warnings], [[], []]);
        clock().advance(1);
        assert.deepEqual([rig.restored, rig.warnings], [[[]], [failed('no response')]]);
        rig.framesIn = 1;
        clock().advance(3 * MINUTE_MS);
        assert.deepEqual([rig.reads.length, rig.writes.length], [1, 0]);
        rig.reads[0]?.(undefined, rig.stored('a/x'));
        await settled();
        assert.deepEqual(rig.restored, [[], ['a/x']]);
        await keeper.close(true);
    });

    it('with damaged content is reported, and replaced', async () => {
        const keeper = rig.start();
        rig.reads[0]?.(undefined, 'x');
        await settled();
        const warning = translate('clown-hub.log.store-malformed', { hub: 'Attic', store: 'file' });
        assert.deepEqual([rig.restored, rig.warnings], [[[]], [warning]]);
        rig.framesIn = 1;
        clock().advance(MINUTE_MS);
        assert.equal(rig.writes.length, 1);
        rig.writes[0]?.done();
        await settled();
        await keeper.close(true);
    });

    it('is not used if there is none of that name, which is reported with those that there are', async () => {
        const keeper = rig.start('shelf');
        const known = 'file, disk';
        const warning = translate('clown-hub.log.store-missing', { hub: 'Attic', store: 'shelf', known });
        assert.deepEqual([rig.warnings, rig.reads.length, rig.isRestored], [[warning], 0, true]);
        await keeper.close(false);
        assert.equal(rig.left?.store, undefined);
    });

    it('is used also if it is in memory only, which is reported', async () => {
        Object.assign(rig.RED.settings, { contextStorage: { file: { module: 'memory' } } });
        const keeper = rig.start();
        const warning = translate('clown-hub.log.store-memory', { hub: 'Attic', store: 'file' });
        assert.deepEqual([rig.warnings, rig.reads.length], [[warning], 1]);
        await keeper.close(true);
    });

    it('whose content throws holds nodes back no longer, and is reported in one short line', async () => {
        const keeper = rig.start();
        const content = {
            get version() {
                throw new Error(`a\nb${'x'.repeat(5_000)}`);
            },
        };
        rig.reads[0]?.(undefined, content);
        await settled();
        assert.deepEqual([rig.restored, rig.warnings.length], [[[]], 1]);
        assert.ok(rig.warnings[0]?.includes('x'.repeat(150)) && rig.warnings[0].length < 400);
        assert.ok(!rig.warnings[0]?.includes('\n'));
        await keeper.close(true);
    });

    describe('when flows stop', () => {
        /** Whether a hub node has closed. */
        function closing(keeper: ValueKeeper, isRemoved = false): { isOver: boolean } {
            const end = { isOver: false };
            void keeper.close(isRemoved).then(() => {
                end.isOver = true;
            });
            return end;
        }

        it('is written, and the stop waits for it', async () => {
            const end = closing(await running());
            rig.framesIn = 1;
            await settled();
            assert.deepEqual([rig.writes.length, end.isOver], [1, false]);
            rig.writes[0]?.done();
            await settled();
            assert.equal(end.isOver, true);
            assert.deepEqual([rig.left?.store, rig.left?.values, rig.warnings], ['file', rig.values, []]);
        });

        it('is not written if nothing is new', async () => {
            const end = closing(await running());
            await settled();
            assert.deepEqual([rig.writes.length, end.isOver], [0, true]);
        });

        it('is written after the write that is not finished', async () => {
            const keeper = await running();
            rig.framesIn = 1;
            clock().advance(MINUTE_MS);
            rig.framesIn = 2;
            const end = closing(keeper);
            await settled();
            assert.equal(rig.writes.length, 1);
            rig.writes[0]?.done();
            await settled();
            assert.deepEqual([rig.writes.length, end.isOver], [2, false]);
            rig.writes[1]?.done();
            await settled();
            assert.equal(end.isOver, true);
        });

        it('holds the stop back for two seconds at most, and is not written later', async () => {
            const keeper = await running();
            rig.framesIn = 1;
            clock().advance(MINUTE_MS);
            rig.framesIn = 2;
            const end = closing(keeper);
            await settled();
            clock().advance(1_999);
            await settled();
            assert.deepEqual([end.isOver, rig.warnings], [false, []]);
            clock().advance(1);
            await settled();
            assert.deepEqual([end.isOver, rig.warnings], [true, [failed('no response')]]);
            rig.writes[0]?.done();
            await settled();
            assert.equal(rig.writes.length, 1, 'another hub node may have written later values since');
        });

        it('is left as it is for a hub that is removed, and so are its values', async () => {
            const keeper = await running();
            rig.framesIn = 1;
            await keeper.close(true);
            assert.deepEqual([rig.writes.length, rig.left], [0, undefined]);
        });

        it('is left as it is if it was not read, and its values are kept in memory', async () => {
            const keeper = rig.start();
            rig.framesIn = 1;
            const end = closing(keeper);
            await settled();
            assert.deepEqual([rig.writes.length, end.isOver], [0, true]);
            assert.deepEqual(rig.left, { hub: KEY, store: undefined, values: rig.values });
            rig.reads[0]?.(undefined, rig.stored('a/x'));
            await settled();
            assert.deepEqual([rig.restored, rig.warnings], [[], []], 'nothing happens after the end');
        });
    });

    describe('after a full deploy', () => {
        const leave = (store: string | undefined): void =>
            leaveValues(rig.RED, 'hub', { hub: KEY, store, values: [value('a/z')] });

        it('is not read again: its values were left in memory', async () => {
            leave('file');
            const keeper = rig.start();
            assert.deepEqual([rig.restored, rig.isRestored, rig.reads.length], [[['a/z']], true, 0]);
            clock().advance(MINUTE_MS);
            assert.equal(rig.writes.length, 0);
            rig.framesIn = 1;
            clock().advance(MINUTE_MS);
            assert.equal(rig.writes.length, 1);
            rig.writes[0]?.done();
            await settled();
            await keeper.close(true);
        });

        it('is not needed for what was left in memory', async () => {
            leave(undefined);
            const keeper = rig.start('');
            assert.deepEqual([rig.restored, rig.isRestored, rig.reads.length], [[['a/z']], true, 0]);
            await keeper.close(true);
        });

        for (const before of ['disk', undefined]) {
            it(`is read, and receives what was left by ${before ?? 'no store'}, without a new frame`, async () => {
                leave(before);
                const keeper = rig.start();
                assert.deepEqual([rig.restored, rig.isRestored, rig.reads.length], [[['a/z']], false, 1]);
                rig.reads[0]?.(undefined, rig.stored('a/x'));
                await settled();
                assert.deepEqual(rig.restored, [['a/z'], ['a/x']]);
                clock().advance(MINUTE_MS);
                assert.equal(rig.writes.length, 1);
                rig.writes[0]?.done();
                await settled();
                await keeper.close(true);
            });
        }
    });
});
