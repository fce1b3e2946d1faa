// How the editor's requests are let in and answered: permission, origin, JSON. Node-RED has parsed their bodies.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { NodeAPI } from 'node-red';
import { type Reason, type Result, refuse } from '../../src/errors';
import type { HubRecord } from './record';
import type { Registry } from './registry';

/** Bytes of a request: the largest payload that a hub takes is a picture of 1368 characters. */
export const MAX_BODY = 64 * 1024;

/** Who may dial anywhere, with whatever is stored, could as well deploy a flow that does. */
const PERMISSIONS = { read: 'clown-hub.read', write: 'clown-hub.write', deploy: 'flows.write' } as const;

export interface Asked extends IncomingMessage {
    readonly params: Readonly<Record<string, string>>;
    readonly body?: unknown;
}

/** Serves a route of `ROUTES` to whoever has the permission for it. What `handle` throws is the end of that request only. */
export function serve(
    RED: NodeAPI,
    method: 'get' | 'post',
    route: string,
    permission: keyof typeof PERMISSIONS,
    handle: (req: Asked, res: ServerResponse) => void,
): void {
    const needed = RED.auth.needsPermission(PERMISSIONS[permission]);
    RED.httpAdmin[method](`/${route}`, refuseStrangers, needed, (req: Asked, res: ServerResponse) => {
        try {
            // A form on a page of another site can send all but JSON without being asked who it is.
            if (method === 'post' && !isJson(req)) answer(res, 415, { ok: false });
            else handle(req, res);
        } catch {
            // Whatever it is about, a request is no reason to end, and its answer no place for details.
            answer(res, 500, { ok: false });
        }
    });
}

/** Ends a request with JSON. One whose editor has gone meanwhile is not answered. */
export function answer(res: ServerResponse, status: number, data: object): void {
    if (res.headersSent || res.destroyed) return;
    res.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
    res.end(JSON.stringify(data));
}

/** The hub node that a request names; without one the request is over. */
export function recordFor(registry: Registry, req: Asked, res: ServerResponse): HubRecord | undefined {
    const record = registry.get(req.params.id ?? '');
    if (!record) answer(res, 404, refuse('hub-missing'));
    return record;
}

/** The fields of a request's body; anything but an object has none. */
export function fieldsOf({ body }: Asked): Result<Readonly<Record<string, unknown>>> {
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return { ok: true, value: {} };
    try {
        if (JSON.stringify(body).length > MAX_BODY) return tooLarge();
    } catch {
        return tooLarge(); // nested too deeply to be written
    }
    return { ok: true, value: body as Readonly<Record<string, unknown>> };
}

function isJson({ headers }: IncomingMessage): boolean {
    return /^application\/json\s*(?:;|$)/i.test(headers['content-type'] ?? '');
}

function tooLarge(): { ok: false; reason: Reason } {
    return refuse('payload-large', { limit: MAX_BODY });
}

/**
 * Node-RED up to 4.1 lets the pages of any site read its answers, and without a login nothing else would keep them from
 * switching relays. Programs that are no browser send no such header.
 */
function refuseStrangers(req: IncomingMessage, res: ServerResponse, next: () => void): void {
    const site = req.headers['sec-fetch-site'];
    // Another port of the same host counts as the same site; the editor is always of the same origin.
    if (site === 'cross-site' || site === 'same-site') answer(res, 403, { ok: false });
    else next();
}
