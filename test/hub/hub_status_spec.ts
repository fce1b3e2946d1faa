// The state of a hub: that of its connection, with what is wrong with a connected hub.

import assert from 'node:assert/strict';
import type { Connection } from '../../src/connection/connection';
import type { ConnectionState } from '../../src/connection/connection-state';
import { HubStatus } from '../../src/hub-status';
import type { HubState } from '../../src/hub-types';

const CONNECTED: ConnectionState = { name: 'connected', since: 7 };
const GONE: ConnectionState = { name: 'disconnected' };

/** A status whose connection has the given state, with what a watcher and the log have received. */
class Bench {
    connection: ConnectionState;
    readonly seen: HubState[] = [];
    readonly failures: unknown[] = [];
    readonly status: HubStatus;

    constructor(connection = CONNECTED) {
        this.connection = connection;
        const state = (): ConnectionState => this.connection;
        const fake = {
            get state() {
                return state();
            },
        };
        this.status = new HubStatus(fake as Connection, (error) => this.failures.push(error));
        this.status.watch((seen) => this.seen.push(seen));
        this.seen.length = 0;
    }

    change(connection: ConnectionState): void {
        this.connection = connection;
        this.status.reset();
        this.status.notify(connection.name);
    }
}

describe('hub: status', () => {
    it('each problem is reported once, shown beside the others, and ends on its own', () => {
        const { status, seen } = new Bench();
        const all = { ...CONNECTED, silentMs: 10, notStarted: true, isOneWay: true } as const;
        status.setSilent(10);
        status.setNotStarted(true);
        status.setNotStarted(true);
        status.setOneWay(true);
        status.setOneWay(true);
        assert.deepEqual(status.state, all);
        status.setSilent(20);
        status.setOneWay(false);
        status.setOneWay(false);
        status.setSilent(undefined);
        status.setNotStarted(false);
        status.setNotStarted(false);
        assert.deepEqual(seen, [
            { ...CONNECTED, silentMs: 10 },
            { ...CONNECTED, silentMs: 10, notStarted: true },
            all,
            { ...all, silentMs: 20 },
            { ...CONNECTED, silentMs: 20, notStarted: true },
            { ...CONNECTED, notStarted: true },
            CONNECTED,
        ]);
    });

    it('what was not wrong does not become right', () => {
        const { status, seen } = new Bench();
        status.setNotStarted(false);
        status.setOneWay(false);
        assert.deepEqual(seen, []);
    });

    it('no problem outlives the connection, and none is shown without one', () => {
        const bench = new Bench();
        bench.status.setSilent(10);
        bench.status.setNotStarted(true);
        bench.status.setOneWay(true);
        bench.seen.length = 0;
        bench.change(GONE);
        bench.change(CONNECTED);
        assert.deepEqual(bench.seen, [GONE, CONNECTED]);
    });

    it('the end of a connection that is not reported yet shows no problem', () => {
        const bench = new Bench();
        bench.status.setSilent(10);
        bench.connection = GONE;
        assert.deepEqual(bench.status.state, GONE);
    });

    it('a hub that is not connected is neither one-way, nor silent, nor not started', () => {
        const bench = new Bench(GONE);
        bench.status.setOneWay(true);
        bench.status.setSilent(10);
        bench.status.setNotStarted(true);
        assert.deepEqual(bench.seen, []);
        bench.change(CONNECTED);
        assert.deepEqual(bench.seen, [CONNECTED]);
    });

    it('a watcher that changes the state lets no other receive the old one', () => {
        const bench = new Bench();
        const later: HubState[] = [];
        const end = bench.status.watch(({ name }) => {
            if (name === 'connected') bench.connection = GONE;
        });
        bench.connection = CONNECTED;
        bench.status.watch((state) => later.push(state));
        bench.change(CONNECTED);
        assert.deepEqual(later, [CONNECTED]);
        end();
        bench.change(CONNECTED);
        assert.deepEqual(later, [CONNECTED, CONNECTED]);
    });

    it('what a watcher throws is reported, and after the end nobody receives anything', () => {
        const bench = new Bench(GONE);
        const error = new Error('of a watcher');
        bench.status.watch(({ name }) => {
            if (name === 'connected') throw error;
        });
        bench.change(CONNECTED);
        assert.deepEqual(bench.failures, [error]);
        bench.status.end();
        bench.change(GONE);
        assert.deepEqual(bench.seen, [CONNECTED]);
    });
});
