// Requests to the runtime with the editor's login. Those that change something carry the token of the running runtime,
// which is fetched before the first of them.

import { CSRF_HEADER, ROUTES, type TokenView } from '../shared/views';

/** The runtime did not respond as expected: no permission, no runtime, or a runtime of another release. */
export class Unreachable extends Error {
    /** HTTP status, or 0 without a response. */
    readonly status: number;

    constructor(status: number) {
        super(`HTTP ${status}`);
        this.status = status;
    }
}

/** Timeouts by route. Requests that the runtime passes on to a hub take longer. */
const LIMITS_MS: Readonly<Partial<Record<string, number>>> = { [ROUTES.command]: 60_000, [ROUTES.refresh]: 60_000 };
const USUAL_LIMIT_MS = 10_000;

/** Shared by all requests of this page. */
let token: Promise<string> | undefined;

function currentToken(): Promise<string> {
    if (token) return token;
    const fetched = get<TokenView>(ROUTES.token).then((view) => view.token);
    token = fetched;
    fetched.catch(() => forget(fetched));
    return fetched;
}

/** Drops a token, unless another request has fetched a newer one. */
function forget(old: Promise<string>): void {
    if (token === old) token = undefined;
}

/**
 * Sends a request with the token in its headers. After a restart of Node-RED the old token is refused with 403, without
 * any effect, and the request is sent once more with the new token.
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

/** Sends a GET request, with `data` in its query; rejects with `Unreachable`. */
export function get<T>(route: string, id?: string, data: object = {}): Promise<T> {
    return request<T>(route, id, { method: 'GET', data });
}

/** Sends a GET request for a file, which may be large; rejects with `Unreachable`. */
export function getText(route: string): Promise<string> {
    return request<string>(route, undefined, { method: 'GET', dataType: 'text', timeout: 0 });
}

/** Sends a POST request with the token; rejects with `Unreachable`. */
export function post<T>(route: string, id?: string, data: object = {}): Promise<T> {
    return withToken((headers) => request<T>(route, id, { ...posted(data), headers }));
}

/** The same for a request that takes as long as the runtime needs, until `signal` ends it. */
export function postUntil<T>(route: string, data: object, signal: AbortSignal): Promise<T> {
    return withToken((headers) => request<T>(route, undefined, { ...posted(data), headers, timeout: 0 }, signal));
}

function posted(data: object): JQuery.AjaxSettings {
    return { method: 'POST', contentType: 'application/json', data: JSON.stringify(data) };
}

function request<T>(route: string, id = '', more: JQuery.AjaxSettings, signal?: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
        // It may have ended while the token was fetched.
        if (signal?.aborted) return reject(new Unreachable(0));
        const sent = $.ajax({
            url: route.replace(':id', encodeURIComponent(id)),
            dataType: 'json',
            timeout: LIMITS_MS[route] ?? USUAL_LIMIT_MS,
            ...more,
        });
        signal?.addEventListener('abort', () => sent.abort());
        sent.then(
            (response) => resolve(response as T),
            (xhr) => reject(new Unreachable((xhr as JQuery.jqXHR).status)),
        );
    });
}
