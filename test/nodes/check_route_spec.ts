// The route of the connection check, without Node-RED: what a check leaves when its editor has disconnected.

import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import type { NodeAPI } from 'node-red';
import { serveCheck } from '../../nodes/admin/check';
import { readCheckRequest } from '../../nodes/admin/check-request';
import type { Serve } from '../../nodes/admin/http';
import { Registry } from '../../nodes/admin/registry';
import type { CheckEnd, CheckRequest } from '../../nodes/shared/views';
import { leavesNothing } from '../support/leaks.js';
import { ManualClock } from '../support/manual-clock';

const FORM: CheckRequest = { id: 'h', settings: { place: 'simulated' }, credentials: {}, storedPassword: false };

/** The response to one request. */
class Response extends EventEmitter {
    readonly lines: string[] = [];

    writeHead(): void {}
    flushHeaders(): void {}

    write(line: string): void {
        this.lines.push(line);
        this.emit('line');
    }

    end(line: string): void {
        this.write(line);
    }
}

describe('the route of the connection check', () => {
    leavesNothing();

    it('ends the simulated hub of a check that is left, and lets the next one begin', async () => {
        const nodes = { eachNode: () => {}, getNode: () => null, getCredentials: () => ({}) };
        const RED = { _: (key: string) => key, nodes, settings: {}, util: {} } as unknown as NodeAPI;
        let handle: Parameters<Serve>[3] = () => {};
        const serve: Serve = (_method, _route, _permission, own) => {
            handle = own;
        };
        serveCheck(RED, serve, new Registry(new ManualClock()));
        const begin = (): Response => {
            const response = new Response();
            handle({ body: FORM } as never, response as never);
            return response;
        };
        const busy = (response: Response): boolean =>
            response.lines.some((line) => (JSON.parse(line) as CheckEnd).reason?.code === 'check-busy');
        const leave = async (response: Response): Promise<void> => {
            if (response.lines.length === 0) await once(response, 'line');
            assert.ok(!busy(response));
            response.emit('close');
        };
        const first = begin();
        assert.ok(busy(begin()));
        await leave(first);
        // Its simulated hub closes first; a refused check counts for no limit.
        let next = begin();
        for (; busy(next); next = begin()) await new Promise(setImmediate);
        await leave(next);
    });

    it('refuses an id that no node has, because it is remembered', () => {
        assert.ok(readCheckRequest({ ...FORM, id: 'x'.repeat(100) }));
        assert.equal(readCheckRequest({ ...FORM, id: 'x'.repeat(101) }), undefined);
    });
});
