// How the editor's requests are let in and answered: permission, secret of this run, JSON. Node-RED has parsed their bodies.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { NodeAPI } from 'node-red';
import { type Reason, type Result, refuse } from '../../src/base/errors';
import type { CsrfToken } from './csrf';
import type { HubRecord } from './hub-record';
import type { Registry } from './registry';

/** Bytes of a request: the largest payload that a hub takes is a picture of 1368 characters. */
export const MAX_BODY = 64 * 1024;

/**
 * `deploy`: a user who may connect anywhere, with whatever is stored, could as well deploy a flow that does. `login`: every
 * user whom Node-RED lets in.
 */
const PERMISSIONS = { login: '', read: 'clown-hub.read', write: 'clown-hub.write', deploy: 'flows.write' } as const;

export interface Asked extends IncomingMessage {
    readonly params: Readonly<Record<string, string>>;
    readonly body?: unknown;
}

export type Serve = (
    method: 'get' | 'post',
    route: string,
    permission: keyof typeof PERMISSIONS,
    handle: (req: Asked, res: ServerResponse) => void,
) => void;

/**
 * Serves routes of `ROUTES` to users who have the permission for them. A POST also needs the secret of this run. What
 * `handle` throws is the end of that request only.
 */
export function server(RED: NodeAPI, token: CsrfToken): Serve {
    return (method, route, permission, handle) => {
        const needed = RED.auth.needsPermission(PERMISSIONS[permission]);
        RED.httpAdmin[method](`/${route}`, needed, (req: Asked, res: ServerResponse) => {
            try {
                if (method === 'post' && !token.isIn(req)) answer(res, 403, { ok: false });
                else handle(req, res);
            } catch {
                // Whatever it is about, a request is no reason to end, and its answer no place for details.
                answer(res, 500, { ok: false });
            }
        });
    };
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

function tooLarge(): { ok: false; reason: Reason } {
    return refuse('payload-large', { limit: MAX_BODY });
}
