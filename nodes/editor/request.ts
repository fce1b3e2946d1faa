// Requests to the runtime through the editor's own login. Those that change something bring the secret of the runtime's
// run, which is fetched before the first of them.

import { CSRF_HEADER, ROUTES, type TokenView } from '../shared/views';

/** Anything but a response: no permission, no runtime, or a runtime of another release. */
export class Unreachable extends Error {
    /** HTTP status, 0 where there was no response at all. */
    readonly status: number;

    constructor(status: number) {
        super(`HTTP ${status}`);
        this.status = status;
    }
}

/** A runtime that hangs must not keep a dialog waiting; what a hub is asked for takes its own, longer time. */
const LIMITS_MS: Readonly<Partial<Record<string, number>>> = { [ROUTES.command]: 60_000, [ROUTES.refresh]: 60_000 };
const USUAL_LIMIT_MS = 10_000;

/** All requests of this page share it. */
let token: Promise<string> | undefined;

function currentToken(): Promise<string> {
    if (token) return token;
    const fetched = get<TokenView>(ROUTES.token).then((view) => view.token);
    token = fetched;
    fetched.catch(() => forget(fetched));
    return fetched;
}

/** Unless another request has fetched a newer one. */
function forget(old: Promise<string>): void {
    if (token === old) token = undefined;
}

/**
 * Sends with the secret in its headers. Node-RED may have restarted since it was fetched: the runtime then does nothing
 * and answers 403, and the request is sent once more with the new secret.
 */
export async function withToken<T>(send: (headers: Readonly<Record<string, string>>) => Promise<T>): Promise<T> {
    const used = currentToken();
    const first = await used;
    try {
        return await send({ [CSRF_HEADER]: first });
    } catch (error) {
        if (!(error instanceof Unreachable) || error.status !== 403) throw error;
    }
    forget(used);
    return send({ [CSRF_HEADER]: await currentToken() });
}

export function get<T>(route: string, id?: string): Promise<T> {
    return request<T>(route, id, { method: 'GET' });
}

export function post<T>(route: string, id?: string, data: object = {}): Promise<T> {
    const more = { method: 'POST', contentType: 'application/json', data: JSON.stringify(data) };
    return withToken((headers) => request<T>(route, id, { ...more, headers }));
}

function request<T>(route: string, id = '', more: JQuery.AjaxSettings): Promise<T> {
    return new Promise((resolve, reject) => {
        $.ajax({
            url: route.replace(':id', encodeURIComponent(id)),
            dataType: 'json',
            timeout: LIMITS_MS[route] ?? USUAL_LIMIT_MS,
            ...more,
        }).then(
            (response) => resolve(response as T),
            (xhr) => reject(new Unreachable((xhr as JQuery.jqXHR).status)),
        );
    });
}
