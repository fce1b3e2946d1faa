// The route of the connection doctor: takes a form as it stands, walks the way to its hub, and tells each step on a
// line of JSON as soon as it is done. One check at a time; it ends when whoever asked goes away.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { NodeAPI } from 'node-red';
import { examine } from '../../src/doctor/doctor';
import { Turns } from '../../src/doctor/turns';
import { ok, thrownText } from '../../src/errors';
import { type CheckAsked, type CheckEnd, type CheckStep, ROUTES, type TopicsView } from '../shared/views';
import { readAsked, setupOf } from './check-asked';
import { topicsSeen } from './check-seen';

/** What a form can hold, and more. */
const MAX_BYTES = 64 * 1024;

/** Adds the route. `remember` is given what a check has seen of the hub with this id. */
export function checkRoute(RED: NodeAPI, remember: (id: string, topics: TopicsView) => void): void {
    const turns = new Turns();
    RED.httpAdmin.post(`/${ROUTES.check}`, RED.auth.needsPermission('clown-hub.write'), (request, response) => {
        if (isForeign(request)) {
            response.sendStatus(403);
            return;
        }
        if (isTooLong(request, request.body)) {
            response.sendStatus(413);
            return;
        }
        const asked = readAsked(request.body);
        if (!asked) {
            response.sendStatus(400);
            return;
        }
        stream(response);
        const turn = turns.take();
        if (!turn.ok) {
            const end: CheckEnd = { ok: false, ms: 0, reason: turn.reason };
            response.end(line(end));
            return;
        }
        check(RED, asked, response, remember)
            .catch((error: unknown) => {
                RED.log.error(thrownText(error));
                response.destroy();
            })
            .finally(turn.value);
    });
}

async function check(
    RED: NodeAPI,
    asked: CheckAsked,
    response: ServerResponse,
    remember: (id: string, topics: TopicsView) => void,
): Promise<void> {
    const begin = performance.now();
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const setup = setupOf(RED, asked);
    const target = setup.ok ? ok({ ...setup.value.settings, ...placeOf(setup.value) }) : setup;
    try {
        const { ok: isOk, seen } = await examine(target, (step) => response.write(line(step)), gone.signal);
        if (gone.signal.aborted) return;
        const topics = seen && topicsSeen(seen);
        if (topics) remember(asked.id, topics);
        response.end(line({ ok: isOk, ms: Math.round(performance.now() - begin), ...(topics ? { topics } : {}) }));
    } finally {
        if (setup.ok) await setup.value.close();
    }
}

function placeOf<T extends { place: unknown; tls: unknown }>({ place, tls }: T): Pick<T, 'place' | 'tls'> {
    return { place, tls };
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

/** Another site in the browser of somebody who may check, or may do all where no login is set. Browsers say so. */
function isForeign({ headers }: IncomingMessage): boolean {
    const site = headers['sec-fetch-site'];
    return site === 'cross-site' || site === 'same-site';
}

/** Node-RED itself takes megabytes, and has read them by now. */
function isTooLong({ headers }: IncomingMessage, body: unknown): boolean {
    const length = headers['content-length'];
    return (length === undefined ? JSON.stringify(body ?? '').length : Number(length)) > MAX_BYTES;
}
