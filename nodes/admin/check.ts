// The route of the connection check: reads a hub's form, tests the connection to its address, and sends each step as a
// line of JSON as soon as it is finished. One check at a time; it ends when the requesting editor disconnects.

import type { ServerResponse } from 'node:http';
import type { NodeAPI } from 'node-red';
import { ok, thrownText } from '../../src/base/errors';
import { examine } from '../../src/doctor/doctor';
import { RateLimit } from '../../src/doctor/rate-limit';
import type { HubSetup } from '../runtime/hub/hub-setup';
import { checkedPlace } from '../shared/checked-place';
import { type CheckEnd, type CheckRequest, type CheckStep, ROUTES } from '../shared/views';
import { readCheckRequest, setupOf } from './check-request';
import { topicsSeen } from './check-result';
import { fieldsOf, respond, type Serve } from './http';
import type { LastCheck, Registry } from './registry';

/** Serves `ROUTES.check`. Responds with 413 to a body that is too large, and with 400 to one of another form. */
export function serveCheck(RED: NodeAPI, serve: Serve, registry: Registry): void {
    const rateLimit = new RateLimit();
    serve('post', ROUTES.check, 'deploy', (request, response) => {
        const fields = fieldsOf(request);
        if (!fields.ok) return respond(response, 413, fields);
        const form = readCheckRequest(fields.value);
        if (!form) return respond(response, 400, { ok: false });
        stream(response);
        const slot = rateLimit.take();
        if (!slot.ok) {
            const end: CheckEnd = { ok: false, ms: 0, reason: slot.reason };
            response.end(line(end));
            return;
        }
        check(RED, form, response, registry)
            .catch((error: unknown) => {
                RED.log.error(thrownText(error));
                response.destroy();
            })
            .finally(slot.value);
    });
}

async function check(RED: NodeAPI, form: CheckRequest, response: ServerResponse, registry: Registry): Promise<void> {
    const begin = performance.now();
    const aborted = new AbortController();
    response.once('close', () => aborted.abort());
    const setup = setupOf(RED, form, registry.instance(form.id));
    const record = setup.ok ? registry.connectedTo(setup.value.place) : undefined;
    const count = record?.entries().filter(({ listed }) => listed).length ?? 0;
    const running = count > 0 ? { count } : undefined;
    const target = setup.ok ? ok({ ...setup.value.settings, ...placeOf(setup.value), running }) : setup;
    try {
        const steps: CheckStep[] = [];
        const report = (step: CheckStep): void => {
            steps.push(step);
            response.write(line(step));
        };
        const { ok: isOk, seen } = await examine(target, report, aborted.signal);
        if (aborted.signal.aborted) return;
        registry.checked(form.id, { ok: isOk, steps: steps.filter(wasReached).map(codesOf) });
        const view = seen?.isShared ? record?.topics() : seen && topicsSeen(seen);
        const topics = view && { ...view, checked: checkedPlace(form.settings) };
        if (topics) registry.remember(form.id, topics);
        response.end(line({ ok: isOk, ms: Math.round(performance.now() - begin), ...(topics ? { topics } : {}) }));
    } finally {
        if (setup.ok) await setup.value.close();
    }
}

function wasReached({ outcome }: CheckStep): boolean {
    return outcome !== 'skipped';
}

/** Without what was found: it may be a part of a certificate, or text of a hub. */
function codesOf({ step, outcome, code, reason }: CheckStep): LastCheck['steps'][number] {
    return { step, outcome, codes: reason ? [code, reason.code] : [code] };
}

function placeOf({ place, tls, proxyFrom }: HubSetup): Pick<HubSetup, 'place' | 'tls' | 'proxyFrom'> {
    return { place, tls, proxyFrom };
}

/** Sends lines at once, also through a proxy that buffers responses by default. */
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
