// When a hub connects and disconnects: by its users, by flows, and while frames of a deploy are held.

import assert from 'node:assert/strict';
import type { Connection } from '../../src/connection/connection';
import { ConnectionDemand } from '../../src/connection-demand';

const GOODBYE = ['bye'];

/** A demand, and what it has requested of its connection. */
class Bench {
    readonly calls: string[] = [];
    isKeeping = false;
    readonly demand: ConnectionDemand;

    constructor(isWanted = true) {
        const connection = {
            open: () => this.calls.push('open'),
            request: () => this.calls.push('request'),
            reconnect: (goodbye: readonly string[]) => this.calls.push(`reconnect ${goodbye}`),
            close: (goodbye: readonly string[]) => {
                this.calls.push(`close ${goodbye}`);
                return Promise.resolve();
            },
        } as unknown as Connection;
        this.demand = new ConnectionDemand(connection, GOODBYE, isWanted, () => this.isKeeping);
    }

    /** What has been requested since the last call. */
    since(): string[] {
        return this.calls.splice(0);
    }
}

describe('hub: demand for its connection', () => {
    it('is there as long as there is a user, and one that leaves twice is one', () => {
        const bench = new Bench();
        const [first, second] = [bench.demand.join(), bench.demand.join()];
        assert.deepEqual(bench.since(), ['open', 'open']);
        first();
        first();
        assert.deepEqual(bench.since(), ['open']);
        second();
        assert.deepEqual(bench.since(), ['close bye']);
        second();
        assert.deepEqual(bench.since(), []);
    });

    it('a flow connects, disconnects and reconnects only for users', () => {
        const bench = new Bench(false);
        bench.demand.connect();
        bench.demand.reconnect();
        assert.deepEqual(bench.since(), []);
        bench.demand.disconnect();
        const leave = bench.demand.join();
        assert.deepEqual(bench.since(), ['close bye', 'close bye'], 'neither is wanted');
        bench.demand.connect();
        bench.demand.update();
        bench.demand.disconnect();
        bench.demand.update();
        bench.demand.reconnect();
        bench.demand.update();
        assert.deepEqual(bench.since(), ['request', 'open', 'close bye', 'close bye', 'reconnect bye', 'open']);
        leave();
        assert.deepEqual(bench.since(), ['close bye']);
    });

    it('what a flow has requested holds for the users that come later', () => {
        for (const [method, wanted] of [
            ['connect', 'open'],
            ['reconnect', 'open'],
            ['disconnect', 'close bye'],
        ] as const) {
            const bench = new Bench(method === 'disconnect');
            bench.demand[method]();
            bench.since();
            bench.demand.join();
            assert.deepEqual(bench.since(), [wanted], method);
        }
    });

    it('held frames keep the connection for the users of the new flows, unless a flow has disconnected', () => {
        const bench = new Bench();
        const leave = bench.demand.join();
        bench.isKeeping = true;
        leave();
        assert.deepEqual(bench.since(), ['open']);
        bench.isKeeping = false;
        bench.demand.update();
        assert.deepEqual(bench.since(), ['close bye']);
        bench.isKeeping = true;
        bench.demand.disconnect();
        assert.deepEqual(bench.since(), ['close bye']);
    });

    it('nothing is requested after its end but the close', async () => {
        const bench = new Bench();
        const leave = bench.demand.join();
        bench.since();
        bench.demand.end();
        leave();
        bench.demand.join()();
        bench.demand.connect();
        bench.demand.reconnect();
        bench.demand.disconnect();
        bench.demand.update();
        assert.deepEqual(bench.since(), []);
        await bench.demand.close();
        assert.deepEqual(bench.since(), ['close bye']);
    });
});
