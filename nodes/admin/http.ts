// Checks the editor's requests (permission, secret of this run) and sends JSON responses. Node-RED parses the bodies.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { NodeAPI } from 'node-red';
import { type Reason, type Result, refuse } from '../../src/base/errors';
import type { CsrfToken } from './csrf';
import type { HubRecord } from './hub-record';
import type { Registry } from './registry';

/** Bytes of a request; the largest payload that a hub accepts is a picture of 1368 characters. */
export const MAX_BODY = 64 * 1024;

/**
 * `deploy`: a check connects to any address with stored credentials, as a deployed flow could. `login`: every user who is
 * logged in to Node-RED. `editor`: every user to whom Node-RED sends the forms of the nodes.
 */
const PERMISSIONS = {
    login: '',
    editor: 'nodes.read',
    read: 'clown-hub.read',
    write: 'clown-hub.write',
    deploy: 'flows.write',
} as const;

export interface AdminRequest extends IncomingMessage {
    readonly params: Readonly<Record<string, string>>;
    readonly body?: unknown;
}

export type Serve = (
    method: 'get' | 'post',
    route: string,
    permission: keyof typeof PERMISSIONS,
    handle: (req: AdminRequest, res: ServerResponse) => void,
) => void;

/**
 * Serves routes of `ROUTES` to users who have the permission for them. A POST also needs the secret of this run. If
 * `handle` throws, only that request fails.
 */
export function server(RED: NodeAPI, token: CsrfToken): Serve {
    return (method, route, permission, handle) => {
        const needed = RED.auth.needsPermission(PERMISSIONS[permission]);
        RED.httpAdmin[method](`/${route}`, needed, (req: AdminRequest, res: ServerResponse) => {
            try {
                if (method === 'post' && !token.isIn(req)) respond(res, 403, { ok: false });
                else handle(req, res);
            } catch {
                // The response holds no details, because they may hold a secret.
                respond(res, 500, { ok: false });
            }
        });
    };
}

/** Ends a request with JSON, unless the editor has disconnected. */
export function respond(res: ServerResponse, status: number, data: object): void {
    if (res.headersSent || res.destroyed) return;
    res.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
    res.end(JSON.stringify(data));
}

/** The hub node that a request names. If there is none, responds with 404 and returns undefined. */
export function recordFor(registry: Registry, req: AdminRequest, res: ServerResponse): HubRecord | undefined {
    const record = registry.get(req.params.id ?? '');
    if (!record) respond(res, 404, refuse('hub-missing'));
    return record;
}

/** The fields of a request's body; none if the body is no object. */
export function fieldsOf({ body }: AdminRequest): Result<Readonly<Record<string, unknown>>> {
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
