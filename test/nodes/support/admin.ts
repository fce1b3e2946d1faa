// Requests as the editor makes them, to the Node-RED in this process or to a real one.

import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CSRF_HEADER, FEED_TOPIC, type FeedMessage, ROUTES, type TokenView } from '../../../nodes/shared/views';
import { next, PATIENCE_MS } from '../../support/wait.js';
import type { Item } from './flows';
import { adminApp, events } from './runtime';
import { assertNoSecret } from './secrets';

export interface Call {
    readonly method?: 'GET' | 'POST' | 'OPTIONS';
    /** Sent as JSON; a text as it is. */
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
}

export interface Reply {
    readonly status: number;
    readonly text: string;
    readonly headers: Readonly<Record<string, unknown>>;
}

/**
 * One request on a connection of its own, and the whole response; headers that a browser would keep to itself included.
 */
export function call(url: URL, { method = 'GET', body, headers = {} }: Call = {}): Promise<Reply> {
    return new Promise((resolve, reject) => {
        const sent = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
        const type = method === 'POST' ? { 'content-type': 'application/json' } : {};
        const timeout = AbortSignal.timeout(15_000);
        const req = request(url, { method, headers: { ...type, ...headers }, agent: false, signal: timeout }, (res) => {
            let text = '';
            res.setEncoding('utf8').on('data', (chunk: string) => {
                text += chunk;
            });
            res.on('end', () => resolve({ status: res.statusCode ?? 0, text, headers: res.headers }));
        });
        req.on('error', reject);
        req.end(sent);
    });
}

/** The header that every POST needs, for the Node-RED whose editor is at `base`. */
export async function tokenAt(base: URL, headers: Call['headers'] = {}): Promise<Record<string, string>> {
    const { token } = jsonOf<TokenView>(await call(new URL(ROUTES.token, base), { headers }));
    return { [CSRF_HEADER]: token };
}

/** A request to the Node-RED in this process, as the editor makes it. */
export async function callHere(route: string, options: Call = {}): Promise<Reply> {
    const server = createServer(adminApp()).listen(0, '127.0.0.1');
    try {
        await next(server, 'listening');
        const base = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
        const own = options.method === 'POST' ? await tokenAt(base) : {};
        return await call(new URL(route, base), { ...options, headers: { ...own, ...options.headers } });
    } finally {
        server.close();
    }
}

/** The JSON of a response that must have this status. */
export function jsonOf<T>({ status, text }: Reply, wanted = 200): T {
    if (status !== wanted) throw new Error(`answered with ${status}: ${text}`);
    return JSON.parse(text) as T;
}

export async function getHere<T>(route: string): Promise<T> {
    return jsonOf(await callHere(route));
}

export async function postHere<T>(route: string, body: unknown = {}): Promise<T> {
    return jsonOf(await callHere(route, { method: 'POST', body }));
}

/** The codes of what the check of a hub node finds, none of which shows a secret. */
export async function findingsOf(settings: Item): Promise<unknown[]> {
    const body = { id: settings.id, settings, credentials: {}, storedPassword: false };
    const { text } = await callHere(ROUTES.check, { method: 'POST', body });
    assertNoSecret(text, 'the check');
    return text
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { code?: unknown }).code);
}

/** The route for a hub. */
export function at(route: string, id = 'hub'): string {
    return route.replace(':id', encodeURIComponent(id));
}

/** Collects feed messages until `end` is called; `next` resolves to the first later message that is accepted. */
export function editor() {
    const messages: FeedMessage[] = [];
    const listeners = new Set<() => void>();
    const collect = ({ topic, data }: { topic: string; data: FeedMessage }): void => {
        if (topic !== FEED_TOPIC) return;
        messages.push(JSON.parse(JSON.stringify(data)) as FeedMessage);
        for (const listener of listeners) listener();
    };
    events.on('comms', collect);
    return {
        messages,
        next(fits: (message: FeedMessage) => boolean, what: string, ms = PATIENCE_MS * 2): Promise<FeedMessage> {
            const from = messages.length;
            return new Promise((resolve, reject) => {
                const end = (act: () => void): void => {
                    clearTimeout(timer);
                    listeners.delete(look);
                    act();
                };
                const timer = setTimeout(() => end(() => reject(new Error(`${what} never came within ${ms} ms`))), ms);
                const look = (): void => {
                    const found = messages.slice(from).find(fits);
                    if (found) end(() => resolve(found));
                };
                listeners.add(look);
            });
        },
        end: (): void => {
            events.off('comms', collect);
        },
    };
}
