// The scenarios that every server goes through, in this order, and what each shows in the table.

import assert from 'node:assert/strict';
import { START } from '../../support/lines.js';
import { until } from '../../support/wait.js';
import { LARGE, large, READING } from './answers';
import type { Bench } from './bench';
import { TIMES, WITHIN_MS } from './flow';
import type { Can, Server } from './server';
import { idle, readings, silence } from './steps';

export interface Scenario {
    readonly name: string;
    /** Whether the server supports it; all do by default. */
    readonly needs?: (server: Server) => Can;
    /** Whether it needs no connection to begin with. */
    readonly isFirst?: true;
    /** Gives what the table shows. */
    readonly run: (bench: Bench) => Promise<string>;
}

const frames = ({ passesFrames }: Server): Can => passesFrames || { not: 'silent' };

/** What is sent in either direction. */
const EXCHANGES: readonly Scenario[] = [
    {
        name: 'login',
        needs: ({ login }) => login,
        isFirst: true,
        run: async (bench) => {
            await bench.flow.load({ url: bench.url, password: 'wrong' });
            const { cause } = await bench.flow.state('waiting');
            assert.equal(cause.code, 'login');
            await bench.connect();
            return `${cause.params.status}, then connected`;
        },
    },
    {
        name: 'start bytes',
        needs: ({ reports }) => (typeof reports === 'string' ? true : reports),
        run: async (bench) => {
            const first = Buffer.from((await bench.report()).first, 'hex').toString();
            assert.equal(first.trimEnd(), START);
            const rest = first.slice(START.length);
            return rest === '' ? 'exact' : `exact, then \`${JSON.stringify(rest).slice(1, -1)}\``;
        },
    },
    {
        name: 'readings',
        run: async (bench) => (bench.server.passesFrames ? readings(bench) : silence(bench)),
    },
    {
        name: 'relay',
        run: async ({ flow, server }) => {
            // There is no hub to confirm it.
            if (!server.passesFrames) return `${await flow.refused()}`;
            await flow.relay(true);
            await flow.relay(false);
            return 'confirmed';
        },
    },
    {
        name: 'ping',
        needs: ({ ping }) => ping,
        run: async ({ flow }) => {
            const from = flow.arrived;
            await flow.do('ping');
            assert.deepEqual(await flow.payloads('interop/-', 1, from), [{ pong: true }]);
            return 'answered';
        },
    },
    {
        name: 'fragments',
        needs: ({ fragments }) => fragments,
        run: async ({ flow }) => {
            const from = flow.arrived;
            await flow.do('fragments');
            assert.deepEqual(await flow.payloads(READING, 1, from), [{ temperature: [99, '\u2103'] }]);
            return '3 make 1';
        },
    },
    {
        name: '1 MiB',
        needs: frames,
        run: async ({ flow }) => {
            const from = flow.arrived;
            await flow.do('large');
            const [payload] = await flow.payloads('interop/-', 1, from);
            const [, sent] = JSON.parse(large()) as [string, unknown];
            assert.deepEqual(payload, sent);
            assert.equal(large().length, LARGE);
            return 'whole';
        },
    },
];

/** How a connection ends, and that it comes back. */
const ENDS: readonly Scenario[] = [
    {
        name: 'close 1012',
        needs: ({ close }) => close,
        run: (bench) => bench.outage(() => bench.flow.do('close')),
    },
    {
        name: 'restart',
        run: (bench) =>
            bench.outage(
                () => bench.stop('SIGTERM'),
                () => bench.start(),
            ),
    },
    {
        name: 'kill',
        run: (bench) =>
            bench.outage(
                () => bench.stop('SIGKILL'),
                () => bench.start(),
            ),
    },
    {
        name: 'hub away',
        needs: ({ proxy }) => proxy || { not: 'no proxy' },
        run: async (bench) => {
            const lost = await bench.flow.outage(() => bench.backend.stop());
            const refused = await bench.flow.outage(() => {});
            await bench.backend.start();
            await bench.back();
            return `${lost}, ${refused}, back`;
        },
    },
    {
        name: 'half-open',
        run: async (bench) => {
            await bench.flow.load({ url: bench.url, more: { heartbeat: `${TIMES}` } });
            await bench.back();
            return bench.outage(
                () => bench.gate.cut(),
                () => bench.gate.thaw(),
            );
        },
    },
    {
        name: 'idle',
        needs: (server) => (typeof server.idle === 'string' ? true : server.idle),
        run: (bench) => bench.beside('idle', (port) => idle(bench, port)),
    },
    {
        name: 'clean close',
        run: async (bench) => {
            await bench.flow.remove();
            bench.left();
            if (bench.server.reports !== 'all') {
                await until(() => bench.gate.openConnections === 0, 'the end of the connection', WITHIN_MS);
                return 'ended';
            }
            await bench.closedWith(1000);
            return '1000';
        },
    },
    {
        name: 'wss',
        needs: ({ tls }) => tls,
        run: (bench) =>
            bench.beside('tls', async (port, ca) => {
                await bench.flow.load({ url: `wss://localhost:${port}${bench.server.path}`, ca });
                await bench.back();
                if (bench.server.passesFrames) await readings(bench);
                return 'works';
            }),
    },
];

export const SCENARIOS: readonly Scenario[] = [...EXCHANGES, ...ENDS];
