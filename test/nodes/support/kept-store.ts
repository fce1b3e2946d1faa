// The part of a hub node that keeps last values, with a context store that does what a test wants.

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Node, NodeAPI } from 'node-red';
import { ValueKeeper } from '../../../nodes/runtime/hub/value-keeper';
import type { HubPlace } from '../../../src/settings/hub-options';
import { ClientHub, endClientHubs } from '../../support/client-hub';
import { endHubs, startSilentHub } from '../../support/hub';
import { leavesNothing } from '../../support/leaks';
import { until } from '../../support/wait';
import { translate } from './catalogue';
import { quicken, restoreClock } from './quick-clock';

export type Done = (error?: unknown, value?: unknown) => void;

/** A context store; empty and without fault at the start of each test. */
class Store {
    value: unknown;
    readonly writes: unknown[] = [];
    readonly changes = new EventEmitter();
    get: (done: Done) => void = () => {};
    set: (done: Done) => void = () => {};

    reset(): void {
        this.value = undefined;
        this.writes.length = 0;
        this.get = (done) => done(undefined, this.value);
        this.set = (done) => done();
    }

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

export const FILE = { file: { module: 'localfilesystem' }, default: 'file', ram: { module: 'memory' } };
const PLACE: HubPlace = { kind: 'address', url: 'ws://attic/' };

interface More {
    readonly keepValues?: string;
    readonly contextStorage?: unknown;
    readonly place?: HubPlace;
    /** The events of a Node-RED that runs already. */
    readonly events?: EventEmitter;
}

interface Connected {
    readonly client: ClientHub;
    print(line: string): void;
}

interface KeptStore {
    readonly store: Store;
    readonly warnings: string[];
    /** A hub node's part for its values, in a Node-RED that has just started. */
    start(client: ClientHub, more?: More): ValueKeeper;
    /** A connected hub that has sent these lines. */
    hubWith(...lines: string[]): Promise<Connected>;
    /** Fills the store with the values of a hub. */
    fill(...lines: string[]): Promise<void>;
    /** Makes the clock this many times as fast until the end of the test. */
    quickly(times: number): void;
}

/** Call in a `describe`: its tests begin with an empty store, and leave nothing. */
export function keptStore(): KeptStore {
    const store = new Store();
    const warnings: string[] = [];
    const keepers: ValueKeeper[] = [];

    beforeEach(() => {
        store.reset();
        warnings.length = 0;
        keepers.length = 0;
    });

    leavesNothing(
        async () => {
            await Promise.all(keepers.map((keeper) => keeper.close(true)));
        },
        endClientHubs,
        endHubs,
        restoreClock,
    );

    function start(client: ClientHub, more: More = {}): ValueKeeper {
        const { keepValues = 'file', contextStorage = FILE, place = PLACE, events = new EventEmitter() } = more;
        const RED = { events, settings: { contextStorage }, _: translate } as unknown as NodeAPI;
        const node = { id: 'hub', context: () => store.context(), warn: (line: string) => warnings.push(line) };
        const settings = { label: 'Attic', place, keepValues };
        const keeper = new ValueKeeper(RED, node as unknown as Node, client.hub, settings);
        keepers.push(keeper);
        return keeper;
    }

    async function hubWith(...lines: string[]): Promise<Connected> {
        const simulator = await startSilentHub();
        const client = new ClientHub(simulator.url);
        await client.connect();
        await until(() => client.topics.length === 1, 'the answer to the start message');
        const print = (line: string): void => simulator.print(line);
        for (const line of lines) print(line);
        await until(() => client.topics.length === 1 + lines.length, 'the lines');
        return { client, print };
    }

    async function fill(...lines: string[]): Promise<void> {
        const { client } = await hubWith(...lines);
        const keeper = start(client);
        await restored(client);
        await client.hub.close();
        await keeper.close(false);
        assert.equal(store.writes.length, 1);
    }

    return { store, warnings, start, hubWith, fill, quickly: quicken };
}

export async function restored(client: ClientHub): Promise<ClientHub> {
    await until(() => client.hub.kept.isRestored, 'the values');
    return client;
}

/** The topics of the kept values. */
export function topics({ hub }: ClientHub): string[] {
    return hub.kept.matching(['a/#']).map(({ topic }) => topic);
}

/** A hub that never connects. */
export function unused(): ClientHub {
    return new ClientHub('ws://127.0.0.1:1/');
}
