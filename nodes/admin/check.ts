// The route of the connection doctor: takes a form as it stands, walks the way to its hub, and tells each step on a
// line of JSON as soon as it is done. One check at a time; it ends when whoever asked goes away.

import type { ServerResponse } from 'node:http';
import type { NodeAPI } from 'node-red';
import { ok, thrownText } from '../../src/base/errors';
import { examine } from '../../src/doctor/doctor';
import { RateLimit } from '../../src/doctor/turns';
import type { HubSetup } from '../runtime/hub/hub-setup';
import { type CheckEnd, type CheckRequest, type CheckStep, ROUTES } from '../shared/views';
import { readCheckRequest, setupOf } from './check-request';
import { topicsSeen } from './check-result';
import { answer, fieldsOf, type Serve } from './http';
import type { Registry } from './registry';

export function serveCheck(RED: NodeAPI, serve: Serve, registry: Registry): void {
    const turns = new RateLimit();
    serve('post', ROUTES.check, 'deploy', (request, response) => {
        const fields = fieldsOf(request);
        if (!fields.ok) return answer(response, 413, fields);
        const asked = readCheckRequest(fields.value);
        if (!asked) return answer(response, 400, { ok: false });
        stream(response);
        const turn = turns.take();
        if (!turn.ok) {
            const end: CheckEnd = { ok: false, ms: 0, reason: turn.reason };
            response.end(line(end));
            return;
        }
        check(RED, asked, response, registry)
            .catch((error: unknown) => {
                RED.log.error(thrownText(error));
                response.destroy();
            })
            .finally(turn.value);
    });
}

async function check(RED: NodeAPI, asked: CheckRequest, response: ServerResponse, registry: Registry): Promise<void> {
    const begin = performance.now();
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const setup = setupOf(RED, asked);
    const record = setup.ok ? registry.connectedTo(setup.value.place) : undefined;
    const count = record?.entries().filter(({ listed }) => listed).length ?? 0;
    const running = count > 0 ? { count } : undefined;
    const target = setup.ok ? ok({ ...setup.value.settings, ...placeOf(setup.value), running }) : setup;
    try {
        const { ok: isOk, seen } = await examine(target, (step) => response.write(line(step)), gone.signal);
        if (gone.signal.aborted) return;
        const topics = seen?.isShared ? record?.topics() : seen && topicsSeen(seen);
        if (topics) registry.remember(asked.id, topics);
        response.end(line({ ok: isOk, ms: Math.round(performance.now() - begin), ...(topics ? { topics } : {}) }));
    } finally {
        if (setup.ok) await setup.value.close();
    }
}

function placeOf({ place, tls, proxyFrom }: HubSetup): Pick<HubSetup, 'place' | 'tls' | 'proxyFrom'> {
    return { place, tls, proxyFrom };
}

/** Lines that leave at once, also through a proxy that would rather collect them. */
function stream(response: ServerResponse): void {
    response.writeHead(200, {
        'Content-Type': 'application/x-ndjson; charset=utf-8',
        'Cache-Control': 'no-store',
        'X-Accel-Buffering': 'no',
    });
    response.flushHeaders();
}

function line(item: CheckStep | CheckEnd): string {
    return `${JSON.stringify(item)}\n`;
}
