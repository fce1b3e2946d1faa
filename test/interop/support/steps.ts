// Scenarios that take more than a few lines.

import assert from 'node:assert/strict';
import { until } from '../../support/wait.js';
import { READING, READINGS } from './answers';
import type { Bench } from './bench';
import { TIMES, WITHIN_MS } from './flow';
import { IDLE_S } from './server';

/** All readings arrive, in order; returns the cell of the table. */
export async function readings({ flow }: Bench): Promise<string> {
    const from = flow.arrived;
    await flow.do('readings');
    const payloads = (await flow.payloads(READING, READINGS, from)) as { temperature: [number] }[];
    const numbers = Array.from({ length: READINGS }, (_, index) => index);
    assert.deepEqual(
        payloads.map(({ temperature }) => temperature[0]),
        numbers,
    );
    return `${payloads.length} of ${READINGS}`;
}

/** A server that accepts everything and is no hub must not look like one that works. */
export async function silence(bench: Bench): Promise<string> {
    await bench.flow.load({ url: bench.url, more: { silence: '1' } });
    await bench.flow.state('connected');
    const isSilent = (): boolean =>
        bench.flow.states.some((state) => state.name === 'connected' && state.silentMs !== undefined);
    await until(isSilent, 'the report of silence', WITHIN_MS);
    assert.equal(bench.flow.arrived, 0);
    return 'none; reported as silent';
}

/** Two connections, with and without a heartbeat, beyond the limit of the server. */
export async function idle({ flow, server }: Bench, port: number): Promise<string> {
    // Half of the limit: a pong may be late on a busy machine.
    const heartbeat = `${(IDLE_S / 2) * TIMES}`;
    await flow.load({ url: `ws://127.0.0.1:${port}${server.path}`, lazy: true, more: { heartbeat } });
    const limit = IDLE_S * 1000;
    const cause = (): string | undefined => flow.lazy.find((state) => state.name === 'waiting')?.cause.code;
    await flow.state('connected');
    if (server.idle === 'cuts') await until(() => cause() !== undefined, 'the cut of the idle connection', WITHIN_MS);
    // It pings once a second, and ends a connection without a pong within the limit.
    else await new Promise((resolve) => setTimeout(resolve, limit + 2000));
    assert.deepEqual(
        flow.states.filter(({ name }) => name === 'waiting'),
        [],
        'the connection with a heartbeat has ended, too',
    );
    assert.equal(server.idle === 'pings' ? cause() : undefined, undefined);
    await flow.relay(true);
    return server.idle === 'cuts' ? `held by the heartbeat; without it: ${cause()}` : 'pings are answered';
}
